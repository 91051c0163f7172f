import { Linter } from 'eslint'
import { expect, it } from 'vitest'

it('runs on the ESLint that the project is named after', ({ task }) => {
  const name = task.file.projectName ?? ''
  expect(`ESLint ${Linter.version.split('.')[0] ?? ''}`).toBe(name)
})

import { ESLint, Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'

const rule = '@typescript-eslint/no-restricted-imports'
const eslint = new ESLint()

async function complaints(file: string, code: string): Promise<number> {
  const config = (await eslint.calculateConfigForFile(file)) as Linter.Config
  return new Linter({ configType: 'flat' }).verify(
    code,
    { files: ['**/*.ts'], plugins: { '@typescript-eslint': tseslint.plugin }, languageOptions: { parser: tseslint.parser }, rules: { [rule]: config.rules?.[rule] ?? 'off' } },
    { filename: file },
  ).length
}

it.each([
  ['src/rules/no-x.ts', "import { y } from './no-y.ts'"],
  ['src/rules/no-x.ts', "import { y } from '../cli/index.ts'"],
  ['src/rules/no-x.ts', "import { readFileSync } from 'node:fs'"],
  ['src/rules/no-x.ts', "import ts from 'typescript'"],
  ['src/analysis/flow/x.ts', "import { y } from '../../rules/no-y.ts'"],
  ['src/analysis/flow/x.ts', "import { rules } from '../../rules/index.ts'"],
  ['src/analysis/flow/x.ts', "import { AST_NODE_TYPES } from '@typescript-eslint/utils'"],
  ['src/knowledge/x.ts', "import { y } from '../analysis/y.ts'"],
  ['src/knowledge/locks/x.ts', "import { y } from '../../utils/y.ts'"],
  ['src/utils/x.ts', "import { y } from '../analysis/y.ts'"],
])('lint keeps %s from saying %s', async (file, code) => {
  expect(await complaints(file, code)).toBe(1)
})

it.each([
  ['src/rules/no-x.ts', "import { y } from '../analysis/y.ts'; import { z } from '../utils/z.ts'; import { k } from '../knowledge/k.ts'"],
  ['src/rules/no-x.ts', "import type { TSESTree } from '@typescript-eslint/utils'"],
  ['src/analysis/flow/x.ts', "import { y } from './y.ts'; import { k } from '../../knowledge/locks/index.ts'"],
  ['src/cli/x.ts', "import { readFileSync } from 'node:fs'; import { rules } from '../rules/index.ts'"],
])('lint lets %s say %s', async (file, code) => {
  expect(await complaints(file, code)).toBe(0)
})

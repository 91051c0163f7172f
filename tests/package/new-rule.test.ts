import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

// A copy of the repository, in which a rule is made.
let copy: string
const made = ['src/rules/no-trial.ts', 'tests/rules/no-trial.test.ts']

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'new-rule-'))
  const left = new Set(['node_modules', 'coverage', '.git'])
  for (const entry of readdirSync('.').filter((name) => !left.has(name))) cpSync(entry, join(copy, entry), { recursive: true, filter: (path) => !path.includes('node_modules') })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction')
  expect(node('scripts/new-rule.mjs', 'no-trial')).toMatchObject({ status: 0 })
})

afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

function node(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: copy, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  return { status, output: `${stdout}${stderr}` }
}

it('makes a rule that is listed everywhere', () => {
  const read = (path: string) => readFileSync(join(copy, path), 'utf8')
  expect(read('src/rules/index.ts')).toContain("'no-trial': noTrial,")
  expect(read('README.md')).toContain('[no-trial](docs/rules/no-trial.md)')
  expect(read('docs/rules/no-trial.md')).toMatch(/^# no-trial\n\n📝 Disallow calls of replaceMe\.\n/)
  expect(node('scripts/generate.mjs', '--check')).toMatchObject({ status: 0 })
})

it('makes a rule and a test that pass lint', () => {
  expect(node('node_modules/eslint/bin/eslint.js', ...made, 'src/rules/index.ts')).toEqual({ status: 0, output: '' })
})

it('makes a test and a page that pass, but for the runnable pair that its author owes', () => {
  const tests = ['tests/rules/no-trial.test.ts', 'tests/plugin/catalogue.test.ts', 'tests/docs/pages.test.ts']
  expect(node('node_modules/vitest/vitest.mjs', 'run', '--project', 'ESLint 10', '-t', '^(?!.*runnable pair).*(?:no-trial|catalogue|presets)', ...tests)).toMatchObject({ status: 0 })
})

it('refuses a name that is none, or taken', () => {
  expect(node('scripts/new-rule.mjs', 'Trial')).toMatchObject({ status: 2, output: expect.stringMatching(/^Usage: /) as string })
  expect(node('scripts/new-rule.mjs', 'no-trial')).toEqual({ status: 2, output: 'src/rules/no-trial.ts exists\n' })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

import tsParser from '@typescript-eslint/parser'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, expect, it } from 'vitest'

import plugin from '../../src/index.ts'

// oxlint runs the built plugin with its own parser and scopes, and has one context for all files: facts must not leak between them.
let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oxlint-'))
  writeFileSync(
    join(home, 'oxlint.json'),
    JSON.stringify({
      plugins: [],
      categories: { correctness: 'off' },
      jsPlugins: [{ name: 'concurrency', specifier: resolve('dist/index.js') }],
      rules: Object.fromEntries(Object.keys(plugin.rules).map((name) => [`concurrency/${name}`, 'error'])),
    }),
  )
})

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[]
}

function byOxlint(files: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(resolve('node_modules/.bin/oxlint'), ['--config', join(home, 'oxlint.json'), '--format', 'json', ...files], { encoding: 'utf8' })
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] }
  return diagnostics.map(({ code, filename, labels: [label] }) => shown(filename, label?.span.line, label?.span.column, code.replace(/^(.*)\((.*)\)$/, '$1/$2')))
}

async function byESLint(files: readonly string[]): Promise<string[]> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [plugin.configs.all, { files: ['**/*.ts'], languageOptions: { parser: tsParser } }] as NonNullable<ESLint.Options['overrideConfig']>,
  })
  const results = await eslint.lintFiles([...files])
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId }) => shown(filePath, line, column, ruleId ?? '')))
}

function shown(file: string, line: number | undefined, column: number | undefined, rule: string): string {
  return `${relative('.', resolve(file))}:${String(line)}:${String(column)} ${rule}`
}

it('reports in oxlint what it reports in ESLint, place by place', async () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file)).map((file) => join('examples', file))
  const reports = byOxlint(files).sort()
  expect(reports).toEqual((await byESLint(files)).sort())
  expect(reports.length).toBeGreaterThanOrEqual(5)
})

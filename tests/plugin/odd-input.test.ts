import { readFileSync } from 'node:fs'

import tsParser from '@typescript-eslint/parser'
import type { ESLint } from 'eslint'
import { Linter } from 'eslint'
import { Linter as Floor } from 'eslint915'
import { describe, expect, it } from 'vitest'

import { rules } from '../../src/rules/index.ts'
import { unguarded } from '../../src/utils/rule.ts'

// No rule throws, on whatever is written. Without the guard, so that we would see it; each rule with all its switches on.
const bare = Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, unguarded(rule)]))
const switchedOn = Object.fromEntries(
  Object.entries(rules).map(([name, rule]) => {
    const [schema] = [rule.meta.schema].flat() as { properties?: Record<string, { type?: string }> }[]
    const switches = Object.entries(schema?.properties ?? {}).filter(([, { type }]) => type === 'boolean')
    return [`c/${name}`, switches.length > 0 ? ['error', Object.fromEntries(switches.map(([option]) => [option, true]))] : ['error']]
  }),
)

interface Input {
  readonly code: string
  readonly parser?: 'espree' | 'typescript'
  readonly sourceType?: 'module' | 'script' | 'commonjs'
  readonly jsx?: boolean
  readonly typed?: boolean
}

const fixtures = `${import.meta.dirname}/../fixtures`

function fatalities(Host: typeof Linter, { code, parser = 'espree', sourceType = 'module', jsx = false, typed = false }: Input): string[] {
  const messages = new Host({ configType: 'flat', cwd: '/' }).verify(
    code,
    {
      files: ['**'],
      plugins: { c: { rules: bare } as unknown as ESLint.Plugin },
      rules: switchedOn as Linter.RulesRecord,
      languageOptions: {
        sourceType,
        ...(parser === 'typescript' ? { parser: tsParser } : {}),
        parserOptions: { ecmaFeatures: { jsx }, ...(typed ? { projectService: true, tsconfigRootDir: fixtures } : {}) },
      },
    },
    { filename: `${fixtures}/${parser === 'espree' ? 'file.js' : jsx ? 'react.tsx' : 'file.ts'}` },
  )
  return messages.filter((message) => message.fatal).map(({ line, message }) => `${String(line)}: ${message}`)
}

const read = (name: string) => readFileSync(`${fixtures}/odd/${name}`, 'utf8')
const repeat = (n: number, part: (i: number) => string, between = '\n') => Array.from({ length: n }, (_, i) => part(i)).join(between)

const inputs: Readonly<Record<string, Input>> = {
  'an empty file': { code: '' },
  'a file of comments': { code: '#!/usr/bin/env node\n// nothing\n/* here */' },
  'an empty TypeScript file': { code: '', parser: 'typescript', typed: true },
  'a script': { code: read('script.js'), sourceType: 'script' },
  'a module': { code: read('module.js') },
  'a module, by the TypeScript parser': { code: read('module.js'), parser: 'typescript' },
  'wrong uses of our APIs': { code: read('apis.js') },
  'wrong uses of our APIs, as CommonJS': { code: `async function all() {\n${read('apis.js').replace(/^import .*/gm, '').replace('export default', 'return').replace('import.meta.url', '__filename')}\n}`, sourceType: 'commonjs' },
  'wrong uses of our APIs, with types': { code: read('apis.js'), parser: 'typescript', typed: true },
  'TypeScript': { code: read('typed.ts'), parser: 'typescript' },
  'TypeScript with types, most of them missing': { code: read('typed.ts'), parser: 'typescript', typed: true },
  'JSX': { code: read('component.jsx'), jsx: true },
  'TSX': { code: read('component.tsx'), parser: 'typescript', jsx: true },
  'TSX with types': { code: read('component.tsx'), parser: 'typescript', jsx: true, typed: true },
  'a long sum': { code: `x = ${repeat(1500, (i) => `a${String(i)}`, ' + ')}` },
  'a long chain of calls': { code: `new Mutex()${repeat(700, () => '.then(() => worker.postMessage(a))', '')}` },
  'a long else-if': { code: repeat(700, (i) => `if (a === ${String(i)}) new Worker(b);`, ' else ') },
  'deep blocks': { code: `${'for (const a of b) { '.repeat(300)}postMessage(a)${' }'.repeat(300)}` },
  'deep functions': { code: `${'(async () => { await '.repeat(200)}navigator.locks.request(a, b)${' })()'.repeat(200)}` },
  'deep data': { code: `postMessage(${'[{ a: '.repeat(200)}() => {}${' }]'.repeat(200)})` },
  'deep try': { code: `${'try { '.repeat(100)}new Worker(a)${' } finally { b() }'.repeat(100)}` },
  'one variable, assigned a thousand times': { code: `let w\n${repeat(1000, (i) => `w = new Worker('${String(i)}'); w.postMessage(w)`)}` },
  'a ring of variables': { code: `${repeat(300, (i) => `let a${String(i)} = a${String((i + 1) % 300)}`)}\npostMessage(a0)` },
  'a ring of functions': { code: `${repeat(300, (i) => `function f${String(i)}(x) { return f${String((i + 1) % 300)}(x) }`)}\npostMessage(f0())` },
}

describe.each([
  ['the ESLint of the project', Linter],
  ['ESLint 9.15', Floor as unknown as typeof Linter],
] as const)('no rule throws under %s', (_, Host) => {
  it.each(Object.entries(inputs))('on %s', (__, input) => {
    expect(fatalities(Host, input)).toEqual([])
  })
})

it('rules do not run where the TypeScript project is broken, and say nothing', () => {
  const [message] = new Linter({ configType: 'flat', cwd: '/' }).verify('new Worker(a)', {
    files: ['**'],
    plugins: { c: { rules: bare } as unknown as ESLint.Plugin },
    rules: switchedOn as Linter.RulesRecord,
    languageOptions: { parser: tsParser, parserOptions: { project: `${fixtures}/no-such-tsconfig.json` } },
  }, { filename: `${fixtures}/in-broken-project.ts` })
  expect(message).toMatchObject({ fatal: true, ruleId: null, message: expect.stringContaining('no-such-tsconfig.json') as string })
})

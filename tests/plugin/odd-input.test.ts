import { readFileSync } from 'node:fs'

import tsParser from '@typescript-eslint/parser'
import type { Linter } from 'eslint'
import { Linter as Floor } from 'eslint915'
import { describe, expect, it } from 'vitest'

import { type Check, describe as told, makeCheck } from '../../scripts/robust/check.mjs'
import { rules } from '../../src/rules/index.ts'

// Nothing is wrong with any rule, whatever is written; each rule with all its switches on.
const fixtures = `${import.meta.dirname}/../fixtures`

interface Input {
  readonly code: string
  readonly parser?: 'espree' | 'typescript'
  readonly sourceType?: 'module' | 'script' | 'commonjs'
  readonly jsx?: boolean
  readonly typed?: boolean
}

function faults(check: Check, { code, parser = 'espree', sourceType = 'module', jsx = false, typed = false }: Input): string[] {
  const { refused, faults: found } = check(code, {
    filename: `${fixtures}/${parser === 'espree' ? 'file.js' : jsx ? 'react.tsx' : 'file.ts'}`,
    languageOptions: {
      sourceType,
      ...(parser === 'typescript' ? { parser: tsParser } : {}),
      parserOptions: { ecmaFeatures: { jsx }, ...(typed ? { projectService: true, tsconfigRootDir: fixtures } : {}) },
    },
  })
  return [...(refused === undefined ? [] : [refused]), ...found.map(told)]
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
  'a class that extends itself': { code: 'import { Worker } from "node:worker_threads"\nconst w = new Worker(a)\nlet b = [w]\nfunction f() { throw class b extends b { #w = super.w } }\npostMessage(new b())' },
  'a ring of classes': { code: `${repeat(3, (i) => `class C${String(i)} extends C${String((i + 1) % 3)} { run() { return super.run(this.w) } }`)}\nnew C0().run().postMessage(new C1())\nnew C2().on("error", new Worker(a))` },
  'a tower of classes': { code: `class C0 extends Worker {}\n${repeat(700, (i) => `class C${String(i + 1)} extends C${String(i)} { run() { return super.run(this.w) } }`)}\nnew C700().postMessage(new C699())` },
  'a ring of functions': { code: `${repeat(300, (i) => `function f${String(i)}(x) { return f${String((i + 1) % 300)}(x) }`)}\npostMessage(f0())` },
}

describe.each([
  ['the ESLint of the project', makeCheck(rules)],
  ['ESLint 9.15', makeCheck(rules, { Linter: Floor as unknown as typeof Linter })],
] as const)('nothing is wrong under %s', (_, check) => {
  it.each(Object.entries(inputs))('on %s', (__, input) => {
    expect(faults(check, input)).toEqual([])
  })
})

describe('where the TypeScript project is broken, ESLint says so and no rule does anything', () => {
  const check = makeCheck(rules)
  const outcome = (parserOptions: Linter.ParserOptions) => check('new Worker(a)', { filename: `${fixtures}/in-broken-project.ts`, languageOptions: { parser: tsParser, parserOptions } })

  it.each([
    ['a tsconfig that is missing', { project: `${fixtures}/no-such-tsconfig.json` }, 'no-such-tsconfig.json'],
    ['a tsconfig that is no JSON', { project: `${fixtures}/broken/tsconfig.json` }, "'}' expected"],
    ['a file that no tsconfig includes', { projectService: true, tsconfigRootDir: fixtures }, 'was not found by the project service'],
  ])('%s', (_, parserOptions, said) => {
    expect(outcome(parserOptions)).toEqual({ refused: expect.stringContaining(said) as string, faults: [], reports: 0 })
  })
})

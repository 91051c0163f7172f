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
const served = (body: string) => `import express from "express"\nimport fs from "node:fs"\nconst app = express()\napp.post("/", async (request, response) => {\n${body}\n})`

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
  // What asks two questions for each answer does not come to an end in time.
  'lists that are made of each other': { code: served(`let a = request.body.a, b = []\n${repeat(12, () => 'a = b.concat(a)\nb = a.filter((each) => b.includes(each))')}\nfor (const x of a) for (const y of b) if (x === y) response.write(x)\nawait Promise.all(a.map((x) => fetch(x)))`) },
  'numbers that are made of each other': { code: served(`let n = request.body.n, k = 1\n${repeat(12, () => 'n = n + k\nk = Math.max(n, k) * n')}\nfor (let i = 0; i < n; i++) for (let j = 0; j < k; j++) table[i]++`) },
  'texts that are made of each other': { code: served(`let from = request.query.path, to = 'x'\n${repeat(12, () => 'from = to + from\nto = from.replace(to, from)')}\nif (fs.existsSync(to)) fs.unlinkSync(from)\nawait fs.promises.writeFile(from, fs.readFileSync(to))`) },
  'objects that hold themselves twice': { code: `const a0 = { done: () => 1 }\n${repeat(40, (i) => `const a${String(i + 1)} = b ? a${String(i)} : { x: a${String(i)}, y: [a${String(i)}, ...a${String(i)}] }`)}\npostMessage(a40)` },
  'fields that are made of each other': { code: `export class Store {\n  #a = new Mutex(); b = []; c = []\n${repeat(40, (i) => `  step${String(i)}() { this.b = this.c.concat(this.b); this.c = [...this.b, ...this.c] }`)}\n  async run() { await this.#a.acquire(); for (const x of this.b) for (const y of this.c) await this.step1(x, y); postMessage(this) }\n}` },
  'functions that call the one before twice': { code: `import { readFileSync } from "node:fs"\nconst f0 = (x) => readFileSync(x)\n${repeat(40, (i) => `const f${String(i + 1)} = async (x) => (await f${String(i)}(x)) ?? f${String(i)}(x)`)}\n${served('response.send(await f40(request.body))')}` },
  'types in a ring': { code: `${repeat(40, (i) => `interface T${String(i)} { a: T${String((i + 1) % 40)}; b?: Map<string, T${String((i * 3 + 1) % 40)}>; f(x: T${String((i * 5 + 2) % 40)}): void }`)}\nexport function send(worker: Worker, all: T0[]) { worker.postMessage({ all }) }`, parser: 'typescript', typed: true },
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

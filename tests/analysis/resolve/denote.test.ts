import { describe, expect, it } from 'vitest'

import { apiOf, denote } from '../../../src/analysis/resolve/denote.ts'
import { nodeAt, parse, type ParseOptions } from '../../support/probe.ts'

/** The API path of the last expression statement of the code. */
function pathOfLast(code: string, options?: ParseOptions): string | undefined {
  const sourceCode = parse(code, options)
  const last = sourceCode.ast.body.at(-1)
  if (last?.type !== 'ExpressionStatement') throw new Error('the code must end in an expression')
  return apiOf(sourceCode, last.expression)
}

/** The API path of the first expression with this text. */
function pathAt(code: string, text: string, options?: ParseOptions): string | undefined {
  const sourceCode = parse(code, options)
  const node = nodeAt(sourceCode, text)
  return apiOf(sourceCode, node.type === 'ExpressionStatement' ? node.expression : node)
}

const script = { ts: false, sourceType: 'commonjs' } as const

describe('how a module is named', () => {
  it.each([
    ['a named import', "import { Worker } from 'node:worker_threads'; Worker"],
    ['without the node: prefix', "import { Worker } from 'worker_threads'; Worker"],
    ['a renamed import', "import { Worker as Thread } from 'worker_threads'; Thread"],
    ['a namespace', "import * as threads from 'worker_threads'; threads.Worker"],
    ['a default import of a namespace', "import threads from 'node:worker_threads'; threads.Worker"],
    ['destructured from a namespace', "import * as threads from 'worker_threads'; const { Worker: W } = threads; W"],
    ['a member by a constant key', "import * as threads from 'worker_threads'; threads['Worker']"],
    ['an awaited dynamic import', "const { Worker } = await import('worker_threads'); Worker"],
    ['a dynamic import in place', "(await import('worker_threads')).Worker"],
    ['a renamed constant', "import { Worker } from 'worker_threads'; const Thread = Worker; Thread"],
  ])('%s', (_, code) => {
    expect(pathOfLast(code)).toBe('node:worker_threads#Worker')
  })

  it.each([
    ['required', "const { Worker } = require('worker_threads'); Worker"],
    ['required in place', "require('worker_threads').Worker"],
    ['required as a namespace', "const wt = require('node:worker_threads'); wt.Worker"],
  ])('CommonJS: %s', (_, code) => {
    expect(pathOfLast(code, script)).toBe('node:worker_threads#Worker')
  })

  it('TypeScript: what a namespace of the file offers, and not what it keeps to itself', () => {
    const code = (offered: string): string => `import { Worker } from 'node:worker_threads'; namespace Threads { ${offered}const Thread = Worker }; Threads.Thread`
    expect(pathOfLast(code('export '))).toBe('node:worker_threads#Worker')
    expect(pathOfLast(code(''))).toBeUndefined()
  })

  it('TypeScript: import … = require()', () => {
    expect(pathOfLast("import wt = require('worker_threads'); wt.Worker")).toBe('node:worker_threads#Worker')
  })

  it('a local require is no module', () => {
    expect(pathOfLast("function require(name) { return { Worker: name } } require('worker_threads').Worker")).toBeUndefined()
  })

  it('an imported constructor that is a CommonJS module by itself is its default export', () => {
    expect(pathOfLast("const AsyncLock = require('async-lock'); new AsyncLock()", script)).toBe('async-lock#default()')
  })
})

describe('modules that bundlers make workers of', () => {
  it.each(['./grid?worker', './grid.ts?inline&worker', '../grid.js?worker&inline', 'worker-loader!./grid.js'])('%s', (module) => {
    expect(pathOfLast(`import Grid from '${module}'; new Grid()`)).toBe('#Worker()')
  })

  it('a shared one', () => {
    expect(pathOfLast("import Bus from './bus?sharedworker'; new Bus().port")).toBe('#MessagePort()')
  })

  it.each(['./grid?worker&url', './grid?url&worker', './worker', './grid.worker', './grid?workers'])('the address of one, or another module: %s', (module) => {
    expect(pathOfLast(`import Grid from '${module}'; new Grid()`)).not.toBe('#Worker()')
  })
})

describe('globals', () => {
  it.each(['Worker', 'globalThis.Worker', 'self.Worker', 'window.Worker'])('undeclared: %s', (code) => {
    expect(pathOfLast(code)).toBe('#Worker')
  })

  it('configured as a global', () => {
    expect(pathOfLast('Worker', { globals: { Worker: 'readonly' } })).toBe('#Worker')
  })

  it('a declaration of the file hides the global', () => {
    expect(pathOfLast('class Worker {} Worker')).toBeUndefined()
    expect(pathAt('function run(Worker) { return new Worker() }', 'new Worker()')).toBeUndefined()
  })
})

describe('values', () => {
  it('what a constructor makes, and its members', () => {
    expect(pathOfLast("import { MessageChannel } from 'worker_threads'; const { port1: mine } = new MessageChannel(); mine")).toBe('node:worker_threads#MessagePort()')
  })

  it('a variable assigned later', () => {
    expect(pathOfLast("import { Worker } from 'worker_threads'; let w; w = new Worker('a.js'); w")).toBe('node:worker_threads#Worker()')
    expect(pathOfLast("import { Worker } from 'worker_threads'; let w = null; function start() { w ??= new Worker('a.js') } w")).toBe('node:worker_threads#Worker()')
  })

  it('a variable that may be two things is neither', () => {
    expect(pathOfLast("import { Worker } from 'worker_threads'; let w = new Worker('a.js'); w = new SharedWorker('b.js'); w")).toBeUndefined()
  })

  it('both sides of a choice', () => {
    expect(pathOfLast('const w = fast ? new Worker("a.js") : new Worker("b.js"); w')).toBe('#Worker()')
    expect(pathOfLast('const w = given ?? new Worker("b.js"); w')).toBe(undefined)
  })

  it('a factory of this file', () => {
    expect(pathOfLast('function make(url) { const w = new Worker(url); return w } make("a.js")')).toBe('#Worker()')
    expect(pathOfLast('const make = async (url) => new Worker(url); await make("a.js")')).toBe('#Worker()')
  })

  it('a factory that returns different things is unknown', () => {
    expect(pathOfLast('function make(url) { if (url) return new Worker(url); return other() } make("a.js")')).toBeUndefined()
  })

  it('a function that calls itself ends', () => {
    expect(pathOfLast('function make(n) { return n ? make(n - 1) : new Worker("a.js") } make(3)')).toBeUndefined()
  })

  it('elements of collections', () => {
    expect(pathOfLast('const all = [new Worker("a"), new Worker("b")]; all[0]')).toBe('#Worker()')
    expect(pathOfLast('const all = Array.from({ length: 4 }, () => new Worker("a")); all.at(i)')).toBe('#Worker()')
    expect(pathOfLast('const all = new Map(); all.set("a", new Worker("a")); all.get(key)')).toBe('#Worker()')
    expect(pathAt('const all = []; all.push(new Worker("a")); for (const each of all) { each.terminate() }', 'each.terminate')).toBe('#Worker().terminate')
    expect(pathAt('const all = urls.map((url) => new Worker(url)); all.forEach((one) => { one.terminate() })', 'one.terminate')).toBe('#Worker().terminate')
  })

  it('what a collection hands out and takes back says nothing of it', () => {
    const known = 'const all = new Map(); function at(key) { let one = all.get(key); if (!one) { one = new Worker("a"); all.set(key, one) } return one.terminate }'
    expect(pathAt(known, 'all.get(key)')).toBe('#Worker()')
    expect(pathAt(known, 'one.terminate')).toBe('#Worker().terminate')
    expect(pathAt('const all = []; function next() { const one = all.pop() ?? new Worker("a"); all.push(one); return one.terminate }', 'one.terminate')).toBe('#Worker().terminate')
    expect(pathAt('const all = []; const others = []; function next() { const one = others.pop() ?? new Worker("a"); all.push(one); all.at(0) }', 'all.at(0)')).toBeUndefined()
  })

  it('any entry of a table whose entries are alike', () => {
    const table = "import { Worker } from 'node:worker_threads'; const workers = { small: new Worker('./a.js'), large: new Worker('./b.js') };"
    expect(pathOfLast(`${table} workers[size].postMessage`)).toBe('node:worker_threads#Worker().postMessage')
    expect(pathOfLast(`${table} workers.medium`)).toBeUndefined()
    expect(pathOfLast('const tables = { seen: new Map(), taken: new Set() }; tables[kind].clear')).toBeUndefined()
  })

  it('a mixed collection is unknown', () => {
    expect(pathOfLast('const all = [new Worker("a"), socket]; all[0]')).toBeUndefined()
  })
})

describe('boxes', () => {
  const react = "import { useRef, type RefObject } from 'react';"

  it('what they are made with', () => {
    expect(pathOfLast(`${react} const box = useRef(new Worker('a.js')); box.current`)).toBe('#Worker()')
    expect(pathOfLast("import { shallowRef } from 'vue'; const box = shallowRef(new Worker('a.js')); box.value")).toBe('#Worker()')
    expect(pathOfLast("import * as React from 'react'; const box = React.useRef(new Worker('a.js')); box.current")).toBe('#Worker()')
  })

  it('what is put into them', () => {
    expect(pathOfLast(`${react} const box = useRef(null); function open() { box.current ??= new Worker('a.js') } box.current`)).toBe('#Worker()')
  })

  it('what their type says', () => {
    expect(pathOfLast(`${react} const box = useRef<Worker | null>(null); box.current`)).toBe('#Worker()')
    expect(pathAt(`${react} function send(box: RefObject<Worker>) { return box.current }`, 'box.current')).toBe('#Worker()')
    expect(pathAt("import type { Ref } from 'vue'; function send(box: Ref<Worker | undefined>) { return box.value }", 'box.value')).toBe('#Worker()')
  })

  it('one that holds different things is unknown', () => {
    expect(pathOfLast(`${react} const box = useRef(new Worker('a.js')); box.current = socket; box.current`)).not.toBe('#Worker()')
  })

  it('another member, or another library', () => {
    expect(pathOfLast(`${react} const box = useRef(new Worker('a.js')); box.value`)).not.toBe('#Worker()')
    expect(pathOfLast("import { useRef } from './refs.js'; const box = useRef(new Worker('a.js')); box.current")).not.toBe('#Worker()')
  })
})

describe('classes of the file', () => {
  const pool = `
    import { Worker } from 'node:worker_threads'
    class Pool {
      #first = new Worker('a.js')
      constructor(size) { this.second = new Worker('b.js'); this.size = size }
      get current() { return this.#first }
      make() { return new Worker('c.js') }
      all() { return [this.#first, this.second, this.current, this.make(), this.size] }
    }`

  it.each(['this.#first', 'this.second', 'this.current', 'this.make()'])('%s', (text) => {
    expect(pathAt(pool, text)).toBe('node:worker_threads#Worker()')
  })

  it('a field of an unknown value is unknown', () => {
    expect(pathAt(pool, 'this.size')).toBeUndefined()
  })

  it('from outside', () => {
    expect(pathOfLast(`${pool}\nnew Pool(2).second`)).toBe('node:worker_threads#Worker()')
  })

  it('a subclass of an API class is that API', () => {
    expect(pathOfLast("import { Mutex } from 'async-mutex'; class Gate extends Mutex {} const gate = new Gate(); gate.acquire")).toBe('async-mutex#Mutex().acquire')
    expect(pathAt("import { Worker } from 'worker_threads'; class Job extends Worker { stop() { return this.terminate() } }", 'this.terminate')).toBe('node:worker_threads#Worker().terminate')
  })

  it('an inherited field', () => {
    expect(pathAt('class A { w = new Worker("a") } class B extends A { stop() { this.w } }', 'this.w')).toBe('#Worker()')
  })
})

describe('annotations', () => {
  it('a parameter', () => {
    expect(pathAt("import type { Worker } from 'node:worker_threads'; function stop(w: Worker | null) { w.terminate }", 'w.terminate')).toBe('node:worker_threads#Worker().terminate')
  })

  it('a parameter property, a field, an array, a promise, an import type', () => {
    expect(pathAt('class A { constructor(private readonly worker: Worker) {} stop() { this.worker.terminate } }', 'this.worker.terminate')).toBe('#Worker().terminate')
    expect(pathAt('class A { private worker?: Worker; stop() { this.worker!.terminate } }', 'this.worker!.terminate')).toBe('#Worker().terminate')
    expect(pathAt('function f(all: readonly Worker[]) { all[0] }', 'all[0]')).toBe('#Worker()')
    expect(pathAt('async function f(one: Promise<Worker>) { (await one).terminate }', '(await one).terminate')).toBe('#Worker().terminate')
    expect(pathAt("function f(one: import('worker_threads').Worker) { one.terminate }", 'one.terminate')).toBe('node:worker_threads#Worker().terminate')
  })

  it('members of local interfaces and aliases', () => {
    expect(pathAt('interface Ctx { worker: Worker } function f(ctx: Ctx) { ctx.worker.terminate }', 'ctx.worker.terminate')).toBe('#Worker().terminate')
    expect(pathAt('type W = Worker; function f(w: W) { w.terminate }', 'w.terminate')).toBe('#Worker().terminate')
  })

  it('what a function of an annotated type yields', () => {
    expect(pathAt('async function f(make: (url: string) => Promise<Worker>) { const w = await make("a"); w.terminate }', 'w.terminate')).toBe('#Worker().terminate')
    expect(pathAt('function f(make: any) { const w = make("a"); w.terminate }', 'w.terminate')).toBeUndefined()
  })

  it('JSDoc', () => {
    expect(pathAt('/** @param {Worker} w the one */\nfunction f(w) { w.terminate }', 'w.terminate', { ts: false })).toBe('#Worker().terminate')
    expect(pathAt("function f(/** @type {import('node:worker_threads').Worker} */ w) { w.terminate }", 'w.terminate', { ts: false })).toBe('node:worker_threads#Worker().terminate')
    expect(pathAt('/** @type {Worker[]} */\nconst all = load(); all[0]', 'all[0]', { ts: false })).toBe('#Worker()')
  })

  it('a type of the same name that the file declares itself', () => {
    expect(pathAt('interface Worker { terminate(): void } function f(w: Worker) { w.terminate }', 'w.terminate')).toBeUndefined()
  })
})

describe('what a function is handed', () => {
  it('by its callers in the file', () => {
    expect(pathAt('const w = new Worker("a"); stop(w); function stop(one) { one.terminate }', 'one.terminate')).toBe('#Worker().terminate')
  })

  it('not when they disagree', () => {
    expect(pathAt('stop(new Worker("a")); stop(socket); function stop(one) { one.terminate }', 'one.terminate')).toBeUndefined()
  })

  it('by a promise', () => {
    expect(pathAt('const make = async () => new Worker("a"); make().then((one) => { one.terminate })', 'one.terminate')).toBe('#Worker().terminate')
  })
})

describe('caps', () => {
  it('a variable assigned a thousand times is unknown', () => {
    const code = `let w\n${'w = new Worker("a")\n'.repeat(1000)}w`
    expect(pathOfLast(code)).toBeUndefined()
  })

  it('a chain of four hundred members does not overflow', () => {
    expect(pathOfLast(`Worker${'.a'.repeat(400)}`)).toBeUndefined()
  })

  it('what is asked first does not change the answer', () => {
    const code = 'const a = () => b(); const b = () => (flag ? a() : new Worker("x")); a(); b()'
    const forward = parse(code)
    const backward = parse(code)
    const first = [denote(forward, nodeAt(forward, 'a()', { nth: 1 })), denote(forward, nodeAt(forward, 'b()', { nth: 1 }))]
    const second = [denote(backward, nodeAt(backward, 'b()', { nth: 1 })), denote(backward, nodeAt(backward, 'a()', { nth: 1 }))].toReversed()
    expect(first.map((each) => each?.kind)).toEqual(second.map((each) => each?.kind))
  })
})

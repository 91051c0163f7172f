import { describe, expect, it } from 'vitest'

import { uses } from './support.ts'

const WORKER = "import { Worker } from 'node:worker_threads'\n"
const CHILD = "import { spawn, fork } from 'node:child_process'\nimport { once } from 'node:events'\n"

describe('what is done to a handle', () => {
  it.each([
    ['a method that ends it', 'w.terminate()', ['end']],
    ['an optional call', 'w?.terminate()', ['end']],
    ['the method as a value', 'process.on("exit", w.terminate)', ['end']],
    ['disposal by symbol', 'await w[Symbol.asyncDispose]()', ['end']],
    ['unref', 'w.unref()', ['detach']],
    ['a listener for the end', "w.on('exit', done)", ['join exit']],
    ['a listener for something else', "w.on('message', use)", ['listen message']],
    ['a listener for an event that is not known', 'w.on(name, use)', ['join']],
    ['a listener in a chain', "w.on('error', log).once('exit', done)", ['listen error', 'join exit']],
    ['a handler in a property', 'w.onmessage = use', ['listen message']],
    ['a message', 'w.postMessage(1)', ['talk']],
    ['a test', 'if (w && !w.threadId) log()', ['touch', 'touch']],
    ['an alias', 'const other = w; other.terminate()', ['end']],
    ['a call that we do not know', 'register(w)', ['give']],
    ['an object', 'state.worker = { w }', ['give']],
    ['an export', 'module.exports = w', ['keep module.exports']],
    ['the console', 'console.log(w)', ['touch']],
  ])('%s', (_, code, expected) => {
    expect(uses(`${WORKER}function f() { const w = new Worker('w.js'); ${code} }`)).toEqual(expected)
  })

  it.each([
    ['waiting with once()', "await once(c, 'close')", ['join close']],
    ['once() for something else', "await once(c, 'spawn')", ['listen spawn']],
    ['its id for a system call', 'process.kill(-c.pid)', ['end']],
    ['its id for a message', 'console.log(`pid ${c.pid}`)', ['touch']],
    ['its input', 'c.stdin.end(text)', ['talk']],
    ['its output', "c.stdout.on('data', log)", ['touch']],
  ])('%s, of a child process', (_, code, expected) => {
    expect(uses(`${CHILD}async function f(text) { const c = spawn('cmd'); ${code} }`)).toEqual(expected)
  })
})

describe('where a handle goes', () => {
  it.each([
    ['a field', "class A { start() { this.worker = new Worker('w.js') } }", ['keep this.worker']],
    ['a declared field', "class A { #worker = new Worker('w.js') }", ['keep this.#worker']],
    ['a variable that outlives the function', "let shared; function f() { shared = new Worker('w.js') }", ['keep shared']],
    ['a variable of the function that a closure fills', "function f() { let w; run(() => { w = new Worker('w.js') }) }", ['keep w']],
    ['a list in a field', "class A { all = []; add() { this.all.push(new Worker('w.js')) } }", ['keep this.all']],
    ['a map in a field', "class A { all = new Map(); add(k) { this.all.set(k, new Worker('w.js')) } }", ['keep this.all']],
    ['a list of other things', "class A { all = []; add(x) { this.all.push(x); this.all.push(new Worker('w.js')) } }", ['give this.all']],
    ['a caller', "function f() { return new Worker('w.js') }", ['return']],
    ['a caller, inside an object', "function f() { return { w: new Worker('w.js') } }", ['return']],
    ['the property of a parameter', "function f(job) { job.worker = new Worker('w.js') }", ['keep job.worker']],
    ['nobody', "function f() { new Worker('w.js') }", ['touch']],
    ['an executor that ignores it', "function f() { new Promise(() => new Worker('w.js').on('exit', g)) }", ['join exit', 'touch']],
  ])('%s', (_, code, expected) => {
    expect(uses(WORKER + code)).toEqual(expected)
  })
})

describe('through collections', () => {
  it.each([
    ['a loop', 'for (const w of all) w.terminate()', ['end']],
    ['forEach', 'all.forEach((w) => w.terminate())', ['end']],
    ['Promise.all', 'await Promise.all(all.map((w) => w.terminate()))', ['end']],
    ['a copy', 'for (const w of [...all]) w.terminate()', ['end']],
    ['an element', 'all[0].postMessage(1)', ['talk']],
    ['a method that yields one', 'all.pop()?.terminate()', ['end']],
    ['emptying', 'all.length = 0', ['drop']],
    ['its size', 'log(all.length)', ['touch']],
    ['all of it, to somebody', 'log(all)', ['give']],
  ])('%s', (_, code, expected) => {
    expect(uses(`${WORKER}async function f() { const all = Array.from({ length: 4 }, () => new Worker('w.js')); ${code} }`)).toEqual(expected)
  })

  it('a list that the function fills', () => {
    const code = "async function f(n) { const all = []; for (let i = 0; i < n; i++) all.push(new Worker('w.js')); for (const w of all) w.terminate() }"
    expect(uses(WORKER + code)).toEqual(['touch', 'end'])
  })
})

describe('through helpers', () => {
  it.each([
    ['one that ends it', 'function helper(x) { x.terminate() }', ['end']],
    ['one that borrows it', "function helper(x) { x.once('message', log) }", ['listen message']],
    ['one that keeps it', 'let kept; function helper(x) { kept = x }', ['keep kept']],
    ['one that returns it', 'function helper(x) { return x }', ['touch']],
    ['one that hands out a closure over it', 'function helper(x) { return { stop: () => x.terminate() } }', ['give']],
    ['one that hands it on', 'function helper(x) { second(x) } function second(x) { x.terminate() }', ['end']],
    ['one that takes it apart', 'function helper({ threadId }) { log(threadId) }', ['give']],
    ['one that calls itself', 'function helper(x) { helper(x) }', ['give']],
  ])('%s', (_, helper, expected) => {
    expect(uses(`${WORKER}function f() { const w = new Worker('w.js'); helper(w) }\n${helper}`)).toEqual(expected)
  })
})

describe('several handles of one call', () => {
  it('by destructuring', () => {
    const code = "import { MessageChannel } from 'node:worker_threads'\nfunction f(w) { const { port1, port2 } = new MessageChannel(); port1.on('message', g); w.postMessage({ port: port2 }, [port2]) }"
    expect(uses(code)).toEqual(['port1: listen message', 'port2: move', 'port2: move'])
  })

  it('by their names', () => {
    const code = "import { MessageChannel } from 'node:worker_threads'\nfunction f() { const channel = new MessageChannel(); channel.port1.on('message', g); channel.port2.close() }"
    expect(uses(code)).toEqual(['port1: listen message', 'port2: end'])
  })
})

it('a wrapper stands for what it wraps', () => {
  const code = "import { spawn, Thread, Worker } from 'threads'\nasync function f() { const t = await spawn(new Worker('w')); await t.run(); await Thread.terminate(t) }"
  expect(uses(code)).toEqual(['talk', 'end'])
})

it('ends in one call: the address of a blob', () => {
  expect(uses('function f(blob) { const url = URL.createObjectURL(blob); const w = new Worker(url); URL.revokeObjectURL(url); return w }')).toEqual(['touch', 'end'])
})

// Code of a given size in the shapes that make analyses slow. All of it concerns our rules: a rule that has nothing to look at costs nothing.
const head = `
import { Mutex } from 'async-mutex'
import express from 'express'
import { parentPort, Worker } from 'node:worker_threads'
const m = new Mutex(), k = new Mutex()
const view = new Int32Array(new SharedArrayBuffer(64))
const app = express()
const worker = new Worker('./worker.js', { workerData: { view } })
`
const repeat = (n, part, between = '\n') => Array.from({ length: n }, (_, i) => part(i)).join(between)
/** A function that is larger than that is not followed, and costs less than a smaller one. */
const IN_ONE = [100, 200, 400, 800]
const inFunction = (body) => `${head}export async function work(a, items) {\n${body}\n}\n`
const inHandler = (body) => `${head}app.post('/', async (request, response) => {\n${body}\nresponse.end()\n})\n`
const inMethod = (body) => `export class A { async run() {\n${body}\n} }\n`

/**
 * By name: text for a size, and the sizes to try where a thousand would be beyond any parser. `exponent`: what is allowed where every
 * read of one place meets every write of it.
 */
export const shapes = {
  'branches one after another': { sizes: IN_ONE, code: (n) => inFunction(repeat(n, (i) => `if (a === ${i}) view[${i % 16}]++; else worker.postMessage({ i: a })`)) },
  'try/finally one after another': {
    sizes: IN_ONE,
    code: (n) => inFunction(repeat(n, (i) => `const r${i} = await m.acquire()\ntry { await k.runExclusive(() => worker.postMessage(a)) } finally { r${i}() }`)),
  },
  'early returns under a lock': { sizes: IN_ONE, code: (n) => inFunction(`const r = await m.acquire()\ntry {\n${repeat(n, (i) => `if (await a(${i})) return ${i}`)}\n} finally { r() }`) },
  'workers with early returns': { code: (n) => inFunction(repeat(n, (i) => `const w${i} = new Worker('./a.js')\nif (a === ${i}) return\nawait w${i}.terminate()`)) },
  'loops one after another': { code: (n) => inHandler(repeat(n, (i) => `for (const x of request.body.list${i}) for (const y of request.body.list) if (x === y) response.write(x)`)) },
  'nested loops': { sizes: [25, 50, 100, 200], code: (n) => inHandler(`${repeat(n, (i) => `for (const x${i} of request.body.l${i}) {`)} view[0]++ ${'}'.repeat(n)}`) },
  'one list, filtered often': { sizes: [10, 20, 40, 80], code: (n) => inHandler(`let list = request.body.list; ${repeat(n, (i) => `if (a > ${i}) list = list.filter(f${i});`)} for (const each of list) view[0]++`) },
  'nested blocks': { sizes: [50, 100, 200, 400], code: (n) => inFunction(`${repeat(n, (i) => `if (a > ${i}) {`)} await m.acquire() ${'}'.repeat(n)}`) },
  'one flag, tested and set often': { exponent: 2, sizes: [40, 80, 160, 320], code: (n) => inMethod(repeat(n, (i) => `if (this.busy) return; if (a${i}) { await g(${i}); if (this.busy) return } this.busy = true; await h(${i}); this.busy = false`)) },
  'one field, filled where it is missing, often': { exponent: 2, sizes: [40, 80, 160, 320], code: (n) => inMethod(repeat(n, (i) => `if (!this.x) { this.x = await f(${i}) }`)) },
  'nested try/finally': { sizes: [10, 20, 40, 80], code: (n) => inFunction(`${'try { '.repeat(n)}await m.acquire()${' } finally { if (await a()) return; view[0]++ }'.repeat(n)}`) },
  'nested functions': { sizes: [20, 40, 80, 160], code: (n) => inFunction(`${repeat(n, (i) => `const f${i} = async () => { await m.runExclusive(async () => view[${i % 16}]++);`)}${'}; '.repeat(n)}`) },
  'a long else-if': { sizes: [60, 125, 250, 500], code: (n) => inFunction(repeat(n, (i) => `if (a === ${i}) { await m.acquire() }`, ' else ')) },
  'a long switch': { code: (n) => inFunction(`switch (a) {\n${repeat(n, (i) => `case ${i}: view[${i % 16}]++; ${i % 3 === 0 ? '' : 'break'}`)}\n}`) },
  'a long && chain': { sizes: [60, 125, 250, 500], code: (n) => inFunction(`return ${repeat(n, (i) => `a.b${i}`, ' && ')} && worker.postMessage(a)`) },
  'a long .then chain': { sizes: [40, 80, 160, 320], code: (n) => inFunction(`return m.acquire()${repeat(n, (i) => `.then((x) => worker.postMessage(x + ${i}))`, '\n')}`) },
  'a long comma list of awaits': { sizes: [60, 125, 250, 500], code: (n) => inFunction(repeat(n, (i) => `await m.runExclusive(() => view[${i % 16}])`, ',\n')) },
  'one variable assigned many times': { code: (n) => inFunction(`let w\n${repeat(n, (i) => `w = { a: ${i}, f: a }\nworker.postMessage(w)`)}`) },
  'one worker held by one variable, many times': { code: (n) => inFunction(`let w\n${repeat(n, (i) => `w = new Worker('./a${i}.js')\nw.postMessage(a)`)}\nawait w.terminate()`) },
  'one large message': { code: (n) => inFunction(`worker.postMessage({\n${repeat(n, (i) => `p${i}: { q: [a, ${i}, items.x${i}] },`)}\n})`) },
  'one large table': { code: (n) => `${head}const table = {\n${repeat(n, (i) => `k${i}: async (a) => { await m.acquire(); view[0] = a },`)}\n}\nexport default table` },
  'a chain of calls': { code: (n) => `${head}${repeat(n, (i) => `async function f${i}(x) { await m.acquire(); return f${i + 1}(x) }`)}\napp.get('/', f0)` },
  'calls back to the first': { code: (n) => `${head}${repeat(n, (i) => `async function f${i}(x) { view[0]++; if (x) return f${i + 1}(x); return f0(x) }`)}\napp.get('/', f0)` },
  'calls of one helper': { code: (n) => `${head}function send(x) { worker.postMessage(x) }\n${inFunction('').slice(head.length)}${repeat(n, (i) => `send({ a: ${i} })`)}` },
  'a large class': {
    code: (n) => `${head}export class Store {\n#m = new Mutex()\n#w = new Worker('./a.js')\n${repeat(n, (i) => `async m${i}(x) { return this.#m.runExclusive(async () => { this.#w.postMessage(x); await this.m${(i * 7) % n}(x) }) }`)}\n}`,
  },
  'many classes': {
    code: (n) => head + repeat(n, (i) => `export class C${i} { lock = new Mutex(); w = new Worker('./a.js'); async run(x) { const r = await this.lock.acquire(); try { view[0]++; this.w.postMessage(x) } finally { r() } } close() { return this.w.terminate() } }`),
  },
  'many locks in a ring': {
    code: (n) => `${head}${repeat(n, (i) => `const l${i} = new Mutex()`)}\n${repeat(n, (i) => `async function g${i}() { await l${i}.runExclusive(() => l${(i + 1) % n}.runExclusive(() => {})) }`)}`,
  },
  'a bundle (1 MB at the largest)': {
    sizes: [250, 500, 1000, 2000],
    code: (n) =>
      head + repeat(n, (i) => `
var mod${i} = (() => {
  class Job${i} { constructor(opts) { this.opts = opts; this.lock = new Mutex(); this.pending = new Map() }
    async run(items) { const out = []; for (const item of items) { if (!item.ok) continue; out.push(await this.one(item)) } return out }
    async one(item) { const release = await this.lock.acquire(); try { view[${i % 16}] += item.n; return item.name } finally { release() } } }
  function parse${i}(text) { let n = 0; for (let i = 0; i < text.length; i++) if (text[i] === ',') n++; return n }
  return { Job${i}, parse${i}, start: (cfg) => { const w = new Worker(cfg.file); w.postMessage({ cfg, n: parse${i}(cfg.text) }); return w } }
})()`),
  },
}

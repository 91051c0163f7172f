import rule from '../../src/rules/no-fake-parallelism.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const primes = `
  function isPrime(n) {
    for (let i = 2; i * i <= n; i++) if (n % i === 0) return false
    return true
  }`

// ---------------------------------------------------------------- tasks side by side

run(rule, {
  valid: [
    {
      name: 'one step for each element',
      code: text`
        export function weigh(crates) {
          return Promise.all(crates.map(async (crate) => crate.grams + crate.lid.grams))
        }
      `,
    },
    {
      name: 'each task begins something',
      code: text`
        import { label } from './printer.js'
        export function labelAll(crates) {
          return Promise.all(crates.map(async (crate) => {
            const labels = []
            for (const jar of crate.jars) labels.push(label(jar))
            return Promise.all(labels)
          }))
        }
      `,
    },
    {
      name: 'tasks that wait for something',
      code: `${primes}
        async function count(url) {
          const limit = await (await fetch(url)).json()
          let found = 0
          for (let n = 2; n < limit; n++) if (isPrime(n)) found++
          return found
        }
        export const counts = (urls) => Promise.all(urls.map(count))`,
    },
    {
      name: 'a queue that is given functions which wait for something',
      code: `${primes}
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 4 })
        async function count(url) {
          const limit = await (await fetch(url)).json()
          let found = 0
          for (let n = 2; n < limit; n++) if (isPrime(n)) found++
          return found
        }
        export const counts = (urls) => queue.addAll(urls.map((url) => () => count(url)))
        export const lengths = (urls) => queue.addAll(urls.map((url) => async () => url.length))`,
    },
    {
      name: 'tasks that let others in between',
      code: `${primes}
        async function count(limit) {
          let found = 0
          for (let n = 2; n < limit; n++) {
            if (isPrime(n)) found++
            if (n % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
          }
          return found
        }
        export const counts = (limits) => Promise.all(limits.map(count))`,
    },
    {
      name: 'light work, which is asynchronous because its interface is',
      code: text`
        const plugins = [{ async name(file) { return file.parts.map((part) => part.trim()).join(' ') } }, { name: async (file) => file.title }]
        export const names = (file) => Promise.all(plugins.map((plugin) => plugin.name(file)))
      `,
    },
    {
      name: 'one computation beside something that waits',
      code: `${primes}
        async function count(limit) {
          let found = 0
          for (let n = 2; n < limit; n++) if (isPrime(n)) found++
          return found
        }
        export const both = (url, limit) => Promise.all([fetch(url), count(limit)])`,
    },
    {
      name: 'tasks that a pool runs',
      code: text`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: new URL('./count.js', import.meta.url).href })
        export const counts = (limits) => Promise.all(limits.map((limit) => pool.run(limit)))
      `,
    },
    {
      name: 'what an unknown function returns may wait',
      code: text`
        import { render } from './render.js'
        async function page(rows) {
          for (const a of rows) for (const b of rows) a.score += b.score
          return render(rows)
        }
        export const pages = (tables) => Promise.all(tables.map(page))
      `,
    },
    { name: 'in a test', filename: '/project/count.test.js', code: `${primes} it('counts', () => Promise.all([1e6, 2e6].map(async (n) => { for (let i = 2; i < n; i++) isPrime(i) })))` },
    {
      name: 'a function that is known to be light',
      options: [{ allow: ['count'] }],
      code: `${primes}
        async function count(limit) { let found = 0; for (let n = 2; n < limit; n++) if (isPrime(n)) found++; return found }
        export const counts = (limits) => Promise.all(limits.map(count))`,
    },
    {
      name: 'functions that promise nothing',
      code: text`
        export async function rowsOf(lines, out) {
          await Promise.all(lines.map((line) => {
            const cells = []
            for (const cell of line.cells) cells.push(cell.trim())
            return new Row(cells)
          }))
          await Promise.all(lines.map((line) => {
            for (const cell of line.cells) out.push(cell.trim())
          }))
        }
      `,
    },
    {
      name: 'lists of what something else has promised',
      code: text`
        export async function pixels(tiles) {
          const found = await Promise.all(tiles.flatMap((tile) => tile.layers.map((layer) => layer.pixels)))
          return found.length
        }
      `,
    },
    {
      name: 'parts of one list for work that may wait, and two lists',
      code: text`
        async function store(rows) {
          for (const row of rows) await put(row)
        }
        async function send(rows) {
          for (const row of rows) post(row)
        }
        async function weigh(rows) {
          let sum = 0
          for (const { weight } of rows) sum += weight
          return sum
        }
        export async function both(rows, more) {
          const half = rows.length >> 1
          await Promise.all([store(rows.slice(0, half)), store(rows.slice(half))])
          await Promise.all([send(rows.slice(0, half)), send(rows.slice(half))])
          return Promise.all([weigh(rows), weigh(more)])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'parts of one list, by what is cut out of it and by its bounds',
      ...marked`
        async function weigh(rows) {
          let sum = 0
          for (const { weight } of rows) sum += weight
          return sum
        }
        async function smooth(points, from, to) {
          const out = []
          for (let i = from; i < to; i++) out.push((points[Math.max(0, i - 1)] + points[i]) / 2)
          return out
        }
        export async function all(rows, points) {
          const half = rows.length >> 1
          const [a, b] = await Promise.all([weigh(rows.slice(0, half)), weigh(rows.slice(half))])
                                            ~~~~~ all
          const middle = points.length >> 1
          const parts = await Promise.all([smooth(points, 0, middle), smooth(points, middle, points.length)])
                                           ~~~~~~ all
          return { weight: a + b, line: parts.flat() }
        }
      `,
    },
    {
      name: 'a promise made by hand, with one loop',
      ...marked`
        function merge(rows) {
          return new Promise((resolve) => {
            const merged = []
            for (const row of rows) merged.push(...row)
            resolve(merged)
          })
        }
        export const mergeAll = (shards) => Promise.all([...shards.values()].map((rows) => merge(rows)))
                                                                                           ~~~~~~~~~~~ all {"by": "Promise.all", "name": "merge", "place": "line 4"}
      `,
    },
    {
      name: 'the elements of a field, in a method',
      ...marked`
        async function biomass({ id, heights }) {
          let sum = 0
          for (const height of heights) sum += 0.05 * height ** 2.6
          return [id, sum]
        }
        export class ForestReport {
          constructor(plots) { this.plots = plots }
          async totals() {
            return new Map(await Promise.all(this.plots.map((plot) => biomass(plot))))
                                                                      ~~~~~~~~~~~~~ all {"by": "Promise.all", "name": "biomass", "place": "line 3"}
          }
        }
      `,
    },
    {
      name: 'what is reckoned with at once is no promise',
      ...marked`
        import { pack } from './packing.js'
        async function best(crate) {
          let found
          for (let turn = 0; turn < 4; turn++) {
            const way = pack(crate, turn)
            if (!found || way.gap < found.gap) found = way
          }
          return found
        }
        export async function packAll(crates) {
          const packed = await Promise.all(crates.map(best))
                                                      ~~~~ all
          return packed
        }
      `,
    },
    {
      name: 'an async function that never waits, for each element',
      ...marked`
        function isPrime(n) {
          for (let i = 2; i * i <= n; i++) if (n % i === 0) return false
          return true
        }
        async function count(limit) {
          let found = 0
          for (let n = 2; n < limit; n++) if (isPrime(n)) found++
          return found
        }
        export const counts = (limits) => Promise.all(limits.map(count))
                                                                 ~~~~~ all {"by": "Promise.all", "place": "line 7"}
      `,
    },
    {
      name: 'awaits that only let microtasks run, collected in a loop',
      ...marked`
        async function stretch(password, rounds) {
          let digest = password
          for (let i = 0; i < 200000; i++) {
            digest = JSON.stringify({ digest })
            await null
          }
          return digest
        }
        export async function all(passwords) {
          const waiting = []
          for (const password of passwords) waiting.push(stretch(password))
                                                         ~~~~~~~ all {"by": "Promise.allSettled", "place": "line 3"}
          return await Promise.allSettled(waiting)
        }
      `,
    },
    {
      name: 'methods of a class, called side by side',
      ...marked`
        export class Renderer {
          async trace(scene) {
            const pixels = []
            for (let y = 0; y < scene.height; y++) for (let x = 0; x < scene.width; x++) pixels.push(scene.at(x, y))
            return pixels
          }
          async renderBoth(left, right) {
            const first = this.trace(left)
            const second = this.trace(right)
            return Promise.all([first, second])
                                ~~~~~ all
          }
        }
      `,
    },
    {
      name: 'a call that blocks, in an async callback',
      ...marked`
        import { scryptSync } from 'node:crypto'
        export const keys = (passwords) => Promise.all(passwords.map(async (password) => scryptSync(password, 'salt', 64)))
                                                                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ all
      `,
    },
    {
      name: 'a recursion that explodes',
      ...marked`
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
        export const numbers = (list) => Promise.all(list.map(async (n) => fib(n)))
                                                                           ~~~~~~ all
      `,
    },
    {
      name: 'a limiter lets so many wait, and still only one computes',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        async function align(a, b) {
          const cells = []
          for (const x of a) for (const y of b) cells.push(x === y ? 1 : 0)
          return cells
        }
        export const alignAll = (pairs) => Promise.all(pairs.map(([a, b]) => limit(() => align(a, b))))
                                                                             ~~~~~~~~~~~~~~~~~~~~~~~~ all
      `,
    },
    {
      name: 'a queue that is filled by a loop',
      ...marked`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 4 })
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
        export async function run(numbers) {
          for (const n of numbers) queue.add(() => fib(n))
                                                   ~~~~~~ all {"by": "queue.add", "place": "line 5"}
          await queue.onIdle()
        }
      `,
    },
    {
      name: 'a queue that is given a list of functions',
      ...marked`
        import PQueue from 'p-queue'
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
        export async function run(numbers) {
          const queue = new PQueue({ concurrency: 4 })
          return queue.addAll(numbers.map((n) => async () => fib(n)))
                                                             ~~~~~~ all {"by": "queue.addAll", "place": "line 5"}
        }
      `,
    },
    {
      name: 'functions in a list that is made before',
      ...marked`
        import pAll from 'p-all'
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
        export async function run(numbers) {
          const jobs = numbers.map((n) => () => fib(n))
                                                ~~~~~~ all {"by": "pAll", "place": "line 4"}
          return pAll(jobs, { concurrency: 4 })
        }
      `,
    },
    {
      name: 'a limiter that goes through a list',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
        export const run = (numbers) => limit.map(numbers, async (n) => fib(n))
                                                                        ~~~~~~ all {"by": "limit.map", "place": "line 4"}
      `,
    },
    {
      name: 'a helper that puts the work into a timer',
      ...marked`
        const inBackground = (work) => new Promise((resolve) => setTimeout(() => resolve(work()), 0))
        function closest(points) {
          let best = Infinity
          for (const a of points) for (const b of points) if (a !== b) best = Math.min(best, Math.hypot(a.x - b.x, a.y - b.y))
          return best
        }
        export const both = (left, right) => Promise.all([inBackground(() => closest(left)), inBackground(() => closest(right))])
                                                          ~~~~~~~~~~~~ later {"by": "Promise.all", "place": "line 4"}
      `,
    },
  ],
})

// ---------------------------------------------------------------- promises made by hand

run(rule, {
  valid: [
    {
      name: 'an executor that waits for an event, or does little',
      code: text`
        export const load = (image) => new Promise((resolve, reject) => { image.onload = resolve; image.onerror = reject })
        export const first = (list) => new Promise((resolve) => { for (const each of list) each.once('ready', resolve) })
        export const keys = (map) => new Promise((resolve) => { const all = []; for (const [key] of map) all.push(key); resolve(all) })
      `,
    },
    {
      name: 'an executor that hands on what takes its time, and works then',
      code: text`
        export function layout(request) {
          const arrange = async () => {
            const nodes = await request.promise
            for (const a of nodes) for (const b of nodes) if (a !== b) a.x += b.x - a.x
            return nodes
          }
          return new Promise((resolve) => { resolve(arrange()) })
        }
      `,
    },
    {
      name: 'work in a timer, so that the page is painted first',
      code: text`
        export const layout = (nodes) => new Promise((resolve) => setTimeout(() => {
          for (const a of nodes) for (const b of nodes) a.x += b.x
          resolve(nodes)
        }))
      `,
    },
  ],
  invalid: [
    {
      name: 'the work stands in the executor',
      ...marked`
        export function layout(nodes) {
          return new Promise((resolve) => {
                     ~~~~~~~ wrapped {"place": "line 3"}
            for (const a of nodes) {
              for (const b of nodes) if (a !== b) a.x += b.x - a.x
            }
            resolve(nodes)
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a worker is there for

run(rule, {
  valid: [
    {
      name: 'the worker is asked; the module is called where there is none',
      code: text`
        import { Worker } from 'node:worker_threads'
        import resize from './resize.js'
        export function run(image) {
          if (image.size < 1000) return resize(image)
          return ask(new Worker(new URL('./resize.js', import.meta.url), { workerData: image }))
        }
        export function fallback(image, worker) {
          if (worker) return ask(worker)
          return resize(image)
        }
      `,
    },
    {
      name: 'a helper of the same module that is no task of the pool',
      code: text`
        import { Piscina } from 'piscina'
        import { channelFor } from './resize.js'
        const pool = new Piscina({ filename: new URL('./resize.js', import.meta.url).href })
        export const run = (image) => pool.run({ image, channel: channelFor(image) }, { name: 'resize' })
      `,
    },
    {
      name: 'on the side of the worker',
      code: text`
        import { isMainThread, parentPort, Worker } from 'node:worker_threads'
        const score = (rows) => rows.map(measure)
        if (isMainThread) new Worker(new URL(import.meta.url))
        else parentPort.on('message', async (lists) => parentPort.postMessage(await Promise.all(lists.map(score))))
      `,
    },
  ],
  invalid: [
    {
      name: 'the default export of a worker, called here',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import resize from './resize.js'
        export async function resizeAll(images) {
          const worker = new Worker(new URL('./resize.js', import.meta.url))
          const small = images.map((image) => resize(image))
                                              ~~~~~~ direct {"name": "resize", "place": "line 4"}
          await worker.terminate()
          return small
        }
      `,
    },
    {
      name: 'what else a worker exports, where somebody waits for it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { blur, resize } from './resize.js'
        export async function resizeAll(images) {
          const worker = new Worker(new URL('./resize.js', import.meta.url))
          const small = []
          for (const image of images) small.push(await resize(image))
                                                       ~~~~~~ direct {"name": "resize", "place": "line 4"}
          await worker.terminate()
          return blur(small)
        }
      `,
    },
    {
      name: 'a task of a pool, by its name',
      ...marked`
        const { Piscina } = require('piscina')
        const path = require('node:path')
        const { blur } = require('./effects')
        const pool = new Piscina({ filename: path.join(__dirname, 'effects.js') })
        exports.one = (image) => pool.run(image, { name: 'blur' })
        exports.many = async (images) => Promise.all(images.map(async (image) => blur(image)))
                                                                                 ~~~~ direct {"name": "blur", "place": "line 4"}
      `,
    },
    {
      name: 'a function that the worker side runs, fanned out on the main thread',
      ...marked`
        import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
        import { parse } from './parse.js'
        async function index(files) { return files.map((file) => parse(file)) }
        if (isMainThread) {
          const worker = new Worker(new URL(import.meta.url), { workerData: [] })
          worker.on('message', (parts) => Promise.all(parts.map((part) => index(part))))
                                                                          ~~~~~~~~~~~ shipped {"name": "index", "by": "Promise.all", "place": "line 8"}
        } else {
          parentPort.postMessage(await index(workerData))
        }
      `,
    },
    {
      name: 'one look at each element of what an element holds',
      ...marked`
        function average(pixels) {
          let sum = 0
          for (const pixel of pixels) sum += pixel
          return sum / pixels.length
        }
        export function averages(tiles) {
          return Promise.all(tiles.map(async (tile) => average(tile)))
                                                       ~~~~~~~~~~~~~ all
        }
      `,
    },
  ],
})

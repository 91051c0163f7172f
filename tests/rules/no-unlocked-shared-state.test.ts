import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

/** A shared counter that has been handed to a worker. */
const shared = `
  import { Worker } from 'node:worker_threads'
  const hits = new Int32Array(new SharedArrayBuffer(16))
  new Worker('./count.js', { workerData: { hits } })`

/** A barrier at which the last to arrive, whom a test finds, begins the next round. */
const barrier = (test: string): string => text`
  export class Stage {
    constructor(memory, parties) { this.words = new Int32Array(memory, 0, 2); this.parties = parties }
    arrive() {
      const round = Atomics.load(this.words, 1)
      ${test}
        Atomics.store(this.words, 0, 0)
        Atomics.store(this.words, 1, round + 1)
        Atomics.notify(this.words, 1)
        return
      }
      this.rest(round)
    }
    rest(round) { while (Atomics.load(this.words, 1) === round) Atomics.wait(this.words, 1, round) }
  }
`

run(rule, {
  valid: [
    { name: 'an atomic increment', code: `${shared}\nexport function hit() { Atomics.add(hits, 0, 1) }` },
    {
      name: 'the index of a reader that catches up with that of the writer',
      code: text`
        export class Reader {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.indices = new Int32Array(shared, 0, 2) }
          drain(each) {
            let read = this.indices[0]
            const written = Atomics.load(this.indices, 1)
            if (read === written) return
            do { each(read++) } while (read !== written)
            this.indices[0] = written
          }
        }
      `,
    },
    {
      name: 'one thread alone pushes, and stores the element before the index',
      code: text`
        export class Deque {
          constructor(/** @type {SharedArrayBuffer} */ memory) {
            this.ends = new Int32Array(memory, 0, 2)
            this.tasks = new Int32Array(memory, 8)
          }
          push(task) {
            const bottom = Atomics.load(this.ends, 1)
            Atomics.store(this.tasks, bottom % this.tasks.length, task)
            Atomics.store(this.ends, 1, bottom + 1)
          }
          pop() {
            const bottom = Atomics.sub(this.ends, 1, 1) - 1
            return Atomics.load(this.tasks, bottom % this.tasks.length)
          }
        }
      `,
    },
    {
      name: 'the index of one side, that of the other side is set by another function',
      code: text`
        export class Ring {
          private readonly words: Int32Array
          private constructor(memory: SharedArrayBuffer) { this.words = new Int32Array(memory) }
          static of(slots: number) {
            const ring = new Ring(new SharedArrayBuffer(4 * slots + 8))
            Atomics.store(ring.words, 1, 0)
            return ring
          }
          next(): number | undefined {
            const read = Atomics.load(this.words, 0)
            if (read >= Atomics.load(this.words, 1)) return undefined
            Atomics.store(this.words, 0, read + 1)
            return read
          }
          written(count: number) { Atomics.add(this.words, 1, count) }
        }
      `,
    },
    {
      name: 'under the lock of another file, which its class names',
      code: text`
        import { workerData } from 'node:worker_threads'
        import { SharedLock } from './shared-lock.js'
        const { memory } = workerData as { memory: SharedArrayBuffer }
        const turn = new SharedLock(memory)
        const totals = new Float64Array(memory, 8, 2)
        for (let round = 0; round < 9; round++) turn.protect(() => { totals[0] += round })
      `,
    },
    { name: 'a plain read', code: `${shared}\nexport function total() { return hits[0] }` },
    {
      name: 'a plain buffer',
      code: 'const counts = new Uint32Array(26); export function add(i) { counts[i]++ }',
    },
    {
      name: 'a view over an ArrayBuffer that is sent (a copy arrives)',
      code: "import { parentPort } from 'node:worker_threads'; const counts = new Uint32Array(new ArrayBuffer(8)); parentPort.postMessage(counts); counts[0]++",
    },
    {
      name: 'filled before anybody sees it',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function start(file) {
          const table = new Int32Array(new SharedArrayBuffer(4000))
          table[0] = 1
          for (let i = 1; i < 1000; i++) table[i] = table[i - 1] + 1
          table[0] += 5
          return new Worker(file, { workerData: { table } })
        }
      `,
    },
    {
      name: 'never handed on',
      code: 'const local = new Int32Array(new SharedArrayBuffer(4)); function bump() { local[0]++ } bump()',
    },
    {
      name: 'a private copy of shared memory',
      code: text`
        export class Spectrum {
          #live
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.#live = new Uint32Array(shared) }
          smooth() {
            const bins = this.#live.slice()
            bins[0]++
            const copy = new Uint32Array(this.#live)
            copy[0] += bins[1]
            return copy
          }
        }
      `,
    },
    {
      name: 'a queue in the file of the worker that takes out of it: who puts something in is another',
      code: text`
        import { workerData } from 'node:worker_threads'
        export class Intake {
          constructor(/** @type {SharedArrayBuffer} */ ends, /** @type {SharedArrayBuffer} */ cells) {
            this.ends = new Int32Array(ends)
            this.cells = new Float64Array(cells)
          }
          put(value) {
            const last = Atomics.load(this.ends, 1)
            this.cells[last % 64] = value
            Atomics.store(this.ends, 1, last + 1)
            Atomics.notify(this.ends, 1)
          }
          next() {
            const first = Atomics.load(this.ends, 0)
            while (Atomics.load(this.ends, 1) === first) Atomics.wait(this.ends, 1, first)
            Atomics.store(this.ends, 0, first + 1)
            return this.cells[first % 64]
          }
        }
        const intake = new Intake(workerData.ends, workerData.cells)
        export const sum = () => intake.next() + intake.next()
      `,
    },
    {
      name: 'bits that are set one order at a time: who sets them is told when he may set the next',
      code: text`
        const STOP = 1
        const bells = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { bells } })
        export function serve(answer) {
          for (;;) {
            Atomics.wait(bells, 0, 0)
            const rung = Atomics.load(bells, 0)
            if (rung & STOP) return
            answer(rung)
            Atomics.store(bells, 0, 0)
            Atomics.notify(bells, 0)
          }
        }
        export function serveOne(answer) {
          for (;;) {
            Atomics.wait(bells, 0, 0)
            const order = Atomics.load(bells, 0)
            if (order === STOP) return
            answer(order)
            Atomics.store(bells, 0, 0)
          }
        }
      `,
    },
    {
      name: 'one thread alone looks for a free one; memory that is refused if it is shared',
      code: text`
        export class Seats {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.rows = new Uint32Array(memory) }
          take() {
            for (let i = 0; i < this.rows.length; i++) {
              const row = this.rows[i]
              if (row === 255) continue
              this.rows[i] = row | (row + 1)
              return i
            }
            return -1
          }
        }
        export class Scores {
          constructor(memory) {
            if (memory instanceof SharedArrayBuffer) throw new TypeError('scores must not be shared')
            this.words = new Int32Array(memory)
          }
          win() { this.words[0]++ }
        }
      `,
    },
    {
      name: 'a slice of its own for each worker',
      code: text`
        import { workerData } from 'node:worker_threads'
        const { bins, index, size } = workerData
        const mine = new Uint32Array(bins, index * size * 4, size)
        for (let i = 0; i < 1000; i++) mine[i % size]++
      `,
    },
    {
      name: 'an element of its own for each worker',
      code: text`
        import { workerData } from 'node:worker_threads'
        const totals = new Float64Array(/** @type {SharedArrayBuffer} */ (workerData.totals))
        const { index } = workerData
        totals[index] += 1
      `,
    },
    {
      name: 'a received array that is sent back',
      code: text`
        import { workerData, parentPort } from 'node:worker_threads'
        const { totals } = workerData
        totals[0] += 1
        parentPort.postMessage(totals)
      `,
    },
    {
      name: 'a received array that the worker reads itself',
      code: text`
        import { workerData } from 'node:worker_threads'
        const { retries } = workerData
        export function next() {
          retries[0]++
          return retries[0] < 5
        }
      `,
    },
    {
      name: 'inside a section guarded by a lock over the same memory',
      code: `${shared}
        export function deposit(amount) {
          while (Atomics.compareExchange(hits, 0, 0, 1) !== 0) Atomics.wait(hits, 0, 1)
          hits[2] += amount
          Atomics.store(hits, 0, 0)
          Atomics.notify(hits, 0, 1)
        }`,
    },
    {
      name: 'inside the callback of a lock',
      code: `${shared}\nexport const deposit = (lock, amount) => lock.runExclusive(() => { hits[2] += amount })`,
    },
    {
      name: 'a private helper that is only called under a lock',
      code: `${shared}
        export class Ledger {
          constructor(mutex) { this.mutex = mutex }
          deposit(amount) { this.mutex.lock(); this.#add(amount); this.mutex.unlock() }
          #add(amount) { hits[2] += amount }
        }`,
    },
    {
      name: 'the indices of a ring buffer, each written by one side',
      code: text`
        export class Ring {
          #state
          #data
          constructor(/** @type {SharedArrayBuffer} */ sab) { this.#state = new Int32Array(sab, 0, 2); this.#data = new Float32Array(sab, 8) }
          pop(out) {
            const read = Atomics.load(this.#state, 0)
            const write = Atomics.load(this.#state, 1)
            for (let i = read; i < write; i++) out[i] = this.#data[i]
            Atomics.store(this.#state, 0, read + 1)
          }
        }
      `,
    },
    {
      name: 'a sequence lock brackets its writes',
      code: `${shared}
        export function publish(value) {
          Atomics.store(hits, 0, Atomics.load(hits, 0) + 1)
          hits[1] = value
          Atomics.store(hits, 0, Atomics.load(hits, 0) + 1)
        }`,
    },
    ...([
      ['in the test', "if (Atomics.add(this.words, 0, 1) + 1 === this.parties) {"],
      ['in a variable', "const before = Atomics.add(this.words, 0, 1)\n    if (before === this.parties - 1) {"],
      ['behind those who wait', "const place = Atomics.add(this.words, 0, 1) + 1\n    if (place < this.parties) { this.rest(round) } else {"],
      ['counted down', "if (1 === Atomics.sub(this.words, 0, 1)) {"],
    ] as const).map(([name, test]) => ({ name: `the last at a barrier, ${name}`, code: barrier(test) })),
    {
      name: 'payload written plainly, announced atomically',
      code: `${shared}\nexport function put(value) { hits[1] = value; Atomics.store(hits, 0, 1); Atomics.notify(hits, 0) }`,
    },
    {
      name: 'addresses of a WebAssembly heap',
      code: text`
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
        const heap = new Int32Array(memory.buffer)
        export function bump(address) { heap[address >> 2] += 1 }
        export { memory }
      `,
    },
    { name: 'allowed by its name', code: `${shared}\nexport function hit() { hits[0]++ }`, options: [{ allow: ['hits'] }] },
  ],
  invalid: [
    {
      name: 'under something of another file that is no lock',
      ...marked`
        import { workerData } from 'node:worker_threads'
        import { Rounds } from './rounds.js'
        const { memory } = workerData as { memory: SharedArrayBuffer }
        const turn = new Rounds(memory)
        const totals = new Float64Array(memory, 8, 2)
        for (let round = 0; round < 9; round++) turn.each(() => { totals[0] += round })
                                                                  ~~~~~~~~~ modifyFloat
      `,
    },
    {
      name: 'a thief stores the index that others compare and exchange',
      ...marked`
        export class Deque {
          constructor(/** @type {SharedArrayBuffer} */ memory) {
            this.ends = new Int32Array(memory, 0, 2)
            this.tasks = new Int32Array(memory, 8)
          }
          last() {
            const top = Atomics.load(this.ends, 0)
            if (top >= Atomics.load(this.ends, 1)) return -1
            return Atomics.compareExchange(this.ends, 0, top, top + 1) === top ? Atomics.load(this.tasks, top) : -1
          }
          steal() {
            const top = Atomics.load(this.ends, 0)
            if (top >= Atomics.load(this.ends, 1)) return -1
            const task = Atomics.load(this.tasks, top)
            Atomics.store(this.ends, 0, top + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore {"view": "this.ends", "place": "line 12", "method": "compareExchange"}
            return task
          }
        }
      `,
    },
    {
      name: 'a limit that is set before others have the memory is no index of another side',
      ...marked`
        export class Ranges {
          private readonly words: Int32Array
          private constructor(memory: SharedArrayBuffer) { this.words = new Int32Array(memory) }
          static upTo(limit: number) {
            const ranges = new Ranges(new SharedArrayBuffer(8))
            Atomics.store(ranges.words, 1, limit)
            return ranges
          }
          next(size: number): number | undefined {
            const from = Atomics.load(this.words, 0)
            if (from >= Atomics.load(this.words, 1)) return undefined
            Atomics.store(this.words, 0, from + size)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore
            return from
          }
        }
      `,
    },
    {
      name: 'memory that a class gets from its own factory',
      ...marked`
        export class Seen {
          private constructor(private readonly words: Uint32Array) {}
          static over(memory: SharedArrayBuffer): Seen { return new Seen(new Uint32Array(memory)) }
          add(bit: number): boolean {
            const before = this.words[bit >> 5]
            this.words[bit >> 5] = before | (1 << (bit & 31))
            ~~~~~~~~~~~~~~~~~~~~ modify
            return (before & (1 << (bit & 31))) === 0
          }
        }
      `,
    },
    {
      name: 'memory of which only the type of the whole speaks',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        interface Start { totals: SharedArrayBuffer; meters: string[] }
        const { totals } = workerData as Start
        const view = new DataView(totals)
        parentPort!.on('message', ({ at, value }) => {
          view.setInt32(at, view.getInt32(at) + value)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
        })
      `,
    },
    {
      name: 'memory of which only a comment says what the whole is',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        /** @type {{ names: Map<string, number>, totals: SharedArrayBuffer }} */
        const { totals } = workerData
        const view = new DataView(totals)
        parentPort.on('message', ({ at, value }) => {
          view.setInt32(at, view.getInt32(at) + value)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
        })
      `,
    },
    {
      name: 'an increment',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const hits = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { hits } })
        export function hit() {
          hits[0]++
          ~~~~~~~ modify {"view": "hits", "method": "add", "place": ""}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        import { Worker } from 'node:worker_threads'
        const hits = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { hits } })
        export function hit() {
          Atomics.add(hits, 0, 1)
        }
      ` }]],
    },
    {
      name: 'a compound assignment to a field of a class',
      ...marked`
        export class Stats {
          #words
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.#words = new Uint32Array(shared) }
          add(slot, n) {
            this.#words[slot] |= n
            ~~~~~~~~~~~~~~~~~ modify {"view": "this.#words", "method": "or", "place": ""}
          }
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'or' }, output: text`
        export class Stats {
          #words
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.#words = new Uint32Array(shared) }
          add(slot, n) {
            Atomics.or(this.#words, slot, n)
          }
        }
      ` }]],
    },
    {
      name: 'a write that depends on a read before it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const hits = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { hits } })
        export function hit() {
          const before = hits[0]
          hits[0] = before + 1
          ~~~~~~~ modify {"view": "hits", "method": "add", "place": "line 5"}
        }
      `,
    },
    {
      name: 'floating-point sums have no atomic operation',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const sums = new Float64Array(new SharedArrayBuffer(8))
        new Worker('./sum.js', { workerData: { sums } })
        export function add(price) {
          sums[0] += price
          ~~~~~~~ modifyFloat {"view": "sums", "type": "Float64Array", "place": ""}
        }
      `,
    },
    {
      name: 'test with a look at another element, then a constant',
      ...marked`
        export class Seat {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.words = new Int32Array(shared, 0, 2) }
          take() {
            if (this.words[0] === Atomics.load(this.words, 1)) return false
            this.words[0] = 1
            ~~~~~~~~~~~~~ check
            return true
          }
        }
      `,
    },
    {
      name: 'test, then write',
      ...marked`
        export class TryLock {
          #word
          constructor(/** @type {SharedArrayBuffer} */ shared, byteOffset = 0) { this.#word = new Int32Array(shared, byteOffset, 1) }
          tryAcquire() {
            if (this.#word[0] !== 0) return false
            this.#word[0] = 1
            ~~~~~~~~~~~~~ check {"view": "this.#word", "place": "line 5"}
            return true
          }
        }
      `,
    },
    {
      name: 'an atomic load, then a store that depends on it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const hits = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { hits } })
        export function hit() {
          Atomics.store(hits, 0, Atomics.load(hits, 0) + 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore {"view": "hits", "place": "line 5", "method": "compareExchange"}
        }
      `,
    },
    {
      name: 'a plain reset of a word that others wait for',
      ...marked`
        export class Client {
          #signal = new Int32Array(new SharedArrayBuffer(4))
          call(worker, message) {
            this.#signal[0] = 0
            ~~~~~~~~~~~~~~~ mixed {"view": "this.#signal", "place": "line 6"}
            worker.postMessage({ message, signal: this.#signal })
            Atomics.wait(this.#signal, 0, 0)
          }
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'store' }, output: text`
        export class Client {
          #signal = new Int32Array(new SharedArrayBuffer(4))
          call(worker, message) {
            Atomics.store(this.#signal, 0, 0)
            worker.postMessage({ message, signal: this.#signal })
            Atomics.wait(this.#signal, 0, 0)
          }
        }
      ` }]],
    },
    {
      name: 'a lock released by a plain write',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const words = new Int32Array(new SharedArrayBuffer(8))
        new Worker('./count.js', { workerData: { words } })
        export function deposit(amount) {
          while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1)
          words[1] += amount
          words[0] = 0
          ~~~~~~~~ mixed {"view": "words", "place": "line 5"}
          Atomics.notify(words, 0, 1)
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'store' }, output: text`
        import { Worker } from 'node:worker_threads'
        const words = new Int32Array(new SharedArrayBuffer(8))
        new Worker('./count.js', { workerData: { words } })
        export function deposit(amount) {
          while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1)
          words[1] += amount
          Atomics.store(words, 0, 0)
          Atomics.notify(words, 0, 1)
        }
      ` }]],
    },
    {
      name: 'bits that are set while the last ones are served',
      ...marked`
        const STOP = 1
        const bells = new Int32Array(new SharedArrayBuffer(4))
        new Worker('./count.js', { workerData: { bells } })
        export function serve(answer) {
          for (;;) {
            Atomics.wait(bells, 0, 0)
            const rung = Atomics.load(bells, 0)
            if (rung & STOP) return
            answer(rung)
            Atomics.store(bells, 0, 0)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore {"view": "bells", "place": "line 7", "method": "exchange"}
          }
        }
      `,
    },
    {
      name: 'workers that put something into one queue',
      ...marked`
        import { workerData } from 'node:worker_threads'
        class Intake {
          constructor(/** @type {SharedArrayBuffer} */ ends, /** @type {SharedArrayBuffer} */ cells) {
            this.ends = new Int32Array(ends)
            this.cells = new Float64Array(cells)
          }
          put(value) {
            const last = Atomics.load(this.ends, 1)
            this.cells[last % 64] = value
            Atomics.store(this.ends, 1, last + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore {"view": "this.ends", "place": "line 8", "method": "compareExchange"}
          }
        }
        const intake = new Intake(workerData.ends, workerData.cells)
        export const put = (value) => intake.put(value)
      `,
    },
    {
      name: 'several that are let in',
      ...marked`
        export class Stage {
          constructor(memory) { this.words = new Int32Array(memory, 0, 2) }
          enter() {
            const round = Atomics.load(this.words, 1)
            if (Atomics.sub(this.words, 0, 1) > 0) {
              Atomics.store(this.words, 1, round + 1)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore {"view": "this.words", "method": "compareExchange", "place": "line 4"}
            }
          }
        }
      `,
    },
    {
      name: 'a worker that only writes what it received',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const { bins, buckets, samples } = workerData
        const histogram = new Uint32Array(bins)
        for (const sample of samples()) {
          const bucket = sample % buckets
          histogram[bucket]++
          ~~~~~~~~~~~~~~~~~ modify {"view": "histogram", "method": "add", "place": ""}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        import { workerData } from 'node:worker_threads'
        const { bins, buckets, samples } = workerData
        const histogram = new Uint32Array(bins)
        for (const sample of samples()) {
          const bucket = sample % buckets
          Atomics.add(histogram, bucket, 1)
        }
      ` }]],
    },
    {
      name: 'a worker that only adds to what it received, as CommonJS',
      language: 'js',
      sourceType: 'commonjs',
      ...marked`
        const { workerData } = require('worker_threads')
        const { totals, rows } = workerData
        for (const row of rows) {
          totals[0] += row.price
          ~~~~~~~~~ modify {"view": "totals", "method": "add", "place": ""}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        const { workerData } = require('worker_threads')
        const { totals, rows } = workerData
        for (const row of rows) {
          Atomics.add(totals, 0, row.price)
        }
      ` }]],
    },
    {
      name: 'a named word of a WebAssembly heap',
      ...marked`
        const ALLOCATED = 2
        export const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
        const heap = new Int32Array(memory.buffer)
        export function track(bytes) {
          heap[ALLOCATED] -= bytes
          ~~~~~~~~~~~~~~~ modify {"view": "heap", "method": "sub", "place": ""}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'sub' }, output: text`
        const ALLOCATED = 2
        export const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
        const heap = new Int32Array(memory.buffer)
        export function track(bytes) {
          Atomics.sub(heap, ALLOCATED, bytes)
        }
      ` }]],
    },
    {
      name: 'through a DataView',
      ...marked`
        export class Header {
          #view
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.#view = new DataView(shared) }
          bump() {
            this.#view.setUint32(0, this.#view.getUint32(0) + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat {"view": "this.#view", "type": "DataView", "place": "line 5"}
          }
        }
      `,
    },
    {
      name: 'an annotated buffer',
      ...marked`
        export class Stats {
          private readonly words: Int32Array
          constructor(shared: SharedArrayBuffer) { this.words = new Int32Array(shared) }
          hit(): number {
            return this.words[0]++
                   ~~~~~~~~~~~~~ modify {"view": "this.words", "method": "add", "place": ""}
          }
        }
      `,
    },
  ],
})

typed(rule, {
  valid: [
    { name: 'a view over a plain buffer', code: 'export function add(counts: Int32Array<ArrayBuffer>) { counts[0]++; new SharedArrayBuffer(1) }' },
    { name: 'a view over any buffer', code: 'export function add(counts: Int32Array) { counts[0]++; new SharedArrayBuffer(1) }' },
  ],
  invalid: [
    {
      name: 'a view that its type says is shared',
      ...marked`
        interface Stats { readonly words: Int32Array<SharedArrayBuffer> }
        export function hit(stats: Stats) {
          stats.words[0] += 1
          ~~~~~~~~~~~~~~ modify {"view": "stats.words", "method": "add", "place": ""}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        interface Stats { readonly words: Int32Array<SharedArrayBuffer> }
        export function hit(stats: Stats) {
          Atomics.add(stats.words, 0, 1)
        }
      ` }]],
    },
    {
      name: 'the first free one is looked for, and taken in a second step',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const seats = new Int32Array(workerData.seats)
        export function take() {
          for (let i = 0; i < seats.length; i++) {
            if (Atomics.load(seats, i) === 0) {
              Atomics.store(seats, i, 1)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ check
              return i
            }
          }
          return -1
        }
      `,
    },
    {
      name: 'plainly, where others give one back through Atomics',
      ...marked`
        export class Seats {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.rows = new Uint32Array(memory) }
          take() {
            for (let i = 0; i < this.rows.length; i++) {
              const row = this.rows[i]
              if (row === 255) continue
              this.rows[i] = row | (row + 1)
              ~~~~~~~~~~~~ modify {"view": "this.rows", "method": "compareExchange", "place": "line 5"}
              return i
            }
            return -1
          }
          give(i, seat) { Atomics.and(this.rows, i, ~seat) }
        }
      `,
    },
    {
      name: 'memory that would be refused if it were not shared',
      ...marked`
        import { workerData } from 'node:worker_threads'
        class Amounts {
          constructor(memory) { this.data = new DataView(memory) }
          add(at, cents) {
            this.data.setInt32(at, this.data.getInt32(at) + cents)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          }
        }
        if (!(workerData.amounts instanceof SharedArrayBuffer)) throw new TypeError('amounts must be shared')
        const amounts = new Amounts(workerData.amounts)
        export function pay(from, to, cents) { amounts.add(from, -cents); amounts.add(to, cents) }
        export class Scores {
          constructor(memory) {
            if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('scores must be shared')
            this.words = new Int32Array(memory)
          }
          win() { this.words[0] = this.words[0] + 1 }
                  ~~~~~~~~~~~~~ modify
        }
      `,
    },
    {
      name: 'memory that an assertion says is shared',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const amounts = new DataView(workerData.amounts as SharedArrayBuffer)
        export function pay(payer: number, cents: number) {
          const before = amounts.getFloat64(payer * 8)
          amounts.setFloat64(payer * 8, before - cents)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
        }
      `,
    },
  ],
})

/** A list of jobs in shared memory, and workers of this file that take them. */
const takers = (start: string, take: string): string => text`
  import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
  const HEAD = 0, TAIL = 1
  if (isMainThread) {
    const memory = new SharedArrayBuffer(1024)
    ${start}
  } else {
    const words = new Int32Array(workerData)
    parentPort.on('message', () => {
      const head = Atomics.load(words, HEAD)
      if (head === Atomics.load(words, TAIL)) return
      const job = Atomics.load(words, 2 + head)
      ${take}
      parentPort.postMessage(job)
    })
  }
`
const several = 'for (let i = 0; i < 4; i++) new Worker(new URL(import.meta.url), { workerData: memory })'

run(rule, {
  valid: [
    { name: 'one worker alone takes jobs', code: takers('new Worker(new URL(import.meta.url), { workerData: memory })', 'Atomics.store(words, HEAD, head + 1)') },
    { name: 'several take them in one step', code: takers(several, 'if (Atomics.compareExchange(words, HEAD, head, head + 1) !== head) return') },
  ],
  invalid: [
    { name: 'several take them in two steps', code: takers(several, 'Atomics.store(words, HEAD, head + 1)'), errors: [{ messageId: 'loadStore', line: 12, column: 5 }] },
  ],
})

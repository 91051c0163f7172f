import unlocked from '../../src/rules/no-unlocked-shared-state.ts'
import rule from '../../src/rules/no-invalid-atomics.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a value that is there once somebody has put one',
      code: text`
        export class Start {
          constructor(shared) { this.words = new Int32Array(shared) }
          begin(time) {
            Atomics.compareExchange(this.words, 0, 0, time)
            return true
          }
        }
      `,
    },
    {
      name: 'a step of a protocol, and then a look at where it has come to',
      code: text`
        const [NEW, OPEN, BROKEN] = [0, 1, 2]
        export class Door {
          constructor(words) { this.words = words }
          open() {
            Atomics.compareExchange(this.words, 0, 0, 1)
            return Atomics.load(this.words, 0) === 1
          }
          claim() {
            Atomics.compareExchange(this.words, 0, 0, 1)
            if (Atomics.load(this.words, 0) === 2) throw new Error('broken')
          }
        }
      `,
    },
    { name: 'integers', code: 'const words = new Uint16Array(new SharedArrayBuffer(8)); postMessage(words); export const next = () => Atomics.add(words, 0, 1)' },
    { name: 'a view of unknown type', code: 'export const next = (words) => Atomics.add(words, 0, 1)' },
    { name: 'one of two types', code: 'export function next(sab, exact) { const view = exact ? new Float64Array(sab) : new Int32Array(sab); return Atomics.add(view, 0, 1) }' },
    { name: 'private memory, where it only costs time', code: 'const words = new Int32Array(4); export const next = () => Atomics.add(words, 0, 1)' },
    { name: 'BigInts', code: 'const words = new BigInt64Array(new SharedArrayBuffer(8)); postMessage(words); Atomics.wait(words, 0, 0n)' },
    { name: 'the number of waiters to wake is a number', code: 'const words = new BigInt64Array(new SharedArrayBuffer(8)); postMessage(words); Atomics.notify(words, 0, 1)' },
    { name: 'waitAsync as it is meant', code: 'export async function woken(words) { const { async, value } = Atomics.waitAsync(words, 0, 0); if (async) await value; await Atomics.waitAsync(words, 0, 0).value }' },
    { name: 'the old value into another element', code: 'export function move(words) { words[1] = Atomics.exchange(words, 0, 0) }' },
    {
      name: 'a loop that looks again whether it has it',
      code: text`
        export class Slots {
          constructor(shared) { this.words = new Int32Array(shared) }
          claim(own) {
            for (let i = 0; i < this.words.length; i++) {
              Atomics.compareExchange(this.words, i, 0, own)
              if (Atomics.load(this.words, i) === own) return i
            }
            return -1
          }
        }
      `,
    },
    { name: 'the exchange is judged', code: 'export function tryLock(words) { return Atomics.compareExchange(words, 0, 0, 1) === 0 }' },
    { name: 'whoever was first: the element is read afterwards', code: 'export function seed(words, value) { Atomics.compareExchange(words, 0, 0, 7); return Atomics.load(words, 0) }' },
    { name: 'a state that is left if it is that state', code: 'const RUNNING = 1; const STOPPING = 2; export class Job { stop() { Atomics.compareExchange(this.words, 0, RUNNING, STOPPING); this.worker.postMessage("stop") } }' },
    { name: 'marked, whoever did it', code: 'export class Flags { mark(i) { Atomics.compareExchange(this.words, i, 0, 1) } }' },
    {
      name: 'a mutex that says that it is contended',
      code: 'export function lock(words) { while (Atomics.exchange(words, 0, 2) !== 0) { Atomics.compareExchange(words, 0, 0, 2); Atomics.wait(words, 0, 2) } }',
    },
    { name: 'the result of the change decides', code: 'export function leave(words, done) { if (Atomics.sub(words, 0, 1) === 1) done() }' },
    { name: 'a barrier: counted, then waited for', code: 'export function arrive(words, n) { Atomics.add(words, 0, 1); let seen; while ((seen = Atomics.load(words, 0)) < n) Atomics.wait(words, 0, seen) }' },
    {
      name: 'under a lock',
      code: text`
        export class Slots {
          leave() {
            this.mutex.lock()
            Atomics.sub(this.words, 0, 1)
            if (Atomics.load(this.words, 0) === 0) this.close()
            this.mutex.unlock()
          }
        }
      `,
    },
    { name: 'another element decides', code: 'export function leave(words, done) { Atomics.sub(words, 0, 1); if (Atomics.load(words, 1) === 0) done() }' },
    { name: 'something else of that name', code: "import { Atomics } from './mine.js'; const view = new Float32Array(4); Atomics.load(view, 0)" },
  ],
  invalid: [
    {
      name: 'what throws is not also said to be thrown away',
      ...marked`
        const buffer = new SharedArrayBuffer(8)
        Atomics.load(buffer, 0)
                     ~~~~~~ view {"type": "SharedArrayBuffer"}
      `,
    },
    {
      name: 'floats, in a field',
      ...marked`
        export class Totals {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.sums = new Float64Array(shared) }
          add(i, value) { Atomics.add(this.sums, i, value) }
                                      ~~~~~~~~~ view {"type": "Float64Array"}
        }
      `,
    },
    {
      name: 'the buffer itself, a DataView, clamped bytes',
      ...marked`
        const shared = new SharedArrayBuffer(16)
        export const a = Atomics.load(shared, 0)
                                      ~~~~~~ view {"type": "SharedArrayBuffer"}
        export const b = Atomics.load(new DataView(shared), 0)
                                      ~~~~~~~~~~~~~~~~~~~~ view {"type": "DataView"}
        export const c = Atomics.load(new Uint8ClampedArray(shared), 0)
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ view {"type": "Uint8ClampedArray"}
      `,
    },
    {
      name: 'a view that nobody can wait on',
      ...marked`
        const flags = new Uint8Array(new SharedArrayBuffer(4))
        postMessage(flags)
        export const wait = () => Atomics.wait(flags, 0, 0)
                                               ~~~~~ unwaitable {"type": "Uint8Array"}
        export const wake = () => Atomics.notify(flags, 0)
                                                 ~~~~~ unwaitable {"type": "Uint8Array"}
      `,
    },
    {
      name: 'memory of this thread alone',
      ...marked`
        export class Gate {
          #word = new Int32Array(1)
          pass() { Atomics.wait(this.#word, 0, 0) }
                                ~~~~~~~~~~ private {"view": "this.#word"}
          open() { Atomics.notify(this.#word, 0) }
                                  ~~~~~~~~~~ unheard {"view": "this.#word"}
        }
      `,
    },
    {
      name: 'the wrong kind of number',
      ...marked`
        const big = new BigInt64Array(new SharedArrayBuffer(16))
        const small = new Int32Array(big.buffer)
        postMessage(big)
        export const a = () => Atomics.add(big, 0, 1)
                                                   ~ number {"type": "BigInt64Array", "value": "1"}
        export const b = () => Atomics.compareExchange(small, 0, 0, -1n)
                                                                    ~~~ bigint {"type": "Int32Array", "value": "-1n"}
      `,
    },
    {
      name: 'the object is awaited',
      ...marked`
        export async function woken(words) {
          await Atomics.waitAsync(words, 0, 0)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ object
        }
      `,
      suggestions: [[{
        messageId: 'value',
        output: text`
          export async function woken(words) {
            await Atomics.waitAsync(words, 0, 0).value
          }
        `,
      }]],
    },
    {
      name: 'then of what may be a string',
      ...marked`
        export function woken(words, go) {
          Atomics.waitAsync(words, 0, 0).value.then(go)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ maybeString
        }
      `,
    },
    {
      name: 'the old value put back',
      ...marked`
        export function hit(counts, i) {
          counts[i] = Atomics.add(counts, i, 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ back {"method": "add"}
        }
      `,
      suggestions: [[{
        messageId: 'remove',
        output: text`
          export function hit(counts, i) {
            Atomics.add(counts, i, 1)
          }
        `,
      }]],
    },
    {
      name: 'the old value stored back',
      ...marked`
        export class Counter {
          hit() { return Atomics.store(this.words, 0, Atomics.add(this.words, 0, 1)) }
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ back {"method": "add"}
        }
      `,
    },
    {
      name: 'a value that nobody uses',
      ...marked`
        export function wait(words) {
          Atomics.load(words, 0)
          ~~~~~~~~~~~~~~~~~~~~~~ unread
        }
      `,
    },
    {
      name: 'a lock that may be held by somebody else',
      ...marked`
        const FREE = 0
        const HELD = 1
        export class Lock {
          lock() { Atomics.compareExchange(this.words, 0, FREE, HELD) }
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unclaimed
        }
      `,
    },
    {
      name: 'a slot that may be taken, given to the caller',
      ...marked`
        export function claim(slots, count) {
          for (let i = 0; i < count; i++) if (Atomics.load(slots, i) === 0) return use(slots, i)
          return -1
        }
        function use(slots, i) {
          Atomics.compareExchange(slots, i, 0, 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unclaimed
          return i
        }
      `,
    },
    {
      name: 'a slot that a loop has found free, given to the caller',
      ...marked`
        export class Slots {
          constructor(shared) { this.words = new Int32Array(shared) }
          claim() {
            for (let i = 0; i < this.words.length; i++) {
              if (Atomics.load(this.words, i) === 0) {
                Atomics.compareExchange(this.words, i, 0, 1)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unclaimed
                return i
              }
            }
            return -1
          }
        }
      `,
    },
    {
      name: 'a slot for somebody, that a loop has found free',
      ...marked`
        export class Slots {
          constructor(shared) { this.words = new Int32Array(shared) }
          claim(id) {
            for (let i = 0; i < this.words.length; i++) {
              if (Atomics.load(this.words, i) === 0) {
                Atomics.compareExchange(this.words, i, 0, id)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unclaimed
                return i
              }
            }
            return -1
          }
        }
      `,
    },
    {
      name: 'work on memory that somebody else may hold',
      ...marked`
        const words = new Int32Array(new SharedArrayBuffer(16))
        postMessage(words)
        export function transfer(amount) {
          Atomics.compareExchange(words, 0, 0, 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unclaimed
          words[1] = words[1] - amount
          Atomics.store(words, 0, 0)
        }
      `,
    },
    {
      name: 'read again to decide',
      ...marked`
        export function leave(words, done) {
          Atomics.sub(words, 0, 1)
          if (Atomics.load(words, 0) === 0) done()
              ~~~~~~~~~~~~~~~~~~~~~~ reread {"place": "line 2", "method": "sub"}
        }
      `,
      suggestions: [[{
        messageId: 'result',
        output: text`
          export function leave(words, done) {
            if (Atomics.sub(words, 0, 1) - 1 === 0) done()
          }
        `,
      }]],
    },
    {
      name: 'asked whether a slot is taken, not whether the exchange has taken it',
      ...marked`
        const FREE = 0
        const TAKEN = 1
        export class Slots {
          constructor(states) { this.states = states }
          claim(index) {
            Atomics.compareExchange(this.states, index, FREE, TAKEN)
            return Atomics.load(this.states, index) === TAKEN
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ reread {"place": "line 6", "method": "compareExchange"}
          }
        }
      `,
    },
    {
      name: 'read again for a number that nobody else may have',
      ...marked`
        export class Ids {
          next() {
            Atomics.add(this.words, 0, 1)
            return Atomics.load(this.words, 0)
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~ reread {"place": "line 3", "method": "add"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'result',
        output: text`
          export class Ids {
            next() {
              return Atomics.add(this.words, 0, 1) + 1
            }
          }
        `,
      }]],
    },
  ],
})

run(unlocked, {
  valid: [
    {
      name: 'the old value put back: no-invalid-atomics says so',
      code: 'const counts = new Int32Array(new SharedArrayBuffer(16)); postMessage(counts); export function hit() { counts[0] = Atomics.add(counts, 0, 1) }',
    },
  ],
  invalid: [],
})

// ---------------------------------------------------------------- taken, or taken by somebody

const hatch = (wait: string, name = 'acquire'): string => text`
  export class Hatch {
    constructor(memory) { this.word = new Int32Array(memory) }
    ${name}() {
      Atomics.compareExchange(this.word, 0, 0, 1)
      ${wait}
    }
    release() {
      Atomics.store(this.word, 0, 0)
      Atomics.notify(this.word, 0, 1)
    }
  }
`

run(rule, {
  valid: [
    { name: 'waits for another value, which somebody else puts there', code: hatch('while (Atomics.load(this.word, 0) !== 2) Atomics.wait(this.word, 0, 1)') },
    { name: 'begins something, and waits until it has begun', code: hatch('while (Atomics.load(this.word, 0) !== 1) Atomics.wait(this.word, 0, 0)', 'announce') },
  ],
  invalid: [
    { name: 'goes on as soon as anybody holds it', code: hatch('while (Atomics.load(this.word, 0) !== 1) Atomics.wait(this.word, 0, 0)'), errors: [{ messageId: 'reread', line: 5, column: 12 }] },
  ],
})

// ---------------------------------------------------------------- a value that is made of the one from before, tried once

run(rule, {
  valid: [
    {
      name: 'tried again, asked for, under a lock, or a state that is only moved on',
      code: text`
        const words = new Int32Array(new SharedArrayBuffer(16))
        export function raise(height) {
          for (;;) {
            const known = Atomics.load(words, 0)
            if (height <= known) return
            if (Atomics.compareExchange(words, 0, known, height) === known) return
          }
        }
        export function tryRaise(height) {
          const known = Atomics.load(words, 0)
          return height > known && Atomics.compareExchange(words, 0, known, height) === known
        }
        export function settle() {
          const state = Atomics.load(words, 1)
          if (state !== 2) Atomics.compareExchange(words, 1, state, 2)
        }
        export function other(height) {
          const known = Atomics.load(words, 2)
          if (height > known) Atomics.compareExchange(words, 3, known, height)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the highest so far, and one more',
      ...marked`
        const words = new Int32Array(new SharedArrayBuffer(16))
        export function raise(height) {
          const known = Atomics.load(words, 0)
          if (height > known) {
            Atomics.compareExchange(words, 0, known, height)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ outdated {"place": "line 3"}
          }
        }
        export function count() {
          const known = Atomics.load(words, 1)
          Atomics.compareExchange(words, 1, known, known + 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ outdated {"place": "line 9"}
        }
      `,
    },
  ],
})

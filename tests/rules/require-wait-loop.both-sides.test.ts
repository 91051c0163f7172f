import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Several elements of one memory: one that is waited for beside one that is a lock, and one that is told in place of another.

run(rule, {
  valid: [
    {
      name: 'a lock is taken again behind the wait, and the element looked at in a loop; the element that is told is the one',
      code: text`
        const COUNT = 0
        const LOCK = 1
        export class Tray {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          #lock() {
            while (Atomics.compareExchange(this.words, LOCK, 0, 1) !== 0) Atomics.wait(this.words, LOCK, 1)
          }
          #unlock() {
            Atomics.store(this.words, LOCK, 0)
            Atomics.notify(this.words, LOCK, 1)
          }
          put() {
            this.#lock()
            Atomics.store(this.words, COUNT, Atomics.load(this.words, COUNT) + 1)
            this.#unlock()
            Atomics.notify(this.words, COUNT, 1)
          }
          take() {
            this.#lock()
            while (Atomics.load(this.words, COUNT) === 0) {
              this.#unlock()
              Atomics.wait(this.words, COUNT, 0)
              this.#lock()
            }
            Atomics.store(this.words, COUNT, Atomics.load(this.words, COUNT) - 1)
            this.#unlock()
          }
        }
        export function ask(post, question) {
          const memory = new SharedArrayBuffer(1024)
          const words = new Int32Array(memory, 0, 2)
          post({ question, memory })
          while (Atomics.load(words, COUNT) === 0) Atomics.wait(words, COUNT, 0)
          return new Uint8Array(memory, 8, Atomics.load(words, LOCK)).slice()
        }
        export function answer(/** @type {{ memory: SharedArrayBuffer }} */ { memory }, bytes) {
          const words = new Int32Array(memory, 0, 2)
          new Uint8Array(memory, 8).set(bytes)
          Atomics.store(words, LOCK, bytes.length)
          Atomics.store(words, COUNT, 1)
          Atomics.notify(words, COUNT)
        }
      `,
    },
    {
      name: 'another word says in each round that all is over, and who sets it wakes those who sleep',
      code: text`
        const JOBS = 0
        const CLOSED = 1
        export class Jobs {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          take() {
            for (;;) {
              if (Atomics.load(this.words, CLOSED) === 1) return false
              const left = Atomics.load(this.words, JOBS)
              if (left === 0) Atomics.wait(this.words, JOBS, 0)
              else if (Atomics.compareExchange(this.words, JOBS, left, left - 1) === left) return true
            }
          }
          put(count) {
            Atomics.add(this.words, JOBS, count)
            Atomics.notify(this.words, JOBS, count)
          }
          close() {
            Atomics.store(this.words, CLOSED, 1)
            Atomics.add(this.words, JOBS, 1)
            Atomics.notify(this.words, JOBS)
          }
        }
      `,
    },
    {
      name: 'the same where a caller wakes them',
      code: text`
        const JOBS = 0
        const CLOSED = 1
        export class Jobs {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          take() {
            for (;;) {
              if (Atomics.load(this.words, CLOSED) === 1) return false
              const left = Atomics.load(this.words, JOBS)
              if (left === 0) Atomics.wait(this.words, JOBS, 0)
              else if (Atomics.compareExchange(this.words, JOBS, left, left - 1) === left) return true
            }
          }
          put(count) {
            Atomics.add(this.words, JOBS, count)
            Atomics.notify(this.words, JOBS, count)
          }
          #close() {
            Atomics.store(this.words, CLOSED, 1)
            Atomics.notify(this.words, CLOSED)
          }
          end() {
            this.#close()
            Atomics.notify(this.words, JOBS)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock is taken again behind the wait, and the element counted on without a look at it',
      ...marked`
        const COUNT = 0
        const LOCK = 1
        export class Tray {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          #lock() {
            while (Atomics.compareExchange(this.words, LOCK, 0, 1) !== 0) Atomics.wait(this.words, LOCK, 1)
          }
          #unlock() {
            Atomics.store(this.words, LOCK, 0)
            Atomics.notify(this.words, LOCK, 1)
          }
          put() {
            this.#lock()
            Atomics.store(this.words, COUNT, Atomics.load(this.words, COUNT) + 1)
            this.#unlock()
            Atomics.notify(this.words, COUNT, 1)
          }
          take() {
            this.#lock()
            if (Atomics.load(this.words, COUNT) === 0) {
              this.#unlock()
              Atomics.wait(this.words, COUNT, 0)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "this.words[COUNT]", "act": "line 25 takes it"}
              this.#lock()
            }
            Atomics.store(this.words, COUNT, Atomics.load(this.words, COUNT) - 1)
            this.#unlock()
          }
        }
      `,
    },
    {
      name: 'memory that is handed over, of which each side makes its own view: the other element is told',
      ...marked`
        const STATE = 0
        const SIZE = 1
        export function ask(post, question) {
          const memory = new SharedArrayBuffer(1024)
          const words = new Int32Array(memory, 0, 2)
          post({ question, memory })
          while (Atomics.load(words, STATE) === 0) Atomics.wait(words, STATE, 0)
          return new Uint8Array(memory, 8, Atomics.load(words, SIZE)).slice()
        }
        export function answer(/** @type {{ memory: SharedArrayBuffer }} */ { memory }, bytes) {
          const words = new Int32Array(memory, 0, 2)
          new Uint8Array(memory, 8).set(bytes)
          Atomics.store(words, SIZE, bytes.length)
          Atomics.store(words, STATE, 1)
          Atomics.notify(words, SIZE)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "words[STATE]", "place": "line 7", "store": "line 14"}
        }
      `,
    },
    {
      name: 'another word says in each round that all is over, and who sets it tells those who wait for that: nobody does',
      ...marked`
        const JOBS = 0
        const CLOSED = 1
        export class Jobs {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          take() {
            for (;;) {
              if (Atomics.load(this.words, CLOSED) === 1) return false
              const left = Atomics.load(this.words, JOBS)
              if (left === 0) Atomics.wait(this.words, JOBS, 0)
              else if (Atomics.compareExchange(this.words, JOBS, left, left - 1) === left) return true
            }
          }
          put(count) {
            Atomics.add(this.words, JOBS, count)
            Atomics.notify(this.words, JOBS, count)
          }
          close() {
            Atomics.store(this.words, CLOSED, 1)
            Atomics.notify(this.words, CLOSED)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ asleep {"word": "this.words[CLOSED]", "slept": "this.words[JOBS]", "place": "line 9"}
          }
        }
      `,
    },
  ],
})

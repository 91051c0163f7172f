import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Words that a worker has been given. */
const words = `
  import { workerData } from 'node:worker_threads'
  const words = new Int32Array(workerData.sab)
  const READY = 0
  const CHANGES = 1`

run(rule, {
  valid: [
    {
      name: 'the answer is set back before the request is told: another thread tells when it is there',
      code: text`
        export class Asking {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory, 0, 2) }
          ask() {
            Atomics.store(this.words, 1, 0)
            Atomics.store(this.words, 0, 1)
            Atomics.notify(this.words, 0)
            while (Atomics.load(this.words, 1) === 0) Atomics.wait(this.words, 1, 0)
          }
        }
      `,
    },
    { name: 'no shared memory at all', code: 'export const atomics = { wait(view, i, value) { if (view[i] === 0) view[i] = value } }' },
    { name: 'tested again after each wait', code: `${words}\nexport function ready() { while (Atomics.load(words, READY) === 0) Atomics.wait(words, READY, 0) }` },
    {
      name: 'a wait behind a way out: in a loop, called in loops, and where the word is looked at again',
      code: text`
        export class Locker {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          pass() {
            for (;;) {
              if (Atomics.load(this.words, 0) > 0) return
              Atomics.wait(this.words, 0, 0)
            }
          }
          #sleep() {
            if (Atomics.load(this.words, 1) > 0) return
            Atomics.wait(this.words, 1, 0)
          }
          take() {
            while (!this.#claim()) this.#sleep()
          }
          #claim() {
            const left = Atomics.load(this.words, 1)
            return left > 0 && Atomics.compareExchange(this.words, 1, left, left - 1) === left
          }
          look() {
            if (Atomics.load(this.words, 2) > 0) return true
            Atomics.wait(this.words, 2, 0)
            return Atomics.load(this.words, 2) > 0
          }
        }
      `,
    },
    {
      name: 'what waitAsync gives is taken apart: in a loop, and where somebody else judges it',
      code: text`
        export async function take(/** @type {Int32Array} */ words) {
          while (Atomics.load(words, 0) === 0) {
            const { async, value } = Atomics.waitAsync(words, 0, 0)
            if (async) await value
          }
          return Atomics.sub(words, 0, 1)
        }
        export async function sleep(/** @type {Int32Array} */ words) {
          if (Atomics.load(words, 0) > 0) return 'ok'
          const { async, value } = Atomics.waitAsync(words, 0, 0, 100)
          return async ? await value : value
        }
      `,
    },
    {
      name: 'a helper that tells, behind the store',
      code: text`
        class Bell {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          ring(index) { Atomics.notify(this.words, index) }
          sleep(index, seen) { while (Atomics.load(this.words, index) === seen) Atomics.wait(this.words, index, seen) }
        }
        export class Dinner extends Bell {
          serve() {
            Atomics.add(this.words, 0, 1)
            this.ring(0)
          }
        }
      `,
    },
    {
      name: 'a mutex of two states',
      code: text`
        export function lock(word) { while (Atomics.compareExchange(word, 0, 0, 1) !== 0) Atomics.wait(word, 0, 1) }
        export function unlock(word) {
          Atomics.store(word, 0, 0)
          Atomics.notify(word, 0, 1)
        }
      `,
    },
    {
      name: 'a mutex of three states',
      code: text`
        export function lock(cell) {
          let state = Atomics.compareExchange(cell, 0, 0, 1)
          if (state === 0) return
          do {
            if (state === 2 || Atomics.compareExchange(cell, 0, 1, 2) !== 0) Atomics.wait(cell, 0, 2)
            state = Atomics.compareExchange(cell, 0, 0, 2)
          } while (state !== 0)
        }
        export function unlock(cell) {
          if (Atomics.sub(cell, 0, 1) !== 1) {
            Atomics.store(cell, 0, 0)
            Atomics.notify(cell, 0, 1)
          }
        }
      `,
    },
    {
      name: 'a sleep on a word that nobody else has',
      code: text`
        const never = new Int32Array(new SharedArrayBuffer(4))
        export function retry(job, attempts) {
          for (let i = 0; i < attempts; i++) {
            if (job()) return true
            if (never[0] === 0) Atomics.wait(never, 0, 0, 100)
          }
          return false
        }
      `,
    },
    {
      name: 'a sleep on a field that is there for this only',
      code: text`
        export class Backoff {
          #never = new Int32Array(new SharedArrayBuffer(4))
          pause(ms) { Atomics.wait(this.#never, 0, 0, ms) }
        }
      `,
    },
    {
      name: 'one answer to one question, on a word of its own',
      code: text`
        import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
        export function ask(worker, question) {
          const signal = new Int32Array(new SharedArrayBuffer(4))
          const { port1, port2 } = new MessageChannel()
          worker.postMessage({ signal, question, port: port1 }, [port1])
          Atomics.wait(signal, 0, 0)
          return receiveMessageOnPort(port2).message
        }
      `,
    },
    { name: 'the result is judged', code: `${words}\nexport function row(ms) { if (Atomics.wait(words, READY, 0, ms) === 'timed-out') throw new Error('late')\nreturn words[7] }` },
    { name: 'the caller judges the result', code: `${words}\nexport function ready(ms) { if (Atomics.load(words, READY) === 0) return Atomics.wait(words, READY, 0, ms)\nreturn 'ok' }` },
    {
      name: 'tested once more, and the caller learns of it',
      code: `${words}\nexport function ready(ms) { if (Atomics.load(words, READY) === 0) Atomics.wait(words, READY, 0, ms)\nreturn Atomics.load(words, READY) === 1 }`,
    },
    {
      name: 'the callers go round',
      code: `${words}\nfunction park() { if (Atomics.load(words, READY) === 0) Atomics.wait(words, READY, 0) }\nexport function ready() { while (Atomics.load(words, READY) === 0) park() }`,
    },
    {
      name: 'the function hands itself on to be called again',
      code: text`
        ${words}
        export function poll(done) {
          if (Atomics.load(words, READY) === 0) {
            Atomics.wait(words, READY, 0, 10)
            setImmediate(poll, done)
            return
          }
          done()
        }
      `,
    },
    {
      name: 'a counter of changes, read before the test',
      code: `${words}\nexport function ready() { for (;;) { const seen = Atomics.load(words, CHANGES)\nif (Atomics.load(words, READY) === 1) return\nAtomics.wait(words, CHANGES, seen) } }`,
    },
    {
      name: 'a counter of changes, read under the lock that is given back before the wait',
      code: `${words}\nexport function ready(lock) { while (Atomics.load(words, READY) === 0) { const seen = Atomics.load(words, CHANGES)\nlock.unlock()\nAtomics.wait(words, CHANGES, seen)\nlock.lock() } }`,
    },
    { name: 'the next tick of a clock', code: `${words}\nexport function tick() { Atomics.wait(words, CHANGES, Atomics.load(words, CHANGES)) }` },
    { name: 'what was loaded is expected', code: `${words}\nexport function all(n) { let seen\nwhile ((seen = Atomics.load(words, READY)) < n) Atomics.wait(words, READY, seen) }` },
    {
      name: 'the helper stores before the notification',
      code: `${words}\nfunction put(value) { Atomics.store(words, READY, value) }\nexport function open() { put(1)\nAtomics.notify(words, READY)\nAtomics.store(words, READY, 1) }`,
    },
    {
      name: 'closing again is what waiters wait out, and the opening tells them',
      code: text`
        export class Gate {
          constructor(sab) { this.word = new Int32Array(/** @type {SharedArrayBuffer} */ (sab)) }
          open() { Atomics.store(this.word, 0, 1); Atomics.notify(this.word, 0) }
          close() { Atomics.store(this.word, 0, 0) }
          pass() { while (Atomics.load(this.word, 0) === 0) Atomics.wait(this.word, 0, 0) }
        }
      `,
    },
    {
      name: 'storing and telling are two methods',
      code: text`
        export class Gate {
          constructor(sab) { this.word = new Int32Array(/** @type {SharedArrayBuffer} */ (sab)) }
          set() { Atomics.store(this.word, 0, 1) }
          open() { Atomics.store(this.word, 0, 1); Atomics.notify(this.word, 0) }
          wake() { Atomics.notify(this.word, 0) }
          pass() { while (Atomics.load(this.word, 0) === 0) Atomics.wait(this.word, 0, 0) }
        }
      `,
    },
    {
      name: 'a question and its answer are words of their own',
      code: text`
        const ASKED = 0
        const ANSWERED = 1
        export class Client {
          constructor(sab) { this.words = new Int32Array(/** @type {SharedArrayBuffer} */ (sab)) }
          ask() {
            Atomics.store(this.words, ANSWERED, 0)
            Atomics.store(this.words, ASKED, 1)
            Atomics.notify(this.words, ASKED)
            while (Atomics.load(this.words, ANSWERED) === 0) Atomics.wait(this.words, ANSWERED, 0)
          }
        }
      `,
    },
    {
      name: 'a barrier: the last one counts the generation up',
      code: text`
        export class Barrier {
          constructor(sab, parties) { this.words = new Int32Array(/** @type {SharedArrayBuffer} */ (sab)); this.parties = parties }
          pass() {
            const generation = Atomics.load(this.words, 1)
            if (Atomics.add(this.words, 0, 1) + 1 === this.parties) {
              Atomics.store(this.words, 0, 0)
              Atomics.add(this.words, 1, 1)
              Atomics.notify(this.words, 1)
            } else {
              Atomics.wait(this.words, 1, generation)
            }
          }
        }
      `,
    },
    {
      name: 'rooms: all are woken by the first that becomes free, and look again',
      code: text`
        export class Rooms {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.free = new Int32Array(memory) }
          enter() {
            for (;;) {
              const free = Atomics.load(this.free, 0)
              if (free === 0) Atomics.wait(this.free, 0, 0)
              else if (Atomics.compareExchange(this.free, 0, free, free - 1) === free) return
            }
          }
          leave() { if (Atomics.add(this.free, 0, 1) === 0) Atomics.notify(this.free, 0) }
        }
      `,
    },
    {
      name: 'rooms: each that becomes free wakes one',
      code: text`
        export class Rooms {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.free = new Int32Array(memory) }
          enter() {
            for (;;) {
              const free = Atomics.load(this.free, 0)
              if (free === 0) Atomics.wait(this.free, 0, 0)
              else if (Atomics.compareExchange(this.free, 0, free, free - 1) === free) return
            }
          }
          leave() { Atomics.add(this.free, 0, 1)
Atomics.notify(this.free, 0, 1) }
        }
      `,
    },
    {
      name: 'one worker takes all that is there: only the first wakes it',
      code: text`
        export class Inbox {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.count = new Int32Array(memory) }
          take() {
            while (Atomics.load(this.count, 0) === 0) Atomics.wait(this.count, 0, 0)
            return Atomics.exchange(this.count, 0, 0)
          }
          put() { if (Atomics.add(this.count, 0, 1) === 0) Atomics.notify(this.count, 0, 1) }
        }
      `,
    },
    {
      name: 'waitAsync in a loop',
      code: `${words}\nexport async function ready() { while (Atomics.load(words, READY) === 0) { const { async, value } = Atomics.waitAsync(words, READY, 0)\nif (async) await value } }`,
    },
  ],
  invalid: [
    {
      name: 'who is called in a loop takes one at once behind the wait',
      ...marked`
        class Locker {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          take() {
            if (Atomics.load(this.words, 0) === 0) {
              Atomics.wait(this.words, 0, 0)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once
            }
            return Atomics.sub(this.words, 0, 1)
          }
        }
        export function work(memory, open) {
          const locker = new Locker(memory)
          for (;;) open(locker.take())
        }
      `,
      suggestions: [[{
        messageId: 'loop',
        output: text`
          class Locker {
            constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
            take() {
              while (Atomics.load(this.words, 0) === 0) {
                Atomics.wait(this.words, 0, 0)
              }
              return Atomics.sub(this.words, 0, 1)
            }
          }
          export function work(memory, open) {
            const locker = new Locker(memory)
            for (;;) open(locker.take())
          }
        `,
      }]],
    },
    {
      name: 'if instead of while',
      ...marked`
        const COUNT = 0
        export class Items {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.view = new Int32Array(shared) }
          take() {
            if (Atomics.load(this.view, COUNT) <= 0) {
              Atomics.wait(this.view, COUNT, 0)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "this.view[COUNT]", "act": "line 8 takes it"}
            }
            return Atomics.sub(this.view, COUNT, 1) - 1
          }
        }
      `,
      suggestions: [[{
        messageId: 'loop',
        output: text`
          const COUNT = 0
          export class Items {
            constructor(/** @type {SharedArrayBuffer} */ shared) { this.view = new Int32Array(shared) }
            take() {
              while (Atomics.load(this.view, COUNT) <= 0) {
                Atomics.wait(this.view, COUNT, 0)
              }
              return Atomics.sub(this.view, COUNT, 1) - 1
            }
          }
        `,
      }]],
    },
    {
      name: 'a wait behind a way out, and the caller takes it for done',
      ...marked`
        export class Locker {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          async take() {
            await this.#untilSome()
            return Atomics.sub(this.words, 0, 1)
          }
          async #untilSome() {
            if (Atomics.load(this.words, 0) > 0) return
            await Atomics.waitAsync(this.words, 0, 0).value
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "this.words[0]", "act": "the function goes on"}
          }
        }
      `,
    },
    {
      name: 'what waitAsync gives is taken apart',
      ...marked`
        export async function take(/** @type {Int32Array} */ words) {
          if (Atomics.load(words, 0) === 0) {
            const { async, value } = Atomics.waitAsync(words, 0, 0)
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "words[0]", "act": "line 6 takes it"}
            if (async) await value
          }
          return Atomics.sub(words, 0, 1)
        }
      `,
    },
    {
      name: 'a helper that tells, before the store',
      ...marked`
        class Bell {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.words = new Int32Array(memory) }
          ring(index) { Atomics.notify(this.words, index) }
          sleep(index, seen) { while (Atomics.load(this.words, index) === seen) Atomics.wait(this.words, index, seen) }
        }
        export class Dinner extends Bell {
          serve() {
            if (this.isReady) this.ring(0)
                              ~~~~~~~~~~~~ early {"word": "this.words[0]", "place": "line 9"}
            Atomics.add(this.words, 0, 1)
          }
        }
      `,
    },
    {
      name: 'a lock that is not tried again: the method that tries looks at the word',
      ...marked`
        export class Lock {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
          tryLock() { return Atomics.compareExchange(this.word, 0, 0, 1) === 0 }
          lock() {
            if (!this.tryLock()) Atomics.wait(this.word, 0, 1)
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "this.word[0]", "act": "the function goes on"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'loop',
        output: text`
          export class Lock {
            constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
            tryLock() { return Atomics.compareExchange(this.word, 0, 0, 1) === 0 }
            lock() {
              while (!this.tryLock()) Atomics.wait(this.word, 0, 1)
            }
          }
        `,
      }]],
    },
    {
      name: 'the other index is not held against it again',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const state = new Int32Array(workerData.sab)
        export function run(write) {
          let current = Atomics.load(state, 1)
          let end = Atomics.load(state, 0)
          if (end === current) {
            Atomics.wait(state, 0, end)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "state[0]", "act": "the function goes on"}
            end = Atomics.load(state, 0)
            current = Atomics.load(state, 1)
          }
          if (end === -1) return
          write(current, end)
        }
      `,
    },
    {
      name: 'the time is tested, but not the word',
      ...marked`
        export function lock(word, ms) {
          if (Atomics.exchange(word, 0, 1) === 1) {
            if (Atomics.wait(word, 0, 1, ms) === 'timed-out') return false
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "word[0]", "act": "the function goes on"}
          }
          return true
        }
      `,
    },
    {
      name: 'asynchronous, in a loop that does the work all the same',
      ...marked`
        export async function consume(words, handle) {
          for (;;) {
            if (Atomics.load(words, 0) === 0) {
              await Atomics.waitAsync(words, 0, 0).value
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once {"word": "words[0]", "act": "line 6 takes it"}
            }
            Atomics.sub(words, 0, 1)
            handle()
          }
        }
      `,
      suggestions: [[{
        messageId: 'loop',
        output: text`
          export async function consume(words, handle) {
            for (;;) {
              while (Atomics.load(words, 0) === 0) {
                await Atomics.waitAsync(words, 0, 0).value
              }
              Atomics.sub(words, 0, 1)
              handle()
            }
          }
        `,
      }]],
    },
    {
      name: 'the time is over, and a message is taken for granted',
      ...marked`
        import { receiveMessageOnPort } from 'node:worker_threads'
        export function ask(words, port) {
          Atomics.wait(words, 0, 0, 500)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ timeout {"word": "words[0]", "place": "line 4"}
          const { message } = receiveMessageOnPort(port)
          return message
        }
      `,
    },
    {
      name: 'expected is what the word is by now',
      ...marked`
        export function ready(words) {
          while (Atomics.load(words, 0) === 0) {
            Atomics.wait(words, 0, Atomics.load(words, 0))
                                   ~~~~~~~~~~~~~~~~~~~~~~ late {"word": "words[0]", "place": "line 2", "right": "0"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'expect',
        data: { right: '0' },
        output: text`
          export function ready(words) {
            while (Atomics.load(words, 0) === 0) {
              Atomics.wait(words, 0, 0)
            }
          }
        `,
      }]],
    },
    {
      name: 'the counter of changes is read after the test',
      ...marked`
        export class Queue {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.words = new Int32Array(shared) }
          isEmpty() { return Atomics.load(this.words, 0) === Atomics.load(this.words, 1) }
          wait() {
            while (this.isEmpty()) {
              const seen = Atomics.load(this.words, 2)
              Atomics.wait(this.words, 2, seen)
                                          ~~~~ late {"word": "this.words[2]", "place": "line 5", "right": "a value that was read before the test"}
            }
          }
        }
      `,
    },
    {
      name: 'the counter of changes is read after the test that a getter makes',
      ...marked`
        export class Queue {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.words = new Int32Array(shared) }
          get #empty() { return Atomics.load(this.words, 0) === Atomics.load(this.words, 1) }
          wait() {
            while (this.#empty) {
              const seen = Atomics.load(this.words, 2)
              Atomics.wait(this.words, 2, seen)
                                          ~~~~ late {"word": "this.words[2]", "place": "line 5", "right": "a value that was read before the test"}
            }
          }
        }
      `,
    },
    {
      name: 'the counter of changes is read once',
      ...marked`
        export function ready(words) {
          const seen = Atomics.load(words, 1)
          while (Atomics.load(words, 0) === 0) {
            Atomics.wait(words, 1, seen)
                                   ~~~~ stale {"word": "words[1]", "place": "line 2"}
          }
        }
      `,
    },
    {
      name: 'another constant than the one that is tested',
      ...marked`
        export function ready(words) {
          while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 1)
                                                                      ~ other {"word": "words[0]", "place": "line 2", "right": "0", "expected": "1"}
        }
      `,
      suggestions: [[{
        messageId: 'expect',
        data: { right: '0' },
        output: text`
          export function ready(words) {
            while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0)
          }
        `,
      }]],
    },
    {
      name: 'the value that is waited for',
      ...marked`
        const OPEN = 2
        export function ready(words) {
          while (Atomics.load(words, 0) !== OPEN) Atomics.wait(words, 0, OPEN)
                                                                         ~~~~ target {"word": "words[0]", "place": "line 3", "expected": "OPEN"}
        }
      `,
    },
    {
      name: 'one of many values',
      ...marked`
        export function all(done, workers) {
          while (Atomics.load(done, 0) < workers) Atomics.wait(done, 0, 0)
                                                                        ~ several {"word": "done[0]", "expected": "0"}
        }
      `,
    },
    {
      name: 'notify, then store',
      ...marked`
        export function publish(gate, rows, table) {
          Atomics.notify(gate, 0)
          ~~~~~~~~~~~~~~~~~~~~~~~ early {"word": "gate[0]", "place": "line 4"}
          for (const [i, row] of rows.entries()) table[i] = row.price
          Atomics.store(gate, 0, 1)
        }
      `,
      suggestions: [[{
        messageId: 'move',
        output: text`
          export function publish(gate, rows, table) {
            for (const [i, row] of rows.entries()) table[i] = row.price
            Atomics.store(gate, 0, 1)
            Atomics.notify(gate, 0)
          }
        `,
      }]],
    },
    {
      name: 'one of two ways to open tells nobody',
      ...marked`
        export class Gate {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
          open() {
            Atomics.store(this.word, 0, 1)
            Atomics.notify(this.word, 0)
          }
          giveUp() {
            Atomics.store(this.word, 0, 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"place": "line 11", "told": ", as line 4 does"}
          }
          pass() {
            while (Atomics.load(this.word, 0) === 0) Atomics.wait(this.word, 0, 0)
          }
        }
      `,
    },
    {
      name: 'nobody is told at all',
      ...marked`
        export class Latch {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
          open() { Atomics.store(this.word, 0, 1) }
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"place": "line 4", "told": ""}
          pass() { while (Atomics.load(this.word, 0) !== 1) Atomics.wait(this.word, 0, 0) }
        }
      `,
    },
    {
      name: 'the word that is counted is told in place of the one that is waited for',
      ...marked`
        const COUNT = 0
        const ROUND = 1
        export class Stage {
          constructor(/** @type {SharedArrayBuffer} */ memory, parties) { this.words = new Int32Array(memory, 0, 2); this.parties = parties }
          arrive() {
            const round = Atomics.load(this.words, ROUND)
            if (Atomics.add(this.words, COUNT, 1) + 1 === this.parties) {
              Atomics.store(this.words, COUNT, 0)
              Atomics.store(this.words, ROUND, round + 1)
              Atomics.notify(this.words, COUNT)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "this.words[ROUND]", "place": "line 13", "store": "line 9"}
              return
            }
            while (Atomics.load(this.words, ROUND) === round) Atomics.wait(this.words, ROUND, round)
          }
        }
      `,
    },
    {
      name: 'the round that is counted up is not the word that is told',
      ...marked`
        export class Stage {
          constructor(/** @type {SharedArrayBuffer} */ memory, parties) { this.words = new Int32Array(memory, 0, 2); this.parties = parties }
          arrive() {
            const round = Atomics.load(this.words, 1)
            if (Atomics.add(this.words, 0, 1) + 1 === this.parties) {
              Atomics.store(this.words, 0, 0)
              Atomics.add(this.words, 1, 1)
              Atomics.notify(this.words, 0)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "this.words[1]", "place": "line 11", "store": "line 7"}
              return
            }
            while (Atomics.load(this.words, 1) === round) Atomics.wait(this.words, 1, round)
          }
        }
      `,
    },
    {
      name: 'the second of two rooms that become free wakes nobody',
      ...marked`
        export class Rooms {
          constructor(/** @type {SharedArrayBuffer} */ memory) { this.free = new Int32Array(memory) }
          enter() {
            for (;;) {
              const free = Atomics.load(this.free, 0)
              if (free === 0) Atomics.wait(this.free, 0, 0)
              else if (Atomics.compareExchange(this.free, 0, free, free - 1) === free) return
            }
          }
          leave() {
            if (Atomics.add(this.free, 0, 1) === 0) Atomics.notify(this.free, 0, 1)
                                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ edge {"word": "this.free[0]", "place": "line 6", "test": "line 11"}
          }
        }
      `,
    },
    {
      name: 'those of another word are told',
      ...marked`
        const STATE = 0
        const COUNT = 1
        export class Mailbox {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.words = new Int32Array(shared) }
          put() {
            Atomics.store(this.words, STATE, 1)
            Atomics.notify(this.words, COUNT)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "this.words[STATE]", "place": "line 9", "store": "line 6"}
          }
          take() { while (Atomics.load(this.words, STATE) === 0) Atomics.wait(this.words, STATE, 0) }
        }
      `,
    },
    {
      name: 'those of another word are told, on which the thread itself waits before',
      ...marked`
        export class Desk {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.words = new Int32Array(shared) }
          ask(code) {
            Atomics.store(this.words, 0, code)
            Atomics.notify(this.words, 0)
            while (Atomics.load(this.words, 1) === 0) Atomics.wait(this.words, 1, 0)
            return Atomics.load(this.words, 1)
          }
          answer(work) {
            while (Atomics.load(this.words, 0) === 0) Atomics.wait(this.words, 0, 0)
            const code = Atomics.exchange(this.words, 0, 0)
            Atomics.store(this.words, 1, work(code))
            Atomics.notify(this.words, 0)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "this.words[1]", "place": "line 6", "store": "line 12"}
          }
        }
      `,
    },
    {
      name: 'what a change has answered leads to a wait that nobody looks behind',
      ...marked`
        export class Permits {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.free = new Int32Array(shared) }
          take() {
            if (Atomics.sub(this.free, 0, 1) <= 0) Atomics.wait(this.free, 0, 0)
                                                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once
          }
          give() {
            Atomics.add(this.free, 0, 1)
            Atomics.notify(this.free, 0, 1)
          }
        }
      `,
    },
    {
      name: 'a lock that tells nobody when it is free',
      ...marked`
        export class Lock {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
          enter() { while (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) Atomics.wait(this.word, 0, 1) }
          leave() { Atomics.store(this.word, 0, 0) }
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard
        }
      `,
    },
    {
      name: 'a copy of what has not come yet',
      ...marked`
        export class Frames {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.state = new Int32Array(shared, 0, 1); this.frame = new Uint8Array(shared, 4) }
          async next() {
            const wait = Atomics.waitAsync(this.state, 0, 0, 100)
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ timeout
            if (wait.async) await wait.value
            return this.frame.slice()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- gates

const gate = (opened: string, passed = ''): string => text`
  import { availableParallelism } from 'node:os'
  import { isMainThread, Worker, workerData } from 'node:worker_threads'
  const words = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData
  if (isMainThread) {
    for (let i = 0; i < availableParallelism(); i++) new Worker(new URL(import.meta.url), { workerData: words })
    Atomics.store(words, 0, 1)
    ${opened}
  } else {
    while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0)
    ${passed}
  }
`

run(rule, {
  valid: [
    { name: 'a gate that is opened for all', code: gate('Atomics.notify(words, 0)') },
    { name: 'who has passed wakes the next', code: gate('Atomics.notify(words, 0, 1)', 'Atomics.notify(words, 0, 1)') },
    { name: 'who has passed closes it behind: one at a time', code: gate('Atomics.notify(words, 0, 1)', 'Atomics.store(words, 0, 0)') },
    { name: 'one thread waits', code: gate('Atomics.notify(words, 0, 1)').replace(/for \(.*?\+\+\) /u, '') },
  ],
  invalid: [
    {
      name: 'a gate that is opened for one of all',
      code: gate('Atomics.notify(words, 0, 1)'),
      errors: [{ messageId: 'one', data: { word: 'words[0]', place: 'line 9' }, line: 7, column: 3 }],
      suggestions: [[{ messageId: 'all', output: gate('Atomics.notify(words, 0)') }]],
    },
  ],
})

// ---------------------------------------------------------------- rings

/** A consumer of a ring that goes on with its own index behind a wait for the one of the producer. */
const ring = (waits: string): string => text`
  import { workerData } from 'node:worker_threads'
  const words = new Int32Array(workerData.control)
  export function drain(take) {
    for (;;) {
      const taken = Atomics.load(words, 1)
      ${waits}
      take(taken)
      Atomics.store(words, 1, taken + 1)
    }
  }
`

run(rule, {
  valid: [
    { name: 'tested again after each wait', code: ring('while (Atomics.load(words, 0) === taken) Atomics.wait(words, 0, taken, 500)') },
    { name: 'the next round looks', code: ring('if (Atomics.load(words, 0) === taken) { Atomics.wait(words, 0, taken, 500); continue }') },
    { name: 'what is stored is not what was compared with', code: ring('if (Atomics.load(words, 0) === taken) Atomics.wait(words, 0, taken, 500)').replace('words, 1, taken + 1', 'words, 2, taken + 1') },
  ],
  invalid: [
    {
      name: 'goes on as if there were one more',
      code: ring('if (Atomics.load(words, 0) === taken) Atomics.wait(words, 0, taken, 500)'),
      errors: [{ messageId: 'once', data: { word: 'words[0]', act: 'line 8 takes it' }, line: 6, column: 43 }],
      suggestions: [[{ messageId: 'loop', output: ring('while (Atomics.load(words, 0) === taken) Atomics.wait(words, 0, taken, 500)') }]],
    },
  ],
})

import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A thread that takes from a count, and sleeps in this way where there is nothing. */
function taking(body: string): string {
  return text`
    import { workerData } from 'node:worker_threads'
    const words = new Int32Array(workerData.words as SharedArrayBuffer)
    export function take(): number {
      for (;;) {
        ${body}
      }
    }
    export function put(): void {
      Atomics.add(words, 0, 1)
      Atomics.notify(words, 0, 1)
    }
  `
}

run(rule, {
  valid: [
    { name: 'what was seen is expected', language: 'ts', code: taking('const count = Atomics.load(words, 0); if (count > 0) return count; Atomics.wait(words, 0, count)') },
    { name: 'a constant is expected', language: 'ts', code: taking('const count = Atomics.load(words, 0); if (count > 0) return count; Atomics.wait(words, 0, 0)') },
  ],
  invalid: [
    {
      name: 'it is read again for the wait',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const words = new Int32Array(workerData.words as SharedArrayBuffer)
        export function take(): number {
          for (;;) {
            const count = Atomics.load(words, 0)
            if (count > 0 && Atomics.compareExchange(words, 0, count, count - 1) === count) return count
            Atomics.wait(words, 0, Atomics.load(words, 0))
                                   ~~~~~~~~~~~~~~~~~~~~~~ late {"word": "words[0]", "place": "line 6", "right": "a value that was read before the test"}
          }
        }
        export function put(): void {
          Atomics.add(words, 0, 1)
          Atomics.notify(words, 0, 1)
        }
      `,
    },
    { name: 'it is tested there and read again', language: 'ts', code: taking('if (Atomics.load(words, 0) > 0) return 1; Atomics.wait(words, 0, Atomics.load(words, 0))'), errors: [{ messageId: 'late', line: 5, column: 70 }] },
  ],
})

// ---------------------------------------------------------------- a word that tells of others

/** Tasks that are put, of which a round tells, and a thread that takes them or sleeps in this way. */
function rounds(body: string): string {
  return text`
    const ROUND = 0
    const TASKS = 1
    export class Board {
      words: Int32Array
      constructor(memory: SharedArrayBuffer) { this.words = new Int32Array(memory) }
      put(): void {
        Atomics.add(this.words, TASKS, 1)
        Atomics.add(this.words, ROUND, 1)
        Atomics.notify(this.words, ROUND)
      }
      take(): number {
        for (;;) {
          ${body}
        }
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'the round is read before the look', language: 'ts', code: rounds('const round = Atomics.load(this.words, ROUND); if (Atomics.load(this.words, TASKS) > 0) return 1; Atomics.wait(this.words, ROUND, round)') },
    { name: 'only for a while', language: 'ts', code: rounds('if (Atomics.load(this.words, TASKS) > 0) return 1; Atomics.wait(this.words, ROUND, Atomics.load(this.words, ROUND), 50)') },
    { name: 'the look is at something that the round does not tell of', language: 'ts', code: rounds('if (Atomics.load(this.words, 2) > 0) return 1; Atomics.wait(this.words, ROUND, Atomics.load(this.words, ROUND))') },
    { name: 'the result says whether there is a value', language: 'ts', code: text`
      const STATE = 0
      const VALUE = 1
      export async function next(memory: SharedArrayBuffer): Promise<number | undefined> {
        const words = new Int32Array(memory)
        const outcome = await Atomics.waitAsync(words, STATE, 0, 2000).value
        if (outcome === 'timed-out') return undefined
        return Atomics.load(words, VALUE)
      }
      export function put(memory: SharedArrayBuffer, value: number): void {
        const words = new Int32Array(memory)
        Atomics.store(words, VALUE, value)
        Atomics.store(words, STATE, 1)
        Atomics.notify(words, STATE)
      }
    ` },
    { name: 'a number that the word does not tell of', language: 'ts', code: text`
      const STATE = 0
      const SEEN = 1
      export function look(memory: SharedArrayBuffer): number {
        const words = new Int32Array(memory)
        Atomics.wait(words, STATE, 0, 2000)
        return Atomics.load(words, SEEN)
      }
      export function wake(memory: SharedArrayBuffer): void {
        const words = new Int32Array(memory)
        Atomics.store(words, STATE, 1)
        Atomics.notify(words, STATE)
        Atomics.add(words, SEEN, 1)
      }
    ` },
    { name: 'the other side waits for the other word', code: text`
      const FULL = 0
      const EMPTY = 1
      export class Mailbox {
        /** @param {SharedArrayBuffer} memory */
        constructor(memory) { this.words = new Int32Array(memory) }
        put() {
          while (Atomics.load(this.words, FULL) === 1) Atomics.wait(this.words, EMPTY, 0, 10)
          Atomics.store(this.words, FULL, 1)
          Atomics.notify(this.words, FULL)
        }
        take() {
          while (Atomics.load(this.words, FULL) === 0) Atomics.wait(this.words, FULL, 0)
          Atomics.store(this.words, FULL, 0)
          Atomics.notify(this.words, EMPTY)
        }
      }
    ` },
  ],
  invalid: [
    { name: 'the round is read behind the look', language: 'ts', code: rounds('if (Atomics.load(this.words, TASKS) > 0) return 1; Atomics.wait(this.words, ROUND, Atomics.load(this.words, ROUND))'), errors: [{ messageId: 'late', line: 13, column: 90 }] },
    { name: 'behind a try to take one', language: 'ts', code: rounds('const left = Atomics.load(this.words, TASKS); if (left > 0) { if (Atomics.compareExchange(this.words, TASKS, left, left - 1) === left) return left; continue }; Atomics.wait(this.words, ROUND, Atomics.load(this.words, ROUND))'), errors: [{ messageId: 'late', line: 13, column: 199 }] },
    {
      name: 'what the word tells of is taken when the time is over, too',
      ...marked`
        const STATE = 0
        const VALUE = 1
        export async function next(memory: SharedArrayBuffer): Promise<number> {
          const words = new Int32Array(memory)
          const waiting = Atomics.waitAsync(words, STATE, 0, 2000)
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ timeout {"word": "words[STATE]", "place": "line 7"}
          await waiting.value
          const value = Atomics.load(words, VALUE)
          Atomics.store(words, STATE, 0)
          return value
        }
        export function put(memory: SharedArrayBuffer, value: number): void {
          const words = new Int32Array(memory)
          Atomics.store(words, VALUE, value)
          Atomics.store(words, STATE, 1)
          Atomics.notify(words, STATE)
        }
      `,
    },
    {
      name: 'the word that is told is for nothing',
      ...marked`
        const FULL = 0
        const EMPTY = 1
        export class Mailbox {
          /** @param {SharedArrayBuffer} memory */
          constructor(memory) { this.words = new Int32Array(memory) }
          put() {
            while (Atomics.load(this.words, FULL) === 1) Atomics.wait(this.words, FULL, 1)
            Atomics.store(this.words, FULL, 1)
            Atomics.notify(this.words, FULL)
          }
          take() {
            while (Atomics.load(this.words, FULL) === 0) Atomics.wait(this.words, FULL, 0)
            Atomics.store(this.words, FULL, 0)
            Atomics.notify(this.words, EMPTY)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ elsewhere {"word": "this.words[FULL]", "place": "line 7", "store": "line 13"}
          }
        }
      `,
    },
  ],
})

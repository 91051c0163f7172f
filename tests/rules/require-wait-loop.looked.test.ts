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

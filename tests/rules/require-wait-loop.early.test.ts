import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A call that wakes before the store: what has been stored before it, and by whom.

const gate = (shut: string, rest: string): string => text`
  export class Gate {
    constructor(memory) {
      this.words = new Int32Array(memory)
    }
    enter() {
      while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1)
    }
    leave() {
      ${shut}
    }
    ${rest}
  }
`

run(rule, {
  valid: [
    { name: 'the caller has stored what they wait for', code: gate('Atomics.notify(this.words, 0); Atomics.store(this.words, 0, 0)', 'open() { Atomics.store(this.words, 0, 0); this.leave() }') },
    { name: 'it was stored on the way', code: gate('if (this.busy) Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0); Atomics.store(this.words, 0, 0)', '') },
  ],
  invalid: [
    {
      name: 'the caller has changed another word',
      ...marked`
        export class Gate {
          constructor(memory) {
            this.words = new Int32Array(memory)
          }
          enter() {
            while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1)
          }
          leave() {
            Atomics.notify(this.words, 0)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ early
            Atomics.store(this.words, 0, 0)
          }
          count() {
            Atomics.add(this.words, 1, 1)
            this.leave()
          }
        }
      `,
      suggestions: [[{ messageId: 'move', output: text`
        export class Gate {
          constructor(memory) {
            this.words = new Int32Array(memory)
          }
          enter() {
            while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1)
          }
          leave() {
            Atomics.store(this.words, 0, 0)
            Atomics.notify(this.words, 0)
          }
          count() {
            Atomics.add(this.words, 1, 1)
            this.leave()
          }
        }
      ` }]],
    },
    {
      name: 'it was stored on another way',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const words = new Int32Array(workerData.words)
        export function next(at) {
          if (at < 0) {
            Atomics.store(words, 0, -1)
            Atomics.notify(words, 0)
            return
          }
          Atomics.notify(words, 0)
          ~~~~~~~~~~~~~~~~~~~~~~~~ early
          Atomics.store(words, 0, at)
        }
      `,
      suggestions: [[{ messageId: 'move', output: text`
        import { workerData } from 'node:worker_threads'
        const words = new Int32Array(workerData.words)
        export function next(at) {
          if (at < 0) {
            Atomics.store(words, 0, -1)
            Atomics.notify(words, 0)
            return
          }
          Atomics.store(words, 0, at)
          Atomics.notify(words, 0)
        }
      ` }]],
    },
  ],
})

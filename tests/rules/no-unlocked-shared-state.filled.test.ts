import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a callback that is given the memory fills it in between',
      code: text`
        export class Lane {
          constructor(shared) {
            this.words = new Int32Array(shared)
          }
          put(fill) {
            while (Atomics.load(this.words, 0) !== 0) Atomics.wait(this.words, 0, 1)
            fill(this.words.subarray(1))
            Atomics.store(this.words, 0, 1)
            Atomics.notify(this.words, 0)
          }
        }
      `,
    },
    {
      name: 'a second view of the same buffer is filled in between',
      code: text`
        export class Lane {
          constructor(shared) {
            this.state = new Int32Array(shared, 0, 1)
            this.samples = new Float32Array(shared, 4)
          }
          put(samples) {
            while (Atomics.load(this.state, 0) !== 0) Atomics.wait(this.state, 0, 1)
            this.samples.set(samples)
            Atomics.store(this.state, 0, 1)
            Atomics.notify(this.state, 0)
          }
        }
      `,
    },
    {
      name: 'an element of a second view is written in between',
      code: text`
        export class Lane {
          constructor(shared) {
            this.state = new Int32Array(shared, 0, 1)
            this.samples = new Float32Array(shared, 4)
          }
          put(sample) {
            while (Atomics.load(this.state, 0) !== 0) Atomics.wait(this.state, 0, 1)
            this.samples[0] = sample
            Atomics.store(this.state, 0, 1)
            Atomics.notify(this.state, 0)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nothing is put there in between',
      ...marked`
        export class Lane {
          constructor(shared) {
            this.state = new Int32Array(shared, 0, 1)
            this.samples = new Float32Array(shared, 4)
          }
          take() {
            while (Atomics.load(this.state, 0) !== 0) Atomics.wait(this.state, 0, 1)
            Atomics.store(this.state, 0, 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
            Atomics.notify(this.state, 0)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Shared memory in a field of what a constructor function makes.

run(rule, {
  valid: [
    {
      name: 'one step, and memory of its own',
      code: text`
        function Meter(file) {
          this.hits = new Int32Array(new SharedArrayBuffer(4))
          this.own = new Int32Array(4)
          this.worker = new Worker(file)
          this.worker.postMessage(this.hits)
        }
        Meter.prototype.hit = function () {
          Atomics.add(this.hits, 0, 1)
          this.own[0]++
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a plain step',
      ...marked`
        function Meter(file) {
          this.hits = new Int32Array(new SharedArrayBuffer(4))
          this.worker = new Worker(file)
          this.worker.postMessage(this.hits)
        }
        Meter.prototype.hit = function () {
          this.hits[0]++
          ~~~~~~~~~~~~ modify {"view": "this.hits", "method": "add", "place": ""}
        }
      `,
      suggestions: [[{
        messageId: 'useAtomics',
        output: text`
          function Meter(file) {
            this.hits = new Int32Array(new SharedArrayBuffer(4))
            this.worker = new Worker(file)
            this.worker.postMessage(this.hits)
          }
          Meter.prototype.hit = function () {
            Atomics.add(this.hits, 0, 1)
          }
        `,
      }]],
    },
  ],
})

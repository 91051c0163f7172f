import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// An element of the list that says that somebody is to wait, beside rounds that are counted to let others in.

run(rule, {
  valid: [
    {
      name: 'this element asks for a moment, and nothing else is done with it',
      code: text`
        const nextTurn = Symbol('next turn')
        export class Feed {
          queued = []
          async drain() {
            while (this.listener && this.queued.length > 0) {
              const one = this.queued.shift()
              if (one === nextTurn) {
                await Promise.resolve()
              } else {
                this.listener(one)
              }
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'so many rounds have been done',
      ...marked`
        export class Feed {
          queued = []
          async drain() {
            let rounds = 0
            while (this.listener && this.queued.length > 0) {
              this.listener(this.queued.shift())
              rounds++
              if (rounds % 500 === 0) {
                await Promise.resolve()
                ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
              }
            }
          }
        }
      `,
      suggestions: [[{ messageId: 'yield', output: text`
        export class Feed {
          queued = []
          async drain() {
            let rounds = 0
            while (this.listener && this.queued.length > 0) {
              this.listener(this.queued.shift())
              rounds++
              if (rounds % 500 === 0) {
                await new Promise((resolve) => setTimeout(resolve))
              }
            }
          }
        }
      ` }]],
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Counts of what is under way, of which a function tells others.

run(rule, {
  valid: [
    {
      name: 'counted down in a finally block, or by both ways out of a promise',
      code: text`
        export class Remote {
          pending = 0
          get isBusy() {
            return this.pending > 0
          }
          async push(send) {
            this.pending++
            try {
              await send()
            } finally {
              this.pending--
            }
          }
          pull(fetch) {
            this.pending++
            const done = () => {
              this.pending--
            }
            return fetch().then(done, done)
          }
        }
      `,
    },
    {
      name: 'work whose failures are all caught',
      code: text`
        export class Remote {
          pending = 0
          isBusy() {
            return this.pending > 0
          }
          async push(send) {
            this.pending++
            await this.#try(send)
            this.pending--
          }
          async #try(send) {
            try {
              await send()
            } catch {
              this.failed = true
            }
          }
        }
      `,
    },
    {
      name: 'the call that the chain begins with, which counts down behind it',
      code: text`
        import { settled } from './events.js'
        export class Trail {
          blocked = 0
          get isMoving() {
            return this.blocked > 0
          }
          async go(page) {
            this.blocked++
            settled(page).then(() => {
              this.blocked--
            })
            await page.show()
          }
        }
      `,
    },
    {
      name: 'a count of what is there, and one that is told as a number',
      code: text`
        export class Shelf {
          books = 0
          sent = 0
          isFilled() {
            return this.books > 0
          }
          async put(store) {
            this.books++
            await store()
          }
          count() {
            return this.sent
          }
          async send(work) {
            this.sent++
            await work()
            this.sent--
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method says whether anything is under way',
      ...marked`
        export class Remote {
          constructor(bell) {
            this.bell = bell
            this.pending = 0
          }
          async perform(work) {
            this.pending++
            ~~~~~~~~~~~~~~ answered {"what": "this.pending", "line": "line 10", "exit": "an exception of \u0060work()\u0060 on line 9", "guard": "line 14"}
            this.bell.ring()
            await work()
            this.pending--
            this.bell.ring()
          }
          isInFlight() {
            return this.pending > 0
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Remote {
          constructor(bell) {
            this.bell = bell
            this.pending = 0
          }
          async perform(work) {
            this.pending++
            try {
              this.bell.ring()
              await work()
            } finally {
              this.pending--
            }
            this.bell.ring()
          }
          isInFlight() {
            return this.pending > 0
          }
        }
      ` }]],
    },
    {
      name: 'a getter says so',
      ...marked`
        export class Loader {
          #loads = 0
          get isLoading() {
            return this.#loads !== 0
          }
          async load(page) {
            this.#loads += 1
            ~~~~~~~~~~~~~~~~ answered {"what": "this.#loads", "line": "line 9", "exit": "an exception of \u0060fetch()\u0060 on line 8", "guard": "line 4"}
            const answer = await fetch(page)
            this.#loads -= 1
            return answer
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Loader {
          #loads = 0
          get isLoading() {
            return this.#loads !== 0
          }
          async load(page) {
            this.#loads += 1
            try {
              const answer = await fetch(page)
              return answer
            } finally {
              this.#loads -= 1
            }
          }
        }
      ` }]],
    },
    {
      name: 'a function of the module says so',
      ...marked`
        let saves = 0
        export const isSaving = () => !!saves
        export async function save(write) {
          saves++
          ~~~~~~~ answered {"what": "saves", "line": "line 6", "exit": "an exception of \u0060write()\u0060 on line 5", "guard": "line 2"}
          await write()
          saves--
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        let saves = 0
        export const isSaving = () => !!saves
        export async function save(write) {
          saves++
          try {
            await write()
          } finally {
            saves--
          }
        }
      ` }]],
    },
  ],
})

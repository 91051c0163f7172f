import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- locks that the call which takes them has made for itself

run(rule, {
  valid: [
    {
      name: 'nobody else can wait for a lock of a single call: that it keeps nobody out is for another rule',
      code: text`
        import { Mutex } from 'async-mutex'
        export async function removePlugin(name) {
          const lock = new Mutex()
          const release = await lock.acquire()
          await unlinkPlugin(name)
          release()
        }
      `,
    },
    {
      name: 'so it is with a class that is not known, given nothing by which others could mean the same lock',
      code: text`
        import TurnLock from './turn-lock.js'
        export class Plugins {
          async remove(name) {
            const lock = new TurnLock()
            await lock.acquireAsync()
            await this.unlink(name)
            lock.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'callbacks of the call take it one after the other',
      ...marked`
        import AwaitLock from 'await-lock'
        export async function removePlugins(names) {
          const lock = new AwaitLock()
          await Promise.all(names.map(async (name) => {
            await lock.acquireAsync()
                  ~~~~~~~~~~~~~~~~~ skipped
            await unlinkPlugin(name)
            lock.release()
          }))
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import AwaitLock from 'await-lock'
        export async function removePlugins(names) {
          const lock = new AwaitLock()
          await Promise.all(names.map(async (name) => {
            await lock.acquireAsync()
            try {
              await unlinkPlugin(name)
            } finally {
              lock.release()
            }
          }))
        }
      ` }]],
    },
    {
      name: 'each round takes it anew, and a failure does not end the loop',
      ...marked`
        import AwaitLock from 'await-lock'
        export async function removePlugins(names) {
          const lock = new AwaitLock()
          for (const name of names) {
            try {
              await lock.acquireAsync()
                    ~~~~~~~~~~~~~~~~~ repeated
              await unlinkPlugin(name)
              lock.release()
            } catch (error) {
              console.error(error)
            }
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import AwaitLock from 'await-lock'
        export async function removePlugins(names) {
          const lock = new AwaitLock()
          for (const name of names) {
            try {
              await lock.acquireAsync()
              try {
                await unlinkPlugin(name)
              } finally {
                lock.release()
              }
            } catch (error) {
              console.error(error)
            }
          }
        }
      ` }]],
    },
    {
      name: 'a lock by a name that others may use',
      ...marked`
        import TurnLock from './turn-lock.js'
        export class Plugins {
          async remove(name) {
            const lock = new TurnLock('plugins')
            await lock.acquireAsync()
                  ~~~~~~~~~~~~~~~~~ skipped
            await this.unlink(name)
            lock.release()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import TurnLock from './turn-lock.js'
        export class Plugins {
          async remove(name) {
            const lock = new TurnLock('plugins')
            await lock.acquireAsync()
            try {
              await this.unlink(name)
            } finally {
              lock.release()
            }
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- promises that are never rejected

run(rule, {
  valid: [
    {
      name: 'who waits until all are settled always comes to the end',
      code: text`
        export class Board {
          load() {
            if (this.isLoading) return
            this.isLoading = true
            Promise.allSettled([this.api.findCards(), this.api.findLists()]).then((results) => {
              this.isLoading = false
              this.results = results
            })
          }
          refresh() {
            setInterval(() => this.load(), 1000)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one of all that are waited for may fail',
      ...marked`
        export class Board {
          load() {
            if (this.isLoading) return
            this.isLoading = true
            ~~~~~~~~~~~~~~~~~~~~~ stuck
            Promise.all([this.api.findCards(), this.api.findLists()]).then((results) => {
              this.isLoading = false
              this.results = results
            })
          }
          refresh() {
            setInterval(() => this.load(), 1000)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked for, ended with a wait, and forgotten only behind that: two runs end the same.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'forgotten first, asked again, behind a flag, or with no question',
      options,
      code: text`
        export class Bell {
          async stop() {
            if (!this.port) return
            const port = this.port
            this.port = undefined
            await port.close()
          }
          async leave() {
            if (this.link) {
              await this.link.close()
              if (this.link) this.link = undefined
            }
          }
          async rest() {
            if (this.resting) return
            this.resting = true
            if (this.rope) {
              await this.rope.close()
              this.rope = undefined
            }
          }
          async close() {
            await this.clapper?.close()
            this.clapper = undefined
          }
        }
      `,
    },
    {
      name: 'without thorough',
      code: text`
        export class Bell {
          async stop() {
            if (this.port) {
              await this.port.close()
              this.port = undefined
            }
          }
        }
      `,
    },
    {
      name: 'under a lock by its name',
      options,
      code: text`
        export class Bell {
          async stop() {
            const unlock = await this.portLock.lock()
            if (this.port) {
              await this.port.close()
              this.port = undefined
            }
            unlock()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'something that both end',
      options,
      ...marked`
        export class Bell {
          open(port) {
            this.port = port
          }
          async stop() {
            if (this.port !== undefined) {
              await this.port.close()
              this.port = undefined
              ~~~~~~~~~ endedTwice {"who": "${'`stop`'}", "place": "this.port", "read": "line 6", "wait": "line 7", "other": ""}
            }
          }
        }
      `,
    },
    {
      name: 'that is asked for under a name of its own',
      options,
      ...marked`
        export class Bell {
          open(port) {
            this.port ??= port
          }
          async stop(reason) {
            const port = this.port
            if (!port) return
            await port.close(reason)
            this.port = undefined
            ~~~~~~~~~ endedTwice {"who": "${'`stop`'}", "place": "this.port", "read": "line 7", "wait": "line 8", "other": ""}
          }
        }
      `,
    },
  ],
})

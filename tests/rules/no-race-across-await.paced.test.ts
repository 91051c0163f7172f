import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Calls that are kept apart by the time of the last one.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the time is moved on before the pause, or asked once more after it',
      options,
      code: text`
        const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
        export class Polite {
          last = 0
          async take() {
            const turn = Math.max(Date.now(), this.last + 500)
            this.last = turn
            await sleep(turn - Date.now())
          }
        }
        export class Patient {
          last = 0
          async take() {
            while (Date.now() - this.last < 500) await sleep(500 - (Date.now() - this.last))
            this.last = Date.now()
          }
        }
      `,
    },
    {
      name: 'a pause of a fixed length, and a time that only tells how long it took',
      options,
      code: text`
        import { setTimeout as sleep } from 'node:timers/promises'
        export class Meter {
          started = 0
          async measure() {
            await sleep(500)
            this.started = Date.now()
          }
        }
      `,
    },
    {
      name: 'one after the other',
      options,
      code: text`
        import { Mutex } from 'async-mutex'
        import { setTimeout as sleep } from 'node:timers/promises'
        export class Polite {
          mutex = new Mutex()
          last = 0
          take() {
            return this.mutex.runExclusive(async () => {
              const since = Date.now() - this.last
              if (since < 500) await sleep(500 - since)
              this.last = Date.now()
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'all that come meanwhile let the same while pass',
      options,
      ...marked`
        import { setTimeout as sleep } from 'node:timers/promises'
        export class Polite {
          last = new Map()
          async load(host) {
            const since = Date.now() - (this.last.get(host) ?? 0)
            if (since < 500) await sleep(500 - since)
            this.last.set(host, Date.now())
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ due {"who": "\u0060load\u0060", "place": "this.last[host]", "read": "line 5", "wait": "line 6"}
            return fetch(host)
          }
        }
      `,
    },
    {
      name: 'a listener that comes as often as something happens',
      ...marked`
        import { setTimeout as sleep } from 'node:timers/promises'
        let last = 0
        bus.on('mail', async (mail) => {
          await sleep(Math.max(0, last + 500 - Date.now()))
          last = Date.now()
          ~~~~ due {"who": "This callback", "place": "last", "read": "line 4", "wait": "line 4"}
          await post(mail)
        })
      `,
    },
  ],
})

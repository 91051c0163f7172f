import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is configured is the same for every run, as what one caller wishes is for its own; and the time that is asked behind other parts of a condition.

run(rule, {
  valid: [
    {
      name: 'a field that is no setting may be another one by then',
      options: [{ thorough: true }],
      code: text`
        export class Printer {
          async sheet(name) {
            if (this.warm) {
              const kept = this.sheets.get(name)
              if (kept) return kept
            }
            const sheet = await press(name)
            this.last = sheet
            return sheet
          }
        }
      `,
    },
    {
      name: 'the promise is kept, whatever is configured',
      options: [{ thorough: true }],
      code: text`
        export class Printer {
          sheets = new Map()
          sheet(name) {
            if (this.options.keep && this.sheets.has(name)) return this.sheets.get(name)
            const sheet = press(name)
            this.sheets.set(name, sheet)
            return sheet
          }
        }
      `,
    },
    {
      name: 'the time is noted before the work',
      options: [{ thorough: true }],
      code: text`
        export class Printer {
          pressed = new Map()
          async visit(press) {
            const last = this.pressed.get(press)
            if (last !== undefined && last + 1000 > Date.now()) return
            this.pressed.set(press, Date.now())
            await this.hands.oil(press)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the same wish is asked for before the wait and behind it',
      options: [{ thorough: true }],
      ...marked`
        export class Crawler {
          lastVisits = new Map()
          async visit(page, host) {
            if (host !== undefined) {
              const last = this.lastVisits.get(host)
              if (last !== undefined && last + this.options.pause > Date.now()) return this.later(page)
            }
            const error = await this.browser.open(page)
            if (error === null && host !== undefined) this.lastVisits.set(host, Date.now())
                                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ due
          }
        }
      `,
    },
    {
      name: 'a cache that is asked where it is configured',
      ...marked`
        export class Printer {
          presses = new Map()
          async press(name) {
            if (this.options.keep) {
              const kept = this.presses.get(name)
              if (kept) return kept
            }
            const press = new Worker(name)
            await greet(press)
            this.presses.set(name, press)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ twice {"who": "\u0060press\u0060", "place": "this.presses[name]", "read": "line 5", "wait": "line 9"}
            return press
          }
          async close() {
            for (const press of this.presses.values()) await press.terminate()
          }
        }
      `,
    },
    {
      name: 'the time, behind the question whether there is one',
      options: [{ thorough: true }],
      ...marked`
        export class Printer {
          pressed = new Map()
          async visit(press) {
            if (this.config.pause !== 0) {
              const last = this.pressed.get(press)
              if (last !== undefined && last + this.config.pause > Date.now()) return
            }
            await this.hands.oil(press)
            this.pressed.set(press, Date.now())
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ due {"who": "\u0060visit\u0060", "place": "this.pressed[press]", "read": "line 5", "wait": "line 8"}
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Limits whose place is free before the one who is woken for it comes to take it.

run(rule, {
  valid: [
    {
      name: 'who is woken looks again, or gets the place from who leaves',
      options: [{ thorough: true }],
      code: text`
        export class Dock {
          ships = 0
          line = []
          async enter() {
            while (this.ships >= 3) await new Promise((go) => this.line.push(go))
            this.ships += 1
          }
          leave() {
            this.ships -= 1
            this.line.shift()?.()
          }
        }
        export class Quay {
          ships = 0
          line = []
          async enter() {
            if (this.ships >= 3) {
              await new Promise((go) => this.line.push(go))
              return
            }
            this.ships += 1
          }
          leave() {
            const next = this.line.shift()
            if (next) next()
            else this.ships -= 1
          }
        }
        export class Pier {
          free = 3
          line = []
          async enter() {
            if (this.free === 0) {
              await new Promise((go) => this.line.push(() => {
                this.free--
                go()
              }))
            } else this.free--
          }
          leave() {
            this.free++
            this.line.shift()?.()
          }
        }
      `,
    },
    {
      name: 'without thorough: it is one too many, and for a moment',
      code: text`
        const line = []
        let ships = 0
        export async function enter() {
          if (ships >= 3) await new Promise((go) => line.push(go))
          ships++
        }
        export function leave() {
          ships--
          line.shift()?.()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'counted up and counted down, in one function or two',
      options: [{ thorough: true }],
      ...marked`
        const line = []
        let ships = 0
        export async function enter() {
          if (ships >= 3) await new Promise((go) => line.push(go))
          ships++
          ~~~~~ exceeded {"who": "${'`enter`'}", "place": "ships", "read": "line 4", "wait": "line 4", "other": ""}
        }
        export function leave() {
          ships--
          const next = line.shift()
          if (next) next()
        }
        export class Pier {
          free = 3
          line = []
          async unload(ship) {
            if (this.free <= 0) await new Promise((go) => { this.line.push(go) })
            this.free--
            ~~~~~~~~~ exceeded {"who": "${'`unload`'}", "place": "this.free", "read": "line 16", "wait": "line 16", "other": ""}
            try {
              await ship.unload()
            } finally {
              this.free++
              if (this.line.length > 0) this.line.shift()()
            }
          }
        }
      `,
    },
  ],
})

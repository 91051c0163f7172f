import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists that are worked off behind waits and emptied then, and that grow meanwhile by being replaced, or at their head.

const crates = (add: string, flush: string): string => text`
  export class Crates {
    constructor(ship) {
      this.ship = ship
      this.waiting = []
    }
    add(crate) { ${add} }
    async load() { ${flush} }
  }
`

run(rule, {
  valid: [
    { name: 'what is there is taken before the wait', code: crates('this.waiting = [...this.waiting, crate]', 'const all = this.waiting; this.waiting = []; await this.ship.load(all)') },
    { name: 'only what was loaded is taken out', code: crates('this.waiting = [...this.waiting, crate]', 'const all = this.waiting; await this.ship.load(all); this.waiting = this.waiting.filter((each) => !all.includes(each))') },
    { name: 'a loop comes to what is added at the end', code: crates('this.waiting.push(crate)', 'for (const crate of this.waiting) await this.ship.load(crate); this.waiting = []') },
    { name: 'another list is put there', code: crates('this.waiting = [crate]', 'await this.ship.load(this.waiting); this.waiting = []') },
    { name: 'one more of another list', code: crates('this.waiting = [...this.ship.crates, crate]', 'await this.ship.load(this.waiting); this.waiting = []') },
    { name: 'nothing is added while it is closed', code: crates('if (this.closed) return; this.waiting = [...this.waiting, crate]', 'this.closed = true; for (const crate of this.waiting) await this.ship.load(crate); this.waiting = []') },
  ],
  invalid: [
    {
      name: 'all of it is given away',
      ...marked`
        export class Crates {
          constructor(ship) {
            this.ship = ship
            this.waiting = []
          }
          add(crate) {
            this.waiting = [...this.waiting, crate]
          }
          async load() {
            await this.ship.load(this.waiting)
            this.waiting = []
            ~~~~~~~~~~~~ dropped {"place": "this.waiting", "wait": "line 10", "read": "line 10", "other": "line 7"}
          }
        }
      `,
    },
    {
      name: 'a variable, by concat',
      ...marked`
        let waiting = []
        export function add(crate) {
          waiting = waiting.concat(crate)
        }
        export async function load(ship) {
          await Promise.all(waiting.map((crate) => ship.load(crate)))
          waiting = []
          ~~~~~~~ dropped {"place": "waiting", "wait": "line 6", "read": "line 6", "other": "line 3"}
        }
      `,
    },
    {
      name: 'a loop goes on over the list that was there',
      ...marked`
        export class Crates {
          constructor(ship) {
            this.ship = ship
            this.waiting = []
          }
          add(crate) {
            this.waiting = [crate, ...this.waiting]
          }
          async load() {
            for (const crate of this.waiting) {
              await this.ship.load(crate)
            }
            this.waiting = []
            ~~~~~~~~~~~~ dropped {"place": "this.waiting", "wait": "line 11", "read": "line 10", "other": "line 7"}
          }
        }
      `,
    },
    {
      name: 'what is added at the head is not come to',
      ...marked`
        export class Crates {
          constructor(ship) {
            this.ship = ship
            this.waiting = []
          }
          add(crate) {
            this.waiting.unshift(crate)
          }
          async load() {
            for (const crate of this.waiting) await this.ship.load(crate)
            this.waiting.length = 0
            ~~~~~~~~~~~~~~~~~~~ dropped {"place": "this.waiting", "wait": "line 10", "read": "line 10", "other": "line 7"}
          }
        }
      `,
    },
  ],
})

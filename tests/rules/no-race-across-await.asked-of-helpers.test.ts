import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked of a helper, which asks another one.

run(rule, {
  valid: [
    {
      name: 'counted before the wait, and what a helper answers of something else',
      code: text`
        export class Budget {
          used = 0
          most = 100
          total() {
            return this.used * 2
          }
          left() {
            return Math.floor(this.most - this.total())
          }
          async spend(name, count) {
            const given = Math.min(count, this.left())
            if (given === 0) return 0
            this.used += given
            await client.charge(name, given)
            return given
          }
          price(name) {
            return this.prices.get(name) ?? 1
          }
          cost(name, count) {
            return this.price(name) * count
          }
          async note(name, count) {
            const cost = this.cost(name, count)
            if (cost === 0) return
            await client.charge(name, cost)
            this.used++
          }
        }
      `,
    },
    {
      name: 'a helper that waits itself is another question',
      code: text`
        export class Budget {
          used = 0
          async total() {
            await client.sync()
            return this.used
          }
          left() {
            return this.total()
          }
          async spend(name, count) {
            if (this.left() === undefined) return
            await client.charge(name, count)
            this.used += count
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a limit that one helper makes of what another one adds up',
      ...marked`
        export class Budget {
          used = 0
          most = 100
          total() {
            return this.used * 2
          }
          left() {
            return Math.floor(this.most - this.total())
          }
          async spend(name, count) {
            const given = Math.min(count, this.left())
            if (given === 0) return 0
            await client.charge(name, given)
            this.used += given
            ~~~~~~~~~ lost {"who": "\u0060spend\u0060", "place": "this.used", "read": "line 11", "wait": "line 13"}
            return given
          }
        }
      `,
    },
    {
      name: 'a sum of all that there is',
      ...marked`
        export class Seats {
          taken = {}
          most = 100
          left() {
            return this.most - Object.values(this.taken).reduce((sum, each) => sum + each, 0)
          }
          async take(row, count) {
            const given = Math.min(count, this.left())
            if (given === 0) return 0
            await client.reserve(row, given)
            this.taken[row] += given
            ~~~~~~~~~~~~~~~ lost {"who": "\u0060take\u0060", "place": "this.taken[row]", "read": "line 8", "wait": "line 10"}
            return given
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A desk that gives a number out of a list behind a wait. */
function desk(asks: string, uses: string, wait = 'await this.print.warmUp()'): string {
  return text`
    export class Desk {
      numbers = []
      async serve(guest) {
        ${asks}
        ${wait}
        ${uses}
      }
    }
  `
}

const ASKS = 'if (this.numbers.length === 0) return'

run(rule, {
  valid: [
    { name: 'taken before the wait', code: desk(ASKS, 'this.print.out(number)', 'const number = this.numbers.shift(); await this.print.warmUp()') },
    { name: 'asked again behind the wait', code: desk(ASKS, `${ASKS}; this.print.out(this.numbers.shift())`) },
    { name: 'asked whether there was one', code: desk(ASKS, 'const number = this.numbers.shift(); if (number) this.print.out(number)') },
    { name: 'with something in its place', code: desk(ASKS, 'this.print.out(this.numbers.shift() ?? guest.number)') },
    { name: 'used only where there is one', code: desk(ASKS, 'const number = this.numbers.shift(); number?.print()') },
    { name: 'taken out, and not used', code: desk('if (this.numbers.length > 0) return', 'this.numbers.shift()') },
    { name: 'a list of the run itself', code: desk('const own = [...guest.numbers]; if (own.length === 0) return', 'this.print.out(own.shift())') },
  ],
  invalid: [
    {
      name: 'there was something in the list before the wait',
      ...marked`
        export class Pairing {
          waiting = []
          async find(player) {
            if (this.waiting.length > 0) {
              const match = await this.api.create(player)
              const other = this.waiting.shift()
                            ~~~~~~~~~~~~~~~~~~~~ emptied {"who": "\u0060find\u0060", "place": "this.waiting", "read": "line 4", "wait": "line 5"}
              other.emit('match', match)
            } else {
              this.waiting.push(player)
            }
          }
        }
      `,
    },
    { name: 'handed on at once', code: desk(ASKS, 'this.print.out(this.numbers.pop())'), errors: [{ messageId: 'emptied', line: 6, column: 20 }] },
    { name: 'taken apart', code: desk('if (!this.numbers.length) return', 'const { text } = this.numbers.shift(); this.print.out(text)'), errors: [{ messageId: 'emptied', line: 6, column: 22 }] },
    {
      name: 'in a route',
      ...marked`
        import express from 'express'
        const app = express()
        const codes = ['spring', 'summer']
        app.post('/codes', async (req, res) => {
          if (codes.length === 0) return res.status(404).end()
          await charge(req.body.card)
          const code = codes.pop()
                       ~~~~~~~~~~~ emptied
          res.json({ code })
        })
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Elements that are found by one thing, and that are marked as somebody's behind a wait; how the condition calls the mark.

const thorough = [{ thorough: true }] as const

/** Berths, one of which is given to whoever asks. */
const berths = (find: string, body: readonly string[]): string => text`
  export class Harbour {
    berths = []
    async moor(name, length) {
      const berth = this.berths.find(${find})
      ${body.join('\n      ')}
    }
  }
`

run(rule, {
  valid: [
    { name: 'marked before the wait', code: berths('({ ship }) => ship === null', ['if (!berth) return', 'berth.ship = name', 'await berth.clear(length)']), options: thorough },
    { name: 'another property of it is asked for', code: berths('({ size }) => size > length', ['await berth.clear(length)', 'berth.ship = name']), options: thorough },
    { name: 'asked again behind the wait', code: berths('(each) => each.size > length', ['if (berth.ship) return', 'await berth.clear(length)', 'if (berth.ship) return', 'berth.ship = name']), options: thorough },
    { name: 'what the wait brings is the same for all', code: berths('({ chart }) => !chart', ['berth.chart = await draw(length)']) },
    { name: 'a mark that says nothing of who asks', code: berths('({ isClean }) => !isClean', ['await berth.clear(length)', 'berth.isClean = true']) },
    { name: 'who comes second is not refused, and leaves it as it is', code: berths('(each) => each.size === length', ['if (!berth.ship) {', 'await this.open', 'berth.ship = name', '}']) },
    { name: 'found by what the run is given, and by the mark', code: berths('(each) => each.size === length && !each.ship', ['await berth.clear()', 'berth.ship = name']) },
    { name: 'the name is that of another part', code: berths('({ size: ship }) => ship === null', ['await berth.clear(length)', 'berth.ship = name']), options: thorough },
  ],
  invalid: [
    {
      name: 'the mark has a name of its own in the condition',
      ...marked`
        export class Harbour {
          berths = []
          async moor(name) {
            const berth = this.berths.find(({ ship }) => ship === null)
            if (!berth) return
            await berth.clear()
            berth.ship = name
            ~~~~~~~~~~~~~~~~~ chosen {"who": "\u0060moor\u0060", "place": "this.berths", "read": "line 4", "wait": "line 6"}
          }
        }
      `,
    },
    {
      name: 'found by its number, and asked for who has it',
      ...marked`
        import express from 'express'
        const app = express()
        const berths = [{ number: 1, ship: null }, { number: 2, ship: null }]
        app.post('/berths', async (req, res) => {
          const berth = berths.find((each) => each.number === req.body.number)
          if (!berth || berth.ship) return res.status(409).end()
          await fetch('http://quay.local/clear', { method: 'POST' })
          berth.ship = req.body.ship
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ chosen {"who": "This callback", "place": "berths", "read": "line 5", "wait": "line 7"}
          res.json(berth)
        })
      `,
    },
    { name: 'the part has another name', code: berths('({ ship: there }) => !there', ['await berth.clear(length)', 'berth.ship = name']), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'with thorough, whether who comes second is refused', options: thorough, code: berths('(each) => each.size === length', ['if (!berth.ship) {', 'await this.open', 'berth.ship = name', '}']), errors: [{ messageId: 'chosen', line: 7, column: 5 }] },
    { name: 'who comes second hears so', code: berths('(each) => each.size === length', ["if (berth.ship) throw new Error('taken')", 'await berth.clear()', 'berth.ship = name']), errors: [{ messageId: 'chosen', line: 7, column: 5 }] },
    { name: 'with thorough, a mark that says nothing of who asks', options: thorough, code: berths('({ isClean }) => !isClean', ['await berth.clear(length)', 'berth.isClean = true']), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
  ],
})

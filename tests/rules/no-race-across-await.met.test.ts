import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who runs the code decides whether two runs meet: what is left to `thorough`, and what is not.

const thorough: [{ thorough: boolean }] = [{ thorough: true }]

const pump = text`
  export class Pump {
    line
    async open() {
      if (!this.line) this.line = await connect()
      return this.line.read()
    }
    close() {
      this.line.end()
      this.line = undefined
    }
  }
`

const tank = (registration: string): string => `
let line
async function open() {
  if (!line) line = await connect()
  line.read()
}
export function close() {
  line.end()
  line = undefined
}
${registration}
`

run(rule, {
  valid: [
    { name: 'who calls a method elsewhere may call it once', code: pump },
    { name: 'a timer rings when the run before is over', code: tank('setInterval(open, 60000)') },
    { name: 'a signal that ends the program comes once', code: tank("process.on('SIGTERM', open)") },
    {
      name: 'a generator runs as part of the one that delegates to it',
      code: text`
        class Survey {
          *ask() {
            for (const each of this.houses) yield* this.visit(each)
          }
          async visit(house) {
            if (!this.map) this.map = await draw(house)
            return this.map
          }
        }
        export const run = () => [...new Survey().ask()]
      `,
    },
    {
      name: 'what a list asks for differs, and the code looks at that',
      code: text`
        export async function paint(text) {
          let page = text
          async function render(side) {
            if (side === 'back') page = await mirror(page)
            return print(page)
          }
          return Promise.all([render('front'), render('back')])
        }
      `,
    },
    {
      name: 'what is lost in a cache is made again',
      code: text`
        export async function note(name) {
          const seen = await pageCache.get(name)
          await pageCache.set(name, [...seen, Date.now()])
        }
      `,
    },
    {
      name: 'a function without parameters answers no request, whatever its name',
      code: text`
        const news = { expires: 0 }
        async function fetch() {
          const now = Date.now()
          if (news.expires > now) return
          await publish(news)
          news.expires = now + 1000
        }
        export default { fetch }
      `,
    },
  ],
  invalid: [
    { name: 'who calls a method elsewhere, with thorough', options: thorough, code: pump, errors: [{ messageId: 'second', line: 4, column: 21 }] },
    { name: 'a timer, with thorough', options: thorough, code: tank('setInterval(open, 60000)'), errors: [{ messageId: 'second', line: 4, column: 14 }] },
    { name: 'a signal, with thorough', options: thorough, code: tank("process.on('SIGTERM', open)"), errors: [{ messageId: 'second', line: 4, column: 14 }] },
    { name: 'messages from outside', code: tank("socket.on('message', open)"), errors: [{ messageId: 'second', line: 4, column: 14 }] },
    {
      name: 'a flag that its own run takes back, whoever calls it',
      ...marked`
        export class Sweeper {
          busy = false
          async sweep() {
            if (this.busy) return
            const rooms = await this.house.rooms()
            this.busy = true
            ~~~~~~~~~ done
            for (const room of rooms) await room.clean()
            this.busy = false
          }
        }
      `,
    },
    {
      name: 'the same in a store that is no cache',
      ...marked`
        export async function note(name) {
          const seen = await db.get(name)
          await db.set(name, [...seen, Date.now()])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

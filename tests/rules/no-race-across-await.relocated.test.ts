import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Elements that are found in one collection, and put into another after a wait.

/** Guests who wait, and who have a table. */
const guests = (body: readonly string[], fields = 'waiting = new Map(); seated = []'): string => text`
  export class Inn {
    ${fields}
    async seat(name) {
      const guest = this.waiting.get(name)
      if (!guest) return
      ${body.join('\n      ')}
    }
  }
`
const LATE = ['await this.book.note(name)', 'this.waiting.delete(name)', 'this.seated.push(guest)']

run(rule, {
  valid: [
    { name: 'taken out before the wait', code: guests(['this.waiting.delete(name)', 'await this.book.note(name)', 'this.seated.push(guest)']) },
    { name: 'asked again', code: guests(['await this.book.note(name)', 'if (!this.waiting.has(name)) return', 'this.waiting.delete(name)', 'this.seated.push(guest)']) },
    { name: 'only who takes it out goes on', code: guests(['await this.book.note(name)', 'if (this.waiting.delete(name)) this.seated.push(guest)']) },
    { name: 'marked before the wait', code: guests(['guest.seated = true', ...LATE]) },
    { name: 'put where it can be only once', code: guests(['await this.book.note(name)', 'this.waiting.delete(name)', 'this.seated.set(name, guest)'], 'waiting = new Map(); seated = new Map()') },
    { name: 'only its name is noted', code: guests(['await this.book.note(name)', 'this.waiting.delete(name)', 'this.seated.push(guest.name)']) },
    { name: 'it stays where it was', code: guests(['await this.book.note(name)', 'this.seated.push(guest)']) },
    {
      name: 'collections of its own',
      code: text`
        export async function seat(name) {
          const waiting = await load()
          const seated = []
          const guest = waiting.get(name)
          await note(name)
          waiting.delete(name)
          seated.push(guest)
          return seated
        }
      `,
    },
    {
      name: 'under a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Inn {
          mutex = new Mutex()
          waiting = new Map()
          seated = []
          seat(name) {
            return this.mutex.runExclusive(async () => {
              const guest = this.waiting.get(name)
              await this.book.note(name)
              this.waiting.delete(name)
              this.seated.push(guest)
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a list',
      ...marked`
        export class Inn {
          waiting = []
          seated = []
          async seat(name) {
            const guest = this.waiting.find((each) => each.name === name)
            if (!guest) return
            await this.book.note(name)
            this.waiting = this.waiting.filter((each) => each !== guest)
            this.seated.push({ guest, since: Date.now() })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ relocated {"who": "\u0060seat\u0060", "place": "this.waiting", "read": "line 5", "wait": "line 7", "other": "line 8"}
          }
        }
      `,
    },
    { name: 'of a map', code: guests(LATE), errors: [{ messageId: 'relocated', line: 8, column: 5 }] },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A link that says in a word how far it has come, and a poll that opens it first. */
function gateway(open: string, poll = 'await this.open(); return this.link.read()'): string {
  return text`
    import { openLink } from './link.js'
    export class Gateway {
      state = 'closed'
      async open() {
        ${open}
      }
      async poll() {
        ${poll}
      }
    }
  `
}

const OPENS = "if (this.state !== 'closed') return; this.state = 'opening'; this.link = await openLink(); this.state = 'open'"

run(rule, {
  valid: [
    { name: 'the promise is kept and awaited', code: gateway('return (this.opening ??= this.connect())') },
    { name: 'who comes second is turned away', code: gateway("if (this.state !== 'closed') throw new Error('busy'); this.state = 'opening'; this.link = await openLink(); this.state = 'open'") },
    { name: 'the word is set when it is ready', code: gateway("if (this.state !== 'closed') return; const link = openLink(); this.link = link; this.state = 'open'; await link.ready") },
    { name: 'the poll asks whether it is there', code: gateway(OPENS, 'await this.open(); return this.link?.read()') },
    { name: 'the poll asks for the word', code: gateway(OPENS, "await this.open(); if (this.state !== 'open') return undefined; return this.link.read()") },
    { name: 'the poll asks for what comes', code: gateway(OPENS, 'await this.open(); if (!this.link) return undefined; return this.link.read()') },
    { name: 'a flag, and the poll asks for what comes', code: gateway('if (this.isOpening) return; this.isOpening = true; this.link = await openLink()', "await this.open(); if (!this.link) throw new Error('not yet'); return this.link.read()") },
    { name: 'nobody uses what comes', code: gateway(OPENS, 'await this.open(); return this.state') },
    { name: 'nothing is prepared', code: gateway("if (this.state !== 'closed') return; this.state = 'opening'; await pause(); this.state = 'open'") },
  ],
  invalid: [
    { name: 'a flag, and nobody asks', code: gateway('if (this.isOpening) return; this.isOpening = true; this.link = await openLink()'), errors: [{ messageId: 'published', line: 5, column: 33 }] },
    {
      name: 'who comes second leaves, and uses what is not there yet',
      ...marked`
        import { openLink } from './link.js'
        export class Gateway {
          state = 'closed'
          async open() {
            if (this.state !== 'closed') return
            this.state = 'opening'
            ~~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "this.state", "read": "line 5", "wait": "line 7", "other": "line 12"}
            this.link = await openLink()
            this.state = 'open'
          }
          async poll() {
            await this.open()
            return this.link.read()
          }
        }
      `,
    },
    {
      name: 'two words that it may say by then',
      code: gateway("if (this.state === 'opening' || this.state === 'open') return; this.state = 'opening'; this.link = await openLink(); this.state = 'open'"),
      errors: [{ messageId: 'published', line: 5, column: 68 }],
    },
    {
      name: 'in a variable of the module',
      ...marked`
        let phase = 'idle'
        let db
        async function start() {
          if (phase !== 'idle') return
          phase = 'starting'
          ~~~~~ published {"who": "\u0060start\u0060", "place": "phase", "read": "line 4", "wait": "line 6", "other": "line 10"}
          db = await connect()
        }
        export async function rows(text) {
          await start()
          return db.query(text)
        }
      `,
    },
  ],
})

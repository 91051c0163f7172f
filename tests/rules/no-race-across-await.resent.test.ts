import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** An outbox that a timer empties in this way. */
function outbox(body: string, started = 'setInterval(() => this.flush(), 1000)'): string {
  return text`
    export class Outbox {
      rows = []
      busy = false
      constructor(api) {
        this.api = api
        ${started}
      }
      add(row) {
        this.rows.push(row)
      }
      async flush() {
        ${body}
      }
    }
  `
}

const SENDS = 'for (const row of this.rows) await this.api.send(row); this.rows = []'

run(rule, {
  valid: [
    { name: 'taken out before the wait', code: outbox('const rows = this.rows; this.rows = []; for (const row of rows) await this.api.send(row)') },
    { name: 'one run at a time', code: outbox(`if (this.busy) return; this.busy = true; try { ${SENDS} } finally { this.busy = false }`) },
    { name: 'each is taken out as it is sent', code: outbox('for (const row of this.rows) { this.rows.splice(this.rows.indexOf(row), 1); await this.api.send(row) } this.rows = []') },
    { name: 'nothing is waited for', code: outbox('for (const row of this.rows) this.api.send(row); this.rows = []') },
    { name: 'the wait has nothing to do with the elements', code: outbox('for (const row of this.rows) { this.api.note(row); await this.api.pause() } this.rows = []') },
    { name: 'nobody is known to run it again meanwhile', options: [{ thorough: true }], code: outbox(SENDS, '') },
    { name: 'what is ended twice is ended', code: outbox('for (const row of this.rows) await row.close(); this.rows = []') },
  ],
  invalid: [
    {
      name: 'the next run of the timer sends them again',
      ...marked`
        export class Outbox {
          rows = []
          constructor(api) {
            this.api = api
            setInterval(() => this.flush(), 1000)
          }
          add(row) {
            this.rows.push(row)
          }
          async flush() {
            for (const row of this.rows) {
              await this.api.send(row)
            }
            this.rows = []
            ~~~~~~~~~ resent {"who": "\u0060flush\u0060", "place": "this.rows", "read": "line 11", "wait": "line 12"}
          }
        }
      `,
    },
    {
      name: 'the values of a map, in a listener',
      ...marked`
        const waiting = new Map()
        export function connect(socket, api) {
          socket.on('row', (row) => waiting.set(row.id, row))
          socket.on('drain', async () => {
            for (const row of waiting.values()) await api.send(row)
            waiting.clear()
            ~~~~~~~~~~~~~~~ resent {"who": "This callback", "place": "waiting", "read": "line 5", "wait": "line 5"}
          })
        }
      `,
    },
  ],
})

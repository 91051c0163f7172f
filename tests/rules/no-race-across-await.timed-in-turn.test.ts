import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Timers that are told not to let their runs overlap, and parts of a stream that are asked for one after the other.

const options = [{ thorough: true }] as const

/** A job that takes the letters which nobody has sent yet. */
const job = (imports: string, start: string): string => text`
  ${imports}
  export class Post {
    constructor(private readonly letters: LetterRepository, private readonly send: (to: string) => Promise<void>) {}
    start() { ${start} }
    private async run() {
      for (const letter of await this.letters.findUnsent()) {
        await this.send(letter.to)
        await this.letters.markSent(letter.id)
      }
    }
  }
`

/** A list of rows that is read page by page. */
const rows = (body: string, base = 'Readable'): string => text`
  import { Readable } from 'node:stream'
  export class Rows extends ${base} {
    constructor(client) {
      super()
      this.client = client
      this.cursor = undefined
      this.rows = []
    }
    async _read() {
      ${body}
    }
  }
`

const page = 'if (this.rows.length === 0) { const page = await this.client.orders({ cursor: this.cursor }); this.rows = page.items; this.cursor = page.next }'

run(rule, {
  valid: [
    { name: 'croner, protected', language: 'ts', options, code: job("import { Cron } from 'croner'", "new Cron('* * * * *', { protect: true }, () => this.run())") },
    { name: 'croner, with a function that hears of what is left out', language: 'ts', options, code: job("import { Cron } from 'croner'", "new Cron('* * * * *', { protect: (job) => report(job) }, () => this.run())") },
    { name: 'node-cron without overlap', language: 'ts', options, code: job("import cron from 'node-cron'", "cron.schedule('* * * * *', () => this.run(), { noOverlap: true })") },
    { name: 'a part that is pushed last', options, code: rows(`${page}; this.push(this.rows.shift() ?? null)`) },
  ],
  invalid: [
    { name: 'croner as it is', language: 'ts', options, code: job("import { Cron } from 'croner'", "new Cron('* * * * *', () => this.run())"), errors: [{ messageId: 'picked', line: 8, column: 13 }] },
    { name: 'croner, told to let them overlap', language: 'ts', options, code: job("import { Cron } from 'croner'", "new Cron('* * * * *', { protect: false }, () => this.run())"), errors: [{ messageId: 'picked', line: 8, column: 13 }] },
    { name: 'node-cron as it is', language: 'ts', options, code: job("import cron from 'node-cron'", "cron.schedule('* * * * *', () => this.run(), { timezone: 'UTC' })"), errors: [{ messageId: 'picked', line: 8, column: 13 }] },
    { name: 'a part that is pushed before the next is asked for', options, code: rows(`this.push('{'); const page = await this.client.orders({ cursor: this.cursor }); this.cursor = page.next; this.push(this.rows.shift() ?? null)`), errors: [{ messageId: 'reused', line: 10, column: 85 }] },
    { name: 'no stream', options, code: rows(`${page}; this.push(this.rows.shift() ?? null)`, 'Array'), errors: [{ messageId: 'reused', line: 10, column: 123 }] },
  ],
})

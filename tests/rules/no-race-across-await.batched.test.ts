import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A listener that collects rows, and does this with them. */
function meter(body: string): string {
  return text`
    export class Meter {
      rows = []
      busy = false
      constructor(line, api) {
        this.api = api
        line.on('row', (row) => this.take(row))
      }
      async take(row) {
        ${body}
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'taken out before the wait', code: meter('this.rows.push(row); if (this.rows.length >= 96) await this.api.send(this.rows.splice(0))') },
    { name: 'emptied before the wait', code: meter('this.rows.push(row); const full = this.rows; this.rows = []; await this.api.send(full)') },
    { name: 'nobody comes in before it is empty', code: meter('if (this.busy) return; this.busy = true; this.rows.push(row); await this.api.send(this.rows); this.rows = []; this.busy = false') },
    { name: 'no wait', code: meter('this.rows.push(row); this.api.send(this.rows.join()); this.rows = []') },
    {
      name: 'who reads a file puts in one row after the other',
      code: text`
        class Sheet {
          rows = []
          async take(row) {
            this.rows.push(row)
            if (this.rows.length >= 96) {
              await api.send(this.rows)
              this.rows = []
            }
          }
        }
        export async function read(lines) {
          const sheet = new Sheet()
          for await (const line of lines) await sheet.take(line)
        }
      `,
    },
    {
      name: 'nobody knows whether its callers wait for each other',
      code: text`
        export class Sheet {
          rows = []
          async take(row) {
            this.rows.push(row)
            if (this.rows.length < 96) return
            await api.send(this.rows)
            this.rows = []
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the next event puts its own into the list',
      ...marked`
        export class Meter {
          rows = []
          constructor(line, api) {
            this.api = api
            line.on('row', (row) => this.take(row))
          }
          async take(row) {
            this.rows.push(row)
            if (this.rows.length >= 96) {
              await this.api.send(this.rows)
              this.rows = []
              ~~~~~~~~~ dropped {"place": "this.rows", "read": "line 10", "wait": "line 10", "other": "line 8"}
            }
          }
        }
      `,
    },
    { name: 'as a text', code: meter("this.rows.push(row); await this.api.post({ body: this.rows.join('\\n') }); this.rows.length = 0"), errors: [{ messageId: 'dropped', line: 9, column: 79 }] },
    { name: 'one alone sends, and all put in', code: meter('this.rows.push(row); if (this.busy) return; this.busy = true; await this.api.send(this.rows); this.rows = []; this.busy = false'), errors: [{ messageId: 'dropped', line: 9, column: 99 }] },
    {
      name: 'in a route',
      ...marked`
        import express from 'express'
        const app = express()
        let hits = []
        app.get('/pages/:id', async (req, res) => {
          hits.push(req.params.id)
          if (hits.length > 500) {
            await store.insertMany(hits)
            hits = []
            ~~~~ dropped {"place": "hits", "read": "line 7", "wait": "line 7", "other": "line 5"}
          }
          res.sendStatus(204)
        })
      `,
    },
  ],
})

// Nothing more comes of a stream that is over.

/** A reader of lines, which stores them at some time. */
const reader = (stores: string): string => text`
  import { createInterface } from 'node:readline'
  export function store(input, save) {
    let rows = []
    const lines = createInterface({ input })
    lines.on('line', (line) => {
      rows.push(JSON.parse(line))
    })
    ${stores}
  }
`

run(rule, {
  valid: [
    { name: 'stored when the stream is over', code: reader("lines.on('close', async () => { await save(rows); rows = [] })") },
  ],
  invalid: [
    { name: 'stored from time to time', code: reader("setInterval(async () => { await save(rows); rows = [] }, 1000)"), errors: [{ messageId: 'dropped', line: 8, column: 47 }] },
    { name: 'stored when another stream is over', code: reader("input.on('close', async () => { await save(rows); rows = [] })"), errors: [{ messageId: 'dropped', line: 8, column: 53 }] },
    { name: 'stored when the stream is halted', code: reader("lines.on('pause', async () => { await save(rows); rows = [] })"), errors: [{ messageId: 'dropped', line: 8, column: 53 }] },
  ],
})

// What is begun by who puts something in goes on while more comes, though one store follows the other.

/** A collector of samples, which begins to store them when there are many. */
const collector = (begins: string): string => text`
  import PQueue from 'p-queue'
  export function collect(source, save) {
    let samples = []
    const tasks = new PQueue({ concurrency: 1 })
    const store = async () => { await save(samples); samples = [] }
    source.on('data', (sample) => {
      samples.push(sample)
      if (samples.length > 100) ${begins}
    })
  }
`
const lost = { messageId: 'dropped' as const, line: 5 }

run(rule, {
  valid: [
    { name: 'the source is halted until they are stored', code: collector('{ source.pause(); void store().then(() => source.resume()) }') },
    { name: 'who puts one in takes the lock as well', code: text`
      import { Mutex } from 'async-mutex'
      export function collect(source, save) {
        let samples = []
        const mutex = new Mutex()
        source.on('data', async (sample) => {
          await mutex.runExclusive(() => samples.push(sample))
        })
        source.on('full', async () => {
          await mutex.runExclusive(async () => {
            await save(samples)
            samples = []
          })
        })
      }
    ` },
    { name: 'taken out before the wait', code: collector('tasks.add(async () => { const full = samples; samples = []; await save(full) })').replace('await save(samples); samples = []', 'await save([])') },
  ],
  invalid: [
    { name: 'by a timer', code: collector('setTimeout(store, 10)'), errors: [{ ...lost, column: 52 }] },
    { name: 'let go', code: collector('void store()'), errors: [{ ...lost, column: 52 }] },
    { name: 'as the task of a queue', code: collector('void tasks.add(async () => { await save(samples); samples = [] })').replace('await save(samples); samples = [] }', '}'), errors: [{ messageId: 'dropped', line: 8, column: 81 }] },
    { name: 'in a section that who puts one in does not enter', ...marked`
      import { Mutex } from 'async-mutex'
      export function collect(source, save) {
        let samples = []
        const mutex = new Mutex()
        source.on('data', (sample) => {
          samples.push(sample)
        })
        source.on('full', async () => {
          await mutex.runExclusive(async () => {
            await save(samples)
            samples = []
            ~~~~~~~ dropped
          })
        })
      }
    ` },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What stands there before it is full.

run(rule, {
  valid: [
    {
      name: 'filled before it is put there',
      code: text`
        export class Prices {
          async of(article) {
            if (!this.table) {
              const table = new Map()
              for await (const row of this.rows()) table.set(row.article, row.price)
              this.table ??= table
            }
            return this.table.get(article)
          }
        }
      `,
    },
    {
      name: 'a helper keeps the promise of the filling',
      code: text`
        export class Prices {
          async #load() {
            const table = new Map()
            for await (const row of this.rows()) table.set(row.article, row.price)
            return table
          }
          async of(article) {
            this.table ??= this.#load()
            return (await this.table).get(article)
          }
        }
      `,
    },
    {
      name: 'a helper that makes it, and waits for something else',
      code: text`
        export class Prices {
          async #prepare() {
            this.table = new Map()
            await this.log('empty table')
          }
          async of(article) {
            if (!this.table) await this.#prepare()
            return this.table.get(article)
          }
        }
      `,
    },
    {
      name: 'what an answer has is put into something else',
      code: text`
        let prices
        export async function loadPrices(into) {
          if (prices) return prices
          prices = {}
          Object.assign(into, await ask('/prices'))
          return prices
        }
      `,
    },
    {
      name: 'an object that is filled before the wait, or in a place of its own',
      code: text`
        let table, other
        export async function priceOf(article) {
          if (!table) {
            table = {}
            table[article] = 0
            await announce()
          }
          return table[article]
        }
        export async function nameOf(article) {
          if (!other) {
            const made = {}
            const all = await load()
            for (const row of all) made[row.article] = row.name
            other ??= made
          }
          return other[article]
        }
      `,
    },
    {
      name: 'a flag that is raised behind the wait, and one beside what nobody uses then',
      options: [{ thorough: true }],
      code: text`
        export class Prices {
          #begun = false
          #last = 0
          async #announce() {
            if (this.#begun) return
            this.#begun = true
            await tell('prices')
            this.#last = Date.now()
          }
          async of(article) {
            await this.#announce()
            return priceOf(article)
          }
        }
      `,
    },
    {
      name: 'a list that is taken out as a whole',
      code: text`
        export class Outbox {
          mails = []
          async flush() {
            if (!this.mails.length) return
            const taken = this.mails
            this.mails = []
            await this.send(taken)
          }
        }
      `,
    },
    {
      name: 'a table that is put there when it is full, or of which the promise is there at once',
      code: text`
        export class Tides {
          tables = new Map()
          async tableOf(harbour) {
            const known = this.tables.get(harbour)
            if (known) return known
            const table = new Map()
            for (const day of this.days) table.set(day, await this.measure(harbour, day))
            this.tables.set(harbour, table)
            return table
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'put there empty, and filled by whoever came first',
      ...marked`
        export class Prices {
          async of(article) {
            if (!this.table) {
              this.table = new Map()
              ~~~~~~~~~~ published {"who": "\u0060of\u0060", "place": "this.table", "read": "line 3", "wait": "line 5", "other": "line 7"}
              for await (const row of this.rows()) this.table.set(row.article, row.price)
            }
            return this.table.get(article)
          }
        }
      `,
    },
    {
      name: 'a helper that puts it there does so',
      ...marked`
        export class Prices {
          async #load() {
            this.table = new Map()
            for await (const row of this.rows()) this.table.set(row.article, row.price)
          }
          async of(article) {
            if (!this.table) await this.#load()
                                   ~~~~~~~~~~~~ published {"who": "\u0060of\u0060", "place": "this.table", "read": "line 7", "wait": "line 7", "other": "line 8"}
            return this.table.get(article)
          }
        }
      `,
    },
    {
      name: 'an object and a list, by what is put under names and numbers',
      ...marked`
        let table, rows
        export async function priceOf(article) {
          if (!table) {
            table = {}
            ~~~~~ published {"who": "\u0060priceOf\u0060", "place": "table", "read": "line 3", "wait": "line 5", "other": "line 8"}
            const all = await load()
            for (const row of all) table[row.article] = row.price
          }
          return table[article]
        }
        export async function cheapest() {
          if (!rows) {
            rows = []
            ~~~~ published {"who": "\u0060cheapest\u0060", "place": "rows", "read": "line 11", "wait": "line 13", "other": "line 16"}
            const all = await load()
            rows.push(...all)
          }
          return rows.find((row) => row.price < 10)
        }
      `,
    },
    {
      name: 'a flag that is raised too early, for what a caller uses behind the call',
      options: [{ thorough: true }],
      ...marked`
        export class Prices {
          #isReady = false
          #rows = []
          async #prepare() {
            if (this.#isReady) return
            this.#isReady = true
            ~~~~~~~~~~~~~ published {"who": "\u0060prepare\u0060", "place": "this.#isReady", "read": "line 5", "wait": "line 7", "other": "line 12"}
            const all = await load()
            this.#rows = all.sort(byPrice)
          }
          async cheapest() {
            await this.#prepare()
            return this.#rows[0]
          }
        }
      `,
    },
    {
      name: 'a table that is filled behind its publication, and given to whoever comes meanwhile',
      ...marked`
        export class Tides {
          tables = new Map()
          async tableOf(harbour) {
            const known = this.tables.get(harbour)
            if (known) return known
            const table = new Map()
            this.tables.set(harbour, table)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060tableOf\u0060", "place": "this.tables[harbour]", "read": "line 5", "wait": "line 8", "other": "line 5"}
            for (const day of this.days) table.set(day, await this.measure(harbour, day))
            return table
          }
        }
      `,
    },
    {
      name: 'what an answer has is put into it behind the wait',
      ...marked`
        let prices
        export async function loadPrices() {
          if (prices) return prices
          prices = {}
          ~~~~~~ published {"who": "\u0060loadPrices\u0060", "place": "prices", "read": "line 3", "wait": "line 5", "other": "line 3"}
          Object.assign(prices, await ask('/prices'))
          return prices
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- emptied where it came to nothing

/** What packs an empty list once, and is asked for twice at a time. */
const packer = (failed: string, more = ''): string => text`
  let empty
  let packing
  async function pack(rows) {
    if (rows.length > 0) return press(rows)
    if (empty) return empty
    packing = packing ?? press([]).then((packed) => { empty = packed; return packed })${failed}
    return packing
  }
  ${more}
  export async function write(page) {
    const [head, body] = await Promise.all([pack(page.head), pack(page.body)])
    return head + body
  }
`

run(rule, {
  valid: [{ name: 'by its own failure', code: packer('.catch((error) => { empty = undefined; packing = undefined; throw error })') }],
  invalid: [
    { name: 'by somebody else', code: packer('', 'export function forget() { empty = undefined; packing = undefined }'), errors: [{ messageId: 'refilled', line: 6, column: 53 }] },
    { name: 'by the failure of something else', code: packer('', 'export const check = () => ping().catch(() => { empty = undefined; packing = undefined })'), errors: [{ messageId: 'refilled', line: 6, column: 53 }] },
  ],
})

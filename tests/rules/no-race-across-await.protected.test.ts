import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- locks

run(rule, {
  valid: [
    {
      name: 'entries that come one after the other, in a chain of promises that is kept in a variable',
      code: text`
        export function readEntries(archive, take) {
          let stopped = false
          let queue = Promise.resolve()
          archive.on('entry', (entry) => {
            queue = queue.then(async () => {
              if (stopped) return
              if ((await take(entry)) === false) stopped = true
            }).catch(report)
          })
        }
      `,
    },
    {
      name: 'a chain whose end is put back where the next one looks',
      code: text`
        export class Account {
          balance = 0
          #tail = Promise.resolve()
          add(amount) {
            const mine = this.#tail.then(async () => {
              const before = this.balance
              await log(amount)
              this.balance = before + amount
            })
            this.#tail = mine.catch(() => {})
            return mine
          }
        }
      `,
    },
    {
      name: 'a database in the process runs one transaction at a time',
      code: text`
        import { PGlite } from '@electric-sql/pglite'
        export function importer(db: PGlite) {
          let seeded = false
          return async (rows) => {
            await db.transaction(async (tx) => {
              if (seeded) return
              await seed(tx, rows)
              seeded = true
            })
          }
        }
      `,
      language: 'ts',
    },
    {
      name: 'a lock around both',
      options: thorough,
      code: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          total = 0
          add(amount) {
            return this.#mutex.runExclusive(async () => {
              const before = this.total
              await persist(before + amount)
              this.total = before + amount
            })
          }
        }
      `,
    },
    {
      name: 'a lock that is acquired and released',
      options: thorough,
      code: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          total = 0
          async add(amount) {
            const release = await this.#mutex.acquire()
            try {
              const before = this.total
              await persist(before + amount)
              this.total = before + amount
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'a lock that every caller of a private method holds',
      options: thorough,
      code: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          total = 0
          add(amount) {
            return this.#mutex.runExclusive(() => this.#change(amount))
          }
          async #change(amount) {
            const before = this.total
            await persist(before + amount)
            this.total = before + amount
          }
        }
      `,
    },
    {
      name: 'a helper of another file that is named like a lock',
      options: thorough,
      code: text`
        import { withLock } from './locks.js'
        let total = 0
        export const add = (amount) => withLock('total', async () => {
          const before = total
          await persist(amount)
          total = before + amount
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a chain that is not kept',
      ...marked`
        export class Account {
          balance = 0
          #ready = Promise.resolve()
          add(amount) {
            return this.#ready.then(async () => {
              const before = this.balance
              await log(amount)
              this.balance = before + amount
              ~~~~~~~~~~~~ lost
            })
          }
        }
      `,
    },
    {
      name: 'the same with a database that may run several transactions',
      options: thorough,
      ...marked`
        export function importer(db) {
          let seeded = false
          return async (rows) => {
            await db.transaction(async (tx) => {
              if (seeded) return
              await seed(tx, rows)
              seeded = true
              ~~~~~~ done {"who": "This callback", "place": "seeded", "read": "line 5", "wait": "line 6"}
            })
          }
        }
      `,
    },
    {
      name: 'state that is read before the lock is taken',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          total = 0
          async add(amount) {
            const before = this.total
            const release = await this.#mutex.acquire()
            this.total = before + amount
            ~~~~~~~~~~ lost {"who": "\u0060add\u0060", "place": "this.total", "read": "line 6", "wait": "line 7"}
            release()
          }
        }
      `,
    },
    {
      name: 'another lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #reading = new Mutex()
          #writing = new Mutex()
          total = 0
          async add(amount) {
            const reading = await this.#reading.acquire()
            const before = this.total
            reading()
            const writing = await this.#writing.acquire()
            this.total = before + amount
            ~~~~~~~~~~ lost
            writing()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- latches and kept promises

run(rule, {
  valid: [
    {
      name: 'another flag that is raised first keeps the second run out',
      options: thorough,
      code: text`
        export class Pool {
          async connect() {
            if (this.connecting) return
            this.connecting = true
            try {
              if (!this.client) this.client = await open()
            } finally {
              this.connecting = false
            }
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'a flag that is waited for',
      options: thorough,
      code: text`
        export class Pool {
          async connect() {
            while (this.connecting) await this.turn()
            this.connecting = true
            if (!this.client) this.client = await open()
            this.connecting = false
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'the caller keeps the promise',
      options: thorough,
      code: text`
        export class Preferences {
          #ready
          read() {
            this.#ready ??= this.#init()
            return this.#ready
          }
          async #init() {
            if (!this.db) this.db = await open()
          }
          close() { this.db.close() }
        }
      `,
    },
    {
      name: 'the constructor starts the one run',
      options: thorough,
      code: text`
        export class Preferences {
          constructor() {
            this.ready = this.#init()
          }
          async #init() {
            if (!this.db) this.db = await open()
          }
        }
      `,
    },
    {
      name: 'what runs later is kept where the next run looks first',
      options: thorough,
      code: text`
        export class Session {
          #token
          #refreshing = null
          async access() {
            if (!this.#token) {
              this.#refreshing ??= exchange().then((token) => (this.#token = token)).finally(() => { this.#refreshing = null })
              await this.#refreshing
            }
            return this.#token
          }
        }
      `,
    },
    {
      name: 'what runs later is kept by the name that asked for it before',
      options: thorough,
      code: text`
        export class Rates {
          #known = new Map()
          #asked = new Map()
          async rate(currency) {
            const known = this.#known.get(currency)
            if (known !== undefined) return known
            let asked = this.#asked.get(currency)
            if (!asked) {
              asked = ask(currency).then((rate) => { this.#known.set(currency, rate); return rate })
              this.#asked.set(currency, asked)
            }
            return asked
          }
        }
      `,
    },
    {
      name: 'a function that is wrapped to run once',
      options: thorough,
      code: text`
        import once from 'lodash/once.js'
        let client
        export const connect = once(async () => {
          if (!client) client = await open()
          return client
        })
        export const close = () => client.close()
      `,
    },
  ],
  invalid: [
    {
      name: 'what runs later is another thing than what is kept',
      options: thorough,
      ...marked`
        export class Rates {
          #known = new Map()
          #asked = new Map()
          async rate(currency) {
            const known = this.#known.get(currency)
            if (known !== undefined) return known
            let asked = this.#asked.get(currency)
            if (!asked) {
              asked = announce(currency)
              this.#asked.set(currency, asked)
            }
            asked = ask(currency).then((rate) => { this.#known.set(currency, rate); return rate })
                                                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ filled
            return asked
          }
        }
      `,
    },
    {
      name: 'a flag that is reset before the wait',
      ...marked`
        export class Pool {
          async connect() {
            if (this.connecting) return
            this.connecting = true
            const url = await locate()
            this.connecting = false
            if (!this.client) {
              this.client = await open(url)
              ~~~~~~~~~~~ second
            }
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'a flag that only one branch raises',
      ...marked`
        export class Pool {
          async connect(eager) {
            if (eager) {
              if (this.connecting) return
              this.connecting = true
            }
            if (!this.client) this.client = await open()
                              ~~~~~~~~~~~ second
          }
          close() { this.client?.close() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- re-checks and tickets

run(rule, {
  valid: [
    {
      name: 'compared with what was read',
      options: thorough,
      code: text`
        export class Wallet {
          balance = 0
          async debit(amount) {
            const before = this.balance
            await audit(amount)
            if (this.balance !== before) throw new Error('changed')
            this.balance = before - amount
          }
        }
      `,
    },
    {
      name: 'a counter tells whether a newer run has begun',
      options: thorough,
      code: text`
        export class Feed {
          async load() {
            const ticket = ++this.latest
            const items = this.items
            const more = await fetchMore()
            if (ticket !== this.latest) return
            this.items = items.concat(more)
          }
        }
      `,
    },
    {
      name: 'a counter tells it on each of the ways that wait, and another way does not wait',
      options: thorough,
      code: text`
        export class Discovery {
          started = false
          generation = 0
          async start() {
            if (this.started) return
            const mine = ++this.generation
            let names
            if (this.given) {
              names = this.given
            } else {
              try {
                const service = this.env.get('names')
                await service.ready
                if (mine !== this.generation) return
                names = service.names
              } catch (error) {
                if (mine !== this.generation) return
                console.error(error)
                return
              }
            }
            this.started = true
            names.on('found', (name) => this.add(name))
          }
        }
      `,
    },
    {
      name: 'what could not be done is noted after it has failed',
      options: thorough,
      code: text`
        let unsupported = false
        export class Indexer {
          async watch(collection) {
            if (unsupported) return
            const last = await this.redis.get('last')
            const stream = collection.watch(last)
            stream.on('change', (change) => this.queue.push(change))
            try {
              await stream.closed
            } catch (error) {
              unsupported = true
            }
          }
        }
      `,
    },
    {
      name: 'a mark that is taken out of what is there now',
      options: thorough,
      code: text`
        export class Tree {
          loading = { value: [] }
          reset() {
            this.loading.value = []
          }
          async expand(id) {
            if (this.loading.value.includes(id)) return
            this.loading.value.push(id)
            try {
              await this.fetchChildren(id)
            } finally {
              this.loading.value = this.loading.value.filter((each) => each !== id)
            }
          }
        }
      `,
    },
    {
      name: 'a count that is kept for each key, and stands for nought where there is none',
      code: text`
        const rates = new Map()
        const changes = new Map()
        export async function rateOf(country) {
          const known = rates.get(country)
          if (known) return known
          const change = changes.get(country) ?? 0
          const rate = await ask(country)
          if ((changes.get(country) ?? 0) === change) rates.set(country, rate)
          return rate
        }
        export function forget(country) {
          changes.set(country, (changes.get(country) ?? 0) + 1)
          rates.delete(country)
        }
      `,
    },
    {
      name: 'a second look that asks for two things at once',
      code: text`
        const rates = new Map()
        export async function rateOf(country) {
          const known = rates.get(country)
          if (known && known.until > Date.now()) return known
          const rate = await ask(country)
          const newer = rates.get(country)
          if (newer && newer.until > Date.now()) return newer
          rates.set(country, rate)
          return rate
        }
        export function forget(country) {
          rates.delete(country)
        }
      `,
    },
    {
      name: 'a signal tells it',
      options: thorough,
      code: text`
        export class Feed {
          async load(signal) {
            const items = this.items
            const more = await fetchMore()
            signal.throwIfAborted()
            this.items = items.concat(more)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a test of another field',
      ...marked`
        export class Feed {
          async load() {
            const items = this.items
            const more = await fetchMore()
            if (this.closed) return
            this.items = items.concat(more)
            ~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a counter that is compared before the wait',
      ...marked`
        export class Feed {
          async load() {
            const ticket = ++this.latest
            const items = this.items
            if (ticket !== this.latest) return
            const more = await fetchMore()
            this.items = items.concat(more)
            ~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a counter that is compared on one of two ways that wait',
      ...marked`
        export class Discovery {
          started = false
          generation = 0
          async start() {
            if (this.started) return
            const mine = ++this.generation
            let names
            if (this.given) {
              names = await this.given
            } else {
              names = await this.env.get('names')
              if (mine !== this.generation) return
            }
            this.started = true
            ~~~~~~~~~~~~ done
            names.on('found', (name) => this.add(name))
          }
        }
      `,
    },
    {
      name: 'a second look that only part of the condition is about',
      ...marked`
        const rates = new Map()
        export async function rateOf(country, isFinal) {
          const known = rates.get(country)
          if (known) return known
          const rate = await ask(country)
          const newer = rates.get(country)
          if (newer && isFinal) return newer
          rates.set(country, rate)
          ~~~~~~~~~~~~~~~~~~~~~~~~ refilled
          return rate
        }
        export function forget(country) {
          rates.delete(country)
        }
      `,
    },
    {
      name: 'a count that is compared with none from before',
      ...marked`
        const rates = new Map()
        const changes = new Map()
        export async function rateOf(country) {
          const known = rates.get(country)
          if (known) return known
          const rate = await ask(country)
          if ((changes.get(country) ?? 0) === 0) rates.set(country, rate)
                                                 ~~~~~~~~~~~~~~~~~~~~~~~~ refilled
          return rate
        }
        export function forget(country) {
          changes.set(country, (changes.get(country) ?? 0) + 1)
          rates.delete(country)
        }
      `,
    },
    {
      name: 'a second look that the write does not depend on',
      ...marked`
        export class Pool {
          async connect() {
            if (this.client) return
            const client = await open()
            if (this.client) console.warn('twice')
            this.client = client
            ~~~~~~~~~~~ second
          }
          close() { this.client?.close() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- kept promises, and objects of one run

run(rule, {
  valid: [
    {
      name: 'what a kept promise yields is the same for all',
      options: thorough,
      code: text`
        export class Client {
          constructor(opening) { this.opening = opening }
          async raw() {
            if (this.ready) return this.ready
            this.ready = await this.opening
            return this.ready
          }
          close() {
            this.ready.close()
            this.ready = undefined
          }
        }
      `,
    },
    {
      name: 'a row of a database belongs to who has loaded it',
      code: text`
        import { Model, Table } from 'sequelize-typescript'
        @Table({ tableName: "carts" })
        export class Cart extends Base {
          async add(id) {
            const before = this.total
            const price = await priceOf(id)
            this.total = before + price
            await this.save()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what each run makes anew is not',
      ...marked`
        export class Client {
          async raw() {
            if (this.ready) return this.ready
            this.ready = await open(this.address)
            ~~~~~~~~~~ second
            return this.ready
          }
          close() {
            this.ready.close()
            this.ready = undefined
          }
        }
      `,
    },
    {
      name: 'the same in an object that all share',
      ...marked`
        export class Cart extends Base {
          async add(id) {
            const before = this.total
            const price = await priceOf(id)
            this.total = before + price
            ~~~~~~~~~~ lost
            await this.save()
          }
        }
      `,
    },
  ],
})

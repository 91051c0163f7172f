import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- lost and reused values

run(rule, {
  valid: [
    {
      name: 'a name that a request uses, and that its answer may change',
      code: text`
        export class Driver {
          session = null
          async send(path, body) {
            const url = path.startsWith('/new') ? path : '/' + this.session + path
            const { status, data } = await this.request(url, body)
            if (status === 200) this.session = data.session
            return data
          }
        }
      `,
    },
    {
      name: 'a change that is made in one go, after the wait',
      code: text`
        export class Wallet {
          balance = 0
          async debit(amount) {
            await audit(amount)
            this.balance = this.balance - amount
          }
        }
      `,
    },
    {
      name: 'a value that is taken before the wait and only returned after it',
      code: text`
        export class Wallet {
          balance = 0
          async debit(amount) {
            this.balance -= amount
            const left = this.balance
            await audit(amount)
            return left
          }
        }
      `,
    },
    {
      name: 'what is written does not come from what was read',
      code: text`
        export class Wallet {
          balance = 0
          async refresh() {
            console.log(this.balance)
            this.balance = await fetchBalance()
          }
        }
      `,
    },
    {
      name: 'a local total',
      code: text`
        export async function sum(files) {
          let total = 0
          for (const file of files) total += await size(file)
          return total
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a value that is read before the wait and written after it',
      ...marked`
        export class Wallet {
          balance = 0
          async debit(amount) {
            const current = this.balance
            await audit(amount)
            this.balance = current - amount
            ~~~~~~~~~~~~ lost {"who": "\u0060debit\u0060", "place": "this.balance", "read": "line 4", "wait": "line 5"}
          }
        }
      `,
    },
    {
      name: 'a private field',
      ...marked`
        export class Wallet {
          #balance = 0
          async debit(amount) {
            const current = this.#balance
            await audit(amount)
            this.#balance = current - amount
            ~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a variable of the module',
      ...marked`
        let hits = 0
        export async function count(page) {
          const before = hits
          await store(page)
          hits = before + 1
          ~~~~ lost {"who": "\u0060count\u0060", "place": "hits", "read": "line 3", "wait": "line 4"}
        }
      `,
    },
    {
      name: 'an entry of a map, by the same key',
      ...marked`
        const texts = new Map()
        export async function append(key, part) {
          const text = texts.get(key) ?? ''
          const more = await transform(part)
          texts.set(key, text + more)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060append\u0060", "place": "texts[key]", "read": "line 3", "wait": "line 4"}
        }
      `,
    },
    {
      name: 'a captured variable, for all elements at once',
      ...marked`
        export async function total(files) {
          let sum = 0
          await Promise.all(files.map(async (file) => {
            sum += await size(file)
            ~~~ lost {"who": "This callback", "place": "sum", "read": "line 4", "wait": "line 4"}
          }))
          return sum
        }
      `,
      suggestions: [[{
        messageId: 'first',
        output: text`
          export async function total(files) {
            let sum = 0
            await Promise.all(files.map(async (file) => {
              const added = await size(file)
              sum += added
            }))
            return sum
          }
        `,
      }]],
    },
    {
      name: 'a token that is exchanged for another one',
      ...marked`
        export class Session {
          #token
          async access() {
            if (this.#token.expiresAt <= Date.now()) {
              this.#token = await this.exchange(this.#token.refresh)
              ~~~~~~~~~~~ reused {"who": "\u0060access\u0060", "place": "this.#token", "read": "line 5", "wait": "line 5"}
            }
            return this.#token.value
          }
        }
      `,
    },
    {
      name: 'an old list that is put back after a failure',
      ...marked`
        export class Cart {
          items = []
          async add(item) {
            const before = this.items
            this.items = [...before, item]
            try {
              await save(item)
            } catch {
              this.items = before
              ~~~~~~~~~~ restored {"who": "\u0060add\u0060", "place": "this.items", "read": "line 4", "wait": "line 7"}
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- filled and done twice

run(rule, {
  valid: [
    {
      name: 'the promise is kept',
      code: text`
        export class Pool {
          #client
          connect() {
            this.#client ??= open()
            return this.#client
          }
          async close() { await (await this.#client)?.close() }
        }
      `,
    },
    {
      name: 'another entry',
      code: text`
        const sockets = new Map()
        export async function open(from, to) {
          if (!sockets.has(from)) {
            const socket = await dial(to)
            sockets.set(to, socket)
          }
        }
        export const drop = (key) => sockets.delete(key)
      `,
    },
    {
      name: 'taken out before the wait',
      code: text`
        export class Queue {
          #jobs = []
          async work() {
            while (this.#jobs.length > 0) {
              const job = this.#jobs.shift()
              await run(job)
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a second client that nobody closes',
      ...marked`
        export class Pool {
          #client
          async connect() {
            if (!this.#client) {
              this.#client = await open()
              ~~~~~~~~~~~~ second {"who": "\u0060connect\u0060", "place": "this.#client", "read": "line 4", "wait": "line 5", "other": "line 10"}
            }
            return this.#client
          }
          async close() {
            await this.#client?.close()
          }
        }
      `,
    },
    {
      name: 'a second service process of a module',
      ...marked`
        let service
        export const ensure = async () => {
          if (!service) service = await startService()
                        ~~~~~~~ second
          return service
        }
        export const stop = () => service?.stop()
      `,
    },
    {
      name: 'a second worker',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Lazy {
          async get(file) {
            if (!this.worker) {
              const url = await locate(file)
              this.worker = new Worker(url)
              ~~~~~~~~~~~ twice {"who": "\u0060get\u0060", "place": "this.worker", "read": "line 4", "wait": "line 5"}
            }
            return this.worker
          }
        }
      `,
    },
    {
      name: 'an entry that somebody removes meanwhile',
      ...marked`
        const users = new Map()
        export async function user(id) {
          if (!users.has(id)) users.set(id, await fetchUser(id))
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled {"who": "\u0060user\u0060", "place": "users[id]", "read": "line 3", "wait": "line 3", "other": "line 6"}
          return users.get(id)
        }
        export const forget = (id) => users.delete(id)
      `,
    },
    {
      name: 'a flag that is set only when the work is done',
      ...marked`
        export class Scheduler {
          async run() {
            if (this.running) return
            await this.ready
            this.bus.on('tick', () => this.step())
            this.running = true
            ~~~~~~~~~~~~ done {"who": "\u0060run\u0060", "place": "this.running", "read": "line 3", "wait": "line 4"}
          }
        }
      `,
    },
    {
      name: 'an element that is appended twice',
      ...marked`
        export class Sessions {
          sessions = []
          async restore(id) {
            const known = this.sessions.find((each) => each.id === id)
            if (known) return known
            const session = await read(id)
            this.sessions.push(session)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ appended {"who": "\u0060restore\u0060", "place": "this.sessions", "read": "line 4", "wait": "line 6"}
            return session
          }
        }
      `,
    },
    {
      name: 'an element that is handled twice',
      ...marked`
        export class Queue {
          #jobs = []
          async work() {
            while (this.#jobs.length > 0) {
              const job = this.#jobs[0]
              await run(job)
              this.#jobs.shift()
              ~~~~~~~~~~~~~~~~~~ taken {"who": "\u0060work\u0060", "place": "this.#jobs", "read": "line 4", "wait": "line 6"}
            }
          }
        }
      `,
    },
    {
      name: 'a limit that does not hold',
      ...marked`
        export class Gate {
          active = 0
          async enter(task) {
            if (this.active >= 4) throw new Error('busy')
            await prepare(task)
            this.active++
            ~~~~~~~~~~~ exceeded {"who": "\u0060enter\u0060", "place": "this.active", "read": "line 4", "wait": "line 5"}
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/consistent-lock-guard.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A class that changes its balance under a lock. */
const wallet = (member: string) => text`
  import { Mutex } from 'async-mutex'
  export class Wallet {
    #lock = new Mutex()
    #balance = 0
    deposit(amount) {
      return this.#lock.runExclusive(async () => {
        const before = this.#balance
        await audit(amount)
        this.#balance = before + amount
      })
    }
    ${member}
  }
`

// ---------------------------------------------------------------- without the lock

run(rule, {
  valid: [
    { name: 'everywhere under the lock', code: wallet('async withdraw(n) { await this.#lock.runExclusive(async () => { await audit(-n); this.#balance -= n }) }') },
    { name: 'read and written in one go', code: wallet('async fee() { const fee = await price(); this.#balance -= fee } reset() { this.#balance = 0 } get balance() { return this.#balance }') },
    { name: 'written whatever it was', code: wallet('async load() { this.#balance = await fetchBalance() }') },
    { name: 'looked at again after the wait', code: wallet('async spend(n) { if (this.#balance < n) return; await confirm(); if (this.#balance >= n) this.#balance -= n }') },
    { name: 'all callers hold the lock', code: wallet('interest() { return this.#lock.runExclusive(() => this.#add()) } async #add() { const now = this.#balance; this.#balance = now + await rate(now) }') },
    { name: 'in the constructor, before anybody has it', code: wallet('constructor(start) { void (async () => {})(); this.#balance = start }') },
    { name: 'claimed before the wait', code: wallet('#busy = false; async run() { if (this.#busy) return; this.#busy = true; await this.#lock.runExclusive(async () => { this.#busy = false }); }') },
    {
      name: 'under the same lock of a collection, as far as anybody can tell',
      code: text`
        import AsyncLock from 'async-lock'
        export class Shelf {
          lock = new AsyncLock()
          stock = new Map()
          fill(place, api) {
            return this.lock.acquire(place, async () => {
              const before = this.stock.get(place)
              this.stock.set(place, before + (await api.delivered(place)))
            })
          }
          take(place, api) {
            return this.lock.acquire(place, async () => {
              const left = this.stock.get(place)
              await api.note(place)
              this.stock.set(place, left - 1)
            })
          }
        }
      `,
    },
    {
      name: 'no lock is held for it anywhere',
      code: text`
        import { Mutex } from 'async-mutex'
        const lock = new Mutex()
        let count = 0
        export const save = () => lock.runExclusive(store)
        export async function bump() { const before = count; await audit(); count = before + 1 }
        export const read = () => count
      `,
    },
    {
      name: 'what the option allows',
      options: [{ allow: ['this.#balance'] }],
      code: wallet('async interest() { const now = this.#balance; this.#balance = now + await rate(now) }'),
    },
  ],
  invalid: [
    {
      name: 'under another lock of the collection',
      ...marked`
        import AsyncLock from 'async-lock'
        export class Shelf {
          lock = new AsyncLock()
          stock = new Map()
          fill(place, api) {
            return this.lock.acquire('filling', async () => {
              const before = this.stock.get(place)
              this.stock.set(place, before + (await api.delivered(place)))
            })
          }
          take(place, api) {
            return this.lock.acquire('taking', async () => {
              const left = this.stock.get(place)
              await api.note(place)
              this.stock.set(place, left - 1)
              ~~~~~~~~~~ unguarded
            })
          }
        }
      `,
    },
    {
      name: 'a value that was read before the wait',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Wallet {
          #lock = new Mutex()
          #balance = 0
          deposit(amount) {
            return this.#lock.runExclusive(async () => {
              await audit(amount)
              this.#balance += amount
            })
          }
          async interest() {
            const now = this.#balance
            const extra = await rate(now)
            this.#balance = now + extra
            ~~~~~~~~~~~~~ unguarded {"state": "this.#balance", "lock": "this.#lock", "read": "line 12", "wait": "line 13", "guarded": "line 8"}
          }
        }
      `,
    },
    {
      name: 'a test that was made before the wait, and an operator that reads first',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        const rooms = new Map()
        let seats = 10
        export async function book(id) {
          await lock.acquireAsync()
          try {
            if (!rooms.has(id)) rooms.set(id, await open(id))
            seats = seats - 1
          } finally {
            lock.release()
          }
        }
        export async function enter(id) {
          if (!rooms.has(id)) {
            const room = await open(id)
            rooms.set(id, room)
            ~~~~~ unguarded {"state": "rooms", "lock": "lock", "read": "line 15", "wait": "line 16", "guarded": "line 8"}
          }
        }
        export async function cancel(id) { seats += await release(id) }
                                           ~~~~~ unguarded
      `,
    },
  ],
})

// ---------------------------------------------------------------- double-checked

run(rule, {
  valid: [
    {
      name: 'checked again inside',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Client {
          #lock = new Mutex()
          #connection
          async connect() {
            if (this.#connection) return this.#connection
            const release = await this.#lock.acquire()
            try {
              this.#connection ??= await open()
              return this.#connection
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'what must be there is replaced',
      code: text`
        import { Mutex } from 'async-mutex'
        export class File {
          #lock = new Mutex()
          #version
          async save(text) {
            const version = this.#version
            if (!version) throw new Error('not read yet')
            await this.#lock.runExclusive(async () => { this.#version = await write(text, version) })
          }
        }
      `,
    },
    {
      name: 'no good any more, and looked at again inside',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Session {
          #lock = new Mutex()
          #token = null
          async token() {
            if (this.#token && this.#token.expires > Date.now()) return this.#token.value
            return this.#lock.runExclusive(async () => {
              if (!this.#token || this.#token.expires <= Date.now()) this.#token = await login()
              return this.#token.value
            })
          }
        }
      `,
    },
    {
      name: 'who comes meanwhile waits for the same section',
      code: text`
        let session = null
        let refreshing = null
        export async function current() {
          if (session && session.expires > Date.now()) return session
          refreshing ??= navigator.locks
            .request('session', async () => {
              session = await login()
              return session
            })
            .finally(() => { refreshing = null })
          return refreshing
        }
        export function leave() { session = null }
      `,
    },
    {
      name: 'set to nothing: twice is as good as once',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Queue {
          #lock = new Mutex()
          #stopped
          async stop() { if (!this.#stopped) await this.#lock.runExclusive(async () => { await flush(); this.#stopped = undefined }) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by a section, by acquire and release, in a collection',
      ...marked`
        import { Mutex } from 'async-mutex'
        const cache = new Map()
        export class Client {
          #lock = new Mutex()
          #connection
          #ready = false
          async connect() {
            if (!this.#connection) {
              await this.#lock.runExclusive(async () => {
                this.#connection = await open()
                ~~~~~~~~~~~~~~~~ unchecked {"state": "this.#connection", "lock": "this.#lock", "how": "missing", "test": "line 8"}
              })
            }
            return this.#connection
          }
          async init() {
            if (this.#ready) return
            const release = await this.#lock.acquire()
            try {
              await migrate()
              this.#ready = true
              ~~~~~~~~~~~ unchecked {"state": "this.#ready", "lock": "this.#lock", "how": "missing", "test": "line 16"}
            } finally {
              release()
            }
          }
          async load(key) {
            const known = cache.get(key)
            if (known !== undefined) return known
            return this.#lock.runExclusive(async () => {
              const loaded = await fetch(key)
              cache.set(key, loaded)
              ~~~~~ unchecked {"state": "cache", "lock": "this.#lock", "how": "missing", "test": "line 27"}
              return loaded
            })
          }
        }
      `,
    },
    {
      name: 'what is made without anything given, which is no empty collection',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { Client } from 'pg'
        const mutex = new Mutex()
        let client
        export async function connection() {
          if (client) return client
          return mutex.runExclusive(async () => {
            client = new Client()
            ~~~~~~ unchecked
            await client.connect()
            return client
          })
        }
      `,
    },
    {
      name: 'no good any more before the lock was taken',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Session {
          #lock = new Mutex()
          #token = null
          async token() {
            if (this.#token && this.#token.expires > Date.now()) return this.#token.value
            return this.#lock.runExclusive(async () => {
              this.#token = await login()
              ~~~~~~~~~~~ unchecked {"state": "this.#token", "lock": "this.#lock", "how": "no good any more", "test": "line 6"}
              return this.#token.value
            })
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a time that is asked before the lock

const pass = (again: string, test = 'this.token && this.expires > Date.now()'): string => text`
  import { Mutex } from 'async-mutex'
  export class Pass {
    constructor(desk) { this.desk = desk; this.turn = new Mutex(); this.token = null; this.expires = 0 }
    async show() {
      if (${test}) return this.token
      return this.turn.runExclusive(async () => {
        ${again}
        const { token, ttl } = await this.desk.issue()
        this.token = token
        this.expires = Date.now() + ttl
        return token
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'asked again inside', code: pass('if (this.token && this.expires > Date.now()) return this.token') },
    { name: 'a number that is no time', code: pass('', 'this.expires > 5') },
  ],
  invalid: [
    { name: 'not asked again', code: pass(''), errors: [{ messageId: 'unchecked', line: 10, column: 7 }] },
  ],
})

// ---------------------------------------------------------------- what was read before the lock was taken

run(rule, {
  valid: [
    {
      name: 'read again inside, compared there, or handed to who compares it',
      code: text`
        import { Mutex } from 'async-mutex'
        const lock = new Mutex()
        let stock = []
        export async function add(one) {
          const before = stock
          await lock.runExclusive(async () => {
            if (stock !== before) throw new Error('changed')
            await record(one)
            stock = [...before, one]
          })
        }
        export async function replace(one) {
          const before = stock
          await lock.runExclusive(async () => {
            stock = await swap(before, one)
          })
        }
        export async function list() {
          const known = stock
          return lock.runExclusive(async () => {
            if (known.length > 0 && stock.length > 0) return stock
            stock = await load()
            return stock
          })
        }
      `,
    },
    {
      name: 'another state, and nothing that is written because it was missing',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Till {
          #lock = new Mutex()
          #sum = 0
          #name = 'till'
          async add(n) {
            const name = this.#name
            await this.#lock.runExclusive(async () => {
              await record(name, n)
              this.#sum = this.#sum + n
            })
          }
          async close() {
            const sum = this.#sum
            await this.#lock.runExclusive(async () => {
              if (sum > 0) await print(sum)
              this.#sum = 0
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what is written is made of it',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Till {
          #lock = new Mutex()
          #sum = 0
          #slips = []
          async add(n) {
            const before = this.#sum
            await this.#lock.runExclusive(async () => {
              await record(n)
              this.#sum = before + n
              ~~~~~~~~~ copied {"state": "this.#sum", "lock": "this.#lock", "read": "line 7"}
            })
          }
          async keep(slip) {
            const slips = this.#slips
            await this.#lock.runExclusive(async () => {
              const all = [...slips, slip]
              await print(all)
              this.#slips = all
              ~~~~~~~~~~~ copied {"state": "this.#slips", "lock": "this.#lock", "read": "line 14"}
            })
          }
          sum() {
            return this.#lock.runExclusive(() => this.#sum + this.#slips.length)
          }
        }
      `,
    },
    {
      name: 'it was missing, of a collection, and a helper of the section writes',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        const prices = new Map()
        export async function price(name) {
          const known = prices.get(name)
          return await lock.acquire(name, async () => {
            if (known) return known
            const keep = async (found) => {
              await record(found)
              prices.set(name, found)
              ~~~~~~ unchecked {"state": "prices", "lock": "lock[name]", "how": "missing", "test": "line 5"}
              return found
            }
            const found = await ask(name)
            return keep(found)
          })
        }
      `,
    },
  ],
})

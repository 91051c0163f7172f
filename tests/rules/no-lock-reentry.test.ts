import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const mutex = `
  import { Mutex } from 'async-mutex'
  const mutex = new Mutex()`

/** For names in the data of a message. */
const tick = '`'

// ---------------------------------------------------------------- locks with one holder

run(rule, {
  valid: [
    {
      name: 'the name stands for another lock by then',
      code: text`
        import { Mutex } from 'async-mutex'
        const near = new Mutex()
        const far = new Mutex()
        export async function send(parcel) {
          let gate = near
          await gate.acquire()
          if (parcel.abroad) {
            gate = far
            await gate.acquire()
            near.release()
          }
          gate.release()
        }
      `,
    },
    {
      name: 'functions that a helper puts under two locks',
      code: text`
        import { Mutex } from 'async-mutex'
        const guarded = (turn, work) => (...given) => turn.runExclusive(() => work(...given))
        export function ledgerOf(store) {
          const reading = new Mutex()
          const writing = new Mutex()
          const total = guarded(reading, async (name) => store.total(name))
          const fresh = guarded(new Mutex(), async (name) => store.total(name))
          const close = guarded(writing, async (name) => {
            await store.close(name, (await total(name)) + (await fresh(name)))
          })
          return { total, close }
        }
      `,
    },
    {
      name: 'the shared part takes no lock',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #lock = new Mutex()
          async total() { return this.#lock.runExclusive(() => this.#sum()) }
          async append(n) { await this.#lock.runExclusive(async () => { await this.#sum(); await store(n) }) }
          async #sum() { return load() }
        }
      `,
    },
    {
      name: 'given back before the other method is called',
      code: `${mutex}
        const read = () => mutex.runExclusive(load)
        export async function update() {
          const release = await mutex.acquire()
          try { await store() } finally { release() }
          await read()
        }`,
    },
    {
      name: 'given back by the reaction that the first promise waits for',
      code: `${mutex}
        const read = () => mutex.acquire().then((release) => load().finally(release))
        export async function update() {
          await read()
          await read()
        }`,
    },
    {
      name: 'one promise, waited for twice: the lock is taken once',
      code: `${mutex}
        export async function print(page) {
          const turn = mutex.acquire()
          try {
            await turn
            await send(page)
          } finally {
            (await turn)()
          }
        }
        export async function scan(page) {
          const turn = mutex.acquire()
          await turn
          await read(page)
          const release = await turn
          release()
        }`,
    },
    {
      name: 'nobody waits for it under the lock',
      code: `${mutex}
        const flush = () => mutex.runExclusive(store)
        export const update = () => mutex.runExclusive(async () => {
          void flush()
          setTimeout(() => flush(), 100)
          queueMicrotask(flush)
        })`,
    },
    {
      name: 'the promise is awaited after the release',
      code: `${mutex}
        const read = () => mutex.runExclusive(load)
        export async function update() {
          const release = await mutex.acquire()
          const next = read()
          release()
          return next
        }`,
    },
    {
      name: 'a retry after the lock has been given back',
      code: `${mutex}
        export async function call(path, attempt = 0) {
          const response = await mutex.runExclusive(() => fetch(path))
          if (response.status === 401 && attempt < 1) return call(path, attempt + 1)
          return response
        }`,
    },
    {
      name: 'another instance, another key, another name',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Tree {
          lock = new Mutex()
          touch(parent) { return this.lock.runExclusive(() => parent.touch()) }
        }
        const locks = new Map()
        const lockFor = (id) => locks.get(id) ?? add(id)
        function add(id) { const lock = new Mutex(); locks.set(id, lock); return lock }
        const bump = (id) => lockFor(id).runExclusive(store)
        export const move = (from, to) => lockFor(from).runExclusive(() => bump(to))
        export const names = () => navigator.locks.request('a', () => navigator.locks.request('b', store))
      `,
    },
    {
      name: 'both shared',
      code: text`
        const request = (work) => navigator.locks.request('doc', { mode: 'shared' }, work)
        export const both = () => request(() => request(load))
      `,
    },
    {
      name: 'a wait that gives up, or none at all',
      code: text`
        import { Mutex, tryAcquire, withTimeout } from 'async-mutex'
        const mutex = new Mutex()
        export const tries = () => mutex.runExclusive(() => tryAcquire(mutex).acquire())
        export const short = () => mutex.runExclusive(() => withTimeout(mutex, 100).runExclusive(store))
        export const name = () => navigator.locks.request('a', () => navigator.locks.request('a', { ifAvailable: true }, store))
        export const stolen = () => navigator.locks.request('a', () => navigator.locks.request('a', { steal: true }, store))
      `,
    },
    {
      name: 'the caller says that it holds the lock',
      code: `${mutex}
        async function total(locked) {
          if (locked) return sum()
          return mutex.runExclusive(sum)
        }
        async function count({ locked = false } = {}) {
          const release = locked ? undefined : await mutex.acquire()
          try { return await sum() } finally { release?.() }
        }
        async function log(line, options) {
          if (options?.lock) return mutex.runExclusive(() => write(line))
          return write(line)
        }
        async function flush(mode) { return mode === 'exclusive' ? mutex.runExclusive(write) : write() }
        export const append = () => mutex.runExclusive(async () => {
          await total(true)
          await count({ locked: true })
          await log('appended')
          await flush('plain')
        })`,
    },
    {
      name: 'what the caller says is handed on, also in options and to a closure',
      code: `${mutex}
        const retried = async (work) => { try { return await work() } catch { return work() } }
        async function check(options) {
          return retried(async () => options?.skipLock ? load() : mutex.runExclusive(load))
        }
        const assertFresh = async (options) => check({ ...options, strict: true })
        export const update = () => mutex.runExclusive(() => assertFresh({ skipLock: true }))`,
    },
    {
      name: 'a lock made reentrant by the context of the call',
      code: text`
        import { AsyncLocalStorage } from 'node:async_hooks'
        import { Mutex } from 'async-mutex'
        const holders = new AsyncLocalStorage()
        const mutex = new Mutex()
        async function exclusive(work) {
          const held = holders.getStore()
          if (held?.has(mutex)) return work()
          const release = await mutex.acquire()
          try { return await work() } finally { release() }
        }
        const get = () => exclusive(load)
        export const set = () => exclusive(async () => { await get(); await store() })
      `,
    },
    {
      name: 'a lock made reentrant by a flag that its holder raises',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Db {
          #mutex = new Mutex()
          #inside = false
          #depth = 0
          async transaction(work) {
            if (this.#inside) return work()
            const release = await this.#mutex.acquire()
            this.#inside = true
            try { return await work() } finally { this.#inside = false; release() }
          }
          async nested(work) {
            if (this.#depth === 0) await this.#mutex.acquire()
            this.#depth++
            try { return await work() } finally { if (--this.#depth === 0) this.#mutex.release() }
          }
          save(row) { return this.transaction(() => store(row)) }
          saveAll(rows) { return this.transaction(async () => { for (const row of rows) await this.save(row) }) }
          one(row) { return this.nested(() => store(row)) }
          two(row) { return this.nested(() => this.one(row)) }
        }
      `,
    },
    {
      name: 'a lock that is reentrant by an option, or by its entry in the settings',
      settings: { concurrency: { locks: [{ id: 'own', on: ['own-locks#Monitor()'], permits: 1, reentrant: true, methods: { enter: { does: 'scope', callback: 0, awaited: true } } }] } },
      code: text`
        import AsyncLock from 'async-lock'
        import { Monitor } from 'own-locks'
        const lock = new AsyncLock({ domainReentrant: true }), monitor = new Monitor()
        export const keyed = () => lock.acquire('a', () => lock.acquire('a', store))
        export const own = () => monitor.enter(() => monitor.enter(store))
      `,
    },
    {
      name: 'it is held only on some paths, and the code asks for that',
      code: `${mutex}
        const read = () => mutex.runExclusive(load)
        export async function update(alone) {
          const release = alone ? await mutex.acquire() : undefined
          if (!release) await read()
          release?.()
        }`,
    },
    {
      name: 'what the option allows',
      options: [{ allow: ['mutex'] }],
      code: `${mutex}\nexport const twice = () => mutex.runExclusive(() => mutex.runExclusive(store))`,
    },
  ],
  invalid: [
    {
      name: 'a transaction inside a transaction of a database with one connection',
      code: text`
        import { PGlite } from '@electric-sql/pglite'
        const db = new PGlite()
        export async function move(from, to) {
          await db.transaction(async (tx) => {
            await tx.query('delete from jobs where id = $1', [from])
            await db.transaction((inner) => inner.query('insert into jobs values ($1)', [to]))
          })
        }
      `,
      errors: [{ messageId: 'again', line: 6, column: 11 }],
    },
    {
      name: 'functions that a helper puts under one lock, which it is given',
      ...marked`
        import { Mutex } from 'async-mutex'
        const guarded = (turn, work) => (...given) => turn.runExclusive(() => work(...given))
        export function ledgerOf(store) {
          const turn = new Mutex()
          const total = guarded(turn, async (name) => store.total(name))
          const close = guarded(turn, async (name) => {
            const sum = await total(name)
                              ~~~~~ again {"lock": "turn", "through": " (through ${tick}total${tick})", "since": "line 6", "long": "for ever"}
            await store.close(name, sum)
          })
          return { total, close }
        }
      `,
    },
    {
      name: 'a public method calls another one',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #lock = new Mutex()
          total() { return this.#lock.runExclusive(load) }
          async append(n) {
            const release = await this.#lock.acquire()
            try {
              if (await this.total() + n < 0) throw new Error('overdrawn')
                        ~~~~~~~~~~ again {"lock": "this.#lock", "through": " (through ${tick}total${tick})", "since": "line 6", "long": "for ever", "repair": ""}
              await store(n)
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'through the lock helper of a base class',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Repository {
          #lock = new Mutex()
          withLock(work) { return this.#lock.runExclusive(work) }
          get(id) { return this.withLock(() => load(id)) }
        }
        export class Users extends Repository {
          rename(id, name) {
            return this.withLock(async () => {
              const user = await this.get(id)
                                 ~~~~~~~~ again {"lock": "this.#lock", "through": " (through ${tick}get${tick} and ${tick}withLock${tick})", "since": "line 9", "long": "for ever", "repair": ""}
              user.name = name
            })
          }
        }
      `,
    },
    {
      name: 'the overridden method, called with super',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Store {
          lock = new Mutex()
          add(row) { return this.lock.runExclusive(() => store(row)) }
        }
        export class Audited extends Store {
          async add(row) {
            await this.lock.runExclusive(async () => {
              await audit(row)
              await super.add(row)
                    ~~~~~~~~~ again
            })
          }
        }
      `,
    },
    {
      name: 'static members',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Config {
          static mutex = new Mutex()
          static load() { return Config.mutex.runExclusive(read) }
          static reload() {
            return this.mutex.runExclusive(() => this.load())
                                                 ~~~~~~~~~ again
          }
        }
      `,
    },
    {
      name: 'functions that a wrapper makes, each under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const synchronized = (work) => async (...args) => {
          const release = await mutex.acquire()
          try { return await work(...args) } finally { release() }
        }
        export const read = synchronized(async (key) => load(key))
        export const append = synchronized(async (key, line) => {
          const before = await read(key)
                               ~~~~ again {"lock": "mutex", "through": " (through ${tick}read${tick})", "since": "line 8", "long": "for ever", "repair": ""}
          await store(key, before + line)
        })
      `,
    },
    {
      name: 'a retry under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function call(path) {
          const release = await mutex.acquire()
          try {
            const response = await fetch(path)
            return response.status === 401 ? await call(path) : response
                                                   ~~~~ again
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'the caller does not say that it holds the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function total(locked = false) {
          if (locked) return sum()
          return mutex.runExclusive(sum)
        }
        export const append = () => mutex.runExclusive(() => total())
                                                             ~~~~~ again
        export const other = (locked) => mutex.runExclusive(() => total(locked))
                                                                  ~~~~~ again
      `,
    },
    {
      name: 'a flag that has nothing to do with the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Client {
          #mutex = new Mutex()
          #token
          token() {
            if (this.#token) return this.#token
            return this.#mutex.runExclusive(async () => { this.#token = await login() })
          }
          renew() {
            return this.#mutex.runExclusive(async () => {
              this.#token = undefined
              return await this.token()
                           ~~~~~~~~~~ again
            })
          }
        }
      `,
    },
    {
      name: 'the same key, the same element, the same name',
      ...marked`
        import AsyncLock from 'async-lock'
        import { Mutex } from 'async-mutex'
        const lock = new AsyncLock()
        const left = (sku) => lock.acquire('sku:' + sku, () => load(sku))
        export const reserve = (sku) => lock.acquire('sku:' + sku, () => left(sku))
                                                                         ~~~~ again
        const rooms = {}
        const lockOf = (room) => (rooms[room] ??= new Mutex())
        const announce = (room) => lockOf(room).runExclusive(store)
        export const join = (room) => lockOf(room).runExclusive(() => announce(room))
                                                                      ~~~~~~~~ again
        const NAME = 'prefs'
        export const twice = () => navigator.locks.request(NAME, () => navigator.locks.request('prefs', store))
                                                                       ~~~~~~~~~~~~~~~~~~~~~~~ again
      `,
    },
    {
      name: 'while the body of a loop runs, the generator holds it',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function* rows() {
          const release = await mutex.acquire()
          try { for (let page = 0; ; page++) yield* await load(page) } finally { release() }
        }
        const update = (row) => mutex.runExclusive(() => store(row))
        export async function touch() {
          for await (const row of rows()) await update(row)
                                                ~~~~~~ again
          await update('last')
        }
      `,
    },
    {
      name: 'a lock that the file builds itself',
      ...marked`
        export class Settings {
          #tail = Promise.resolve()
          #exclusive(work) {
            const run = this.#tail.then(work, work)
            this.#tail = run.catch(() => {})
            return run
          }
          get(key) { return this.#exclusive(() => load(key)) }
          update(key) {
            return this.#exclusive(async () => store(key, await this.get(key)))
                                                                ~~~~~~~~ again {"lock": "this.#tail", "through": " (through ${tick}get${tick})", "since": "line 10", "long": "for ever", "repair": ""}
          }
        }
      `,
    },
    {
      name: 'a lock that gives up by itself',
      ...marked`
        import lockfile from 'proper-lockfile'
        async function read() {
          const release = await lockfile.lock('state', { retries: 5 })
          try { return await load() } finally { await release() }
        }
        export async function update() {
          const release = await lockfile.lock('state', { retries: 5 })
          try { await store(await read()) } finally { await release() }
                                  ~~~~ again {"lock": "\"state\"", "through": " (through ${tick}read${tick})", "since": "line 7", "long": "until it gives up", "repair": ""}
        }
      `,
    },
    {
      name: 'a shared lock, wanted exclusively, and the other way round',
      ...marked`
        import { RWLock } from 'async-rwlock'
        const lock = new RWLock()
        async function put(key) {
          await lock.writeLock()
          try { store(key) } finally { lock.unlock() }
        }
        export async function get(key) {
          await lock.readLock()
          try { await put(key) } finally { lock.unlock() }
                      ~~~ upgrade {"lock": "lock", "through": " (through ${tick}put${tick})", "since": "line 8", "long": "for ever", "repair": ""}
        }
        const read = () => navigator.locks.request('doc', { mode: 'shared' }, load)
        export const edit = () => navigator.locks.request('doc', () => read())
                                                                       ~~~~ downgrade
      `,
    },
    {
      name: 'waiting until nobody holds it',
      ...marked`
        import { Mutex } from 'async-mutex'
        import PQueue from 'p-queue'
        const mutex = new Mutex(), queue = new PQueue({ concurrency: 2 })
        export const settle = () => mutex.runExclusive(() => mutex.waitForUnlock())
                                                             ~~~~~~~~~~~~~~~~~~~ idle
        export const flush = () => queue.add(async () => { await queue.onIdle() })
                                                                 ~~~~~~~~~~~~ idle
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks that give up

/** A till whose public methods take the same lock, by a wait that is limited. */
const till = (lock: string, balance = 'this.balance()'): string => text`
  import { Mutex, tryAcquire, withTimeout } from 'async-mutex'
  export class Till {
    lock = ${lock}
    balance() {
      return this.lock.runExclusive(() => this.count())
    }
    pay(sum) {
      return this.lock.runExclusive(async () => {
        const left = await ${balance} - sum
        await this.book(left)
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'the inner part takes no lock', code: till('withTimeout(new Mutex(), 500)', 'this.count()') },
    { name: 'fails at once where it is held: whoever asks knows that', code: till('tryAcquire(new Mutex())') },
  ],
  invalid: [
    { name: 'waits for itself until the time is over', code: till('withTimeout(new Mutex(), 500)'), errors: [{ messageId: 'again', data: { lock: 'this.lock', through: ' (through `balance`)', since: 'line 8', long: 'until it gives up' }, line: 9, column: 26 }] },
  ],
})

import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const mutex = `
  import { Mutex } from 'async-mutex'
  const mutex = new Mutex()`

/** For names in the data of a message. */
const tick = '`'

/** A lock built on a chain of promises. */
const chain = `
  let tail = Promise.resolve()
  function serial(job) {
    const run = tail.then(job, job)
    tail = run.catch(() => {})
    return run
  }`

// ---------------------------------------------------------------- locks with one holder

run(rule, {
  valid: [
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

// ---------------------------------------------------------------- slots

run(rule, {
  valid: [
    {
      name: 'a recursion that holds no slot while it goes down',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function size(dir) {
          const names = await limit(() => list(dir))
          return Promise.all(names.map((name) => size(name)))
        }
      `,
    },
    {
      name: 'a task that adds others and does not wait for them',
      code: text`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        export const crawl = (url) => queue.add(async () => { for (const link of await links(url)) void crawl(link) })
      `,
    },
    {
      name: 'no limit, or another one',
      code: text`
        import pLimit from 'p-limit'
        import PQueue from 'p-queue'
        const outer = pLimit(2), inner = pLimit(2), queue = new PQueue()
        export const nested = (work) => outer(() => inner(work))
        export const free = (work) => queue.add(() => queue.add(work))
      `,
    },
    {
      name: 'once, at the start of the module: it needs two of four slots',
      code: text`
        import { Semaphore } from 'async-mutex'
        const slots = new Semaphore(4)
        await slots.runExclusive(() => slots.runExclusive(warmUp))
      `,
    },
    {
      name: 'a task queue that is no limit: everything that is queued starts at once',
      code: text`
        const tasks = []
        const run = (task) => new Promise((resolve, reject) => { tasks.push({ task, resolve, reject }); setImmediate(flush) })
        function flush() { for (const { task, resolve, reject } of tasks.splice(0)) task().then(resolve, reject) }
        export const build = (target) => run(async () => { for (const each of await deps(target)) await build(each) })
      `,
    },
  ],
  invalid: [
    {
      name: 'a recursion inside its own tasks',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function size(dir) {
          const names = await list(dir)
          return Promise.all(names.map((name) => limit(async () => (await isFolder(name) ? size(name) : 1))))
                                                                                           ~~~~ slot {"lock": "limit", "through": " (through ${tick}size${tick})", "since": "line 5", "long": "for ever", "repair": ""}
        }
      `,
    },
    {
      name: 'a task of a fan-out that waits for another task',
      ...marked`
        import PQueue from 'p-queue'
        export class Jobs {
          #queue = new PQueue({ concurrency: 3 })
          run(job) { return this.#queue.add(job) }
          importAll(files) { return Promise.all(files.map((file) => this.run(() => this.#importFile(file)))) }
                                                                                   ~~~~~~~~~~~~~~~~ slot {"lock": "this.#queue", "through": " (through ${tick}#importFile${tick} and ${tick}run${tick})", "since": "line 5", "long": "for ever", "repair": ""}
          async #importFile(file) { return this.run(() => load(file)) }
        }
      `,
    },
    {
      name: 'a semaphore, taken by hand and by section',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(10)
        async function upload(page) {
          await slots.acquire()
          try { await store(page) } finally { slots.release() }
        }
        export async function publish(page) {
          await slots.acquire()
          try { await upload(await render(page)) } finally { slots.release() }
                      ~~~~~~ slot
        }
      `,
    },
    {
      name: 'lists of tasks',
      ...marked`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        const page = (n) => queue.add(() => load(n))
        export const two = () => queue.addAll([() => page(1), () => load(2)])
                                                     ~~~~ slot
        export const all = (list) => queue.addAll(list.map((n) => async () => { await page(n) }))
                                                                                      ~~~~ slot
      `,
    },
    {
      name: 'a worker of a queue that waits for another task, and functions that a limiter wraps',
      ...marked`
        import fastq from 'fastq'
        import Bottleneck from 'bottleneck'
        const queue = fastq.promise(visit, 2)
        async function visit(path) {
          for (const each of await list(path)) await queue.push(each)
                                                     ~~~~~~~~~~ slot {"lock": "queue", "through": "", "since": "line 3", "long": "for ever", "repair": ""}
        }
        const limiter = new Bottleneck({ maxConcurrent: 1 })
        export const user = limiter.wrap((id) => load(id))
        export const team = limiter.wrap(async (ids) => Promise.all(ids.map((id) => user(id))))
                                                                                    ~~~~ again {"lock": "limiter", "through": "", "since": "line 9", "long": "for ever", "repair": ""}
      `,
    },
    {
      name: 'limiters that the file builds itself: waiters, and queued tasks',
      ...marked`
        export function createLimiter(max) {
          let active = 0
          const waiting = []
          const next = () => { active--; waiting.shift()?.() }
          return async function limited(work) {
            if (active >= max) await new Promise((resolve) => waiting.push(resolve))
            active++
            try { return await work() } finally { next() }
          }
        }
        const limit = createLimiter(3)
        export const copy = (dir) => limit(async () => { for (const each of await list(dir)) await copy(each) })
                                                                                                   ~~~~ slot
        class TaskQueue {
          #tasks = []
          #running = 0
          add(task) { return new Promise((resolve, reject) => { this.#tasks.push({ task, resolve, reject }); this.#next() }) }
          #next() {
            if (this.#running >= 2 || this.#tasks.length === 0) return
            this.#running++
            const { task, resolve, reject } = this.#tasks.shift()
            task().then(resolve, reject).finally(() => { this.#running--; this.#next() })
          }
        }
        const queue = new TaskQueue()
        export const build = (target) => queue.add(async () => { await Promise.all((await deps(target)).map(build)) })
                                                                                                            ~~~~~ slot {"lock": "queue", "through": " (through ${tick}build${tick})", "since": "line 25", "long": "for ever", "repair": ""}
      `,
    },
    {
      name: 'a chain of promises is a queue of one',
      ...marked`
        ${chain}
        export const stage = () => serial(add)
        export const commit = () => serial(async () => { await stage(); await write() })
                                                               ~~~~~ again
      `,
    },
  ],
})

// ---------------------------------------------------------------- connections and rows

run(rule, {
  valid: [
    {
      name: 'the client, the transaction or the manager that is at hand',
      code: text`
        import { Pool } from 'pg'
        import knex from 'knex'
        import { DataSource } from 'typeorm'
        const pool = new Pool(), db = knex({}), source = new DataSource({})
        export async function order(id) {
          const client = await pool.connect()
          try { await price(client, id) } finally { client.release() }
          await pool.query('NOTIFY orders')
        }
        const price = (on, id) => on.query('SELECT price FROM items WHERE id = $1', [id])
        export const transfer = () => db.transaction(async (trx) => {
          await trx('accounts').update({})
          await db('accounts').transacting(trx).update({})
          await trx('log').insert({ at: db.raw('now()') })
        })
        export const place = () => source.transaction(async (manager) => {
          await manager.query('UPDATE stock', source.createQueryBuilder().getQuery())
        })
      `,
    },
    {
      name: 'transactions that find themselves',
      code: text`
        import { Sequelize } from 'sequelize'
        import { createNamespace } from 'cls-hooked'
        Sequelize.useCLS(createNamespace('tx'))
        const sequelize = new Sequelize('')
        export const move = () => sequelize.transaction(async () => { await sequelize.query('UPDATE a') })
      `,
    },
    {
      name: 'a row that is written in its transaction, or after it, or that is not locked',
      code: text`
        export async function rename(id, name, transaction) {
          const user = await User.findByPk(id, { lock: true, transaction })
          await user.update({ name }, { transaction })
          const team = await Team.findByPk(id, { transaction })
          await team.save()
          const group = await Group.findByPk(id, { lock: true, transaction })
          await transaction.commit()
          await group.save()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the pool is asked while a client of it is kept',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool({ max: 5 })
        const price = (id) => pool.query('SELECT price FROM items WHERE id = $1', [id])
        export async function order(id) {
          const client = await pool.connect()
          try {
            await client.query('INSERT INTO lines VALUES ($1)', [await price(id)])
                                                                       ~~~~~ connection {"lock": "pool", "through": " (through ${tick}price${tick})", "since": "line 5", "long": "for ever", "repair": "the client that is checked out"}
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'a statement outside of the transaction that runs',
      ...marked`
        import knex from 'knex'
        import { Sequelize } from 'sequelize'
        import { PrismaClient } from '@prisma/client'
        const db = knex({}), sequelize = new Sequelize(''), prisma = new PrismaClient()
        const audit = (id) => db('audit').insert({ id })
        export const transfer = (id) => db.transaction(async (trx) => { await trx('accounts').update({}); await audit(id) })
                                                                                                                ~~~~~ connection
        export const move = () => sequelize.transaction(async (transaction) => {
          await sequelize.query('UPDATE a', { transaction })
          await sequelize.query('INSERT INTO log')
                ~~~~~~~~~~~~~~~ connection
        })
        export const signUp = (data) => prisma.$transaction(async (tx) => {
          await tx.user.create({ data })
          await prisma.audit.create({ data })
                ~~~~~~~~~~~~~~~~~~~ connection
        })
      `,
    },
    {
      name: 'a field of a service',
      language: 'ts',
      ...marked`
        import type { DataSource } from 'typeorm'
        export class Orders {
          constructor(private readonly source: DataSource) {}
          place(order: object) {
            return this.source.transaction(async (manager) => {
              await manager.save(order)
              await this.source.query('UPDATE stock')
                    ~~~~~~~~~~~~~~~~~ connection {"lock": "this.source", "through": "", "since": "line 5", "long": "for ever", "repair": "the manager that the callback is given"}
            })
          }
        }
      `,
    },
    {
      name: 'a row that is read with a lock and written outside of the transaction',
      ...marked`
        export async function unsubscribe(id, transaction) {
          const user = await User.findByPk(id, { lock: transaction.LOCK.UPDATE, transaction })
          user.subscribed = false
          await user.save()
                ~~~~~~~~~ row {"row": "user", "since": "line 2"}
        }
      `,
      suggestions: [[{
        messageId: 'pass',
        output: text`
          export async function unsubscribe(id, transaction) {
            const user = await User.findByPk(id, { lock: transaction.LOCK.UPDATE, transaction })
            user.subscribed = false
            await user.save({ transaction })
          }
        `,
      }]],
    },
  ],
})

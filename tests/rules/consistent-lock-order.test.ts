import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

/** Two locks of a module, and a function that takes the ledger while it holds the accounts. */
const accountsFirst = `
  import { Mutex } from 'async-mutex'
  const accounts = new Mutex(), ledger = new Mutex()
  export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))`

/** A collection of locks, each made when it is first asked for. */
const lockFor = `
  import { Mutex } from 'async-mutex'
  const locks = new Map()
  function lockFor(id) {
    let lock = locks.get(id)
    if (!lock) {
      lock = new Mutex()
      locks.set(id, lock)
    }
    return lock
  }`

const account = `
  import { Mutex } from 'async-mutex'
  export class Account {
    readonly lock = new Mutex()
    constructor(readonly id: string, public balance: number) {}
  }`

// ---------------------------------------------------------------- circles

run(rule, {
  valid: [
    {
      name: 'the same order everywhere',
      code: `${accountsFirst}
        export async function audit() {
          const release = await accounts.acquire()
          try { await ledger.runExclusive(compare) } finally { release() }
        }`,
    },
    {
      name: 'the first lock is given back before the second is taken',
      code: `${accountsFirst}
        export async function audit() {
          await ledger.runExclusive(read)
          await accounts.runExclusive(compare)
        }`,
    },
    {
      name: 'one section after the other in a chain',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(read).then(() => accounts.runExclusive(compare))`,
    },
    {
      name: 'both sections side by side, neither inside the other',
      code: `${accountsFirst}\nexport const audit = () => Promise.all([ledger.runExclusive(read), accounts.runExclusive(compare)])`,
    },
    {
      name: 'a release in one branch, before the other lock',
      code: `${accountsFirst}
        export async function audit(quick) {
          const release = await ledger.acquire()
          let held = true
          try {
            if (quick) {
              release()
              held = false
              await accounts.runExclusive(compare)
            }
          } finally {
            if (held) release()
          }
        }`,
    },
    {
      name: 'a lock that is taken only sometimes, and given back where it was',
      code: `${accountsFirst}
        export async function audit(deep) {
          let release
          if (deep) release = await ledger.acquire()
          try { await read() } finally { if (release) release() }
          await accounts.runExclusive(compare)
        }`,
    },
    {
      name: 'nobody awaits the inner section',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => { void accounts.runExclusive(compare) })`,
    },
    {
      name: 'the inner section begins after the outer one is over (a promise that is returned from try … finally)',
      code: `${accountsFirst}
        export async function audit() {
          const release = await ledger.acquire()
          try { return accounts.runExclusive(compare) } finally { release() }
        }`,
    },
    {
      name: 'in a timer that is started under the lock',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => { setTimeout(() => accounts.runExclusive(compare), 100) })`,
    },
    {
      name: 'in a listener that is added under the lock',
      code: `${accountsFirst}\nexport const audit = (bus) => ledger.runExclusive(async () => { bus.on('change', async () => { await accounts.runExclusive(compare) }) })`,
    },
    {
      name: 'a helper that gives back the lock it is handed, then takes the other',
      code: `${accountsFirst}
        async function compareAfter(release) {
          release()
          await accounts.runExclusive(compare)
        }
        export async function audit() {
          const release = await ledger.acquire()
          await compareAfter(release)
        }`,
    },
    {
      name: 'a lock around both',
      code: text`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex(), accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => gate.runExclusive(() => accounts.runExclusive(() => ledger.runExclusive(book)))
        export const audit = () => gate.runExclusive(() => ledger.runExclusive(() => accounts.runExclusive(compare)))
      `,
    },
    {
      name: 'a lock around both, held by all callers of private methods',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Bank {
          #gate = new Mutex()
          #accounts = new Mutex()
          #ledger = new Mutex()
          #pay() { return this.#accounts.runExclusive(() => this.#ledger.runExclusive(book)) }
          #audit() { return this.#ledger.runExclusive(() => this.#accounts.runExclusive(compare)) }
          pay() { return this.#gate.runExclusive(() => this.#pay()) }
          audit() { return this.#gate.runExclusive(() => this.#audit()) }
        }
      `,
    },
    {
      name: 'the module itself takes both, once, at its start',
      code: text`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        await accounts.runExclusive(() => ledger.runExclusive(book))
        await ledger.runExclusive(() => accounts.runExclusive(compare))
      `,
    },
    {
      name: 'a class that only looks like a lock',
      code: text`
        class Mutex { runExclusive(work) { return work() } }
        const accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        export const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
      `,
    },
    {
      name: 'producer and consumer: semaphores that each gives to the other',
      code: text`
        import { Mutex, Semaphore } from 'async-mutex'
        const free = new Semaphore(8), filled = new Semaphore(0), slots = new Mutex()
        export async function put(item) {
          await free.acquire()
          await slots.runExclusive(() => items.push(item))
          filled.release()
        }
        export async function take() {
          await filled.acquire()
          const item = await slots.runExclusive(() => items.shift())
          free.release()
          return item
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'two functions, one order each',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex()
        const ledger = new Mutex()
        export async function pay() {
          await accounts.runExclusive(() => ledger.runExclusive(book))
        }
        export async function audit() {
          const release = await ledger.acquire()
          try {
            await accounts.runExclusive(compare)
                  ~~~~~~~~~~~~~~~~~~~~~ cycle {"taken": "accounts", "held": "ledger", "since": "8", "through": "", "otherLine": "5", "otherThrough": ""}
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'the second lock is taken by a function that is called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex()
        const audit = new Mutex()
        async function log(line) {
          const done = await audit.acquire()
          try { await write(line) } finally { done() }
        }
        export async function transfer(line) {
          const release = await accounts.acquire()
          try { await log(line) } finally { release() }
        }
        export const flush = () => audit.runExclusive(async () => {
          await accounts.runExclusive(sum)
                ~~~~~~~~~~~~~~~~~~~~~ cycle {"taken": "accounts", "held": "audit", "since": "12", "through": "", "otherLine": "10", "otherThrough": " (through ${'`log`'})"}
        })
      `,
    },
    {
      name: 'an early return in between does not end the other path',
      ...marked`
        import { Mutex } from 'async-mutex'
        const index = new Mutex(), files = new Mutex()
        export async function save(deep) {
          const releaseIndex = await index.acquire()
          if (!deep) {
            releaseIndex()
            return
          }
          const releaseFiles = await files.acquire()
          releaseFiles()
          releaseIndex()
        }
        export async function scan() {
          const releaseFiles = await files.acquire()
          try {
            const releaseIndex = await index.acquire()
                                       ~~~~~~~~~~~~~ cycle
            releaseIndex()
          } finally {
            releaseFiles()
          }
        }
      `,
    },
    {
      name: 'methods of a class that call one another',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #entries = new Mutex()
          #disk = new Mutex()
          put(key) { return this.#entries.runExclusive(() => this.#flush(key)) }
          async #flush(key) { await this.#disk.runExclusive(() => write(key)) }
          async compact() {
            await this.#disk.runExclusive(async () => { await this.#forget() })
                                                              ~~~~~~~~~~~~ cycle {"taken": "this.#entries", "held": "this.#disk", "since": "8", "through": " (through ${'`#forget`'})", "otherLine": "5", "otherThrough": " (through ${'`#flush`'})"}
          }
          #forget() { return this.#entries.acquire().then(async (release) => { await write(''); release() }) }
        }
      `,
    },
    {
      name: 'locks of a parent class, one of them behind a helper that takes the section',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Store {
          mutex = new Mutex()
          index = new Mutex()
          async exclusive(work) {
            const release = await this.mutex.acquire()
            try { return await work() } finally { release() }
          }
        }
        export class Shop extends Store {
          add() { return this.exclusive(() => this.index.runExclusive(write)) }
          find() { return this.index.runExclusive(() => this.exclusive(read)) }
                                                        ~~~~~~~~~~~~~~ cycle {"taken": "this.mutex", "held": "this.index", "since": "12", "through": " (through ${'`exclusive`'})", "otherLine": "11", "otherThrough": ""}
        }
      `,
    },
    {
      name: 'static members',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Registry {
          static #index = new Mutex()
          static #files = new Mutex()
          static add() { return Registry.#index.runExclusive(() => Registry.#files.runExclusive(write)) }
          static remove() { return this.#files.runExclusive(() => this.#index.runExclusive(write)) }
                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~ cycle
        }
      `,
    },
    {
      name: 'methods of an object, and locks that are destructured',
      ...marked`
        import { Mutex } from 'async-mutex'
        export const store = {
          index: new Mutex(),
          files: new Mutex(),
          add() { return this.index.runExclusive(() => this.files.runExclusive(write)) },
        }
        export function remove() {
          const { index, files } = store
          return files.runExclusive(() => index.runExclusive(write))
                                          ~~~~~~~~~~~~~~~~~~ cycle {"taken": "store.index", "held": "store.files", "since": "9", "through": "", "otherLine": "5", "otherThrough": ""}
        }
      `,
    },
    {
      name: 'two objects that call each other, each under its own lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Session {
          lock = new Mutex()
          constructor(public connection: Connection) {}
          send(text: string) { return this.lock.runExclusive(() => this.connection.write(text)) }
          closed() { return this.lock.runExclusive(async () => {}) }
        }
        export class Connection {
          lock = new Mutex()
          session!: Session
          write(text: string) { return this.lock.runExclusive(async () => text) }
          close() { return this.lock.runExclusive(() => this.session.closed()) }
                                                        ~~~~~~~~~~~~~~~~~~~ cycle {"taken": "this.session.lock", "held": "this.lock", "since": "12", "through": " (through ${'`closed`'})", "otherLine": "5", "otherThrough": " (through ${'`write`'})"}
        }
      `,
    },
    {
      name: 'a helper that takes both: its callers decide the order',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        async function both(first, second, work) {
          return first.runExclusive(() => second.runExclusive(work))
        }
        export const buy = () => both(users, orders, book)
        export const ban = () => both(orders, users, hide)
                                 ~~~~ cycle {"taken": "users", "held": "orders", "since": "7", "through": " (through ${'`both`'})", "otherLine": "6", "otherThrough": " (through ${'`both`'})"}
      `,
    },
    {
      name: 'releasers that helpers return',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        const lockUsers = () => users.acquire()
        async function lockOrders() {
          const release = await orders.acquire()
          return { unlock: () => { release() } }
        }
        export async function buy() {
          const release = await lockUsers()
          try {
            const { unlock } = await lockOrders()
            try { await book() } finally { unlock() }
          } finally { release() }
        }
        export async function ship() {
          const held = await lockOrders()
          try {
            const release = await lockUsers()
                                  ~~~~~~~~~ cycle
            release()
          } finally { held.unlock() }
        }
      `,
    },
    {
      name: 'a release that comes with the end of a promise',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        export async function buy() {
          const release = await users.acquire()
          return orders.runExclusive(book).finally(release)
        }
        export const ship = () => orders.runExclusive(() => users.runExclusive(send))
                                                            ~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'inside Promise.all under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const index = new Mutex(), files = new Mutex()
        export const rebuild = (names) => index.runExclusive(async () => {
          await Promise.all(names.map(async (name) => {
            const release = await files.acquire()
            try { await read(name) } finally { release() }
          }))
        })
        export const write = (name) => files.runExclusive(() => index.runExclusive(() => add(name)))
                                                                ~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'calls of one run of the module that are not awaited one by one',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
                                                      ~~~~~~~~~~~~~~~~~~~~~ cycle
        await Promise.all([pay(), audit()])
      `,
    },
    {
      name: 'a circle of three locks',
      ...marked`
        import { Mutex } from 'async-mutex'
        const cart = new Mutex(), stock = new Mutex(), user = new Mutex()
        export const add = () => cart.runExclusive(() => stock.runExclusive(take))
        export const fill = () => stock.runExclusive(() => user.runExclusive(notify))
        export const drop = () => user.runExclusive(() => cart.runExclusive(clear))
                                                          ~~~~~~~~~~~~~~~~~ circle {"taken": "cart", "held": "user", "since": "5", "through": "", "others": "line 3 locks ${'`stock`'} while ${'`cart`'} is held, line 4 locks ${'`user`'} while ${'`stock`'} is held"}
      `,
    },
    {
      name: 'once per circle, however many functions take part',
      ...marked`
        import { Mutex } from 'async-mutex'
        const a = new Mutex(), b = new Mutex()
        export const one = () => a.runExclusive(() => b.runExclusive(work))
        export const two = () => a.runExclusive(() => b.runExclusive(work))
        export const three = () => b.runExclusive(() => a.runExclusive(work))
                                                        ~~~~~~~~~~~~~~ cycle {"taken": "a", "held": "b", "since": "5", "through": "", "otherLine": "3", "otherThrough": ""}
        export const four = () => b.runExclusive(() => a.runExclusive(work))
      `,
    },
  ],
})

// ---------------------------------------------------------------- libraries and styles

run(rule, {
  valid: [
    {
      name: 'Web Locks: a request that does not wait',
      code: text`
        export const sync = () => navigator.locks.request('outbox', () => navigator.locks.request('inbox', { ifAvailable: true }, pull))
        export const read = () => navigator.locks.request('inbox', () => navigator.locks.request('outbox', show))
      `,
    },
    {
      name: 'Web Locks: a request that gives up',
      code: text`
        export const sync = () => navigator.locks.request('outbox', () => navigator.locks.request('inbox', { signal: AbortSignal.timeout(500) }, pull))
        export const read = () => navigator.locks.request('inbox', () => navigator.locks.request('outbox', show))
      `,
    },
    {
      name: 'Web Locks: both sides share both',
      code: text`
        export const sync = () => navigator.locks.request('a', { mode: 'shared' }, () => navigator.locks.request('b', { mode: 'shared' }, pull))
        export const read = () => navigator.locks.request('b', { mode: 'shared' }, () => navigator.locks.request('a', { mode: 'shared' }, show))
      `,
    },
    {
      name: 'Web Locks: options that are not in sight may end the wait',
      code: text`
        export const sync = (options) => navigator.locks.request('outbox', () => navigator.locks.request('inbox', options, pull))
        export const read = () => navigator.locks.request('inbox', () => navigator.locks.request('outbox', show))
      `,
    },
    {
      name: 'async-lock: a list of keys is taken in one step',
      code: text`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export const buy = () => lock.acquire(['users', 'orders'], book)
        export const ban = () => lock.acquire(['orders', 'users'], hide)
      `,
    },
    {
      name: 'async-lock: the same keys of two objects',
      code: text`
        import AsyncLock from 'async-lock'
        const users = new AsyncLock(), orders = new AsyncLock()
        export const buy = (id) => users.acquire(id, () => orders.acquire(id, book))
        export const ban = (id) => users.acquire(id, () => orders.acquire(id, hide))
      `,
    },
    {
      name: 'async-mutex: tryAcquire and withTimeout do not wait for ever',
      code: text`
        import { Mutex, tryAcquire, withTimeout } from 'async-mutex'
        const a = new Mutex(), b = new Mutex(), c = new Mutex()
        const patient = withTimeout(c, 500)
        export const one = () => a.runExclusive(() => tryAcquire(b).runExclusive(work))
        export const two = () => b.runExclusive(() => a.runExclusive(work))
        export const three = () => a.runExclusive(() => patient.runExclusive(work))
        export const four = () => c.runExclusive(() => a.runExclusive(work))
      `,
    },
    {
      name: 'a wait that is raced with a timer',
      code: `${accountsFirst}
        export const audit = () => ledger.runExclusive(async () => {
          const release = await Promise.race([accounts.acquire(), timeout(100)])
          release?.()
        })`,
    },
    {
      name: 'await-lock: a lock that is only tried',
      code: text`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock(), disk = new AwaitLock()
        export async function flash() {
          await radio.acquireAsync()
          try {
            if (!disk.tryAcquire()) return false
            try { return await write() } finally { disk.release() }
          } finally { radio.release() }
        }
        export async function log() {
          await disk.acquireAsync()
          try {
            await radio.acquireAsync()
            radio.release()
          } finally { disk.release() }
        }
      `,
    },
    {
      name: 'await-lock: one after the other',
      code: text`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock(), disk = new AwaitLock()
        export async function flash() {
          await radio.acquireAsync()
          try { await disk.acquireAsync(); disk.release() } finally { radio.release() }
        }
        export async function log() {
          await disk.acquireAsync()
          disk.release()
          await radio.acquireAsync()
          radio.release()
        }
      `,
    },
    {
      name: 'readers only',
      code: text`
        import { RWLock } from 'async-rwlock'
        const users = new RWLock(), orders = new RWLock()
        export async function list() { await users.readLock(); await orders.readLock(); orders.unlock(); users.unlock() }
        export async function sum() { await orders.readLock(); await users.readLock(); users.unlock(); orders.unlock() }
      `,
    },
    {
      name: 'proper-lockfile: without retries a held file is an error at once',
      code: text`
        import { lock } from 'proper-lockfile'
        export async function read() { const a = await lock('a.json'); const b = await lock('b.json'); await b(); await a() }
        export async function write() { const b = await lock('b.json'); const a = await lock('a.json'); await a(); await b() }
      `,
    },
    {
      name: 'p-queue: without a concurrency nobody waits for a slot',
      code: text`
        import PQueue from 'p-queue'
        const disk = new PQueue(), net = new PQueue()
        export const pull = (url) => net.add(() => disk.add(() => save(url)))
        export const push = (url) => disk.add(() => net.add(() => send(url)))
      `,
    },
    {
      name: 'mutexify: one callback after the other has given back',
      code: text`
        import mutexify from 'mutexify'
        const users = mutexify(), orders = mutexify()
        export const buy = (done) => { users((releaseUsers) => { orders((releaseOrders) => { releaseOrders(); releaseUsers(done) }) }) }
        export const ban = (done) => { orders((releaseOrders) => { releaseOrders(); users((releaseUsers) => { releaseUsers(done) }) }) }
      `,
    },
    {
      name: 'using: the inner block has given back',
      code: `${accountsFirst}
        export async function audit() {
          { await using held = await ledger.acquire() }
          await using other = await accounts.acquire()
          await compare()
        }`,
      language: 'ts',
    },
  ],
  invalid: [
    {
      name: 'Web Locks: names through a constant and a helper',
      ...marked`
        const SETTINGS = 'settings'
        const loadProfile = () => navigator.locks.request('profile', () => read('profile'))
        export const saveSettings = () => navigator.locks.request(SETTINGS, () => loadProfile())
        export const saveProfile = () => navigator.locks.request('profile', async () => {
          await navigator.locks.request('settings', { mode: 'exclusive' }, write)
                ~~~~~~~~~~~~~~~~~~~~~~~ cycle {"taken": "\"settings\"", "held": "\"profile\"", "since": "4", "through": "", "otherLine": "3", "otherThrough": " (through ${'`loadProfile`'})"}
        })
      `,
    },
    {
      name: 'Web Locks: families of names',
      ...marked`
        export const reserve = (seat, payment) => navigator.locks.request(${'`seat:${seat}`'}, () => navigator.locks.request(${'`payment:${payment}`'}, book))
        export const refund = (payment) => navigator.locks.request('payment:' + payment.id, () => navigator.locks.request(${'`seat:${payment.seat}`'}, free))
                                                                                                  ~~~~~~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'Web Locks: one side shares, the other does not',
      ...marked`
        export const list = () => navigator.locks.request('a', { mode: 'shared' }, () => navigator.locks.request('b', { mode: 'shared' }, show))
        export const save = () => navigator.locks.request('b', () => navigator.locks.request('a', write))
                                                                     ~~~~~~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'async-lock: keys one inside the other',
      ...marked`
        import AsyncLock from 'async-lock'
        const KEYS = { users: 'users', orders: 'orders' }
        const lock = new AsyncLock()
        export const buy = () => lock.acquire('users', () => lock.acquire('orders', book))
        export const ban = () => lock.acquire(KEYS.orders, async () => { await lock.acquire(KEYS.users, hide) })
                                                                               ~~~~~~~~~~~~ cycle {"taken": "lock[\"users\"]", "held": "lock[\"orders\"]", "since": "5", "through": "", "otherLine": "4", "otherThrough": ""}
      `,
    },
    {
      name: 'async-lock: sections that are ended by hand',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function buy() {
          lock.acquire('users', (done) => { lock.acquire('orders', (ready) => { ready(); done() }) })
        }
        export function ban() {
          lock.acquire('orders', (done) => { lock.acquire('users', (ready) => { ready(); done() }) })
                                             ~~~~~~~~~~~~ cycle
        }
      `,
    },
    {
      name: 'await-lock: pairs of calls',
      ...marked`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock(), disk = new AwaitLock()
        export async function flash() {
          await radio.acquireAsync()
          try { await disk.acquireAsync(); disk.release() } finally { radio.release() }
        }
        export async function log() {
          await disk.acquireAsync()
          try {
            await radio.acquireAsync()
                  ~~~~~~~~~~~~~~~~~~ cycle {"taken": "radio", "held": "disk", "since": "8", "through": "", "otherLine": "5", "otherThrough": ""}
            radio.release()
          } finally { disk.release() }
        }
      `,
    },
    {
      name: 'redlock: keys built by functions',
      ...marked`
        import Redlock from 'redlock'
        const redlock = new Redlock([client])
        const seatKey = (id) => ${'`lock:seat:${id}`'}
        const paymentKey = (id) => ${'`lock:payment:${id}`'}
        export async function reserve(seat, payment) {
          const held = await redlock.acquire([seatKey(seat)], 10_000)
          try {
            const lock = await redlock.acquire([paymentKey(payment)], 10_000)
            await lock.release()
          } finally { await held.release() }
        }
        export const refund = (seat, payment) => redlock.using([paymentKey(payment)], 10_000, async () => {
          await redlock.using([seatKey(seat)], 10_000, book)
                ~~~~~~~~~~~~~ cycle {"taken": "\"lock:seat:${'${seat}'}\"", "held": "\"lock:payment:${'${payment}'}\"", "since": "12", "through": "", "otherLine": "8", "otherThrough": ""}
        })
      `,
    },
    {
      name: 'proper-lockfile with retries',
      ...marked`
        import { lock } from 'proper-lockfile'
        const patience = { retries: 20 }
        export async function read() { const a = await lock('a.json', patience); const b = await lock('b.json', patience); await b(); await a() }
        export async function write() { const b = await lock('b.json', patience); const a = await lock('a.json', patience); await a(); await b() }
                                                                                                  ~~~~ cycle
      `,
    },
    {
      name: 'writers behind readers',
      ...marked`
        import { RWLock } from 'async-rwlock'
        const users = new RWLock(), orders = new RWLock()
        export async function buy() { await users.readLock(); await orders.writeLock(); orders.unlock(); users.unlock() }
        export async function ban() { await orders.readLock(); await users.writeLock(); users.unlock(); orders.unlock() }
                                                                     ~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'mutexify: callbacks inside one another',
      ...marked`
        import mutexify from 'mutexify'
        const users = mutexify(), orders = mutexify()
        export const buy = (done) => { users((releaseUsers) => { orders((releaseOrders) => { releaseOrders(); releaseUsers(done) }) }) }
        export const ban = (done) => { orders((releaseOrders) => { users((releaseUsers) => { releaseUsers(); releaseOrders(done) }) }) }
                                                                   ~~~~~ cycle
      `,
    },
    {
      name: 'slots of limiters',
      ...marked`
        import pLimit from 'p-limit'
        const disk = pLimit(2), net = pLimit(4)
        export const pull = (url) => net(() => disk(() => save(url)))
        export const push = (url) => disk(async () => {
          const text = await load(url)
          return net(() => send(text))
                 ~~~ cycle {"taken": "net", "held": "disk", "since": "4", "through": "", "otherLine": "3", "otherThrough": ""}
        })
      `,
    },
    {
      name: 'using: disposed of at the end of the scope',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        const a = new Mutex(), b = new Mutex()
        export async function one() {
          await using first = await a.acquire()
          await using second = await b.acquire()
          await work()
        }
        export async function two() {
          await using first = await b.acquire()
          await using second = await a.acquire()
                                     ~~~~~~~~~ cycle
          await work()
        }
      `,
    },
    {
      name: 'locks that the settings declare',
      settings: { concurrency: { locks: [{ id: 'team', on: ['@team/locks#Lock()'], permits: 1, methods: { guard: { does: 'scope', callback: 0, awaited: true } } }] } },
      ...marked`
        import { Lock } from '@team/locks'
        const a = new Lock(), b = new Lock()
        export const one = () => a.guard(() => b.guard(work))
        export const two = () => b.guard(() => a.guard(work))
                                               ~~~~~~~ cycle
      `,
    },
    {
      name: 'CommonJS',
      language: 'js',
      sourceType: 'commonjs',
      ...marked`
        const { Mutex } = require('async-mutex')
        const a = new Mutex(), b = new Mutex()
        exports.one = () => a.runExclusive(() => b.runExclusive(work))
        exports.two = () => b.runExclusive(() => a.runExclusive(work))
                                                 ~~~~~~~~~~~~~~ cycle
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks built in the file

run(rule, {
  valid: [
    {
      name: 'a cache of promises is no lock',
      code: text`
        class Cache {
          #kept = new Map()
          async get(key, load) {
            const known = this.#kept.get(key)
            if (known !== undefined) return await known
            const fresh = load()
            this.#kept.set(key, fresh)
            return fresh
          }
        }
        const users = new Cache(), orders = new Cache()
        export const one = () => users.get('x', () => orders.get('y', load))
        export const two = () => orders.get('y', () => users.get('x', load))
      `,
    },
    {
      name: 'waiting for a connection that is made once is no lock',
      code: text`
        class Client {
          async with(work) {
            this.ready ??= connect()
            await this.ready
            return work()
          }
        }
        const a = new Client(), b = new Client()
        export const one = () => a.with(() => b.with(query))
        export const two = () => b.with(() => a.with(query))
      `,
    },
    {
      name: 'a channel is no lock',
      code: text`
        class Channel {
          #items = []
          #waiters = []
          async take() {
            if (this.#items.length > 0) return this.#items.shift()
            return new Promise((resolve) => { this.#waiters.push(resolve) })
          }
          give(item) {
            const waiter = this.#waiters.shift()
            if (waiter) waiter(item)
            else this.#items.push(item)
          }
        }
        const a = new Channel(), b = new Channel()
        export async function one() { await a.take(); await b.take() }
        export async function two() { await b.take(); await a.take() }
      `,
    },
  ],
  invalid: [
    {
      name: 'sections in a chain of promises',
      ...marked`
        class Mutex {
          #tail = Promise.resolve()
          run(work) {
            const result = this.#tail.then(() => work())
            this.#tail = result.catch(() => {})
            return result
          }
        }
        const a = new Mutex(), b = new Mutex()
        export const one = () => a.run(() => b.run(work))
        export const two = () => b.run(() => a.run(work))
                                             ~~~~~ cycle {"taken": "a", "held": "b", "since": "11", "through": "", "otherLine": "10", "otherThrough": ""}
      `,
    },
    {
      name: 'a releaser behind the promise before',
      ...marked`
        class Lock {
          tail = Promise.resolve()
          async acquire() {
            let release
            const mine = new Promise((resolve) => { release = resolve })
            const before = this.tail
            this.tail = before.then(() => mine)
            await before
            return release
          }
        }
        const a = new Lock(), b = new Lock()
        export async function one() { const first = await a.acquire(); const second = await b.acquire(); second(); first() }
        export async function two() { const first = await b.acquire(); const second = await a.acquire(); second(); first() }
                                                                                            ~~~~~~~~~ cycle
      `,
    },
    {
      name: 'a queue of waiters behind a flag, in a class with a scope method',
      ...marked`
        class Mutex {
          locked = false
          waiters = []
          async runExclusive(work) {
            await this.lock()
            try { return await work() } finally { this.unlock() }
          }
          lock() {
            if (!this.locked) {
              this.locked = true
              return Promise.resolve()
            }
            return new Promise((resolve) => { this.waiters.push(resolve) })
          }
          unlock() {
            const next = this.waiters.shift()
            if (next) next()
            else this.locked = false
          }
        }
        const a = new Mutex(), b = new Mutex()
        export const one = () => a.runExclusive(() => b.runExclusive(work))
        export const two = () => b.runExclusive(() => a.runExclusive(work))
                                                      ~~~~~~~~~~~~~~ cycle {"taken": "a", "held": "b", "since": "23", "through": " (through ${'`runExclusive`'})", "otherLine": "22", "otherThrough": " (through ${'`runExclusive`'})"}
      `,
    },
    {
      name: 'a flag that is polled',
      ...marked`
        class Mutex {
          locked = false
          async acquire() {
            while (this.locked) await pause(10)
            this.locked = true
          }
          release() { this.locked = false }
        }
        const a = new Mutex(), b = new Mutex()
        export async function one() { await a.acquire(); await b.acquire(); b.release(); a.release() }
        export async function two() { await b.acquire(); await a.acquire(); a.release(); b.release() }
                                                               ~~~~~~~~~ cycle
      `,
    },
    {
      name: 'each closure of a function that makes locks has its own',
      ...marked`
        function makeLock() {
          let tail = Promise.resolve()
          return (work) => {
            const result = tail.then(work, work)
            tail = result
            return result
          }
        }
        const users = makeLock(), orders = makeLock()
        export const buy = () => users(() => orders(book))
        export const ban = () => orders(async () => { await users(hide) })
                                                            ~~~~~ cycle {"taken": "users", "held": "orders", "since": "11", "through": "", "otherLine": "10", "otherThrough": ""}
      `,
    },
    {
      name: 'a chain of promises by key',
      ...marked`
        const tails = new Map()
        function withLock(key, work) {
          const before = tails.get(key) ?? Promise.resolve()
          const next = before.then(() => work())
          tails.set(key, next.catch(() => {}))
          return next
        }
        export const buy = () => withLock('users', () => withLock('orders', book))
        export const ban = () => withLock('orders', () => withLock('users', hide))
                                                          ~~~~~~~~ cycle
      `,
    },
    {
      name: 'words of shared memory',
      ...marked`
        class SpinLock {
          constructor(view, index) {
            this.view = view
            this.index = index
          }
          lock() {
            while (Atomics.compareExchange(this.view, this.index, 0, 1) !== 0) Atomics.wait(this.view, this.index, 1)
          }
          unlock() {
            Atomics.store(this.view, this.index, 0)
            Atomics.notify(this.view, this.index, 1)
          }
        }
        const memory = new Int32Array(new SharedArrayBuffer(8))
        const head = new SpinLock(memory, 0), tail = new SpinLock(memory, 1)
        export function push() {
          tail.lock()
          try { head.lock(); head.unlock() } finally { tail.unlock() }
        }
        export function pop() {
          head.lock()
          try { tail.lock(); tail.unlock() } finally { head.unlock() }
                ~~~~~~~~~ cycle {"taken": "tail", "held": "head", "since": "21", "through": "", "otherLine": "18", "otherThrough": ""}
        }
      `,
    },
    {
      name: 'a class around a lock, with methods of its own',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Guard {
          #mutex = new Mutex()
          #release
          async lock() { this.#release = await this.#mutex.acquire() }
          unlock() { this.#release() }
        }
        const a = new Guard(), b = new Guard()
        export async function one() { await a.lock(); try { await b.lock(); b.unlock() } finally { a.unlock() } }
        export async function two() { await b.lock(); try { await a.lock(); a.unlock() } finally { b.unlock() } }
                                                                  ~~~~~~ cycle
        export async function three() { await b.lock(); b.unlock(); await a.lock(); a.unlock() }
      `,
    },
  ],
})

// ---------------------------------------------------------------- the caller's order

run(rule, {
  valid: [
    {
      name: 'sorted keys',
      code: `${lockFor}
        export async function transfer(from, to) {
          const [first, second] = [from, to].sort()
          await lockFor(first).runExclusive(() => lockFor(second).runExclusive(move))
        }`,
    },
    {
      name: 'a comparison decides who is first',
      code: `${account}
        export async function transfer(from: Account, to: Account) {
          const [first, second] = from.id < to.id ? [from, to] : [to, from]
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'the two are swapped where they come the wrong way round',
      code: `${lockFor}
        export async function transfer(from, to) {
          if (from > to) [from, to] = [to, from]
          await lockFor(from).runExclusive(() => lockFor(to).runExclusive(move))
        }`,
    },
    {
      name: 'the wrong way round calls itself the right way round',
      code: `${account}
        export async function transfer(from: Account, to: Account): Promise<void> {
          if (to.id < from.id) return transfer(to, from)
          await from.lock.runExclusive(() => to.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'the smaller index first',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = Array.from({ length: 8 }, () => new Mutex())
        export async function swap(i, j) {
          const low = Math.min(i, j), high = Math.max(i, j)
          await locks[low].runExclusive(() => locks[high].runExclusive(move))
        }
      `,
    },
    {
      name: 'another function brings them into an order',
      code: `${account}
        const inOrder = (a: Account, b: Account) => (a.id < b.id ? [a, b] : [b, a])
        export async function transfer(from: Account, to: Account) {
          const [first, second] = inOrder(from, to)
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'a loop over sorted keys',
      code: `${lockFor}
        export async function withAll(ids, work) {
          const releases = []
          try {
            for (const id of [...new Set(ids)].sort()) releases.push(await lockFor(id).acquire())
            return await work()
          } finally {
            for (const release of releases.reverse()) release()
          }
        }`,
    },
    {
      name: 'the caller sorts',
      code: `${lockFor}
        async function withAll(ids, work) {
          const releases = []
          for (const id of ids) releases.push(await lockFor(id).acquire())
          try { return await work() } finally { while (releases.length > 0) releases.pop()() }
        }
        export const merge = (a, b) => withAll([a, b].toSorted(), move)`,
    },
    {
      name: 'a loop that holds one lock at a time',
      code: `${lockFor}
        export async function each(ids, work) {
          for (const id of ids) {
            const release = await lockFor(id).acquire()
            try { await work(id) } finally { release() }
          }
        }`,
    },
    {
      name: 'a loop over locks that nobody chooses',
      code: text`
        import { Mutex } from 'async-mutex'
        const shards = [new Mutex(), new Mutex(), new Mutex()]
        export async function freeze(work) {
          const releases = []
          for (const shard of shards) releases.push(await shard.acquire())
          try { await work() } finally { releases.forEach((release) => release()) }
        }
      `,
    },
    {
      name: 'all are asked for in one step, so that queues are consistent',
      code: `${lockFor}\nexport const lockAll = (ids) => Promise.all(ids.map((id) => lockFor(id).acquire()))`,
    },
    {
      name: 'a lock around the whole transfer',
      code: `${lockFor}
        const gate = new Mutex()
        export const transfer = (from, to) => gate.runExclusive(() => lockFor(from).runExclusive(() => lockFor(to).runExclusive(move)))`,
    },
    {
      name: 'keys of different sorts',
      code: `${lockFor}\nexport const buy = (userId, orderId) => lockFor(userId).runExclusive(() => lockFor(orderId).runExclusive(book))`,
    },
    {
      name: 'a tree has an order of its own',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Folder {
          lock = new Mutex()
          parent?: Folder
          rename() { return this.lock.runExclusive(() => this.parent?.lock.runExclusive(async () => {})) }
        }
        export const rotate = (folder: { left: Folder; right: Folder }) => folder.left.lock.runExclusive(() => folder.right.lock.runExclusive(async () => {}))
      `,
    },
    {
      name: 'parent and child have an order of their own',
      code: `${lockFor}
        export const attach = (parentId, childId) => lockFor(parentId).runExclusive(() => lockFor(childId).runExclusive(move))`,
    },
    {
      name: 'another function says which comes first, by its name',
      code: `${account}
        export async function transfer(from: Account, to: Account) {
          const [first, second] = comesBefore(from, to) ? [from, to] : [to, from]
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'one lock is taken where a test holds, the other where it does not',
      code: `${accountsFirst}
        export async function close(month, dry) {
          let release
          if (!dry) release = await ledger.acquire()
          try {
            if (dry) await accounts.runExclusive(() => month.check())
          } finally {
            release?.()
          }
        }`,
    },
    {
      name: 'a function of the file that is always called the same way',
      code: text`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        async function both(first, second, work) { return first.runExclusive(() => second.runExclusive(work)) }
        export const buy = () => both(users, orders, book)
        export const ban = () => both(users, orders, hide)
      `,
    },
  ],
  invalid: [
    {
      name: 'two objects of one class',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          readonly lock = new Mutex()
          balance = 0
        }
        export async function transfer(from: Account, to: Account, amount: number) {
          if (from === to) return
          const releaseFrom = await from.lock.acquire()
          try {
            const releaseTo = await to.lock.acquire()
                                    ~~~~~~~~~~~~~~~ given {"first": "from.lock", "second": "to.lock", "since": "8"}
            from.balance -= amount
            releaseTo()
          } finally {
            releaseFrom()
          }
        }
      `,
    },
    {
      name: 'two keys that can be compared: the repair takes the locks in their order',
      language: 'ts',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export async function transfer(from: string, to: string) {
          await lock.acquire(from, () => lock.acquire(to, () => move(from, to)))
                                         ~~~~~~~~~~~~ given
        }
      `,
      suggestions: [[{
        messageId: 'sort',
        output: text`
          import AsyncLock from 'async-lock'
          const lock = new AsyncLock()
          export async function transfer(from: string, to: string) {
            const [first, second] = from < to ? [from, to] : [to, from]
            await lock.acquire(first, () => lock.acquire(second, () => move(from, to)))
          }
        `,
      }]],
    },
    {
      name: 'no repair for keys that may be anything, and none where the names are taken',
      language: 'ts',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export async function transfer(from: unknown, to: unknown) {
          await lock.acquire(from, () => lock.acquire(to, move))
                                         ~~~~~~~~~~~~ given
        }
        export async function swap(from: string, to: string) {
          const first = await load(from)
          await lock.acquire(from, () => lock.acquire(to, () => first.move()))
                                         ~~~~~~~~~~~~ given
        }
      `,
    },
    {
      name: 'without types: the file shows what holds the lock',
      language: 'js',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          constructor(id) {
            this.id = id
            this.lock = new Mutex()
          }
        }
        export const transfer = ({ from, to }) => from.lock.runExclusive(() => to.lock.runExclusive(move))
                                                                               ~~~~~~~~~~~~~~~~~~~~ given {"first": "from.lock", "second": "to.lock", "since": "8"}
      `,
    },
    {
      name: 'this object and another of its class',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          #lock = new Mutex()
          merge(other: Account) {
            return this.#lock.runExclusive(() => other.#lock.runExclusive(async () => {}))
                                                 ~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "this.#lock", "second": "other.#lock", "since": "5"}
          }
        }
      `,
    },
    {
      name: 'two keys of a collection',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Bank {
          #locks = new Map()
          #lockFor(id) {
            if (!this.#locks.has(id)) this.#locks.set(id, new Mutex())
            return this.#locks.get(id)
          }
          async transfer(fromId, toId) {
            await this.#lockFor(fromId).runExclusive(async () => {
              await this.#lockFor(toId).runExclusive(move)
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "this.#locks[fromId]", "second": "this.#locks[toId]", "since": "9"}
            })
          }
        }
      `,
    },
    {
      name: 'two names of a family',
      ...marked`
        export const move = (from, to) => navigator.locks.request(${'`folder:${from}`'}, () => navigator.locks.request(${'`folder:${to}`'}, rename))
                                                                                          ~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "\"folder:${'${from}'}\"", "second": "\"folder:${'${to}'}\"", "since": "1"}
      `,
    },
    {
      name: 'two indexes',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = Array.from({ length: 8 }, () => new Mutex())
        export async function swap(i, j) {
          await locks[i].runExclusive(() => locks[j].runExclusive(move))
                                            ~~~~~~~~~~~~~~~~~~~~~ given {"first": "locks[i]", "second": "locks[j]", "since": "4"}
        }
      `,
    },
    {
      name: 'the two of a pair',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export const swap = (ids) => lock.acquire(ids[0], () => lock.acquire(ids[1], move))
                                                                ~~~~~~~~~~~~ given {"first": "lock[ids[0]]", "second": "lock[ids[1]]", "since": "3"}
      `,
    },
    {
      name: 'a loop that keeps what it has',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        const lockFor = (id) => locks.get(id) ?? create(id)
        function create(id) {
          const lock = new Mutex()
          locks.set(id, lock)
          return lock
        }
        export async function withAll(ids, work) {
          const releases = []
          try {
            for (const id of new Set(ids)) releases.push(await lockFor(id).acquire())
                                                               ~~~~~~~~~~~~~~~~~~~ each {"lock": "locks[id]", "over": "ids"}
            return await work()
          } finally {
            for (const release of releases.reverse()) release()
          }
        }
      `,
    },
    {
      name: 'a loop over the locks themselves, by index',
      ...marked`
        import type { Mutex } from 'async-mutex'
        export async function lockAll(locks: Mutex[]) {
          for (let i = 0; i < locks.length; i++) await locks[i].acquire()
                                                       ~~~~~~~~~~~~~~~~ each {"lock": "locks[i]", "over": "locks"}
        }
      `,
    },
    {
      name: 'a private loop, over what its callers list',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        function lockFor(id) {
          const known = locks.get(id)
          if (known) return known
          const made = new Mutex()
          locks.set(id, made)
          return made
        }
        async function withAll(ids, work) {
          const releases = []
          for (const id of ids) releases.push(await lockFor(id).acquire())
                                                    ~~~~~~~~~~~~~~~~~~~ given {"first": "locks[source]", "second": "locks[target]", "since": "12"}
          try { return await work() } finally { while (releases.length > 0) releases.pop()() }
        }
        export const merge = (source, target) => withAll([source, target], move)
        export const swap = (left, right) => withAll([right, left], move)
      `,
    },
    {
      name: 'a recursion that holds on',
      ...marked`
        export async function withFolders(folders, work) {
          const [first, ...rest] = folders
          if (first === undefined) return work()
          return navigator.locks.request(${'`folder:${first}`'}, () => withFolders(rest, work))
                                                                  ~~~~~~~~~~~ given
        }
      `,
    },
    {
      name: 'a comparison of something else is no order',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          readonly lock = new Mutex()
          balance = 0
        }
        export async function transfer(from: Account, to: Account, amount: number) {
          if (from.balance < amount) throw new Error('insufficient funds')
          await from.lock.runExclusive(() => to.lock.runExclusive(async () => {}))
                                             ~~~~~~~~~~~~~~~~~~~~ given
        }
      `,
    },
    {
      name: 'through a collection of a class of the file',
      ...marked`
        import { Mutex } from 'async-mutex'
        class KeyedMutex {
          #mutexes = new Map()
          runExclusive(key, work) {
            let mutex = this.#mutexes.get(key)
            if (!mutex) this.#mutexes.set(key, mutex = new Mutex())
            return mutex.runExclusive(work)
          }
        }
        const rooms = new KeyedMutex()
        export const swap = (fromRoom, toRoom) => rooms.runExclusive(fromRoom, () => rooms.runExclusive(toRoom, move))
                                                                                     ~~~~~~~~~~~~~~~~~~ given {"first": "rooms.#mutexes[fromRoom]", "second": "rooms.#mutexes[toRoom]", "since": "11"}
      `,
    },
  ],
})

// ---------------------------------------------------------------- options

run(rule, {
  valid: [
    { name: 'a lock whose order does not matter', options: [{ allow: ['ledger'] }], code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))` },
    { name: 'a pair that never meets the other way', options: [{ allow: [['ledger', 'accounts']] }], code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))` },
  ],
  invalid: [
    {
      name: 'another lock is allowed',
      options: [{ allow: ['cache', ['ledger', 'cache']] }],
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        export const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
                                                             ~~~~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
  ],
})

// ---------------------------------------------------------------- types

typed(rule, {
  valid: [
    {
      name: 'an object of unknown type',
      code: `export const one = (a: any, b: any) => a.runExclusive(() => b.runExclusive(async () => {}))
        export const two = (a: any, b: any) => b.runExclusive(() => a.runExclusive(async () => {}))`,
    },
  ],
  invalid: [
    {
      name: 'a lock that only its type shows',
      ...marked`
        import { Mutex } from 'async-mutex'
        const pair = <T>(make: () => T): [T, T] => [make(), make()]
        const [a, b] = pair(() => new Mutex())
        export const one = () => a.runExclusive(() => b.runExclusive(async () => {}))
        export const two = () => b.runExclusive(() => a.runExclusive(async () => {}))
                                                      ~~~~~~~~~~~~~~ cycle
      `,
    },
  ],
})

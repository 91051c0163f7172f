import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Two locks of a module, and a function that takes the ledger while it holds the accounts. */
const accountsFirst = `
  import { Mutex } from 'async-mutex'
  const accounts = new Mutex(), ledger = new Mutex()
  export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))`

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
    {
      name: 'a default export as Node hands it over where the module is CommonJS',
      ...marked`
        import AwaitLock from 'await-lock'
        import pLimit from 'p-limit'
        const list = new AwaitLock.default()
        const one = pLimit(1)
        async function locked(work) {
          await list.acquireAsync()
          try { return await work() } finally { list.release() }
        }
        export const add = (name) => one(() => locked(() => write(name)))
        export const clean = () => locked(() => one(() => read()))
                                                ~~~ cycle
      `,
    },
  ],
})

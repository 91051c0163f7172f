import { describe, expect, it } from 'vitest'

import { deadlocks, lockOrder } from '../../../src/analysis/locks/order/order.ts'
import { givenOrders } from '../../../src/analysis/locks/order/given.ts'
import { reentries } from '../../../src/analysis/locks/reentry.ts'
import { withLocks } from './support.ts'

describe('the lock-order graph', () => {
  it('has an edge for each lock that is waited for while another is held', () => {
    const sourceCode = withLocks`
      export const f = () => a.runExclusive(() => b.runExclusive(work))
      export async function g() { const r = await b.acquire(); try { await c.acquire() } finally { r() } }
    `
    expect(lockOrder(sourceCode).map(({ from, to }) => `${from.text} -> ${to.text}`)).toEqual(['a -> b', 'b -> c'])
    expect(deadlocks(sourceCode)).toEqual([])
  })

  it('names the gates around both', () => {
    const sourceCode = withLocks`export const f = () => c.runExclusive(() => a.runExclusive(() => b.runExclusive(work)))`
    expect(lockOrder(sourceCode).map(({ from, to, gates }) => `${from.text} -> ${to.text}${gates.length > 0 ? ' gated' : ''}`)).toEqual(['c -> a', 'c -> b gated', 'a -> b gated'])
  })

  it('says in which function both come together, whoever calls it', () => {
    const sourceCode = withLocks`
      const both = () => a.runExclusive(() => b.runExclusive(work))
      export const f = () => both()
      export const g = () => both()
    `
    expect(lockOrder(sourceCode).map(({ at }) => at.start.line)).toEqual([3])
  })

  it('has no edge for a wait that ends by itself', () => {
    const sourceCode = withLocks`const t = withTimeout(b, 100); export const f = () => a.runExclusive(() => t.runExclusive(work))`
    expect(lockOrder(sourceCode)).toEqual([])
  })

  it('knows circles of four locks, and reports no longer way round', () => {
    const sourceCode = withLocks`
      const d = new Mutex()
      export const one = () => a.runExclusive(() => b.runExclusive(work))
      export const two = () => b.runExclusive(() => c.runExclusive(work))
      export const three = () => c.runExclusive(() => d.runExclusive(work))
      export const four = () => d.runExclusive(() => a.runExclusive(work))
    `
    expect(deadlocks(sourceCode).map((cycle) => cycle.map(({ from }) => from.text).join(' '))).toEqual(['a b c d'])
  })

  it('instances of one class are told apart by the fields that hold them', () => {
    const sourceCode = withLocks`
      class Store { mutex = new Mutex(); run(work) { return this.mutex.runExclusive(work) } }
      export class Service {
        users = new Store()
        orders = new Store()
        one() { return this.users.run(() => this.orders.run(work)) }
        two() { return this.orders.run(() => this.users.run(work)) }
        next
        along() { return this.users.run(() => this.next.users.run(work)) }
      }
    `
    expect(deadlocks(sourceCode).map((cycle) => cycle.map(({ from }) => from.text).join(' '))).toEqual(['this.users.mutex this.orders.mutex'])
  })
})

describe('orders that a caller gives', () => {
  it('two of one collection', () => {
    const sourceCode = withLocks`
      const locks = new Map()
      export const add = (id) => locks.set(id, new Mutex())
      export const swap = (fromId, toId) => locks.get(fromId).runExclusive(() => locks.get(toId).runExclusive(work))
    `
    expect(givenOrders(sourceCode).map(({ first, second }) => `${first}, ${second}`)).toEqual(['locks[fromId], locks[toId]'])
  })

  it('none where they are compared', () => {
    const sourceCode = withLocks`
      const locks = new Map()
      export const add = (id) => locks.set(id, new Mutex())
      export const swap = (x, y) => (x < y ? locks.get(x).runExclusive(() => locks.get(y).runExclusive(work)) : undefined)
    `
    expect(givenOrders(sourceCode)).toEqual([])
  })
})

// The rule no-lock-reentry will stand on this.
describe('a lock that is taken by a path that holds it', () => {
  it.each<[string, ReturnType<typeof withLocks>, string[]]>([
    ['directly', withLocks`export const f = () => a.runExclusive(() => a.runExclusive(work))`, ['a']],
    ['by releaser', withLocks`export async function f() { const r = await a.acquire(); await a.acquire(); r() }`, ['a']],
    ['through functions', withLocks`
      const load = () => a.runExclusive(read)
      export const save = () => a.runExclusive(async () => { await load(); await write() })`, ['a through load']],
    ['through methods of one object', withLocks`
      export class Store { #m = new Mutex(); get() { return this.#m.runExclusive(read) } set() { return this.#m.runExclusive(() => this.get()) } }`, ['this.#m through get']],
    ['a limiter inside its own task', withLocks`
      import pLimit from 'p-limit'
      const limit = pLimit(1)
      const walk = (dir) => limit(async () => { for (const each of await list(dir)) await walk(each) })
      export const start = () => walk('/')`, ['limit through walk']],
    ['a queue inside its own worker', withLocks`
      import fastq from 'fastq'
      const queue = fastq.promise(work, 1)
      async function work(task) { await queue.push(task.next) }`, ['queue']],
    ['write while reading', withLocks`
      import { RWLock } from 'async-rwlock'
      const rw = new RWLock()
      export async function f() { await rw.readLock(); await rw.writeLock(); rw.unlock() }`, ['rw']],
    ['read while reading is shared', withLocks`
      import { RWLock } from 'async-rwlock'
      const rw = new RWLock()
      export async function f() { await rw.readLock(); await rw.readLock(); rw.unlock() }`, []],
    ['another object of the class', withLocks`
      export class Store { #m = new Mutex(); get() { return this.#m.runExclusive(read) } copy(other) { return this.#m.runExclusive(() => other.get()) } }`, []],
    ['another key', withLocks`
      export const f = () => navigator.locks.request('x', () => navigator.locks.request('y', work))`, []],
    ['the same name', withLocks`
      const NAME = 'x'
      export const f = () => navigator.locks.request('x', () => navigator.locks.request(NAME, work))`, ['"x"']],
    ['the same key of a collection', withLocks`
      const locks = new Map()
      const lockFor = (id) => locks.get(id) ?? make(id)
      function make(id) { const lock = new Mutex(); locks.set(id, lock); return lock }
      const touch = (id) => lockFor(id).runExclusive(work)
      export const f = (id) => lockFor(id).runExclusive(() => touch(id))`, ['locks[id] through touch']],
    ['the next turn of a loop may mean another', withLocks`
      export async function f(locks: Mutex[]) { for (const lock of locks) await lock.acquire() }`, []],
    ['given back before', withLocks`export async function f() { const r = await a.acquire(); r(); await a.acquire() }`, []],
    ['only tried', withLocks`import AwaitLock from 'await-lock'; const l = new AwaitLock(); export async function f() { await l.acquireAsync(); l.tryAcquire(); l.release() }`, []],
    ['not waited for', withLocks`export const f = () => a.runExclusive(() => { void a.runExclusive(work) })`, []],
  ])('%s', (_, sourceCode, expected) => {
    expect(reentries(sourceCode).map(({ lock, through }) => lock + (through.length > 0 ? ` through ${through.join(', ')}` : ''))).toEqual(expected)
  })
})

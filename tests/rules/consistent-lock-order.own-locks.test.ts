import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

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
      name: 'a subscription that returns how to end it is no lock',
      code: text`
        class Signal {
          waiters = []
          fired = false
          async get() {
            if (!this.fired) await new Promise((resolve) => { this.waiters.push(resolve) })
            return () => { this.waiters.pop() }
          }
        }
        const a = new Signal(), b = new Signal()
        export async function one() { const first = await a.get(); const second = await b.get(); second(); first() }
        export async function two() { const first = await b.get(); const second = await a.get(); second(); first() }
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
      name: 'a flag and a queue behind the releaser that is returned',
      ...marked`
        class Lock {
          locked = false
          waiters = []
          async acquire() {
            while (this.locked) await new Promise((resolve) => { this.waiters.push(resolve) })
            this.locked = true
            return () => {
              this.locked = false
              this.waiters.shift()?.()
            }
          }
        }
        const a = new Lock(), b = new Lock()
        export async function one() { const first = await a.acquire(); const second = await b.acquire(); second(); first() }
        export async function two() { const first = await b.acquire(); const second = await a.acquire(); second(); first() }
                                                                                            ~~~~~~~~~ cycle
      `,
    },
    {
      name: 'a flag that is polled, and that the returned function clears',
      ...marked`
        class Lock {
          locked = false
          async acquire() {
            while (this.locked) await pause(10)
            this.locked = true
            return () => { this.locked = false }
          }
        }
        const a = new Lock(), b = new Lock()
        export async function one() { const first = await a.acquire(); const second = await b.acquire(); second(); first() }
        export async function two() { const first = await b.acquire(); const second = await a.acquire(); second(); first() }
                                                                                            ~~~~~~~~~ cycle
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

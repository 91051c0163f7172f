import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Promises that are returned from a `try` whose `finally` lets the next one in, in locks that the file builds itself, and in those
// of other files that are taken and given back here by names in pairs.

run(rule, {
  valid: [
    {
      name: 'a mutex by keys that waits for its section',
      language: 'ts',
      code: text`
        export class Desks {
          private readonly ends = new Map<string, Promise<void>>()
          async sitDown<T>(desk: string, write: () => Promise<T>): Promise<T> {
            const before = this.ends.get(desk) ?? Promise.resolve()
            let getUp!: () => void
            const mine = new Promise<void>((resolve) => { getUp = resolve })
            this.ends.set(desk, mine)
            await before
            try {
              return await write()
            } finally {
              getUp()
              if (this.ends.get(desk) === mine) this.ends.delete(desk)
            }
          }
        }
      `,
    },
    {
      name: 'a section that answers at once has ended when it returns',
      language: 'ts',
      code: text`
        export class Desks {
          private end: Promise<void> = Promise.resolve()
          async sitDown<T>(write: () => T): Promise<T> {
            const before = this.end
            let getUp!: () => void
            this.end = new Promise<void>((resolve) => { getUp = resolve })
            await before
            try {
              return write()
            } finally {
              getUp()
            }
          }
        }
      `,
    },
    {
      name: 'what is returned before the lock is taken',
      language: 'ts',
      code: text`
        import { locks } from './locks'
        export async function withPress<T>(name: string, print: () => Promise<T>): Promise<T> {
          try {
            if (name === '') return print()
            const lock = await locks.acquire(name)
            try {
              return await print()
            } finally {
              await locks.release(lock)
            }
          } finally {
            console.log(name)
          }
        }
      `,
    },
    {
      name: 'a lock of another file around what answers at once, for all we know',
      language: 'ts',
      code: text`
        import { shelf } from './shelf'
        export async function borrow(book: { lock: { acquireAsync(): Promise<void>, release(): void } }): Promise<string> {
          await book.lock.acquireAsync()
          try {
            return shelf.titleOf(book)
          } finally {
            book.lock.release()
          }
        }
      `,
    },
    {
      name: 'a queue of waiters that waits for its section',
      language: 'ts',
      code: text`
        export class Kiln {
          private hot = false
          private waiting: (() => void)[] = []
          async fire<T>(load: () => Promise<T>): Promise<T> {
            while (this.hot) await new Promise<void>((resolve) => this.waiting.push(resolve))
            this.hot = true
            try {
              const pots = load()
              return await pots
            } finally {
              this.hot = false
              this.waiting.shift()?.()
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a mutex by keys, on a chain of promises',
      language: 'ts',
      ...marked`
        export class Desks {
          private readonly ends = new Map<string, Promise<void>>()
          async sitDown<T>(desk: string, write: () => Promise<T>): Promise<T> {
            const before = this.ends.get(desk) ?? Promise.resolve()
            let getUp!: () => void
            const mine = new Promise<void>((resolve) => { getUp = resolve })
            this.ends.set(desk, mine)
            await before
            try {
              return write()
                     ~~~~~ returned {"lock": "\u0060this.ends[desk]\u0060", "line": "line 12"}
            } finally {
              getUp()
              if (this.ends.get(desk) === mine) this.ends.delete(desk)
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Desks {
            private readonly ends = new Map<string, Promise<void>>()
            async sitDown<T>(desk: string, write: () => Promise<T>): Promise<T> {
              const before = this.ends.get(desk) ?? Promise.resolve()
              let getUp!: () => void
              const mine = new Promise<void>((resolve) => { getUp = resolve })
              this.ends.set(desk, mine)
              await before
              try {
                return await write()
              } finally {
                getUp()
                if (this.ends.get(desk) === mine) this.ends.delete(desk)
              }
            }
          }
        `,
      }]],
    },
    {
      name: 'an object that is the mutex, with the settlers of a promise',
      language: 'ts',
      ...marked`
        export class Desk {
          private end: Promise<void> = Promise.resolve()
          async sitDown<T>(write: () => Promise<T>): Promise<T> {
            const turn = Promise.withResolvers<void>()
            const before = this.end
            this.end = turn.promise
            await before
            try {
              return write()
                     ~~~~~ returned {"lock": "The lock", "line": "line 11"}
            } finally {
              turn.resolve()
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Desk {
            private end: Promise<void> = Promise.resolve()
            async sitDown<T>(write: () => Promise<T>): Promise<T> {
              const turn = Promise.withResolvers<void>()
              const before = this.end
              this.end = turn.promise
              await before
              try {
                return await write()
              } finally {
                turn.resolve()
              }
            }
          }
        `,
      }]],
    },
    {
      name: 'a queue of waiters, whose next is woken by a method',
      language: 'js',
      ...marked`
        export class Kilns {
          #hot = 0
          #waiting = []
          constructor(most) { this.most = most }
          async fire(load) {
            if (this.#hot >= this.most) await new Promise((resolve) => this.#waiting.push(resolve))
            this.#hot++
            try {
              return load()
                     ~~~~ returned {"lock": "The lock", "line": "line 12"}
            } finally {
              this.#hot--
              this.#next()
            }
          }
          #next() { this.#waiting.shift()?.() }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Kilns {
            #hot = 0
            #waiting = []
            constructor(most) { this.most = most }
            async fire(load) {
              if (this.#hot >= this.most) await new Promise((resolve) => this.#waiting.push(resolve))
              this.#hot++
              try {
                return await load()
              } finally {
                this.#hot--
                this.#next()
              }
            }
            #next() { this.#waiting.shift()?.() }
          }
        `,
      }]],
    },
    {
      name: 'a lock of a class that takes and gives back by what it hands out',
      language: 'ts',
      ...marked`
        export class BerthLocks {
          constructor(private readonly keys: { claim(berth: string): Promise<string>, drop(claim: string): Promise<void> }) {}
          async acquire(berth: string): Promise<string> { return this.keys.claim(berth) }
          async release(claim: string): Promise<void> { await this.keys.drop(claim) }
          async moored<T>(berth: string, unload: () => Promise<T>): Promise<T> {
            const claim = await this.acquire(berth)
            try {
              return unload()
                     ~~~~~~ returned {"lock": "\u0060this.acquire\u0060", "line": "line 10"}
            } finally {
              await this.release(claim)
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class BerthLocks {
            constructor(private readonly keys: { claim(berth: string): Promise<string>, drop(claim: string): Promise<void> }) {}
            async acquire(berth: string): Promise<string> { return this.keys.claim(berth) }
            async release(claim: string): Promise<void> { await this.keys.drop(claim) }
            async moored<T>(berth: string, unload: () => Promise<T>): Promise<T> {
              const claim = await this.acquire(berth)
              try {
                return await unload()
              } finally {
                await this.release(claim)
              }
            }
          }
        `,
      }]],
    },
    {
      name: 'a semaphore of another file, given back in the callback that does the work',
      language: 'ts',
      ...marked`
        import { Queue, Semaphore } from './queues'
        export class Bakery {
          private readonly ovens = new Semaphore(3)
          private readonly orders = new Queue()
          async bake<T>(order: () => Promise<T>): Promise<T> {
            await this.ovens.acquire()
            return this.orders.put(async () => {
              try {
                return order()
                       ~~~~~ returned {"lock": "\u0060this.ovens\u0060", "line": "line 11"}
              } finally {
                this.ovens.release()
              }
            })
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Queue, Semaphore } from './queues'
          export class Bakery {
            private readonly ovens = new Semaphore(3)
            private readonly orders = new Queue()
            async bake<T>(order: () => Promise<T>): Promise<T> {
              await this.ovens.acquire()
              return this.orders.put(async () => {
                try {
                  return await order()
                } finally {
                  this.ovens.release()
                }
              })
            }
          }
        `,
      }]],
    },
    {
      name: 'a pair of functions that the file has made of those of a library',
      language: 'ts',
      ...marked`
        import lockfile from 'lockfile'
        import { promisify } from 'node:util'
        export function guarding<T>(path: string) {
          const lock = promisify(lockfile.lock) as (path: string) => Promise<void>
          const unlock = promisify(lockfile.unlock) as (path: string) => Promise<void>
          return async (write: () => Promise<T> | T): Promise<T> => {
            await lock(path)
            try {
              return write()
                     ~~~~~ returned {"lock": "\u0060path\u0060", "line": "line 11"}
            } finally {
              await unlock(path)
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import lockfile from 'lockfile'
          import { promisify } from 'node:util'
          export function guarding<T>(path: string) {
            const lock = promisify(lockfile.lock) as (path: string) => Promise<void>
            const unlock = promisify(lockfile.unlock) as (path: string) => Promise<void>
            return async (write: () => Promise<T> | T): Promise<T> => {
              await lock(path)
              try {
                return await write()
              } finally {
                await unlock(path)
              }
            }
          }
        `,
      }]],
    },
  ],
})

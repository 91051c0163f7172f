import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions of the file

run(rule, {
  valid: [
    {
      name: 'a helper that tells its caller whether it has the lock',
      code: text`
        import AwaitLock from 'await-lock'
        export class Store {
          #lock = new AwaitLock()
          #begin() { return this.#lock.tryAcquire() }
          async put(key, value) {
            if (!this.#begin()) return
            try {
              await this.write(key, value)
            } finally {
              this.#lock.release()
            }
          }
        }
      `,
    },
    {
      name: 'a method that acquires and one that releases',
      code: text`
        import AwaitLock from 'await-lock'
        export class Store {
          #lock = new AwaitLock()
          async lock() { await this.#lock.acquireAsync() }
          unlock() { this.#lock.release() }
          async put(key, value) {
            await this.lock()
            try {
              await this.write(key, value)
            } finally {
              this.unlock()
            }
          }
        }
      `,
    },
    {
      name: 'an object is made for what is acquired, and gives it back when it is disposed of',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        class Turn {
          constructor(release) { this.release = release }
          async [Symbol.asyncDispose]() { this.release() }
        }
        async function turn() { return new Turn(await mutex.acquire()) }
        export async function stamp(page) {
          await using mine = await turn()
          await press(page, mine)
        }
        export async function fold(page) {
          const mine = await turn()
          try {
            await press(page)
          } finally {
            await mine[Symbol.asyncDispose]()
          }
        }
      `,
    },
    {
      name: 'a function whose promise settles after its reactions have given it back',
      code: text`
        import AwaitLock from 'await-lock'
        import { Mutex } from 'async-mutex'
        import { Pool } from 'pg'
        const ink = new AwaitLock()
        const mutex = new Mutex()
        const pool = new Pool()
        const stamp = () => mutex.acquire().then((release) => press().finally(release))
        const fold = () => mutex.acquire().then((release) => press().finally(() => release()))
        const punch = () => mutex.acquire().then(async (release) => {
          try {
            return await press()
          } finally {
            release()
          }
        })
        const count = () => mutex.acquire().then((release) => {
          release()
          return 1
        })
        const fill = () => ink.acquireAsync().then(() => press()).finally(() => ink.release())
        const rows = () => pool.connect().then((client) => client.query('SELECT 1').finally(() => client.release()))
        const ready = () => mutex.acquire().then(opened)
        export async function print() {
          await stamp()
          await fold()
          await punch()
          await count()
          await fill()
          await ready()
          return rows()
        }
      `,
    },
    {
      name: 'a method that yields the releaser',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          async enter() {
            const release = await this.#mutex.acquire()
            return { leave: () => release() }
          }
          async put(key, value) {
            const section = await this.enter()
            try {
              await this.write(key, value)
            } finally {
              section.leave()
            }
          }
        }
      `,
    },
    {
      name: 'the lock of the file does what locks do',
      code: text`
        export class Lock {
          #waiting = []
          #held = false
          async acquire() {
            if (!this.#held) {
              this.#held = true
              return
            }
            await new Promise((resolve) => this.#waiting.push(resolve))
          }
          release() {
            const next = this.#waiting.shift()
            if (next) next()
            else this.#held = false
          }
          async run(section) {
            await this.acquire()
            try {
              return await section()
            } finally {
              this.release()
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a pair of methods',
      ...marked`
        import AwaitLock from 'await-lock'
        export class Store {
          #lock = new AwaitLock()
          async lock() { await this.#lock.acquireAsync() }
          unlock() { this.#lock.release() }
          async put(key, value) {
            await this.lock()
                  ~~~~~~~~~ skipped
            await this.write(key, value)
            this.unlock()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import AwaitLock from 'await-lock'
        export class Store {
          #lock = new AwaitLock()
          async lock() { await this.#lock.acquireAsync() }
          unlock() { this.#lock.release() }
          async put(key, value) {
            await this.lock()
            try {
              await this.write(key, value)
            } finally {
              this.unlock()
            }
          }
        }
      ` }]],
    },
    {
      name: 'the releaser of a method',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          enter() {
            return this.#mutex.acquire()
          }
          async put(key, value) {
            const leave = await this.enter()
                                ~~~~~~~~~~ skipped
            await this.write(key, value)
            leave()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          enter() {
            return this.#mutex.acquire()
          }
          async put(key, value) {
            const leave = await this.enter()
            try {
              await this.write(key, value)
            } finally {
              leave()
            }
          }
        }
      ` }]],
    },
    {
      name: 'an object with a method that releases',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          async enter() {
            const release = await this.#mutex.acquire()
            return { leave: () => release() }
          }
          async put(key, value) {
            const { leave } = await this.enter()
                                    ~~~~~~~~~~ skipped
            await this.write(key, value)
            leave()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          async enter() {
            const release = await this.#mutex.acquire()
            return { leave: () => release() }
          }
          async put(key, value) {
            const { leave } = await this.enter()
            try {
              await this.write(key, value)
            } finally {
              leave()
            }
          }
        }
      ` }]],
    },
    {
      name: 'a function whose reaction hands the releaser on',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const enter = () => mutex.acquire().then((release) => {
          log('entered')
          return release
        })
        export async function stamp() {
          const release = await enter()
                                ~~~~~ never
          return press(release.name)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const enter = () => mutex.acquire().then((release) => {
          log('entered')
          return release
        })
        export async function stamp() {
          const release = await enter()
          try {
            return press(release.name)
          } finally {
            release()
          }
        }
      ` }]],
    },
    {
      name: 'a function whose reaction leaves it locked',
      ...marked`
        import AwaitLock from 'await-lock'
        const ink = new AwaitLock()
        const dip = () => ink.acquireAsync().then(() => log('wet'))
        export const dry = () => ink.release()
        export async function fill() {
          await dip()
                ~~~ skipped
          await press()
          dry()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import AwaitLock from 'await-lock'
        const ink = new AwaitLock()
        const dip = () => ink.acquireAsync().then(() => log('wet'))
        export const dry = () => ink.release()
        export async function fill() {
          await dip()
          try {
            await press()
          } finally {
            dry()
          }
        }
      ` }]],
    },
    {
      name: 'a lock of another file, by the names of its methods',
      ...marked`
        import { Lock } from './lock.js'
        export class Store {
          constructor(lock) {
            this.lock = lock
          }
          async put(key, value) {
            await this.lock.acquire()
                  ~~~~~~~~~~~~~~~~~ skipped
            await this.write(key, value)
            this.lock.release()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Lock } from './lock.js'
        export class Store {
          constructor(lock) {
            this.lock = lock
          }
          async put(key, value) {
            await this.lock.acquire()
            try {
              await this.write(key, value)
            } finally {
              this.lock.release()
            }
          }
        }
      ` }]],
    },
    {
      name: 'functions of another file that are told a key',
      ...marked`
        import { acquireLock, releaseLock } from './locks.js'
        export async function pay(order) {
          const got = await acquireLock(order.id)
                            ~~~~~~~~~~~ skipped
          if (!got) throw new Error('busy')
          await charge(order)
          await releaseLock(order.id)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { acquireLock, releaseLock } from './locks.js'
        export async function pay(order) {
          const got = await acquireLock(order.id)
          if (!got) throw new Error('busy')
          try {
            await charge(order)
          } finally {
            await releaseLock(order.id)
          }
        }
      ` }]],
    },
  ],
})

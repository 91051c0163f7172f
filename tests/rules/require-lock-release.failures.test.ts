import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- failures on the way to the release

run(rule, {
  valid: [
    {
      name: 'what is waited for in between never fails',
      code: text`
        import { setTimeout as pause } from 'node:timers/promises'
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function settle(valve) {
          const release = await mutex.acquire()
          valve.open()
          await pause(20)
          await report(valve).catch(() => undefined)
          await Promise.resolve()
          release()
        }
      `,
    },
    {
      name: 'an asynchronous function of the file that catches what it may throw',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function publish(event) {
          const release = await mutex.acquire()
          await notify(event)
          release()
        }
        async function notify(event) {
          try {
            await send(event)
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'an asynchronous function of the file that returns what cannot fail',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function publish(event) {
          const release = await mutex.acquire()
          await topicOf(event)
          release()
        }
        async function topicOf(event) {
          return event.topic.trim()
        }
      `,
    },
    {
      name: 'a generator that releases when its consumer stops',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function* rows(table) {
          const release = await mutex.acquire()
          try {
            for (const row of table) yield row
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'the wait of a condition gives back what its caller holds, and takes it again',
      code: text`
        import AwaitLock from 'await-lock'
        export class Condition {
          #lock = new AwaitLock()
          async wait(isMet) {
            while (!isMet()) {
              this.#lock.release()
              await this.changed()
              await this.#lock.acquireAsync()
            }
          }
        }
      `,
    },
    {
      name: 'a releaser by its name, of a function that is not known',
      code: text`
        import { grab } from './locks.js'
        export async function save(value) {
          const release = await grab('save')
          try {
            await write(value)
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'what another release is told the key of',
      code: text`
        import { promisify } from 'node:util'
        import lockfile from 'lockfile'
        const unlock = promisify(lockfile.unlock)
        export async function guarded(path, work) {
          lockfile.lockSync(path)
          try {
            await work()
          } finally {
            await unlock(path)
          }
        }
      `,
    },
    {
      name: 'a promise of the releaser, awaited at last',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function enqueue(job) {
          const turn = mutex.acquire()
          try {
            await job.prepare()
          } finally {
            (await turn)()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an asynchronous function of the file that hands on a promise: its `catch` does not see how that ends',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function publish(event) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          await notify(event)
          release()
        }
        async function notify(event) {
          try {
            return fetch('https://example.org/events', { method: 'POST', body: event })
          } catch (error) {
            console.error(error)
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function publish(event) {
          const release = await mutex.acquire()
          try {
            await notify(event)
          } finally {
            release()
          }
        }
        async function notify(event) {
          try {
            return fetch('https://example.org/events', { method: 'POST', body: event })
          } catch (error) {
            console.error(error)
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function publish(event) {
          await mutex.runExclusive(async () => {
            await notify(event)
          })
        }
        async function notify(event) {
          try {
            return fetch('https://example.org/events', { method: 'POST', body: event })
          } catch (error) {
            console.error(error)
          }
        }
      ` }]],
    },
    {
      name: 'a throw',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          if (account.balance < amount) throw new RangeError('not enough')
          account.balance -= amount
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          const release = await mutex.acquire()
          try {
            if (account.balance < amount) throw new RangeError('not enough')
            account.balance -= amount
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          await mutex.runExclusive(async () => {
            if (account.balance < amount) throw new RangeError('not enough')
            account.balance -= amount
          })
        }
      ` }]],
    },
    {
      name: 'a function of the file that checks and throws',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          ensure(account.balance >= amount)
          account.balance -= amount
          release()
        }
        function ensure(condition) {
          if (!condition) throw new RangeError('not enough')
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          const release = await mutex.acquire()
          try {
            ensure(account.balance >= amount)
            account.balance -= amount
          } finally {
            release()
          }
        }
        function ensure(condition) {
          if (!condition) throw new RangeError('not enough')
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function withdraw(account, amount) {
          await mutex.runExclusive(async () => {
            ensure(account.balance >= amount)
            account.balance -= amount
          })
        }
        function ensure(condition) {
          if (!condition) throw new RangeError('not enough')
        }
      ` }]],
    },
    {
      name: 'a parser that throws on bad input',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function restore(text, state) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          Object.assign(state, JSON.parse(text))
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function restore(text, state) {
          const release = await mutex.acquire()
          try {
            Object.assign(state, JSON.parse(text))
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function restore(text, state) {
          await mutex.runExclusive(async () => {
            Object.assign(state, JSON.parse(text))
          })
        }
      ` }]],
    },
    {
      name: 'the work that the caller gave may fail',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function exclusively(work) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          const result = work()
          release()
          return result
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function exclusively(work) {
          const release = await mutex.acquire()
          try {
            const result = work()
            return result
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function exclusively(work) {
          return await mutex.runExclusive(async () => {
            const result = work()
            return result
          })
        }
      ` }]],
    },
    {
      name: 'the consumer of a generator may stop',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function* rows(table) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          for (const row of table) yield row
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function* rows(table) {
          const release = await mutex.acquire()
          try {
            for (const row of table) yield row
          } finally {
            release()
          }
        }
      ` }]],
    },
    {
      name: 'an attempt that succeeded is not given back after a failure',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function maybe(work) {
          const ok = slots.tryAcquire()
                     ~~~~~~~~~~~~~~~~ skipped
          if (!ok) return
          await work()
          slots.release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function maybe(work) {
          const ok = slots.tryAcquire()
          if (!ok) return
          try {
            await work()
          } finally {
            slots.release()
          }
        }
      ` }]],
    },
    {
      name: 'a lock that the file builds itself',
      ...marked`
        export class Tail {
          #tail = Promise.resolve()
          async acquire() {
            const before = this.#tail
            let release
            this.#tail = new Promise((resolve) => { release = resolve })
            await before
            return release
          }
        }
        const tail = new Tail()
        export async function append(log, line) {
          const release = await tail.acquire()
                                ~~~~~~~~~~~~ skipped
          await log.write(line)
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Tail {
          #tail = Promise.resolve()
          async acquire() {
            const before = this.#tail
            let release
            this.#tail = new Promise((resolve) => { release = resolve })
            await before
            return release
          }
        }
        const tail = new Tail()
        export async function append(log, line) {
          const release = await tail.acquire()
          try {
            await log.write(line)
          } finally {
            release()
          }
        }
      ` }]],
    },
    {
      name: 'a releaser by its name, of a function that is not known',
      ...marked`
        import { grab } from './locks.js'
        export async function save(value) {
          const release = await grab('save')
                                ~~~~ skipped
          await write(value)
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { grab } from './locks.js'
        export async function save(value) {
          const release = await grab('save')
          try {
            await write(value)
          } finally {
            release()
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- callbacks that are told an error

const asked = (body: string): string => text`
  import { Mutex } from 'async-mutex'
  export class Network {
    mutex = new Mutex()
    async look() {
      const release = await this.mutex.acquire()
      this.query.send({ method: 'version' }, (error, version) => {
        ${body}
        this.update(error ? 'loading' : version)
        release()
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'released on the early way too', code: asked('if (this.version === version) return release()') },
    { name: 'a listener may come by again', code: asked('if (this.version === version) return').replace('this.query.send({ method: \'version\' }, (error, version)', "this.query.on('version', (version)") },
  ],
  invalid: [
    { name: 'the callback leaves early', code: asked('if (this.version === version) return'), errors: [{ messageId: 'skipped', line: 5, column: 27 }] },
  ],
})

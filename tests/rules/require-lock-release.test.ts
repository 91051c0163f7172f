import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

// ---------------------------------------------------------------- ways out of a function

run(rule, {
  valid: [
    {
      name: 'released in a finaliser',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          async post(entry) {
            const release = await this.#mutex.acquire()
            try {
              if (entry.amount === 0) return
              await this.store.append(entry)
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'nothing between acquiring and releasing can fail',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function count(stats) {
          const release = await mutex.acquire()
          stats.visits++
          release()
        }
      `,
    },
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
      name: 'released on each of the ways',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function take(queue) {
          await mutex.acquire()
          if (queue.length === 0) {
            mutex.release()
            return undefined
          }
          const item = queue.shift()
          mutex.release()
          return item
        }
      `,
    },
    {
      name: 'the clean-up that releases may fail itself',
      code: text`
        import { lock } from 'proper-lockfile'
        export async function edit(file, change) {
          const release = await lock(file)
          try {
            await change(file)
          } finally {
            await closeHandles(file)
            await release()
          }
        }
      `,
    },
    {
      name: 'a semaphore yields its value and the releaser',
      code: text`
        import { Semaphore } from 'async-mutex'
        const slots = new Semaphore(3)
        export async function fetchPage(url) {
          const [value, release] = await slots.acquire()
          try {
            return await download(url, value)
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'an own flag says whether it is held',
      code: text`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock()
        export async function send(frame, exclusive) {
          let locked = false
          try {
            if (exclusive) {
              await radio.acquireAsync()
              locked = true
            }
            await transmit(frame)
          } finally {
            if (locked) radio.release()
          }
        }
      `,
    },
    {
      name: 'taken until it works, as a flag tells',
      code: text`
        import { lockSync, unlockSync } from 'lockfile'
        export async function guarded(path, work) {
          let acquired = false
          while (!acquired) {
            try {
              lockSync(path)
              acquired = true
            } catch {
              await recover(path)
            }
          }
          try {
            await work()
          } finally {
            unlockSync(path)
          }
        }
      `,
    },
    {
      name: 'an attempt that failed has nothing to give back',
      code: text`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock()
        export async function poll() {
          if (!radio.tryAcquire()) return undefined
          try {
            return await receive()
          } finally {
            radio.release()
          }
        }
      `,
    },
    {
      name: 'disposed of at the end of the block',
      code: text`
        import { Mutex } from './mutex.js'
        export async function save(mutex, value) {
          using lock = await mutex.acquire()
          await write(value)
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
      name: 'the main program of a script acquires until its end',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const release = await mutex.acquire()
        await work()
        release()
      `,
    },
    {
      name: 'the locks of a loop, given back by another one',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        export async function all(keys, work) {
          const releases = []
          try {
            for (const key of keys) releases.push(await locks.get(key).acquire())
            await work()
          } finally {
            for (const release of releases) release()
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
      name: 'an exception goes past the release',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          async post(entry) {
            const release = await this.#mutex.acquire()
                                  ~~~~~~~~~~~~~~~~~~~ skipped
            const balance = await this.store.read()
            await this.store.write(balance + entry)
            release()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          async post(entry) {
            const release = await this.#mutex.acquire()
            try {
              const balance = await this.store.read()
              await this.store.write(balance + entry)
            } finally {
              release()
            }
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        export class Ledger {
          #mutex = new Mutex()
          async post(entry) {
            await this.#mutex.runExclusive(async () => {
              const balance = await this.store.read()
              await this.store.write(balance + entry)
            })
          }
        }
      ` }]],
    },
    {
      name: 'an early return',
      ...marked`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock()
        export async function send(frame) {
          await radio.acquireAsync()
                ~~~~~~~~~~~~~~~~~~ skipped
          if (frame.length === 0) return
          try {
            await transmit(frame)
          } finally {
            radio.release()
          }
        }
      `,
    },
    {
      name: 'something fails before the try begins',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function query(sql) {
          await slots.acquire()
                ~~~~~~~~~~~~~ skipped
          const client = await open()
          try {
            return await client.run(sql)
          } finally {
            slots.release()
          }
        }
      `,
    },
    {
      name: 'released where it fails, not where it works',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function rotate(keys) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          try {
            await keys.rotate()
          } catch (error) {
            release()
            throw error
          }
        }
      `,
    },
    {
      name: 'released where it works, not where the failure is caught',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function rotate(keys) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          try {
            await keys.rotate()
            release()
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'the rest of a turn is skipped',
      ...marked`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock()
        export async function upgrade(devices) {
          for (const device of devices) {
            await radio.acquireAsync()
                  ~~~~~~~~~~~~~~~~~~ repeated
            if (!device.online) continue
            device.pending++
            radio.release()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import AwaitLock from 'await-lock'
        const radio = new AwaitLock()
        export async function upgrade(devices) {
          for (const device of devices) {
            await radio.acquireAsync()
            try {
              if (!device.online) continue
              device.pending++
            } finally {
              radio.release()
            }
          }
        }
      ` }]],
    },
    {
      name: 'a branch of a switch returns',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function apply(change, state) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped
          switch (change.kind) {
            case 'add':
              state.set(change.key, change.value)
              break
            case 'none':
              return
            default:
              state.delete(change.key)
          }
          release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function apply(change, state) {
          const release = await mutex.acquire()
          try {
            switch (change.kind) {
              case 'add':
                state.set(change.key, change.value)
                break
              case 'none':
                return
              default:
                state.delete(change.key)
            }
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function apply(change, state) {
          return await mutex.runExclusive(async () => {
            switch (change.kind) {
              case 'add':
                state.set(change.key, change.value)
                break
              case 'none':
                return
              default:
                state.delete(change.key)
            }
          })
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
          try {
            if (!ok) return
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

// ---------------------------------------------------------------- nothing releases it

run(rule, {
  valid: [
    {
      name: 'somebody else in the file does, later',
      code: text`
        import AwaitLock from 'await-lock'
        export class Session {
          #lock = new AwaitLock()
          async begin() {
            await this.#lock.acquireAsync()
          }
          end() {
            this.#lock.release()
          }
        }
      `,
    },
    {
      name: 'the lock is for others to see',
      code: text`
        import { Mutex } from 'async-mutex'
        export const mutex = new Mutex()
        export async function begin() {
          await mutex.acquire()
        }
      `,
    },
    {
      name: 'the releaser is kept',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Session {
          #mutex = new Mutex()
          #release
          async begin() {
            this.#release = await this.#mutex.acquire()
          }
          end() {
            this.#release?.()
          }
        }
      `,
    },
    {
      name: 'a lock file kept for the life of the program',
      code: text`
        import { lock } from 'proper-lockfile'
        export async function startServer(dataFolder) {
          await lock(dataFolder)
          await listen()
        }
      `,
    },
    {
      name: 'unlocked by a function of the file that is told the same file',
      code: text`
        import { lockSync, unlockSync } from 'proper-lockfile'
        export function hold(file) {
          try {
            lockSync(file)
          } catch (error) {
            throw new Error('in use', { cause: error })
          }
        }
        export function letGo(file) {
          unlockSync(file)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a private lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.acquire()
                  ~~~~~~~~~~~~~~~~~~~ never
            this.entries = await this.load()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.acquire()
            try {
              this.entries = await this.load()
            } finally {
              this.#mutex.release()
            }
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.runExclusive(async () => {
              this.entries = await this.load()
            })
          }
        }
      ` }]],
    },
    {
      name: 'a releaser that nobody calls',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ never
          cache.entries = await load()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.runExclusive(async () => {
            cache.entries = await load()
          })
        }
      ` }]],
    },
    {
      name: 'the release is named and not called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.acquire()
                ~~~~~~~~~~~~~ uncalled
          try {
            cache.entries = await load()
          } finally {
            mutex.release
          }
        }
      `,
      suggestions: [[{ messageId: 'call', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            mutex.release()
          }
        }
      ` }]],
    },
    {
      name: 'the releaser is named and not called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ uncalled
          try {
            cache.entries = await load()
          } finally {
            release
          }
        }
      `,
      suggestions: [[{ messageId: 'call', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            release()
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- functions of the file

run(rule, {
  valid: [
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
          try {
            if (!got) throw new Error('busy')
            await charge(order)
          } finally {
            await releaseLock(order.id)
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- promises and callbacks

run(rule, {
  valid: [
    {
      name: 'released whether the promise is fulfilled or not',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).finally(release))
        }
      `,
    },
    {
      name: 'both reactions release',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).then(() => release(), (error) => {
            release()
            throw error
          }))
        }
      `,
    },
    {
      name: 'a listener or a timer will release it',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function pipe(stream, target) {
          const release = await mutex.acquire()
          stream.once('close', release)
          return stream.pipe(target)
        }
        export async function pulse(pin) {
          const release = await mutex.acquire()
          setTimeout(() => release(), 50)
          await pin.set(1)
        }
      `,
    },
    {
      name: 'each way through the callback ends the section',
      code: text`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
            read(key, (error, data) => {
              if (error) return done(error)
              use(data)
              done()
            })
          })
        }
      `,
    },
    {
      name: 'the section is a promise',
      code: text`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export const load = (key) => lock.acquire(key, async () => {
          if (!known.has(key)) return undefined
          return await read(key)
        })
      `,
    },
    {
      name: 'where the callback is told an error, there is nothing to give back',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export function count(callback) {
          pool.connect((error, client, done) => {
            if (error) return callback(error)
            client.query('select count(*) from jobs', (failed, result) => {
              done()
              callback(failed, result)
            })
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'released only when the promise is fulfilled',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).then(() => release()))
                 ~~~~~~~~~~~~~ rejected
        }
      `,
      suggestions: [[{ messageId: 'finally', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).finally(() => release()))
        }
      ` }]],
    },
    {
      name: 'the same with the releaser itself',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).then(release))
                 ~~~~~~~~~~~~~ rejected
        }
      `,
      suggestions: [[{ messageId: 'finally', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function save(value) {
          return mutex.acquire().then((release) => write(value).finally(release))
        }
      ` }]],
    },
    {
      name: 'the section never ends on one of its ways',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
          ~~~~~~~~~~~~ skipped
            if (!known.has(key)) return
            use(key, () => done())
          })
        }
      `,
    },
    {
      name: 'the callback inside the section leaves too early',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
          ~~~~~~~~~~~~ skipped
            read(key, (error, data) => {
              if (error) return
              use(data)
              done()
            })
          })
        }
      `,
    },
    {
      name: 'an asynchronous section that is to call back, and fails before',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, async (done) => {
          ~~~~~~~~~~~~ skipped
            use(await fetchValue(key))
            done()
          })
        }
      `,
    },
    {
      name: 'the callback of a mutex that is a function',
      ...marked`
        import mutexify from 'mutexify'
        const lock = mutexify()
        export function append(line, callback) {
          lock((release) => {
          ~~~~ skipped
            write(line, (error) => {
              if (error) {
                callback(error)
                return
              }
              release(callback)
            })
          })
        }
      `,
    },
    {
      name: 'a client in callback style',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export function count(callback) {
          pool.connect((error, client, done) => {
          ~~~~~~~~~~~~ skipped
            if (error) return callback(error)
            client.query('select count(*) from jobs', (failed, result) => {
              if (failed) return callback(failed)
              done()
              callback(undefined, result)
            })
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- pools, sessions, transactions

run(rule, {
  valid: [
    {
      name: 'a client goes back whatever happens',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count() {
          const client = await pool.connect()
          try {
            return await client.query('select count(*) from jobs')
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'who was given one does not give it back',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count(given) {
          const client = given ?? (await pool.connect())
          try {
            return await client.query('select count(*) from jobs')
          } finally {
            if (!given) client.release()
          }
        }
      `,
    },
    {
      name: 'whoever gets it gives it back',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function session() {
          const client = await pool.connect()
          return new Session(client)
        }
      `,
    },
    {
      name: 'kept by an object that closes',
      code: text`
        import { createPool } from 'mysql2/promise'
        const pool = createPool({})
        export class Feed {
          async open() {
            this.connection = await pool.getConnection()
          }
          close() {
            this.connection.release()
          }
        }
      `,
    },
    {
      name: 'a transaction that the library ends itself',
      code: text`
        import knex from 'knex'
        const db = knex({})
        export const move = (from, to) => db.transaction(async (trx) => {
          await trx('rows').where({ id: from }).update({ id: to })
        })
      `,
    },
    {
      name: 'committed or rolled back',
      code: text`
        import knex from 'knex'
        const db = knex({})
        export async function move(from, to) {
          const trx = await db.transaction()
          try {
            await trx('rows').where({ id: from }).update({ id: to })
            await trx.commit()
          } catch (error) {
            await trx.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'given back to its pool',
      code: text`
        import { createPool } from 'generic-pool'
        const pool = createPool(factory)
        export async function render(page) {
          const browser = await pool.acquire()
          try {
            return await browser.render(page)
          } finally {
            await pool.release(browser)
          }
        }
      `,
    },
    {
      name: 'a list of clean-ups releases it',
      code: text`
        export async function handle(context, pool) {
          const client = await pool.connect()
          context.cleanups.push(() => client.release())
          await context.next(client)
        }
      `,
    },
    {
      name: 'connections that are not pooled',
      code: text`
        import { connect } from './broker.js'
        export async function publish(event) {
          const channel = await connect()
          await channel.send(event)
          await channel.close()
        }
      `,
    },
    {
      name: 'a transaction on a connection, rolled back where it fails',
      code: text`
        export async function pay(connection, order) {
          await connection.beginTransaction()
          try {
            await connection.query('insert into payments set ?', order)
            await connection.commit()
          } catch (error) {
            await connection.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'a method that begins one for its caller',
      code: text`
        export class Runner {
          async startTransaction(level) {
            await this.client.startTransaction()
            try {
              await this.client.query('set transaction ' + level)
            } catch (error) {
              await this.client.rollback()
              throw error
            }
          }
        }
      `,
    },
    {
      name: 'the end of a session ends its transaction',
      code: text`
        import { MongoClient } from 'mongodb'
        const client = new MongoClient('mongodb://localhost')
        export async function pay(orders, order) {
          const session = client.startSession()
          try {
            session.startTransaction()
            await orders.insertOne(order, { session })
            await session.commitTransaction()
          } finally {
            await session.endSession()
          }
        }
      `,
    },
    {
      name: 'a helper that takes the connection of others, or its own',
      code: text`
        export class Cache {
          runnerFor(given) {
            return given ?? this.dataSource.createQueryRunner()
          }
          async clear(given) {
            const runner = this.runnerFor(given)
            try {
              await runner.clearTable('cache')
            } finally {
              if (!given) await runner.release()
            }
          }
          async touch(given) {
            return this.runnerFor(given).query('select 1')
          }
        }
      `,
    },
    {
      name: 'released in a reaction to what a promise brings',
      code: text`
        export function transaction(connection, work) {
          return connection.startSession().then((session) => session.withTransaction(() => work(session)).finally(() => {
            session.endSession()
          }))
        }
      `,
    },
    {
      name: 'an annotated parameter',
      code: text`
        import type { Pool } from 'pg'
        export class Users {
          constructor(pool) {
            this.pool = pool
          }
          async all() {
            const client = await this.pool.connect()
            try {
              return await client.query('select * from users')
            } finally {
              client.release()
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a client that a failing query keeps',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count() {
          const client = await pool.connect()
                               ~~~~~~~~~~~~ skipped
          const result = await client.query('select count(*) from jobs')
          client.release()
          return result
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count() {
          const client = await pool.connect()
          try {
            const result = await client.query('select count(*) from jobs')
            return result
          } finally {
            client.release()
          }
        }
      ` }]],
    },
    {
      name: 'a client that nobody gives back',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count() {
          const client = await pool.connect()
                               ~~~~~~~~~~~~ never
          return client.query('select count(*) from jobs')
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function count() {
          const client = await pool.connect()
          try {
            return client.query('select count(*) from jobs')
          } finally {
            await client.release()
          }
        }
      ` }]],
    },
    {
      name: 'the rollback fails before the release',
      ...marked`
        export async function move(pool, from, to) {
          const client = await pool.connect()
                               ~~~~~~~~~~~~ skipped
          try {
            await client.query('begin')
            await client.query('update rows set id = $1 where id = $2', [to, from])
            await client.query('commit')
            client.release()
          } catch (error) {
            await client.query('rollback')
            client.release()
            throw error
          }
        }
      `,
    },
    {
      name: 'lent to other functions on the way',
      ...marked`
        import { createPool } from 'mysql2/promise'
        const pool = createPool({})
        export async function register(user) {
          const connection = await pool.getConnection()
                                   ~~~~~~~~~~~~~~~~~~ skipped
          await insertUser(connection, user)
          await sendMail({ connection, user })
          connection.release()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { createPool } from 'mysql2/promise'
        const pool = createPool({})
        export async function register(user) {
          const connection = await pool.getConnection()
          try {
            await insertUser(connection, user)
            await sendMail({ connection, user })
          } finally {
            connection.release()
          }
        }
      ` }]],
    },
    {
      name: 'handed over, but something fails before',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function session(role) {
          const client = await pool.connect()
                               ~~~~~~~~~~~~ leaving
          await client.query('set role ' + role)
          return client
        }
      `,
    },
    {
      name: 'an early return past a conditional release',
      ...marked`
        export async function undoLast(dataSource, given) {
          const runner = given ?? dataSource.createQueryRunner()
                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          const last = findLast(runner)
          if (!last) return
          last.undo(runner)
          if (!given) runner.release()
        }
      `,
    },
    {
      name: 'taken in passing',
      ...marked`
        export async function version(dataSource) {
          return await dataSource.createQueryRunner('master').query('select version()')
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ never
        }
      `,
    },
    {
      name: 'a transaction that is neither committed nor rolled back after a failure',
      ...marked`
        import { Sequelize } from 'sequelize'
        const sequelize = new Sequelize('sqlite::memory:')
        export async function create(Model, values) {
          const transaction = await sequelize.transaction()
                                    ~~~~~~~~~~~~~~~~~~~~~ skipped
          try {
            await Model.create(values, { transaction })
            await transaction.commit()
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'a session',
      ...marked`
        import { MongoClient } from 'mongodb'
        const client = new MongoClient('mongodb://localhost')
        export async function transfer(from, to) {
          const session = client.startSession()
                          ~~~~~~~~~~~~~~~~~~~ skipped
          await session.withTransaction(() => move(from, to, { session }))
          await session.endSession()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { MongoClient } from 'mongodb'
        const client = new MongoClient('mongodb://localhost')
        export async function transfer(from, to) {
          const session = client.startSession()
          try {
            await session.withTransaction(() => move(from, to, { session }))
          } finally {
            await session.endSession()
          }
        }
      ` }]],
    },
    {
      name: 'a transaction on a connection, open after a failure',
      ...marked`
        export async function pay(connection, order) {
          await connection.beginTransaction()
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          await connection.query('insert into payments set ?', order)
          await connection.commit()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export async function pay(connection, order) {
          await connection.beginTransaction()
          try {
            await connection.query('insert into payments set ?', order)
          } finally {
            await connection.commit()
          }
        }
      ` }]],
    },
    {
      name: 'a helper that takes the connection of others, or its own',
      ...marked`
        export class Cache {
          runnerFor(given) {
            return given ?? this.dataSource.createQueryRunner()
          }
          async clear(given) {
            const runner = this.runnerFor(given)
                           ~~~~~~~~~~~~~~ skipped
            await runner.clearTable('cache')
            if (!given) await runner.release()
          }
        }
      `,
    },
    {
      name: 'a method that yields the client',
      ...marked`
        import { Pool } from 'pg'
        export class Users {
          #pool = new Pool()
          async client() {
            return await this.#pool.connect()
          }
          async all() {
            const client = await this.client()
                                 ~~~~~~~~~~~ skipped
            const users = await client.query('select * from users')
            client.release()
            return users
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Pool } from 'pg'
        export class Users {
          #pool = new Pool()
          async client() {
            return await this.#pool.connect()
          }
          async all() {
            const client = await this.client()
            try {
              const users = await client.query('select * from users')
              return users
            } finally {
              client.release()
            }
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- releasing what was not acquired

run(rule, {
  valid: [
    {
      name: 'acquired before the try',
      code: text`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value) {
          await lock.acquireAsync({ timeout: 1000 })
          try {
            await write(value)
          } finally {
            lock.release()
          }
        }
      `,
    },
    {
      name: 'acquiring cannot fail, and nothing comes before it',
      code: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(2)
        export async function save(value) {
          try {
            await slots.acquire()
            await write(value)
          } finally {
            slots.release()
          }
        }
      `,
    },
    {
      name: 'a flag says whether it was',
      code: text`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value) {
          let held = false
          try {
            await lock.acquireAsync({ timeout: 1000 })
            held = true
            await write(value)
          } finally {
            if (held) lock.release()
          }
        }
      `,
    },
    {
      name: 'a variable that is looked at first',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function find(id) {
          let client
          try {
            client = await pool.connect()
            return await client.query('select * from users where id = $1', [id])
          } finally {
            client?.release()
          }
        }
        export async function count() {
          let client = null
          try {
            client = await pool.connect()
            return await client.query('select count(*) from users')
          } finally {
            if (client) client.release()
          }
        }
      `,
    },
    {
      name: 'what holds nothing before it is connected',
      code: text`
        export async function insert(dataSource, user) {
          const queryRunner = dataSource.createQueryRunner()
          await queryRunner.connect()
          try {
            await queryRunner.manager.save(user)
          } finally {
            await queryRunner.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'acquiring may take too long',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value) {
          try {
            await lock.acquireAsync({ timeout: 1000 })
                  ~~~~~~~~~~~~~~~~~ unacquired
            await write(value)
          } finally {
            lock.release()
          }
        }
      `,
    },
    {
      name: 'something before it fails',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          try {
            const text = await encode(value)
            await mutex.acquire()
                  ~~~~~~~~~~~~~ unacquired
            await write(text)
          } finally {
            mutex.release()
          }
        }
      `,
    },
    {
      name: 'whoever waits may be sent away',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export const stop = () => mutex.cancel()
        export async function save(value) {
          try {
            await mutex.acquire()
                  ~~~~~~~~~~~~~ unacquired
            await write(value)
          } finally {
            mutex.release()
          }
        }
      `,
    },
    {
      name: 'a variable that holds nothing when acquiring has failed',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function find(id) {
          let client
          try {
            client = await pool.connect()
                           ~~~~~~~~~~~~ missing
            return await client.query('select * from users where id = $1', [id])
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'a limited wait',
      ...marked`
        import { Mutex, withTimeout } from 'async-mutex'
        const mutex = withTimeout(new Mutex(), 100)
        export async function save(value) {
          try {
            await mutex.acquire()
                  ~~~~~~~~~~~~~ unacquired
            await write(value)
          } finally {
            mutex.release()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- busy flags

run(rule, {
  valid: [
    {
      name: 'cleared in a finaliser',
      code: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            try {
              await this.upload()
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'cleared whatever becomes of the promise',
      code: text`
        export class Sync {
          busy = false
          run() {
            if (this.busy) return undefined
            this.busy = true
            return this.upload().finally(() => { this.busy = false })
          }
        }
      `,
    },
    {
      name: 'set once and for all',
      code: text`
        export class Sync {
          started = false
          async start() {
            if (this.started) return
            this.started = true
            await this.connect()
          }
        }
      `,
    },
    {
      name: 'a state: cleared only where it has not come about',
      code: text`
        export class Sync {
          open = false
          async start() {
            if (this.open) return
            this.open = true
            const ok = await this.connect().catch(() => false)
            if (!ok) this.open = false
          }
        }
      `,
    },
    {
      name: 'another function clears it',
      code: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            await this.upload()
            this.busy = false
          }
          onError() {
            this.busy = false
          }
        }
      `,
    },
    {
      name: 'nobody is kept out by it',
      code: text`
        export class View {
          async load() {
            this.loading = true
            this.items = await this.fetchItems()
            this.loading = false
          }
        }
      `,
    },
    {
      name: 'a state that a loop keeps, without waiting',
      code: text`
        export async function compile(parts) {
          let previousWasStar = false
          for (const part of parts) {
            if (part === '*') {
              if (!previousWasStar) {
                previousWasStar = true
              }
              continue
            }
            previousWasStar = false
            await emit(part)
          }
        }
      `,
    },
    {
      name: 'a list that is put right by the object it hands out',
      code: text`
        export class Registry {
          names = new Set()
          register(name) {
            if (this.names.has(name)) throw new Error('taken')
            this.names.add(name)
            this.announce(name)
            return { dispose: () => this.names.delete(name) }
          }
        }
      `,
    },
    {
      name: 'a slot goes back whatever the work comes to',
      code: text`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            try {
              return await work()
            } finally {
              this.active--
            }
          }
        }
      `,
    },
    {
      name: 'a gauge that decides nothing',
      code: text`
        export class Server {
          pending = 0
          async handle(request) {
            this.pending++
            await this.answer(request)
            this.pending--
          }
        }
      `,
    },
    {
      name: 'a promise that is forgotten whatever becomes of it',
      code: text`
        const inflight = new Map()
        export function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key).finally(() => inflight.delete(key))
          inflight.set(key, promise)
          return promise
        }
      `,
    },
    {
      name: 'a connection that is kept',
      code: text`
        export class Client {
          async open() {
            if (this.socket) return
            this.socket = connect(this.url)
            await this.socket.ready()
          }
          close() {
            this.socket = undefined
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a failure leaves it set',
      ...marked`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            await this.upload()
            this.busy = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            try {
              await this.upload()
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'a failure that is caught leaves it set',
      ...marked`
        let flushing = false
        export async function flush(queue) {
          if (flushing) throw new Error('busy')
          flushing = true
          ~~~~~~~~~~~~~~~ stuck
          try {
            await send(queue)
            flushing = false
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'an early return leaves it set',
      ...marked`
        export class Sync {
          busy = false
          async run(items) {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            await this.connect().catch(() => undefined)
            if (items.length === 0) return
            this.upload(items)
            this.busy = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Sync {
          busy = false
          async run(items) {
            if (this.busy) return
            this.busy = true
            try {
              await this.connect().catch(() => undefined)
              if (items.length === 0) return
              this.upload(items)
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'a rejection goes past the reaction',
      ...marked`
        export class Sync {
          busy = false
          run() {
            if (this.busy) return undefined
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            return this.upload().then(() => { this.busy = false })
          }
        }
      `,
    },
    {
      name: 'the key of one job among those under way',
      ...marked`
        const running = new Set()
        export async function build(name) {
          if (running.has(name)) return
          running.add(name)
          ~~~~~~~~~~~~~~~~~ stuck
          await compile(name)
          running.delete(name)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const running = new Set()
        export async function build(name) {
          if (running.has(name)) return
          running.add(name)
          try {
            await compile(name)
          } finally {
            running.delete(name)
          }
        }
      ` }]],
    },
    {
      name: 'a slot that a failure keeps',
      ...marked`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            ~~~~~~~~~~~~~ counted
            const result = await work()
            this.active--
            return result
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            try {
              const result = await work()
              return result
            } finally {
              this.active--
            }
          }
        }
      ` }]],
    },
    {
      name: 'the promise of a refresh that failed once',
      ...marked`
        export class Session {
          async token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh()
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
            const token = await this.refreshing
            this.refreshing = undefined
            return token
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Session {
          async token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh()
            try {
              const token = await this.refreshing
              return token
            } finally {
              this.refreshing = undefined
            }
          }
        }
      ` }]],
    },
    {
      name: 'the same, cleared by its own reaction',
      ...marked`
        export class Session {
          token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh().then((token) => {
            ~... stuck
              this.refreshing = undefined
              return token
            })
            return this.refreshing
          }
        }
      `,
    },
    {
      name: 'a request under way that failed once',
      ...marked`
        const inflight = new Map()
        export async function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key)
          inflight.set(key, promise)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
          const value = await promise
          inflight.delete(key)
          return value
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const inflight = new Map()
        export async function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key)
          inflight.set(key, promise)
          try {
            const value = await promise
            return value
          } finally {
            inflight.delete(key)
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- what messages say

const WAITS = 'it stays locked, and whoever wants it next waits for ever'
const IN_FINALLY = 'Release it in a `finally` block'

run(rule, {
  valid: [
    {
      name: 'locks and things that may be kept',
      options: [{ allow: ['this.#gate', 'connection'] }],
      code: text`
        import { Mutex } from 'async-mutex'
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Feed {
          #gate = new Mutex()
          async open() {
            await this.#gate.acquire()
            const client = await pool.connect()
            await client.query('listen jobs')
          }
        }
      `,
    },
    {
      name: 'a test keeps what it likes',
      filename: '/project/test/feed.test.ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function occupy() {
          await mutex.acquire()
          await work()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the line of the release, and what skips it',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: '`mutex`', line: 'line 8', exit: 'the return on line 5', harm: WAITS, repair: IN_FINALLY })}
          if (!value) return undefined
          const text = String(value)
          state.text = text
          release()
          return text
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            const release = await mutex.acquire()
            try {
              if (!value) return undefined
              const text = String(value)
              state.text = text
              return text
            } finally {
              release()
            }
          }
        `,
      }, {
        messageId: 'scope',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            return await mutex.runExclusive(async () => {
              if (!value) return undefined
              const text = String(value)
              state.text = text
              return text
            })
          }
        `,
      }]],
    },
    {
      name: 'a lock and a pool of the settings',
      settings: {
        concurrency: {
          locks: [
            { id: 'team/gate', on: ['@team/gate#Gate()'], permits: 1, methods: { pass: { does: 'acquire', yields: 'handle', releasedBy: ['close'], awaited: true } } },
            {
              id: 'team/browsers',
              on: ['@team/browsers#pool()'],
              permits: 'unbounded',
              lease: { noun: 'browser', harm: 'it stays open', repair: 'Close it in a `finally` block' },
              methods: { open: { does: 'acquire', yields: 'handle', releasedBy: ['close'], awaited: true } },
            },
          ],
        },
      },
      ...marked`
        import { Gate } from '@team/gate'
        import { pool } from '@team/browsers'
        const gate = new Gate()
        const browsers = pool(4)
        export async function shoot(url) {
          const pass = await gate.pass()
                             ~~~~~~~~~ skipped ${JSON.stringify({ what: '`gate`', line: 'line 8', exit: 'an exception of `visit()` on line 7', harm: WAITS, repair: IN_FINALLY })}
          await visit(url)
          pass.close()
          const browser = await browsers.open()
                                ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: 'A browser', line: 'line 12', exit: 'an exception of `browser.picture()` on line 10', harm: 'it stays open', repair: 'Close it in a `finally` block' })}
          const picture = await browser.picture(url)

          await browser.close()
          return picture
        }
      `,
      suggestions: [
        [{
          messageId: 'wrap',
          output: text`
            import { Gate } from '@team/gate'
            import { pool } from '@team/browsers'
            const gate = new Gate()
            const browsers = pool(4)
            export async function shoot(url) {
              const pass = await gate.pass()
              try {
                await visit(url)
              } finally {
                pass.close()
              }
              const browser = await browsers.open()
              const picture = await browser.picture(url)

              await browser.close()
              return picture
            }
          `,
        }],
        [{
          messageId: 'wrap',
          output: text`
            import { Gate } from '@team/gate'
            import { pool } from '@team/browsers'
            const gate = new Gate()
            const browsers = pool(4)
            export async function shoot(url) {
              const pass = await gate.pass()
              await visit(url)
              pass.close()
              const browser = await browsers.open()
              try {
                const picture = await browser.picture(url)
                return picture
              } finally {
                await browser.close()
              }
            }
          `,
        }],
      ],
    },
    {
      name: 'a lock that others fail to get, instead of waiting',
      ...marked`
        import { lock } from 'proper-lockfile'
        export async function edit(file, change) {
          const release = await lock(file)
                                ~~~~ skipped ${JSON.stringify({ what: '`file`', line: 'line 5', exit: 'an exception of `change()` on line 4', harm: 'it stays locked, and nobody else gets it', repair: IN_FINALLY })}
          await change(file)
          await release()
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { lock } from 'proper-lockfile'
          export async function edit(file, change) {
            const release = await lock(file)
            try {
              await change(file)
            } finally {
              await release()
            }
          }
        `,
      }]],
    },
    {
      name: 'what fails first where that is caught and thrown again',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          try {
            await mutex.acquire()
                  ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: '`mutex`', line: 'line 7', exit: 'an exception of `write()` on line 6', harm: WAITS, repair: IN_FINALLY })}
            await write(value)
            mutex.release()
          } catch (error) {
            throw new Error('not saved', { cause: error })
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            try {
              await mutex.acquire()
              try {
                await write(value)
              } finally {
                mutex.release()
              }
            } catch (error) {
              throw new Error('not saved', { cause: error })
            }
          }
        `,
      }, {
        messageId: 'scope',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            try {
              await mutex.runExclusive(async () => {
                await write(value)
              })
            } catch (error) {
              throw new Error('not saved', { cause: error })
            }
          }
        `,
      }]],
    },
    {
      name: 'a busy flag: the test that keeps others out',
      ...marked`
        export class Sync {
          async run() {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck ${JSON.stringify({ what: 'this.busy', line: 'line 6', exit: 'an exception of `this.upload()` on line 5', guard: 'line 3' })}
            await this.upload()
            this.busy = false
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          export class Sync {
            async run() {
              if (this.busy) return
              this.busy = true
              try {
                await this.upload()
              } finally {
                this.busy = false
              }
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- with types

typed(rule, {
  valid: [
    {
      name: 'an acquisition of something else',
      code: text`
        class Turn { async acquire(): Promise<void> {} }
        export async function wait(turn: Turn): Promise<void> {
          await turn.acquire()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock that comes in an object',
      ...marked`
        import type { Mutex } from 'async-mutex'
        interface Store { readonly mutex: Mutex }
        export async function save(store: Store): Promise<void> {
          const release = await store.mutex.acquire()
                                ~~~~~~~~~~~~~~~~~~~ skipped
          await write()
          release()
        }
        declare function write(): Promise<void>
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import type { Mutex } from 'async-mutex'
          interface Store { readonly mutex: Mutex }
          export async function save(store: Store): Promise<void> {
            const release = await store.mutex.acquire()
            try {
              await write()
            } finally {
              release()
            }
          }
          declare function write(): Promise<void>
        `,
      }, {
        messageId: 'scope',
        output: text`
          import type { Mutex } from 'async-mutex'
          interface Store { readonly mutex: Mutex }
          export async function save(store: Store): Promise<void> {
            await store.mutex.runExclusive(async () => {
              await write()
            })
          }
          declare function write(): Promise<void>
        `,
      }]],
    },
  ],
})

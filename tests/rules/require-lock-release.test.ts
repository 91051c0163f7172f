import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- ways out of a function

run(rule, {
  valid: [
    {
      name: 'a key that is pressed and let go is no lock',
      code: text`
        export async function type(page, keys, hold) {
          for (const key of keys) {
            await page.keyboard.down(key)
            if (hold) continue
            await page.keyboard.up(key)
          }
        }
      `,
    },
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
  ],
})

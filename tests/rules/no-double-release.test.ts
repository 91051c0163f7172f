import rule from '../../src/rules/no-double-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- one release after the other

run(rule, {
  valid: [
    {
      name: 'a releaser that may be called twice',
      code: text`
        import { Mutex, Semaphore } from 'async-mutex'
        const mutex = new Mutex()
        const slots = new Semaphore(2)
        export async function save(value) {
          const release = await mutex.acquire()
          const [, leave] = await slots.acquire()
          try {
            await write(value)
            release()
          } finally {
            release()
            leave()
            leave()
          }
        }
      `,
    },
    {
      name: 'a commit that fails, of a transaction that need not be there',
      code: text`
        import { Sequelize } from 'sequelize'
        export async function move(sequelize: Sequelize | undefined, rows) {
          const transaction = await sequelize?.transaction()
          try {
            for (const row of rows) await row.save({ transaction })
            await transaction?.commit()
          } catch (error) {
            await transaction?.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'the name is emptied, and another one acquired, before it is released again',
      code: text`
        import { DataSource } from 'typeorm'
        export async function begin(source: DataSource) {
          let runner = null
          while (true) {
            try {
              if (!runner) {
                runner = source.createQueryRunner()
                await runner.connect()
              }
            } catch {
              await runner?.release()
              runner = null
              continue
            }
            try {
              await runner.query('select pg_advisory_lock(7)')
              break
            } catch {
              await runner.release()
              runner = null
            }
          }
          try {
            await migrate(source)
          } finally {
            await runner.release()
          }
        }
      `,
    },
    {
      name: 'on each way once',
      code: text`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value) {
          await lock.acquireAsync()
          if (!value) {
            lock.release()
            return
          }
          try {
            await write(value)
          } finally {
            lock.release()
          }
        }
      `,
    },
    {
      name: 'in every turn of a loop once',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function saveAll(values) {
          for (const value of values) {
            await mutex.acquire()
            try {
              await write(value)
            } finally {
              mutex.release()
            }
          }
        }
      `,
    },
    {
      name: 'taken again in between',
      code: text`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function inSteps(steps) {
          await lock.acquireAsync()
          for (const step of steps) {
            step()
            lock.release()
            await lock.acquireAsync()
          }
          lock.release()
        }
      `,
    },
    {
      name: 'a flag tells whether it was released',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function ask(question) {
          const client = await pool.connect()
          let released = false
          try {
            return await client.query(question)
          } catch (error) {
            client.release(error)
            released = true
            throw error
          } finally {
            if (!released) client.release()
          }
        }
      `,
    },
    {
      name: 'a release that fails is not done again',
      code: text`
        import { lock } from 'proper-lockfile'
        export async function edit(file, change) {
          const release = await lock(file)
          try {
            await change(file)
            await release()
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'a lock that knows its holder',
      code: text`
        import { Mutex } from 'redis-semaphore'
        const mutex = new Mutex(client, 'jobs')
        export async function run(job) {
          await mutex.acquire()
          try {
            await job()
            await mutex.release()
          } finally {
            await mutex.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the name still stands for the one that was released',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function load(value) {
          await mutex.acquire()
          try {
            await write(value)
            mutex?.release()
          } catch {
            await pause(1)
          }
          mutex.release()
          ~~~~~~~~~~~~~ twice
        }
      `,
    },
    {
      name: 'in the try and in its finaliser',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          await mutex.acquire()
          try {
            await write(value)
            mutex.release()
          } finally {
            mutex.release()
            ~~~~~~~~~~~~~ twice
          }
        }
      `,
    },
    {
      name: 'before a return inside the try',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(3)
        export async function save(value) {
          await slots.acquire()
          try {
            if (!value) {
              slots.release()
              return
            }
            await write(value)
          } finally {
            slots.release()
            ~~~~~~~~~~~~~ twice
          }
        }
      `,
    },
    {
      name: 'a client, where it fails and in any case',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function ask(question) {
          const client = await pool.connect()
          try {
            return await client.query(question)
          } catch (error) {
            client.release(error)
            throw error
          } finally {
            client.release()
            ~~~~~~~~~~~~~~ twice
          }
        }
      `,
    },
    {
      name: 'a callback that is called twice',
      ...marked`
        import mutexify from 'mutexify'
        const lock = mutexify()
        export function append(line, callback) {
          lock((release) => {
            write(line, (error) => {
              if (error) release(callback, error)
              release(callback)
              ~~~~~~~ twice
            })
          })
        }
      `,
    },
    {
      name: 'a lock file',
      ...marked`
        import { lock } from 'proper-lockfile'
        export async function edit(file, change) {
          const release = await lock(file)
          try {
            await change(file)
          } catch (error) {
            await release()
            console.error(error)
          }
          await release()
                ~~~~~~~ twice
        }
      `,
    },
    {
      name: 'through methods of the class',
      ...marked`
        import AwaitLock from 'await-lock'
        export class Store {
          #lock = new AwaitLock()
          async lock() { await this.#lock.acquireAsync() }
          unlock() { this.#lock.release() }
          async put(key, value) {
            await this.lock()
            try {
              await this.write(key, value)
              this.unlock()
            } finally {
              this.unlock()
              ~~~~~~~~~~~ twice
            }
          }
        }
      `,
    },
    {
      name: 'the method of the lock after the releaser',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          const release = await mutex.acquire()
          try {
            await write(value)
          } catch (error) {
            release()
            throw error
          } finally {
            mutex.release()
            ~~~~~~~~~~~~~ mixed
          }
        }
      `,
    },
    {
      name: 'the releaser after the method of the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          const release = await mutex.acquire()
          try {
            await write(value)
          } finally {
            mutex.release()
            release()
            ~~~~~~~ mixed
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what this call does not hold

run(rule, {
  valid: [
    {
      name: 'under the same condition as it was acquired',
      code: text`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value, exclusive) {
          if (exclusive) await lock.acquireAsync()
          try {
            await write(value)
          } finally {
            if (exclusive) lock.release()
          }
        }
      `,
    },
    {
      name: 'tried until it works',
      code: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(1)
        export async function save(value) {
          let acquired = false
          for (let i = 0; i < 3 && !acquired; i++) {
            acquired = slots.tryAcquire()
            await pause(i)
          }
          if (!acquired) throw new Error('busy')
          await write(value).finally(() => slots.release())
        }
      `,
    },
    {
      name: 'the wait of a condition',
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
      name: 'a method that releases what another one acquires',
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
      name: 'asked for no reason, while it is held',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          await mutex.acquire()
          try {
            await write(value)
          } finally {
            if (mutex.isLocked()) mutex.release()
          }
        }
      `,
    },
    {
      name: 'a signal is given by whoever likes',
      code: text`
        import { Sema } from 'async-sema'
        export class Mailbox {
          #filled = new Sema(8)
          async receive() {
            await this.#filled.acquire()
            return this.items.shift()
          }
          send(item) {
            this.items.push(item)
            this.#filled.release()
          }
        }
      `,
    },
    {
      name: 'the caller holds it',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          async put(key, value) {
            await this.#mutex.acquire()
            await this.#write(key, value).finally(() => this.#finish())
          }
          #finish() {
            this.#mutex.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'acquired on one way and released on both',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function save(value, exclusive) {
          if (exclusive) await lock.acquireAsync()
          try {
            await write(value)
          } finally {
            lock.release()
            ~~~~~~~~~~~~ unheld
          }
        }
      `,
    },
    {
      name: 'after an attempt that failed',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(1)
        export async function save(value) {
          const ok = slots.tryAcquire()
          try {
            if (ok) await write(value)
          } finally {
            slots.release()
            ~~~~~~~~~~~~~ refused
          }
        }
      `,
    },
    {
      name: 'whoever holds it',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function reset() {
          if (mutex.isLocked()) mutex.release()
                                ~~~~~~~~~~~~~ locked
        }
      `,
    },
    {
      name: 'the same where acquiring may have failed',
      ...marked`
        import { Mutex, withTimeout } from 'async-mutex'
        const mutex = withTimeout(new Mutex(), 100)
        export async function save(value) {
          try {
            await mutex.acquire()
            await write(value)
          } finally {
            if (mutex.isLocked()) mutex.release()
                                  ~~~~~~~~~~~~~ locked
          }
        }
      `,
    },
    {
      name: 'a method that never acquires, where everybody else releases',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Queue {
          #mutex = new Mutex()
          #items = []
          async push(item) {
            const release = await this.#mutex.acquire()
            try {
              await this.store(item)
            } finally {
              release()
            }
          }
          clear() {
            this.#items = []
            this.#mutex.release()
            ~~~~~~~~~~~~~~~~~~~ unowned
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- options

run(rule, {
  valid: [
    {
      name: 'a lock that anybody may release',
      options: [{ allow: ['mutex'] }],
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function reset() {
          if (mutex.isLocked()) mutex.release()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the line of the release before',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          await mutex.acquire()
          state.value = value
          mutex.release()
          mutex.release()
          ~~~~~~~~~~~~~ twice ${JSON.stringify({ what: '`mutex`', line: 'line 6', harm: 'that fails, or lets one more in beside whoever holds it by now' })}
        }
      `,
    },
  ],
})

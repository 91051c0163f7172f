import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- promises and callbacks

run(rule, {
  valid: [
    {
      name: 'a second lock, for which nobody waits in vain',
      code: text`
        const { Lock } = require('bmutex')
        class Purse {
          constructor() {
            this.reading = new Lock()
            this.writing = new Lock()
          }
          async empty() {
            const first = await this.reading.lock()
            const second = await this.writing.lock()
            try {
              await this.coins.take()
            } finally {
              second()
              first()
            }
          }
        }
      `,
    },
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
      name: 'the promise is kept, and its callback releases',
      code: text`
        import { Mutex } from 'async-mutex'
        import Redlock from 'redlock'
        const mutex = new Mutex()
        const redlock = new Redlock([client])
        export async function print(page) {
          const turn = mutex.acquire()
          try {
            await turn
            await send(page)
          } finally {
            turn.then((release) => release())
          }
        }
        export async function renew(id) {
          const lease = redlock.acquire([id], 5000)
          try {
            await lease
            await extend(id)
          } finally {
            await lease.then((lock) => lock.release())
          }
        }
        export async function scan(page) {
          const turn = mutex.acquire()
          await turn
          await read(page).finally(() => turn.then((release) => release()))
        }
      `,
    },
    {
      name: 'several that are waited for together, each in a variable before',
      code: text`
        import { Mutex } from 'async-mutex'
        const paper = new Mutex()
        const ink = new Mutex()
        export async function print(page) {
          const first = paper.acquire()
          const second = ink.acquire()
          const [release, releaseInk] = await Promise.all([first, second])
          try {
            await send(page)
          } finally {
            release()
            releaseInk()
          }
        }
      `,
    },
    {
      name: 'each way through the callback ends the section, one of them before it asks for anything',
      code: text`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
            if (known.has(key)) {
              use(known.get(key))
              done()
              return
            }
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
      name: 'over before it asks: what the callback does is no end of the section',
      code: text`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
            let open = true
            if (known.has(key)) {
              done()
              open = false
            }
            read(key, (error, data) => {
              if (error) return
              if (open) done()
            })
          })
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
      name: 'one way ends the section at once, the callback of the other leaves early',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function load(key, use) {
          lock.acquire(key, (done) => {
          ~~~~~~~~~~~~ skipped
            if (known.has(key)) {
              use(known.get(key))
              done()
              return
            }
            read(key, (error, data) => {
              if (error) {
                use(undefined, error)
                return
              }
              use(data)
              done()
            })
          })
        }
      `,
    },
    {
      name: 'the promise is kept, and nobody looks at what it yields',
      ...marked`
        import Redlock from 'redlock'
        const redlock = new Redlock([client])
        export async function renew(id) {
          const lease = redlock.acquire([id], 5000)
                        ~~~~~~~~~~~~~~~ never
          await lease.then(() => log(id))
          await extend(id)
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

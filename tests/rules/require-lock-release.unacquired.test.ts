import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

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
      name: 'the question whether it is given up comes before the try',
      code: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(2)
        export async function save(value, signal) {
          signal.throwIfAborted()
          await slots.acquire()
          try {
            return await write(value)
          } finally {
            slots.release()
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
      name: 'a lock of another file, of which nothing says that waiting for it may fail',
      code: text`
        import { Turnstile } from './turnstile.js'
        export class Ledger {
          #gate = new Turnstile()
          async book(entry) {
            try {
              await this.#gate.acquire()
              return await this.write(entry)
            } finally {
              this.#gate.release()
            }
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
      name: 'a lock of another file, which is known by a name and may be held by others',
      ...marked`
        import { gates } from './gates.js'
        export async function book(entry) {
          try {
            await gates.acquire(entry.id)
                  ~~~~~~~~~~~~~ unacquired
            return await write(entry)
          } finally {
            gates.release(entry.id)
          }
        }
      `,
    },
    {
      name: 'a lock of another file, and something before it fails',
      ...marked`
        import { gate } from './gate.js'
        export async function book(entry) {
          try {
            const text = await encode(entry)
            await gate.acquire()
                  ~~~~~~~~~~~~ unacquired
            return await write(text)
          } finally {
            gate.release()
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
      name: 'a question whether it is given up, which throws',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(2)
        export async function save(value, signal) {
          try {
            signal.throwIfAborted()
            await slots.acquire()
                  ~~~~~~~~~~~~~ unacquired
            return await write(value)
          } finally {
            slots.release()
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
      name: 'a limited wait, in a field that is declared as something wider',
      ...marked`
        import { Semaphore, withTimeout, type SemaphoreInterface } from 'async-mutex'
        export class Jobs {
          private readonly slots: SemaphoreInterface = withTimeout(new Semaphore(2), 100)
          private readonly turns: SemaphoreInterface = new Semaphore(2)
          async run(job: Job) {
            try {
              await this.slots.acquire()
                    ~~~~~~~~~~~~~~~~~~ unacquired
              await job.run()
            } finally {
              this.slots.release()
            }
          }
          async begin(job: Job) {
            try {
              await this.turns.acquire()
              await job.run()
            } finally {
              this.turns.release()
            }
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

import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- connections and limiters that functions are given

/** Work that is done with a client of a pool, by whoever hands that work in. */
const withClient = `
  import { Pool } from 'pg'
  const pool = new Pool({ max: 6 })
  async function withClient(work) {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const answer = await work(client)
      await client.query('COMMIT')
      return answer
    } finally {
      client.release()
    }
  }`

run(rule, {
  valid: [
    {
      name: 'the work goes on with the client that it has',
      code: `${withClient}
        const seatOf = (client, flight) => client.query('UPDATE flights SET seats = seats - 1 WHERE id = $1', [flight])
        export const book = (flight, guest) => withClient(async (client) => {
          const seat = await seatOf(client, flight)
          await client.query('INSERT INTO bookings VALUES ($1, $2)', [seat, guest])
        })`,
    },
    {
      name: 'a releaser that the work is given may have been called by it',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function within(work) {
          const release = await mutex.acquire()
          try {
            return await work(release)
          } finally {
            release()
          }
        }
        export const book = () => within(async (release) => {
          release()
          await within(async () => count())
        })
      `,
    },
    {
      name: 'a client that is handed on and not released here',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool({ max: 6 })
        async function take(work) {
          const client = await pool.connect()
          return await work(client)
        }
        export const book = () => take(async (client) => {
          client.release()
          await pool.query('NOTIFY bookings')
        })
      `,
    },
    {
      name: 'each turn of a recursion has a limiter of its own',
      code: text`
        import pLimit from 'p-limit'
        export async function weigh(branch) {
          const limit = pLimit(3)
          const below = await Promise.all(branch.twigs.map((twig) => limit(() => weigh(twig))))
          return below.reduce((sum, each) => sum + each, 1)
        }
      `,
    },
    {
      name: 'the children are given another limiter',
      code: text`
        import pLimit from 'p-limit'
        export async function weigh(branch, options: { limit: ReturnType<typeof pLimit>; depth: number }) {
          return Promise.all(branch.twigs.map((twig) => options.limit(() => weigh(twig, { ...options, limit: pLimit(3) }))))
        }
      `,
    },
    {
      name: 'what stands before a spread may be written over by it',
      code: text`
        import pLimit, { type LimitFunction } from 'p-limit'
        export async function weigh(branch, options: { limit: LimitFunction }, more: object) {
          return Promise.all(branch.twigs.map((twig) => options.limit(() => weigh(twig, { limit: options.limit, ...more }, more))))
        }
      `,
    },
    {
      name: 'the path of another file',
      code: text`
        import { join } from 'node:path'
        import AsyncLock from 'async-lock'
        const files = new AsyncLock()
        const append = (dir, entry) => files.acquire(join(dir, 'log'), () => write(entry))
        export const rename = (dir, name) => files.acquire(join(dir, 'index'), () => append(dir, name))
      `,
    },
  ],
  invalid: [
    {
      name: 'the same path, joined from the same parts',
      ...marked`
        import { join } from 'node:path'
        import AsyncLock from 'async-lock'
        const files = new AsyncLock()
        const append = (dir, entry) => files.acquire(join(dir, 'index'), () => write(entry))
        export const rename = (dir, name) => files.acquire(join(dir, 'index'), () => append(dir, name))
                                                                                     ~~~~~~ again
      `,
    },
    {
      name: 'the work asks for a second client, through a function that has one of its own',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool({ max: 6 })
        async function withClient(work) {
          const client = await pool.connect()
          try {
            return await work(client)
          } finally {
            client.release()
          }
        }
        const seatOf = (flight) => withClient((client) => client.query('UPDATE flights SET seats = seats - 1 WHERE id = $1', [flight]))
        export const book = (flight, guest) => withClient(async (client) => {
          const seat = await seatOf(flight)
                             ~~~~~~ connection
          await client.query('INSERT INTO bookings VALUES ($1, $2)', [seat, guest])
        })
      `,
    },
    {
      name: 'the limiter comes with the options, which are handed on with a change',
      ...marked`
        import pLimit from 'p-limit'
        interface Options { limit: ReturnType<typeof pLimit>; depth: number }
        export async function weigh(branch, options: Options) {
          const { limit } = options
          return Promise.all(branch.twigs.map((twig) => limit(() => weigh(twig, { ...options, depth: options.depth + 1 }))))
                                                                    ~~~~~ slot
        }
      `,
    },
    {
      name: 'the limiter is named again in the options of the next turn',
      ...marked`
        import type { LimitFunction } from 'p-limit'
        export async function weigh(branch, options: { limit: LimitFunction; depth: number }) {
          return Promise.all(branch.twigs.map((twig) => options.limit(() => weigh(twig, { limit: options.limit, depth: 2 }))))
                                                                            ~~~~~ slot
        }
      `,
    },
  ],
})

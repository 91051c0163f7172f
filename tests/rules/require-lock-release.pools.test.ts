import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- pools

run(rule, {
  valid: [
    {
      name: 'a runner that has nothing to give back until it is connected',
      code: text`
        export function move(dataSource, goods) {
          const runner = dataSource.createQueryRunner()
          return runner.connect().then(async () => {
            try {
              await runner.query('update stock set site = 2 where goods = $1', [goods])
            } finally {
              await runner.release()
            }
          })
        }
      `,
    },
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
  ],
})

// ---------------------------------------------------------------- connections that are opened for themselves

run(rule, {
  valid: [
    {
      name: 'ended whatever happens',
      code: text`
        import mysql from 'mysql2/promise'
        export async function tally(address) {
          const line = await mysql.createConnection(address)
          try {
            return await line.query('select count(*) from votes')
          } finally {
            await line.end()
          }
        }
      `,
    },
    {
      name: 'ended when the answer is there',
      code: text`
        import mysql from 'mysql2'
        export function tally(address, done) {
          const line = mysql.createConnection(address)
          line.query('select count(*) from votes', (error, rows) => {
            line.end()
            done(error, rows)
          })
        }
      `,
    },
    {
      name: 'kept by the module',
      code: text`
        import mariadb from 'mariadb'
        let line
        export async function begin(address) {
          line = await mariadb.createConnection(address)
        }
        export const ask = (question) => line.query(question)
      `,
    },
    {
      name: 'whoever gets it ends it',
      code: text`
        import oracledb from 'oracledb'
        export async function dial(address) {
          const line = await oracledb.getConnection(address)
          return line
        }
      `,
    },
    {
      name: 'another module with a method of that name',
      code: text`
        import { createConnection } from './switchboard.js'
        export async function tally(address) {
          const line = await createConnection(address)
          return line.query('select count(*) from votes')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'never ended',
      ...marked`
        import mysql from 'mysql2/promise'
        export async function tally(address) {
          const line = await mysql.createConnection(address)
                             ~~~~~~~~~~~~~~~~~~~~~~ never
          return (await line.query('select count(*) from votes'))[0]
        }
      `,
    },
    {
      name: 'never ended, in a chain',
      ...marked`
        import mysql from 'mysql2/promise'
        export function tally(address) {
          return mysql.createConnection(address).then((line) => line.query('select count(*) from votes'))
                 ~~~~~~~~~~~~~~~~~~~~~~ never
        }
      `,
    },
    {
      name: 'never ended, with callbacks',
      ...marked`
        import mysql from 'mysql2'
        export function tally(address, done) {
          const line = mysql.createConnection(address)
                       ~~~~~~~~~~~~~~~~~~~~~~ never
          line.query('select count(*) from votes', done)
        }
      `,
    },
    {
      name: 'not ended where the question fails',
      ...marked`
        import mariadb from 'mariadb'
        export async function tally(address) {
          const line = await mariadb.createConnection(address)
                             ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          const rows = await line.query('select count(*) from votes')
          if (rows.length > 0) await line.end()
          else await line.destroy()
          return rows
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks of other files that are handed back

run(rule, {
  valid: [
    {
      name: 'handed back whatever happens',
      code: text`
        import * as turns from './turns.js'
        export async function rebuild(course) {
          const turn = await turns.waitLockAsync(course.path)
          try {
            await index(course)
          } finally {
            await turns.releaseLockAsync(turn)
          }
        }
      `,
    },
    {
      name: 'what is waited for is no lock: nothing is handed back',
      code: text`
        import * as turns from './turns.js'
        export async function rebuild(course) {
          const state = await turns.waitForLock(course.path)
          await index(course, state)
          await turns.report(state)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'handed back when all goes well, by names that say that they are asynchronous',
      ...marked`
        import * as turns from './turns.js'
        export async function rebuild(course) {
          const turn = await turns.waitLockAsync(course.path)
                             ~~~~~~~~~~~~~~~~~~~ skipped
          await index(course)
          await turns.releaseLockAsync(turn)
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import * as turns from './turns.js'
          export async function rebuild(course) {
            const turn = await turns.waitLockAsync(course.path)
            try {
              await index(course)
            } finally {
              await turns.releaseLockAsync(turn)
            }
          }
        `,
      }]],
    },
    {
      name: 'the same by plain names',
      ...marked`
        export async function rebuild(turns, course) {
          const turn = await turns.getLock(course.path)
                             ~~~~~~~~~~~~~ skipped
          if (!(await isStale(course))) return
          await index(course)
          await turns.releaseLock(turn)
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          export async function rebuild(turns, course) {
            const turn = await turns.getLock(course.path)
            try {
              if (!(await isStale(course))) return
              await index(course)
            } finally {
              await turns.releaseLock(turn)
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- connections that are closed to go back

const book = (before: string, inside = ''): string => text`
  class Ledger {
    constructor(pool) { this.pool = pool }
    async post(entry) {
      const connection = await this.pool.getConnection()
      ${before}
      try {
        ${inside}
        await connection.execute('insert into postings values (:id)', [entry.id])
      } finally {
        await connection.close()
      }
    }
  }
  module.exports = { Ledger }
`
const CHECK = "if (!entry.open) throw new Error('not open')"

run(rule, {
  valid: [
    { name: 'asked where it is closed in any case', code: book('', CHECK) },
    { name: 'kept by the object', code: text`
      export class Ledger {
        async post(entry) {
          const connection = await this.getConnection()
          if (!entry.open) throw new Error('not open')
          await connection.execute('insert')
        }
        async stop() {
          const connection = await this.getConnection()
          await connection.close()
        }
      }
    ` },
  ],
  invalid: [
    { name: 'asked before', code: book(CHECK), errors: [{ messageId: 'skipped', line: 4, column: 30 }] },
    {
      name: 'a pool by its type',
      language: 'ts',
      ...marked`
        import type { Pool } from 'oracledb'
        export async function count(pool: Pool, id: number): Promise<number> {
          const connection = await pool.getConnection()
                                   ~~~~~~~~~~~~~~~~~~ skipped
          if (id < 0) return 0
          const { rows } = await connection.execute('select 1 from dual')
          await connection.close()
          return rows.length
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import type { Pool } from 'oracledb'
          export async function count(pool: Pool, id: number): Promise<number> {
            const connection = await pool.getConnection()
            try {
              if (id < 0) return 0
              const { rows } = await connection.execute('select 1 from dual')
              return rows.length
            } finally {
              await connection.close()
            }
          }
        `,
      }]],
    },
  ],
})

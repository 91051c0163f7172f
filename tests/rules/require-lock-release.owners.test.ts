import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what ends with what it was taken from

run(rule, {
  valid: [
    {
      name: 'the data source of one call gives back all its runners when it is closed',
      code: text`
        import { DataSource } from 'typeorm'
        export class Archive {
          async open() {
            const source = new DataSource(this.options)
            await source.initialize()
            return source
          }
          async create() {
            const source = await this.open()
            try {
              const runner = source.createQueryRunner()
              await runner.manager.query('create table if not exists crates (id int)')
              await runner.release()
            } catch (error) {
              throw new Error("no archive", { cause: error })
            } finally {
              await source.destroy()
            }
          }
        }
      `,
    },
    {
      name: 'the client that a session was begun on ends it',
      code: text`
        import { MongoClient } from 'mongodb'
        export async function total(url) {
          const client = await MongoClient.connect(url)
          try {
            const session = client.startSession()
            const sum = await sumUp(client, session)
            await session.endSession()
            return sum
          } finally {
            await client.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'something else is closed',
      ...marked`
        import { DataSource } from 'typeorm'
        export async function create(options, log) {
          const source = await connectTo(options)
          try {
            const runner = source.createQueryRunner()
                           ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
            const made = await runner.query('create table if not exists crates (id int)')
            if (made.length > 0) await runner.release()
            else await runner.release()
          } finally {
            await log.close()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- runners that hold nothing yet, or never

run(rule, {
  valid: [
    {
      name: 'what fails before a runner was used leaves nothing behind',
      code: text`
        export async function insert(source, crates) {
          const runner = source.createQueryRunner()
          const time = await now(source)
          if (time < crates.since) throw new Error('too early')
          try {
            await runner.query('insert into crates values ($1)', [crates.ids])
          } finally {
            await runner.release()
          }
        }
      `,
    },
    {
      name: 'only the data source of a runner is asked for',
      code: text`
        export async function titles(source) {
          const main = source.createQueryRunner('master').connection
          return await main.getRepository(Crate).find()
        }
        export async function count(source) {
          const { connection } = source.createQueryRunner('slave')
          return await connection.getRepository(Crate).count()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it is connected by then',
      ...marked`
        export async function insert(source, crates) {
          const runner = source.createQueryRunner()
                         ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          await runner.connect()
          const time = await now(source)
          try {
            await runner.query('insert into crates values ($1, $2)', [crates.ids, time])
          } finally {
            await runner.release()
          }
        }
      `,
    },
    {
      name: 'what its manager is asked takes a connection',
      ...marked`
        import { DataSource } from 'typeorm'
        export class Crates {
          constructor(private readonly source: DataSource) {}
          all() {
            return this.source.createQueryRunner('master').manager.getRepository(Crate)
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ never
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- names of acquiring that yield something else

run(rule, {
  valid: [
    {
      name: 'a function that acquires later is made',
      code: text`
        export async function* withLink(links, id, work) {
          const acquire = links.acquireConnection(id)
          const [release, link] = await acquire()
          try {
            yield* work(link)
          } finally {
            await release()
          }
        }
        export async function open(links, id) {
          return await links.acquireConnection(id)()
        }
      `,
    },
    {
      name: 'what was acquired gives itself back, by a name of its own',
      code: text`
        export class Desk {
          async borrow(wait) {
            const lease = await this.inner.acquireConnection(wait)
            if (!this.isOpen) {
              await lease.returnLease()
              return undefined
            }
            const token = crypto.randomUUID()
            this.leases.set(token, lease)
            return token
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nothing of the name of giving back is called',
      ...marked`
        export class Desk {
          async borrow(wait) {
            const lease = await this.inner.acquireConnection(wait)
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ leaving
            if (!this.isOpen) {
              lease.touch()
              return undefined
            }
            const token = crypto.randomUUID()
            this.leases.set(token, lease)
            return token
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- controlled transactions of kysely

run(rule, {
  valid: [
    {
      name: 'rolled back where something fails',
      code: text`
        import { Kysely } from 'kysely'
        export async function rename(db: Kysely<Tables>, id: number, name: string) {
          const trx = await db.startTransaction().setIsolationLevel('serializable').execute()
          try {
            await trx.updateTable('crate').set({ name }).where('id', '=', id).execute()
            await trx.commit().execute()
          } catch (error) {
            await trx.rollback().execute()
            throw error
          }
        }
      `,
    },
    {
      name: 'a builder of another library',
      code: text`
        export async function rename(db, id, name) {
          const done = await db.startTransaction().execute()
          await note(done.count)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'left open where something fails',
      ...marked`
        import { db } from './database.js'
        export async function rename(id, name) {
          const trx = await db.startTransaction().execute()
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          await trx.updateTable('crate').set({ name }).where('id', '=', id).execute()
          await trx.commit().execute()
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks that this call made

run(rule, {
  valid: [
    {
      name: 'a lock object of this call gives back only what it holds itself',
      code: text`
        import { QueueLock } from './queue-lock.js'
        export async function settle(order) {
          const turn = new QueueLock(order.id)
          try {
            if (!(await turn.tryLock(1000))) return
            await pay(order)
          } finally {
            await turn.unlock()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one that others have, too',
      ...marked`
        import { turn } from './queue-lock.js'
        export async function settle(order) {
          try {
            await turn.tryLock(1000)
                  ~~~~~~~~~~~~ unacquired
            await pay(order)
          } finally {
            await turn.unlock()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks that are an object, from another file

run(rule, {
  valid: [
    {
      name: 'given back whatever happens, by whoever got it',
      code: text`
        import { locks, FolderLock } from './locks.js'
        export async function pack(folder) {
          const lock = await new FolderLock(folder).acquireWrite()
          try {
            await compress(folder)
          } finally {
            await lock.release()
          }
        }
        export async function peek(key) {
          const lock = await locks.getLock(key)
          if (!lock) return undefined
          try {
            return await read(key)
          } finally {
            lock.unlock()
          }
        }
      `,
    },
    {
      name: 'made into another one, which the caller gets',
      code: text`
        import { FolderLock } from './locks.js'
        export async function build(folder) {
          const lock = await new FolderLock(folder).acquireWrite()
          try {
            await compress(folder)
            return { folder, lock: await lock.toReader() }
          } catch (error) {
            await lock.release()
            throw error
          }
        }
      `,
    },
    {
      name: 'what the file never gives back need not be a lock',
      code: text`
        import { doors } from './doors.js'
        export async function look(key) {
          const lock = await doors.getLock(key)
          await draw(lock)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a wait before the try',
      ...marked`
        import { FolderLock } from './locks.js'
        export async function build(folder) {
          const lock = await new FolderLock(folder).acquireWrite()
                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          await clean(folder)
          try {
            await compress(folder)
            return { folder, lock: await lock.toReader() }
          } catch (error) {
            await lock.release()
            throw error
          }
        }
      `,
    },
    {
      name: 'one that waits before the try, and is called a lock for that',
      ...marked`
        import { locks } from './locks.js'
        export async function settle(order) {
          const lock = await locks.acquire(order.id)
                             ~~~~~~~~~~~~~ skipped {"what": "\u0060locks\u0060", "harm": "it stays locked, and nobody else gets it", "repair": "Release it in a \u0060finally\u0060 block", "line": "line 8", "exit": "an exception of \u0060audit()\u0060 on line 4"}
          await audit(order)
          try {
            await pay(order)
          } finally {
            await lock.release()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- connections that helpers of another file work with

const ledger = (end: string): string => text`
  import { Pool } from 'pg'
  import { begin, commit, audit, rollback } from './steps.js'
  const pool = new Pool()
  export async function settle() {
    const connection = await pool.connect()
    try {
      await begin(connection)
      await connection.query('update accounts set open = false')
      ${end}
      return true
    } catch (error) {
      try {
        await rollback(connection)
      } catch (second) {
        connection.release(second)
      }
      throw error
    }
  }
`

run(rule, {
  valid: [{ name: 'what ends the work may give it back, too', code: ledger('await commit(connection)') }],
  invalid: [{ name: 'what only works with it does not', code: ledger('await audit(connection)'), errors: [{ messageId: 'skipped', line: 5, column: 28 }] }],
})

// ---------------------------------------------------------------- sessions, which are lent to what works with them

run(rule, {
  valid: [
    {
      name: 'handed to somebody who may end it',
      code: text`
        import mongoose from 'mongoose'
        import { finish } from './sessions.js'
        export async function move(from, to) {
          const session = await mongoose.startSession()
          try {
            session.startTransaction()
            await from.save({ session })
          } finally {
            await finish(session)
          }
        }
      `,
    },
    {
      name: 'ended, or returned',
      code: text`
        import mongoose from 'mongoose'
        export async function create(from) {
          const session = await mongoose.startSession()
          try {
            await from.save({ session })
          } finally {
            await session.endSession()
          }
        }
        export async function createSession() {
          const session = await mongoose.startSession()
          session.startTransaction()
          return session
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'as an option, and as what a query is asked in',
      ...marked`
        import mongoose from 'mongoose'
        import { Account } from './account.js'
        export async function create(request, response) {
          const session = await mongoose.startSession()
                                ~~~~~~~~~~~~~~~~~~~~~ never {"what": "A session", "harm": "it stays open, here and on the server", "repair": "End it in a \u0060finally\u0060 block"}
          session.startTransaction()
          try {
            const account = await Account.findById(request.body.account).session(session)
            account.balance += request.body.amount
            await account.save({ session })
            await session.commitTransaction()
            response.json(account)
          } catch (error) {
            await session.abortTransaction()
            response.status(500).json({ error: error.message })
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import mongoose from 'mongoose'
          import { Account } from './account.js'
          export async function create(request, response) {
            const session = await mongoose.startSession()
            try {
              session.startTransaction()
              try {
                const account = await Account.findById(request.body.account).session(session)
                account.balance += request.body.amount
                await account.save({ session })
                await session.commitTransaction()
                response.json(account)
              } catch (error) {
                await session.abortTransaction()
                response.status(500).json({ error: error.message })
              }
            } finally {
              await session.endSession()
            }
          }
        `,
      }]],
    },
  ],
})

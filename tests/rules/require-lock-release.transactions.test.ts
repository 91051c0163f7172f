import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- sessions, transactions

run(rule, {
  valid: [
    {
      name: 'what is made of the same condition says whether it was begun here',
      code: text`
        export class Shelf {
          async within(work, quick) {
            const given = this.options.turn
            const turn = given ?? (await this.connection.transaction())
            const mark = given ? nextMark() : undefined
            let marked = false
            try {
              if (mark) {
                await setMark(turn, mark)
                marked = true
              }
              const result = await work(new Shelf(turn))
              if (mark) await turn.query('release savepoint ' + mark)
              else await turn.commit()
              return result
            } catch (error) {
              if (marked && mark && !turn.isCompleted()) await backTo(turn, mark)
              else if (!mark) await turn.rollback()
              throw error
            }
          }
          async alone(work) {
            let turn = this.options.turn
            const isOwn = !turn
            try {
              if (isOwn) turn = await this.connection.transaction()
              const result = await work(turn)
              if (isOwn) await turn.commit()
              return result
            } catch (error) {
              if (isOwn && turn) await turn.rollback()
              throw error
            }
          }
        }
      `,
    },
    {
      name: 'a transaction of what is declared as Knex, rolled back on the early way',
      code: text`
        import type { Knex } from 'knex'
        export class Refunds {
          constructor(private readonly db: Knex) {}
          async pay(id: number) {
            const turn = await this.db.transaction()
            try {
              const order = await turn('orders').where({ id }).first()
              if (!order) {
                await turn.rollback()
                return null
              }
              await turn.commit()
              return order
            } catch (error) {
              await turn.rollback()
              throw error
            }
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
      name: 'a transaction that a method of the class takes back, or a function of another file',
      code: text`
        import { rollBack } from './transactions.js'
        export class Payments {
          async undo(connection) {
            try {
              await connection.rollback()
            } catch (error) {
              console.warn('could not roll back', error)
            }
          }
          async pay(order) {
            let connection
            try {
              connection = await this.connect()
              await connection.beginTransaction()
              await connection.query('insert into payments set ?', order)
              await connection.commit()
            } catch (error) {
              if (connection) await this.undo(connection)
              throw error
            }
          }
        }
        export async function pay(connection, order) {
          await connection.beginTransaction()
          try {
            await connection.query('insert into payments set ?', order)
            await connection.commit()
          } catch (error) {
            await rollBack(connection)
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
  ],
  invalid: [
    {
      name: 'what is made of another condition says nothing',
      ...marked`
        export class Shelf {
          async within(work, quick) {
            const given = this.options.turn
            const turn = given ?? (await this.connection.transaction())
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
            const mark = quick ? nextMark() : undefined
            let marked = false
            try {
              if (mark) {
                await setMark(turn, mark)
                marked = true
              }
              const result = await work(new Shelf(turn))
              if (mark) await turn.query('release savepoint ' + mark)
              else await turn.commit()
              return result
            } catch (error) {
              if (marked && mark && !turn.isCompleted()) await backTo(turn, mark)
              else if (!mark) await turn.rollback()
              throw error
            }
          }
        }
      `,
    },
    {
      name: 'a transaction of what is declared as Knex, left open on the early way',
      ...marked`
        import type { Knex } from 'knex'
        export class Refunds {
          constructor(private readonly db: Knex) {}
          async pay(id: number) {
            const turn = await this.db.transaction()
                               ~~~~~~~~~~~~~~~~~~~ skipped
            try {
              const order = await turn('orders').where({ id }).first()
              if (!order) return null
              await turn.commit()
              return order
            } catch (error) {
              await turn.rollback()
              throw error
            }
          }
        }
      `,
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
      name: 'a method of the class that only tells of the failure',
      ...marked`
        export class Payments {
          note(connection, error) {
            this.log.warn(connection.threadId, error)
          }
          async pay(connection, order) {
            await connection.beginTransaction()
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
            try {
              await connection.query('insert into payments set ?', order)
              await connection.commit()
            } catch (error) {
              this.note(connection, error)
              throw error
            }
          }
        }
      `,
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

// ---------------------------------------------------------------- names alone

run(rule, {
  valid: [
    {
      name: 'a constant says whether it was begun here, and is to be ended here',
      code: text`
        export async function inTransaction(client, work) {
          const isOurs = !client.isTransaction
          const trx = client.isTransaction ? client : await client.transaction()
          if (!isOurs) return work(trx)
          try {
            const result = await work(trx)
            await trx.commit()
            return result
          } catch (error) {
            await trx.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'a session that nobody takes: the method only has the name of a driver\'s',
      code: text`
        export async function listen(tracker, store) {
          for await (const isOn of store) {
            if (isOn) tracker.startSession()
            else tracker.pauseSession()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'begun here and ended here, by a constant that says something else',
      ...marked`
        export async function inTransaction(client, quick, work) {
          const ends = !quick
          const trx = client.isTransaction ? client : await client.transaction()
                                                            ~~~~~~~~~~~~~~~~~~ skipped
          if (!ends) return work(trx)
          try {
            const result = await work(trx)
            await trx.commit()
            return result
          } catch (error) {
            await trx.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'a session that is taken',
      ...marked`
        export async function pay(store, orders, order) {
          const session = store.startSession()
                          ~~~~~~~~~~~~~~~~~~ skipped
          session.startTransaction()
          await orders.insertOne(order)
          await session.endSession()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export async function pay(store, orders, order) {
          const session = store.startSession()
          try {
            session.startTransaction()
            await orders.insertOne(order)
          } finally {
            await session.endSession()
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- transactions that statements begin and end

run(rule, {
  valid: [
    {
      name: 'rolled back where it fails, here or by a function that is given the client',
      code: text`
        export async function move(client, from, to) {
          await client.query('BEGIN')
          try {
            await client.query('update rows set id = $1 where id = $2', [to, from])
            await client.query('COMMIT')
          } catch (error) {
            await client.query('ROLLBACK')
            throw error
          }
        }
        export async function copy(client, from) {
          try {
            await client.query('BEGIN')
            await client.query('insert into rows select * from rows where id = $1', [from])
            await client.query('COMMIT')
          } catch (error) {
            await undo.rollback(client)
            throw error
          }
        }
      `,
    },
    {
      name: 'a client that is ended itself, and a part of a transaction',
      code: text`
        export async function once(client, from) {
          try {
            await client.query('BEGIN')
            await client.query('delete from rows where id = $1', [from])
            await client.query('COMMIT')
          } finally {
            await client.end()
          }
        }
        export async function lent(pool, from) {
          const client = await pool.connect()
          let failure
          try {
            await client.query('BEGIN')
            await client.query('delete from rows where id = $1', [from])
            await client.query('COMMIT')
          } catch (error) {
            failure = error
            throw error
          } finally {
            client.release(failure)
          }
        }
        export async function begin(client) {
          await client.query('BEGIN')
          await client.query('set transaction read only')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a return before the end, and an error that nobody rolls back',
      ...marked`
        export async function take(pool, id) {
          const client = await pool.connect()
          try {
            await client.query('BEGIN')
                  ~~~~~~~~~~~~ skipped
            const { rows } = await client.query('select * from rows where id = $1 for update', [id])
            if (rows.length === 0) return undefined
            await client.query('delete from rows where id = $1', [id])
            await client.query('COMMIT')
            return rows[0]
          } catch (error) {
            await client.query('ROLLBACK')
            throw error
          } finally {
            client.release()
          }
        }
        export async function remove(client, id) {
          await client.query('START TRANSACTION')
                ~~~~~~~~~~~~ skipped
          await client.query('delete from rows where id = ?', [id])
          await client.query('COMMIT')
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- the same by other methods of a database

run(rule, {
  valid: [
    {
      name: 'rolled back where it fails, whole in one text, and without a wait',
      code: text`
        export async function move(db, from, to) {
          await db.run('BEGIN TRANSACTION')
          try {
            await db.run('update shelves set id = ? where id = ?', [to, from])
            await db.run('COMMIT')
          } catch (error) {
            await db.run('ROLLBACK')
            throw error
          }
        }
        export async function prepare(db, text) {
          await db.exec('BEGIN; create table shelves (id); COMMIT')
          await db.exec(text)
        }
        export function count(db, id) {
          db.exec('BEGIN')
          db.prepare('update shelves set seen = seen + 1 where id = ?').run(id)
          db.exec('COMMIT')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock around it is given back, and the transaction stays open',
      ...marked`
        export async function visit(db, lock, shelf) {
          const release = await lock('shelves')
          try {
            await db.run('BEGIN TRANSACTION;')
                  ~~~~~~ skipped
            const row = await db.get('select * from shelves where id = ?', [shelf])
            if (row) await db.run('update shelves set seen = seen + 1 where id = ?', [shelf])
            await db.run('COMMIT;')
          } finally {
            release()
          }
        }
        export async function clear(db) {
          await db.exec('BEGIN')
                ~~~~~~~ skipped
          await db.exec('delete from shelves')
          await db.exec('COMMIT')
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- one object that begins and ends

const deed = (lookup: string, end = 'throw error'): string => text`
  import sql from 'mssql'
  export async function sign(pool, id) {
    const transaction = new sql.Transaction(pool)
    await transaction.begin()
    try {
      ${lookup}
      await transaction.commit()
      return true
    } catch (error) {
      await transaction.rollback()
      ${end}
    }
  }
`

run(rule, {
  valid: [
    { name: 'ended on every way', code: deed('const { recordset } = await find(transaction, id); if (recordset.length === 0) { await transaction.rollback(); return false }') },
    { name: 'a unit of work, whose caller ends it', code: text`
      export class Deeds {
        constructor(transaction) { this.transaction = transaction }
        begin() { return this.transaction.begin() }
        commit() { return this.transaction.commit() }
        rollback() { return this.transaction.rollback() }
      }
    ` },
    { name: 'a transaction that begins itself, for whoever asked for it', code: text`
      export class Deed {
        async prepare() {
          this.connection = await this.lender.lend()
          try {
            await this.begin()
            return await this.defer()
          } catch (error) {
            await this.rollback()
            throw error
          }
        }
        begin() { return this.connection.query('start') }
        rollback() { return this.connection.query('undo') }
      }
    ` },
  ],
  invalid: [
    { name: 'left without an end', code: deed('const { recordset } = await find(transaction, id); if (recordset.length === 0) return false'), errors: [{ messageId: 'skipped', line: 4, column: 9 }] },
  ],
})

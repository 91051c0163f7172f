import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const LOCK = "'SELECT 1 FROM seats WHERE id = $1 FOR UPDATE'"
const template = (id: string): string => `\`SELECT 1 FROM "Seat" WHERE "id" = \${${id}} FOR UPDATE\``

// ---------------------------------------------------------------- two rows

run(rule, {
  valid: [
    {
      name: 'sorted before they are locked',
      code: text`
        export async function swap(client, left, right) {
          const [first, second] = [left, right].sort()
          await client.query(${LOCK}, [first])
          await client.query(${LOCK}, [second])
        }`,
    },
    {
      name: 'a comparison decides which is first',
      code: text`
        export async function swap(client, left, right) {
          if (left < right) {
            await client.query(${LOCK}, [left])
            await client.query(${LOCK}, [right])
          } else {
            await client.query(${LOCK}, [right])
            await client.query(${LOCK}, [left])
          }
        }`,
    },
    {
      name: 'rows of two tables',
      code: text`
        export async function join(client, userId, teamId) {
          await client.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId])
          await client.query('SELECT 1 FROM teams WHERE id = $1 FOR UPDATE', [teamId])
        }`,
    },
    {
      name: 'the second is not waited for',
      code: text`
        export async function swap(client, left, right) {
          await client.query(${LOCK}, [left])
          await client.query('SELECT 1 FROM seats WHERE id = $1 FOR UPDATE NOWAIT', [right])
        }`,
    },
    {
      name: 'told to a pool, each is a transaction of its own',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function look(left, right) {
          await pool.query(${LOCK}, [left])
          await pool.query(${LOCK}, [right])
        }`,
    },
    {
      name: 'told to a model without a transaction',
      code: text`
        export async function look(Account, fromId, toId) {
          await Account.findByPk(fromId, { lock: true })
          await Account.findByPk(toId, { lock: true })
        }`,
    },
    {
      name: 'two transactions, one after the other',
      code: text`
        export async function touch(client, left, right) {
          await client.query('BEGIN')
          await client.query(${LOCK}, [left])
          await client.query('COMMIT')
          await client.query('BEGIN')
          await client.query(${LOCK}, [right])
          await client.query('COMMIT')
        }`,
    },
    {
      name: 'the second row is found in the first one: that is an order of its own',
      code: text`
        export async function follow(client, id) {
          const { rows: [seat] } = await client.query('SELECT next FROM seats WHERE id = $1 FOR UPDATE', [id])
          await client.query(${LOCK}, [seat.next])
        }`,
    },
    {
      name: 'a parent and a child: a tree has an order',
      code: text`
        export async function move(client, nodeId, parentId) {
          await client.query('SELECT 1 FROM nodes WHERE id = $1 FOR UPDATE', [parentId])
          await client.query('SELECT 1 FROM nodes WHERE id = $1 FOR UPDATE', [nodeId])
        }`,
    },
    {
      name: 'read with locks that others may have too',
      code: text`
        export async function compare(Account, transaction, fromId, toId) {
          await Account.findByPk(fromId, { transaction, lock: transaction.LOCK.SHARE })
          await Account.findByPk(toId, { transaction, lock: transaction.LOCK.SHARE })
        }`,
    },
    {
      name: 'sorted before the method that begins the transaction',
      code: text`
        export class Seats {
          async inTransaction(work) {
            const client = await this.pool.connect()
            await client.query('BEGIN')
            const result = await work(client)
            await client.query('COMMIT')
            return result
          }
          async swap(left, right) {
            const [first, second] = [left, right].sort()
            await this.inTransaction(async (client) => {
              await client.query(${LOCK}, [first])
              await client.query(${LOCK}, [second])
            })
          }
        }`,
    },
    {
      name: 'a helper that locks both, for a caller that has sorted them',
      code: text`
        async function lockBoth(client, a, b) {
          await client.query(${LOCK}, [a])
          await client.query(${LOCK}, [b])
        }
        export async function swap(client, left, right) {
          const [a, b] = left < right ? [left, right] : [right, left]
          await lockBoth(client, a, b)
        }`,
    },
  ],
  invalid: [
    {
      name: 'statements, one after the other',
      ...marked`
        export async function swap(client, left, right) {
          await client.query('BEGIN')
          await client.query(${LOCK}, [left])
          await client.query(${LOCK}, [right])
                ~~~~~~~~~~~~ rows {"first": "seats[left]", "second": "seats[right]", "since": "3"}
          await client.query('COMMIT')
        }`,
    },
    {
      name: 'in a function that the module hands to another one, by its name',
      ...marked`
        import { trace } from './trace.js'
        async function swap(client, left, right) {
          await client.query('BEGIN')
          await client.query(${LOCK}, [left])
          await client.query(${LOCK}, [right])
                ~~~~~~~~~~~~ rows
          await client.query('COMMIT')
        }
        export default trace(swap)`,
    },
    {
      name: 'in what a method runs in a transaction, under a name of its own',
      ...marked`
        export class Seats {
          async inTransaction(work) {
            const client = await this.pool.connect()
            await client.query('BEGIN')
            const result = await work(client)
            await client.query('COMMIT')
            return result
          }
          async swap(left, right) {
            const lockBoth = async (client) => {
              await client.query(${LOCK}, [left])
              await client.query(${LOCK}, [right])
                    ~~~~~~~~~~~~ rows
            }
            await this.inTransaction(lockBoth)
          }
        }`,
    },
    {
      name: 'in what a method runs in a transaction',
      ...marked`
        export class Seats {
          async inTransaction(work) {
            const client = await this.pool.connect()
            await client.query('BEGIN')
            const result = await work(client)
            await client.query('COMMIT')
            return result
          }
          async swap(left, right) {
            await this.inTransaction(async (client) => {
              await client.query(${LOCK}, [left])
              await client.query(${LOCK}, [right])
                    ~~~~~~~~~~~~ rows {"first": "seats[left]", "second": "seats[right]", "since": "11"}
            })
          }
        }`,
    },
    {
      name: 'templates',
      ...marked`
        export const swap = (prisma, leftId, rightId) => prisma.$transaction(async (tx) => {
          await tx.$queryRaw${template('leftId')}
          await tx.$queryRaw${template('rightId')}
                ~~~~~~~~~~~~ rows {"first": "seat[leftId]", "second": "seat[rightId]", "since": "2"}
        })`,
    },
    {
      name: 'chains of calls',
      ...marked`
        export async function move(knex, fromBin, toBin) {
          await knex.transaction(async (trx) => {
            await trx('bins').where({ id: fromBin }).forUpdate().first()
            await trx('bins').where({ id: toBin }).forUpdate().first()
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rows {"first": "bins[fromBin]", "second": "bins[toBin]", "since": "3"}
          })
        }`,
    },
    {
      name: 'options, through a method that locks one row',
      ...marked`
        export class Transfers {
          constructor(private readonly db: DataSource) {}
          run(sourceId: number, targetId: number) {
            return this.db.transaction(async (manager) => {
              await this.lockAccount(manager, sourceId)
              await this.lockAccount(manager, targetId)
                    ~~~~~~~~~~~~~~~~ rows {"first": "Account[sourceId]", "second": "Account[targetId]", "since": "5"}
            })
          }
          private lockAccount(manager: EntityManager, id: number) {
            return manager.findOneOrFail(Account, { where: { id }, lock: { mode: 'pessimistic_write' } })
          }
        }`,
    },
    {
      name: 'a helper that locks both as its caller names them',
      ...marked`
        async function lockBoth(client, a, b) {
          await client.query(${LOCK}, [a])
          await client.query(${LOCK}, [b])
                ~~~~~~~~~~~~ rows {"first": "seats[left]", "second": "seats[right]", "since": "2"}
        }
        export async function swap(client, left, right) {
          await lockBoth(client, left, right)
        }`,
    },
  ],
})

// ---------------------------------------------------------------- row by row

run(rule, {
  valid: [
    {
      name: 'sorted',
      code: text`
        export async function reserve(client, ids) {
          for (const id of [...ids].sort()) await client.query(${LOCK}, [id])
        }`,
    },
    {
      name: 'a transaction for each',
      code: text`
        export async function settle(client, ids) {
          for (const id of ids) {
            await client.query('BEGIN')
            await client.query(${LOCK}, [id])
            await client.query('COMMIT')
          }
        }`,
    },
    {
      name: 'a transaction for each, as a function',
      code: text`
        export async function settle(knex, ids) {
          for (const id of ids) {
            await knex.transaction(async (trx) => {
              await trx('bills').where({ id }).forUpdate().first()
            })
          }
        }`,
    },
    {
      name: 'what is locked already is left out',
      code: text`
        export async function reserve(client, ids) {
          for (const id of ids) await client.query('SELECT 1 FROM seats WHERE id = $1 FOR UPDATE SKIP LOCKED', [id])
        }`,
    },
  ],
  invalid: [
    {
      name: 'in the order of a list that the caller gives',
      ...marked`
        export async function place(client, order) {
          for (const line of order.lines) await client.query('SELECT stock FROM products WHERE id = $1 FOR UPDATE', [line.productId])
                                                ~~~~~~~~~~~~ eachRow {"lock": "products[order.lines[line].productId]", "over": "order.lines"}
        }`,
    },
    {
      name: 'by a part of each element',
      ...marked`
        export const reserve = (knex, items) => knex.transaction(async (trx) => {
          for (const { sku } of items) await trx('stock').where('sku', sku).forUpdate().first()
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ eachRow
        })`,
    },
    {
      name: 'by a method of arrays, on one connection',
      ...marked`
        export async function reserve(client, ids) {
          await Promise.all(ids.map((id) => client.query(${LOCK}, [id])))
                                            ~~~~~~~~~~~~ eachRow
        }`,
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is given back in the `catch` of the `try` that acquires it, and fails there where nothing has been acquired.

run(rule, {
  valid: [
    {
      name: 'begun before the try',
      code: text`
        import { Sequelize } from 'sequelize'
        const db = new Sequelize(process.env.DB)
        export async function book(seat) {
          const deal = await db.transaction()
          try {
            await Seat.create(seat, { transaction: deal })
            await deal.commit()
          } catch (error) {
            await deal.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'asked whether it is there',
      code: text`
        import { Sequelize } from 'sequelize'
        const db = new Sequelize(process.env.DB)
        export async function book(seat) {
          let deal
          try {
            deal = await db.transaction()
            await Seat.create(seat, { transaction: deal })
            await deal.commit()
          } catch (error) {
            if (deal) await deal.rollback()
            throw error
          }
        }
        export async function cancel(seat) {
          let deal
          try {
            deal = await db.transaction()
            await Seat.destroy({ where: { seat }, transaction: deal })
            await deal.commit()
          } catch (error) {
            await deal?.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'asked whether it has begun, or allowed to fail',
      code: text`
        import { DataSource } from 'typeorm'
        export class Seats {
          constructor(private source: DataSource) {}
          async clear() {
            const runner = this.source.createQueryRunner()
            try {
              await runner.startTransaction()
              await runner.query('delete from seats')
              await runner.commitTransaction()
            } catch (error) {
              if (runner.isTransactionActive) await runner.rollbackTransaction()
              throw error
            } finally {
              await runner.release()
            }
          }
          async fill() {
            const runner = this.source.createQueryRunner()
            try {
              await runner.startTransaction()
              await runner.query('insert into seats select * from plan')
              await runner.commitTransaction()
            } catch (error) {
              try {
                await runner.rollbackTransaction()
              } catch (second) {
                console.warn(second)
              }
              throw error
            } finally {
              await runner.release()
            }
          }
        }
      `,
    },
    {
      name: 'an end that does nothing where nothing has begun',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function clear() {
          const client = await pool.connect()
          try {
            await client.query('BEGIN')
            await client.query('delete from seats')
            await client.query('COMMIT')
          } catch (error) {
            await client.query('ROLLBACK')
            throw error
          } finally {
            client.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a variable that holds nothing when that has failed',
      ...marked`
        import { Sequelize } from 'sequelize'
        const db = new Sequelize(process.env.DB)
        export async function book(seat) {
          let deal
          try {
            deal = await db.transaction()
                         ~~~~~~~~~~~~~~ caught {"what": "A transaction", "line": "line 10", "exit": "an exception of \u0060db.transaction()\u0060 on line 6"}
            await Seat.create(seat, { transaction: deal })
            await deal.commit()
          } catch (error) {
            await deal.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'a transaction that refuses to be taken back before it has begun',
      ...marked`
        import { DataSource } from 'typeorm'
        export class Seats {
          constructor(private source: DataSource) {}
          async clear() {
            const runner = this.source.createQueryRunner()
            try {
              await runner.startTransaction('SERIALIZABLE')
                    ~~~~~~~~~~~~~~~~~~~~~~~ caught {"what": "A transaction", "line": "line 11", "exit": "an exception of \u0060runner.startTransaction()\u0060 on line 7"}
              await runner.query('delete from seats')
              await runner.commitTransaction()
            } catch (error) {
              await runner.rollbackTransaction()
              throw error
            } finally {
              await runner.release()
            }
          }
        }
      `,
    },
  ],
})

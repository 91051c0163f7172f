import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A transaction that a pool is asked to begin: each statement goes to whichever client is free.

run(rule, {
  valid: [
    { name: 'all of it goes through a client that is checked out, or one that is opened for itself', code: text`
      import { Client, Pool } from 'pg'
      const pool = new Pool()
      export async function ship(order) {
        const client = await pool.connect()
        try {
          await client.query('BEGIN')
          await client.query('UPDATE orders SET shipped = true WHERE id = $1', [order])
          await client.query('COMMIT')
        } finally {
          client.release()
        }
      }
      export async function migrate(steps) {
        const client = new Client()
        await client.connect()
        await client.query('BEGIN')
        for (const step of steps) await client.query(step)
        await client.query('COMMIT')
        await client.end()
      }
    ` },
    { name: 'the whole transaction is one text, or the pool has one client', code: text`
      import { createPool } from 'mysql2/promise'
      import { Pool } from 'pg'
      const pool = new Pool()
      const single = createPool({ uri: address, connectionLimit: 1 })
      export const clear = () => pool.query('BEGIN; DELETE FROM drafts; DELETE FROM notes; COMMIT')
      export async function ship(order) {
        await single.query('START TRANSACTION')
        await single.query('UPDATE orders SET shipped = 1 WHERE id = ?', [order])
        await single.query('COMMIT')
      }
    ` },
    { name: 'nobody says that it is a pool', code: text`
      import { db } from './db'
      export async function ship(order) {
        await db.query('BEGIN')
        await db.query('UPDATE orders SET shipped = true WHERE id = $1', [order])
        await db.query('COMMIT')
      }
    ` },
  ],
  invalid: [
    {
      name: 'a pool of postgres, and one that a class keeps',
      ...marked`
        import { Pool } from 'pg'
        import { createPool } from 'mysql2/promise'
        const pool = new Pool({ connectionString: address })
        export async function ship(order) {
          await pool.query('BEGIN')
                ~~~~~~~~~~ pooled {"by": "pool"}
          try {
            await pool.query('UPDATE orders SET shipped = true WHERE id = $1', [order])
            await pool.query('COMMIT')
          } catch (error) {
            await pool.query('ROLLBACK')
            throw error
          }
        }
        export class Stock {
          #rows = createPool({ uri: address, connectionLimit: 5 })
          async move(from, to) {
            await this.#rows.execute('START TRANSACTION')
                  ~~~~~~~~~~~~~~~~~~ pooled {"by": "this.#rows"}
            await this.#rows.execute('UPDATE shelves SET amount = amount - 1 WHERE id = ?', [from])
            await this.#rows.execute('UPDATE shelves SET amount = amount + 1 WHERE id = ?', [to])
            await this.#rows.execute('COMMIT')
          }
        }
      `,
    },
  ],
})

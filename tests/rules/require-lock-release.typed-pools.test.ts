import rule from '../../src/rules/require-lock-release.ts'
import reentry from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Pools that only their types tell of.

run(rule, {
  valid: [
    {
      name: 'given back in any case',
      language: 'ts',
      code: text`
        import type { Pool } from 'mysql2/promise'
        export async function stock(pool: Pool) {
          const link = await pool.getConnection()
          try {
            return await link.query('SELECT * FROM shelves')
          } finally {
            link.release()
          }
        }
      `,
    },
    {
      name: 'a type of that name from elsewhere',
      language: 'ts',
      code: text`
        import type { Pool } from './pools.js'
        export async function stock(pool: Pool) {
          const link = await pool.getConnection()
          return link.query('SELECT * FROM shelves')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'never given back',
      language: 'ts',
      ...marked`
        import type { Pool } from 'mysql2/promise'
        import * as maria from 'mariadb'
        export class Stock {
          constructor(private pool: Pool) {}
          async count() {
            const link = await this.pool.getConnection()
                               ~~~~~~~~~~~~~~~~~~~~~~~ never
            const [rows] = await link.query('SELECT * FROM shelves')
            return rows
          }
        }
        export async function archive(pool: maria.Pool) {
          const link = await pool.getConnection()
                             ~~~~~~~~~~~~~~~~~~ never
          const rows = await link.query('SELECT * FROM shelves')
          return rows
        }
      `,
    },
  ],
})

run(reentry, {
  valid: [
    {
      name: 'asked of the connection that is kept',
      language: 'ts',
      code: text`
        import type { Pool } from 'mysql2/promise'
        export async function move(pool: Pool) {
          const link = await pool.getConnection()
          try {
            await link.beginTransaction()
            await link.query('UPDATE shelves SET amount = amount - 1')
            await link.commit()
          } finally {
            link.release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'asked of the pool while one of its connections is kept',
      language: 'ts',
      ...marked`
        import type { Pool } from 'mysql2/promise'
        export async function move(pool: Pool) {
          const link = await pool.getConnection()
          try {
            await link.beginTransaction()
            await pool.query('UPDATE shelves SET amount = amount - 1')
                  ~~~~~~~~~~ connection
            await link.commit()
          } finally {
            link.release()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a transaction is asked for by itself: of an asynchronous callback, and of TypeORM's manager of entities.

run(rule, {
  valid: [
    {
      name: 'a helper that runs a transaction: all is awaited, or told by a callback',
      code: text`
        import { withTransaction } from './store.js'
        export async function settle(rows, done) {
          await withTransaction(async (connection) => {
            await connection.execute('UPDATE bills SET paid = 1')
            connection.query('SELECT 1', (error) => done(error))
          })
        }
      `,
    },
    {
      name: 'a database that answers at once',
      code: text`
        export function settle(db, rows) {
          db.transaction((connection) => {
            connection.execute('UPDATE bills SET paid = 1')
            connection.query('UPDATE bills SET seen = 1')
          })
        }
      `,
    },
    {
      name: 'what is no transaction by its name, and a manager that only makes a row',
      language: 'ts',
      code: text`
        import { DataSource } from 'typeorm'
        import { withRetry } from './retry'
        export class Bills {
          constructor(private readonly source: DataSource) {}
          async settle(id: string) {
            await withRetry(async (client) => { client.query('UPDATE bills SET paid = 1') })
            await this.source.transaction(async (manager) => {
              manager.create(Bill, { id })
              manager.getRepository(Bill).create({ id })
              manager.createQueryBuilder().update(Bill).set({ paid: 1 })
              await manager.update(Bill, { id }, { paid: 1 })
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a query of the connection that a helper hands to an asynchronous callback',
      ...marked`
        import { withTransaction } from './store.js'
        export async function settle(rows) {
          await withTransaction(async function (connection) {
            connection.query('UPDATE bills SET paid = 1')
            ~~~~~~~~~~~~~~~~ carried {"carrier": "connection"}
            await note(connection, rows)
          })
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        import { withTransaction } from './store.js'
        export async function settle(rows) {
          await withTransaction(async function (connection) {
            await connection.query('UPDATE bills SET paid = 1')
            await note(connection, rows)
          })
        }
      ` }]],
    },
    {
      name: 'a change by the manager of entities',
      language: 'ts',
      ...marked`
        import { Repository } from 'typeorm'
        export class Bills {
          constructor(private readonly bills: Repository<Bill>) {}
          async prefer(id: string, write: (manager: unknown) => Promise<Bill>) {
            return this.bills.manager.transaction(async (manager) => {
              manager.update(Bill, { preferred: true }, { preferred: false })
              ~~~~~~~~~~~~~~ carried {"carrier": "manager"}
              return write(manager)
            })
          }
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        import { Repository } from 'typeorm'
        export class Bills {
          constructor(private readonly bills: Repository<Bill>) {}
          async prefer(id: string, write: (manager: unknown) => Promise<Bill>) {
            return this.bills.manager.transaction(async (manager) => {
              await manager.update(Bill, { preferred: true }, { preferred: false })
              return write(manager)
            })
          }
        }
      ` }]],
    },
    {
      name: 'a statement that it builds and runs, and one of a repository of it',
      language: 'ts',
      ...marked`
        import { DataSource } from 'typeorm'
        export class Bills {
          constructor(private readonly source: DataSource) {}
          async settle(id: string) {
            await this.source.transaction(async (manager) => {
              manager.createQueryBuilder().update(Bill).set({ paid: 1 }).where('id = :id', { id }).execute()
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ carried
              manager.getRepository(Note).save({ id })
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ carried
              await manager.query('SELECT 1')
            })
          }
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        import { DataSource } from 'typeorm'
        export class Bills {
          constructor(private readonly source: DataSource) {}
          async settle(id: string) {
            await this.source.transaction(async (manager) => {
              await manager.createQueryBuilder().update(Bill).set({ paid: 1 }).where('id = :id', { id }).execute()
              manager.getRepository(Note).save({ id })
              await manager.query('SELECT 1')
            })
          }
        }
      ` }], [{ messageId: 'await', output: text`
        import { DataSource } from 'typeorm'
        export class Bills {
          constructor(private readonly source: DataSource) {}
          async settle(id: string) {
            await this.source.transaction(async (manager) => {
              manager.createQueryBuilder().update(Bill).set({ paid: 1 }).where('id = :id', { id }).execute()
              await manager.getRepository(Note).save({ id })
              await manager.query('SELECT 1')
            })
          }
        }
      ` }]],
    },
  ],
})

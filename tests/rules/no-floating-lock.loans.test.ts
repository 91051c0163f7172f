import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- loans and transactions

run(rule, {
  valid: [
    {
      name: 'by its name a transaction, by its type something else',
      language: 'ts',
      code: text`
        async function addSteps(transaction: WorkflowState, steps: Step[]) { for (const step of steps) await transaction.add(step) }
        export async function begin(transaction: WorkflowState, steps: Step[]) {
          addSteps(transaction, steps)
          return transaction.name
        }
      `,
    },
    { name: 'the query is waited for', code: 'export async function names(pool) { const client = await pool.connect(); try { return await client.query(sql) } finally { await client.release() } }' },
    { name: 'a method that asks nobody', code: 'export async function name(pool, text) { const client = await pool.connect(); try { return client.escape(text) } finally { await client.release() } }' },
    { name: 'work with something else', code: 'async function report() { await send() }\nexport async function names(pool) { const client = await pool.connect(); try { await client.query(sql); return report() } finally { await client.release() } }' },
    { name: 'a lease in callback style: there is nothing to await', code: "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.names = (done) => { pool.connect((error, client, release) => { if (error) return done(error); client.query(sql, (failure, rows) => { release(); done(failure, rows) }) }) }" },
    { name: 'a connection of a pool in callback style, by name', code: "const pool = require('mysql2').createPool({ connectionLimit: 4 })\nexports.names = (done) => { pool.getConnection(function (error, connection) { if (error) return done(error); connection.query(sql, function (failure, rows) { connection.release(); done(failure, rows) }) }) }" },
    { name: 'a query of a pooled client that is waited for', code: "import { Pool } from 'pg'\nconst pool = new Pool()\nexport async function names() { const client = await pool.connect(); try { return await client.query(sql) } finally { client.release() } }" },
    { name: 'a page of a cache, which answers at once', code: 'export async function row(pages, key) { const page = await pages.acquire(); try { return page.find(key) } finally { page.release() } }' },
    { name: 'memory, not a connection', code: 'export function encode(buffers, text) { const buffer = buffers.acquire(); try { return buffer.encode(text) } finally { buffer.release() } }' },
    { name: 'children in a transaction, one after the other', code: 'export const removeAll = async (items, transaction) => { for (const item of items) await item.destroy({ transaction }) }' },
    { name: 'children in a transaction, all at once', code: 'export const removeAll = async (items, transaction) => { await Promise.all(items.map(async (item) => { await item.destroy({ transaction }) })) }' },
    { name: 'every statement of a transaction is waited for', code: "export async function order(pool, lines) { const client = await pool.connect(); try { await client.query('BEGIN'); await add(client, lines); await client.query('COMMIT') } finally { client.release() } }\nasync function add(client, lines) { await client.query(sql, lines) }" },
    { name: 'work beside a transaction, which has nothing to do with it', code: "export async function order(pool, lines) { const client = await pool.connect(); try { await client.query('BEGIN'); tell(lines); await client.query('COMMIT') } finally { client.release() } }\nasync function tell(lines) { await send(lines) }" },
    { name: 'children without one', code: 'export const announceAll = async (items, transaction) => { items.forEach(async (item) => { await item.announce() }); await commit(transaction) }' },
  ],
  invalid: [
    {
      name: 'a query on a client that is given back',
      ...marked`
        export async function names(pool) {
          const client = await pool.connect()
          try {
            return client.query('SELECT name FROM users')
                   ~~~~~~~~~~~~ lent {"what": "client", "line": "line 6"}
          } finally {
            await client.release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function names(pool) {
            const client = await pool.connect()
            try {
              return await client.query('SELECT name FROM users')
            } finally {
              await client.release()
            }
          }
        `,
      }]],
    },
    {
      name: 'a query on a client whose release is not waited for, of a pool that is a field',
      language: 'ts',
      ...marked`
        import { Pool } from 'pg'
        export class Users {
          constructor(private readonly pool: Pool) {}
          async byName(name: string) {
            const client = await this.pool.connect()
            try {
              return client.query('SELECT id FROM users WHERE name = $1', [name])
                     ~~~~~~~~~~~~ lent {"what": "client", "line": "line 9"}
            } finally {
              client.release()
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Pool } from 'pg'
          export class Users {
            constructor(private readonly pool: Pool) {}
            async byName(name: string) {
              const client = await this.pool.connect()
              try {
                return await client.query('SELECT id FROM users WHERE name = $1', [name])
              } finally {
                client.release()
              }
            }
          }
        `,
      }]],
    },
    {
      name: 'a statement on a connection that comes from elsewhere, and is taken inside the try',
      ...marked`
        export async function count(pool) {
          let connection
          try {
            connection = await pool.getConnection()
            return connection.execute('SELECT COUNT(*) FROM users')
                   ~~~~~~~~~~~~~~~~~~ lent {"what": "connection", "line": "line 7"}
          } finally {
            if (connection) connection.release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function count(pool) {
            let connection
            try {
              connection = await pool.getConnection()
              return await connection.execute('SELECT COUNT(*) FROM users')
            } finally {
              if (connection) connection.release()
            }
          }
        `,
      }]],
    },
    {
      name: 'a method of the class that is handed the runner, which is given back only by who has made it',
      ...marked`
        export class Builder {
          async count() {
            const runner = this.runner || this.connection.createQueryRunner()
            try {
              return this.executeCount(runner)
                     ~~~~~~~~~~~~~~~~~ lent {"what": "runner", "line": "line 7"}
            } finally {
              if (runner !== this.runner) await runner.release()
            }
          }
          async executeCount(runner) { return await runner.query('COUNT') }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Builder {
            async count() {
              const runner = this.runner || this.connection.createQueryRunner()
              try {
                return await this.executeCount(runner)
              } finally {
                if (runner !== this.runner) await runner.release()
              }
            }
            async executeCount(runner) { return await runner.query('COUNT') }
          }
        `,
      }]],
    },
    {
      name: 'a callback that may be async, by its type',
      language: 'ts',
      ...marked`
        export async function withRunner<T>(source: Source, work: (runner: Runner) => T | Promise<T>) {
          const runner = source.createRunner()
          try { return work(runner) } finally { await runner.release() }
                       ~~~~ lent
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function withRunner<T>(source: Source, work: (runner: Runner) => T | Promise<T>) {
            const runner = source.createRunner()
            try { return await work(runner) } finally { await runner.release() }
          }
        `,
      }]],
    },
    {
      name: 'a stream that reads from a connection which its provider gets back',
      ...marked`
        export async function rows(provider, sql) {
          const runner = await provider.provide()
          try {
            const results = runner.stream(sql)
            return results
                   ~~~~~~~ lent {"what": "runner", "line": "line 7"}
          } finally {
            await provider.release(runner)
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function rows(provider, sql) {
            const runner = await provider.provide()
            try {
              const results = runner.stream(sql)
              return await results
            } finally {
              await provider.release(runner)
            }
          }
        `,
      }]],
    },
    {
      name: 'children in a transaction that are not waited for, by the type of the options',
      language: 'ts',
      ...marked`
        import type { FindOptions } from 'sequelize'
        export class Folder {
          async remove(options?: FindOptions) {
            const removeChildren = async (id: string) => {
              const children = await Folder.findAll({ where: { parent: id } })
              children.forEach(async (child) => {
              ~~~~~~~~~~~~~~~~ carriedBy {"carrier": "options"}
                await removeChildren(child.id)
                await child.destroy(options)
              })
            }
            await removeChildren(this.id)
          }
        }
      `,
    },
    {
      name: 'a helper that is given the client of a transaction begun by a statement',
      ...marked`
        async function addLines(client, order, lines) {
          for (const line of lines) await client.query('INSERT INTO lines VALUES ($1, $2)', [order, line])
        }
        export async function create(pool, order, lines) {
          const client = await pool.connect()
          try {
            await client.query('BEGIN')
            addLines(client, order, lines)
            ~~~~~~~~ carried {"carrier": "client"}
            await client.query('COMMIT')
          } finally {
            client.release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          async function addLines(client, order, lines) {
            for (const line of lines) await client.query('INSERT INTO lines VALUES ($1, $2)', [order, line])
          }
          export async function create(pool, order, lines) {
            const client = await pool.connect()
            try {
              await client.query('BEGIN')
              await addLines(client, order, lines)
              await client.query('COMMIT')
            } finally {
              client.release()
            }
          }
        `,
      }]],
    },
    {
      name: 'by its name a transaction, and by its type too',
      language: 'ts',
      ...marked`
        async function addLines(transaction: OrderTransaction, lines: Line[]) { for (const line of lines) await transaction.insert(line) }
        export async function order(transaction: OrderTransaction, lines: Line[]) {
          addLines(transaction, lines)
          ~~~~~~~~ carried
          return transaction.insert({ lines: lines.length })
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          async function addLines(transaction: OrderTransaction, lines: Line[]) { for (const line of lines) await transaction.insert(line) }
          export async function order(transaction: OrderTransaction, lines: Line[]) {
            await addLines(transaction, lines)
            return transaction.insert({ lines: lines.length })
          }
        `,
      }]],
    },
    {
      name: 'work in the transaction of a callback',
      ...marked`
        async function addLines(tx, lines) { for (const line of lines) await tx.insert(line) }
        export const order = (db, lines) => db.transaction(async (tx) => {
          const header = await tx.insert({ lines: lines.length })
          addLines(tx, lines)
          ~~~~~~~~ carried {"carrier": "tx"}
          return header
        })
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          async function addLines(tx, lines) { for (const line of lines) await tx.insert(line) }
          export const order = (db, lines) => db.transaction(async (tx) => {
            const header = await tx.insert({ lines: lines.length })
            await addLines(tx, lines)
            return header
          })
        `,
      }]],
    },
  ],
})

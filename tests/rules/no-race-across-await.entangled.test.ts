import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Transactions of several runs on the one connection that they share.

run(rule, {
  valid: [
    { name: 'a lock is held, by whatever means', options: [{ thorough: true }], code: text`
      import { Mutex } from 'async-mutex'
      export class Ledger {
        #mutex = new Mutex()
        #turn = Promise.resolve()
        #busy = false
        constructor(private readonly db: any) {}
        book(lines) {
          return this.#mutex.runExclusive(async () => {
            await this.db.run('BEGIN')
            for (const line of lines) await this.db.run(INSERT, line)
            await this.db.run('COMMIT')
          })
        }
        async inTurn(lines) {
          const before = this.#turn
          let done
          this.#turn = new Promise((resolve) => { done = resolve })
          await before
          await this.db.run('BEGIN')
          for (const line of lines) await this.db.run(INSERT, line)
          await this.db.run('COMMIT')
          done()
        }
        async once(lines) {
          if (this.#busy) return
          this.#busy = true
          await this.db.run('BEGIN')
          for (const line of lines) await this.db.run(INSERT, line)
          await this.db.run('COMMIT')
          this.#busy = false
        }
      }
    ` },
    { name: 'a lock of another file, which says so by its name', options: [{ thorough: true }], code: text`
      import lock from '../locks.js'
      import { openDatabase } from './open.js'
      const db = openDatabase('ledger')
      export async function book(lines) {
        const release = await lock('ledger')
        try {
          await db.run('BEGIN TRANSACTION')
          for (const line of lines) await db.run(INSERT, line)
          await db.run('COMMIT')
        } catch (error) {
          await db.run('ROLLBACK')
          throw error
        } finally {
          release()
        }
      }
    ` },
    { name: 'a connection of its own, or one that the caller has taken out', options: [{ thorough: true }], code: text`
      export async function book(lines) {
        const db = await openDatabase()
        await db.run('BEGIN')
        for (const line of lines) await db.run(INSERT, line)
        await db.run('COMMIT')
        await db.close()
      }
      export async function bookWith(db, lines) {
        await db.run('BEGIN')
        for (const line of lines) await db.run(INSERT, line)
        await db.run('COMMIT')
      }
      export class Unit {
        constructor(client) { this.client = client }
        async commit(lines) {
          await this.client.query('BEGIN')
          for (const line of lines) await this.client.query(INSERT, line)
          await this.client.query('COMMIT')
        }
      }
    ` },
    { name: 'nothing proves that two run at once', code: text`
      export class Ledger {
        constructor(db) { this.db = db }
        async book(lines) {
          await this.db.run('BEGIN')
          for (const line of lines) await this.db.run(INSERT, line)
          await this.db.run('COMMIT')
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'the database of a class, and a connection of the file',
      options: [{ thorough: true }],
      ...marked`
        import { Client } from 'pg'
        const client = new Client()
        export class Ledger {
          constructor(db) { this.db = db }
          async book(lines) {
            if (lines.length === 0) return
            await this.db.execute('BEGIN')
                  ~~~~~~~~~~~~~~~ entangled {"who": "\u0060book\u0060", "place": "this.db", "read": "line 7", "wait": "line 7", "other": "line 10"}
            try {
              for (const line of lines) await this.db.execute(INSERT, line)
              await this.db.execute('COMMIT')
            } catch (error) {
              await this.db.execute('ROLLBACK')
              throw error
            }
          }
        }
        export async function ship(order) {
          await client.query('START TRANSACTION')
                ~~~~~~~~~~~~ entangled {"who": "\u0060ship\u0060", "place": "client", "read": "line 18", "wait": "line 18", "other": "line 20"}
          await client.query(SHIP, [order])
          await client.query('COMMIT')
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- work in a transaction: does it yield a promise?

run(rule, {
  valid: [
    {
      name: 'in the callback of a transaction: what tells others of it, and what is waited for',
      code: text`
        import { ledger, Parcel } from './rows.js'
        export function deliver(id, log) {
          return ledger.transaction(async (transaction) => {
            log.note('delivered', { transaction })
            const parcel = Parcel.build({ id }, { transaction })
            await parcel.save({ transaction })
          })
        }
      `,
    },
    {
      name: 'a method that nobody awaits, and one that is awaited without the transaction',
      code: text`
        export async function add(Book, Shelf, log, transaction) {
          await Book.create({ name: 'a' }, { transaction })
          log.note('a book', { transaction })
          Shelf.build({ name: 'b' }, { transaction })
          await Shelf.flush({ to: 'disk' })
          log.flush({ transaction })
        }
      `,
    },
    {
      name: 'all of them are waited for, or meant not to be',
      code: text`
        export async function add(Book, Shelf, report, transaction) {
          await Book.create({ name: 'a' }, { transaction })
          const made = Shelf.create({ name: 'b' }, { transaction })
          void Shelf.create({ name: 'c' }, { transaction })
          Shelf.create({ name: 'd' }, { transaction }).catch(report)
          await Promise.all([made, Shelf.create({ name: 'e' }, { transaction })])
        }
      `,
    },
    {
      name: 'another transaction, and a value that is called so',
      code: text`
        export async function add(Book, Shelf, first, second) {
          await Book.create({ name: 'a' }, { transaction: first })
          Shelf.create({ name: 'b' }, { transaction: second })
        }
        export async function draw(canvas, view) {
          const transaction = view.begin()
          await canvas.apply(transaction)
          view.apply(transaction)
        }
      `,
    },
    {
      name: 'the name of a payment, parts of which are read and set',
      code: text`
        export function watch(ask, transaction, sound) {
          const timer = setInterval(() => {
            ask(transaction.id).then((answer) => {
              if (!answer.settled) return
              clearInterval(timer)
              transaction.settledAt = answer.at
              show(transaction)
            })
          }, 1000)
        }
      `,
    },
    {
      name: 'the name of a coin, whose type a comment says',
      code: text`
        export class Node {
          /**
           * @param {Coin} tx
           */
          async send(tx) {
            const missing = await this.pool.add(tx)
            if (missing) this.announce(tx)
          }
          async announce(tx) {
            await this.peers.tell(tx)
          }
        }
      `,
    },
    {
      name: 'a chain says what becomes of it',
      code: text`
        export class Work {
          begin(session, work, resolve, reject) {
            const tx = session.beginTransaction()
            work(tx).then((result) => this.end(tx, result, resolve, reject))
          }
          end(tx, result, resolve, reject) {
            tx.commit()
              .then(() => resolve(result))
              .catch(reject)
          }
        }
      `,
    },
    {
      name: 'each of a list is no transaction of a database, whatever it is called',
      code: text`
        export class Payments {
          watch(pending) {
            pending.forEach((tx) => {
              if (tx.isOpen) this.follow(tx)
            })
          }
          async follow(tx) {
            await this.chain.wait(tx.hash)
          }
        }
      `,
    },
    {
      name: 'the same method, but the transaction stands in another part of the call',
      code: text`
        export async function add(Book, outbox, transaction) {
          await Book.push({ name: 'a' }, { transaction })
          outbox.push(describe(transaction))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a row of a model, in the callback of a transaction',
      ...marked`
        import { ledger, Parcel, Trip } from './rows.js'
        export function deliver(id) {
          return ledger.transaction(async (t) => {
            const parcel = Parcel.build({ id })
            parcel.save({ transaction: t })
            ~~~~~~~~~~~ carried {"carrier": "t"}
            await Trip.create({ parcel: id }, { transaction: t })
          })
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { ledger, Parcel, Trip } from './rows.js'
          export function deliver(id) {
            return ledger.transaction(async (t) => {
              const parcel = Parcel.build({ id })
              await parcel.save({ transaction: t })
              await Trip.create({ parcel: id }, { transaction: t })
            })
          }
        `,
      }]],
    },
    ...["import('knex').Knex.Transaction", 'any'].map((type) => ({
      name: `the type that a comment says is that of a transaction, or says nothing: ${type}`,
      ...marked`
        export class Books {
          /** @param {${type}} tx */
          async add(tx) {
            this.count(tx)
            ~~~~~~~~~~ carried
          }
          async count(tx) {
            await this.rows.note(tx)
          }
        }
      `,
      suggestions: [[{
        messageId: 'await' as const,
        output: text`
          export class Books {
            /** @param {${type}} tx */
            async add(tx) {
              await this.count(tx)
            }
            async count(tx) {
              await this.rows.note(tx)
            }
          }
        `,
      }]],
    })),
    {
      name: 'the same method is awaited of another model',
      ...marked`
        export async function add(Book, Shelf, transaction) {
          await Book.create({ name: 'a' }, { transaction })
          Shelf.create({ name: 'b' }, { transaction })
          ~~~~~~~~~~~~ carried {"carrier": "transaction"}
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function add(Book, Shelf, transaction) {
            await Book.create({ name: 'a' }, { transaction })
            await Shelf.create({ name: 'b' }, { transaction })
          }
        `,
      }]],
    },
    {
      name: 'in a transaction that is opened here',
      ...marked`
        export async function add(db, Book, Shelf) {
          const held = await db.transaction()
          try {
            await Book.create({ name: 'a' }, { transaction: held })
            Shelf.create({ name: 'b' }, { transaction: held })
            ~~~~~~~~~~~~ carried {"carrier": "held"}
            await held.commit()
          } catch (error) {
            await held.rollback()
            throw error
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function add(db, Book, Shelf) {
            const held = await db.transaction()
            try {
              await Book.create({ name: 'a' }, { transaction: held })
              await Shelf.create({ name: 'b' }, { transaction: held })
              await held.commit()
            } catch (error) {
              await held.rollback()
              throw error
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- runners of queries

run(rule, {
  valid: [
    {
      name: 'waited for, handed back, called back, or meant so',
      code: text`
        export class Closure {
          constructor(queryRunner) { this.queryRunner = queryRunner }
          async add(text) { await this.queryRunner.query(text) }
          change(text) { return this.queryRunner.query(text) }
          remove(text, done) { this.queryRunner.query(text, (error) => done(error)) }
          forget(text) { void this.queryRunner.query(text) }
        }
      `,
    },
    {
      name: 'something else, by its type; and what a runner answers at once',
      language: 'ts',
      code: text`
        import { Recorder } from './recorder'
        export class Closure {
          constructor(private readonly queryRunner: Recorder, private readonly other: { query(text: string): void }) {}
          async add(text: string) {
            await this.flush()
            this.queryRunner.query(text)
            this.other.query(text)
          }
          async flush() { await Promise.resolve() }
        }
      `,
    },
    {
      name: 'what only prepares',
      code: text`
        export class Closure {
          constructor(queryRunner) { this.queryRunner = queryRunner }
          async add(text) {
            this.queryRunner.loadedTables.push(text)
            this.queryRunner.setComment(text)
            await this.queryRunner.query(text)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a field, by its name',
      ...marked`
        export class Closure {
          constructor(queryRunner) { this.queryRunner = queryRunner }
          async add(text) {
            await this.queryRunner.manager.save(text)
            this.queryRunner.query(text)
            ~~~~~~~~~~~~~~~~~~~~~~ carried {"carrier": "this.queryRunner"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Closure {
            constructor(queryRunner) { this.queryRunner = queryRunner }
            async add(text) {
              await this.queryRunner.manager.save(text)
              await this.queryRunner.query(text)
            }
          }
        `,
      }]],
    },
    {
      name: 'a field and a parameter, by their types',
      language: 'ts',
      ...marked`
        import { QueryRunner } from '../runner/QueryRunner'
        export class Closure {
          constructor(private readonly runner: QueryRunner) {}
          async add(text: string) {
            await this.runner.manager.save(text)
            this.runner.query(text)
            ~~~~~~~~~~~~~~~~~ carried {"carrier": "this.runner"}
          }
        }
        export async function up(runner: QueryRunner) {
          await runner.startTransaction()
          runner.query('CREATE TABLE pages (id int)')
          ~~~~~~~~~~~~ carried {"carrier": "runner"}
        }
      `,
      suggestions: [
        [{
          messageId: 'await',
          output: text`
            import { QueryRunner } from '../runner/QueryRunner'
            export class Closure {
              constructor(private readonly runner: QueryRunner) {}
              async add(text: string) {
                await this.runner.manager.save(text)
                await this.runner.query(text)
              }
            }
            export async function up(runner: QueryRunner) {
              await runner.startTransaction()
              runner.query('CREATE TABLE pages (id int)')
            }
          `,
        }],
        [{
          messageId: 'await',
          output: text`
            import { QueryRunner } from '../runner/QueryRunner'
            export class Closure {
              constructor(private readonly runner: QueryRunner) {}
              async add(text: string) {
                await this.runner.manager.save(text)
                this.runner.query(text)
              }
            }
            export async function up(runner: QueryRunner) {
              await runner.startTransaction()
              await runner.query('CREATE TABLE pages (id int)')
            }
          `,
        }],
      ],
    },
  ],
})

// ---------------------------------------------------------------- the statement that ends a transaction

run(rule, {
  valid: [
    {
      name: 'it is waited for, meant not to be, told to a callback, or asked of a driver that answers at once',
      code: text`
        import Database from 'better-sqlite3'
        const sqlite = new Database('shop.db')
        export class Till {
          async leave() {
            await this.db.exec('ROLLBACK')
            void this.db.query('COMMIT')
            this.db.query('ROLLBACK').catch(report)
            this.db.query('COMMIT', (error) => report(error))
          }
          async note(row) {
            sqlite.exec('COMMIT')
            await this.db.query(row.text)
          }
          async saved() {
            this.db.query('ROLLBACK TO SAVEPOINT one')
            this.log.run('COMMIT')
            await this.db.query('SELECT 1')
          }
        }
      `,
    },
    {
      name: 'a function that waits for nothing, and does not say that it might',
      code: text`
        export class Till {
          leave() {
            this.db.exec('ROLLBACK')
          }
          async ask() {
            return await this.db.query('SELECT 1')
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the queue goes on while the transaction of who has left is rolled back',
      ...marked`
        export class Till {
          async leave(customer) {
            if (this.db.isInTransaction() && this.last === customer) {
              this.db.exec('ROLLBACK')
              ~~~~~~~~~~~~ carried {"carrier": "this.db"}
              this.last = undefined
              await this.next()
            }
          }
          async ask(text) {
            return await this.db.run(text)
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Till {
            async leave(customer) {
              if (this.db.isInTransaction() && this.last === customer) {
                await this.db.exec('ROLLBACK')
                this.last = undefined
                await this.next()
              }
            }
            async ask(text) {
              return await this.db.run(text)
            }
          }
        `,
      }]],
    },
    {
      name: 'a client whose statements are awaited, once',
      ...marked`
        export async function pay(client, sum) {
          await client.query('BEGIN')
          try {
            await client.query('UPDATE tills SET sum = sum + $1', [sum])
            await client.query('COMMIT')
          } catch (error) {
            client.query('ROLLBACK')
            ~~~~~~~~~~~~ carried {"carrier": "client"}
            throw error
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function pay(client, sum) {
            await client.query('BEGIN')
            try {
              await client.query('UPDATE tills SET sum = sum + $1', [sum])
              await client.query('COMMIT')
            } catch (error) {
              await client.query('ROLLBACK')
              throw error
            }
          }
        `,
      }]],
    },
  ],
})

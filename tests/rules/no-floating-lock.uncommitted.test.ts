import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// The end of a transaction that nobody waits for, where its beginning is waited for.

run(rule, {
  valid: [
    {
      name: 'waited for',
      code: text`
        export async function book(db, seat) {
          await db.beginTransaction()
          await db.take(seat)
          await db.commit()
        }
      `,
    },
    {
      name: 'given back',
      code: text`
        export function book(db, seat) {
          return db.beginTransaction().then(() => db.take(seat)).then(() => db.commit())
        }
      `,
    },
    {
      name: 'a database that answers at once',
      code: text`
        export async function book(db, seat) {
          db.beginTransaction()
          db.take(await seat.find())
          db.commit()
        }
      `,
    },
    {
      name: 'a callback is told',
      code: text`
        export async function book(db, seat, done) {
          await db.beginTransaction()
          await db.take(seat)
          db.commit(done)
        }
      `,
    },
    {
      name: 'nobody is to wait, and the failure is heard',
      code: text`
        export async function book(db, seat) {
          await db.beginTransaction()
          try {
            await db.take(seat)
            await db.commit()
          } catch (error) {
            db.rollback().catch(report)
            throw error
          }
        }
      `,
    },
    {
      name: 'of something else',
      code: text`
        export async function book(db, form, seat) {
          await db.beginTransaction()
          await db.take(seat)
          form.commit()
          await db.commit()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'behind the work',
      ...marked`
        export async function book(db, seat) {
          await db.beginTransaction()
          try {
            await db.take(seat)
            db.commit()
            ~~~~~~~~~ uncommitted {"line":"line 2"}
          } catch (error) {
            await db.rollback()
            throw error
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function book(db, seat) {
            await db.beginTransaction()
            try {
              await db.take(seat)
              await db.commit()
            } catch (error) {
              await db.rollback()
              throw error
            }
          }
        `,
      }]],
    },
    {
      name: 'in a link of a chain, which answers nothing',
      ...marked`
        export class Seats {
          book(seat) {
            let booked
            return this.house.driver
              .beginTransaction()
              .then(() => this.take(seat))
              .then((found) => {
                booked = found
                this.house.driver.endTransaction()
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ uncommitted {"line":"line 4"}
              })
              .then(() => booked)
          }
        }
      `,
      suggestions: [[{
        messageId: 'return',
        output: text`
          export class Seats {
            book(seat) {
              let booked
              return this.house.driver
                .beginTransaction()
                .then(() => this.take(seat))
                .then((found) => {
                  booked = found
                  return this.house.driver.endTransaction()
                })
                .then(() => booked)
            }
          }
        `,
      }]],
    },
    {
      name: 'before the runner is given back',
      ...marked`
        export async function book(source, seat) {
          const runner = source.createQueryRunner()
          try {
            await runner.startTransaction()
            await runner.manager.save(seat)
            runner.commitTransaction()
            ~~~~~~~~~~~~~~~~~~~~~~~~ uncommitted {"line":"line 4"}
          } finally {
            await runner.release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function book(source, seat) {
            const runner = source.createQueryRunner()
            try {
              await runner.startTransaction()
              await runner.manager.save(seat)
              await runner.commitTransaction()
            } finally {
              await runner.release()
            }
          }
        `,
      }]],
    },
    {
      name: 'what was begun is held by a name',
      ...marked`
        export async function book(db, seat) {
          const tx = await db.begin()
          await tx.take(seat)
          tx.commit()
          ~~~~~~~~~ uncommitted {"line":"line 2"}
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function book(db, seat) {
            const tx = await db.begin()
            await tx.take(seat)
            await tx.commit()
          }
        `,
      }]],
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A row of a database that is read, changed by the program, and written back.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'prepared statements of another database, and one that answers at once',
      options,
      code: text`
        export async function copy(from, to, id) {
          const poll = await from.prepare('SELECT votes FROM polls WHERE id = ?').bind(id).first()
          await to.prepare('UPDATE polls SET votes = ? WHERE id = ?').bind(poll.votes + 1, id).run()
        }
        export async function vote(db, id) {
          const poll = db.prepare('SELECT votes FROM polls WHERE id = ?').get(id)
          db.prepare('UPDATE polls SET votes = ? WHERE id = ?').run(poll.votes + 1, id)
          await publish(id)
        }
      `,
    },
    {
      name: 'the database computes and tests, or nothing is made of what was read',
      options,
      code: text`
        export async function take(db, id, many) {
          const { rows } = await db.query('SELECT left FROM seats WHERE id = $1', [id])
          if (rows[0].left < many) throw new Error('none left')
          await db.query('UPDATE seats SET left = left - $1 WHERE id = $2 AND left >= $1', [many, id])
        }
        export async function takeIf(db, id, many) {
          const { rows } = await db.query('SELECT left FROM seats WHERE id = $1', [id])
          const { left } = rows[0]
          await db.query('UPDATE seats SET left = $1 WHERE id = $2 AND left = $3', [left - many, id, left])
        }
        export async function close(db, id) {
          const { rows } = await db.query('SELECT state FROM seats WHERE id = $1', [id])
          if (rows[0].state === 'open') await db.query('UPDATE seats SET state = $1 WHERE id = $2', ['closed', id])
        }
        export async function rename(db, id) {
          const { rows } = await db.query('SELECT title FROM seats WHERE id = $1', [id])
          const short = rows[0].title + '!'
          await db.query('UPDATE seats SET label = $1 WHERE id = $2', [short, id])
        }
      `,
    },
    {
      name: 'another row, another table, in a transaction, or of one that somebody else has begun',
      options,
      code: text`
        export async function copy(db, from, to) {
          const { rows } = await db.query('SELECT left FROM seats WHERE id = $1', [from])
          await db.query('UPDATE seats SET left = $1 WHERE id = $2', [rows[0].left + 1, to])
        }
        export async function note(db, id) {
          const { rows } = await db.query('SELECT left FROM seats WHERE id = $1', [id])
          await db.query('UPDATE notes SET left = $1 WHERE id = $2', [rows[0].left + 1, id])
        }
        export function inOne(db, id) {
          return db.transaction(async (inner) => {
            const { rows } = await inner.query('SELECT left FROM seats WHERE id = $1 FOR UPDATE', [id])
            await inner.query('UPDATE seats SET left = $1 WHERE id = $2', [rows[0].left - 1, id])
          })
        }
        export async function within(tx, id) {
          const { rows } = await tx.query('SELECT left FROM seats WHERE id = $1', [id])
          await tx.query('UPDATE seats SET left = $1 WHERE id = $2', [rows[0].left - 1, id])
        }
        export async function begun(db, id) {
          await db.query('BEGIN')
          const { rows } = await db.query('SELECT left FROM seats WHERE id = $1', [id])
          await db.query('UPDATE seats SET left = $1 WHERE id = $2', [rows[0].left - 1, id])
          await db.query('COMMIT')
        }
      `,
    },
    {
      name: 'a helper that reads another column',
      options,
      code: text`
        export class Seats {
          async price(id) {
            const { rows } = await this.db.query('SELECT price_now FROM seats WHERE id = $1', [id])
            return rows[0].price_now
          }
          async take(id, many) {
            const price = await this.price(id)
            await this.db.query('UPDATE seats SET seats_left = $1 WHERE id = $2', [price * many, id])
          }
        }
      `,
    },
    {
      name: 'without thorough: a column that is made of the old one, and no sum',
      code: text`
        export async function add(db, id, name) {
          const { rows } = await db.query('SELECT names FROM seats WHERE id = $1', [id])
          await db.query('UPDATE seats SET names = $1 WHERE id = $2', [[...rows[0].names, name], id])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'statements that are prepared, with what is bound to them',
      ...marked`
        export async function vote(env, id) {
          const poll = await env.DB.prepare('SELECT votes FROM polls WHERE id = ?').bind(id).first()
          await env.DB.prepare('UPDATE polls SET votes = ? WHERE id = ?').bind(poll.votes + 1, id).run()
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function take(db, id, check) {
          const find = db.prepare('SELECT left FROM slots WHERE id = ?')
          const slot = find.get(id)
          if (!(await check(slot))) return
          db.prepare('UPDATE slots SET left = ? WHERE id = ?').run(slot.left - 1, id)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'numbered marks, a row by its name',
      ...marked`
        export async function take(db, id, many) {
          const { rows } = await db.query('SELECT id, left FROM seats WHERE id = $1', [id])
          const [seat] = rows
          if (seat.left < many) throw new Error('none left')
          await db.query('UPDATE seats SET changed = now(), left = $1 WHERE id = $2', [seat.left - many, id])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060take\u0060", "place": "seats", "read": "line 2", "wait": "line 2"}
        }
      `,
    },
    {
      name: 'a helper that takes the column out of the row',
      options,
      ...marked`
        export class Seats {
          async free(id) {
            const { rows } = await this.db.query('SELECT seats_left FROM seats WHERE id = $1', [id])
            return rows[0]?.seats_left ?? 0
          }
          async take(id, many) {
            const free = await this.free(id)
            if (free < many) throw new Error('none left')
            await this.db.query('UPDATE seats SET seats_left = $1 WHERE id = $2', [free - many, id])
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060take\u0060", "place": "seats", "read": "line 7", "wait": "line 7"}
          }
        }
      `,
    },
    {
      name: 'marks in order, columns in the way of the language, statements by name',
      options,
      ...marked`
        const FIND = 'select unit_price from goods where code = ?'
        const SET = 'update goods set unit_price = ?, note = ? where code = ?'
        export class Goods {
          async raise(code, by, why) {
            const row = await this.db.get(FIND, code)
            const raised = row.unitPrice + by
            await this.db.run(SET, raised, why, code)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          }
        }
      `,
    },
  ],
})

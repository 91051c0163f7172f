import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows of a database that are found because nobody has taken them yet, and taken then by their key alone.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the first one in an order, changed by one command',
      options: [{ thorough: true }],
      code: text`
        export class Press {
          take() {
            return Sheet.findOneAndUpdate({ state: 'new' }, { state: 'printing' }, { sort: { at: 1 } })
          }
        }
      `,
    },
    {
      name: 'the old state is in the condition of the change, or the rows are locked while they are read',
      options,
      code: text`
        export async function claim(pool) {
          const { rows } = await pool.query("SELECT id FROM jobs WHERE state = 'new' LIMIT 1")
          const { rowCount } = await pool.query("UPDATE jobs SET state = 'running' WHERE id = $1 AND state = 'new'", [rows[0].id])
          return rowCount === 1 ? rows[0] : undefined
        }
        export async function next(pool) {
          const { rows } = await pool.query("SELECT id FROM jobs WHERE state = 'new' LIMIT 1 FOR UPDATE SKIP LOCKED")
          await pool.query("UPDATE jobs SET state = 'running' WHERE id = $1", [rows[0].id])
        }
        export async function send() {
          const mail = await Mail.findOne({ state: 'queued' })
          const { modifiedCount } = await Mail.updateOne({ _id: mail._id, state: 'queued' }, { $set: { state: 'sending' } })
          return modifiedCount === 1
        }
        export function open() {
          return db.$transaction(async (inner) => {
            const order = await inner.order.findFirst({ where: { state: 'paid' }, lock: true })
            await inner.order.update({ where: { id: order.id }, data: { state: 'packed' } })
          })
        }
      `,
    },
    {
      name: 'another column, another table, another row, the same state; a round that begins only when the last has ended',
      options,
      code: text`
        export async function note(pool, id) {
          const { rows } = await pool.query("SELECT id FROM jobs WHERE state = 'new' LIMIT 1")
          await pool.query('UPDATE jobs SET seen = true WHERE id = $1', [rows[0].id])
          await pool.query("UPDATE notes SET state = 'seen' WHERE job = $1", [rows[0].id])
          await pool.query("UPDATE jobs SET state = 'done' WHERE id = $1", [id])
        }
        export async function keep() {
          const order = await Order.findOne({ state: 'paid' })
          order.total = sumOf(order)
          order.state = 'paid'
          await order.save()
        }
        let busy = false
        setInterval(async () => {
          if (busy) return
          busy = true
          try {
            const mail = await db.mail.findFirst({ where: { state: 'queued' } })
            await db.mail.update({ where: { id: mail.id }, data: { state: 'sending' } })
          } finally {
            busy = false
          }
        }, 500)
      `,
    },
    {
      name: 'for those who know the one row, the second change changes nothing: only with thorough',
      code: text`
        app.post('/leave', async (request, response) => {
          const member = await Member.findOne({ where: { mail: request.body.mail, active: true } })
          member.active = false
          await member.save()
          response.end()
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'the first one in an order, changed and saved',
      options: [{ thorough: true }],
      ...marked`
        import { Sheet } from './sheet.model.js'
        export class Press {
          async take() {
            const sheet = await Sheet.findOne({ state: 'new' }).sort({ at: 1 })
            if (!sheet) return null
            sheet.state = 'printing'
            await sheet.save()
                  ~~~~~~~~~~~~ picked {"who":"${'`take`'}","place":"Sheet","read":"line 4"}
            return sheet
          }
        }
      `,
    },
    {
      name: 'statements of SQL, in rounds of a timer that does not wait for the last',
      ...marked`
        async function claim(pool) {
          const { rows } = await pool.query("SELECT id FROM jobs WHERE kind = 'mail' AND locked_at IS NULL ORDER BY id LIMIT 10")
          for (const { id } of rows) {
            await pool.query('UPDATE jobs SET locked_at = now() WHERE id = $1', [id])
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "\u0060claim\u0060", "place": "jobs", "read": "line 2", "wait": "line 2", "other": ""}
            await run(id)
          }
        }
        export const begin = (pool) => setInterval(() => void claim(pool), 1000)
      `,
    },
    {
      name: 'rows of a mapper, by a constant of an enumeration, beside a time',
      ...marked`
        import { schedule } from 'node-cron'
        schedule('* * * * *', async () => {
          const mail = await prisma.mail.findFirst({ where: { state: MailState.Queued, due: { lte: new Date() } } })
          if (!mail) return
          await prisma.mail.update({ where: { id: mail.id }, data: { state: MailState.Sending } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked
          await send(mail)
        })
      `,
    },
    {
      name: 'saved after a change; found by what one alone knows',
      options,
      ...marked`
        export async function redeem(code) {
          const coupon = await Coupon.findOne({ where: { code, used: false } })
          if (!coupon) throw new Error('unknown')
          coupon.used = true
          await coupon.save()
                ~~~~~~~~~~~~~ picked {"who": "\u0060redeem\u0060", "place": "Coupon", "read": "line 2", "wait": "line 2", "other": ""}
        }
        export class Queue {
          async next() {
            const job = await this.jobs.findOneBy({ state: 'waiting' })
            job.state = 'active'
            return this.jobs.save(job)
                   ~~~~~~~~~~~~~~~~~~~ picked
          }
        }
      `,
    },
  ],
})

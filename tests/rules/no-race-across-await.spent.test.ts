import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that may be used once, and say so in a column that is looked at before the work and written after it.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the old state is in the condition of the change, the row is locked, or the calls are one transaction',
      options,
      code: text`
        export async function redeem(code, user) {
          const { count } = await prisma.coupon.updateMany({ where: { code, used: false }, data: { used: true } })
          if (count === 0) throw new Error('used')
          await shop.order(user, code)
        }
        export async function accept(pool, token) {
          const { rows } = await pool.query('SELECT * FROM invites WHERE token = $1 FOR UPDATE', [token])
          if (rows[0].used_at !== null) throw new Error('used')
          await mail.welcome(rows[0].email)
          await pool.query('UPDATE invites SET used_at = now() WHERE token = $1', [token])
        }
        export function refund(id) {
          return prisma.$transaction(async (inner) => {
            const order = await inner.order.findUnique({ where: { id } })
            if (order.refunded) throw new Error('refunded')
            await bank.pay(order.total)
            await inner.order.update({ where: { id }, data: { refunded: true } })
          })
        }
      `,
    },
    {
      name: 'no work in between, a column that refuses nobody, another row, another table, and who finds it used is not turned away',
      options,
      code: text`
        export async function archive(id) {
          const order = await prisma.order.findUnique({ where: { id } })
          if (order.archived) throw new Error('archived')
          await prisma.order.update({ where: { id }, data: { archived: true } })
        }
        export async function ship(id) {
          const order = await prisma.order.findUnique({ where: { id } })
          if (order.status !== 'paid') throw new Error('not paid')
          await carrier.book(order.address)
          await prisma.order.update({ where: { id }, data: { booked: true } })
        }
        export async function replace(id, other) {
          const card = await prisma.card.findUnique({ where: { id } })
          if (card.blocked) throw new Error('blocked')
          await bank.issue(other)
          await prisma.card.update({ where: { id: other }, data: { blocked: true } })
          await prisma.account.update({ where: { id }, data: { blocked: true } })
        }
        export async function seen(id) {
          const note = await prisma.note.findUnique({ where: { id } })
          if (note.seen) return note
          await sync.push(note)
          await prisma.note.update({ where: { id }, data: { seen: true } })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a coupon is marked as used after the order',
      ...marked`
        app.post('/redeem', async (request, response) => {
          const coupon = await prisma.coupon.findUnique({ where: { code: request.body.code } })
          if (!coupon || coupon.used) return response.status(409).json({ error: 'used' })
          await shop.order(request.user, coupon.discount)
          await prisma.coupon.update({ where: { id: coupon.id }, data: { used: true } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "This callback", "place": "prisma.coupon", "read": "line 2", "wait": "line 4", "other": ""}
          response.json({ ok: true })
        })
      `,
    },
    {
      name: 'the column is taken out of the row by another name, or kept by one of its own',
      ...marked`
        app.post('/redeem', async (request, response) => {
          const { used: spent, discount } = await prisma.coupon.findUnique({ where: { code: request.body.code } })
          if (spent) return response.status(409).json({ error: 'used' })
          await shop.order(request.user, discount)
          await prisma.coupon.update({ where: { code: request.body.code }, data: { used: true } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "This callback", "place": "prisma.coupon", "read": "line 2", "wait": "line 4", "other": ""}
          response.json({ ok: true })
        })
        app.post('/enter', async (request, response) => {
          const ticket = await prisma.ticket.findUnique({ where: { code: request.body.code } })
          const { torn } = ticket
          const seat = ticket.seat
          if (torn) return response.status(409).json({ error: 'torn' })
          await doors.open(request.user, seat)
          await prisma.ticket.update({ where: { id: ticket.id }, data: { torn: true } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "This callback", "place": "prisma.ticket", "read": "line 9", "wait": "line 13", "other": ""}
          response.json({ ok: true })
        })
      `,
    },
    {
      name: 'a statement says when the invitation was used',
      ...marked`
        export async function accept(pool, token) {
          const { rows } = await pool.query('SELECT * FROM invites WHERE token = $1', [token])
          if (rows[0].used_at !== null) throw new Error('used')
          await mail.welcome(rows[0].email)
          await pool.query('UPDATE invites SET used_at = now() WHERE token = $1', [token])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "\u0060accept\u0060", "place": "invites", "read": "line 2", "wait": "line 4", "other": ""}
        }
      `,
    },
    {
      name: 'a chain finds the row, and another one sets who has used it',
      ...marked`
        app.post('/keys/:code', async (request, response) => {
          const { code } = request.params
          const key = await knex('keys').where({ code }).first()
          if (key.owner) return response.status(410).end()
          await knex('accounts').where({ id: request.user }).increment('keys', 1)
          await knex('keys').where({ code }).update({ owner: request.user })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent
          response.end()
        })
      `,
    },
    {
      name: 'the row is saved with its new state',
      ...marked`
        export async function refund(id) {
          const order = await Order.findById(id)
          if (order.status === 'refunded') throw new Error('refunded')
          await bank.pay(order.total)
          order.status = 'refunded'
          await order.save()
                ~~~~~~~~~~~~ spent {"who": "\u0060refund\u0060", "place": "Order", "read": "line 2", "wait": "line 4", "other": ""}
        }
      `,
    },
  ],
})

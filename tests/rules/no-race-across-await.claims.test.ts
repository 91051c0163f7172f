import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is put into a store because it was not there, or taken from what was enough.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the store refuses the second one, and the code expects that',
      options,
      code: text`
        export async function join(club, member) {
          if (await Membership.findOne({ where: { club, member } })) return
          try {
            await Membership.create({ club, member })
          } catch (error) {
            if (error.code !== '23505') throw error
          }
        }
        export async function reserve(seat, guest) {
          const { rows } = await pool.query('SELECT guest FROM seats WHERE seat = $1', [seat])
          if (rows.length > 0) throw new Error('taken')
          await pool.query('INSERT INTO seats (seat, guest) VALUES ($1, $2) ON CONFLICT DO NOTHING', [seat, guest])
        }
        export async function claim(job) {
          if (await redis.get(job)) return false
          await redis.set(job, 'mine', 'NX')
          return true
        }
        export async function renew(job, me) {
          if ((await redis.get(job)) !== me) return false
          await redis.set(job, me)
          return true
        }
        export async function buy(id, many) {
          const item = await Item.findById(id)
          if (item.left < many) throw new Error('too few')
          await Item.updateOne({ _id: id, left: { $gte: many } }, { $inc: { left: -many } })
        }
      `,
    },
    {
      name: 'in a transaction, under a lock of the read, in one step, and where nothing was asked of it',
      options,
      code: text`
        export function join(club, member) {
          return db.transaction(async (inner) => {
            if (await Membership.findOne({ where: { club, member } })) return
            await Membership.create({ club, member })
          })
        }
        export async function welcome(club, member) {
          const found = await Membership.findOne({ where: { club, member }, lock: true })
          if (!found) await Membership.create({ club, member })
        }
        export async function enrol(club, member) {
          await Membership.findOrCreate({ where: { club, member } })
          await Note.create({ club, member })
        }
        export async function note(club, member) {
          const known = await Membership.findOne({ where: { club, member } })
          if (!known) throw new Error('no member')
          await Note.create({ club, member })
        }
        export async function next(club, names) {
          let member = names.shift()
          if (await Membership.findOne({ where: { club, member } })) member = names.shift()
          else await Membership.create({ club, member: names[member] })
        }
        export async function last(pool, names) {
          let name = names.shift()
          let other = names.shift()
          name = other
          other = names.shift()
          const { rows } = await pool.query('SELECT 1 FROM guests WHERE name = $1', [name])
          if (rows.length === 0) await pool.query('INSERT INTO guests (name) VALUES ($1)', [other])
        }
        export async function other(club, member, friend) {
          if (await Membership.findOne({ where: { club, member } })) return
          await Membership.create({ club, member: friend })
        }
      `,
    },
    {
      name: 'a value that is looked up and filled in; a column of which no limit was asked',
      options,
      code: text`
        export async function rate(day) {
          const known = await store.get(day)
          if (known) return known
          const made = await bank.rateOf(day)
          await store.set(day, made)
          return made
        }
        export async function visit(id) {
          const page = await db.page.findUnique({ where: { id } })
          if (!page.isOpen) throw new Error('shut')
          await db.page.update({ where: { id }, data: { visits: { increment: 1 } } })
        }
      `,
    },
    {
      name: 'a thing that is asked for by another name, of another one, or where whoever finds it goes on',
      options: [{ thorough: true }],
      code: text`
        export async function open(store, other, name) {
          if (await store.hasBucket(name)) return
          await store.createUser(name)
          await other.createBucket(name)
        }
        export async function fill(store, name, rows) {
          if (!(await store.hasBucket(name))) await store.createBucket(name)
          return store.put(name, rows)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a row that was not there',
      options,
      ...marked`
        export async function join(club, member) {
          const known = await Membership.findOne({ club, member })
          if (known) return false
          await Membership.create({ club, member, since: Date.now() })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "\u0060join\u0060", "place": "Membership", "read": "line 2", "wait": "line 2", "other": ""}
          return true
        }
        export class Users {
          async register(email, name) {
            const taken = await this.db.user.count({ where: { email } })
            if (taken > 0) throw new Error('in use')
            return this.db.user.create({ data: { email, name } })
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
          }
        }
      `,
    },
    {
      name: 'statements of SQL',
      options,
      ...marked`
        export async function reserve(pool, show, seat) {
          const { rows } = await pool.query('SELECT 1 FROM seats WHERE show = $1 AND seat = $2', [show, seat])
          if (rows.length > 0) throw new Error('taken')
          await pool.query('INSERT INTO seats (show, seat) VALUES ($1, $2)', [show, seat])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        }
        export async function buy(pool, id, many) {
          const { rows } = await pool.query('SELECT stock FROM items WHERE id = $1', [id])
          if (rows[0].stock < many) throw new Error('too few')
          await pool.query('UPDATE items SET stock = stock - $1 WHERE id = $2', [many, id])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who": "\u0060buy\u0060", "place": "items", "read": "line 7", "wait": "line 7", "other": ""}
        }
      `,
    },
    {
      name: 'a mark under a key, for which others look',
      options,
      ...marked`
        export async function once(redis, id) {
          if (await redis.get(id)) return
          await handle(id)
          await redis.set(id, 'done')
                ~~~~~~~~~~~~~~~~~~~~~ claimed
        }
      `,
    },
    {
      name: 'free, or one that is held already by who asks',
      options,
      ...marked`
        export async function take(redis, job, me) {
          const holder = await redis.get(job)
          if (holder && holder !== me) return false
          await redis.set(job, me)
                ~~~~~~~~~~~~~~~~~~ claimed
          return true
        }
      `,
    },
    {
      name: 'a limit that was tested before the column goes down',
      options,
      ...marked`
        export async function buy(id, many) {
          const item = await db.item.findUnique({ where: { id } })
          if (!item || item.left < many) throw new Error('too few')
          await db.item.update({ where: { id }, data: { left: { decrement: many } } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
        export async function rent(id) {
          const bike = await Bike.findById(id)
          const { free } = bike
          if (free <= 0) throw new Error('none')
          await Bike.updateOne({ _id: id }, { $inc: { free: -1 } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      `,
    },
    {
      name: 'a thing that is asked for and made by its name',
      options: [{ thorough: true }],
      ...marked`
        export async function open(store, name) {
          if (await store.bucketExists(name)) return
          await store.createBucket({ name, region: 'eu' })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        }
      `,
    },
    {
      name: 'what no index refuses: one too many, and one that overlaps',
      ...marked`
        app.post('/berths', async (request, reply) => {
          const { harbour, from, to } = request.body
          const taken = await db.berth.count({ where: { harbour } })
          if (taken >= 40) return reply.code(409).send()
          await db.berth.create({ data: { harbour, from, to } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        })
        app.post('/docks', async (request, reply) => {
          const { dock, from, to } = request.body
          const other = await knex('stays').where('dock', dock).andWhere('from', '<', to).andWhere('to', '>', from).first()
          if (other) return reply.code(409).send()
          await knex('stays').insert({ dock, from, to })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        })
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Statements for a database that chains of calls build.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'in one step, under a lock, in a transaction, or only where the row is as it was',
      options,
      code: text`
        export async function take(id, many) {
          await knex('halls').where({ id }).decrement('seats', many)
        }
        export async function reserve(id, many) {
          const hall = await knex('halls').where({ id }).first('seats')
          const done = await knex('halls').where({ id }).andWhere('seats', '>=', many).update({ seats: hall.seats - many })
          if (done === 0) throw new Error('full')
        }
        export async function close(id) {
          const hall = await knex('halls').where({ id }).forUpdate().first()
          await knex('halls').where({ id }).update({ seats: hall.seats - 1 })
        }
        export function open(id) {
          return knex.transaction(async (trx) => {
            const hall = await trx('halls').where({ id }).first()
            await trx('halls').where({ id }).update({ seats: hall.seats + 1 })
          })
        }
        export async function fill(id, hall) {
          const { data } = await supabase.from('halls').select('seats').eq('id', id).single()
          await supabase.from('halls').update({ seats: data.seats + 1 }).eq('id', id).eq('seats', data.seats)
        }
        export async function join(mail) {
          if (await knex('members').where({ mail }).first()) return
          await knex('members').insert({ mail }).onConflict('mail').ignore()
        }
      `,
    },
    {
      name: 'another row, another table, other columns, and chains that build no statement',
      options,
      code: text`
        export async function move(id, other) {
          const hall = await knex('halls').where({ id }).first()
          await knex('halls').where({ id: other }).update({ seats: hall.seats })
          await knex('rooms').where({ id }).update({ seats: hall.seats + 1 })
          await knex('halls').where({ id }).update({ name: hall.town + id })
        }
        export async function paint(id) {
          const chart = await d3('chart').where({ id }).first()
          await d3.selectAll('line').data(chart).update({ seats: chart.seats + 1 })
        }
      `,
    },
    {
      name: 'an insertion, without thorough',
      code: text`
        export async function join(mail) {
          if (await knex('members').where({ mail }).first()) return
          await knex('members').insert({ mail })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a chain that begins with a model',
      ...marked`
        export async function reward(id, points) {
          const player = await Player.query().findById(id)
          await Player.query().findById(id).patch({ points: player.points + points })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'knex',
      ...marked`
        export class Halls {
          async reserve(id, many) {
            const hall = await this.knex('halls').where({ id }).first('seats')
            if (!hall || hall.seats < many) throw new Error('full')
            await this.knex('halls').where({ id }).update({ seats: hall.seats - many })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060reserve\u0060", "place": "halls", "read": "line 3", "wait": "line 3", "other": ""}
          }
        }
      `,
    },
    {
      name: 'Drizzle, Kysely, Supabase',
      ...marked`
        import { and, eq } from 'drizzle-orm'
        import { db, kysely, supabase } from './databases.js'
        import { halls } from './schema.js'
        export async function take(id, town) {
          const [hall] = await db.select().from(halls).where(and(eq(halls.id, id), eq(halls.town, town))).limit(1)
          await db.update(halls).set({ seats: hall.seats - 1 }).where(and(eq(halls.id, id), eq(halls.town, town)))
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function give(id) {
          const hall = await kysely.selectFrom('halls').select('seats').where('id', '=', id).executeTakeFirstOrThrow()
          await kysely.updateTable('halls').set({ seats: hall.seats + 1 }).where('id', '=', id).execute()
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function score(id) {
          const { data } = await supabase.from('players').select('points').eq('id', id).single()
          await supabase.from('players').update({ points: data.points + 10 }).eq('id', id)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060score\u0060", "place": "players", "read": "line 13", "wait": "line 13", "other": ""}
        }
      `,
    },
    {
      name: 'a row that was not there, and rows that nobody has taken yet',
      options,
      ...marked`
        export async function join(mail) {
          const known = await knex('members').where({ mail }).first()
          if (known) throw new Error('known')
          await knex('members').insert({ mail, since: new Date() })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        }
        setInterval(async () => {
          for (const job of await knex('jobs').where('state', 'new').limit(5)) {
            await knex('jobs').where({ id: job.id }).update({ state: 'running' })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked
          }
        }, 1000)
      `,
    },
  ],
})

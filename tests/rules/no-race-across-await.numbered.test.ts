import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that are numbered by the program.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the store numbers them, or the code expects that it refuses the second',
      options,
      code: text`
        export async function send(club, text) {
          return prisma.letter.create({ data: { club, text } })
        }
        export async function number(club, text) {
          const last = await prisma.letter.findFirst({ where: { club }, orderBy: { number: 'desc' } })
          try {
            return await prisma.letter.create({ data: { club, text, number: last.number + 1 } })
          } catch (error) {
            if (error.code === 'P2002') return number(club, text)
            throw error
          }
        }
        export async function counted(pool, club) {
          await pool.query('BEGIN')
          const { rows } = await pool.query('SELECT max(number) AS last FROM letters WHERE club = $1', [club])
          await pool.query('INSERT INTO letters (club, number) VALUES ($1, $2)', [club, rows[0].last + 1])
          await pool.query('COMMIT')
        }
      `,
    },
    {
      name: 'a function that asks for the last and does not count on, rows of another table',
      options,
      code: text`
        const knex = require('knex')({ client: 'pg' })
        async function last(year) {
          const row = await knex('letters').where({ year }).max('number as last').first()
          return row.last
        }
        exports.note = async (year, text) => {
          const number = await last(year)
          await knex('notes').insert({ year, number, text })
        }
      `,
    },
    {
      name: 'where a row stands among others',
      code: text`
        export async function add(list, name) {
          const last = await prisma.song.findFirst({ where: { list }, orderBy: { position: 'desc' } })
          await prisma.song.create({ data: { list, name, position: last.position + 1 } })
        }
      `,
    },
    {
      name: 'another table, a row in no order, and a number that is not the next one',
      options,
      code: text`
        export async function archive(club) {
          const last = await prisma.letter.findFirst({ where: { club }, orderBy: { number: 'desc' } })
          await prisma.shelf.create({ data: { club, number: last.number + 1 } })
          const any = await prisma.shelf.findFirst({ where: { club } })
          await prisma.shelf.create({ data: { club, number: any.number + 1 } })
          const count = await prisma.box.count({ where: { club } })
          await prisma.box.create({ data: { club, before: count } })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the last row in an order',
      ...marked`
        export async function send(club, text) {
          const last = await prisma.letter.findFirst({ where: { club }, orderBy: { number: 'desc' } })
          return prisma.letter.create({ data: { club, text, number: (last?.number ?? 0) + 1 } })
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered {"who":"\u0060send\u0060","place":"prisma.letter","read":"line 2","wait":"line 2","other":""}
        }
      `,
    },
    {
      name: 'the greatest number, by a statement',
      ...marked`
        export async function send(pool, club, text) {
          const { rows } = await pool.query('SELECT max(number) AS last FROM letters WHERE club = $1', [club])
          const number = (rows[0].last ?? 0) + 1
          await pool.query('INSERT INTO letters (club, number, text) VALUES ($1, $2, $3)', [club, number, text])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
        }
      `,
    },
    {
      name: 'how many there are, as a part of a name',
      ...marked`
        export class Letters {
          async send(text) {
            const count = await Letter.countDocuments({ year: 2026 })
            await Letter.create({ text, sign: 'L-' + String(count + 1) })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
          }
        }
      `,
    },
    {
      name: 'a query that is put in an order',
      ...marked`
        export async function send(club, text) {
          const last = await Letter.findOne({ club }).sort({ number: -1 })
          await Letter.create({ club, text, number: last.number + 1 })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
        }
      `,
    },
    {
      name: 'the greatest value, by a function that counts on',
      ...marked`
        const knex = require('knex')({ client: 'pg' })
        async function nextNumber(year) {
          const row = await knex('letters').where({ year }).max('number as last').first()
          return (row.last ?? 0) + 1
        }
        exports.send = async (year, text) => {
          const number = await nextNumber(year)
          await knex('letters').insert({ year, number, text })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
        }
      `,
    },
    {
      name: 'the greatest value, by a method that answers with it',
      ...marked`
        export class Letters {
          constructor(db) { this.db = db }
          async last(year) {
            const row = await this.db('letters').where({ year }).max('number as last').first()
            return Number(row?.last ?? 0)
          }
          async send(year, text) {
            const number = (await this.last(year)) + 1
            await this.db('letters').insert({ year, number, text })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered
          }
        }
      `,
    },
  ],
})

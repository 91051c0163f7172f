import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is read into a variable and moved up or down there, and columns that are changed in the row before they are written.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a variable that is moved on and goes into something else, or is read after the wait',
      options,
      code: text`
        export class Tickets {
          next = 1
          async print(printer) {
            let number = this.next
            number += 1
            await printer.print(number)
            this.last = printer.name
          }
          async skip(printer) {
            await printer.feed()
            let number = this.next
            number += 1
            this.next = number
          }
          async name(printer) {
            let copies = this.next
            copies += await printer.count()
            copies = 1
            this.next = copies
          }
        }
      `,
    },
    {
      name: 'a column that is put back as it was, or set to what is not made of it',
      options,
      code: text`
        export async function rename(id, name) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          seat.name = name
          await prisma.seat.update({ where: { id }, data: { name: seat.name } })
        }
        export async function empty(id) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          seat.left = 0
          await prisma.seat.update({ where: { id }, data: { left: seat.left } })
        }
      `,
    },
    {
      name: 'a list of changes that the database makes in one step, and one that asks in it',
      options,
      code: text`
        export async function sell(id, count) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          await prisma.$transaction([
            prisma.seat.update({ where: { id: seat.id }, data: { left: { decrement: count } } }),
            prisma.sale.create({ data: { id, count } }),
          ])
        }
        export async function close(id) {
          const [seat] = await prisma.$transaction([prisma.seat.findUnique({ where: { id } }), prisma.seat.update({ where: { id }, data: { open: false } })])
          return seat
        }
      `,
    },
    {
      name: 'a column that the database counts, whatever the row is told afterwards',
      options,
      code: text`
        export async function sell(id, count) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          await prisma.seat.update({ where: { id }, data: { left: { decrement: count } } })
          seat.left -= count
          return seat
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a variable that is moved on before the wait, or behind it',
      ...marked`
        export class Tickets {
          next = 1
          async before(printer) {
            let number = this.next
            number += 1
            await printer.print(number)
            this.next = number
            ~~~~~~~~~ lost
          }
          async behind(printer) {
            let number = this.next
            await printer.print(number)
            number++
            this.next = number
            ~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a column that is changed in the row before it is written under its name',
      ...marked`
        export async function sell(id, count) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          seat.left -= count
          await prisma.seat.update({ where: { id }, data: { left: seat.left } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function giveBack(id, count) {
          const seat = await knex('seats').where({ id }).first()
          seat.left = seat.left + count
          await knex('seats').where({ id }).update({ left: seat.left })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function look(id) {
          const { rows: [seat] } = await pool.query('select views from seats where id = $1', [id])
          seat.views++
          await pool.query('update seats set views = $2 where id = $1', [id, seat.views])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a column in a variable that is moved on, each way by something else',
      ...marked`
        export async function sell(id, count) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          let left = seat.left
          if (count > 4) left -= 4
          else left = left - count
          await prisma.seat.update({ where: { id }, data: { left } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a list in a column that gets one more',
      options,
      ...marked`
        export async function label(id, word) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          seat.labels.push(word)
          await prisma.seat.update({ where: { id }, data: { labels: seat.labels } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a list of changes that were made of what was read before',
      ...marked`
        export async function sell(id, count) {
          const seat = await prisma.seat.findUnique({ where: { id } })
          await prisma.$transaction([
            prisma.seat.update({ where: { id }, data: { left: seat.left - count } }),
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
            prisma.sale.create({ data: { id, count } }),
          ])
        }
      `,
    },
    {
      name: 'a row that gets by name what was made of it',
      ...marked`
        export async function sell(id, count) {
          const seat = await seats.findOne({ where: { id } })
          const left = seat.left - count
          if (left < 0) throw new Error('sold out')
          seat.left = left
          await seats.save(seat)
                ~~~~~~~~~~~~~~~~ row
        }
      `,
    },
  ],
})

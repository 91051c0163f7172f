import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that are found one way and changed by their own key, rows of a list, new rows that are made before they are saved.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the key of another row, and a column that goes up by itself',
      options,
      code: text`
        export async function hand(from, to) {
          const giver = await prisma.pantry.findFirst({ where: { owner: from, room: 'cellar' } })
          const taker = await prisma.pantry.findFirst({ where: { owner: to, room: 'cellar' } })
          await prisma.pantry.update({ where: { id: taker.id }, data: { jars: giver.jars } })
        }
        export async function add(owner, jars) {
          const pantry = await prisma.pantry.findFirst({ where: { owner, room: 'cellar' } })
          await prisma.pantry.update({ where: { id: pantry.id }, data: { jars: { increment: jars } } })
        }
      `,
    },
    {
      name: 'a row by another column than the one that it was found by',
      options,
      code: text`
        export async function pass(code) {
          const { rows: [voucher] } = await pool.query('SELECT * FROM vouchers WHERE code = $1', [code])
          await pool.query('UPDATE vouchers SET used = $2 WHERE code = $1', [voucher.successor, voucher.used + 1])
        }
        export async function follow(code) {
          const voucher = await prisma.voucher.findUnique({ where: { code } })
          await prisma.voucher.update({ where: { code: voucher.successor }, data: { used: voucher.used - 1 } })
        }
      `,
    },
    {
      name: 'a row that is made of something else than what was asked for, and one for which nobody asked',
      options,
      code: text`
        export async function enrol(request) {
          const known = await Pupil.findOne({ email: request.body.email })
          if (known) return known
          const letter = new Letter({ to: request.body.school })
          await letter.save()
        }
        export async function invite(request) {
          const guest = new Guest(request.body)
          await guest.save()
        }
      `,
    },
    {
      name: 'the list is taken in one step, and each row by its old state',
      options,
      code: text`
        setInterval(async () => {
          for (const letter of await Letter.find({ state: 'new' })) {
            const { modifiedCount } = await Letter.updateOne({ _id: letter.id, state: 'new' }, { $set: { state: 'sent' } })
            if (modifiedCount === 1) await post.send(letter)
          }
        }, 1000)
      `,
    },
  ],
  invalid: [
    {
      name: 'by the key of what was read, whatever that was found by',
      options,
      ...marked`
        export async function store(owner, jars) {
          const pantry = await prisma.pantry.findUnique({ where: { owner_room: { owner, room: 'cellar' } } })
          await prisma.pantry.update({ where: { id: pantry.id }, data: { jars: pantry.jars + jars } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function pour(hall, metres) {
          const deck = await knex('decks').where({ hall }).first()
          if (deck.used + metres > deck.length) throw new Error('full')
          await knex('decks').where({ id: deck.id }).update({ used: deck.used + metres })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function pay(email, amount) {
          const { rows: [purse] } = await pool.query('SELECT id, coins FROM purses WHERE email = $1', [email])
          await pool.query('UPDATE purses SET coins = $1 WHERE id = $2', [purse.coins - amount, purse.id])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a row by the column that it was found by',
      ...marked`
        export async function redeem(code) {
          const { rows: [voucher] } = await pool.query('SELECT * FROM vouchers WHERE code = $1', [code])
          if (voucher.used >= voucher.most) throw new Error('used up')
          await pool.query('UPDATE vouchers SET used = $2 WHERE code = $1', [voucher.code, voucher.used + 1])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
        export async function refill(code) {
          const voucher = await prisma.voucher.findUnique({ where: { code } })
          await prisma.voucher.update({ where: { code: voucher.code }, data: { used: voucher.used - 1 } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'a statement with its values in it',
      options,
      ...marked`
        export async function pay(purse, amount) {
          const [row] = await db.query(${'`'}SELECT coins FROM purses WHERE id = '${'$'}{purse}'${'`'})
          await db.query(${'`'}UPDATE purses SET coins = ${'$'}{row.coins - amount} WHERE id = '${'$'}{purse}'${'`'})
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      `,
    },
    {
      name: 'rows of a list that are saved one after the other',
      options,
      ...marked`
        setInterval(async () => {
          const letters = await Letter.find({ state: 'new' })
          for (const letter of letters) {
            await post.send(letter)
            letter.state = 'sent'
            await letter.save()
                  ~~~~~~~~~~~~~ picked
          }
        }, 1000)
      `,
    },
    {
      name: 'a new row of what was asked for, as a whole or by its parts',
      options,
      ...marked`
        export async function enrol(request) {
          const known = await Pupil.findOne({ email: request.body.email })
          if (known) throw new Error('there already')
          return Pupil.create(request.body)
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        }
        export async function hire(email) {
          const known = await Teacher.findOne({ email })
          if (known) throw new Error('there already')
          const teacher = new Teacher({ email })
          await teacher.save()
                ~~~~~~~~~~~~~~ claimed
        }
      `,
    },
    {
      name: 'who it is for is written beside the mark that keeps the next one out',
      options,
      ...marked`
        export async function redeem(code, user) {
          const { rows } = await pool.query('SELECT * FROM vouchers WHERE code = $1', [code])
          if (rows[0].used) throw new Error('used')
          await pool.query('UPDATE vouchers SET used = true, used_by = $2 WHERE code = $1', [code, user])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A callback for each of a list that works in a transaction which the function around it opens and ends.

const posted = (round: string, end = 'await session.commitTransaction()'): string => text`
  import mongoose from 'mongoose'
  import { Letter } from './letters.js'
  export async function post(letters) {
    const session = await mongoose.startSession()
    session.startTransaction()
    ${round}
    ${end}
  }
`

run(rule, {
  valid: [
    { name: 'all are waited for', code: posted('await Promise.all(letters.map(async (letter) => { await Letter.create([letter], { session }) }))') },
    { name: 'one after the other', code: posted('for (const letter of letters) await Letter.create([letter], { session })') },
    { name: 'the callback has nothing of the transaction', code: posted('letters.forEach(async (letter) => { await stamp(letter) })') },
    { name: 'nothing ends it here', code: posted('letters.forEach(async (letter) => { await Letter.create([letter], { session }) })', 'return session') },
    { name: 'it is ended before', code: posted('await session.commitTransaction(); letters.forEach(async (letter) => { await tell(letter, session) })', '') },
  ],
  invalid: [
    {
      name: 'a session, a runner of queries, a transaction of knex',
      ...marked`
        import mongoose from 'mongoose'
        import knex from 'knex'
        import { Letter } from './letters.js'
        const db = knex({ client: 'pg' })
        export async function post(letters) {
          const session = await mongoose.startSession()
          session.startTransaction()
          letters.forEach(async (letter) => {
          ~~~~~~~~~~~~~~~ carriedBy {"carrier": "session"}
            await Letter.create([letter], { session })
          })
          await session.commitTransaction()
        }
        export async function sort(source, letters) {
          const runner = source.createQueryRunner()
          await runner.startTransaction()
          letters.forEach(async (letter) => {
          ~~~~~~~~~~~~~~~ carriedBy {"carrier": "runner"}
            await runner.manager.save(letter)
          })
          await runner.commitTransaction()
          await runner.release()
        }
        export async function stamp(letters) {
          const round = await db.transaction()
          letters.map(async (letter) => {
          ~~~~~~~~~~~ carriedBy {"carrier": "round"}
            await round('letters').where({ id: letter.id }).update({ isStamped: true })
          })
          await round.commit()
        }
      `,
    },
    {
      name: 'the session ends with the callback around it',
      ...marked`
        import { Letter } from './letters.js'
        export async function post(letters) {
          const session = await Letter.startSession()
          await session.withTransaction(async () => {
            letters.forEach(async (letter) => {
            ~~~~~~~~~~~~~~~ carriedBy {"carrier": "session"}
              await Letter.create([letter], { session })
            })
          })
          await session.endSession()
        }
      `,
    },
  ],
})

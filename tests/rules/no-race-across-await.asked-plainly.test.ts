import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A store of the program's own that is asked by a name which mappers of tables have, too: exists(name), without columns.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'another name, the same store asked for something else, and a second one that is expected',
      options,
      code: text`
        import { rooms, users } from './stores.js'

        export async function join(name, other) {
          if (await users.exists(name)) return false
          await users.create(other)
          return true
        }
        export async function open(name) {
          if (await rooms.exists(name)) return false
          await users.create(name)
          return true
        }
        export async function book(name) {
          if (await rooms.exists(name)) return false
          try {
            await rooms.create(name)
          } catch (error) {
            if (error.code !== 'DUPLICATE') throw error
          }
          return true
        }
      `,
    },
    {
      name: 'what is made where it is missing, and found by who comes second',
      options,
      code: text`
        import { rooms } from './stores.js'

        export async function ensure(name) {
          const isThere = await rooms.exists(name)
          if (!isThere) await rooms.create(name)
          return rooms.open(name)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'who finds the name is turned away',
      options,
      ...marked`
        import express from 'express'
        import { users } from './stores.js'

        const router = express.Router()
        router.post('/users', async (req, res) => {
          if (await users.exists(req.body.name)) return res.status(409).end()
          await users.create(req.body.name)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
          res.end()
        })
        export default router
      `,
    },
  ],
})

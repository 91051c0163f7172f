import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is put into a table because nothing, or not too much, is in it yet.

run(rule, {
  valid: [
    {
      name: 'in a transaction, of another table, or only said',
      options: [{ thorough: true }],
      code: text`
        router.post('/owner', async (request, response) => {
          await db.$transaction(async (inner) => {
            if (await inner.owner.count()) throw new Error('taken')
            await inner.owner.create({ data: request.body })
          })
          response.end()
        })
        router.post('/visit', async (request, response) => {
          const houses = await db.house.count()
          if (houses === 0) return response.status(404).end()
          await db.visit.create({ data: request.body })
          response.end()
        })
        router.post('/guest', async (request, response) => {
          const guests = await db.guest.count()
          await db.guest.create({ data: { ...request.body, number: 'new' } })
          response.json({ before: guests })
        })
      `,
    },
    {
      name: 'what fills an empty table at the start is run once, as far as anybody can tell',
      code: text`
        export async function fill() {
          if ((await db.country.count()) > 0) return
          for (const each of countries) await db.country.create({ data: each })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the first one becomes the owner',
      ...marked`
        router.post('/owner', async (request, response) => {
          const owners = await db.owner.count()
          if (owners !== 0) return response.status(403).end()
          await db.owner.create({ data: { ...request.body, may: 'all' } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "This callback", "place": "db.owner", "read": "line 2", "wait": "line 2", "other": ""}
          response.end()
        })
      `,
    },
    {
      name: 'documents, and as many as a plan allows',
      ...marked`
        router.post('/teams', async (request, response) => {
          if ((await Team.countDocuments()) >= plan.teams) return response.status(402).end()
          await Team.create({ name: request.body.name })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who": "This callback", "place": "Team", "read": "line 2", "wait": "line 2", "other": ""}
          response.end()
        })
      `,
    },
    {
      name: 'anybody may call it',
      options: [{ thorough: true }],
      ...marked`
        export const setUp = {
          async resolve(root, { data }, context) {
            const lists = context.trusted()
            if ((await lists.db.Person.count()) > 0) throw new Error('there is one')
            return lists.db.Person.createOne({ data })
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "\u0060resolve\u0060", "place": "lists.db.Person", "read": "line 4", "wait": "line 4", "other": ""}
          },
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- state of components and of requests

run(rule, {
  valid: [
    {
      name: 'the setter is given a function',
      language: 'jsx',
      code: text`
        import { useState } from 'react'
        export function Like({ id }) {
          const [likes, setLikes] = useState(0)
          const onClick = async () => {
            await like(id)
            setLikes((now) => now + 1)
          }
          return <button onClick={onClick}>{likes}</button>
        }
      `,
    },
    {
      name: 'a request keeps its data to itself',
      code: text`
        import express from 'express'
        express().get('/', async (req, res) => {
          const user = req.user
          await audit(user)
          res.end(user.name)
        })
      `,
    },
    {
      name: 'what is prepared for the next handler, which reads it before it waits, is of the request itself, or is put there anew',
      code: text`
        import express from 'express'
        let port, guest, berth, last, seen
        const app = express()
        app.use((req, res, next) => {
          port = req.get('x-port')
          req.guest = req.user
          berth = req.query.berth
          last = new Date()
          seen = req.url
          next()
        })
        app.get('/ships', async (req, res) => {
          const here = port
          berth = req.params.berth
          const ships = await shipsIn(here, berth, req.guest)
          res.json({ ships, last })
        })
        app.get('/seen', (req, res) => res.end(seen))
      `,
    },
    {
      name: 'a hook that gives it to the request itself, or counts for all',
      code: text`
        import Fastify from 'fastify'
        const app = Fastify()
        let seen = 0
        app.addHook('preHandler', async (request) => {
          request.guest = await guestOf(request.headers.cookie)
          seen += 1
        })
        app.get('/bill', async (request) => {
          const lines = await linesOf(request.query.room)
          return { lines, name: request.guest.name, seen }
        })
      `,
    },
    {
      name: 'what one request leaves for all to see',
      code: text`
        import express from 'express'
        let notice
        const app = express()
        app.put('/notice', (req, res) => {
          notice = req.body.text
          res.end()
        })
        app.get('/notice', async (req, res) => {
          await authorize(req)
          res.end(notice)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a middleware puts it there, and a handler reads it when it has waited',
      ...marked`
        import express from 'express'
        let guest
        const app = express()
        app.use(async (req, res, next) => {
          guest = await guestOf(req.headers.cookie)
          ~~~~~ leaked {"place": "guest", "read": "line 10", "wait": "line 9"}
          next()
        })
        app.get('/bill', async (req, res) => {
          const lines = await linesOf(req.query.room)
          res.json({ lines, name: guest.name })
        })
      `,
    },
    {
      name: 'a hook that runs before the handlers, and lets them go on when it returns',
      ...marked`
        import Fastify from 'fastify'
        const app = Fastify()
        let guest = null
        app.addHook('preHandler', async (request) => {
          guest = await guestOf(request.headers.cookie)
          ~~~~~ leaked {"place": "guest", "read": "line 9", "wait": "line 8"}
        })
        app.get('/bill', async (request) => {
          const lines = await linesOf(request.query.room)
          return { lines, name: guest.name }
        })
      `,
    },
    {
      name: 'read for each element of a list, behind the wait for the list',
      ...marked`
        import express from 'express'
        let port
        const app = express()
        app.use((req, res, next) => {
          port = req.get('x-port')
          ~~~~ leaked {"place": "port", "read": "line 10", "wait": "line 9"}
          next()
        })
        app.get('/ships', async (req, res) => {
          const ships = await shipsIn(req.query.sea)
          res.json(ships.filter((ship) => ship.port === port))
        })
      `,
    },
    {
      name: 'in a middleware that does not wait, and through a function',
      ...marked`
        import express from 'express'
        let port
        const app = express()
        app.use((req, res, next) => {
          port = req.get('x-port')
          ~~~~ leaked {"place": "port", "read": "line 13", "wait": "line 9"}
          next()
        })
        app.delete('/ships/:id', async (req, res) => {
          await remove(req.params.id)
          note('removed')
          res.end()
        })
        const note = (what) => console.log(port, what)
      `,
    },
    {
      name: 'the setter is given what was there before the wait',
      language: 'jsx',
      ...marked`
        import { useState } from 'react'
        export function Like({ id }) {
          const [likes, setLikes] = useState(0)
          const onClick = async () => {
            await like(id)
            setLikes(likes + 1)
            ~~~~~~~~~~~~~~~~~~~ snapshot {"place": "likes", "read": "line 6", "wait": "line 5"}
          }
          return <button onClick={onClick}>{likes}</button>
        }
      `,
      suggestions: [[{
        messageId: 'update',
        output: text`
          import { useState } from 'react'
          export function Like({ id }) {
            const [likes, setLikes] = useState(0)
            const onClick = async () => {
              await like(id)
              setLikes((likes) => likes + 1)
            }
            return <button onClick={onClick}>{likes}</button>
          }
        `,
      }]],
    },
    {
      name: 'a user of one request in a variable of all',
      ...marked`
        import express from 'express'
        let user
        express().get('/', async (req, res) => {
          user = req.user
          ~~~~ leaked {"place": "user", "read": "line 6", "wait": "line 5"}
          await audit(req.url)
          res.end(user.name)
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- a part of the old state says what to ask for

const berth = (set: string): string => text`
  import { useState } from 'react'
  export function Berth({ harbour }) {
    const [ship, setShip] = useState(null)
    const moor = async () => {
      await harbour.moor(ship.id)
      ${set}
    }
    return moor
  }
`

run(rule, {
  valid: [
    { name: 'what is asked for by its key is new', code: berth('setShip(await harbour.ship(ship.id))') },
    { name: 'among other things that are asked with', code: berth('setShip(await harbour.find({ id: ship.id, full: true }))') },
  ],
  invalid: [
    { name: 'a copy of the old one', code: berth('setShip({ ...ship, moored: true })'), errors: [{ messageId: 'snapshot', line: 6, column: 5 }], suggestions: [[{ messageId: 'update', output: berth('setShip((ship) => ({ ...ship, moored: true }))') }]] },
    { name: 'made of its parts', code: berth('setShip(await Promise.all(ship.crew.map((one) => harbour.name(one))))'), errors: [{ messageId: 'snapshot', line: 6, column: 5 }] },
    { name: 'asked for beside the old one', code: berth('setShip({ ...ship, ...(await harbour.ship(ship.id)) })'), errors: [{ messageId: 'snapshot', line: 6, column: 5 }] },
  ],
})

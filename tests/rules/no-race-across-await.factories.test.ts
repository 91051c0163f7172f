import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Data of one request in a variable of the function that sets the server up.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a variable for each connection',
      options: thorough,
      code: text`
        import { WebSocketServer } from 'ws'
        export function serve(port) {
          new WebSocketServer({ port }).on('connection', (socket) => {
            let guest = null
            socket.on('message', async (data) => {
              guest = JSON.parse(data).guest
              await welcome(guest)
              socket.send(guest)
            })
          })
        }
      `,
    },
    {
      name: 'a function for one connection',
      options: thorough,
      code: text`
        export function talk(socket) {
          let guest = null
          socket.on('message', async (data) => {
            guest = JSON.parse(data).guest
            await welcome(guest)
            socket.send(guest)
          })
        }
      `,
    },
    {
      name: 'a server that is there for one answer',
      code: text`
        import express from 'express'
        export function login(done) {
          const app = express()
          let code = ''
          const server = app.listen(0)
          app.get('/callback', async (req, res) => {
            code = req.query.code
            await render(res)
            server.close()
            done(code)
          })
        }
      `,
    },
    {
      name: 'a middleware that lets the next one go on before it waits',
      code: text`
        import { Router } from 'express'
        export function routes(db) {
          const router = Router()
          let tenant
          router.use(async (req, res, next) => {
            tenant = req.headers.tenant
            next()
            await db.touch(req.headers.tenant)
          })
          router.get('/rows', (req, res) => res.json(db.cached(tenant)))
          return router
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'around the routes',
      ...marked`
        export function routes(app, db) {
          let guest = null
          app.post('/rooms', async (req, res) => {
            guest = req.user
            ~~~~~ leaked {"place": "guest", "wait": "line 5", "read": "line 6"}
            const rooms = await db.rooms()
            res.json(rooms.filter((room) => room.owner === guest.id))
          })
        }
      `,
    },
    {
      name: 'around the connections',
      ...marked`
        import { WebSocketServer } from 'ws'
        export function serve(port) {
          let guest = null
          new WebSocketServer({ port }).on('connection', (socket) => {
            socket.on('message', async (data) => {
              guest = JSON.parse(data).guest
              ~~~~~ leaked {"place": "guest", "wait": "line 7", "read": "line 8"}
              await welcome(socket)
              socket.send(guest)
            })
          })
        }
      `,
    },
    {
      name: 'a middleware waits before it lets the next one go on',
      ...marked`
        import { Router } from 'express'
        export function routes(db) {
          const router = Router()
          let tenant
          router.use(async (req, res, next) => {
            tenant = req.headers.tenant
            ~~~~~~ leaked {"place": "tenant", "wait": "line 7", "read": "line 10"}
            await db.touch(req.headers.tenant)
            next()
          })
          router.get('/rows', (req, res) => res.json(db.cached(tenant)))
          return router
        }
      `,
    },
  ],
})

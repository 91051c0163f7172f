import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a function or an object has that is there once in each process

const hotel = (body: string, start = 'else open()'): string => text`
  import cluster from 'node:cluster'
  import { randomBytes } from 'node:crypto'
  import express from 'express'
  ${body}
  if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()
  ${start}
`

run(rule, {
  valid: [
    {
      name: 'made for each request',
      code: hotel(text`
        class Tally {
          counts = new Map()
          add(room) { this.counts.set(room, (this.counts.get(room) ?? 0) + 1) }
        }
        function open() {
          const desk = express()
          desk.get('/', (request, response) => {
            const tally = new Tally()
            for (const room of request.query.rooms) tally.add(room)
            response.json([...tally.counts])
          })
          desk.listen(80)
        }
      `),
    },
    {
      name: 'a static cache that each fills for itself',
      code: hotel(text`
        class Prices {
          static known = new Map()
          static async of(room) {
            if (!Prices.known.has(room)) Prices.known.set(room, await ask(room))
            return Prices.known.get(room)
          }
        }
        function open() {
          const desk = express()
          desk.get('/:room', async (request, response) => response.json(await Prices.of(request.params.room)))
          desk.listen(80)
        }
      `),
    },
    {
      name: 'a cache that each fills for itself',
      code: hotel(text`
        class Prices {
          #known = new Map()
          async of(room) {
            const known = this.#known.get(room)
            if (known) return known
            const price = await fetch('/prices/' + room)
            this.#known.set(room, price)
            return price
          }
        }
        function open() {
          const prices = new Prices()
          express().get('/', async (request, response) => response.json(await prices.of(request.query.room))).listen(80)
        }
      `),
    },
    {
      name: 'what is told to the primary from time to time',
      code: hotel(text`
        function open() {
          let visits = new Map()
          const hall = express()
          hall.use((request, response, next) => {
            visits.set(request.ip, (visits.get(request.ip) ?? 0) + 1)
            next()
          })
          hall.listen(80)
          setInterval(() => {
            const told = [...visits]
            visits = new Map()
            process.send(told)
          }, 1000)
        }
      `),
    },
    {
      name: 'in a program without a cluster',
      code: text`
        import express from 'express'
        function open() {
          const sessions = new Map()
          const desk = express()
          desk.post('/', (request, response) => { sessions.set(request.body.guest, Date.now()); response.end() })
          desk.get('/', (request, response) => response.json(sessions.get(request.query.guest)))
          desk.listen(80)
        }
        open()
      `,
    },
  ],
  invalid: [
    {
      name: 'tries that a class counts for all',
      code: hotel(text`
        class Tries {
          static counts = new Map()
          static mayTry(name) {
            const count = (Tries.counts.get(name) ?? 0) + 1
            Tries.counts.set(name, count)
            return count < 5
          }
        }
        function open() {
          const desk = express()
          desk.post('/login', (request, response) => response.sendStatus(Tries.mayTry(request.query.name) ? 200 : 429))
          desk.listen(80)
        }
      `),
      errors: [{ messageId: 'apart', line: 8, column: 5 }],
    },
    {
      name: 'keys that an object hands out, and asks for again',
      ...marked`
        import cluster from 'node:cluster'
        import { randomBytes } from 'node:crypto'
        import express from 'express'
        class Desk {
          #keys = new Map()
          checkIn(guest) {
            const key = String(randomBytes(8).readUInt32BE())
            this.#keys.set(key, guest)
            ~~~~~~~~~~ apart
            return key
          }
          guestOf(key) { return this.#keys.get(key) }
        }
        function open() {
          const desk = new Desk()
          const hall = express()
          hall.post('/', (request, response) => { response.json(desk.checkIn(request.body.guest)) })
          hall.get('/:key', (request, response) => { response.json(desk.guestOf(request.params.key)) })
          hall.listen(80)
        }
        if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()
        else open()
      `,
    },
    {
      name: 'sessions of the function that serves',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        function open() {
          const sessions = new Map()
          const hall = express()
          hall.post('/', (request, response) => {
            sessions.set(request.body.guest, Date.now())
            ~~~~~~~~ apart
            response.end()
          })
          hall.get('/', (request, response) => response.json(sessions.get(request.query.guest)))
          hall.listen(80)
        }
        if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()
        else open()
      `,
    },
    {
      name: 'counts of an object that another one has',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        class Doorman {
          constructor() { this.visits = new Map() }
          lets(guest) {
            const count = (this.visits.get(guest) ?? 0) + 1
            this.visits.set(guest, count)
            ~~~~~~~~~~~ apart
            return count < 9
          }
        }
        class Hotel {
          doorman = new Doorman()
          open() {
            const hall = express()
            hall.use((request, response, next) => (this.doorman.lets(request.ip) ? next() : response.sendStatus(429)))
            hall.listen(80)
          }
        }
        if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()
        else new Hotel().open()
      `,
    },
  ],
})

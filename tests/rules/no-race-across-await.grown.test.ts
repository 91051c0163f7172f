import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Collections that each run makes for itself where there is none yet, fills, and puts in the same place.

run(rule, {
  valid: [
    {
      name: 'put there before the wait, or looked for behind it',
      options: [{ thorough: true }],
      code: text`
        const rooms = new Map()
        export async function join(room, guest) {
          const guests = rooms.get(room) ?? new Set()
          rooms.set(room, guests)
          await greet(guest)
          guests.add(guest)
        }
        export async function enter(room, guest) {
          await greet(guest)
          const guests = rooms.get(room) ?? new Set()
          guests.add(guest)
          rooms.set(room, guests)
        }
      `,
    },
    {
      name: 'a collection of the run itself',
      options: [{ thorough: true }],
      code: text`
        export async function seat(parties, guest) {
          const rooms = new Map()
          const guests = rooms.get(guest.room) ?? []
          await greet(guest)
          guests.push(guest)
          rooms.set(guest.room, guests)
          return rooms
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a set of an entry, in a listener in a listener',
      ...marked`
        import { WebSocketServer } from 'ws'
        const server = new WebSocketServer({ port: 8080 })
        const rooms = new Map()
        server.on('connection', (guest) => {
          guest.on('message', async (name) => {
            const guests = rooms.get(name) ?? new Set()
            await greet(guest)
            guests.add(guest)
            rooms.set(name, guests)
            ~~~~~~~~~~~~~~~~~~~~~~~ lost
          })
        })
      `,
    },
    {
      name: 'a list that is made in a branch, and a record of a field',
      ...marked`
        const rooms = new Map()
        export async function join(room, guest) {
          let guests = rooms.get(room)
          if (!guests) guests = []
          await greet(guest)
          guests.push(guest)
          rooms.set(room, guests)
          ~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
        export class Hotel {
          async book(room, guest) {
            const keys = this.keys || {}
            keys[room] = await cut(guest)
            this.keys = keys
            ~~~~~~~~~ lost
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is put into a collection after a wait, although who takes it out may have come meanwhile.

run(rule, {
  valid: [
    {
      name: 'another element is taken out of the list',
      options: [{ thorough: true }],
      code: text`
        const guests = []
        export function attach(io, users) {
          io.on('connection', async (socket) => {
            const guest = await users.load(socket.handshake.auth)
            guests.push(guest)
            socket.on('disconnect', () => {
              guests.splice(guests.indexOf(users.first), 1)
            })
          })
        }
      `,
    },
    {
      name: 'who may have gone is asked, the entry is there before the wait, or a signal says that it is given up',
      code: text`
        export function attach(io, users) {
          const players = new Map()
          io.on('connection', (socket) => {
            socket.on('sit', async (table) => {
              const user = await users.load(socket.handshake.auth)
              if (!socket.connected) return
              players.set(socket.id, { user, table })
            })
            socket.on('stand', async (table) => {
              players.set(socket.id, { table })
              await users.note(table)
            })
            socket.on('disconnect', () => players.delete(socket.id))
          })
        }
        export class Renders {
          running = new Map()
          async render(id, scene) {
            const control = new AbortController()
            this.running.set(id, control)
            const farm = await this.farm.reserve(scene, control.signal)
            return farm.run(scene)
          }
          cancel(id) {
            this.running.get(id)?.abort()
            this.running.delete(id)
          }
        }
      `,
    },
    {
      name: 'who leaves may have waited for it: without thorough',
      code: text`
        export class Gauges {
          readings = new Map()
          async watch(gauge) {
            const reading = await this.plant.subscribe(gauge)
            this.readings.set(gauge, reading)
          }
          unwatch(gauge) {
            this.readings.get(gauge)?.cancel()
            this.readings.delete(gauge)
          }
        }
      `,
    },
    {
      name: 'another key, an event that is no end, and a method that ends nothing',
      code: text`
        export function attach(io, users) {
          const seats = new Map()
          const watching = new Map()
          io.on('connection', (socket) => {
            socket.on('sit', async (seat) => {
              const user = await users.load(socket.handshake.auth)
              seats.set(seat, user)
            })
            socket.on('disconnect', () => seats.delete(socket.id))
            socket.on('leave', () => seats.delete('host'))
            socket.on('watch', async () => {
              const user = await users.load(socket.handshake.auth)
              watching.set(socket.id, user)
            })
          })
        }
        export class Notes {
          shown = new Map()
          async show(id) {
            const note = await this.fetchNote(id)
            this.shown.set(id, note)
          }
          hide(id) {
            this.shown.delete(id)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list out of which the place of the element is taken',
      options: [{ thorough: true }],
      ...marked`
        const guests = []
        export function attach(io, users) {
          io.on('connection', async (socket) => {
            const guest = await users.load(socket.handshake.auth)
            guests.push(guest)
            ~~~~~~~~~~~~~~~~~~ stayed
            socket.on('disconnect', () => {
              guests.splice(guests.indexOf(guest), 1)
            })
          })
        }
      `,
    },
    {
      name: 'the socket closes while its player is loaded',
      ...marked`
        export function attach(io, users) {
          const tables = new Map()
          const playersOf = (table) => tables.get(table)
          io.on('connection', (socket) => {
            socket.on('sit', async (table) => {
              const user = await users.load(socket.handshake.auth)
              playersOf(table).set(socket.id, user)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stayed {"who": "This listener", "place": "playersOf(table)", "read": "line 7", "wait": "line 6", "other": "line 10"}
            })
            socket.on('disconnect', () => {
              for (const players of tables.values()) players.delete(socket.id)
            })
          })
        }
      `,
    },
    {
      name: 'the work is given up before it is there',
      ...marked`
        export class Renders {
          running = new Map()
          async render(id, scene) {
            const job = await this.farm.reserve(scene)
            this.running.set(id, job)
            ~~~~~~~~~~~~~~~~~~~~~~~~~ stayed
            return job.done
          }
          cancel(id) {
            this.running.get(id)?.abort()
            this.running.delete(id)
          }
        }
      `,
    },
    {
      name: 'who watches has left before the watch is there: with thorough, for he may have waited for it',
      options: [{ thorough: true }],
      ...marked`
        export function gauges(plant) {
          const watchers = new Map()
          const readings = new Map()
          const open = async (gauge) => {
            const reading = await plant.subscribe(gauge)
            readings.set(gauge, reading)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stayed
          }
          return {
            watch(gauge, tell) {
              if (watchers.has(gauge)) return
              watchers.set(gauge, tell)
              open(gauge).catch(tell)
            },
            unwatch(gauge) {
              watchers.delete(gauge)
              readings.get(gauge)?.cancel()
              readings.delete(gauge)
            },
          }
        }
      `,
    },
    {
      name: 'nobody listens yet when the client goes: with thorough',
      options: [{ thorough: true }],
      ...marked`
        const clients = new Map()
        server.on('connection', async (client, request) => {
          const user = await userOf(request)
          clients.set(user.id, client)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stayed
          client.on('close', () => clients.delete(user.id))
        })
      `,
    },
  ],
})

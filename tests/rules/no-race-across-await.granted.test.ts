import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is taken for the one who asks: who finds it taken is refused, and two who ask at once both get it.

const bookings = (body: string): string => text`
  import { charge, auditOf, describeSeat } from './box-office.js'
  const seats = new Map()
  const held = new Set()
  export async function book(seat, guest) {
    ${body}
  }
`
const granted = (column: number, line = 5) => [{ messageId: 'granted' as const, line, column }]

run(rule, {
  valid: [
    { name: 'taken before the wait, and given back where the work fails', code: bookings("if (seats.has(seat)) throw new Error('taken'); seats.set(seat, guest); try { await charge(guest) } catch (error) { seats.delete(seat); throw error }") },
    { name: 'who comes later gets what is there', code: bookings('if (seats.has(seat)) return seats.get(seat); const found = await describeSeat(seat); seats.set(seat, found); return found') },
    { name: 'what is put there is the same for all who ask for it', code: bookings("if (seats.has(seat)) throw new Error('known'); seats.set(seat, await describeSeat(seat))") },
    { name: 'asked again after the wait', code: bookings("if (seats.has(seat)) return false; await charge(guest); if (seats.has(seat)) return false; seats.set(seat, guest); return true") },
    { name: 'who is refused has found nothing, here or elsewhere', code: bookings("let found = seats.get(seat); if (found !== undefined) return found; found = await describeSeat(seat, guest); if (typeof found !== 'function') return null; seats.set(seat, found); return found") },
    { name: 'what is noted is that nothing was found, and what is found is given back', code: bookings('if (held.has(`${guest.id}-${seat}`)) return null; const found = await guest.bookings.fetch({ seat }); if (found) return found; held.add(`${guest.id}-${seat}`); return null') },
    { name: 'a key that no caller chooses', code: bookings("const next = seats.size; if (seats.has(next)) throw new Error('taken'); await charge(guest); seats.set(next, guest)") },
    {
      name: 'a message of a socket that has been taken before the wait',
      code: text`
        import { WebSocketServer } from 'ws'
        const names = new Map()
        new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
          socket.on('message', async (data) => {
            const { name, token } = JSON.parse(data)
            if (names.has(name)) return socket.send(JSON.stringify({ error: 'taken' }))
            names.set(name, null)
            names.set(name, await userOf(token))
          })
        })
      `,
    },
  ],
  invalid: [
    { name: 'an exception', code: bookings("if (seats.has(seat)) throw new Error('taken'); await charge(guest); seats.set(seat, guest)"), errors: granted(71) },
    { name: 'a no', code: bookings('if (seats.has(seat)) return false; await charge(guest); seats.set(seat, guest); return true'), errors: granted(59) },
    { name: 'on the other side, behind a question that is turned round', code: bookings("if (!seats.get(seat)?.guest) { await charge(guest); seats.set(seat, { guest }) } else { throw new Error('taken') }"), errors: granted(55) },
    { name: 'a no with more around it', code: bookings("if (seats.has(seat)) return { ok: false }; await charge(guest); seats.set(seat, guest); return { ok: true }"), errors: granted(67) },
    { name: 'a reason', code: bookings("if (seats.has(seat)) return { error: 'taken' }; await charge(guest); seats.set(seat, guest); return { ok: true }"), errors: granted(72) },
    { name: 'taken where nothing was found, and who finds something is refused too', code: bookings('if (held.has(seat)) return null; const found = await guest.bookings.fetch({ seat }); if (found) return null; held.add(seat); return seat'), errors: granted(112) },
    { name: 'only the name is kept', code: bookings("if (held.has(seat)) throw new Error('taken'); await charge(guest); held.add(seat)"), errors: granted(70) },
    {
      name: 'a request',
      code: text`
        import express from 'express'
        const app = express()
        const rooms = {}
        app.post('/rooms/:id', async (req, res) => {
          if (rooms[req.params.id]) return res.status(409).end()
          rooms[req.params.id] = { owner: await ownerOf(req.headers.authorization) }
          res.status(201).end()
        })
        app.put('/rooms/:id', async (req, res) => {
          if (rooms[req.params.id]) {
            res.status(409).end()
            return
          }
          const owner = await ownerOf(req.headers.authorization)
          rooms[req.params.id] = { owner }
          res.end()
        })
      `,
      errors: [{ messageId: 'granted' as const, line: 6, column: 3 }, { messageId: 'granted' as const, line: 15, column: 3 }],
    },
    {
      name: 'a message of a socket',
      code: text`
        import { WebSocketServer } from 'ws'
        const names = new Map()
        new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
          socket.on('message', async (data) => {
            const { name, token } = JSON.parse(data)
            if (names.has(name)) return socket.send(JSON.stringify({ error: 'taken' }))
            names.set(name, await userOf(token))
          })
        })
      `,
      errors: granted(5, 7),
    },
    {
      name: 'one thing that all ask for',
      code: text`
        export class Lectern {
          #speaker = null
          async claim(who) {
            if (this.#speaker) return false
            await announce(who)
            this.#speaker = who
            return true
          }
        }
      `,
      errors: granted(5, 6),
    },
  ],
})

// ---------------------------------------------------------------- room for a few

const ferry = (test: string, pass = 'await passOf(plate)'): string => text`
  import { passOf } from './passes.js'
  export class Ferry {
    cars = new Map()
    most = 12
    async board(plate, driver) {
      ${test}
      const pass = ${pass}
      this.cars.set(plate, pass)
    }
  }
`

run(rule, {
  valid: [
    { name: 'the room is asked for after the wait', code: ferry('const rate = await rateOf(plate); if (this.cars.size >= this.most) throw new Error(rate); this.cars.set(plate, rate); return') },
    { name: 'only whether there is anything', code: ferry('if (this.cars.size > 0) return') },
  ],
  invalid: [
    { name: 'a map that has room for a few', code: ferry("if (this.cars.size >= this.most) throw new Error('full')"), errors: [{ messageId: 'exceeded', line: 8, column: 5 }] },
    { name: 'room for a few, and a pass for one driver', code: ferry("if (this.cars.size >= this.most) throw new Error('full')", 'await register(plate, driver)'), errors: [{ messageId: 'exceeded', line: 8, column: 5 }] },
    { name: 'a place that is free or not', code: ferry("if (this.cars.has(plate)) throw new Error('taken')", 'await register(plate, driver)'), errors: [{ messageId: 'granted', line: 8, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- looked for in a loop

const club = (asked: string, then = 'this.members.push({ name, email })'): string => text`
  import { verify } from './mailbox.js'
  export class Club {
    members = []
    async join(name, email) {
      ${asked}
      ${then}
    }
  }
`

const LOOK = "for (const member of this.members) if (member.email === email) throw new Error('taken')"

run(rule, {
  valid: [
    { name: 'asked behind the wait', code: club(`await verify(email); ${LOOK}`) },
    { name: 'asked again behind the wait', code: club(`${LOOK}; await verify(email); ${LOOK}`) },
    { name: 'a loop that only counts', code: club('let same = 0; for (const member of this.members) if (member.email === email) same++; await verify(email, same)') },
    { name: 'elements of a list of the caller', code: club("for (const other of email.others) if (other === email.own) throw new Error('twice'); await verify(email)") },
    { name: 'the loop does the work itself', code: club('for (const member of this.members) { if (member.email === email) break; await verify(member.email) }', 'this.last = email') },
  ],
  invalid: [
    { name: 'in a list', code: club(`${LOOK}; await verify(email)`), errors: [{ messageId: 'granted', line: 6, column: 5 }] },
    { name: 'in the values of a map', code: club(`${LOOK.replace('this.members', 'this.members.values()')}; await verify(email)`, 'this.members.set(name, { name, email })').replace('members = []', 'members = new Map()'), errors: [{ messageId: 'granted', line: 6, column: 5 }] },
    {
      name: 'in a list that a map keeps, and in a set behind a request that changes something',
      ...marked`
        const bookings = new Map()
        const names = new Set()
        export async function book(room, from, to) {
          const taken = bookings.get(room) ?? []
          for (const each of taken) {
            if (from < each.to && each.from < to) return false
          }
          await charge(room, to - from)
          taken.push({ from, to })
          bookings.set(room, taken)
          ~~~~~~~~~~~~~~~~~~~~~~~~~ granted {"who": "\u0060book\u0060", "place": "bookings[room]", "read": "line 4", "wait": "line 8"}
          return true
        }
        export async function register(name) {
          for (const other of names) if (other.toLowerCase() === name.toLowerCase()) return false
          await fetch('/names', { method: 'POST', body: name })
          names.add(name)
          ~~~~~~~~~~~~~~~ granted {"who": "\u0060register\u0060", "place": "names[name]", "read": "line 14", "wait": "line 15"}
          return true
        }
      `,
    },
  ],
})

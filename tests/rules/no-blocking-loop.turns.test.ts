import rule from '../../src/rules/no-blocking-loop.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Loops of which the inner one comes only when something has been waited for are not one go.

/** A handler that does something for each of the guests it is sent, which goes through all of them again. */
const invited = (before: string, head = 'async function seat'): string => text`
  import express from 'express'
  import { seats } from './seats.js'
  const app = express()
  app.post('/guests', async (request, response) => {
    const { guests } = request.body
    const done = await Promise.all(guests.map((guest) => seat(guest, guests)))
    response.json(done)
  })
  ${head}(guest, guests) {
    ${before}
    return guests.filter((other) => other.table === guest.table)
  }
`

const together = { messageId: 'search' as const, line: 6, column: 41 }

run(rule, {
  valid: [
    { name: 'the callee asks for something first', code: invited('const free = await seats.find(guest.id)') },
    { name: 'what it asks for decides', code: invited('if (!(await seats.isFree(guest.id))) return []') },
    { name: 'it asks where it may fail', code: invited('try { guest.seat = await seats.find(guest.id) } catch (error) { guest.seat = error }') },
  ],
  invalid: [
    { name: 'it waits for nothing', code: invited(''), errors: [together] },
    { name: 'it lets only microtasks run', code: invited('await null'), errors: [together] },
    { name: 'it asks for some guests', code: invited('if (guest.isLate) await seats.find(guest.id)'), errors: [together] },
    { name: 'it asks for what goes through all', code: invited('await seats.tell(guests.filter((other) => other.table === guest.table))'), errors: [together] },
    { name: 'it only begins to ask', code: invited('seats.find(guest.id)'), errors: [together] },
  ],
})

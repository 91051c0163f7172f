import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that are asked for by `get(key)` and changed by `update(key, columns)`, and numbers of rows by another name.

const talks = (body: string): string => text`
  import { db } from './db'
  export async function heard(id, at) {
    ${body}
  }
`

const seats = (body: string): string => text`
  import { Seat } from './models'
  export async function book(flight, guest) {
    ${body}
  }
`

run(rule, {
  valid: [
    { name: 'another column than was read', code: talks('const talk = await db.talks.get(id); await db.talks.update(id, { heard: at, words: talk.text.length })') },
    { name: 'of another table', code: talks('const talk = await db.people.get(id); await db.talks.update(id, { unread: talk.unread + 1 })') },
    { name: 'of another key', code: talks('const talk = await db.talks.get(id); await db.talks.update(talk.next, { unread: talk.unread + 1 })') },
    { name: 'in a transaction', code: talks("await db.transaction('rw', db.talks, async () => { const talk = await db.talks.get(id); await db.talks.update(id, { unread: talk.unread + 1 }) })") },
    { name: 'what answers at once', code: talks('const talk = db.talks.get(id); await db.opened; db.talks.update(id, { unread: talk.unread + 1 })') },
    { name: 'how many there are says only what is told', code: seats('const taken = await Seat.query().where({ flight }).resultSize(); log(taken); return Seat.query().insert({ flight, guest })') },
    { name: 'how many there are, under a lock', code: seats('const taken = await Seat.query().where({ flight }).forUpdate().resultSize(); if (taken > 80) return; return Seat.query().insert({ flight, guest })') },
  ],
  invalid: [
    { name: 'a count of what was read', code: talks('const talk = await db.talks.get(id); await db.talks.update(id, { unread: talk.unread + 1 })'), errors: [{ messageId: 'row', line: 3, column: 46 }] },
    { name: 'one column among others', code: talks('const talk = await db.talks.get(id); if (!talk) return; await db.talks.update(id, { at, unread: talk.unread + 1 })'), errors: [{ messageId: 'row', line: 3, column: 65 }] },
    { name: 'a limit that is asked for by how many there are', code: seats('const taken = await Seat.query().where({ flight }).resultSize(); if (taken > 80) return; return Seat.query().insert({ flight, guest })'), errors: [{ messageId: 'oversold', line: 3, column: 99 }] },
  ],
})

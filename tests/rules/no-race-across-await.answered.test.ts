import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// The wait is the gap before a callback behind a promise, which is given what was read.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'what the callback is given is another row, or the database computes',
      options,
      code: text`
        export function copy(db, from, to) {
          return db.query('SELECT left FROM seats WHERE id = $1', [from]).then(({ rows }) => db.query('UPDATE seats SET left = $1 WHERE id = $2', [rows[0].left - 1, to]))
        }
        export function take(db, id) {
          return db.query('SELECT left FROM seats WHERE id = $1', [id]).then(({ rows }) => rows[0] && db.query('UPDATE seats SET left = left - 1 WHERE id = $1', [id]))
        }
      `,
    },
    {
      name: 'a store of which another key is written, or what was not read',
      options,
      code: text`
        browser.runtime.onMessage.addListener((message) => {
          browser.storage.local.get('runs').then(({ runs }) => browser.storage.local.set({ before: runs + 1 }))
          browser.storage.local.get('name').then(() => browser.storage.local.set({ name: message.name }))
        })
      `,
    },
    {
      name: 'one behind the other',
      options,
      code: text`
        let last = Promise.resolve()
        browser.runtime.onMessage.addListener((message) => {
          last = last.then(() => browser.storage.local.get('runs').then(({ runs }) => browser.storage.local.set({ runs: runs + 1 })))
        })
      `,
    },
    {
      name: 'what the callback uses is what it was given',
      code: text`
        export class Rooms {
          guest = null
          show(req, res) {
            this.guest = req.user
            res.json(this.guest)
            return this.find(req.params.room).then((room) => res.json({ room, guest: req.user }))
          }
        }
      `,
    },
    {
      name: 'the field is written by the callback itself',
      code: text`
        export class Rooms {
          room = null
          show(req, res) {
            return this.find(req.params.room).then((room) => {
              this.room = req.params.room
              res.json({ room, id: this.room })
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a row',
      options,
      ...marked`
        export function take(db, id, many) {
          return db.query('SELECT left FROM seats WHERE id = $1', [id]).then(({ rows }) => {
            const [seat] = rows
            return db.query('UPDATE seats SET left = $1 WHERE id = $2', [seat.left - many, id])
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row {"who": "\u0060take\u0060", "place": "seats", "read": "line 2", "wait": "line 2"}
          })
        }
      `,
    },
    {
      name: 'an entry of a store, read by a helper',
      ...marked`
        const load = () => browser.storage.local.get('runs')
        browser.runtime.onMessage.addListener((message) => {
          load().then(({ runs = 0 }) => browser.storage.local.set({ runs: runs + 1 }))
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "This callback", "place": "browser.storage.local[runs]", "read": "line 3", "wait": "line 3"}
        })
      `,
    },
    {
      name: 'a field that holds what belongs to one request, used by the callback',
      ...marked`
        export class Rooms {
          guest = null
          show(req, res) {
            this.guest = req.user
            ~~~~~~~~~~ leaked {"place": "this.guest", "read": "line 5", "wait": "line 5"}
            return this.find(req.params.room).then((room) => res.json({ room, guest: this.guest }))
          }
        }
      `,
    },
    {
      name: 'by a method that the callback calls',
      ...marked`
        export class Rooms {
          guest = null
          show(req, res) {
            this.guest = req.user
            ~~~~~~~~~~ leaked {"place": "this.guest", "read": "line 8", "wait": "line 5"}
            return this.find(req.params.room).then((room) => res.json(this.wrap(room)))
          }
          wrap(room) {
            return { room, guest: this.guest }
          }
        }
      `,
    },
  ],
})

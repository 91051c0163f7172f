import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Stores of the program's own: of what they ask and do only the names of their methods tell.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'another store, something else, nothing that is refused, or no test of whether it is there',
      options,
      code: text`
        export class Members {
          constructor(people, cards) {
            this.people = people
            this.cards = cards
          }
          async enter(mail) {
            const person = await this.people.findByMail(mail)
            if (person) throw new Error('there is one')
            await this.cards.createCard(mail)
          }
          async invite(mail, host) {
            const person = await this.people.findByMail(host)
            if (person) throw new Error('not from here')
            await this.people.createPerson({ mail })
          }
          async visit(mail) {
            const person = await this.people.findByMail(mail)
            if (person) this.greet(person)
            await this.people.addVisit(mail)
          }
          async lend(mail) {
            const person = await this.people.findByMail(mail)
            if (person.age < 18) throw new Error('too young')
            await this.people.addLoan(mail)
          }
          async again(mail) {
            const visits = await this.people.countVisits(mail)
            if (visits <= 0) return false
            await this.people.addVisit(mail)
            return true
          }
          async renew(mail) {
            const person = await this.people.findByMail(mail)
            if (!person) throw new Error('nobody')
            await this.people.savePerson({ mail, until: next() })
          }
        }
      `,
    },
    {
      name: 'what is of this call alone, what the file says what it does, and files',
      options,
      code: text`
        import fs from 'node:fs/promises'
        class Shelf {
          books = new Map()
          async findBook(title) { return this.books.get(title) }
          async addBook(title) { this.books.set(title, title) }
        }
        const shelf = new Shelf()
        export async function put(title) {
          if (await shelf.findBook(title)) throw new Error('is there')
          await shelf.addBook(title)
        }
        export async function draw(form) {
          const page = await open(form)
          if (await page.getField(form.name)) throw new Error('is there')
          await page.addField(form.name)
        }
      `,
    },
    {
      name: 'a code that is asked for and marked, with no work beside that',
      options,
      code: text`
        export class Codes {
          constructor(codes) { this.codes = codes }
          async use(text) {
            const code = await this.codes.findByText(text)
            if (code.used) return
            await this.codes.markUsed(text)
          }
        }
      `,
    },
    {
      name: 'and a state that nobody asks about',
      options,
      code: text`
        export class Codes {
          constructor(codes, post) {
            this.codes = codes
            this.post = post
          }
          async use(text, guest) {
            const code = await this.codes.findByText(text)
            if (code.blocked) throw new Error('blocked')
            await this.post.send(guest, code.gift)
            await this.codes.markUsed(text)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'whoever finds somebody there is refused',
      options,
      ...marked`
        export class Members {
          constructor(people) { this.people = people }
          async enter(form) {
            const known = await this.people.findByMail(form.mail)
            if (known) throw new Error('there is one')
            const secret = await hash(form.secret)
            return this.people.createPerson({ mail: form.mail, secret })
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "\u0060enter\u0060", "place": "this.people", "read": "line 4", "wait": "line 4", "other": ""}
          }
        }
      `,
    },
    {
      name: 'of a module, made of the whole that it is a part of',
      options,
      ...marked`
        import { people } from './people.js'
        router.post('/people', async (request, response) => {
          if (await people.getByName(request.body.name)) return response.sendStatus(409)
          response.json(await people.add({ ...request.body, since: Date.now() }))
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "This callback", "place": "people", "read": "line 3", "wait": "line 3", "other": ""}
        })
      `,
    },
    {
      name: 'no more than there is room for',
      ...marked`
        export class Rooms {
          constructor(rooms) { this.rooms = rooms }
          async join(room, guest) {
            const guests = await this.rooms.listGuests(room)
            if (guests.length >= 10) throw new Error('full')
            await this.rooms.addGuest(room, guest)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who": "\u0060join\u0060", "place": "this.rooms", "read": "line 4", "wait": "line 4", "other": ""}
          }
        }
      `,
    },
    {
      name: 'the first one, asked of a store that answers at once',
      ...marked`
        import { userDb } from './database.js'
        router.post('/owner', async (request, response) => {
          if (userDb.hasUsers()) return response.status(403).end()
          const secret = await hash(request.body.secret)
          userDb.createUser(request.body.name, secret)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "This callback", "place": "userDb", "read": "line 3", "wait": "line 4", "other": ""}
          response.end()
        })
      `,
    },
    {
      name: 'a code that is marked when its gift is sent',
      ...marked`
        export class Codes {
          constructor(codes, post) {
            this.codes = codes
            this.post = post
          }
          async use(text, guest) {
            const code = await this.codes.findByText(text)
            if (!code || code.usedBy) throw new Error('used')
            await this.post.send(guest, code.gift)
            await this.codes.markUsed(text, guest)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "\u0060use\u0060", "place": "this.codes", "read": "line 7", "wait": "line 9", "other": ""}
          }
        }
      `,
    },
    {
      name: 'an order that is paid once, by its state',
      ...marked`
        export class Orders {
          constructor(orders, bank) {
            this.orders = orders
            this.bank = bank
          }
          async pay(id) {
            const order = await this.orders.getById(id)
            if (order.status === 'paid') return false
            await this.bank.charge(order.card, order.sum)
            await this.orders.setOrderPaid(id)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent {"who": "\u0060pay\u0060", "place": "this.orders", "read": "line 7", "wait": "line 9", "other": ""}
            return true
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what waits to be taken, and what is numbered

run(rule, {
  valid: [
    {
      name: 'one run at a time, by a mark of its own',
      options,
      code: text`
        export class Press {
          constructor(sheets) { this.sheets = sheets }
          async turn() {
            if (this.turning) return
            this.turning = true
            try {
              const sheet = await this.sheets.findNextPending()
              if (sheet) await this.sheets.markPrinted(sheet.id)
            } finally {
              this.turning = false
            }
          }
        }
      `,
    },
    {
      name: 'what is marked is something else, and a number that is only shown',
      options,
      code: text`
        export class Press {
          constructor(sheets) { this.sheets = sheets }
          async turn(id) {
            const sheet = await this.sheets.findNextPending()
            if (sheet) this.show(sheet)
            await this.sheets.markPrinted(id)
          }
          async add(sheet) {
            const last = await this.sheets.findLastNumber()
            this.show(last + 1)
            await this.sheets.addSheet(sheet)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the next one is marked by the one who has found it',
      options,
      ...marked`
        export class Press {
          constructor(sheets) { this.sheets = sheets }
          async turn() {
            const sheet = await this.sheets.findNextPending()
            if (!sheet) return
            await this.sheets.markPrinting(sheet.id)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "\u0060turn\u0060", "place": "this.sheets", "read": "line 4", "wait": "line 4", "other": ""}
            await this.print(sheet)
          }
        }
      `,
    },
    {
      name: 'all that is left to send, one by one',
      options,
      ...marked`
        import { letters } from './letters.js'
        export async function send(post) {
          for (const letter of await letters.getUnsentLetters()) {
            await post.send(letter)
            await letters.markSent(letter.id)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~ picked {"who": "\u0060send\u0060", "place": "letters", "read": "line 3", "wait": "line 3", "other": ""}
          }
        }
      `,
    },
    {
      name: 'the number behind the last one',
      ...marked`
        export class Press {
          constructor(sheets) { this.sheets = sheets }
          async add(text) {
            const last = await this.sheets.findLastNumber()
            const number = (last ?? 0) + 1
            await this.sheets.save({ text, number })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ numbered {"who": "\u0060add\u0060", "place": "this.sheets", "read": "line 4", "wait": "line 4", "other": ""}
            return number
          }
        }
      `,
    },
    {
      name: 'as many tries as are allowed',
      ...marked`
        export class Door {
          constructor(tries) { this.tries = tries }
          async check(guest) {
            if ((await this.tries.countRecent(guest)) >= 5) throw new Error('too many')
            await this.tries.record(guest)
                  ~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who": "\u0060check\u0060", "place": "this.tries", "read": "line 4", "wait": "line 4", "other": ""}
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- statements that are prepared, and that ask how many rows there are

run(rule, {
  valid: [
    {
      name: 'nobody runs between a question that is answered at once and the change',
      options,
      code: text`
        const db = open('people.db')
        export async function enter(mail, secret) {
          const hashed = await hash(secret)
          if (db.prepare('SELECT id FROM people WHERE mail = ?').get(mail)) throw new Error('there is one')
          db.prepare('INSERT INTO people (mail, secret) VALUES (?, ?)').run(mail, hashed)
        }
      `,
    },
    {
      name: 'a map is no statement',
      options,
      code: text`
        const rooms = new Map()
        const entering = new Set()
        export async function enter(room) {
          const known = rooms.get(room)
          if (known && open.has(known)) return
          if (entering.has(room)) return
          entering.add(room)
          const made = await make(room)
          rooms.set(room, made.id)
          entering.delete(room)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a statement that answers at once, and a wait before the change',
      options,
      ...marked`
        const db = open('people.db')
        export async function enter(mail, secret) {
          if (db.prepare('SELECT id FROM people WHERE mail = ?').get(mail)) throw new Error('there is one')
          const hashed = await hash(secret)
          db.prepare('INSERT INTO people (mail, secret) VALUES (?, ?)').run(mail, hashed)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "\u0060enter\u0060", "place": "people", "read": "line 3", "wait": "line 4", "other": ""}
        }
      `,
    },
    {
      name: 'the number of rows decides who is the first',
      ...marked`
        router.post('/owner', async (request, response) => {
          const { rows } = await pool.query('SELECT count(*) AS many FROM owners')
          if (rows[0].many > 0) return response.status(403).end()
          await pool.query('INSERT INTO owners (name) VALUES ($1)', [request.body.name])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed {"who": "This callback", "place": "owners", "read": "line 2", "wait": "line 2", "other": ""}
          response.end()
        })
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- who adds begins to work through what is there

const ferry = (begins: string, first = ''): string => text`
  export class Ferry {
    #waiting = []
    #isUnderWay = false
    constructor(deck) {
      this.deck = deck
    }
    board(car) {
      this.#waiting.push(car)
      ${begins}
    }
    async #cross() {
      ${first}
      while (this.#waiting.length > 0) {
        const [car] = this.#waiting
        await this.deck.carry(car)
        this.#waiting.shift()
      }
      this.#isUnderWay = false
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'what is taken before it is given to what puts it away, or given to something else',
      options: [{ thorough: true }],
      code: text`
        export class Meter {
          points = []
          constructor() {
            setInterval(() => void this.flush(), 1000)
          }
          add(point) {
            this.points.push(point)
          }
          async flush() {
            const points = this.points
            this.points = []
            this.api.write(points)
            await this.api.flush()
          }
        }
        export class Counter {
          points = []
          constructor() {
            setInterval(() => void this.flush(), 1000)
          }
          add(point) {
            this.points.push(point)
          }
          async flush() {
            await this.api.flush()
            this.log.show(this.points)
            this.points = []
          }
        }
      `,
    },
    { name: 'only the first begins', options: [{ thorough: true }], code: ferry('if (this.#waiting.length === 1) this.#cross().catch(console.error)') },
    { name: 'only where none is under way', code: ferry('if (this.#isUnderWay) return\nthis.#cross().catch(console.error)', 'this.#isUnderWay = true') },
    { name: 'a second run leaves', code: ferry('this.#cross().catch(console.error)', 'if (this.#isUnderWay) return\nthis.#isUnderWay = true') },
    { name: 'who adds waits, and so may who calls', code: ferry('return this.#cross()') },
    { name: 'nothing is added', code: ferry('void this.#cross()').replace('this.#waiting.push(car)', 'this.last = car') },
  ],
  invalid: [
    {
      name: 'what is given to an object that puts it away behind the wait',
      ...marked`
        export class Meter {
          points = []
          constructor() {
            setInterval(() => void this.flush(), 1000)
          }
          add(point) {
            this.points.push(point)
          }
          async flush() {
            if (this.points.length === 0) return
            this.api.write(this.points)
            await this.api.flush()
            this.points = []
            ~~~~~~~~~~~ dropped {"place":"this.points","read":"line 11","wait":"line 12","other":"line 7"}
          }
        }
      `,
    },
    {
      name: 'each begins',
      ...marked`
        export class Ferry {
          #waiting = []
          constructor(deck) {
            this.deck = deck
          }
          board(car) {
            this.#waiting.push(car)
            void this.#cross()
          }
          async #cross() {
            while (this.#waiting.length > 0) {
              const [car] = this.#waiting
              await this.deck.carry(car)
              this.#waiting.shift()
              ~~~~~~~~~~~~~~~~~~~~~ taken
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- worked off in a loop over what was made of it, and kept by a class

run(rule, {
  valid: [
    {
      name: 'gone through itself, with all that is added, or taken out before',
      code: text`
        export class Ferry {
          static waiting = []
          crates = new Map()
          static board(cart) {
            Ferry.waiting.push(cart)
          }
          load(crate) {
            this.crates.set(crate.id, crate)
          }
          static async cross() {
            for (const cart of Ferry.waiting) await carry(cart)
            Ferry.waiting = []
          }
          async stow() {
            for (const crate of this.crates.values()) await stack(crate)
            this.crates.clear()
          }
          static async turn() {
            for (const cart of Ferry.waiting.reverse()) await carry(cart)
            Ferry.waiting = []
          }
          static async leave() {
            const carts = Ferry.waiting
            Ferry.waiting = []
            for (const row of inRows(carts)) await carry(row)
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'taken out before, and put back where it was of no use',
      code: text`
        export class Ferry {
          waiting = []
          board(cart) {
            this.waiting.push(cart)
          }
          async drift() {
            const carts = this.waiting.splice(0)
            await carry(carts)
            if (storm()) this.waiting.push(...carts)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'rows that were made of those who waited then',
      ...marked`
        export class Ferry {
          static waiting = []
          static board(cart) {
            Ferry.waiting.push(cart)
          }
          async cross() {
            if (!Ferry.waiting.length) return
            const rows = inRows(Ferry.waiting)
            for (const row of rows) await carry(row)
            Ferry.waiting = []
            ~~~~~~~~~~~~~ dropped
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a copy, by the class itself',
      ...marked`
        export class Ferry {
          static waiting: string[] = []
          static board(cart: string) {
            this.waiting.push(cart)
          }
          static async cross() {
            for (const cart of this.waiting.slice()) await carry(cart)
            this.waiting = []
            ~~~~~~~~~~~~ dropped
          }
          static async leave() {
            for (const cart of [...Ferry.waiting]) await carry(cart)
            Ferry.waiting = []
            ~~~~~~~~~~~~~ dropped
          }
          static async moor() {
            const carts = this.waiting.slice()
            for (const cart of carts) await carry(cart)
            this.waiting.length = 0
            ~~~~~~~~~~~~~~~~~~~ dropped
          }
          static async sink() {
            await carry(this.waiting)
            this.waiting.splice(0, this.waiting.length)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ dropped
          }
        }
      `,
      language: 'ts',
    },
  ],
})

// ---------------------------------------------------------------- given up

const pier = (failed: string): string => text`
  export class Pier {
    #crates = []
    constructor(crane) {
      this.crane = crane
    }
    close() {
      this.crane.release()
    }
    land(crate) {
      this.#crates.push(crate)
      if (this.#crates.length === 1) void this.#lift()
    }
    async #lift() {
      while (this.#crates.length > 0) {
        try {
          await this.crane.lift(this.#crates.at(0))
        } catch (error) {
          ${failed}
          return
        }
        this.#crates.shift()
      }
    }
  }
`

run(rule, {
  valid: [
    { name: 'the object is ended because the work has failed', code: pier('this.close()\nthis.#crates.length = 0') },
    {
      name: 'a list and a text that each run has for itself, and a list that is put in place when it is full',
      code: text`
        export class Reports {
          lines = []
          async write(team) {
            const lines = ['day;hours']
            let page = '<ul>'
            for (const person of await this.peopleOf(team)) {
              const hours = await this.hoursOf(person)
              lines.push(person + ';' + hours)
              page += '<li>' + hours
            }
            this.lines = lines
            return page
          }
        }
      `,
    },
    {
      name: 'what sets a module up fills its list once, with a helper of its own',
      code: text`
        let tasks = []
        export async function init(config) {
          tasks = [{ name: 'tides', run: await load('tides') }]
          if (config.wind) tasks.push({ name: 'wind', run: await load('wind') })
          await addOthers(config)
        }
        async function addOthers(config) {
          if (config.swell) tasks.push({ name: 'swell', run: await load('swell') })
        }
        export const names = () => tasks.map(({ name }) => name)
      `,
    },
  ],
  invalid: [
    {
      name: 'the object goes on',
      ...marked`
        export class Pier {
          #crates = []
          land(crate) {
            this.#crates.push(crate)
            if (this.#crates.length === 1) void this.#lift()
          }
          async #lift() {
            while (this.#crates.length > 0) {
              try {
                await lift(this.#crates.at(0))
              } catch (error) {
                console.error(error)
                this.#crates.length = 0
                ~~~~~~~~~~~~~~~~~~~ dropped
                return
              }
              this.#crates.shift()
            }
          }
        }
      `,
    },
    {
      name: 'a list that begins with something, and a text',
      ...marked`
        export class Reports {
          lines = []
          page = ''
          async write(team) {
            this.lines = ['day;hours']
            for (const person of await this.peopleOf(team)) {
              this.lines.push(person + ';' + await this.hoursOf(person))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ mixed
            }
            return this.lines.join()
          }
          async show(team) {
            this.page = '<ul>'
            const people = await this.peopleOf(team)
            for (const person of people) this.page += '<li>' + person
                                         ~~~~~~~~~ mixed
            return this.page
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what is told of failures

run(rule, {
  valid: [
    {
      name: 'a run tells of its own failure in a list that it has emptied',
      code: text`
        export class Boiler {
          notes = []
          ignite = async () => {
            this.notes = []
            try {
              await this.valve.open()
            } catch (error) {
              this.notes.push({ text: String(error), level: 'error' })
            }
          }
          componentDidMount() {
            document.addEventListener('click', this.ignite)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what it puts there instead, where it has failed, is there twice',
      ...marked`
        export class Boiler {
          notes = []
          ignite = async () => {
            this.notes = []
            try {
              await this.valve.open()
            } catch (error) {
              this.notes.push(this.standard)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ mixed
            }
          }
          componentDidMount() {
            document.addEventListener('click', this.ignite)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- for each element, and beside a flag of its own

run(rule, {
  valid: [
    {
      name: 'what adds asks for the flag',
      code: text`
        export class Meter {
          samples = []
          isSending = false
          add(sample) {
            if (this.isSending) throw new Error('not now')
            this.samples.push(sample)
          }
          async flush() {
            if (this.isSending) return
            this.isSending = true
            try {
              await this.upload(this.samples)
              this.samples = []
            } finally {
              this.isSending = false
            }
          }
        }
      `,
    },
    {
      name: 'emptied behind the wait, and filled for each at once',
      code: text`
        export class Shelf {
          books = []
          async rebuild(load) {
            const found = await load()
            this.books = []
            found.forEach((book) => this.books.push(book))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the flag keeps out who sends, and not who adds',
      ...marked`
        export class Meter {
          samples = []
          isSending = false
          add(sample) {
            this.samples.push(sample)
          }
          get busy() {
            return this.isSending
          }
          async flush() {
            if (this.isSending) return
            this.isSending = true
            try {
              await this.upload(this.samples)
              this.samples = []
              ~~~~~~~~~~~~ dropped
            } finally {
              this.isSending = false
            }
          }
        }
      `,
    },
    {
      name: 'emptied before the wait, and filled for each behind it',
      ...marked`
        export class Shelf {
          books = []
          async rebuild(load) {
            this.books = []
            const found = await load()
            found.forEach((book) => this.books.push(book))
                                    ~~~~~~~~~~~~~~~~~~~~~ mixed
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- found empty before it is emptied

/** A quay whose jobs are done one after the other, and which forgets them then. */
const quay = (work: string): string => text`
  export class Quay {
    #jobs = []
    add(job) {
      this.#jobs.push(job)
    }
    async work() {
      ${work}
      this.#jobs = []
    }
  }
`
const forgotten = (line: number) => ({ errors: [{ messageId: 'dropped', line, column: 5 }] }) as const
const loop = `while (this.#jobs.length > 0) {
      const job = this.#jobs.shift()
      await job()
    }`

run(rule, {
  valid: [
    { name: 'by the loop', code: quay(loop) },
    { name: 'by a test behind the wait', code: quay('const jobs = this.#jobs\n    await Promise.all(jobs.map((job) => job()))\n    if (!this.#jobs.length) this.show()\n    else return') },
  ],
  invalid: [
    { name: 'and waited behind the loop', code: quay(`${loop}\n    await this.rest()`), ...forgotten(12) },
    { name: 'only where the loop comes to its end', code: quay(loop.replace('await job()', 'if (await job()) break')), ...forgotten(11) },
    { name: 'by a loop that leaves one', code: quay(loop.replace('> 0', '> 1')), ...forgotten(11) },
  ],
})

// ---------------------------------------------------------------- the first is left out of a new list

run(rule, {
  valid: [
    {
      name: 'left out before the wait, or of what is there once only',
      options: [{ thorough: true }],
      code: text`
        export class Jukebox {
          songs = []
          wish(song) {
            this.songs.push(song)
          }
          async next() {
            const [song] = this.songs
            if (!song) return
            this.songs = this.songs.slice(1)
            await this.speaker.play(song)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'left out after the wait',
      ...marked`
        export class Jukebox {
          songs = []
          wish(song) {
            this.songs.push(song)
          }
          async next() {
            const song = this.songs[0]
            if (!song) return
            await this.speaker.play(song)
            this.songs = this.songs.slice(1)
            ~~~~~~~~~~ taken
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- one thing that is put away, and another one that comes meanwhile

run(rule, {
  valid: [
    {
      name: 'taken and emptied before the wait, looked at again after it, or kept out by a flag',
      options: [{ thorough: true }],
      code: text`
        export class Note {
          draft = null
          write(text) {
            this.draft = text
          }
          async save() {
            const text = this.draft
            this.draft = null
            await this.store.save(text)
          }
        }
        export class Letter {
          draft = null
          write(text) {
            this.draft = text
          }
          async save() {
            const text = this.draft
            await this.store.save(text)
            if (this.draft === text) this.draft = null
          }
        }
        export class Form {
          draft = null
          isSending = false
          write(text) {
            if (this.isSending) return
            this.draft = text
          }
          async send() {
            this.isSending = true
            await this.store.save(this.draft)
            this.draft = null
            this.isSending = false
          }
        }
      `,
    },
    {
      name: 'what is ended, what is only put there where the place is free, and what the object makes for itself',
      options: [{ thorough: true }],
      code: text`
        export class Session {
          user = null
          enter(user) {
            this.user = user
          }
          async leave() {
            await this.api.signOut(this.user)
            this.user = null
          }
        }
        export class Desk {
          guest = null
          seat(guest) {
            if (this.guest) throw new Error('taken')
            this.guest = guest
          }
          async bill() {
            await this.till.send(this.guest)
            this.guest = null
          }
        }
        export class Page {
          draft = null
          begin() {
            this.draft = new Draft()
          }
          async send() {
            await this.store.save(this.draft)
            this.draft = null
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'emptied after the wait, whatever is there by then',
      ...marked`
        export class Note {
          draft = null
          write(text) {
            this.draft = text
          }
          async save() {
            const text = this.draft
            if (text === null) return
            await this.store.save(text)
            this.draft = null
            ~~~~~~~~~~ dropped {"place": "this.draft", "read": "line 7", "wait": "line 9", "other": "line 4", "who": "${'`save`'}"}
          }
        }
      `,
    },
    {
      name: 'a request that says in its options that it changes something',
      ...marked`
        let dirty
        export function change(patch) {
          dirty = { ...dirty, ...patch }
        }
        export async function push(url) {
          await fetch(url, { method: 'PATCH', body: JSON.stringify(dirty) })
          dirty = undefined
          ~~~~~ dropped
        }
      `,
    },
    {
      name: 'lines that a timer writes',
      ...marked`
        import { appendFile } from 'node:fs/promises'
        export class Journal {
          lines = []
          add(line) {
            this.lines.push(line)
            this.timer ??= setTimeout(() => this.flush(), 1000)
          }
          async flush() {
            const lines = this.lines
            await appendFile('journal.txt', lines.join('\n'))
            this.lines = []
            ~~~~~~~~~~ dropped
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Collections that a name of the function stands for.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'what is held is asked again, or belongs to this run alone',
      options,
      code: text`
        const sheets = new Map()
        export async function sheetOf(theme, file) {
          let made = sheets.get(theme)
          if (!made) sheets.set(theme, (made = new Map()))
          if (made.has(file)) return made.get(file)
          const sheet = await compile(theme, file)
          if (!made.has(file)) made.set(file, sheet)
          return made.get(file)
        }
        export async function all(files) {
          const made = new Map()
          for (const file of files) {
            if (!made.has(file)) made.set(file, await compile('plain', file))
          }
          return made
        }
      `,
    },
    {
      name: 'who adds is the only one who sends, and waits for that, one after the other',
      options,
      code: text`
        import { Transform } from 'node:stream'
        import { pipeline } from 'node:stream/promises'
        export async function load(rows, index) {
          const lines = []
          const take = async (row, done) => {
            lines.push(row)
            if (lines.length > 100) await send()
            done()
          }
          const send = async () => {
            await index.save(lines.map(String))
            lines.length = 0
          }
          await pipeline(rows, new Transform({ objectMode: true, transform: (row, encoding, done) => take(row, done) }))
        }
      `,
    },
    {
      name: 'all that is there is ended, and let go of',
      options,
      code: text`
        export class Lines {
          lines = []
          async dial(number) { this.lines.push(await connect(number)) }
          async close() {
            await Promise.all(this.lines.map((line) => line.close()))
            this.lines.length = 0
          }
        }
      `,
    },
    {
      name: 'a list of what was made for this run alone, and one whose room is taken before the wait',
      options,
      code: text`
        const boats = new Map()
        export async function board(code, name) {
          const boat = boats.get(code)
          const sailor = await load(name)
          if (boat.crew.length >= 4) return false
          boat.crew.push(sailor)
        }
        export async function launch(names) {
          const boat = { crew: [] }
          for (const name of names) {
            if (boat.crew.length >= 4) break
            boat.crew.push(await load(name))
          }
          return boat
        }
        export async function visit(history, name) {
          if (history.entries.length > 0) await load(name)
          history.push(name)
        }
      `,
    },
    {
      name: 'two other entries, and one of two things that belong to this run',
      options,
      code: text`
        const sheets = new Map()
        export async function copy(theme, file, other) {
          const from = sheets.get(theme)
          const to = sheets.get(other)
          if (from.has(file)) return
          const sheet = await compile(theme, file)
          to.set(file, sheet)
        }
        export async function choose(wide, file) {
          const one = new Map()
          const two = new Map()
          const made = wide ? one : two
          if (made.has(file)) return made
          made.set(file, await compile('plain', file))
          return made
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a map in a map, by a name that is given a new one where it is missing',
      options,
      ...marked`
        const sheets = new WeakMap()
        export async function sheetOf(theme, file) {
          let made = sheets.get(theme)
          if (!made) {
            made = new Map()
            sheets.set(theme, made)
          }
          if (made.has(file)) return made.get(file)
          const sheet = await compile(theme, file)
          made.set(file, sheet)
          ~~~~~~~~~~~~~~~~~~~~~ filled
          return sheet
        }
      `,
    },
    {
      name: 'one of two fields',
      options,
      ...marked`
        export class Plugins {
          near = new Map()
          far = new Map()
          async add(id, isNear) {
            const known = isNear ? this.near : this.far
            if (known.has(id)) return
            known.set(id, await load(id))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ filled
          }
        }
      `,
    },
    {
      name: 'a list that is cut to nothing after it was sent',
      ...marked`
        export class Log {
          lines = []
          add(line) { this.lines.push(line) }
          async send() {
            await post(this.lines)
            this.lines.length = 0
            ~~~~~~~~~~~~~~~~~ dropped {"place": "this.lines", "read": "line 5", "wait": "line 5", "other": "line 3"}
          }
        }
      `,
    },
    {
      name: 'a list of what a collection holds, or a helper makes where it is missing',
      options,
      ...marked`
        const SEATS = 4
        const boats = new Map()
        const boatFor = (code) => {
          let boat = boats.get(code)
          if (!boat) {
            boat = { code, crew: [] }
            boats.set(code, boat)
          }
          return boat
        }
        export async function board(code, name) {
          const boat = boats.get(code)
          if (boat.crew.length >= SEATS) return false
          const sailor = await load(name)
          boat.crew.push(sailor)
          ~~~~~~~~~~~~~~~~~~~~~~ exceeded {"who": "\u0060board\u0060", "place": "boat.crew", "read": "line 13", "wait": "line 14"}
        }
        export async function boardAny(code, name) {
          const boat = boatFor(code)
          if (boat.crew.length >= SEATS) return false
          const sailor = await load(name)
          boat.crew.push(sailor)
          ~~~~~~~~~~~~~~~~~~~~~~ exceeded {"who": "\u0060boardAny\u0060", "place": "boat.crew", "read": "line 19", "wait": "line 20"}
        }
      `,
    },
    {
      name: 'one that callers find by what they work out, and put something into',
      ...marked`
        import { load } from './load.js'
        const halls = new Map()
        async function hallFor(name) {
          let hall = halls.get(name)
          if (!hall) {
            hall = { plan: await load(name), guests: new Set() }
            halls.set(name, hall)
            ~~~~~~~~~~~~~~~~~~~~~ replaced
          }
          return hall
        }
        export async function enter(address, guest) {
          const hall = await hallFor(new URL(address).searchParams.get('hall'))
          hall.guests.add(guest)
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a thing that is saved by its key, or by itself

run(rule, {
  valid: [
    {
      name: 'by another key, under a lock, and as what answers at once',
      options: [{ thorough: true }],
      code: text`
        import { Mutex } from 'async-mutex'
        const desk = new Mutex()
        export class Quotas {
          async move(from, to) {
            const quota = await this.repo.load(from)
            await this.repo.save(to, { ...quota })
          }
          async use(user, n) {
            await desk.runExclusive(async () => {
              const quota = await this.repo.load(user)
              await this.repo.save(user, { ...quota, used: quota.used + n })
            })
          }
          async rename(id, name) {
            const account = await this.accounts.getById(id)
            account.name = name
            await this.accounts.update(account)
          }
        }
      `,
    },
    {
      name: 'given to a function of the file that takes several locks before it runs it',
      options: [{ thorough: true }],
      code: text`
        import { Mutex } from 'async-mutex'
        const mutexes = new Map()
        const mutexFor = (key) => {
          if (!mutexes.has(key)) mutexes.set(key, new Mutex())
          return mutexes.get(key)
        }
        async function alone(keys, work) {
          const releases = []
          try {
            for (const key of [...keys].sort()) releases.push(await mutexFor(key).acquire())
            return await work()
          } finally {
            for (const release of releases) release()
          }
        }
        export class Quotas {
          use(user, n) {
            return alone([user], async () => {
              const quota = await this.repo.load(user)
              await this.repo.save(user, { ...quota, used: quota.used + n })
            })
          }
        }
      `,
    },
    {
      name: 'a counter by itself, where nothing says that it costs something',
      code: text`
        export async function credit(accounts, id, n) {
          const account = await accounts.getById(id)
          account.balance += n
          await accounts.update(account)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a value that is saved by its key',
      ...marked`
        export class Quotas {
          async use(user, n) {
            const quota = await this.repo.load(user)
            await this.repo.save(user, { ...quota, used: quota.used + n })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "${'`use`'}", "place": "this.repo[user]", "read": "line 3", "wait": "line 3", "other": ""}
          }
        }
      `,
    },
    {
      name: 'given to a function of the file that takes a lock only behind it',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function noted(work) {
          await work()
          const release = await mutex.acquire()
          release()
        }
        export class Quotas {
          use(user, n) {
            return noted(async () => {
              const quota = await this.repo.load(user)
              await this.repo.save(user, { ...quota, used: quota.used + n })
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
            })
          }
        }
      `,
    },
    {
      name: 'a thing that is updated by itself',
      options: [{ thorough: true }],
      ...marked`
        export async function credit(accounts, id, n) {
          const account = await accounts.getById(id)
          account.balance += n
          await accounts.update(account)
                ~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

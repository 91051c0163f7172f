import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What looks like a second run that does harm, where it waits, is kept out, or comes to the same.

run(rule, {
  valid: [
    {
      name: 'who finds it begun is given the promise that the first run resolves',
      language: 'ts',
      code: text`
        export class Station {
          #state
          constructor(options) {
            this.#state = { begun: false, ready: deferred(), radio: null, log: options.log }
          }
          async #prepare() {
            if (this.#state.begun) return this.#state.ready.promise
            this.#state.begun = true
            this.#state.radio = new Radio(await openLog())
            await this.#state.radio.tune()
            this.#state.ready.resolve()
          }
          async start() {
            await this.#prepare()
            await this.#state.radio.listen()
          }
          async load(fn) {
            await this.#prepare()
            await fn(this.#state.radio)
          }
        }
      `,
    },
    {
      name: 'only a copy of it is put away',
      code: text`
        let known = null
        export const badges = {
          async current() {
            if (known) return known
            const badge = new Badge(await this.id())
            known = badge
            await disk.write('badge', JSON.stringify(badge.toJSON()))
            return badge
          },
          forget() {
            known = null
          },
        }
      `,
    },
    {
      name: 'one after the other, by the name of what is waited for',
      language: 'ts',
      code: text`
        import { Mutex } from '@quay/mutex'
        export class Harbour {
          early: Signal[] = []
          lock = new Mutex()
          constructor() {
            bus.on('signal', this.onSignal)
          }
          onSignal = async (signal: Signal) => {
            const unlock = await this.lock.lock()
            try {
              if (!this.pilot) {
                this.early.push(signal)
                return
              }
              for (const each of this.early) await this.pilot.show(each)
              this.early = []
              await this.pilot.show(signal)
            } finally {
              unlock()
            }
          }
        }
      `,
    },
    {
      name: 'what is gone through is taken out by the same run, when it is through',
      language: 'ts',
      code: text`
        export class Loader {
          private waiting: Attempt[] = []
          private isBusy = false
          async load(attempt: Attempt) {
            this.waiting.push(attempt)
            if (this.isBusy) return
            this.isBusy = true
            const done: Attempt[] = []
            for (const each of this.waiting) if (await each()) done.push(each)
            done.forEach((each) => {
              this.waiting.splice(this.waiting.indexOf(each), 1)
            })
            this.isBusy = false
          }
        }
      `,
    },
    {
      name: 'more members refuse nobody who is one',
      code: text`
        export class Rooms {
          async invite(ctx) {
            const room = await this.adapter.model.findById(ctx.params.roomId)
            if (!room.members.includes(ctx.meta.userId)) throw new Error('no member')
            room.members.push(...ctx.params.guests)
            await room.save()
          }
        }
      `,
    },
    {
      name: 'asked is whether what is above has failed',
      code: text`
        export class Upload {
          async makeFolders(tree) {
            const failed = []
            const makeLevel = async (level, path = '') => {
              const above = path.split('/').slice(0, -1).join('/')
              if (failed.includes(above)) return
              try {
                await client.makeFolder(path)
              } catch {
                failed.push(path)
              }
              await Promise.all(Object.keys(level).map((name) => makeLevel(level[name], path + '/' + name)))
            }
            await makeLevel(tree)
          }
        }
      `,
    },
    {
      name: 'what is put back is the list that was given, with more in it',
      code: text`
        import PQueue from 'p-queue'
        const makeAll = async ({ path, known }) => {
          for (const part of path.split('/')) {
            if (known.includes(part)) continue
            await client.makeFolder(part)
            known.push(part)
          }
          return { known }
        }
        export async function restore(items) {
          const queue = new PQueue({ concurrency: 4 })
          let made = []
          await Promise.all(items.map((item) => queue.add(async () => {
            const { known } = await makeAll({ path: item.path, known: made })
            made = known
            await client.restore(item)
          })))
        }
      `,
    },
    {
      name: 'who brings what is there already has nothing to do',
      code: text`
        export class Summary {
          async store(summary, storage) {
            if (summary === this.summary) return false
            const txn = await storage.readWriteTxn(['summary'])
            txn.summary.set(summary.serialize())
            await txn.complete()
            this.summary = summary
            return true
          }
        }
      `,
    },
    {
      name: 'read and written in a transaction that lets nobody in between',
      code: text`
        export class Requests {
          async forget(id) {
            const txn = await this.storage.readWriteTxn(['requests'])
            const stored = await txn.requests.get('all')
            delete stored[id]
            txn.requests.set('all', stored)
          }
        }
        bus.on('answer', ({ id }) => requests.forget(id))
        export const requests = new Requests()
      `,
    },
    {
      name: 'a store of the page that answers at once, in a promise of a moment',
      code: text`
        export class Sessions {
          getAll() {
            const text = localStorage.getItem(this.name)
            return text ? Promise.resolve(JSON.parse(text)) : Promise.resolve([])
          }
          async add(session) {
            const sessions = await this.getAll()
            sessions.push(session)
            localStorage.setItem(this.name, JSON.stringify(sessions))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'who finds it begun is given what nobody resolves',
      ...marked`
        export class Station {
          #state = { begun: false, radio: null }
          async #prepare() {
            if (this.#state.begun) return this.#state.ready.value
            this.#state.begun = true
            ~~~~~~~~~~~~~~~~~ published
            this.#state.radio = new Radio(await openLog())
            await this.#state.radio.tune()
          }
          async start() {
            await this.#prepare()
            await this.#state.radio.listen()
          }
          async load(fn) {
            await this.#prepare()
            await fn(this.#state.radio)
          }
        }
      `,
    },
    {
      name: 'it is filled itself',
      ...marked`
        let known = null
        export const badges = {
          async current() {
            if (known) return known
            const badge = new Badge(await this.id())
            known = badge
            ~~~~~ published
            await disk.fill(badge)
            return badge
          },
          forget() {
            known = null
          },
        }
      `,
    },
    {
      name: 'nothing is waited for that lets one in after the other',
      language: 'ts',
      ...marked`
        export class Harbour {
          early: Signal[] = []
          constructor() {
            bus.on('signal', this.onSignal)
          }
          onSignal = async (signal: Signal) => {
            if (!this.pilot) {
              this.early.push(signal)
              return
            }
            for (const each of this.early) await this.pilot.show(each)
            this.early = []
            ~~~~~~~~~~ resent
            await this.pilot.show(signal)
          }
        }
      `,
    },
    {
      name: 'what is gone through is taken out in each round',
      language: 'ts',
      ...marked`
        export class Loader {
          private waiting: Attempt[] = []
          async load() {
            for (const each of this.waiting) {
                               ~~~~~~~~~~~~ iterated
              const done = await each()
              done.forEach((one) => {
                this.waiting.splice(this.waiting.indexOf(one), 1)
              })
            }
          }
        }
      `,
    },
    {
      name: 'one more refuses the next',
      ...marked`
        export class Rooms {
          async join(ctx) {
            const room = await this.adapter.model.findById(ctx.params.roomId)
            if (room.members.length >= room.seats) throw new Error('full')
            room.members.push(ctx.meta.userId)
            await room.save()
                  ~~~~~~~~~~~ oversold
          }
        }
      `,
    },
    {
      name: 'asked is whether this one has failed',
      ...marked`
        const failed = []
        export async function makeFolder(path) {
          if (failed.includes(path)) return
          await client.makeFolder(path)
          failed.push(path)
          ~~~~~~~~~~~~~~~~~ appended
        }
      `,
    },
    {
      name: 'a store that answers later, in callbacks',
      ...marked`
        export function record(article, position) {
          return browser.storage.local.get('progress').then(({ progress }) => {
            progress[article] = position
            return browser.storage.local.set({ progress })
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          })
        }
        browser.runtime.onMessage.addListener(({ article, position }) => record(article, position))
      `,
    },
  ],
})

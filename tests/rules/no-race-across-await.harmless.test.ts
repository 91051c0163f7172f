import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What two runs may do at once without losing anything, also with `thorough`.

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- what is looked up

run(rule, {
  valid: [
    {
      name: 'the text of a file is the same for both',
      code: text`
        import { readFile } from 'node:fs/promises'
        const pages = new Map()
        export async function page(name) {
          const known = pages.get(name)
          if (known) return known
          const text = await readFile(name, 'utf8')
          pages.set(name, text)
          return text
        }
      `,
      options: thorough,
    },
    {
      name: 'what is looked up is the same for both',
      code: text`
        export class Driver {
          async connect() {
            this.version ??= await this.runner.getVersion()
            if (!this.schema) this.schema = await findSchema(this.runner)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a test of the platform has one result',
      code: text`
        let supported = null
        export async function digest(bytes) {
          if (supported === null) supported = await testSubtleCrypto()
          return supported ? subtle(bytes) : slow(bytes)
        }
      `,
      options: thorough,
    },
    {
      name: 'a module is loaded once, and so is what it exports',
      code: text`
        const handlers = new Map()
        export async function handlerOf(file, name) {
          let handler = handlers.get(file)
          if (handler !== undefined) return handler
          handler = await import(file)
          if (typeof handler !== 'function') handler = await handler[name]
          handlers.set(file, handler)
          return handler
        }
      `,
      options: thorough,
    },
    {
      name: 'a module that is loaded twice is loaded once',
      code: text`
        export class Map {
          async draw(track) {
            if (!this.hasTracks) {
              await import('./tracks.js')
              this.hasTracks = true
            }
            this.layer.add(track)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'modules that are loaded together',
      code: text`
        let hasCharts = false
        export async function draw(page) {
          if (!hasCharts) {
            await Promise.all([import('./charts.js'), import('./tides.js')])
            hasCharts = true
          }
          page.draw()
        }
      `,
      options: thorough,
    },
    {
      name: 'a folder that is made twice is made once',
      code: text`
        export class Logbook {
          made = {}
          async write(path, line) {
            if (!this.made[path]) {
              await mkdirp(path)
              this.made[path] = true
            }
            await append(path, line)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a request, and a job, belong to the one who handles them',
      code: text`
        export async function addGroups(req, res, next) {
          const groups = res.locals.groups.filter(Boolean)
          const members = await membersOf(groups)
          res.locals.groups = groups.map((group, at) => ({ ...group, members: members[at] }))
          next()
        }
        export async function retry(job) {
          const done = job.data.done ?? []
          const more = await run(job)
          job.data.done = [...done, ...more]
        }
      `,
      options: thorough,
    },
    {
      name: 'a name that is made proper is proper for both',
      code: text`
        export class Visit {
          async open() {
            if (!(await isKnown(this.harbour))) this.harbour = await sanitizeHarbour(this.harbour)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'who is looked for by the old one is the same for both',
      code: text`
        export class Offsets {
          async coordinatorOf() {
            if (!this.coordinator.isConnected()) this.coordinator = await this.cluster.findBroker(this.coordinator)
            return this.coordinator
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'what is built out of the text of a file is another object for each',
      ...marked`
        import { readFile } from 'node:fs/promises'
        const pages = new Map()
        export async function page(name) {
          const known = pages.get(name)
          if (known) return known
          const page = new Page(await readFile(name, 'utf8'))
          pages.set(name, page)
          ~~~~~~~~~~~~~~~~~~~~~ filled {"who": "\u0060page\u0060", "place": "pages[name]", "read": "line 4", "wait": "line 6"}
          return page
        }
      `,
      options: thorough,
    },
    {
      name: 'an object that several callers may have',
      ...marked`
        export async function debit(account, amount) {
          const { balance } = account
          await record(account.id, amount)
          account.balance = balance - amount
          ~~~~~~~~~~~~~~~ lost
        }
      `,
      options: thorough,
    },
    {
      name: 'what is begun with a module is begun twice',
      ...marked`
        export class Map {
          async draw(track) {
            if (!this.hasTracks) {
              const tracks = await import('./tracks.js')
              await tracks.start(this.layer)
              this.hasTracks = true
              ~~~~~~~~~~~~~~ done
            }
            this.layer.add(track)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what is made is another one each time',
      ...marked`
        export class Driver {
          async handle() {
            this.db ??= await openDatabase(this.name)
            ~~~~~~~ filled
            return this.db
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what is fetched from far away is fetched twice',
      ...marked`
        export class Fonts {
          #fonts = {}
          async font(name) {
            return (this.#fonts[name] ??= await this.fetchFont(name))
                    ~~~~~~~~~~~~~~~~~ filled
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'an object of a class that is found in a module has its own state',
      ...marked`
        export class Builder {
          async system() {
            if (this.built === undefined) {
              const { System } = await import('./system.js')
              const built = new System(this.options)
              this.built = built
              ~~~~~~~~~~ filled
            }
            return this.built
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a page that is handled by both',
      ...marked`
        export class Feed {
          async more() {
            const page = await this.client.getPage(this.position)
            this.take(page.items)
            this.position = page.next
            ~~~~~~~~~~~~~ reused
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what the old one is exchanged for is used up',
      ...marked`
        export class Session {
          async renew() {
            if (!this.token.isFresh()) this.token = await this.exchange(this.token)
                                       ~~~~~~~~~~ reused
            return this.token
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a test asks

run(rule, {
  valid: [
    {
      name: 'a test that compares with what the caller wants finds nothing missing',
      code: text`
        export class Track {
          async use(context) {
            if (this.context === context) return
            await this.lay(context)
            this.context = context
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'how much time is left is no question of whether it is there',
      code: text`
        export class Relays {
          async check() {
            const left = this.expires - Date.now()
            if (left > SHORTEST) return
            const { relays, seconds } = await this.request()
            this.relays = relays
            this.expires = Date.now() + seconds * 1000
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what a call made of it is tested, not whether it is there',
      code: text`
        let seen = 0
        export function watch(shared, take) {
          const { async, value } = Atomics.waitAsync(shared, 0, seen)
          return async === true && value.then(() => {
            seen = Atomics.load(shared, 0)
            take(seen)
          })
        }
      `,
      options: thorough,
    },
    {
      name: 'a position in a text is not the text',
      code: text`
        export class Reader {
          atEnd() { return this.cursor === this.text.length }
          async word() {
            if (this.atEnd()) return
            await this.fill()
            return this.text
          }
          async fill() {
            this.text = await this.more()
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a test of whether it is there',
      ...marked`
        export class Track {
          isUsing() { return this.context !== undefined }
          async use(options) {
            if (this.isUsing()) return
            await this.lay(options)
            this.context = createContext(options)
            ~~~~~~~~~~~~ filled
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- what a run keeps to itself

run(rule, {
  valid: [
    {
      name: 'what this run has put there is its own',
      code: text`
        export class Poller {
          async start() {
            let position
            while (!this.stopped) {
              this.pending = this.client.poll(position)
              const answer = await this.pending
              await this.handle(answer)
              position = answer.position
            }
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what a run gives back itself is kept for nobody',
      code: text`
        export class Runner {
          async withConnection(work) {
            if (this.connection) return work(this)
            const connection = await this.client.acquireConnection()
            try {
              this.connection = connection
              return await work(this)
            } finally {
              await this.client.releaseConnection(connection)
            }
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'every run replaces it anyway',
      code: text`
        export class Mailbox {
          async send(text) {
            if (!this.tag) await this.receive()
            const answer = await this.put(text)
            this.tag = answer.tag
          }
          async receive() {
            const answer = await this.take()
            this.tag = answer.tag
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'an object of the caller is set back for the caller',
      code: text`
        export async function apply(peer, description, changed) {
          const original = description.sdp
          description.sdp = changed
          try {
            await peer.setLocalDescription(description)
          } catch {
            description.sdp = original
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'what is there before this run puts its own there',
      ...marked`
        export class Poller {
          async turn() {
            const answer = await this.client.poll(this.position)
            this.position = answer.position
            ~~~~~~~~~~~~~ reused
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what stays for the next one',
      ...marked`
        export class Runner {
          async withConnection(work) {
            if (this.connection) return work(this)
            const connection = await this.client.openConnection()
            this.connection = connection
            ~~~~~~~~~~~~~~~ filled
            return work(this)
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- a record that is written back

run(rule, {
  valid: [
    {
      name: 'a key that is another one by then',
      code: text`
        export async function store(cache, file) {
          let key = keyOf(file)
          const known = await cache.get(key)
          const next = known ? { known } : await transform(file)
          if (next.hash) key = keyOf(next)
          await cache.set(key, next.known)
        }
      `,
      options: thorough,
    },
    {
      name: 'what a listener reads that the maker only registers goes into nothing that it makes',
      code: text`
        export function makeYard(most) {
          const idle = []
          const all = new Set()
          const add = async () => {
            const crane = await build()
            const onBreak = () => {
              all.delete(crane)
              while (idle.length > 0) if (lend(idle.shift())) break
              if (all.size < most) add().then((fresh) => { idle.push(fresh) }, console.error)
            }
            crane.on('break', onBreak)
            all.add(crane)
            return crane
          }
          return add
        }
      `,
    },
    {
      name: 'each round has an entry of its own, which is looked at and filled before its wait',
      code: text`
        class Yard {
          cranes = {}
          async rankAll() {
            for (const id of Object.keys(this.cranes)) {
              if (!this.cranes[id].size || this.cranes[id].rank == null) this.cranes[id] = measure(this.cranes[id])
              await save(this.cranes[id])
            }
          }
          remove(id) {
            delete this.cranes[id]
          }
        }
        export default new Yard()
      `,
    },
    {
      name: 'put back as it was read, after a look at it',
      code: text`
        import { decode } from './codec.js'
        export async function pin(storage, address) {
          const bytes = await storage.get(address)
          const { value } = await decode({ bytes, address })
          if (value) await storage.put(address, bytes)
          return value
        }
      `,
      options: thorough,
    },
    {
      name: 'a map of the program, by a helper that asks elsewhere what is not there',
      code: text`
        export class Reviews {
          known = new Map()
          async all(ids) {
            const found = []
            for (const id of ids) {
              const reviews = await this.reviewsOf(id)
              this.known.set(id, reviews)
              if (reviews.length > 0) found.push(id)
            }
            return found
          }
          async reviewsOf(id) {
            const known = this.known.get(id)
            if (known) return known
            return await load(id)
          }
        }
      `,
    },
    {
      name: 'one is made, or its field is replaced',
      code: text`
        export async function proofOf(store, id, nonce) {
          let state
          if (!(await store.keys()).includes(id)) {
            state = new State(nonce)
            await store.set(id, state)
          } else {
            state = await store.get(id)
            if (state.nonce !== nonce) {
              state.nonce = nonce
              await store.set(id, state)
            }
          }
          return sign({ nonce: state.nonce })
        }
      `,
      options: thorough,
    },
    {
      name: 'a second run puts the same fields there as it would have after the first',
      code: text`
        export async function remember(store, room) {
          const text = await store.hget('rooms', room.id)
          if (!text) return
          const entry = JSON.parse(text)
          entry.state = room.encode()
          entry.clients = room.clients.map((each) => each.id)
          for (const seat of room.seats) entry.clients.push(seat)
          delete entry.draft
          await store.hset('rooms', room.id, JSON.stringify(entry))
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'the same key, while both are in sight',
      ...marked`
        export async function store(cache, file) {
          const key = keyOf(file)
          const known = await cache.get(key)
          const next = known ? { ...known, uses: known.uses + 1 } : await transform(file)
          await cache.set(key, next)
                ~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'another function changes the record too',
      ...marked`
        export class Entries {
          async strip(key) {
            const entry = await this.store.get(key)
            delete entry.token
            await this.store.set(key, entry)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }
          async label(key, label) {
            const entry = { ...(await this.store.get(key)), label }
            await this.store.set(key, entry)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a field that is made of what it was',
      ...marked`
        export async function visit(store, id) {
          const entry = await store.get(id)
          entry.visits += 1
          await store.set(id, entry)
                ~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'one entry for all rounds',
      ...marked`
        class Yard {
          cranes = {}
          async rankAll(id, times) {
            for (const time of times) {
              if (!this.cranes[id]) {
                const crane = await measure(time)
                this.cranes[id] = crane
                ~~~~~~~~~~~~~~~ refilled
              }
            }
          }
          remove(id) {
            delete this.cranes[id]
          }
        }
        export default new Yard()
      `,
    },
    {
      name: 'what it holds, by a function that may change it',
      ...marked`
        import { stamp } from './stamps.js'
        export async function visit(store, id) {
          const entry = await store.get(id)
          const page = stamp(entry)
          await store.set(id, entry)
                ~~~~~~~~~~~~~~~~~~~~ lost
          return page
        }
      `,
    },
    {
      name: 'a store outside of the program, by a helper',
      ...marked`
        export class Reviews {
          constructor(known) {
            this.known = known
          }
          async count(id) {
            const reviews = await this.reviewsOf(id)
            await this.known.set(id, reviews + 1)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }
          async reviewsOf(id) {
            return await this.known.get(id)
          }
        }
      `,
    },
    {
      name: 'one more in what it holds',
      ...marked`
        export async function join(store, id, name) {
          const entry = await store.get(id)
          entry.names.push(name)
          await store.set(id, entry)
                ~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'a field that the caller chooses',
      ...marked`
        export async function vote(store, id, name) {
          const entry = await store.get(id)
          entry[name] = true
          await store.set(id, entry)
                ~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what nobody does

run(rule, {
  valid: [
    {
      name: 'what only tests empty',
      code: text`
        export class Credentials {
          token = null
          async getToken() {
            if (this.token === null) this.token = await this.getFresh()
            return this.token
          }
          /** Here for testing. */
          reset() {
            this.token = null
          }
        }
        const regions = new Map()
        export async function regionOf(name) {
          if (!regions.has(name)) regions.set(name, await findRegion(name))
          return regions.get(name)
        }
        export function clearRegionsForTests() {
          regions.clear()
        }
      `,
      options: thorough,
    },
    {
      name: 'what a function empties that says so where it is declared',
      code: text`
        const regions = new Map()
        export async function regionOf(name) {
          if (!regions.has(name)) regions.set(name, await findRegion(name))
          return regions.get(name)
        }
        /** Forgets all. Exposed for test isolation. */
        export const clearRegions = () => regions.clear()
      `,
    },
    {
      name: 'who starts it twice is told off',
      code: text`
        export class Service {
          async start() {
            if (this.timer) throw new Error('Started already')
            await this.seed()
            this.timer = setInterval(() => this.report(), 1000)
          }
          stop() {
            clearInterval(this.timer)
          }
        }
      `,
    },
    {
      name: 'who begins it twice is told off',
      code: text`
        export class Channel {
          isConnected = false
          async connect() {
            if (this.isConnected) {
              throw new Error('Connected already')
            }
            await this.session.send('hello')
            this.isConnected = true
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what a function empties that says nothing of tests',
      ...marked`
        const regions = new Map()
        export async function regionOf(name) {
          if (!regions.has(name)) regions.set(name, await findRegion(name))
                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
          return regions.get(name)
        }
        /** Forgets all: the borders have moved. */
        export const clearRegions = () => regions.clear()
      `,
    },
    {
      name: 'who begins it twice is told off, but not who begins it a second time meanwhile',
      options: thorough,
      ...marked`
        export class Channel {
          isConnected = false
          async connect() {
            if (this.isConnected) throw new Error('Connected already')
            await this.session.send('hello')
            this.isConnected = true
            ~~~~~~~~~~~~~~~~ done
          }
        }
      `,
    },
    {
      name: 'who starts it twice is meant to find it started',
      ...marked`
        export class Service {
          async start() {
            if (this.timer) return
            await this.seed()
            this.timer = setInterval(() => this.report(), 1000)
            ~~~~~~~~~~ second
          }
          stop() {
            clearInterval(this.timer)
          }
        }
      `,
    },
    {
      name: 'what users empty, too',
      ...marked`
        export class Credentials {
          token = null
          async getToken() {
            if (this.token === null) this.token = await this.getFresh()
                                     ~~~~~~~~~~ refilled
            return this.token
          }
          /** Forgets who is signed in. */
          reset() {
            this.token = null
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'who begins it twice is meant to find it begun, and who ends it twice is told too late',
      ...marked`
        export class Channel {
          isConnected = false
          isClosed = false
          async connect() {
            if (this.isConnected) return
            await this.session.send('hello')
            this.isConnected = true
            ~~~~~~~~~~~~~~~~ done
          }
          async commit() {
            if (this.isClosed) throw new Error('Closed already')
            await this.session.send('goodbye')
            this.isClosed = true
            ~~~~~~~~~~~~~ done
          }
        }
      `,
      options: thorough,
    },
  ],
})

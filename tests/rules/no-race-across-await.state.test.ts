import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- published before it is ready

run(rule, {
  valid: [
    {
      name: 'ready before it is published',
      code: text`
        let context
        export async function getContext() {
          if (context === undefined) {
            const made = new Context()
            await made.register()
            context ??= made
          }
          return context
        }
      `,
    },
    {
      name: 'who finds the flag set leaves',
      code: text`
        export class Cache {
          async warm(folder) {
            if (this.warming) return
            this.warming = true
            await makeFolder(folder)
            await fill(folder)
          }
        }
      `,
    },
    {
      name: 'who finds it set waits',
      code: text`
        export class Db {
          async query(sql) {
            if (!this.pool) {
              this.pool = new Pool()
              this.ready = this.pool.connect()
              await this.ready
            }
            await this.ready
            return this.pool.query(sql)
          }
        }
      `,
    },
    {
      name: 'who finds it set leaves, and nobody who calls it goes on with it at once',
      code: text`
        export class Shelf {
          async open() {
            if (this.index) return
            this.index = new Index()
            await this.index.load()
            this.ready = true
          }
          async count() {
            await this.open()
            await this.settled()
            return this.index.size
          }
          async close() {
            await this.open()
            await this.index?.close()
          }
          async settled() { await this.idle }
        }
      `,
    },
    {
      name: 'every caller has the promise of the preparation',
      code: text`
        export class Shelf {
          open() { return (this.opening ??= this.prepare()) }
          async prepare() {
            this.index = new Index()
            await this.index.load()
          }
          async count() {
            await this.open()
            return this.index.size
          }
        }
      `,
    },
    {
      name: 'a flag that keeps a message from coming twice',
      code: text`
        let warned = false
        export async function run(job) {
          if (!warned) {
            warned = true
            await warn('deprecated')
          }
          return start(job)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an object that is prepared after it can be seen',
      ...marked`
        let context
        export async function getContext() {
          if (context === undefined) {
            context = new Context()
            ~~~~~~~ published {"who": "\u0060getContext\u0060", "place": "context", "read": "line 3", "wait": "line 5", "other": "line 7"}
            await context.register()
          }
          return context
        }
      `,
    },
    {
      name: 'who finds it set leaves, and whoever has called goes on with it',
      ...marked`
        let index
        export async function open() {
          if (index) return
          index = new Index()
          ~~~~~ published {"who": "\u0060open\u0060", "place": "index", "read": "line 3", "wait": "line 5", "other": "line 9"}
          await index.load()
        }
        export async function find(word) {
          await open()
          return index.find(word)
        }
      `,
    },
    {
      name: 'or goes on with what is there only behind the wait',
      ...marked`
        export class Shelf {
          async open() {
            if (this.index) return this
            this.index = new Index()
            ~~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "this.index", "read": "line 3", "wait": "line 5", "other": "line 11"}
            await this.index.load()
            this.words = this.index.words('all')
            return this
          }
          async find(word) {
            await this.open()
            return this.words.find(word)
          }
        }
      `,
    },
    {
      name: 'a flag that is raised before the folder is there',
      ...marked`
        export class DiskCache {
          async store(folder, text) {
            if (!this.made) {
              this.made = true
              ~~~~~~~~~ published {"who": "\u0060store\u0060", "place": "this.made", "read": "line 3", "wait": "line 5", "other": "line 7"}
              await mkdir(folder)
            }
            await writeFile(join(folder, 'entry'), text)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- collections that are emptied

run(rule, {
  valid: [
    {
      name: 'emptied before the wait',
      code: text`
        export class Log {
          #lines = []
          add(line) { this.#lines.push(line) }
          async flush() {
            const lines = this.#lines
            this.#lines = []
            await send(lines)
          }
        }
      `,
    },
    {
      name: 'collected in a local list',
      code: text`
        export class List {
          rows = []
          async load() {
            const rows = []
            for await (const row of query()) rows.push(row)
            this.rows = rows
          }
        }
      `,
    },
    {
      name: 'gone through, with all that is added meanwhile, then cleared',
      code: text`
        const pending = []
        export const mark = (item) => pending.push(item)
        export async function flush() {
          for (const item of pending) await save(item)
          pending.length = 0
        }
      `,
    },
    {
      name: 'nobody adds anything',
      code: text`
        export class Log {
          lines = ['start']
          async flush() {
            await send(this.lines)
            this.lines = []
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'emptied after the wait',
      ...marked`
        export class Log {
          #lines = []
          add(line) { this.#lines.push(line) }
          async flush() {
            await send(this.#lines)
            this.#lines = []
            ~~~~~~~~~~~ dropped {"place": "this.#lines", "read": "line 5", "wait": "line 5", "other": "line 3"}
          }
        }
      `,
    },
    {
      name: 'emptied, then filled by every run',
      ...marked`
        export class List {
          rows = []
          async load() {
            this.rows = []
            const found = await query()
            for (const row of found) this.rows.push(row)
                                     ~~~~~~~~~~~~~~~~~~~ mixed {"who": "\u0060load\u0060", "place": "this.rows", "read": "line 4", "wait": "line 5"}
          }
        }
      `,
    },
    {
      name: 'an array that others take elements out of while it is gone through',
      ...marked`
        const listeners = []
        export function remove(listener) { listeners.splice(listeners.indexOf(listener), 1) }
        export async function emit(event) {
          for (const listener of listeners) await listener(event)
                                 ~~~~~~~~~ iterated {"place": "listeners", "wait": "line 4", "other": "line 2"}
        }
      `,
    },
  ],
})

/** Listeners of which some are taken out, and a loop over them. */
const numbered = (before: string, head: string, body: string): string => text`
  const listeners = []
  export function remove(listener) { listeners.splice(listeners.indexOf(listener), 1) }
  export async function emit(event) {
    ${before}
    for (${head}) ${body}
  }
`

run(rule, {
  valid: [
    {
      name: 'a copy is gone through',
      code: text`
        const listeners = []
        export function remove(listener) { listeners.splice(listeners.indexOf(listener), 1) }
        export async function emit(event) {
          for (const listener of [...listeners]) await listener(event)
        }
      `,
    },
    {
      name: 'others put elements in, or one in the place of another: none is left out',
      code: text`
        const listeners = []
        export function add(listener) { listeners.splice(0, 0, listener) }
        export function replace(at, listener) { listeners.splice(at, 1, listener) }
        export async function emit(event) {
          for (const listener of listeners) await listener(event)
        }
      `,
    },
    { name: 'a copy is gone through by numbers', code: numbered('const all = listeners.slice()', 'let i = 0; i < all.length; i++', 'await all[i](event)') },
    { name: 'from the end, where nothing moves up', code: numbered('', 'let i = listeners.length - 1; i >= 0; i--', 'await listeners[i](event)') },
    { name: 'the number goes back as well', code: numbered('', 'let i = 0; i < listeners.length; i++', 'if ((await listeners[i](event)) === gone) i--') },
    { name: 'nobody waits', code: numbered('', 'let i = 0; i < listeners.length; i++', 'listeners[i](event)') },
    { name: 'only counted', code: numbered('', 'let i = 0; i < listeners.length; i++', 'await tell(event)') },
  ],
  invalid: [
    {
      name: 'by numbers',
      code: numbered('', 'let i = 0; i < listeners.length; i++', 'await listeners[i](event)'),
      errors: [{ messageId: 'iterated', line: 5, column: 23, data: { place: 'listeners', wait: 'line 5', other: 'line 2' } }],
    },
    { name: 'by numbers, with a name for each', code: numbered('', 'let i = 0; i < listeners.length; i += 1', '{ const listener = listeners[i]; await listener(event) }'), errors: [{ messageId: 'iterated', line: 5, column: 23 }] },
  ],
})

// ---------------------------------------------------------------- answers that come late

run(rule, {
  valid: [
    {
      name: 'a counter says which is the newest',
      code: text`
        export class Search {
          constructor(input) { input.addEventListener('input', () => this.search(input.value)) }
          async search(term) {
            const ticket = ++this.latest
            const results = await query(term)
            if (ticket !== this.latest) return
            this.results = results
          }
        }
      `,
    },
    {
      name: 'the older request is aborted',
      code: text`
        export class Search {
          constructor(input) { input.addEventListener('input', () => this.search(input.value)) }
          async search(term) {
            this.controller?.abort()
            this.controller = new AbortController()
            this.results = await query(term, this.controller.signal)
          }
        }
      `,
    },
    {
      name: 'nobody asks again before the answer is there',
      code: text`
        export class Page {
          async load(id) {
            this.item = await query(id)
          }
        }
      `,
    },
    {
      name: 'a collection that nobody adds to once a flag is raised',
      code: text`
        export class Provider {
          pages = []
          async open(url) {
            if (this.closing) throw new Error('closed')
            const page = await launch(url)
            this.pages.push(page)
          }
          async close() {
            this.closing = true
            await Promise.all(this.pages.map((page) => page.close()))
            this.pages = []
          }
        }
      `,
    },
    {
      name: 'a list of one run, which what it calls fills and empties in turn',
      code: text`
        export async function merge(files) {
          const parts = new Map()
          await readAll(files, {
            onRead(file) { parts.set(file.name, file) },
            onProject: async (project) => {
              await convert(Array.from(parts.values()), project)
              parts.clear()
            },
          })
        }
      `,
    },
    {
      name: 'an answer that is put into what is there when it comes',
      code: text`
        const area = document.createElement('textarea')
        area.addEventListener('paste', async (event) => {
          const text = await read(event.clipboardData)
          const { value, selectionStart } = area
          area.value = value.slice(0, selectionStart) + text + value.slice(selectionStart)
          area.selectionEnd = selectionStart + text.length
        })
      `,
    },
    {
      name: 'an answer that is dropped when what it is for is gone',
      language: 'jsx',
      code: text`
        import { useEffect, useReducer, useRef } from 'react'
        export function Tracks({ peers, transport }) {
          const [state, dispatch] = useReducer(reduce, [])
          const known = useRef(new Map())
          useEffect(() => {
            for (const peer of peers) {
              if (known.current.has(peer.id)) continue
              known.current.set(peer.id, {})
              void (async () => {
                const track = await transport.open(peer)
                const entry = known.current.get(peer.id)
                if (!entry) return
                entry.track = track
                dispatch({ type: 'add', track })
              })()
            }
          }, [peers, transport])
          return state.length
        }
      `,
    },
    {
      name: 'a message that another page sends when it likes',
      code: text`
        let ready
        async function prepare(options) {
          ready = await open(options)
        }
        parent.addEventListener('message', (event) => { void prepare(event.data) })
      `,
    },
    {
      name: 'an effect that gives its work to a queue',
      language: 'jsx',
      code: text`
        import { useEffect, useRef, useState } from 'react'
        import { AsyncQueue } from './queue.js'
        export function User({ id }) {
          const [user, setUser] = useState(null)
          const queue = useRef(new AsyncQueue())
          useEffect(() => {
            queue.current.push(async () => {
              setUser(await fetchUser(id))
            })
          }, [id])
          return user?.name
        }
      `,
    },
    {
      name: 'an effect that ends its last run',
      language: 'jsx',
      code: text`
        import { useEffect, useState } from 'react'
        export function User({ id }) {
          const [user, setUser] = useState(null)
          useEffect(() => {
            let gone = false
            const load = async () => {
              const user = await fetchUser(id)
              if (!gone) setUser(user)
            }
            load()
            return () => { gone = true }
          }, [id])
          return user?.name
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an input that is searched for while it is typed',
      ...marked`
        export class Search {
          constructor(input) { input.addEventListener('input', () => this.search(input.value)) }
          async search(term) {
            const results = await query(term)
            this.results = results
            ~~~~~~~~~~~~ overtaken {"who": "\u0060search\u0060", "place": "this.results", "wait": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a flag that only this code asks for lets others add',
      ...marked`
        export class Journal {
          #lines = []
          #writing = false
          add(line) { this.#lines.push(line) }
          async flush() {
            if (this.#writing) return
            this.#writing = true
            await write(this.#lines.join('\n'))
            this.#lines = []
            ~~~~~~~~~~~ dropped
            this.#writing = false
          }
        }
      `,
    },
    {
      name: 'an effect without an end',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function User({ id, setId }) {
          const [user, setUser] = useState(null)
          useEffect(() => {
            const load = async () => {
              const found = await fetchUser(id)
              setUser(found)
              ~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "user", "wait": "line 6"}
            }
            load()
          }, [id])
          return <button onClick={() => setId(id + 1)}>{user?.name}</button>
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- stores outside of the program

run(rule, {
  valid: [
    {
      name: 'the store counts itself',
      code: text`
        export async function visit(redis, key) {
          await redis.incr(key)
          return redis.get(key)
        }
      `,
    },
    {
      name: 'a transaction reads and writes for itself alone',
      code: text`
        export class Grants {
          async revoke(id, action, tran) {
            if (tran == null) return this.db.withTransactionF((tran) => this.revoke(id, action, tran))
            const grant = await tran.get(id)
            delete grant.actions[action]
            await tran.put(id, grant)
          }
        }
      `,
    },
    { name: 'another key', code: 'export async function copy(kv, from, to) { const value = await kv.get(from); await kv.put(to, value + 1) }' },
    {
      name: 'another key of the same area',
      code: text`
        export async function load(store) {
          const row = await store.get(AREA, 'settings')
          if (!isValid(row)) await store.set(AREA, 'settings-backup', row)
        }
      `,
      options: [{ thorough: true }],
    },
    { name: 'written only where nothing has changed', code: 'export async function add(kv, key, n) { const row = await kv.get(key); await kv.put(key, row.value + n, { ifVersion: row.version }) }' },
    { name: 'in a transaction', code: 'export const add = (db, key, n) => db.transaction(async (tx) => { const row = await tx.get(key); await tx.set(key, row + n) })' },
  ],
  invalid: [
    {
      name: 'read, changed and written back',
      ...marked`
        export async function visit(redis, key) {
          const visits = Number(await redis.get(key))
          await redis.set(key, visits + 1)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060visit\u0060", "place": "redis[key]", "read": "line 2", "wait": "line 2"}
        }
      `,
    },
    {
      name: 'the same key of the same area',
      ...marked`
        export async function count(store, word) {
          const times = (await store.hget(WORDS, word)) ?? 0
          await store.hset(WORDS, word, times + 1)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'a list in the storage of the page',
      ...marked`
        export async function remember(item) {
          const items = JSON.parse(localStorage.getItem('items') ?? '[]')
          const full = await describe(item)
          localStorage.setItem('items', JSON.stringify([...items, full]))
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what is started and ended as a whole

run(rule, {
  valid: [
    {
      name: 'the end of what the start has filled',
      code: text`
        export class Watchers {
          #open = []
          async start(folders) {
            for (const folder of folders) this.#open.push(await watch(folder))
          }
          async stop() {
            await Promise.all(this.#open.map((each) => each.close()))
            this.#open = []
          }
        }
      `,
    },
    {
      name: 'a list that the constructor makes and the start fills',
      code: text`
        export class Catalogue {
          constructor(client) {
            this.client = client
            this.rows = []
          }
          async init() {
            this.rows = []
            for (const row of await this.client.list()) this.rows.push(row)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flush of what is added all the time',
      ...marked`
        export class Watchers {
          #open = []
          async add(folders) {
            for (const folder of folders) this.#open.push(await watch(folder))
          }
          async flush() {
            await Promise.all(this.#open.map((each) => each.close()))
            this.#open = []
            ~~~~~~~~~~ dropped
          }
        }
      `,
    },
    {
      name: 'a list that is filled anew whenever somebody asks for it',
      ...marked`
        export class Catalogue {
          constructor(client) {
            this.client = client
            this.rows = []
          }
          async refresh() {
            this.rows = []
            for (const row of await this.client.list()) this.rows.push(row)
                                                        ~~~~~~~~~~~~~~~~~~~ mixed
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- filled by what runs for each element

const board = (fill: readonly string[]): string => text`
  export class Board {
    cards = []
    constructor(feed, client) {
      this.client = client
      feed.on('change', (ids) => this.show(ids))
    }
    async show(ids) {
      ${fill.join('\n      ')}
      this.draw()
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'each run fills a list of its own',
      code: board(['const cards = []', 'await Promise.all(ids.map(async (id) => { cards.push(await this.client.card(id)) }))', 'this.cards = cards']),
      // The last answer wins: that is another fault.
      options: [{ allow: ['this.cards'] }],
    },
    { name: 'what runs for each element does not wait', code: board(['this.cards = []', 'ids.forEach((id) => { this.cards.push(this.client.cardOf(id)) })']) },
    { name: 'it is added before the wait', code: board(['this.cards = []', 'ids.forEach(async (id) => { this.cards.push(id); await this.client.mark(id) })']) },
    {
      name: 'who finds another run on its way does not come by',
      code: board(['if (this.busy) return', 'this.busy = true', 'this.cards = []', 'await Promise.all(ids.map(async (id) => { this.cards.push(await this.client.card(id)) }))', 'this.busy = false']),
      options: [{ allow: ['this.busy'] }],
    },
  ],
  invalid: [
    {
      name: 'nobody waits for what fills it',
      code: board(['this.cards = []', 'ids.forEach(async (id) => { const card = await this.client.card(id); this.cards.push(card) })']),
      errors: [{ messageId: 'mixed', line: 9, column: 74, data: { who: '`show`', place: 'this.cards', read: 'line 8', wait: 'line 9', other: '' } }],
    },
    {
      name: 'it is waited for, as the next run does not',
      code: board(['this.cards = []', 'await Promise.all(ids.map(async (id) => { this.cards.push(await this.client.card(id)) }))']),
      errors: [{ messageId: 'mixed', line: 9, column: 47 }],
    },
  ],
})

import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const mutex = "import { Mutex } from 'async-mutex'"

// ---------------------------------------------------------------- made by each call

run(rule, {
  valid: [
    { name: 'made by the module', code: `${mutex}\nconst lock = new Mutex()\nexport const pay = () => lock.runExclusive(() => save())` },
    {
      name: 'of a class that the file builds itself, around a word that others have too',
      code: text`
        class Latch {
          constructor(words) { this.words = words }
          lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          unlock() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
        }
        export function add(words, count) {
          const latch = new Latch(words)
          latch.lock()
          try { words[1] += count } finally { latch.unlock() }
        }
      `,
    },
    { name: 'kept by what the function returns', code: `${mutex}\nexport function makeStore() { const lock = new Mutex(); return { save: () => lock.runExclusive(() => save()) } }` },
    { name: 'between callbacks that run side by side', code: `${mutex}\nexport async function all(items) { const lock = new Mutex(); await Promise.all(items.map((item) => lock.runExclusive(() => save(item)))) }` },
    { name: 'between sections that are begun side by side', code: `${mutex}\nexport async function both() { const lock = new Mutex(); const first = lock.runExclusive(() => save(1)); const second = lock.runExclusive(() => save(2)); await Promise.all([first, second]) }` },
    { name: 'handed to somebody else', code: `${mutex}\nexport async function run() { const lock = new Mutex(); start(lock); await lock.runExclusive(() => save()) }` },
    {
      name: 'an object with a lock that all requests share',
      code: text`
        ${mutex}
        class Orders {
          #lock = new Mutex()
          add(order) { return this.#lock.runExclusive(() => save(order)) }
        }
        const orders = new Orders()
        app.post('/orders', async (request, response) => { await orders.add(request.body); response.end() })
      `,
    },
    {
      name: 'an object of a script',
      code: text`
        ${mutex}
        class Orders {
          #lock = new Mutex()
          add(order) { return this.#lock.runExclusive(() => save(order)) }
        }
        async function main() { const orders = new Orders(); await orders.add(1) }
        await main()
      `,
    },
    { name: 'in a test', code: `${mutex}\nimport { it } from 'vitest'\nit('waits', async () => { const lock = new Mutex(); await lock.acquire(); lock.release() })` },
    { name: 'a limiter for one batch', code: "import pLimit from 'p-limit'\nexport async function all(items) { const limit = pLimit(1); for (const item of items) await limit(() => save(item)) }" },
    { name: 'a lock that the name makes one, whoever asks', code: "import { Mutex } from 'redis-semaphore'\nexport async function run(redis) { const lock = new Mutex(redis, 'run'); await lock.acquire(); try { await save() } finally { await lock.release() } }" },
    { name: 'a coat around a lock of the module', code: "import { Mutex, withTimeout } from 'async-mutex'\nconst lock = new Mutex()\nexport async function run() { await withTimeout(lock, 100).runExclusive(() => save()) }" },
  ],
  invalid: [
    {
      name: 'of a class that the file builds itself',
      ...marked`
        class Turns {
          tail = Promise.resolve()
          run(section) { const mine = this.tail.then(section); this.tail = mine.catch(() => {}); return mine }
        }
        export async function rename(shelf, id) {
          const turns = new Turns()
                        ~~~~~~~~~~~ made {"by": " of ${'`rename()`'}"}
          await turns.run(async () => shelf.put(id, await shelf.get(id)))
        }
      `,
    },
    {
      name: 'a variable of the function that uses it',
      ...marked`
        import { Mutex } from 'async-mutex'
        export async function transfer(from, to) {
          const lock = new Mutex()
                       ~~~~~~~~~~~ made {"by": " of ${'`transfer()`'}"}
          const release = await lock.acquire()
          try { await move(from, to) } finally { release() }
        }
      `,
    },
    {
      name: 'a handler of requests',
      ...marked`
        import { Mutex } from 'async-mutex'
        app.post('/orders', async (request, response) => {
          const lock = new Mutex()
                       ~~~~~~~~~~~ made {"by": ""}
          await lock.runExclusive(() => order(request.body))
          response.end()
        })
      `,
    },
    {
      name: 'in an object that each request makes',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Orders {
          #lock = new Mutex()
          add(order) { return this.#lock.runExclusive(() => save(order)) }
        }
        app.post('/orders', async (request, response) => {
          const orders = new Orders()
                         ~~~~~~~~~~~~ instance {"of": "Orders", "lock": "${'`this.#lock`'}"}
          await orders.add(request.body)
          response.end()
        })
      `,
    },
    {
      name: 'on the spot',
      ...marked`
        import AsyncLock from 'async-lock'
        export const save = (key, row) => new AsyncLock().acquire(key, () => write(row))
                                          ~~~~~~~~~~~~~~~ made
      `,
    },
    {
      name: 'a coat around a lock that is made for it',
      ...marked`
        import { Mutex, withTimeout } from 'async-mutex'
        export async function save(row) {
          await withTimeout(new Mutex(), 100).runExclusive(() => write(row))
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ made
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- handed out

run(rule, {
  valid: [
    {
      name: 'stored where the next caller finds it',
      code: text`
        ${mutex}
        const locks = new Map()
        function lockFor(id) {
          let lock = locks.get(id)
          if (!lock) {
            lock = new Mutex()
            locks.set(id, lock)
          }
          return lock
        }
        export const save = (id) => lockFor(id).runExclusive(() => write(id))
      `,
    },
    { name: 'looked up in what another function fills', code: `${mutex}\nconst locks = new Map()\nexport function open(id) { locks.set(id, new Mutex()) }\nfunction lockFor(id) { return locks.get(id) ?? new Mutex() }\nexport const save = (id) => lockFor(id).runExclusive(() => write(id))` },
    { name: 'made once from a function that makes locks', code: `${mutex}\nfunction makeLock() { return new Mutex() }\nconst lock = makeLock()\nexport const save = (id) => lock.runExclusive(() => write(id))` },
  ],
  invalid: [
    {
      name: 'a collection that nothing is put into',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        function lockFor(id) {
          return locks.get(id) ?? new Mutex()
                                  ~~~~~~~~~~~ handed {"by": " of ${'`lockFor()`'}"}
        }
        export const save = (id) => lockFor(id).runExclusive(() => write(id))
      `,
    },
    {
      name: 'a variable that is returned and not kept',
      ...marked`
        import { Mutex } from 'async-mutex'
        function lockFor(id) {
          const lock = new Mutex()
                       ~~~~~~~~~~~ handed
          return lock
        }
        export async function save(id) {
          const lock = lockFor(id)
          const release = await lock.acquire()
          try { await write(id) } finally { release() }
        }
      `,
    },
    {
      name: 'a getter',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          get #lock() { return new Mutex() }
                               ~~~~~~~~~~~ handed {"by": " of ${'`#lock()`'}"}
          async save(row) { await this.#lock.runExclusive(() => write(row)) }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- components

run(rule, {
  valid: [
    { name: 'kept in a ref', language: 'jsx', code: `${mutex}\nimport { useRef } from 'react'\nexport function Save() { const lock = useRef(new Mutex()); return <button onClick={() => lock.current.runExclusive(() => save())} /> }` },
    { name: 'made once by useMemo', language: 'jsx', code: `${mutex}\nimport { useMemo } from 'react'\nexport function Save() { const lock = useMemo(() => new Mutex(), []); return <button onClick={() => lock.runExclusive(() => save())} /> }` },
    { name: 'kept in a ref by its name', language: 'jsx', code: `${mutex}\nimport { useRef } from 'react'\nexport function Save() { const first = new Mutex(); const lock = useRef(first); return <button onClick={() => first.runExclusive(() => save(lock))} /> }` },
    { name: 'outside of the component', language: 'jsx', code: `${mutex}\nconst lock = new Mutex()\nexport function Save() { return <button onClick={() => lock.runExclusive(() => save())} /> }` },
    { name: 'a function that makes stores is no component', code: `${mutex}\nexport function Store() { const lock = new Mutex(); return { save: () => lock.runExclusive(() => save()) } }` },
  ],
  invalid: [
    {
      name: 'in the body of a component',
      language: 'jsx',
      ...marked`
        import { Mutex } from 'async-mutex'
        export function Save({ row }) {
          const lock = new Mutex()
                       ~~~~~~~~~~~ rendered {"by": "${'`Save`'}"}
          return <button onClick={() => lock.runExclusive(() => save(row))} />
        }
      `,
    },
    {
      name: 'in the body of a hook',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { useCallback } from 'react'
        export function useSave(row) {
          const lock = new Mutex()
                       ~~~~~~~~~~~ rendered {"by": "${'`useSave`'}"}
          return useCallback(() => lock.runExclusive(() => save(row)), [row])
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- replaced

run(rule, {
  valid: [
    { name: 'in the constructor', code: `${mutex}\nexport class Store { constructor() { this.lock = new Mutex() } save() { return this.lock.runExclusive(() => write()) } }` },
    { name: 'where there is none yet', code: `${mutex}\nexport class Store { async save() { if (!this.lock) this.lock = new Mutex(); await this.lock.runExclusive(() => write()) } }` },
    { name: 'where there is none yet, in short', code: `${mutex}\nexport class Store { async save() { this.lock ??= new Mutex(); await this.lock.runExclusive(() => write()) } }` },
    { name: 'by the method that begins everything', code: `${mutex}\nexport class Store { open() { this.lock = new Mutex() } save() { return this.lock.runExclusive(() => write()) } }` },
    { name: 'by a method that is there to reset', code: `${mutex}\nexport class Store { lock = new Mutex(); reset() { this.lock = new Mutex() } save() { return this.lock.runExclusive(() => write()) } }` },
    { name: 'a collection, after a look', code: `${mutex}\nconst locks = new Map()\nexport async function save(id) { if (locks.has(id)) return; const lock = new Mutex(); locks.set(id, lock); await lock.runExclusive(() => write(id)) }` },
  ],
  invalid: [
    {
      name: 'by the method that then takes it',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          async save(row) {
            this.lock = new Mutex()
                        ~~~~~~~~~~~ replaced {"by": " of ${'`save()`'}", "lock": "${'`this.lock`'}"}
            await this.lock.runExclusive(() => write(row))
          }
        }
      `,
    },
    {
      name: 'by another method, while it may be held',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #lock = new Mutex()
          save(row) { return this.#lock.runExclusive(() => write(row)) }
          assign(user) {
            this.user = user
            this.#lock = new Mutex()
                         ~~~~~~~~~~~ replaced {"by": " of ${'`assign()`'}", "lock": "${'`this.#lock`'}"}
          }
        }
      `,
    },
    {
      name: 'a variable of the module',
      ...marked`
        import { Mutex } from 'async-mutex'
        let lock = new Mutex()
        export const save = (row) => lock.runExclusive(() => write(row))
        export function login(user) {
          lock = new Mutex()
                 ~~~~~~~~~~~ replaced {"by": " of ${'`login()`'}", "lock": "${'`lock`'}"}
          greet(user)
        }
      `,
    },
    {
      name: 'an element of a collection, whether or not there is one',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        export async function load(name) {
          let lock = locks.get(name)
          if (lock?.isLocked()) await lock.waitForUnlock()
          lock = new Mutex()
                 ~~~~~~~~~~~ replaced {"by": " of ${'`load()`'}", "lock": "${'`locks[name]`'}"}
          locks.set(name, lock)
          await lock.runExclusive(() => read(name))
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- names

run(rule, {
  valid: [
    { name: 'a constant name', code: "export const save = () => navigator.locks.request('save', () => write())" },
    { name: 'the name of what is protected', code: 'export const save = (id) => navigator.locks.request(`save:${id}`, () => write(id))' },
    { name: 'a sign of life: others are told the name', code: "export function join(channel) { const id = crypto.randomUUID(); channel.postMessage(id); return navigator.locks.request(id, () => leave()) }" },
    { name: 'a sign of life: the section never ends', code: 'export const join = () => navigator.locks.request(`tab:${crypto.randomUUID()}`, () => new Promise(() => {}))' },
    { name: 'a sign of life: the section lasts until something else tells its end', code: 'export const join = (signal) => navigator.locks.request(`tab-${Date.now()}`, { signal }, async () => { if (signal.aborted) return; await new Promise((leave) => { signal.addEventListener("abort", () => leave()) }) })' },
    { name: 'a sign of life: the file asks which locks are held', code: 'export const join = (leave) => navigator.locks.request(`tab:${crypto.randomUUID()}`, async () => { await leave })\nexport const tabs = async () => (await navigator.locks.query()).held.length' },
    { name: 'an id that the module has once', code: "const id = crypto.randomUUID()\nexport const save = () => navigator.locks.request(`save:${id}`, () => write())" },
    { name: 'a day, which is the same for many', code: "export const save = (at) => navigator.locks.request(`save:${new Date(at).toDateString()}`, () => write())" },
  ],
  invalid: [
    {
      name: 'a random part',
      ...marked`
        export async function save(row) {
          await navigator.locks.request(${'`save-${crypto.randomUUID()}`'}, async () => { await write(row) })
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unique {"value": "crypto.randomUUID()"}
        }
      `,
    },
    {
      name: 'the section waits for work, by a promise of its own',
      ...marked`
        import { writeFile } from 'node:fs'
        export async function save(row) {
          await navigator.locks.request(${'`save-${crypto.randomUUID()}`'}, async () => { await new Promise((done) => { writeFile(row.path, row.text, () => done()) }) })
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unique {"value": "crypto.randomUUID()"}
        }
      `,
    },
    {
      name: 'the time, by the name of a variable',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export async function save(row) {
          const key = 'save:' + Date.now()
          await lock.acquire(key, () => write(row))
                             ~~~ unique {"value": "Date.now()"}
        }
      `,
    },
    {
      name: 'a counter',
      ...marked`
        import lockfile from 'proper-lockfile'
        export class Jobs {
          #n = 0
          async run(job) {
            const release = await lockfile.lock('job-' + this.#n++)
                                                ~~~~~~~~~~~~~~~~~~ unique {"value": "this.#n++"}
            try { await job() } finally { await release() }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks that may not be there

run(rule, {
  valid: [
    { name: 'a lock that the caller may leave out', code: 'export async function save(lock, row) { const release = await lock?.acquire(); try { await write(row) } finally { release?.() } }' },
    { name: 'made where it is declared: the ?. is never needed', code: `${mutex}\nexport class Store { lock = new Mutex(); async save(row) { const release = await this.lock?.acquire(); try { await write(row) } finally { release?.() } } }` },
    { name: 'the caller gets what there is', code: `${mutex}\nexport class Store { open() { this.lock = new Mutex() } wait() { return this.lock?.acquire() } }` },
    { name: 'a section that does not run without the lock', code: `${mutex}\nexport class Store { open() { this.lock = new Mutex() } async save(row) { await this.lock?.runExclusive(() => write(row)) } }` },
  ],
  invalid: [
    {
      name: 'a field that another method fills',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          async open() { this.lock = new Mutex() }
          async save(row) {
            const release = await this.lock?.acquire()
                                  ~~~~~~~~~~~~~~~~~~ optional {"lock": "${'`this.lock`'}"}
            try { await write(row) } finally { release?.() }
          }
        }
      `,
    },
    {
      name: 'an element that may not have been put there',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map()
        export function open(id) { locks.set(id, new Mutex()) }
        export async function save(id) {
          const release = await locks.get(id)?.acquire()
                                ~~~~~~~~~~~~~~~~~~~~~~ optional {"lock": "${'`locks[id]`'}"}
          try { await write(id) } finally { release?.() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- looked at, and not taken

const store = `
  import { Mutex } from 'async-mutex'
  export class Store {
    #lock = new Mutex()
    #rows = []
    add(row) { return this.#lock.runExclusive(async () => { this.#rows.push(row); await this.flush() }) }
    async flush() { await write(this.#rows) }`

run(rule, {
  valid: [
    { name: 'told to the user interface', code: `${store}\n  get busy() { return this.#lock.isLocked() }\n}` },
    { name: 'skipped when busy, taken otherwise', code: `${store}\n  async tick() { if (this.#lock.isLocked()) return; await this.#lock.runExclusive(() => this.flush()) }\n}` },
    { name: 'the state is read at once when nobody holds it', code: `${store}\n  async all() { await this.#lock.waitForUnlock(); return this.#rows }\n}` },
    { name: 'it waits for the end, and does something else', code: `${store}\n  async close() { await this.#lock.waitForUnlock(); await disconnect() }\n}` },
    { name: 'an empty section as a barrier', code: `${store}\n  async close() { await this.#lock.runExclusive(() => {}); await disconnect() }\n}` },
    {
      name: 'who finds it free takes it, the others wait and try again',
      code: text`
        import { Mutex } from 'async-mutex'
        const refreshing = new Mutex()
        export async function query(request, api) {
          await refreshing.waitForUnlock()
          let result = await api.fetch(request)
          if (result.status === 401) {
            if (!refreshing.isLocked()) {
              const release = await refreshing.acquire()
              try {
                await api.refresh()
                result = await api.fetch(request)
              } finally {
                release()
              }
            } else {
              await refreshing.waitForUnlock()
              result = await api.fetch(request)
            }
          }
          return result
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'waited for, then the same work as under it',
      ...marked`
        ${store}
          async save() {
            await this.#lock.waitForUnlock()
                  ~~~~~~~~~~~~~~~~~~~~~~~~ asked {"call": "waitForUnlock()", "does": "waits for", "lock": "${'`this.#lock`'}", "later": "line 10"}
            await this.flush()
          }
        }
      `,
    },
    {
      name: 'tested, then work, then a change of what it protects',
      ...marked`
        ${store}
          async clear() {
            if (this.#lock.isLocked()) throw new Error('busy')
                ~~~~~~~~~~~~~~~~~~~ asked {"call": "isLocked()", "does": "asks about", "lock": "${'`this.#lock`'}", "later": "line 11"}
            await announce()
            this.#rows = []
          }
        }
      `,
    },
    {
      name: 'polled until it is free',
      ...marked`
        ${store}
          async save() {
            while (this.#lock.isLocked()) await pause(5)
                   ~~~~~~~~~~~~~~~~~~~ asked
            await this.flush()
          }
        }
      `,
    },
    {
      name: 'an empty section before the work',
      ...marked`
        ${store}
          async save() {
            await this.#lock.runExclusive(() => {})
                  ~~~~~~~~~~~~~~~~~~~~~~~ asked {"call": "runExclusive()", "does": "waits for", "lock": "${'`this.#lock`'}", "later": "line 10"}
            await this.flush()
          }
        }
      `,
    },
    {
      name: 'a .then behind the wait runs what others run under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const lock = new Mutex()
        export function solve(ids) {
          const work = async () => { for (const id of ids) await store.solve(id) }
          return ids.length > 1 ? lock.runExclusive(work) : lock.waitForUnlock().then(work)
                                                            ~~~~~~~~~~~~~~~~~~ asked {"call": "waitForUnlock()", "does": "waits for", "lock": "${'`lock`'}", "later": "line 5"}
        }
      `,
    },
  ],
})

/** A script that packs pages in a queue, waits until that is empty, and removes what it has packed them from. */
const packing = (last: string, before = ''): string => text`
  import PQueue from 'p-queue'

  import { pages, shelf, watcher } from './shelf.js'
  const queue = new PQueue({ concurrency: 4 })
  function pack(page) {
    queue.add(async () => {
      await shelf.store(page)
    })
  }
  ${before}
  for (const page of pages) pack(page)
  await queue.onIdle()
  await shelf.store(pages.cover)
  ${last}
`

run(rule, {
  valid: [
    { name: 'a script waits for all that it has begun itself', code: packing('console.log(shelf.size)') },
  ],
  invalid: [
    { name: 'somebody else may add more', code: packing('export { pack }'), errors: [{ messageId: 'asked', line: 12, column: 7 }] },
    { name: 'an event adds more', code: packing('', "watcher.on('page', (page) => pack(page))"), errors: [{ messageId: 'asked', line: 12, column: 7 }] },
  ],
})

// ---------------------------------------------------------------- taken out of a collection

run(rule, {
  valid: [
    { name: 'when nobody waits', code: `${mutex}\nconst locks = new Map()\nexport async function save(id) { let lock = locks.get(id); if (!lock) { lock = new Mutex(); locks.set(id, lock) } try { await lock.runExclusive(() => write(id)) } finally { if (!lock.isLocked()) locks.delete(id) } }` },
    { name: 'something else that goes by the same key', code: `${mutex}\nconst locks = new Map(), cache = new Map()\nexport async function save(id) { let lock = locks.get(id); if (!lock) { lock = new Mutex(); locks.set(id, lock) } await lock.runExclusive(() => write(id)); cache.delete(id) }` },
    { name: 'by a function that forgets the whole thing', code: `${mutex}\nconst locks = new Map()\nexport async function save(id) { let lock = locks.get(id); if (!lock) { lock = new Mutex(); locks.set(id, lock) } await lock.runExclusive(() => write(id)) }\nexport function forget(id) { locks.delete(id) }` },
  ],
  invalid: [
    {
      name: 'by each holder when it is done',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Keyed {
          #locks = new Map()
          async run(key, work) {
            let lock = this.#locks.get(key)
            if (!lock) this.#locks.set(key, lock = new Mutex())
            try {
              return await lock.runExclusive(work)
            } finally {
              this.#locks.delete(key)
              ~~~~~~~~~~~~~~~~~~ removed {"from": "this.#locks"}
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- processes

const writes = `
  import { writeFile } from 'node:fs/promises'
  import { Mutex } from 'async-mutex'
  const lock = new Mutex()
  async function store(rows) { await writeFile('rows.json', JSON.stringify(rows)) }
  export const save = (rows) => lock.runExclusive(() => store(rows))`

run(rule, {
  valid: [
    { name: 'one process, as long as nobody says otherwise', code: writes },
    { name: 'a lock that processes share', options: [{ acrossProcesses: true }], code: "import { writeFile } from 'node:fs/promises'\nimport lockfile from 'proper-lockfile'\nexport async function save(rows) { const release = await lockfile.lock('rows.json'); try { await writeFile('rows.json', rows) } finally { await release() } }" },
    { name: 'what only this process has', options: [{ acrossProcesses: true }], code: `${mutex}\nconst lock = new Mutex()\nexport const save = (row) => lock.runExclusive(() => { rows.push(row) })` },
  ],
  invalid: [
    {
      name: 'a mutex around a file',
      options: [{ acrossProcesses: true }],
      ...marked`
        import { writeFile } from 'node:fs/promises'
        import { Mutex } from 'async-mutex'
        const lock = new Mutex()
        async function store(rows) { await writeFile('rows.json', JSON.stringify(rows)) }
        export const save = (rows) => lock.runExclusive(() => store(rows))
                                      ~~~~~~~~~~~~~~~~~ processes {"lock": "${'`lock`'}"}
      `,
    },
  ],
})

// ---------------------------------------------------------------- rows that are locked for one query

run(rule, {
  valid: [
    {
      name: 'the transaction is passed along',
      code: text`
        export async function pay(ctx) {
          const { transaction } = ctx.state
          const order = await Order.findByPk(ctx.id, { transaction, lock: transaction.LOCK.UPDATE })
          const others = await Order.findAll({ transaction: transaction, lock: { level: transaction.LOCK.UPDATE, of: Order } })
          await order.update({ paid: true, others }, { transaction })
        }
        export async function payIn(t) {
          return Order.findByPk(1, { ...inside(t), lock: t.LOCK.UPDATE })
        }
      `,
    },
    {
      name: 'kinds of the class, where the transaction may come by itself',
      code: text`
        import { Transaction } from 'sequelize'
        export async function pay(id) {
          return Order.findByPk(id, { lock: Transaction.LOCK.UPDATE })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the transaction at hand is used for its constants only',
      ...marked`
        export async function pay(ctx) {
          const { transaction } = ctx.state
          const order = await Order.findByPk(ctx.id, {
            rejectOnEmpty: true,
            lock: { of: Order, level: transaction.LOCK.UPDATE },
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unbound {"by": "transaction"}
          })
          await order.update({ paid: true }, { transaction })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a constant that says whether there is one

/** A gate that a method puts into its field, behind a condition or not. */
const gate = (condition: string): string => text`
  ${mutex}
  export class Desk {
    #gate: Mutex | null = null
    async serve(guest) {
      const isFirst = !this.#gate
      const isLate = guest.late
      ${condition}this.#gate = new Mutex()
      const release = await this.#gate.acquire()
      try { await greet(guest) } finally { release() }
    }
  }
`

run(rule, {
  valid: [{ name: 'only where there was none', code: gate('if (isFirst) '), language: 'ts' }],
  invalid: [{ name: 'by a constant that says something else', code: gate('if (isLate) '), errors: [{ messageId: 'replaced', line: 7, column: 30 }], language: 'ts' }],
})

// ---------------------------------------------------------------- given back before the work, and work of other files

const tower = (more: string): string => text`
  import { Mutex } from 'async-mutex'
  import { ring, tell } from './bells.js'
  export class Tower {
    #rope = new Mutex()
    strike(hour) {
      return this.#rope.runExclusive(() => ring(hour))
    }
    ${more}
  }
`

run(rule, {
  valid: [
    { name: 'something else is done', code: tower('async say(hour) {\n    await this.#rope.waitForUnlock()\n    await tell(hour)\n  }') },
    { name: 'held for the work', code: tower('async say(hour) {\n    const release = await this.#rope.acquire()\n    try {\n      await ring(hour)\n    } finally {\n      release()\n    }\n  }') },
    { name: 'given back at once, to wait until all others are done', code: tower('async rest() {\n    const release = await this.#rope.acquire()\n    release()\n  }') },
  ],
  invalid: [
    { name: 'waited for, and the work of another file done', code: tower('async toll(hour) {\n    await this.#rope.waitForUnlock()\n    await ring(hour)\n  }'), errors: [{ messageId: 'asked', line: 9, column: 9 }] },
    { name: 'given back at once', code: tower('async toll(hour) {\n    const release = await this.#rope.acquire()\n    release()\n    await ring(hour)\n  }'), errors: [{ messageId: 'asked', line: 9, column: 25 }] },
    { name: 'the same by its method', code: tower('async toll(hour) {\n    await this.#rope.acquire()\n    this.#rope.release()\n    await ring(hour)\n  }'), errors: [{ messageId: 'asked', line: 9, column: 9 }] },
  ],
})

// ---------------------------------------------------------------- marks of the function itself

run(rule, {
  valid: [
    {
      name: 'a mark that all requests share, and one of what the function returns',
      code: text`
        let busy = false
        app.get('/harvest', async (request, response) => {
          if (busy) return response.status(409).end()
          busy = true
          try { await harvest() } finally { busy = false }
          response.end()
        })
        export function makeHarvester() {
          let busy = false
          return async () => {
            if (busy) return
            busy = true
            await harvest()
            busy = false
          }
        }
      `,
    },
    {
      name: 'looked at in later rounds, and by callbacks',
      code: text`
        export async function sow(fields) {
          let dry = false
          for (const field of fields) {
            if (dry) return
            dry = true
            await water(field)
            dry = false
          }
        }
        export async function mow(meadow) {
          let busy = false
          meadow.on('cow', () => { if (!busy) meadow.open() })
          if (busy) return
          busy = true
          await cut(meadow)
          busy = false
        }
      `,
    },
    {
      name: 'nobody waits while it is up, and what is never taken down says what has been done',
      code: text`
        export async function count(rows) {
          let seen = false
          if (seen) return
          seen = true
          sum(rows)
          seen = false
          await save(rows)
        }
        export async function open(gate) {
          let opened = false
          if (opened) return
          opened = true
          await gate.lift()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a request that refuses to run twice',
      ...marked`
        app.get('/harvest', async (request, response) => {
          let busy = false
              ~~~~ flag {"by": "", "flag": "busy", "guard": "line 3"}
          if (busy || closed) {
            response.status(409).end()
            return
          }
          busy = true
          try { await harvest() } finally { busy = false }
          response.end()
        })
      `,
    },
    {
      name: 'a function that throws',
      ...marked`
        export async function harvest(field) {
          let busy = false
              ~~~~ flag {"by": " of ${'`harvest()`'}", "flag": "busy", "guard": "line 3"}
          if (busy) throw new Error('in progress')
          busy = true
          await reap(field)
          busy = false
        }
      `,
    },
  ],
})

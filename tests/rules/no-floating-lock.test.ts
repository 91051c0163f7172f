import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

/** The lock of all cases here, as a message names it. */
const ledger = '`ledger`'

const imports = `
  import { Mutex, Semaphore } from 'async-mutex'
  import { writeFile } from 'node:fs/promises'
  const ledger = new Mutex()
  let balance = 0
  async function save(entry) { await writeFile('ledger', String(entry)) }`

// ---------------------------------------------------------------- a lock that is asked for, and not waited for

run(rule, {
  valid: [
    { name: 'awaited', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { await save(1) } finally { release() } }` },
    { name: 'returned: the caller waits', code: `${imports}\nexport function enter() { return ledger.acquire() }` },
    { name: 'stored for somebody else', code: `${imports}\nexport class Turn { enter() { this.pending = ledger.acquire() } }` },
    { name: 'handed to a function that we do not know', code: `${imports}\nexport async function pay() { await track(ledger.acquire()) }` },
    {
      name: 'asked for early, and waited for before the section begins',
      code: text`
        ${imports}
        export async function pay(order) {
          const turn = ledger.acquire()
          const price = await priceOf(order)
          const release = await turn
          try { await save(price) } finally { release() }
        }
      `,
    },
    { name: 'in a test, which knows that the lock is free', code: `import { it } from 'vitest'\n${imports}\nit('waits', async () => { ledger.acquire(); await expectBusy() })` },
    {
      name: 'a chain of the file that keeps its promise to itself: there is nothing to await',
      code: text`
        export class Log {
          #tail = Promise.resolve()
          #lines = 0
          #enqueue(section) { this.#tail = this.#tail.then(() => section()) }
          async write(line) { this.#enqueue(async () => { await append(line) }) }
        }
      `,
    },
    { name: 'a try that answers at once', code: "import AwaitLock from 'await-lock'\nconst lock = new AwaitLock()\nexport function enter() { if (!lock.tryAcquire()) return; work(); lock.release() }" },
    { name: 'a lock taken by the thread itself', code: "import lockfile from 'proper-lockfile'\nexport function write() { const release = lockfile.lockSync('db'); try { store() } finally { release() } }" },
  ],
  invalid: [
    {
      name: 'a statement of its own',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function record(amount) {
          lock.acquireAsync()
          ~~~~~~~~~~~~~~~~~ unheld {"lock": "${'`lock`'}"}
          try { await store(amount) } finally { lock.release() }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import AwaitLock from 'await-lock'
          const lock = new AwaitLock()
          export async function record(amount) {
            await lock.acquireAsync()
            try { await store(amount) } finally { lock.release() }
          }
        `,
      }]],
    },
    {
      name: 'behind void, in a class',
      ...marked`
        import { Sema } from 'async-sema'
        export class Uploads {
          #slots = new Sema(1)
          async add(file) {
            void this.#slots.acquire()
                 ~~~~~~~~~~~~~~~~~~~ unheld {"lock": "${'`this.#slots`'}"}
            try { await send(file) } finally { this.#slots.release() }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Sema } from 'async-sema'
          export class Uploads {
            #slots = new Sema(1)
            async add(file) {
              await this.#slots.acquire()
              try { await send(file) } finally { this.#slots.release() }
            }
          }
        `,
      }]],
    },
    {
      name: 'the promise is called as if it were the releaser; no await can stand in a function that is not async',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export function pay() {
          const release = ledger.acquire()
                          ~~~~~~~~~~~~~~ unheld {"lock": "${ledger}"}
          try { store() } finally { release() }
        }
      `,
    },
    {
      name: 'the promise is taken apart as if it were the tuple',
      ...marked`
        import { Semaphore } from 'async-mutex'
        const slots = new Semaphore(2)
        export function pay() {
          const [, release] = slots.acquire()
                              ~~~~~~~~~~~~~ unheld
          store()
          release()
        }
      `,
    },
    {
      name: 'the promise is kept in a field that is called',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Session {
          #mutex = new Mutex()
          open() {
            this.release = this.#mutex.acquire()
                           ~~~~~~~~~~~~~~~~~~~ unheld
          }
          close() { this.release() }
        }
      `,
    },
    {
      name: 'the handle is handed back before it has come',
      ...marked`
        import { Sema } from 'async-sema'
        const sema = new Sema(1)
        export function pay() {
          const token = sema.acquire()
                        ~~~~~~~~~~~~ unheld
          store()
          sema.release(token)
        }
      `,
    },
    {
      name: 'using without await disposes of a promise',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export function pay() {
          using lock = ledger.acquire()
                       ~~~~~~~~~~~~~~ unheld
          store()
        }
      `,
    },
    {
      name: 'a lock that the file builds itself',
      ...marked`
        class Gate {
          #tail = Promise.resolve()
          async acquire() {
            let open
            const before = this.#tail
            this.#tail = new Promise((resolve) => { open = resolve })
            await before
            return open
          }
        }
        const gate = new Gate()
        export function pay() {
          gate.acquire()
          ~~~~~~~~~~~~ unheld {"lock": "${'`gate`'}"}
          store()
        }
      `,
    },
    {
      name: 'waited for only to give it back',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function enqueue(job) {
          const release = mutex.acquire()
                          ~~~~~~~~~~~~~ late {"lock": "${'`mutex`'}", "line": "line 9"}
          try {
            await job.prepare()
            queue.push(job)
          } finally {
            (await release)()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function enqueue(job) {
            const release = await mutex.acquire()
            try {
              await job.prepare()
              queue.push(job)
            } finally {
              (await release)()
            }
          }
        `,
      }]],
    },
    {
      name: 'the promise is the condition',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export function pay() {
          if (!ledger.acquire()) return
               ~~~~~~~~~~~~~~ tested {"lock": "${ledger}"}
          store()
        }
      `,
    },
    {
      name: 'a promise of an answer is the condition',
      ...marked`
        import TabsLock from 'browser-tabs-lock'
        const tabs = new TabsLock()
        export async function refresh() {
          if (tabs.acquireLock('token', 500)) {
              ~~~~~~~~~~~~~~~~ tested {"lock": "${'`\\"token\\"`'}"}
            await renew()
            await tabs.releaseLock('token')
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import TabsLock from 'browser-tabs-lock'
          const tabs = new TabsLock()
          export async function refresh() {
            if (await tabs.acquireLock('token', 500)) {
              await renew()
              await tabs.releaseLock('token')
            }
          }
        `,
      }]],
    },
    {
      name: 'in a race that it may lose',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { setTimeout as sleep } from 'node:timers/promises'
        const ledger = new Mutex()
        export async function pay() {
          const release = await Promise.race([ledger.acquire(), sleep(100)])
                                              ~~~~~~~~~~~~~~ lost {"lock": "${ledger}"}
          if (!release) throw new Error('busy')
          try { await store() } finally { release() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- sections that nobody waits for

run(rule, {
  valid: [
    { name: 'nothing behind it has to do with the section: what decides is that no place the section changes is read later', code: `${imports}\nexport function note(entry) { void ledger.runExclusive(async () => { await save(entry) }); return 'queued' }` },
    { name: 'in an event handler, which nobody waits for', code: `${imports}\nexport const listen = (socket) => socket.on('message', async (entry) => { ledger.runExclusive(() => save(entry)) })` },
    { name: 'with a handler of its errors: nobody is meant to wait', code: `${imports}\nexport async function note(entry) { ledger.runExclusive(() => save(entry)).catch(report) }` },
    { name: 'tasks of a queue, whose end is waited for together', code: "import PQueue from 'p-queue'\nconst queue = new PQueue({ concurrency: 1 })\nexport async function all(items) { for (const item of items) queue.add(() => work(item)); await queue.onIdle() }" },
    {
      name: 'the next section comes after it, and only then is read what it changes',
      code: `${imports}\nexport async function sum() { void ledger.runExclusive(async () => { balance = await load() }); await ledger.runExclusive(check); return balance }`,
    },
    { name: 'what is read has been read before', code: `${imports}\nexport function note() { const before = balance; void ledger.runExclusive(async () => { balance = await load() }); return before }` },
    { name: 'kept, and waited for', code: `${imports}\nexport async function note() { const done = ledger.runExclusive(async () => { balance = await load() }); log('queued'); await done; return balance }` },
    {
      name: 'the section tells a promise that is waited for when it has begun',
      code: text`
        export async function enter(name) {
          let leave
          await new Promise((begun) => {
            void navigator.locks.request(name, () => new Promise((end) => { leave = end; begun() }))
          })
          return leave
        }
      `,
    },
    { name: 'the promise is passed on as one', code: `${imports}\nexport async function note() { const done = ledger.runExclusive(() => load()); cache.set('note', done); if (done === undefined) return undefined; return done.then(format) }` },
    { name: 'begun one by one, and nothing behind them reads what they change', code: `${imports}\nexport function all(entries) { entries.forEach((entry) => ledger.runExclusive(async () => { balance += await fee(entry) })); return entries.length }` },
    { name: 'one of several that are waited for together', code: `${imports}\nexport async function all(entries) { await Promise.all(entries.map((entry) => ledger.runExclusive(() => save(entry)))) }` },
  ],
  invalid: [
    {
      name: 'the function goes on with what the section assigns',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function total() {
          let sum
          ledger.runExclusive(async () => { sum = await add() })
          ~~~~~~~~~~~~~~~~~~~ relied {"lock": "${ledger}", "line": "line 6", "place": "sum"}
          return sum
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          export async function total() {
            let sum
            await ledger.runExclusive(async () => { sum = await add() })
            return sum
          }
        `,
      }]],
    },
    {
      name: 'through a method that the section calls, by a name that is only caught',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Board {
          #mutex = new Mutex()
          log = []
          async #solve(ids) {
            for (const id of ids) {
              await this.store.solve(id)
              this.log.push(id)
            }
          }
          solveAll(ids) {
            const done = this.#mutex.runExclusive(() => this.#solve(ids))
                         ~~~~~~~~~~~~~~~~~~~~~~~~ relied {"lock": "${'`this.#mutex`'}", "line": "line 14", "place": "this.log"}
            done.catch(report)
            return this.log.length
          }
        }
      `,
    },
    {
      name: 'a named section of a Web Lock',
      ...marked`
        let token
        async function renew() { token = await fetchToken() }
        export function authorize(request) {
          void navigator.locks.request('token', renew)
               ~~~~~~~~~~~~~~~~~~~~~~~ relied {"lock": "${'`\\"token\\"`'}", "line": "line 5", "place": "token"}
          request.headers.set('authorization', token)
        }
      `,
    },
    {
      name: 'a releaser that a .then receives',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        let balance = 0
        export function pay(amount) {
          ledger.acquire().then(async (release) => { balance -= await fee(amount); release() })
          ~~~~~~~~~~~~~~ relied {"lock": "${ledger}", "line": "line 6", "place": "balance"}
          return balance
        }
      `,
    },
    {
      name: 'begun in a callback of forEach, and read behind it',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function loadAll(ids) {
          const rows = []
          ids.forEach((id) => {
            void lock.acquire(id, async () => { rows.push(await load(id)) })
                 ~~~~~~~~~~~~ relied {"lock": "${'`lock[id]`'}", "line": "line 8", "place": "rows"}
          })
          return rows
        }
      `,
    },
    {
      name: 'awaited in a callback of forEach, which waits for nobody',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function total(entries) {
          let sum = 0
          entries.forEach(async (entry) => {
          ~~~~~~~~~~~~~~~ reliedBy {"lock": "${ledger}", "line": "line 9", "place": "sum"}
            const release = await ledger.acquire()
            try { sum += await price(entry) } finally { release() }
          })
          return sum
        }
      `,
    },
    {
      name: 'the promise is calculated with',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function pay(amount) {
          const balance = ledger.runExclusive(() => load())
                          ~~~~~~~~~~~~~~~~~~~ mistaken {"lock": "${ledger}"}
          if (balance < amount) throw new Error('poor')
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          export async function pay(amount) {
            const balance = await ledger.runExclusive(() => load())
            if (balance < amount) throw new Error('poor')
          }
        `,
      }]],
    },
    {
      name: 'all that an async function does, which others wait for',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          async save(row) {
            this.#mutex.runExclusive(async () => { await write(row) })
            ~~~~~~~~~~~~~~~~~~~~~~~~ forgotten {"lock": "${'`this.#mutex`'}", "by": "save"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          export class Store {
            #mutex = new Mutex()
            async save(row) {
              await this.#mutex.runExclusive(async () => { await write(row) })
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- work that outlives its section

run(rule, {
  valid: [
    { name: 'awaited', code: `${imports}\nexport const pay = (entry) => ledger.runExclusive(async () => { await save(entry) })` },
    { name: 'returned', code: `${imports}\nexport const pay = (entry) => ledger.runExclusive(() => save(entry))` },
    { name: 'a listener that a section tells, among other things', code: `${imports}\nexport const pay = (entry, onChange) => ledger.runExclusive(() => { balance += entry; onChange() })` },
    { name: 'a section whose type says that it is synchronous', language: 'ts', code: `${imports.replace('entry)', 'entry: unknown)')}\nexport const locked = (section: () => number) => ledger.runExclusive(() => { section() })` },
    { name: 'synchronous', code: `${imports}\nfunction add(entry) { balance += entry }\nexport const pay = (entry) => ledger.runExclusive(() => { add(entry) })` },
    { name: 'a function that we do not know', code: `${imports}\nexport const pay = (entry) => ledger.runExclusive(async () => { await save(entry); announce(entry) })` },
    { name: 'collected, and awaited later in the section', code: `${imports}\nexport const pay = (entries) => ledger.runExclusive(async () => { const all = []; for (const entry of entries) all.push(save(entry)); await Promise.all(all) })` },
    { name: 'mapped, and awaited later in the section', code: `${imports}\nexport const pay = (entries) => ledger.runExclusive(async () => { const all = entries.map((entry) => save(entry)); log('writing'); await Promise.all(all) })` },
    { name: 'not waited for on purpose, and said so', code: `${imports}\nexport const pay = (entry) => ledger.runExclusive(async () => { await save(entry); void save('log'); save('copy').catch(report) })` },
    { name: 'begun by a timer, after the section', code: `${imports}\nexport const pay = (entry) => ledger.runExclusive(() => { setTimeout(() => { save(entry) }, 100) })` },
    {
      name: 'work that takes the same lock itself: to wait for it would be to wait for ever',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Queue {
          #mutex = new Mutex()
          async #next() { await this.#mutex.runExclusive(() => work()) }
          add(job) { return this.#mutex.runExclusive(() => { jobs.push(job); this.#next() }) }
        }
      `,
    },
    { name: 'the lock is given back when the work has ended', code: `${imports}\nexport async function pay(entry) { const release = await ledger.acquire(); save(entry).finally(release) }` },
    { name: 'a section that ends when its callback says so', code: "import AsyncLock from 'async-lock'\nconst lock = new AsyncLock()\nasync function save(entry) { await write(entry) }\nexport const pay = (entry) => lock.acquire('ledger', (done) => { save(entry).then(() => done(), done) })" },
    { name: 'a lock that another method gives back', code: "import AwaitLock from 'await-lock'\nconst lock = new AwaitLock()\nasync function loop() { for (;;) await tick() }\nexport async function start() { await lock.acquireAsync(); loop() }\nexport function stop() { lock.release() }" },
    {
      name: 'a pool, which hands out a thing and keeps nobody out',
      settings: { concurrency: { locks: [{ id: 'pool', on: ['our-pool#Pool()'], permits: 'argument', permitsFrom: { argument: 0, property: 'max' }, lease: { noun: 'connection', harm: 'it never goes back', repair: 'Give it back in a `finally` block' }, methods: { take: { does: 'acquire', yields: 'handle', releasedBy: ['back'], awaited: true } } }] } },
      code: "import { Pool } from 'our-pool'\nconst pool = new Pool({ max: 2 })\nasync function log() { await send() }\nexport async function read() { const one = await pool.take(); try { log(); return log() } finally { one.back() } }",
    },
    { name: 'before the lock is taken and after it is given back', code: `${imports}\nexport async function pay(entry) { save('before'); const release = await ledger.acquire(); await save(entry); release(); save('after') }` },
    { name: 'a callback that settles the promise of the section', code: `import fs from 'node:fs'\n${imports}\nexport const pay = (entry) => ledger.runExclusive(() => new Promise((resolve) => { fs.writeFile('ledger', entry, () => resolve()) }))` },
    { name: 'an iterator that is read in the section', code: `${imports}\nasync function* rows() { yield await next() }\nexport const all = () => ledger.runExclusive(async () => { const found = []; for await (const row of rows()) found.push(row); return found })` },
    { name: 'no lock at all', code: "async function save(entry) { await write(entry) }\nexport const pay = (entries) => { entries.forEach(async (entry) => { await save(entry) }) }" },
  ],
  invalid: [
    {
      name: 'a function of the file, in a callback that is async',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function append(tag) { await write(tag) }
        export async function addTag(tag) {
          await ledger.runExclusive(async () => {
            append(tag)
            ~~~~~~ work {"lock": "${ledger}", "since": "5"}
          })
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function append(tag) { await write(tag) }
          export async function addTag(tag) {
            await ledger.runExclusive(async () => {
              await append(tag)
            })
          }
        `,
      }]],
    },
    {
      name: 'at the end of a callback that is not async: its promise can be returned',
      ...marked`
        async function append(tag) { await write(tag) }
        export const addTag = (tag) => navigator.locks.request('tags', () => {
          log(tag)
          append(tag)
          ~~~~~~ work {"lock": "${'`\\"tags\\"`'}", "since": "2"}
        })
      `,
      suggestions: [[{
        messageId: 'return',
        output: text`
          async function append(tag) { await write(tag) }
          export const addTag = (tag) => navigator.locks.request('tags', () => {
            log(tag)
            return append(tag)
          })
        `,
      }]],
    },
    {
      name: 'a .then whose promise is not returned on one of two ways',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export class Packs {
          unpack(hash) {
            return lock.acquire(hash, () => {
              if (this.done.has(hash)) return Promise.resolve(hash)
              this.disk.unzip(hash).then(() => this.done.add(hash))
              ~~~~~~~~~~~~~~~ work {"lock": "${'`lock[hash]`'}", "since": "5"}
            })
          }
        }
      `,
    },
    {
      name: 'between acquire and release',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { writeFile } from 'node:fs/promises'
        const ledger = new Mutex()
        export async function pay(entry) {
          const release = await ledger.acquire()
          try {
            writeFile('ledger', entry)
            ~~~~~~~~~ work {"lock": "${ledger}", "since": "5"}
          } finally {
            release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          import { writeFile } from 'node:fs/promises'
          const ledger = new Mutex()
          export async function pay(entry) {
            const release = await ledger.acquire()
            try {
              await writeFile('ledger', entry)
            } finally {
              release()
            }
          }
        `,
      }]],
    },
    {
      name: 'in a section that a helper of the class runs',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          put(row) { return this.#locked(() => { this.#write(row) }) }
                                                 ~~~~~~~~~~~ work {"lock": "${'`this.#mutex`'}", "since": "4"}
          async #write(row) { await disk.write(row) }
          async #locked(section) {
            const release = await this.#mutex.acquire()
            try { return await section() } finally { release() }
          }
        }
      `,
      suggestions: [[{
        messageId: 'return',
        output: text`
          import { Mutex } from 'async-mutex'
          export class Store {
            #mutex = new Mutex()
            put(row) { return this.#locked(() => { return this.#write(row) }) }
            async #write(row) { await disk.write(row) }
            async #locked(section) {
              const release = await this.#mutex.acquire()
              try { return await section() } finally { release() }
            }
          }
        `,
      }]],
    },
    {
      name: 'what a lock helper is given, and all that it calls',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export function executeInLock(key, section) {
          return lock.acquire(key, () => {
            section()
            ~~~~~~~ work {"lock": "${'`lock[key]`'}", "since": "4"}
          })
        }
      `,
      suggestions: [[{
        messageId: 'return',
        output: text`
          import AsyncLock from 'async-lock'
          const lock = new AsyncLock()
          export function executeInLock(key, section) {
            return lock.acquire(key, () => {
              return section()
            })
          }
        `,
      }]],
    },
    {
      name: 'in a private method that all callers hold the lock for',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          put(row) { return this.#mutex.runExclusive(() => this.#store(row)) }
          #store(row) {
            this.#rows.push(row)
            this.#flush()
            ~~~~~~~~~~~ work
            this.#count++
          }
          async #flush() { await disk.write(this.#rows) }
        }
      `,
    },
    {
      name: 'in a section that is given by its name',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function append() { await write() }
        async function section() {
          append()
          ~~~~~~ work
          await check()
        }
        export const run = () => ledger.runExclusive(section)
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function append() { await write() }
          async function section() {
            await append()
            await check()
          }
          export const run = () => ledger.runExclusive(section)
        `,
      }]],
    },
    {
      name: 'a method that the file awaits elsewhere',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #mutex = new Mutex()
          constructor(disk) { this.disk = disk }
          async load() { return await this.disk.read() }
          async reload() { await this.#mutex.runExclusive(() => { this.disk.read() ; count++ }) }
                                                                  ~~~~~~~~~~~~~~ work
        }
      `,
    },
    {
      name: 'a function that calls back when it is done',
      ...marked`
        import fs from 'node:fs'
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export const pay = (entry) => ledger.runExclusive(() => {
          fs.writeFile('ledger', entry, (error) => { if (error) report(error) })
          ~~~~~~~~~~~~ callsBack {"lock": "${ledger}", "since": "4"}
        })
      `,
    },
    {
      name: 'an iterator that the section only makes',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Table {
          #mutex = new Mutex()
          async *#rows() { for (const row of this.stored) yield await decode(row) }
          rows() { return this.#mutex.runExclusive(() => this.#rows()) }
                                                         ~~~~~~~~~~ lazy {"lock": "${'`this.#mutex`'}", "since": "5"}
        }
      `,
    },
    {
      name: 'a callback of forEach',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export const payAll = (entries) => ledger.runExclusive(async () => {
          entries.forEach(async (entry) => { await save(entry) })
          ~~~~~~~~~~~~~~~ callback {"lock": "${ledger}", "since": "3"}
        })
      `,
    },
    {
      name: 'a map whose promises nobody takes, inside a callback that is run at once',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export const payAll = (groups) => ledger.runExclusive(() => {
          groups.forEach((group) => {
            group.map(async (entry) => { await save(entry) })
            ~~~~~~~~~ callback
          })
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- promises that are returned too early

run(rule, {
  valid: [
    { name: 'return await', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { return await save(1) } finally { release() } }` },
    { name: 'a plain value', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { return balance } finally { release() } }` },
    { name: 'after the lock has been given back', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); release(); return save(1) }` },
    { name: 'the promise gives the lock back itself', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); return save(1).finally(release) }` },
    { name: 'waited for before it is returned', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { const done = save(1); await done; return done } finally { release() } }` },
    { name: 'only begun in order: the lock is not there for the answer', code: `${imports}\nasync function ask(entry) { return await send(entry) }\nexport async function pay(entry) { const release = await ledger.acquire(); const answer = ask(entry); release(); return answer }` },
    { name: 'a timer alone gives the lock back: it is held for a time, on purpose', code: `${imports}\nexport async function pay(entry) { const release = await ledger.acquire(); setTimeout(release, 1000); return send(entry) }` },
    {
      name: 'a retry, which takes the lock itself',
      code: text`
        import { Mutex } from 'async-mutex'
        export class File {
          #mutex = new Mutex()
          async write(content) {
            const release = await this.#mutex.acquire()
            try {
              await disk.write(content)
            } catch (error) {
              if (await mayOverwrite(error)) return this.write(content)
              throw error
            } finally {
              release()
            }
          }
        }
      `,
    },
    { name: 'a section whose type says that it is synchronous', language: 'ts', code: `${imports.replace('entry)', 'entry: unknown)')}\nexport async function locked(section: () => number) { const release = await ledger.acquire(); try { return section() } finally { release() } }` },
  ],
  invalid: [
    {
      name: 'from a try whose finally gives the lock back',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function apply(all) { for (const each of all) await each.up() }
        export async function migrate(all) {
          const release = await ledger.acquire()
          try {
            return apply(all)
                   ~~~~~ returned {"lock": "${ledger}", "line": "line 9"}
          } finally {
            release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function apply(all) { for (const each of all) await each.up() }
          export async function migrate(all) {
            const release = await ledger.acquire()
            try {
              return await apply(all)
            } finally {
              release()
            }
          }
        `,
      }]],
    },
    {
      name: 'a helper that runs the section it is given',
      ...marked`
        import AwaitLock from 'await-lock'
        export class Guarded {
          #lock = new AwaitLock()
          async run(section) {
            await this.#lock.acquireAsync()
            try { return section() } finally { this.#lock.release() }
                         ~~~~~~~ returned {"lock": "${'`this.#lock`'}", "line": "line 6"}
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import AwaitLock from 'await-lock'
          export class Guarded {
            #lock = new AwaitLock()
            async run(section) {
              await this.#lock.acquireAsync()
              try { return await section() } finally { this.#lock.release() }
            }
          }
        `,
      }]],
    },
    {
      name: 'a type parameter says nothing, but a caller gives an async section',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Rates {
          readonly #mutex = new Mutex()
          async #locked<R>(section: () => R) {
            const release = await this.#mutex.acquire()
            try { return section() } finally { release() }
                         ~~~~~~~ returned
          }
          update() { return this.#locked(async () => { await load() }) }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          export class Rates {
            readonly #mutex = new Mutex()
            async #locked<R>(section: () => R) {
              const release = await this.#mutex.acquire()
              try { return await section() } finally { release() }
            }
            update() { return this.#locked(async () => { await load() }) }
          }
        `,
      }]],
    },
    {
      name: 'by the name of a variable, on one of two ways',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function save(entry) { await write(entry) }
        export async function pay(entry) {
          const release = await ledger.acquire()
          try {
            const saving = save(entry)
            log(entry)
            return entry.isNew ? saving : undefined
                                 ~~~~~~ returned
          } finally {
            release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function save(entry) { await write(entry) }
          export async function pay(entry) {
            const release = await ledger.acquire()
            try {
              const saving = save(entry)
              log(entry)
              return entry.isNew ? await saving : undefined
            } finally {
              release()
            }
          }
        `,
      }]],
    },
    {
      name: 'kept in a variable, and returned behind the release',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function locked(section) {
          let result
          const release = await ledger.acquire()
          try {
            result = section()
                     ~~~~~~~ after {"lock": "${ledger}", "line": "line 11"}
          } finally {
            release()
          }
          return result
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          export async function locked(section) {
            let result
            const release = await ledger.acquire()
            try {
              result = await section()
            } finally {
              release()
            }
            return result
          }
        `,
      }]],
    },
    {
      name: 'a timer that gives the lock back while the work is under way',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function pay(entry) {
          const release = await ledger.acquire()
          const watchdog = setTimeout(() => release(), 5000)
                           ~~~~~~~~~~ timed {"lock": "${ledger}", "line": "line 7"}
          try {
            await write(entry)
          } finally {
            clearTimeout(watchdog)
            release()
          }
        }
      `,
    },
    {
      name: 'in a .then that receives the releaser',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function save(entry) { await write(entry) }
        export const pay = (entry) => ledger.acquire().then((release) => { try { return save(entry) } finally { release() } })
                                                                                        ~~~~ returned {"lock": "${ledger}", "line": "line 4"}
      `,
    },
    {
      name: 'a stream that is returned from a try whose finally gives the lock back',
      ...marked`
        import fs from 'node:fs'
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        export async function read() {
          const release = await ledger.acquire()
          try { return fs.createReadStream('ledger') } finally { release() }
                       ~~~~~~~~~~~~~~~~~~~ lazy {"lock": "${ledger}", "since": "5"}
        }
      `,
    },
    {
      name: 'at the end of the scope of a using declaration',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function save(entry: string) { await write(entry) }
        export async function pay(entry: string) {
          using release = await ledger.acquire()
          return save(entry)
                 ~~~~ returned {"lock": "${ledger}", "line": "line 5"}
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function save(entry: string) { await write(entry) }
          export async function pay(entry: string) {
            using release = await ledger.acquire()
            return await save(entry)
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- races

const timeout = "const timeout = (ms) => new Promise((_, reject) => { setTimeout(() => reject(new Error('slow')), ms) })"

run(rule, {
  valid: [
    { name: 'no lock is held', code: `${imports}\n${timeout}\nexport const pay = () => Promise.race([save(1), timeout(100)])` },
    { name: 'the work is told to stop', code: `${imports}\n${timeout}\nasync function load(signal) { await fetch('/', { signal }) }\nexport const pay = () => ledger.runExclusive(async () => { const stop = new AbortController(); await Promise.race([load(stop.signal), timeout(100)]) })` },
    { name: 'the lock is held until the work has ended', code: `${imports}\n${timeout}\nexport const pay = () => ledger.runExclusive(async () => { const saving = save(1); try { await Promise.race([saving, timeout(100)]) } finally { await saving } })` },
    {
      name: 'the work gives the lock back, whichever way it ends',
      code: `${imports}\n${timeout}\nexport async function pay() { const release = await ledger.acquire(); const saving = save(1); saving.then(release, release); return Promise.race([saving, timeout(100)]) }`,
    },
    { name: 'events and timers do no work', code: `import { once } from 'node:events'\n${imports}\n${timeout}\nexport const pay = (socket) => ledger.runExclusive(async () => { await Promise.race([once(socket, 'open'), timeout(100)]) })` },
    { name: 'waiting for another lock', code: `${imports}\n${timeout}\nconst other = new Mutex()\nexport const pay = () => ledger.runExclusive(async () => { await Promise.race([other.waitForUnlock(), timeout(100)]) })` },
  ],
  invalid: [
    {
      name: 'a clock against the section that a helper is given',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { setTimeout as delay } from 'node:timers/promises'
        const tokens = new Mutex()
        export async function withToken(work, ms) {
          const release = await tokens.acquire()
          try {
            return await Promise.race([work(), delay(ms).then(() => { throw new Error('slow') })])
                         ~~~~~~~~~~~~ raced {"lock": "${'`tokens`'}", "since": "5", "work": "work()"}
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'in a helper that races what it is given',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function save(entry) { await write(entry) }
        function within(promise, ms) {
          return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, ms))])
        }
        export const pay = (entry) => ledger.runExclusive(async () => {
          await within(save(entry), 100)
                ~~~~~~ raced {"lock": "${ledger}", "since": "7", "work": "save()"}
        })
      `,
    },
    {
      name: 'a library that sets a clock',
      ...marked`
        import { Mutex } from 'async-mutex'
        import pTimeout from 'p-timeout'
        const ledger = new Mutex()
        async function save(entry) { await write(entry) }
        export const pay = (entry) => ledger.runExclusive(() => pTimeout(save(entry), { milliseconds: 100 }))
                                                                ~~~~~~~~ raced {"lock": "${ledger}", "since": "5", "work": "save()"}
      `,
    },
    {
      name: 'a clock against a function that we do not know',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { setTimeout as delay } from 'node:timers/promises'
        export class Remote {
          #mutex = new Mutex()
          push(change) {
            return this.#mutex.runExclusive(() => Promise.race([this.client.push(change), delay(1000)]))
                                                  ~~~~~~~~~~~~ raced {"lock": "${'`this.#mutex`'}", "since": "6", "work": "push()"}
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- loans and transactions

run(rule, {
  valid: [
    { name: 'the query is waited for', code: 'export async function names(pool) { const client = await pool.connect(); try { return await client.query(sql) } finally { await client.release() } }' },
    { name: 'a method that asks nobody', code: 'export async function name(pool, text) { const client = await pool.connect(); try { return client.escape(text) } finally { await client.release() } }' },
    { name: 'work with something else', code: 'async function report() { await send() }\nexport async function names(pool) { const client = await pool.connect(); try { await client.query(sql); return report() } finally { await client.release() } }' },
    { name: 'memory, not a connection', code: 'export function encode(buffers, text) { const buffer = buffers.acquire(); try { return buffer.encode(text) } finally { buffer.release() } }' },
    { name: 'children in a transaction, one after the other', code: 'export const removeAll = async (items, transaction) => { for (const item of items) await item.destroy({ transaction }) }' },
    { name: 'children in a transaction, all at once', code: 'export const removeAll = async (items, transaction) => { await Promise.all(items.map(async (item) => { await item.destroy({ transaction }) })) }' },
    { name: 'children without one', code: 'export const announceAll = async (items, transaction) => { items.forEach(async (item) => { await item.announce() }); await commit(transaction) }' },
  ],
  invalid: [
    {
      name: 'a query on a client that is given back',
      ...marked`
        export async function names(pool) {
          const client = await pool.connect()
          try {
            return client.query('SELECT name FROM users')
                   ~~~~~~~~~~~~ lent {"what": "client", "line": "line 6"}
          } finally {
            await client.release()
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function names(pool) {
            const client = await pool.connect()
            try {
              return await client.query('SELECT name FROM users')
            } finally {
              await client.release()
            }
          }
        `,
      }]],
    },
    {
      name: 'a method of the class that is handed the runner, which is given back only by who has made it',
      ...marked`
        export class Builder {
          async count() {
            const runner = this.runner || this.connection.createQueryRunner()
            try {
              return this.executeCount(runner)
                     ~~~~~~~~~~~~~~~~~ lent {"what": "runner", "line": "line 7"}
            } finally {
              if (runner !== this.runner) await runner.release()
            }
          }
          async executeCount(runner) { return await runner.query('COUNT') }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Builder {
            async count() {
              const runner = this.runner || this.connection.createQueryRunner()
              try {
                return await this.executeCount(runner)
              } finally {
                if (runner !== this.runner) await runner.release()
              }
            }
            async executeCount(runner) { return await runner.query('COUNT') }
          }
        `,
      }]],
    },
    {
      name: 'a callback that may be async, by its type',
      language: 'ts',
      ...marked`
        export async function withRunner<T>(source: Source, work: (runner: Runner) => T | Promise<T>) {
          const runner = source.createRunner()
          try { return work(runner) } finally { await runner.release() }
                       ~~~~ lent
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function withRunner<T>(source: Source, work: (runner: Runner) => T | Promise<T>) {
            const runner = source.createRunner()
            try { return await work(runner) } finally { await runner.release() }
          }
        `,
      }]],
    },
    {
      name: 'a stream that reads from a connection which its provider gets back',
      ...marked`
        export async function rows(provider, sql) {
          const runner = await provider.provide()
          try {
            const results = runner.stream(sql)
            return results
                   ~~~~~~~ lent {"what": "runner", "line": "line 7"}
          } finally {
            await provider.release(runner)
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export async function rows(provider, sql) {
            const runner = await provider.provide()
            try {
              const results = runner.stream(sql)
              return await results
            } finally {
              await provider.release(runner)
            }
          }
        `,
      }]],
    },
    {
      name: 'children in a transaction that are not waited for, by the type of the options',
      language: 'ts',
      ...marked`
        import type { FindOptions } from 'sequelize'
        export class Folder {
          async remove(options?: FindOptions) {
            const removeChildren = async (id: string) => {
              const children = await Folder.findAll({ where: { parent: id } })
              children.forEach(async (child) => {
              ~~~~~~~~~~~~~~~~ carriedBy {"carrier": "options"}
                await removeChildren(child.id)
                await child.destroy(options)
              })
            }
            await removeChildren(this.id)
          }
        }
      `,
    },
    {
      name: 'work in the transaction of a callback',
      ...marked`
        async function addLines(tx, lines) { for (const line of lines) await tx.insert(line) }
        export const order = (db, lines) => db.transaction(async (tx) => {
          const header = await tx.insert({ lines: lines.length })
          addLines(tx, lines)
          ~~~~~~~~ carried {"carrier": "tx"}
          return header
        })
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          async function addLines(tx, lines) { for (const line of lines) await tx.insert(line) }
          export const order = (db, lines) => db.transaction(async (tx) => {
            const header = await tx.insert({ lines: lines.length })
            await addLines(tx, lines)
            return header
          })
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- with types

typed(rule, {
  valid: [
    {
      name: 'a method that the checker knows to be synchronous',
      code: text`
        import { Mutex } from 'async-mutex'
        declare const disk: { write(entry: string): void }
        const ledger = new Mutex()
        export const pay = (entry: string) => ledger.runExclusive(() => { disk.write(entry) })
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that the checker knows to be asynchronous',
      ...marked`
        import { Mutex } from 'async-mutex'
        const disk = makeDisk()
        declare function makeDisk(): Map<string, { write(entry: string): Promise<void> }>
        const ledger = new Mutex()
        export const pay = (entry: string) => ledger.runExclusive(() => { disk.get('a')?.write(entry); count() })
                                                                          ~~~~~~~~~~~~~~~~~~~~ work {"lock": "${ledger}", "since": "5"}
        declare function count(): void
      `,
    },
  ],
})

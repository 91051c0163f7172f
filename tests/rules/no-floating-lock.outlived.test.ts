import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** The lock of all cases here, as a message names it. */
const ledger = '`ledger`'

const imports = `
  import { Mutex, Semaphore } from 'async-mutex'
  import { writeFile } from 'node:fs/promises'
  const ledger = new Mutex()
  let balance = 0
  async function save(entry) { await writeFile('ledger', String(entry)) }`

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
    { name: 'a callback is told that it is free: what it was given resumes its caller', code: "export const free = (name) => pause((resume, signal) => { navigator.locks.request(name, { mode: 'shared', signal }, () => { resume(nothing) }) })" },
    {
      name: 'held until others are done, or nobody wants that any more: no work is left behind',
      code: text`
        export const hold = (name, done, signal) => navigator.locks.request(name, () => {
          const unwanted = new Promise((resolve) => { signal.addEventListener('abort', () => { resolve() }) })
          return Promise.race([run(Deferred.await(done)), unwanted])
        })
        export const keep = (name, gate, signal) => navigator.locks.request(name, async () => {
          const unwanted = new Promise((resolve) => { signal.addEventListener('abort', () => { resolve() }) })
          await Promise.race([gate.wait(), unwanted])
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'work is left behind where nobody wants it any more',
      ...marked`
        import { run } from './run.js'
        export const hold = (name, ledger, signal) => navigator.locks.request(name, () => {
          const unwanted = new Promise((resolve) => { signal.addEventListener('abort', () => { resolve() }) })
          return Promise.race([run(Ledger.write(ledger)), unwanted])
                 ~~~~~~~~~~~~ raced
        })
      `,
    },
    {
      name: 'a callback is run that a helper was given, and told nothing',
      ...marked`
        export const within = (use) => use((context, next) => navigator.locks.request('ledger', () => { next() }))
                                                                                                        ~~~~ work
      `,
      suggestions: [[{ messageId: 'return', output: "export const within = (use) => use((context, next) => navigator.locks.request('ledger', () => { return next() }))" }]],
    },
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

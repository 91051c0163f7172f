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

// ---------------------------------------------------------------- promises that are returned too early

run(rule, {
  valid: [
    { name: 'return await', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { return await save(1) } finally { release() } }` },
    { name: 'a plain value', code: `${imports}\nexport async function pay() { const release = await ledger.acquire(); try { return balance } finally { release() } }` },
    { name: 'a promise of what is there already', code: `${imports}\nconst cache = new Map()\nexport async function pay(id) { const release = await ledger.acquire(); try { if (cache.has(id)) return Promise.resolve(cache.get(id)); cache.set(id, await load(id)); return cache.get(id) } finally { release() } }` },
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
    {
      name: 'a section of a lock for which the thread itself stands still',
      code: text`
        const FREE = 0
        const HELD = 1
        export class Guarded {
          constructor(words) { this.words = words }
          lock() { while (Atomics.compareExchange(this.words, 0, FREE, HELD) !== FREE) Atomics.wait(this.words, 0, HELD) }
          unlock() { Atomics.store(this.words, 0, FREE); Atomics.notify(this.words, 0, 1) }
          run(section) {
            this.lock()
            try { return section() } finally { this.unlock() }
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
      name: 'asynchronous work under a lock for which the thread itself stands still',
      ...marked`
        export class Guarded {
          constructor(words) { this.words = words }
          lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          unlock() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
          async load() { this.rows = await fetch('/rows') }
          async run() {
            this.lock()
            try { return this.load() } finally { this.unlock() }
                         ~~~~~~~~~ returned
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Guarded {
            constructor(words) { this.words = words }
            lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
            unlock() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
            async load() { this.rows = await fetch('/rows') }
            async run() {
              this.lock()
              try { return await this.load() } finally { this.unlock() }
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

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

const timeout = "const timeout = (ms) => new Promise((_, reject) => { setTimeout(() => reject(new Error('slow')), ms) })"

// ---------------------------------------------------------------- sections that nobody waits for

run(rule, {
  valid: [
    {
      name: 'work that is begun on purpose, beside what the section is for',
      code: text`
        export async function tick(outbox) {
          await navigator.locks.request('outbox', () => {
            outbox.count = 0
            outbox.sweep().catch(console.error)
          })
        }
      `,
    },
    { name: 'nothing behind it has to do with the section: what decides is that no place the section changes is read later', code: `${imports}\nexport function note(entry) { void ledger.runExclusive(async () => { await save(entry) }); return 'queued' }` },
    { name: 'in an event handler, which nobody waits for', code: `${imports}\nexport const listen = (socket) => socket.on('message', async (entry) => { ledger.runExclusive(() => save(entry)) })` },
    {
      name: 'one more mark in a collection that the section takes its mark out of: nothing is read there',
      code: text`
        import pLimit from 'p-limit'
        export class Board {
          limit = pLimit(3)
          asked = new Set()
          refresh(ids) {
            for (const id of ids) {
              if (this.asked.has(id)) continue
              this.limit(() => this.load(id)).catch(console.error).then(() => this.asked.delete(id))
              this.asked.add(id)
            }
          }
        }
      `,
    },
    { name: 'with a handler of its errors: nobody is meant to wait', code: `${imports}\nexport async function note(entry) { ledger.runExclusive(() => save(entry)).catch(report) }` },
    { name: 'tasks of a queue, whose end is waited for together', code: "import PQueue from 'p-queue'\nconst queue = new PQueue({ concurrency: 1 })\nexport async function all(items) { for (const item of items) queue.add(() => work(item)); await queue.onIdle() }" },
    {
      name: 'the next section comes after it, and only then is read what it changes',
      code: `${imports}\nexport async function sum() { void ledger.runExclusive(async () => { balance = await load() }); await ledger.runExclusive(check); return balance }`,
    },
    { name: 'what is read has been read before', code: `${imports}\nexport function note() { const before = balance; void ledger.runExclusive(async () => { balance = await load() }); return before }` },
    {
      name: 'tasks that queue others, and the end of all of them',
      code: text`
        import PQueue from 'p-queue'
        export class Prober {
          queue = new PQueue({ concurrency: 4 })
          async probe(parts) {
            const sound = []
            const look = async (some) => {
              if (await this.test(some)) return
              void this.queue.add(() => look(some.slice(0, 1)))
              void this.queue.add(() => look(some.slice(1)))
            }
            void this.queue.add(() => look(parts))
            await this.queue.onIdle()
            return sound
          }
        }
      `,
    },
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
    {
      name: 'a helper that runs it under the lock is waited for, or nothing relies on it',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Board {
          #mutex = new Mutex()
          #score = 0
          #exclusive(work) { return this.#mutex.runExclusive(work).finally(() => this.draw()) }
          add(points) {
            this.#exclusive(async () => { this.#score += await weigh(points) }).catch(report)
          }
          async read() {
            void this.#exclusive(async () => { this.#score = await load() })
            await this.#exclusive(() => this.settle())
            return this.#score
          }
          watch(source) {
            source.on('points', (points) => { this.#exclusive(() => this.store(points)) })
          }
        }
      `,
    },
    {
      name: 'a helper that handles the failures of what it runs, and whose end nothing relies on',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function inTurn(work) {
          const release = await mutex.acquire()
          try {
            await work()
          } catch (error) {
            report(error)
          } finally {
            release()
          }
        }
        const later = (work) => mutex.runExclusive(work).catch(report)
        export async function open(page) {
          inTurn(() => store(page))
          later(() => index(page))
        }
      `,
    },
    { name: 'one of several that are waited for together', code: `${imports}\nexport async function all(entries) { await Promise.all(entries.map((entry) => ledger.runExclusive(() => save(entry)))) }` },
  ],
  invalid: [
    {
      name: 'a section that does nothing but begin work, whose failure is heard',
      ...marked`
        export class Outbox {
          async tick() {
            await navigator.locks.request('outbox', { mode: 'exclusive' }, () => {
              this.sendAll().catch((error) => console.error(error))
              ~~~~~~~~~~~~ work
            })
          }
          async sendAll() { await fetch('/outbox') }
        }
      `,
      suggestions: [[{
        messageId: 'return',
        output: text`
          export class Outbox {
            async tick() {
              await navigator.locks.request('outbox', { mode: 'exclusive' }, () => {
                return this.sendAll().catch((error) => console.error(error))
              })
            }
            async sendAll() { await fetch('/outbox') }
          }
        `,
      }]],
    },
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
      name: 'how many there are, once one has been added',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        const rows = []
        export function note(row) {
          ledger.runExclusive(async () => { rows.push(await price(row)) })
          ~~~~~~~~~~~~~~~~~~~ relied {"lock": "${ledger}", "line": "line 6", "place": "rows"}
          return rows.push(row)
        }
      `,
      suggestions: [[]],
    },
    {
      name: 'a helper of the file runs it under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Board {
          #mutex = new Mutex()
          #score = 0
          #exclusive(label, work) { return this.#mutex.runExclusive(work).finally(() => this.draw(label)) }
          read() {
            this.#exclusive('read', async () => { this.#score = await load() })
            ~~~~~~~~~~~~~~~ relied {"lock": "${'`this.#mutex`'}", "line": "line 8", "place": "this.#score"}
            return this.#score
          }
        }
      `,
    },
    {
      name: 'a helper of the file that takes and gives back by hand',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function alone(work) {
          const release = await mutex.acquire()
          try {
            return await work()
          } finally {
            release()
          }
        }
        export async function save(score) {
          alone(() => store(score))
          ~~~~~ forgotten {"lock": "${'`mutex`'}", "by": "save"}
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function alone(work) {
          const release = await mutex.acquire()
          try {
            return await work()
          } finally {
            release()
          }
        }
        export async function save(score) {
          await alone(() => store(score))
        }
      ` }]],
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

// ---------------------------------------------------------------- races

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

// ---------------------------------------------------------------- requests and files that go on when a race is lost

run(rule, {
  valid: [
    {
      name: 'a question, and a request that is broken off',
      code: text`
        import { Mutex } from 'async-mutex'
        const desk = new Mutex()
        const late = (ms) => new Promise((_, reject) => { setTimeout(() => reject(new Error('late')), ms) })
        export const look = (id) => desk.runExclusive(() => Promise.race([fetch('/orders/' + id), late(1000)]))
        export const pay = (id, signal) => desk.runExclusive(() => Promise.race([fetch('/orders/' + id, { method: 'POST', signal }), late(1000)]))
      `,
    },
  ],
  invalid: [
    {
      name: 'a request that changes something, and a file that is written',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        import { Mutex } from 'async-mutex'
        const desk = new Mutex()
        const late = (ms) => new Promise((_, reject) => { setTimeout(() => reject(new Error('late')), ms) })
        export const pay = (id) => desk.runExclusive(() => Promise.race([fetch('/orders/' + id, { method: 'POST' }), late(1000)]))
                                                           ~~~~~~~~~~~~ raced {"work": "fetch()", "lock": "\u0060desk\u0060", "since": "5"}
        export async function note(line) {
          const release = await desk.acquire()
          try {
            await Promise.race([writeFile('desk.txt', line), late(1000)])
                  ~~~~~~~~~~~~ raced
          } finally {
            release()
          }
        }
      `,
    },
  ],
})

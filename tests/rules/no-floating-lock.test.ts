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

/** A lock that is asked for first, and what is done at the end. */
const early = (...end: readonly string[]): string => text`
  ${imports}

  export async function pay(order) {
    const turn = ledger.acquire()
    try {
      await save(order)
    } finally {
      ${end.join('\n      ')}
    }
  }
`

/** A promise that is returned under a lock of somebody else: what it goes by, how it is taken, and given back. */
const returnedUnder = (name: string, taken: string, given: string): ReturnType<typeof marked> => marked`
  export class Peers {
    async load(id: string): Promise<Peer> {
      return this.read(id)
    }
    async get(id: string) {
      const ${name} = await ${taken}
      try {
        return this.load(id)
               ~~~~~~~~~ returned {"lock":"\u0060this.table\u0060","line":"line 10"}
      } finally {
        ${given}
      }
    }
  }
`

/** By what it hands out to be called at the end, and by a method of its own. */
const tableLock = returnedUnder('release', 'this.table.readLock(id)', 'release?.()')
const heldLock = returnedUnder('lock', 'this.table.acquireRead(id)', 'lock.release()')

/** The same under a lock of this file. */
const gateLock = marked`
  class Turnstile {
    constructor() { this.last = Promise.resolve() }
    enter() {
      let leave
      const mine = new Promise((resolve) => { leave = () => resolve() })
      const turn = this.last.then(() => leave)
      this.last = this.last.then(() => mine)
      return turn
    }
  }
  const gate = new Turnstile()

  export async function pass(work) {
    const leave = await gate.enter()
    try {
      return work()
             ~~~~ returned
    } finally {
      leave()
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'awaited under a lock of somebody else, and what is there already',
      code: text`
        export class Peers {
          constructor(private readonly table: PeerTable) {}
          async load(id: string): Promise<Peer> {
            return this.read(id)
          }
          async get(id: string) {
            const release = await this.table.readLock(id)
            try {
              return await this.load(id)
            } finally {
              release?.()
            }
          }
          async count() {
            const release = await this.table.readLock('all')
            try {
              return this.table.size
            } finally {
              release?.()
            }
          }
        }
      `,
    },
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
    { name: 'asked for early, and waited for where the work is, with a name for what comes of it', code: early('const release = await turn', 'await save(order)', 'release()') },
    { name: 'what comes of it is used for more than that', code: early('const release = await turn', 'track(release)', 'release()') },
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
      name: 'returned under a lock of somebody else, that the awaited releaser gives back at once',
      ...tableLock,
      suggestions: [[{ messageId: 'await', output: tableLock.code.replace('return this.load', 'return await this.load') }]],
    },
    {
      name: 'returned under a lock of somebody else, that gives itself back at once',
      ...heldLock,
      suggestions: [[{ messageId: 'await', output: heldLock.code.replace('return this.load', 'return await this.load') }]],
    },
    {
      name: 'returned under a lock that is built on a chain of promises, and comes when it is free',
      ...gateLock,
      suggestions: [[{ messageId: 'await', output: gateLock.code.replace('return work()', 'return await work()') }]],
    },
    {
      name: 'locks that are put into objects when they are first needed, and helpers that are made for one',
      ...marked`
        import { Mutex } from 'async-mutex'
        const trips = new Map()
        export async function board(id, guests) {
          const trip = trips.get(id)
          trip.turn ??= new Mutex()
          await trip.turn.runExclusive(async () => {
            guests.forEach(async (guest) => { trip.seats.push(await guest.seat()) })
            ~~~~~~~~~~~~~~ callback
          })
        }
        function turnOf(trip) {
          trip.turn ??= new Mutex()
          return (work) => trip.turn.runExclusive(work)
        }
        export async function leave(id, guests) {
          const trip = trips.get(id)
          const inTurn = turnOf(trip)
          await inTurn(async () => {
            guests.forEach(async (guest) => { trip.seats.delete(await guest.seat()) })
            ~~~~~~~~~~~~~~ callback
          })
        }
        export const open = (id) => trips.set(id, { seats: new Set() })
      `,
    },
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
      name: 'waited for only to give it back, with a name for what comes of it',
      code: early('const release = await turn', 'await release()'),
      errors: [{ messageId: 'late', line: 9, column: 16, data: { lock: '`ledger`', line: 'line 13' } }],
      suggestions: [[{ messageId: 'await', output: early('const release = await turn', 'await release()').replace('= ledger', '= await ledger') }]],
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

// ---------------------------------------------------------------- a lock that nobody else can have yet

run(rule, {
  valid: [
    { name: 'made in the statement before', code: "import { Mutex } from 'async-mutex'\nexport class Door { shut() { this.bolt = new Mutex(); void this.bolt.acquire(); knock() } open() { this.bolt.release() } }" },
    {
      name: 'made with the object, and taken first by its constructor',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Sluice {
          #gate = new Mutex()
          constructor(channel) {
            channel.addEventListener('message', () => this.#gate.release())
            this.#gate.acquire()
            channel.postMessage('ready')
          }
          async pass() {
            await this.#gate.waitForUnlock()
          }
        }
      `,
    },
    {
      name: 'held until the page is closed, by a section that tells that it is there',
      code: text`
        let presence
        export function present(name) {
          presence ??= new Promise((resolve) => {
            navigator.locks.request(name, () => new Promise(() => {
              resolve()
            }))
          })
          return presence
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'taken in the constructor, but only when something comes',
      code: "import { Mutex } from 'async-mutex'\nexport class Door { bolt = new Mutex(); constructor(bell) { bell.on('ring', () => { this.bolt.acquire(); knock() }) } open() { this.bolt.release() } }",
      errors: [{ messageId: 'unheld', line: 2, column: 85 }],
      suggestions: [[]],
    },
    {
      name: 'taken in the constructor for the second time',
      code: "import { Mutex } from 'async-mutex'\nexport class Door { bolt = new Mutex(); constructor() { void this.bolt.acquire(); this.bolt.acquire(); knock() } open() { this.bolt.release() } }",
      errors: [{ messageId: 'unheld', line: 2, column: 83 }],
      suggestions: [[]],
    },
    {
      name: 'others may have it by then',
      code: "import { Mutex } from 'async-mutex'\nexport class Door { bolt = new Mutex(); async shut() { await look(); this.bolt.acquire(); knock() } open() { this.bolt.release() } }",
      errors: [{ messageId: 'unheld', line: 2, column: 70 }],
      suggestions: [[{ messageId: 'await', output: "import { Mutex } from 'async-mutex'\nexport class Door { bolt = new Mutex(); async shut() { await look(); await this.bolt.acquire(); knock() } open() { this.bolt.release() } }" }]],
    },
  ],
})

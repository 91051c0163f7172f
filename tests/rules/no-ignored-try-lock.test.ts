import rule from '../../src/rules/no-ignored-try-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const lock = '`lock`'
const awaitLock = "import AwaitLock from 'await-lock'\nconst lock = new AwaitLock()"
const semaphore = "import Semaphore from 'semaphore-async-await'\nconst slots = new Semaphore(1)"

// ---------------------------------------------------------------- results

run(rule, {
  valid: [
    { name: 'tested on the spot', code: `${awaitLock}\nexport async function run() { if (!lock.tryAcquire()) return; try { await work() } finally { lock.release() } }` },
    { name: 'tested by its name', code: `${semaphore}\nexport async function run() { const taken = await slots.waitFor(100); if (!taken) throw new Error('busy'); try { await work() } finally { slots.release() } }` },
    { name: 'returned: the caller looks', code: `${awaitLock}\nexport function enter() { return lock.tryAcquire() }` },
    { name: 'a helper that says how it went, and is listened to', code: `${awaitLock}\nfunction enter() { return lock.tryAcquire() }\nexport async function run() { if (!enter()) return; try { await work() } finally { lock.release() } }` },
    { name: 'a helper that says something else', code: `${awaitLock}\nfunction enter() { const got = lock.tryAcquire(); return got ? 'in' : report() }\nexport async function run() { enter(); await work() }` },
    { name: 'handed to somebody else', code: `${semaphore}\nexport async function run() { report(await slots.waitFor(100)) }` },
    { name: 'again and again until it is taken', code: `${awaitLock}\nexport async function run() { while (!lock.tryAcquire()) await pause(); try { await work() } finally { lock.release() } }` },
    { name: 'the work and the release in the branch that has it', code: `${semaphore}\nexport async function run() { const taken = await slots.waitFor(10); if (!taken) log('busy'); if (taken) { try { await work() } finally { slots.release() } } }` },
    { name: 'a token that is tested', code: "import { Sema } from 'async-sema'\nconst sema = new Sema(1)\nexport async function run() { const token = sema.tryAcquire(); if (!token) return; try { await work() } finally { sema.release(token) } }" },
    { name: 'a wait without a signal always ends with the lock', code: "import { createLock } from 'superlock'\nconst lock = createLock()\nexport async function run() { const release = await lock(); try { await work() } finally { release() } }" },
    { name: 'not waited for: that is the fault of another rule', code: `${semaphore}\nexport async function run() { slots.waitFor(100) }` },
    { name: 'a function that only has the name', code: 'const lock = { tryAcquire() {} }\nexport function run() { lock.tryAcquire(); work() }' },
  ],
  invalid: [
    {
      name: 'a try whose answer is dropped',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function run() {
          lock.tryAcquire()
          ~~~~~~~~~~~~~~~ ignored {"lock": "${lock}"}
          try { await work() } finally { lock.release() }
        }
      `,
    },
    {
      name: 'a helper that says how it went, and is not listened to',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        function enter() { return lock.tryAcquire() === true }
        export async function run() {
          enter()
          ~~~~~ ignored {"lock": "${lock}"}
          try { await work() } finally { lock.release() }
        }
      `,
    },
    {
      name: 'a wait that ends with false, in a class',
      ...marked`
        import Semaphore from 'semaphore-async-await'
        export class Uploads {
          #slots = new Semaphore(1)
          async add(file) {
            await this.#slots.waitFor(100)
                  ~~~~~~~~~~~~~~~~~~~ ignored {"lock": "${'`this.#slots`'}"}
            try { await send(file) } finally { this.#slots.release() }
          }
        }
      `,
    },
    {
      name: 'an answer that is kept and never read',
      ...marked`
        import TabsLock from 'browser-tabs-lock'
        const tabs = new TabsLock()
        export async function renew() {
          const taken = await tabs.acquireLock('token', 500)
                              ~~~~~~~~~~~~~~~~ ignored
          await fetchToken()
          await tabs.releaseLock('token')
        }
      `,
    },
    {
      name: 'a token that is only given back',
      ...marked`
        import { Sema } from 'async-sema'
        const sema = new Sema(1)
        export async function run() {
          const token = sema.tryAcquire()
                        ~~~~~~~~~~~~~~~ ignored
          try { await work() } finally { sema.release(token) }
        }
      `,
    },
    {
      name: 'a signal ends the wait without a releaser, and ?. hides it',
      ...marked`
        import { createLock } from 'superlock'
        const lock = createLock()
        export async function run(signal) {
          const release = await lock(signal)
                                ~~~~ ignored
          try { await work() } finally { release?.() }
        }
      `,
    },
    {
      name: 'the callback of a .then takes nothing',
      ...marked`
        import TabsLock from 'browser-tabs-lock'
        const tabs = new TabsLock()
        export const renew = () => tabs.acquireLock('token').then(() => fetchToken()).finally(() => tabs.releaseLock('token'))
                                   ~~~~~~~~~~~~~~~~ ignored
      `,
    },
    {
      name: 'tested, but the code goes on to give back what it does not hold',
      ...marked`
        import Semaphore from 'semaphore-async-await'
        const slots = new Semaphore(1)
        export async function run() {
          const taken = await slots.waitFor(100)
                              ~~~~~~~~~~~~~ passed {"lock": "${'`slots`'}", "tested": "line 5", "given": "line 9"}
          if (!taken) log('slow')
          try {
            await work()
          } finally {
            slots.release()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- sections that may get no lock

run(rule, {
  valid: [
    { name: 'the section looks', code: "export const run = () => navigator.locks.request('sync', { ifAvailable: true }, async (lock) => { if (lock) await work() })" },
    { name: 'the section hands it on', code: "export const run = () => navigator.locks.request('sync', { ifAvailable: true }, (lock) => begin(lock))" },
    { name: 'a request that waits', code: "export const run = () => navigator.locks.request('sync', async () => { await work() })" },
    { name: 'options that we cannot see', code: "export const run = (options) => navigator.locks.request('sync', options, async () => { await work() })" },
    { name: 'a section that we cannot see', code: "export const run = (section) => navigator.locks.request('sync', { ifAvailable: true }, section)" },
  ],
  invalid: [
    {
      name: 'a section without a parameter',
      ...marked`
        export const run = () => navigator.locks.request('sync', { ifAvailable: true }, async () => { await work() })
                                 ~~~~~~~~~~~~~~~~~~~~~~~ offered {"lock": "${'`\\"sync\\"`'}"}
      `,
    },
    {
      name: 'a named section that does not look at its parameter',
      ...marked`
        async function sync(lock) { await work() }
        export async function run() {
          const options = { mode: 'exclusive', ifAvailable: true }
          await navigator.locks.request('sync', options, sync)
                ~~~~~~~~~~~~~~~~~~~~~~~ offered
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- errors

run(rule, {
  valid: [
    { name: 'the clause leaves', code: `${awaitLock}\nexport async function run() { try { await lock.acquireAsync({ timeout: 100 }) } catch { return } try { await work() } finally { lock.release() } }` },
    { name: 'the clause throws', code: `${awaitLock}\nexport async function run() { try { await lock.acquireAsync({ timeout: 100 }) } catch (error) { throw new Error('busy', { cause: error }) } try { await work() } finally { lock.release() } }` },
    {
      name: 'the code behind looks how far it came',
      code: text`
        ${awaitLock}
        export async function run() {
          let held = false
          try {
            await lock.acquireAsync({ timeout: 100 })
            held = true
          } catch (error) { log(error) }
          if (!held) return
          try { await work() } finally { lock.release() }
        }
      `,
    },
    {
      name: 'the code behind looks whether there is a releaser',
      code: text`
        import { Mutex, withTimeout } from 'async-mutex'
        const lock = withTimeout(new Mutex(), 100)
        export async function run() {
          let release
          try { release = await lock.acquire() } catch (error) { log(error) }
          if (!release) return
          try { await work() } finally { release() }
        }
      `,
    },
    { name: 'the clause notes it', code: `${awaitLock}\nexport async function run() { let late = false; try { await lock.acquireAsync({ timeout: 100 }) } catch { late = true } await work(late); if (!late) lock.release() }` },
    { name: 'work and release are skipped together', code: `${awaitLock}\nexport async function run() { try { await lock.acquireAsync({ timeout: 100 }); try { await work() } finally { lock.release() } } catch (error) { log(error) } }` },
    { name: 'a wait that never ends without the lock', code: `${awaitLock}\nexport async function run() { await lock.acquireAsync().catch(() => {}); try { await work() } finally { lock.release() } }` },
    { name: 'what the .catch yields is tested', code: "import { Mutex, withTimeout } from 'async-mutex'\nconst lock = withTimeout(new Mutex(), 100)\nexport async function run() { const release = await lock.acquire().catch(() => undefined); if (!release) return; try { await work() } finally { release() } }" },
    { name: 'the .catch throws', code: `${awaitLock}\nexport async function run() { await lock.acquireAsync({ timeout: 100 }).catch((error) => { throw new Error('busy', { cause: error }) }); try { await work() } finally { lock.release() } }` },
    { name: 'the clause throws what is no timeout again, and leaves otherwise', code: "import { E_TIMEOUT, Mutex, withTimeout } from 'async-mutex'\nconst lock = withTimeout(new Mutex(), 100)\nexport async function run() { let release; try { release = await lock.acquire() } catch (error) { if (error !== E_TIMEOUT) throw error; return } try { await work() } finally { release() } }" },
    { name: 'a section that does not run without the lock', code: "import { Mutex, tryAcquire } from 'async-mutex'\nconst lock = new Mutex()\nexport const run = () => tryAcquire(lock).runExclusive(() => work()).catch(() => {})" },
  ],
  invalid: [
    {
      name: 'an empty .catch',
      ...marked`
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        export async function run() {
          await lock.acquireAsync({ timeout: 100 }).catch(() => {})
                ~~~~~~~~~~~~~~~~~ swallowed {"lock": "${lock}", "caught": "line 4"}
          try { await work() } finally { lock.release() }
        }
      `,
    },
    {
      name: 'a clause that only logs',
      ...marked`
        import AwaitLock from 'await-lock'
        export class Sync {
          #lock = new AwaitLock()
          async run() {
            try {
              await this.#lock.acquireAsync({ timeout: 100 })
                    ~~~~~~~~~~~~~~~~~~~~~~~ swallowed {"lock": "${'`this.#lock`'}", "caught": "line 7"}
            } catch (error) {
              console.warn('slow', error)
            }
            try { await work() } finally { this.#lock.release() }
          }
        }
      `,
    },
    {
      name: 'a clause that lets pass what says that somebody else holds it',
      ...marked`
        import { E_ALREADY_LOCKED, Mutex, tryAcquire } from 'async-mutex'
        const lock = tryAcquire(new Mutex())
        export async function load(path) {
          let release
          try {
            release = await lock.acquire()
                            ~~~~~~~~~~~~ swallowed
          } catch (error) {
            if (error !== E_ALREADY_LOCKED) throw error
            console.warn('runs already')
          }
          try { await work(path) } finally { release?.() }
        }
      `,
    },
    {
      name: 'a lock file that somebody else holds',
      ...marked`
        import lockfile from 'proper-lockfile'
        export async function write(rows) {
          let release
          try {
            release = await lockfile.lock('db.json')
                            ~~~~~~~~~~~~~ swallowed
          } catch { console.warn('locked') }
          await store(rows)
          await release?.()
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- locks of the project

run(rule, {
  valid: [],
  invalid: [
    {
      name: 'by the settings: a signal may end the wait with nothing',
      settings: {
        concurrency: {
          locks: [{ id: 'gate', on: ['our-locks#Gate()'], permits: 1, methods: { enter: { does: 'acquire', yields: 'releaser', nothingWith: 0, awaited: true } } }],
        },
      },
      ...marked`
        import { Gate } from 'our-locks'
        const gate = new Gate()
        export async function run(signal) {
          const leave = await gate.enter(signal)
                              ~~~~~~~~~~ ignored {"lock": "${'`gate`'}"}
          try { await work() } finally { leave() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a look only whether there is something to give back

const ledger = (end: string): string => text`
  import lockfile from 'proper-lockfile'
  export async function enter(path, line) {
    const release = await lockfile.lock(path).catch(() => null)
    try {
      await append(path, line)
    } finally {
      ${end}
    }
  }
`

run(rule, {
  valid: [{ name: 'the look decides more than that', code: ledger('if (release) await release()\n    else await mark(path)') }],
  invalid: [
    { name: 'in an if', code: ledger('if (release) await release()'), errors: [{ messageId: 'swallowed', line: 3, column: 25 }] },
    { name: 'with &&', code: ledger('release && (await release())'), errors: [{ messageId: 'swallowed', line: 3, column: 25 }] },
  ],
})

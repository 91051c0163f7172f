import rule from '../../src/rules/no-slow-work-under-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const lock = `
  import { Mutex } from 'async-mutex'
  const lock = new Mutex()`

// ---------------------------------------------------------------- sleeps

run(rule, {
  valid: [
    {
      name: 'before the lock is taken, and after it has been given back',
      code: `${lock}
        const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
        export async function poll() {
          await sleep(1000)
          await lock.runExclusive(load)
          await sleep(1000)
        }`,
    },
    {
      name: 'a lock that all only ask for, to see who leads: nobody waits for it',
      code: text`
        export function lead(view) {
          return navigator.locks.request('leader', { ifAvailable: true }, async (lock) => {
            while (lock && view.isOpen) {
              view.show(await view.load())
              await new Promise((resolve) => setTimeout(resolve, 5000))
            }
          })
        }
      `,
    },
    {
      name: 'what is left of an interval: the lock is there to keep it',
      code: `${lock}
        let last = 0
        export const call = () => lock.runExclusive(async () => {
          const left = last + 1000 - Date.now()
          if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
          last = Date.now()
          return load()
        })`,
    },
    {
      name: 'the sleep is all that the section does',
      code: `${lock}
        const pause = () => new Promise((resolve) => setTimeout(resolve, 100))
        export const turn = () => lock.runExclusive(() => new Promise((resolve) => setTimeout(resolve, 100)))
        export const other = () => lock.runExclusive(async () => { await pause() })`,
    },
    {
      name: 'nobody waits for it, or only for a moment to let others run',
      code: `${lock}
        const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
        export const save = () => lock.runExclusive(async () => {
          void sleep(1000)
          await sleep(0)
          await store()
        })`,
    },
    {
      name: 'a timer that yields a value stands for work, and so does a promise that does more',
      code: `${lock}
        const answer = () => new Promise((resolve) => setTimeout(resolve, 100, 'answer'))
        const closed = (socket) => new Promise((resolve, reject) => { socket.onclose = resolve; setTimeout(reject, 1000) })
        export const ask = (socket) => lock.runExclusive(async () => {
          socket.send(await answer())
          await closed(socket)
        })`,
    },
    {
      name: 'a task of a limiter, which holds up nobody but one slot',
      code: text`
        import pLimit from 'p-limit'
        import PQueue from 'p-queue'
        import { setTimeout as sleep } from 'node:timers/promises'
        const limit = pLimit(4), queue = new PQueue({ concurrency: 1 })
        export const politely = (url) => limit(async () => { await load(url); await sleep(100) })
        export const inTurn = (url) => queue.add(async () => { await load(url); await sleep(100) })
      `,
    },
    {
      name: 'in a method that other callers run without the lock',
      code: `${lock}
        export async function retry() { await load(); await new Promise((resolve) => setTimeout(resolve, 500)) }
        export const save = () => lock.runExclusive(() => retry())`,
    },
    {
      name: 'what the option allows',
      options: [{ allow: ['lock'] }],
      code: `${lock}\nexport const save = () => lock.runExclusive(async () => { await new Promise((resolve) => setTimeout(resolve, 500)); await store() })`,
    },
  ],
  invalid: [
    {
      name: 'between taking and giving back, in whatever form',
      ...marked`
        import { promisify } from 'node:util'
        import { setTimeout as pause, scheduler } from 'node:timers/promises'
        import AwaitLock from 'await-lock'
        const lock = new AwaitLock()
        const wait = promisify(setTimeout)
        const DELAY = 500
        async function sleep(ms = DELAY) { await new Promise((resolve) => setTimeout(() => resolve(), ms)) }
        export async function save() {
          await lock.acquireAsync()
          try {
            await pause(1000)
            ~~~~~~~~~~~~~~~~~ sleep {"lock": "lock", "since": "line 9"}
            await scheduler.wait(1000)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ sleep
            await wait(DELAY)
            ~~~~~~~~~~~~~~~~~ sleep
            await sleep()
            ~~~~~~~~~~~~~ sleep
            await new Promise((resolve) => setTimeout(resolve, 2 * DELAY))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ sleep
          } finally {
            lock.release()
          }
        }
      `,
    },
    {
      name: 'a lock that some only ask for, and others wait for',
      ...marked`
        export function lead(view) {
          return navigator.locks.request('leader', { ifAvailable: true }, async (lock) => {
            while (lock && view.isOpen) {
              view.show(await view.load())
              await new Promise((resolve) => setTimeout(resolve, 5000))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ sleep
            }
          })
        }
        export const once = (view) => navigator.locks.request('leader', () => view.load())
      `,
    },
    {
      name: 'between the attempts of a retry, in a helper that is only called under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Uploader {
          #lock = new Mutex()
          upload(file) { return this.#lock.runExclusive(() => this.#attempts(file)) }
          async #attempts(file) {
            for (let attempt = 1; ; attempt++) {
              try { return await send(file) } catch { await new Promise((resolve) => setTimeout(resolve, attempt * 1000)) }
                                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ sleep {"lock": "this.#lock", "since": "line 4"}
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- listeners

run(rule, {
  valid: [
    {
      name: 'after the lock has been given back',
      code: text`
        import { EventEmitter } from 'node:events'
        import { Mutex } from 'async-mutex'
        export class Store extends EventEmitter {
          #lock = new Mutex()
          async save(row) {
            const saved = await this.#lock.runExclusive(() => store(row))
            this.emit('saved', saved)
          }
        }
      `,
    },
    {
      name: 'the lock is there to emit one after the other',
      code: text`
        import { EventEmitter } from 'node:events'
        import { Mutex } from 'async-mutex'
        export class Bus extends EventEmitter {
          #lock = new Mutex()
          tell(event) { return this.#lock.runExclusive(() => this.emit('event', event)) }
        }
      `,
    },
    {
      name: 'a lock helper that runs what its caller gives, and functions that the file itself lists',
      code: `${lock}
        export const exclusive = (work) => lock.runExclusive(async () => { await before(); return work() })
        const steps = [first, second]
        export const all = () => lock.runExclusive(async () => { for (const step of steps) await step() })`,
    },
    {
      name: 'a method of that name on something else',
      code: `${lock}\nexport const report = (metrics) => lock.runExclusive(async () => { await store(); metrics.emit('saved') })`,
    },
  ],
  invalid: [
    {
      name: 'an emitter of Node, by inheritance or in a field, and an event target',
      ...marked`
        import { EventEmitter } from 'node:events'
        import { Mutex } from 'async-mutex'
        export class Store extends EventEmitter {
          #lock = new Mutex()
          #events = new EventEmitter()
          #target = new EventTarget()
          async save(row) {
            const release = await this.#lock.acquire()
            try {
              await store(row)
              this.emit('saved', row)
              ~~~~~~~~~~~~~~~~~~~~~~~ emit {"lock": "this.#lock", "since": "line 8"}
              this.#events.emit('saved')
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ emit
              this.#target.dispatchEvent(new Event('saved'))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ emit
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'functions that callers have registered',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Store {
          #lock = new Mutex()
          #listeners = new Set()
          onSave(listener) { this.#listeners.add(listener) }
          async save(row) {
            await this.#lock.runExclusive(async () => {
              await store(row)
              for (const listener of this.#listeners) await listener(row)
                                                            ~~~~~~~~~~~~~ listener {"lock": "this.#lock", "since": "line 7"}
              await Promise.all([...this.#listeners].map((each) => each(row)))
                                                                   ~~~~~~~~~ listener
            })
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- messages and consumers

/** A client that answers its callers from a handler. */
const client = (handler: string) => text`
  import { Mutex } from 'async-mutex'
  export class Client {
    #lock = new Mutex()
    #pending = new Map()
    constructor(socket) {
      this.socket = socket
      socket.onmessage = (event) => this.receive(event.data)
    }
    call(id) {
      return this.#lock.runExclusive(async () => {
        this.socket.send(id)
        return await new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
      })
    }
    ${handler}
  }
`

run(rule, {
  valid: [
    {
      name: 'the answer comes without the lock',
      code: client('receive(message) { this.#pending.get(message.id)?.resolve(message); this.#pending.delete(message.id) }'),
    },
    {
      name: 'one of the ways to an answer needs no lock',
      code: client(`
        receive(message) { return this.#lock.runExclusive(async () => { this.#pending.get(message.id)?.resolve(message) }) }
        close() { for (const each of this.#pending.values()) each.reject(new Error('closed')); this.#pending.get(0)?.reject() }
      `),
    },
    {
      name: 'a consumer gets what was collected under the lock',
      code: `${lock}
        export async function* rows() {
          const all = await lock.runExclusive(load)
          yield* all
        }`,
    },
    {
      name: 'what is taken for each page is given back before the page is handed out',
      code: text`
        export class Sentinel {
          async *scan() {
            for (let cursor = '0'; ;) {
              const client = await this.acquire()
              const reply = await client.scan(cursor)
              client.release()
              yield reply.keys
              if (reply.cursor === '0') return
              cursor = reply.cursor
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the handler that answers needs the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Client {
          #lock = new Mutex()
          #pending = new Map()
          constructor(socket) {
            this.socket = socket
            socket.onmessage = (event) => this.receive(event.data)
          }
          call(id) {
            return this.#lock.runExclusive(async () => {
              this.socket.send(id)
              return await new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ message {"what": "an answer", "lock": "this.#lock", "since": "line 10", "settler": "line 18"}
            })
          }
          receive(message) {
            return this.#lock.runExclusive(() => {
              const waiting = this.#pending.get(message.id)
              waiting?.resolve(message)
              this.#pending.delete(message.id)
            })
          }
        }
      `,
    },
    {
      name: 'an event that is only emitted under the lock; a slot that is only freed under it',
      ...marked`
        import { EventEmitter, once } from 'node:events'
        import { Mutex } from 'async-mutex'
        export class Link extends EventEmitter {
          #lock = new Mutex()
          #waiters = []
          ask(question) {
            return this.#lock.runExclusive(async () => {
              send(question)
              await once(this, 'reply')
              ~~~~~~~~~~~~~~~~~~~~~~~~~ message {"what": "the event \"reply\"", "lock": "this.#lock", "since": "line 7", "settler": "line 12"}
            })
          }
          receive(line) { return this.#lock.runExclusive(() => this.emit('reply', line)) }
          take() {
            return this.#lock.runExclusive(async () => {
              await new Promise((resolve) => this.#waiters.push(resolve))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ message {"what": "an answer", "lock": "this.#lock", "since": "line 14", "settler": "line 19"}
              return load()
            })
          }
          give() { return this.#lock.runExclusive(() => this.#waiters.shift()?.()) }
        }
      `,
    },
    {
      name: 'something that is taken for a time, whatever it is',
      ...marked`
        export class Sentinel {
          async *scan() {
            const client = await this.acquire()
            try {
              for (let page = 0; page < 10; page++) yield await client.scan(page)
                                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ yield {"lock": "this.acquire()", "since": "line 3"}
            } finally {
              client.release()
            }
          }
        }
      `,
    },
    {
      name: 'a generator that holds the lock while its consumer works',
      ...marked`
        import { Mutex } from 'async-mutex'
        const lock = new Mutex()
        export async function* rows() {
          const release = await lock.acquire()
          try {
            for (let page = 0; page < 10; page++) yield await load(page)
                                                  ~~~~~~~~~~~~~~~~~~~~~~ yield {"lock": "lock", "since": "line 4"}
          } finally {
            release()
          }
        }
      `,
    },
  ],
})

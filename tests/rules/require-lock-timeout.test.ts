import rule from '../../src/rules/require-lock-timeout.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- settings

run(rule, {
  valid: [
    {
      name: 'a bounded number of attempts, or the default',
      code: text`
        import Redlock from 'redlock'
        import lockfile from 'proper-lockfile'
        import { Mutex } from 'redis-semaphore'
        export const locks = new Redlock([client], { retryCount: 10 })
        export const plain = new Redlock([client])
        export const file = (path) => lockfile.lock(path, { retries: { retries: 5, minTimeout: 100 } })
        export const mutex = new Mutex(client, 'key', { acquireTimeout: 10_000 })
      `,
    },
    {
      name: 'locks of this process, and of the pages of one browser',
      code: text`
        import { Mutex } from 'async-mutex'
        import AsyncLock from 'async-lock'
        const mutex = new Mutex(), lock = new AsyncLock({ timeout: 0 })
        export const one = () => mutex.runExclusive(work)
        export const two = () => lock.acquire('key', work, { timeout: 0 })
        export const three = () => navigator.locks.request('key', work)
      `,
    },
    { name: 'options of that name for something else', code: "import got from 'got'\nexport const get = (url) => got(url, { retryCount: -1, retries: { forever: true } })" },
    { name: 'a statement that waits for a while', code: "export const lock = (db) => db.query('SELECT GET_LOCK(?, 10)', ['jobs'])" },
    {
      name: 'what the option allows',
      options: [{ allow: ['redlock', 'Atomics.wait'] }],
      code: text`
        import Redlock from 'redlock'
        import { Worker } from 'node:worker_threads'
        const view = new Int32Array(new SharedArrayBuffer(4))
        export const locks = new Redlock([client], { retryCount: -1 })
        export function run() { new Worker('./worker.js', { workerData: view }); Atomics.wait(view, 0, 0) }
      `,
    },
  ],
  invalid: [
    {
      name: 'when the locks are made, when one is taken, in a constant',
      ...marked`
        import Redlock from 'redlock'
        const FOR_EVER = -1
        const settings = { retryDelay: 200, retryCount: FOR_EVER }
                                            ~~~~~~~~~~~~~~~~~~~~ endless {"setting": "retryCount: -1", "noun": "a lock in Redis"}
        export const locks = new Redlock([client], settings)
        export const bounded = new Redlock([client])
        export const take = (id) => bounded.acquire([id], 1000, { retryCount: Infinity })
                                                                  ~~~~~~~~~~~~~~~~~~~~ endless {"setting": "retryCount: Infinity", "noun": "a lock in Redis"}
        export const hold = (id) => bounded.using([id], 1000, { retryCount: -1 }, work)
                                                                ~~~~~~~~~~~~~~ endless
      `,
    },
    {
      name: 'lock files, and locks of other libraries',
      ...marked`
        import lockfile from 'proper-lockfile'
        import { Semaphore } from 'redis-semaphore'
        import TabLock from 'browser-tabs-lock'
        export const file = (path) => lockfile.lock(path, { retries: { forever: true, maxTimeout: 1000 } })
                                                                       ~~~~~~~~~~~~~ endless {"setting": "retries: { forever: true }", "noun": "a lock file"}
        export const many = new Semaphore(client, 'key', 5, { acquireTimeout: Number.POSITIVE_INFINITY })
                                                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ endless
        const tabs = new TabLock()
        export const tab = () => tabs.acquireLock('key', Infinity)
                                                         ~~~~~~~~ endless {"setting": "Infinity", "noun": "a lock of another tab"}
      `,
    },
    {
      name: 'a statement',
      ...marked`
        const LOCK = 'SELECT GET_LOCK(?, -1)'
        export const lock = (db) => db.query(LOCK, ['jobs'])
                                             ~~~~ endless {"setting": "GET_LOCK(…, -1)", "noun": "a lock of the database"}
      `,
    },
  ],
})

// ---------------------------------------------------------------- words of shared memory

run(rule, {
  valid: [
    {
      name: 'a port that the caller hands over: he knows what is behind it',
      code: `
        import type { MessagePort } from 'node:worker_threads'
        export function ask(port: MessagePort, word: Int32Array, question: string) {
          Atomics.store(word, 0, 0)
          port.postMessage(question)
          while (Atomics.load(word, 0) === 0) Atomics.wait(word, 0, 0)
        }
      `,
    },
    {
      name: 'with a timeout',
      code: text`
        import { Worker } from 'node:worker_threads'
        const view = new Int32Array(new SharedArrayBuffer(4))
        const worker = new Worker('./worker.js', { workerData: view })
        export function ask(question) {
          worker.postMessage(question)
          if (Atomics.wait(view, 0, 0, 5000) === 'timed-out') throw new Error('no answer')
        }
      `,
    },
    {
      name: 'a mutex, whose holder gives it back',
      code: text`
        import { Worker } from 'node:worker_threads'
        const cell = new Int32Array(new SharedArrayBuffer(4))
        function lock() { while (Atomics.compareExchange(cell, 0, 0, 1) !== 0) Atomics.wait(cell, 0, 1) }
        export function run(worker) {
          new Worker('./worker.js', { workerData: cell })
          lock()
        }
      `,
    },
    {
      name: 'a worker that waits for the thread that started it: it dies with it',
      code: text`
        import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
        function wait(gate) { Atomics.wait(gate, 0, 0) }
        if (isMainThread) {
          const gate = new Int32Array(new SharedArrayBuffer(4))
          new Worker(new URL(import.meta.url), { workerData: gate })
        } else {
          parentPort.postMessage('ready')
          wait(workerData)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the answer of a worker, in a helper that comes after the question',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Caller {
          #view = new Int32Array(new SharedArrayBuffer(8))
          #worker = new Worker('./worker.js', { workerData: this.#view })
          call(question) {
            this.#worker.postMessage(question)
            this.#wait()
            return Atomics.load(this.#view, 1)
          }
          #wait() {
            while (Atomics.load(this.#view, 0) === 0) Atomics.wait(this.#view, 0, 0)
                                                      ~~~~~~~~~~~~ word {"asked": "line 6"}
          }
        }
      `,
    },
    {
      name: 'a port of which a worker has the other end',
      ...marked`
        import { MessageChannel, Worker } from 'node:worker_threads'
        export class Caller {
          #view = new Int32Array(new SharedArrayBuffer(8))
          constructor() {
            const { port1, port2 } = new MessageChannel()
            this.port = port1
            this.worker = new Worker('./worker.js', { workerData: { view: this.#view, port: port2 }, transferList: [port2] })
          }
          call(question) {
            this.port.postMessage(question)
            while (Atomics.load(this.#view, 0) === 0) Atomics.wait(this.#view, 0, 0)
                                                      ~~~~~~~~~~~~ word {"asked": "line 10"}
          }
        }
      `,
    },
    {
      name: 'the start of a worker, without end in so many words',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function start() {
          const view = new Int32Array(new SharedArrayBuffer(4))
          const worker = new Worker('./worker.js', { workerData: view })
          Atomics.wait(view, 0, 0, Infinity)
          ~~~~~~~~~~~~ word {"asked": "line 4"}
          return worker
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- promises that somebody else has made, with their settlers beside them

/** A worker that says when it is ready, to those who wait for a field. */
const client = (end: string): string => text`
  import { Worker } from 'node:worker_threads'
  import { Deferred } from './deferred.js'
  export class Client {
    #ready = new Deferred()
    constructor() {
      this.worker = new Worker('./w.js')
      this.worker.on('message', (message) => { if (message === 'ready') this.#ready.resolve() })
      this.worker.on('error', console.error)
      ${end}
    }
    start() { return this.#ready.promise }
    close() { return this.worker.terminate() }
  }
`

run(rule, {
  valid: [
    { name: 'rejected when the worker ends', code: client("this.worker.on('exit', () => this.#ready.reject(new Error('ended')))").replace('console.error', '(error) => this.#ready.reject(error)') },
    { name: 'nobody waits for its promise', code: client('').replace('return this.#ready.promise', 'return true') },
    { name: 'raced with a limit', code: client('').replace('return this.#ready.promise', 'return Promise.race([this.#ready.promise, sleep(1000)])') },
    { name: 'given whole to somebody else', code: client('watch(this.#ready)') },
    { name: 'it settles itself when its time is over', code: client('').replace('new Deferred()', 'new Deferred(5000)') },
    { name: 'its maker says so', code: client('').replaceAll('Deferred', 'ExpiringTask') },
    { name: 'what it is given says so', code: client('').replace('new Deferred()', 'new Deferred(START_TIMEOUT)') },
    { name: 'settled by a timer', code: client('setTimeout(() => this.#ready.reject(new Error("late")), 1000)') },
    {
      name: 'taken apart, in a page that hears of errors',
      code: text`
        import { handles } from './handles.js'
        export function open(url) {
          const { promise, resolve, reject } = handles()
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = (event) => reject(new Error(event.message))
          return promise
        }
      `,
    },
    {
      name: 'no promise of which one knows: other parts',
      code: text`
        import { scanner } from './scanner.js'
        export function open(url) {
          const { resolve, done } = scanner()
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => resolve(data)
          return done
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the answers of a fork, and its end, beside a message that nobody hears to have failed',
      ...marked`
        import { fork } from 'node:child_process'
        import { Task } from './task.js'
        export class Runner {
          start() {
            this.child = fork('./runner.js')
            this.child.on('message', (message) => { this.task.resolve(message) })
                          ~~~~~~~~~ missing {"noun": "child process", "line": "line 9", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          }
          run(job) {
            this.task = new Task()
            this.child.send(job)
            ~~~~~~~~~~~~~~~ unheard
            return this.task.promise
          }
          stop() { this.child.kill() }
        }
      `,
    },
    {
      name: 'a field, whoever makes what is in it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { Deferred } from './deferred.js'
        export class Client {
          #ready = new Deferred()
          constructor() {
            this.worker = new Worker('./w.js')
            this.worker.on('message', (message) => { if (message === 'ready') this.#ready.resolve() })
                           ~~~~~~~~~ missing {"noun": "worker", "line": "line 4", "end": "the worker ends with an exit code, as by process.exit()", "event": "exit"}
            this.worker.on('error', console.error)
          }
          start() { return this.#ready.promise }
          close() { return this.worker.terminate() }
        }
      `,
    },
    {
      name: 'a variable of the function',
      ...marked`
        import defer from 'p-defer'
        export function open(url) {
          const ready = defer()
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => ready.resolve(data)
          ~~~~~~~~~~~~~~~~ missing {"noun": "worker", "line": "line 3", "end": "the worker throws", "event": "error"}
          return ready.promise
        }
      `,
    },
    {
      name: 'taken apart into fields, settled in a method that hears the messages',
      ...marked`
        import { handles } from './handles.js'
        export class Channel {
          constructor(url) {
            const worker = new Worker(url)
            worker.onmessage = (event) => this.#heard(event.data);
            ~~~~~~~~~~~~~~~~ missing {"noun": "worker", "line": "line 6", "end": "the worker throws", "event": "error"}
            ({ promise: this.opened, resolve: this.resolve } = handles())
          }
          #heard = async (message) => {
            if (message.type === 'open') this.resolve(message.value)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- promises that only something else hangs on

/** A loader that tells its child to load once it is ready; `wait` is what is done with the promise of that. */
const loader = (wait: string): string => text`
  import { fork } from 'node:child_process'
  export class Loader {
    #ready
    start() {
      this.child = fork('./loading.js')
      this.#ready = new Promise((resolve) => {
        this.child.on('message', (message) => { if (message === 'ready') resolve() })
      })
      this.child.on('error', console.error)
    }
    load(crate) {
      const child = this.child
      ${wait}
    }
    close() { this.child.kill() }
  }
`
const settled = "return new Promise((resolve, reject) => { child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('ended')))); this.#ready.then(() => child.send(crate), reject) })"

run(rule, {
  valid: [{ name: 'the promise that is waited for is settled by the end', code: loader(settled) }],
  invalid: [
    { name: 'somebody waits for the first, too', code: loader(`await this.#ready; ${settled}`).replace('load(crate)', 'async load(crate)'), errors: [{ messageId: 'hangs', line: 13, column: 77 }] },
    { name: 'what hangs on it settles what is waited for', code: loader('return new Promise((resolve) => { this.#ready.then(() => { child.send(crate); resolve() }) })'), errors: [{ messageId: 'missing', line: 7, column: 21 }] },
  ],
})

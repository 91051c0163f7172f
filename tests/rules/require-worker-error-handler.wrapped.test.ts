import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- workers that an object of this file is made with

run(rule, {
  valid: [
    {
      name: 'the object that it is handed to listens',
      code: text`
        import { Worker } from 'node:worker_threads'
        class Line {
          constructor(worker) {
            this.worker = worker
            this.worker.on('message', (message) => this.take(message))
            this.worker.on('error', (error) => console.error(error))
          }
          take(message) { console.log(message) }
        }
        export class Plant {
          start() {
            this.mill = new Worker('./mill.js')
            this.mill.on('exit', () => { this.mill = undefined })
            this.line = new Line(this.mill)
          }
          stop() { return this.mill?.terminate() }
        }
      `,
    },
    {
      name: 'its class inherits from one of another file, which may know the field',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { Wire } from './wire.js'
        class Line extends Wire {
          constructor(worker) {
            super()
            this.worker = worker
          }
        }
        export class Plant {
          start() {
            this.mill = new Worker('./mill.js')
            this.mill.on('exit', () => { this.mill = undefined })
            this.line = new Line(this.mill)
          }
          stop() { return this.mill?.terminate() }
        }
      `,
    },
    {
      name: 'the class that starts it inherits from one of another file, which may listen',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { Plant } from './plant.js'
        export class Mill extends Plant {
          start() {
            this.stones = new Worker('./stones.js')
            this.stones.on('exit', () => { this.stones = undefined })
          }
        }
      `,
    },
    {
      name: 'the object hands it on to another file',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { watch } from './watch.js'
        class Line {
          #worker
          constructor(worker) { this.#worker = worker }
          open() { watch(this.#worker) }
        }
        export class Plant {
          start() {
            this.mill = new Worker('./mill.js')
            this.mill.on('exit', () => { this.mill = undefined })
            this.line = new Line(this.mill)
          }
          stop() { return this.mill?.terminate() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nor does the object that it is handed to listen',
      ...marked`
        import { type MessagePort, Worker } from 'node:worker_threads'
        import { Wire } from './wire.js'
        class Line extends Wire {
          private readonly port: MessagePort | Worker
          constructor(port: MessagePort | Worker) {
            super()
            this.port = port
            this.port.on('message', (message) => this.take(message))
          }
          send(message: unknown) { this.port.postMessage(message) }
        }
        export class Plant {
          private mill: Worker | undefined
          async start() {
            this.mill = new Worker('./mill.js')
                            ~~~~~~ unheard
            this.mill.on('exit', (code) => this.ended(code))
            const line = new Line(this.mill)
            await line.ready()
            line.send('start')
          }
          stop() { return this.mill?.terminate() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- settlers side by side, methods by the name of what is said

run(rule, {
  valid: [
    {
      name: 'an end that is told by the name of a method',
      code: text`
        import { fork } from 'node:child_process'
        export class Shelf {
          waiting = {}
          constructor(file) {
            this.child = fork(file)
            this.child.on('message', (message) => this['on_' + message.kind](message))
            this.child.on('error', (error) => console.error(error))
            this.child.on('exit', (code) => this['on_' + (code ? 'failure' : 'end')]({ code }))
          }
          on_books({ id, books }) { this.waiting[id][0](books) }
          on_failure({ code }) { for (const [, reject] of Object.values(this.waiting)) reject(new Error('ended with ' + code)) }
          on_end() { for (const [, reject] of Object.values(this.waiting)) reject(new Error('ended')) }
          books(id) {
            return new Promise((resolve, reject) => {
              this.waiting[id] = [resolve, reject]
              this.child.send({ id })
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an end that forgets the child, and those that wait for it',
      ...marked`
        import { fork } from 'node:child_process'
        export class Shelf {
          waiting = {}
          open(file) {
            if (this.child) return
            this.child = fork(file)
            this.child.on('message', (message) => this['on_' + message.kind](message))
            this.child.on('error', (error) => console.error(error))
            this.child.on('exit', () => { this.child = undefined })
                          ~~~~~~ hangs
          }
          on_books({ id, books }) {
            const [resolve] = this.waiting[id]
            resolve(books)
            delete this.waiting[id]
          }
          books(id) {
            return new Promise((resolve, reject) => {
              this.waiting[id] = [resolve, reject]
              this.child.send({ id })
            })
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a signal by which a caller may give up

/** A worker of a page, and those that wait for its answers; a caller may give up by what stands in the executor. */
const oven = (given: string, gives: string): string => text`
  export class Oven {
    #worker
    #waiting = {}
    open() {
      this.#worker = new Worker(new URL('./oven.js', import.meta.url), { type: 'module' })
      this.#worker.onmessage = ({ data: { id, loaf } }) => { this.#waiting[id](loaf) }
    }
    bake(id, dough, ${given}) {
      return new Promise((resolve, reject) => {
        this.#waiting[id] = resolve
        ${gives}
        this.#worker.postMessage({ id, dough })
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'every caller must give a signal', code: oven('signal', "signal.addEventListener('abort', () => reject(signal.reason))") },
    { name: 'a signal of its own', code: oven('time', "AbortSignal.timeout(time)?.addEventListener('abort', () => reject(new Error('too late')))") },
    { name: 'another event of what a caller may give', code: oven('door', "door?.addEventListener('open', () => reject(new Error('cold')))") },
  ],
  invalid: [
    { name: 'who gives none waits for ever', code: oven('signal', "signal?.addEventListener('abort', () => reject(signal.reason), { once: true })"), errors: [{ messageId: 'missing', line: 6, column: 5 }] },
    { name: 'asked for with an if', code: oven('{ signal } = {}', "if (signal) signal.addEventListener('abort', () => reject(signal.reason))"), errors: [{ messageId: 'missing', line: 6, column: 5 }] },
    { name: 'onabort', code: oven('signal', 'if (signal) signal.onabort = () => reject(signal.reason)'), errors: [{ messageId: 'missing', line: 6, column: 5 }] },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- promises that are kept until an answer comes

run(rule, {
  valid: [
    {
      name: 'with the child this program ends as well',
      code: text`
        import { spawn } from 'node:child_process'
        export async function watch(path) {
          const child = spawn(process.execPath, [path, '--watch'], { stdio: ['inherit', 'pipe', 'inherit'] }).on('exit', process.exit)
          await new Promise((resolve) => {
            child.stdout.on('data', (text) => { if (String(text).includes('ready')) resolve() })
          })
        }
      `,
    },
    {
      name: 'a task that is taken from the list of those that wait: the listeners settle it by its name',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Conversions {
          #queue = []
          #worker = new Worker('./convert.js')
          run(file) {
            return new Promise((resolve, reject) => {
              this.#queue.push({ file, resolve, reject })
              this.#next()
            })
          }
          #next() {
            const task = this.#queue.shift()
            if (!task) return
            this.#worker.once('message', (value) => {
              task.resolve(value)
              this.#next()
            })
            this.#worker.once('error', (error) => task.reject(error))
            this.#worker.once('exit', (code) => this.#fail(task, code))
            this.#worker.postMessage(task.file)
          }
          #fail(task, code) {
            task.reject(new Error(String(code)))
          }
        }
      `,
    },
    {
      name: 'what settles a task that is taken from the list has names of its own',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Conversions {
          #queue = []
          #worker = new Worker('./convert.js')
          run(file) {
            return new Promise((resolve, reject) => {
              this.#queue.push({ file, resolve, reject })
              this.#next()
            })
          }
          #next() {
            const task = this.#queue.shift()
            if (!task) return
            const { file, resolve, reject } = task
            this.#worker.once('message', (value) => {
              resolve(value)
              this.#next()
            })
            this.#worker.once('error', reject)
            this.#worker.once('exit', (code) => reject(new Error(String(code))))
            this.#worker.postMessage(file)
          }
        }
      `,
    },
    {
      name: 'a map of those that wait: all are rejected when the worker ends',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Client {
          #next = 0
          #waiting = new Map()
          constructor(file) {
            this.worker = new Worker(file)
            this.worker.on('message', ({ id, value }) => {
              this.#waiting.get(id)?.resolve(value)
              this.#waiting.delete(id)
            })
            this.worker.on('error', (error) => this.#fail(error))
            this.worker.on('exit', (code) => this.#fail(new Error(String(code))))
          }
          call(args) {
            const id = this.#next++
            return new Promise((resolve, reject) => {
              this.#waiting.set(id, { resolve, reject })
              this.worker.postMessage({ id, args })
            })
          }
          #fail(error) {
            for (const { reject } of this.#waiting.values()) reject(error)
            this.#waiting.clear()
          }
        }
      `,
    },
    {
      name: 'callbacks in a list, sent again by the worker that comes next',
      code: text`
        import { fork } from 'node:child_process'
        const queue = []
        let child
        function start() {
          child = fork('./child.js')
          child.on('message', (value) => queue.shift().done(null, value))
          child.on('error', (error) => { for (const job of queue.splice(0)) job.done(error) })
          child.on('exit', () => {
            start()
            for (const job of queue) child.send(job.args, (error) => error && job.done(error))
          })
        }
        export const run = (args) => new Promise((resolve, reject) => {
          if (!child) start()
          queue.push({ args, done: (error, value) => (error ? reject(error) : resolve(value)) })
        })
      `,
    },
    {
      name: 'the next worker is told again what the last one had, or is made for it',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Scorer {
          #waiting = new Map()
          constructor(file) {
            this.file = file
            this.worker = this.start()
          }
          start() {
            const worker = new Worker(this.file)
            worker.on('message', ({ id, score }) => this.#waiting.get(id)?.resolve(score))
            worker.on('error', (error) => console.error(error))
            worker.on('exit', () => {
              this.worker = this.start()
              for (const [id, { game }] of this.#waiting) this.worker.postMessage({ id, game })
            })
            return worker
          }
          score(id, game) {
            return new Promise((resolve, reject) => {
              this.#waiting.set(id, { resolve, reject, game })
              this.worker.postMessage({ id, game })
            })
          }
        }
        export class Referee {
          #waiting = new Map()
          begin(game) {
            const worker = new Worker('./referee.js', { workerData: game })
            worker.on('message', (score) => this.#waiting.get(game.id)?.resolve(score))
            worker.on('error', (error) => console.error(error))
            worker.on('exit', (code) => code !== 0 && this.begin(game))
            return worker
          }
          score(game) {
            return new Promise((resolve, reject) => {
              this.#waiting.set(game.id, { resolve, reject })
              this.worker = this.begin(game)
            })
          }
        }
      `,
    },
    {
      name: 'an exit that ends the program',
      code: text`
        import { Worker } from 'node:worker_threads'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)(value))
        worker.on('error', (error) => { console.error(error); process.exit(1) })
        worker.on('exit', (code) => { throw new Error(String(code)) })
        export const ask = (id) => new Promise((resolve) => { waiting.set(id, resolve); worker.postMessage(id) })
      `,
    },
    {
      name: 'a map of nothing but settlers, in a page that hears of errors',
      code: text`
        const waiting = new Map()
        const worker = new Worker(new URL('./search.js', import.meta.url), { type: 'module' })
        worker.onmessage = ({ data: { id, rows } }) => waiting.get(id)?.resolve(rows)
        worker.onerror = () => { for (const { reject } of waiting.values()) reject(new Error('gone')) }
        export const search = (id, text) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          worker.postMessage({ id, text })
        })
      `,
    },
    {
      name: 'a timer that looks for the one who waits, where it is kept',
      code: text`
        import { Worker } from 'node:worker_threads'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)?.resolve(value))
        worker.on('error', (error) => console.error(error))
        export const ask = (id) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          setTimeout(() => {
            waiting.get(id)?.reject(new Error('too late'))
            waiting.delete(id)
          }, 5000)
          worker.postMessage(id)
        })
      `,
    },
    {
      name: 'a timer of another file, by what keeps it, that stops the worker and answers all who wait',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { defer } from './defer.js'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)?.resolve(value))
        worker.on('error', (error) => console.error(error))
        function stop() {
          worker.terminate()
          for (const { resolve } of waiting.values()) resolve()
          waiting.clear()
        }
        const idleTimer = defer.create(() => stop())
        export const ask = (id) => new Promise((resolve, reject) => {
          idleTimer.restart()
          waiting.set(id, { resolve, reject })
          worker.postMessage(id)
        })
      `,
    },
    {
      name: 'a timer of the class, through a method',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Client {
          #waiting = new Map()
          constructor(file) {
            this.worker = new Worker(file)
            this.worker.on('message', ({ id, value }) => this.#settle(id, (each) => each.resolve(value)))
            this.worker.on('error', (error) => console.error(error))
            setInterval(() => this.#expire(), 1000)
          }
          #settle(id, how) {
            const each = this.#waiting.get(id)
            this.#waiting.delete(id)
            if (each) how(each)
          }
          #expire() {
            for (const [id, { until }] of this.#waiting) if (until < Date.now()) this.#settle(id, (each) => each.reject(new Error('too late')))
          }
          ask(id) {
            return new Promise((resolve, reject) => {
              this.#waiting.set(id, { resolve, reject, until: Date.now() + 5000 })
              this.worker.postMessage(id)
            })
          }
        }
      `,
    },
    {
      name: 'an end that the object tells itself of',
      code: text`
        import { EventEmitter } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Client extends EventEmitter {
          waiting = new Map()
          constructor(file) {
            super()
            this.worker = new Worker(file)
            this.worker.on('message', ({ id, value }) => this.waiting.get(id).resolve(value))
            this.worker.on('error', (error) => console.error(error))
            this.worker.on('exit', () => this.emit('gone'))
            this.on('gone', () => { for (const { reject } of this.waiting.values()) reject(new Error('gone')) })
          }
          ask(id) { return new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); this.worker.postMessage(id) }) }
        }
      `,
    },
    {
      name: 'a cluster that hears of the end of all its workers',
      code: text`
        import cluster from 'node:cluster'
        const waiting = new Map()
        const worker = cluster.fork()
        worker.on('message', ({ id, value }) => waiting.get(id).resolve(value))
        cluster.on('exit', () => { for (const { reject } of waiting.values()) reject(new Error('gone')) })
        export const ask = (id) => new Promise((resolve, reject) => { waiting.set(id, { resolve, reject }); worker.send(id) })
      `,
    },
    {
      name: 'a subclass that hears of everything itself',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Ended extends Worker {
          constructor(file) {
            super(file)
            this.on('error', (error) => console.error(error))
            this.ended = new Promise((resolve) => this.once('exit', resolve))
          }
        }
        export async function run(file) {
          const worker = new Ended(file)
          return (await worker.ended) === 0
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a task that is taken from the list of those that wait, and that nobody rejects when its worker exits',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Conversions {
          #queue = []
          #worker = new Worker('./convert.js')
          run(file) {
            return new Promise((resolve, reject) => {
              this.#queue.push({ file, resolve, reject })
              this.#next()
            })
          }
          #next() {
            const task = this.#worker && this.#queue.shift()
            if (!task) return
            this.#worker.once('message', (value) => {
                              ~~~~~~~~~ missing {"noun":"worker","line":"line 6","end":"the worker ends with an exit code, as by process.exit()","event":"exit"}
              task.resolve(value)
              this.#next()
            })
            this.#worker.once('error', (error) => task.reject(error))
            this.#worker.postMessage(task.file)
          }
        }
      `,
    },
    {
      name: 'of the end of the child, something else is told',
      ...marked`
        import { spawn } from 'node:child_process'
        export async function watch(path) {
          const child = spawn(process.execPath, [path, '--watch'], { stdio: ['inherit', 'pipe', 'inherit'] }).on('exit', console.log)
                                                                                                                 ~~~~~~ hangs
          await new Promise((resolve) => {
            child.stdout.on('data', (text) => { if (String(text).includes('ready')) resolve() })
          })
        }
      `,
    },
    {
      name: 'an error that is logged while others wait',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Client {
          #next = 0
          #waiting = new Map()
          constructor(file) {
            this.worker = new Worker(file)
            this.worker.on('message', ({ id, value }) => {
              this.#waiting.get(id)?.resolve(value)
              this.#waiting.delete(id)
            })
            this.worker.on('error', (error) => console.error(error))
                           ~~~~~~~ hangs {"noun": "worker", "line": "line 15", "end": "the worker throws", "event": "error"}
          }
          call(args) {
            const id = this.#next++
            return new Promise((resolve, reject) => {
              this.#waiting.set(id, { resolve, reject })
              this.worker.postMessage({ id, args })
            })
          }
        }
      `,
    },
    {
      name: 'a new worker takes the place of the last, and knows nothing of those that wait',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Scorer {
          #waiting = new Map()
          constructor(file) {
            this.file = file
            this.worker = this.start()
          }
          start() {
            const worker = new Worker(this.file)
            worker.on('message', ({ id, score }) => this.#waiting.get(id)?.resolve(score))
            worker.on('error', (error) => console.error(error))
            worker.on('exit', (code) => {
                      ~~~~~~ hangs {"noun": "worker", "line": "line 18", "end": "the worker throws", "event": "exit"}
              if (code !== 0) this.worker = this.start()
            })
            return worker
          }
          score(id, game) {
            return new Promise((resolve, reject) => {
              this.#waiting.set(id, { resolve, reject })
              this.worker.postMessage({ id, game })
            })
          }
        }
      `,
    },
    {
      name: 'references of a hook',
      ...marked`
        import { useEffect, useRef } from 'react'
        export function useSorter() {
          const worker = useRef(null)
          const waiting = useRef(new Map())
          useEffect(() => {
            worker.current = new Worker(new URL('./sort.js', import.meta.url), { type: 'module' })
            worker.current.onmessage = ({ data }) => {
            ~~~~~~~~~~~~~~~~~~~~~~~~ missing {"noun": "worker", "line": "line 13", "end": "the worker throws", "event": "error"}
              waiting.current.get(data.id)(data.rows)
              waiting.current.delete(data.id)
            }
            return () => worker.current.terminate()
          }, [])
          return (id, rows) => new Promise((resolve) => {
            waiting.current.set(id, resolve)
            worker.current.postMessage({ id, rows })
          })
        }
      `,
    },
    {
      name: 'a map of nothing but settlers, in a page',
      ...marked`
        const waiting = new Map()
        const worker = new Worker(new URL('./search.js', import.meta.url), { type: 'module' })
        worker.onmessage = ({ data: { id, rows } }) => {
        ~~~~~~~~~~~~~~~~ missing {"noun": "worker", "line": "line 7", "end": "the worker throws", "event": "error"}
          waiting.get(id)?.(rows)
          waiting.delete(id)
        }
        export const search = (id, text) => new Promise((resolve) => {
          waiting.set(id, resolve)
          worker.postMessage({ id, text })
        })
      `,
    },
    {
      name: 'a timer that asks how it goes, and settles nobody',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)?.resolve(value))
        worker.on('error', (error) => console.error(error))
                  ~~~~~~~ hangs
        setInterval(() => worker.postMessage({ waiting: waiting.size }), 5000)
        export const ask = (id) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          worker.postMessage(id)
        })
      `,
    },
    {
      name: 'what answers all who wait is only told to whoever ends the program',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { atEnd } from './at-end.js'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)?.resolve(value))
        worker.on('error', (error) => console.error(error))
                  ~~~~~~~ hangs
        function stop() {
          worker.terminate()
          for (const { resolve } of waiting.values()) resolve()
          waiting.clear()
        }
        atEnd.add(() => stop())
        export const ask = (id) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          worker.postMessage(id)
        })
      `,
    },
    {
      name: 'an end that the object tells others of, and not those that wait',
      ...marked`
        import { EventEmitter } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Client extends EventEmitter {
          waiting = new Map()
          constructor(file) {
            super()
            this.worker = new Worker(file)
            this.worker.on('message', ({ id, value }) => this.waiting.get(id).resolve(value))
            this.worker.on('error', (error) => console.error(error))
            this.worker.on('exit', () => this.emit('gone'))
                           ~~~~~~ hangs
            this.on('gone', () => console.log('gone'))
          }
          ask(id) { return new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); this.worker.postMessage(id) }) }
        }
      `,
    },
    {
      name: 'an exit that drops those that wait instead of rejecting them',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id).resolve(value))
        worker.on('error', (error) => { for (const { reject } of waiting.values()) reject(error) })
        worker.on('exit', () => { waiting.clear() })
                  ~~~~~~ hangs
        export const ask = (id) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          worker.postMessage(id)
        })
      `,
    },
    {
      name: 'objects with a promise and its settlers',
      ...marked`
        import { fork } from 'node:child_process'
        class Deferred {
          promise = new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject })
        }
        export class Client {
          waiting = new Map()
          child = fork('./a.js')
          constructor() {
            this.child.on('message', ({ id, value }) => this.waiting.get(id).resolve(value))
            this.child.on('error', (error) => this.fail(error))
            this.child.on('exit', () => { this.child = undefined })
                          ~~~~~~ hangs
          }
          fail(error) { for (const each of this.waiting.values()) each.reject(error) }
          ask(id) {
            const deferred = new Deferred()
            this.waiting.set(id, deferred)
            this.child.send({ id }, (error) => error && deferred.reject(error))
            return deferred.promise
          }
        }
      `,
    },
    {
      name: 'ready when it says so: a worker that is never ready',
      ...marked`
        export class Renderer {
          constructor(url) {
            this.ready = new Promise((resolve) => { this.markReady = resolve })
            this.worker = new Worker(url)
            this.worker.addEventListener('message', ({ data }) => {
                                         ~~~~~~~~~ missing {"noun": "worker", "line": "line 3", "end": "the worker throws", "event": "error"}
              if (data === 'ready') this.markReady()
            })
          }
        }
      `,
    },
    {
      name: 'withResolvers, and a declared parameter',
      language: 'ts',
      ...marked`
        import type { ChildProcess } from 'node:child_process'
        export function ask(child: ChildProcess, message: string): Promise<string> {
          const { promise, resolve, reject } = Promise.withResolvers<string>()
          child.once('message', resolve)
                     ~~~~~~~~~ missing {"noun": "child process", "line": "line 3", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          child.once('error', reject)
          child.send(message)
          return promise
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- promises that move from one place to another

const crew = (error: string, exit: string): string => text`
  import { Worker } from 'node:worker_threads'
  export class Crew {
    idle = []
    queue = []
    running = new Map()
    add() {
      const worker = new Worker('./crew.js')
      worker.on('message', (value) => {
        this.running.get(worker)?.resolve(value)
        this.running.delete(worker)
        this.idle.push(worker)
        this.next()
      })
      worker.on('error', (error) => { ${error} })
      worker.on('exit', (code) => { ${exit} })
      this.idle.push(worker)
    }
    run(data) {
      return new Promise((resolve, reject) => {
        this.queue.push({ data, resolve, reject })
        this.next()
      })
    }
    next() {
      const worker = this.idle.pop()
      const job = worker && this.queue.shift()
      if (!job) return
      this.running.set(worker, job)
      worker.postMessage(job.data)
    }
  }
`

run(rule, {
  valid: [
    { name: 'from the queue to those that run, which are rejected', code: crew('this.running.get(worker)?.reject(error)', "this.running.get(worker)?.reject(new Error('ended with ' + code))") },
  ],
  invalid: [
    {
      name: 'those that run are forgotten',
      code: crew('console.error(error); this.running.delete(worker)', "console.log('ended with ' + code)"),
      errors: [{ messageId: 'hangs', line: 15, column: 15 }],
    },
  ],
})

// ---------------------------------------------------------------- answers that come through a port of their own

/** The worker speaks through its end of a channel; what becomes of it, it says itself. */
const scanner = (exit: string): string => text`
  import { MessageChannel, Worker } from 'node:worker_threads'
  export class Scanner {
    open() {
      return new Promise((resolve, reject) => {
        this.opening = { resolve, reject }
        const { port1, port2 } = new MessageChannel()
        this.worker = new Worker('./scan.js', { workerData: { port: port2 }, transferList: [port2] })
        port1.on('message', (message) => { if (message === 'open') this.opening?.resolve(port1) })
        this.worker.on('error', (error) => this.fail(error))
        ${exit}
      })
    }
    fail(error) { this.opening?.reject(error) }
    close() { return this.worker.terminate() }
  }
`

run(rule, {
  valid: [
    { name: 'who waits hears of its end', code: scanner("this.worker.on('exit', (code) => this.fail(new Error(String(code))))") },
    { name: 'its error is nothing to those who wait', code: scanner('').replace('this.fail(error)', 'console.error(error)') },
  ],
  invalid: [
    { name: 'its error alone fails them', code: scanner(''), errors: [{ messageId: 'missing', line: 9, column: 22 }] },
    { name: 'its end is printed', code: scanner("this.worker.on('exit', (code) => console.log(code))"), errors: [{ messageId: 'hangs', line: 10, column: 22 }] },
  ],
})

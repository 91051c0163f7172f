import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- callbacks that are kept until an answer comes

run(rule, {
  valid: [
    {
      name: 'callbacks that hear of every end',
      code: text`
        const { fork } = require('node:child_process')
        class Farm {
          constructor(file) {
            this.callbacks = new Map()
            this.child = fork(file)
            this.child.on('message', ({ id, error, result }) => this.done(id, error, result))
            this.child.on('error', (error) => this.failAll(error))
            this.child.on('exit', (code, signal) => this.failAll(new Error('ended with ' + (code ?? signal))))
          }
          run(id, task, callback) {
            this.callbacks.set(id, callback)
            this.child.send({ id, task })
          }
          done(id, error, result) {
            const callback = this.callbacks.get(id)
            this.callbacks.delete(id)
            callback(error, result)
          }
          failAll(error) {
            for (const callback of this.callbacks.values()) callback(error)
            this.callbacks.clear()
          }
        }
        module.exports = { Farm }
      `,
    },
    {
      name: 'who listens to news waits for nothing',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Watcher {
          constructor(file) {
            this.worker = new Worker(file)
            this.worker.on('message', (change) => this.onChange(change.path, change.kind))
            this.worker.on('error', (error) => console.error(error))
          }
          watch(onChange) {
            this.onChange = onChange
          }
        }
      `,
    },
    {
      name: 'a callback that a timer calls too',
      code: text`
        import { Worker } from 'node:worker_threads'
        const waiting = new Map()
        const worker = new Worker('./a.js')
        worker.on('message', ({ id, value }) => waiting.get(id)?.(null, value))
        worker.on('error', (error) => console.error(error))
        export function ask(id, done) {
          waiting.set(id, done)
          setTimeout(() => done(new Error('no answer')), 1000)
          worker.postMessage(id)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'callbacks in an object, of a child that may end',
      ...marked`
        const { fork } = require('node:child_process')
        class Farm {
          constructor(file) {
            this.callbacks = {}
            this.child = fork(file)
            this.child.on('message', ({ id, error, result }) => {
                          ~~~~~~~~~ missingCall {"noun": "child process", "line": "line 14", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
              const callback = this.callbacks[id]
              delete this.callbacks[id]
              if (error) callback(new Error(error))
              else callback(null, result)
            })
            this.child.on('error', (error) => console.error(error))
          }
          run(id, task, callback) {
            this.callbacks[id] = callback
            this.child.send({ id, task }, () => {})
          }
        }
        module.exports = { Farm }
      `,
    },
    {
      name: 'one callback in a field, behind a function that cleans up',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Slot {
          #onEnd = () => {}
          #worker
          start(file) {
            this.#worker = new Worker(file)
            this.#worker.on('message', this.#take.bind(this))
            this.#worker.on('error', (error) => this.#onEnd(error, null))
            this.#worker.on('exit', this.#leave.bind(this))
          }
          send(task, onEnd) {
            this.isBusy = true
            this.#onEnd = (...result) => {
              this.isBusy = false
              onEnd(...result)
            }
            this.#worker.postMessage(task)
          }
          #take({ value }) {
            this.#onEnd(null, value)
          }
          #leave() {
          ~~~~~~ uncalled {"noun": "worker", "line": "line 11", "end": "the worker ends with an exit code, as by process.exit()"}
            this.#worker = undefined
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- callbacks that a listener calls

run(rule, {
  valid: [
    {
      name: 'an error of the page worker fails it',
      code: text`
        export function open(url, callback, onerror) {
          const worker = new Worker(url)
          worker.addEventListener('error', (event) => onerror(event.message))
          worker.addEventListener('message', function ready() {
            worker.removeEventListener('message', ready)
            callback(worker)
          })
        }
      `,
    },
    {
      name: 'news, as long as there are any: nobody waits for one of them',
      code: text`
        export function watch(url, onChange, onError) {
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => (data.error ? onError(data.error) : onChange(data))
        }
        export function follow(url, callback, onError) {
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => (data.error ? onError(data.error) : callback(data))
        }
      `,
    },
    {
      name: 'nothing says that it can fail',
      code: text`
        export function load(url, callback) {
          const worker = new Worker(url)
          worker.onmessage = ({ data }) => {
            worker.terminate()
            callback(data)
          }
        }
      `,
    },
    {
      name: 'every end calls it',
      code: text`
        import { spawn } from 'node:child_process'
        export function pack(folder, done) {
          const child = spawn('tar', ['cf', 'a.tar', folder])
          child.on('error', done)
          child.on('close', (code, signal) => {
            if (code === 0) done(null, 'a.tar')
            else done(new Error('ended by ' + String(code ?? signal)))
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one for failures, and an error of the page worker that is none',
      ...marked`
        export function open(url, callback, onerror) {
          const worker = new Worker(url)
          worker.addEventListener('message', ready)
                                  ~~~~~~~~~ missingCall {"noun": "worker", "line": "line 1", "end": "the worker throws", "event": "error"}
          function ready({ data }) {
            if (data.error) {
              worker.terminate()
              onerror(data.error)
            } else {
              worker.removeEventListener('message', ready)
              callback(worker)
            }
          }
        }
      `,
    },
    {
      name: 'an error first, and no code of a killed child',
      ...marked`
        import { spawn } from 'node:child_process'
        export function pack(folder, done) {
          const child = spawn('tar', ['cf', 'a.tar', folder])
          child.on('error', done)
          child.on('exit', (code) => {
                   ~~~~~~ uncalled {"noun": "child process", "line": "line 2", "end": "a signal ends the child process and there is no exit code"}
            if (code === 0) done(null, 'a.tar')
            else if (code > 0) done(new Error('ended with ' + code))
          })
        }
      `,
    },
  ],
})

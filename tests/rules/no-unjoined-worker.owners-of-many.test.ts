import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- owners of many

run(rule, {
  valid: [
    {
      name: 'close() ends a list of workers and empties it',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Fleet {
          constructor(size, script) {
            this.workers = []
            for (let i = 0; i < size; i++) {
              const worker = new Worker(script)
              worker.on('error', (err) => console.error('worker failed', err))
              this.workers.push(worker)
            }
          }
          dispatch(job) {
            this.workers[job.id % this.workers.length].postMessage(job)
          }
          async close() {
            await Promise.all(this.workers.map((w) => w.terminate()))
            this.workers.length = 0
          }
        }
      `,
    },
    {
      name: 'destroy() ends the workers of a map',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          open(id) {
            const worker = new Worker('./session.js')
            worker.on('error', () => this.#byId.delete(id))
            this.#byId.set(id, worker)
            return id
          }
          send(id, message) { this.#byId.get(id)?.postMessage(message) }
          destroy() { for (const worker of this.#byId.values()) worker.terminate(); this.#byId.clear() }
        }
      `,
    },
    {
      name: 'dispose() ends the workers of a map one by one',
      code: text`
        export class Pool {
          workers = new Map()
          get(id) {
            let w = this.workers.get(id)
            if (!w) { w = new Worker('/p.js'); this.workers.set(id, w) }
            return w
          }
          post(id, m) { this.get(id).postMessage(m) }
          release(id) { this.workers.get(id)?.terminate(); this.workers.delete(id) }
          dispose() { [...this.workers.keys()].forEach((id) => this.release(id)) }
        }
      `,
    },
    {
      name: 'destroy() ends all of a map that hands out the workers it has, and takes in new ones',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          send(id, message) {
            let worker = this.#byId.get(id)
            if (!worker) {
              worker = new Worker('./session.js')
              worker.on('error', () => this.#byId.delete(id))
              this.#byId.set(id, worker)
            }
            worker.postMessage(message)
          }
          async destroy() {
            await Promise.all([...this.#byId.values()].map((worker) => worker.terminate()))
            this.#byId.clear()
          }
        }
      `,
    },
    {
      name: 'close() forgets one that it has told to end, or that has ended',
      code: text`
        import { fork } from 'node:child_process'

        export class Sessions {
          #children = new Map()
          open(id) {
            const child = fork('./session.js', [id])
            child.on('error', (error) => console.error(id, error))
            child.on('exit', () => this.end(id))
            this.#children.set(id, child)
          }
          close(id) {
            this.#children.get(id)?.send('end')
            this.#children.delete(id)
          }
          end(id) {
            this.#children.delete(id)
          }
        }
      `,
    },
    {
      name: 'close() forgets one when that has ended',
      code: text`
        import { fork } from 'node:child_process'

        export class Sessions {
          #children = new Map()
          open(id) {
            const child = fork('./session.js', [id])
            child.on('error', (error) => console.error(id, error))
            this.#children.set(id, child)
          }
          async close(id) {
            const child = this.#children.get(id)
            await new Promise((resolve) => child.once('exit', resolve))
            this.#children.delete(id)
          }
        }
      `,
    },
    {
      name: 'a list of disposables holds the end',
      code: text`
        import * as vscode from 'vscode'
        export class Service {
          constructor() {
            this.disposables = []
            this.worker = new Worker('/x.js')
            this.disposables.push({ dispose: () => this.worker.terminate() })
          }
          post(x) { this.worker.postMessage(x) }
          dispose() { for (const d of this.disposables) d.dispose() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'close() empties a list of workers',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Fleet {
          constructor(size, script) {
            this.workers = []
            for (let i = 0; i < size; i++) {
              const worker = new Worker(script)
                                 ~~~~~~ dropped {"by":"close","noun":"worker","place":"this.workers","line":"line 16","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
              worker.on('error', (err) => console.error('worker failed', err))
              this.workers.push(worker)
            }
          }
          dispatch(job) {
            this.workers[job.id % this.workers.length].postMessage(job)
          }
          close() {
            this.workers.length = 0
          }
        }
      `,
    },
    {
      name: 'destroy() clears a map of workers',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          open(id) {
            const worker = new Worker('./session.js')
                               ~~~~~~ dropped
            worker.on('error', () => this.#byId.delete(id))
            this.#byId.set(id, worker)
            return id
          }
          send(id, message) { this.#byId.get(id)?.postMessage(message) }
          destroy() { this.#byId.clear() }
        }
      `,
    },
    {
      name: 'destroy() clears a map that hands out the workers it has, and takes in new ones',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          send(id, message) {
            let worker = this.#byId.get(id)
            if (!worker) {
              worker = new Worker('./session.js')
                           ~~~~~~ dropped
              worker.on('error', () => this.#byId.delete(id))
              this.#byId.set(id, worker)
            }
            worker.postMessage(message)
          }
          destroy() { this.#byId.clear() }
        }
      `,
    },
    {
      name: 'close() forgets one of a map of children',
      ...marked`
        import { fork } from 'node:child_process'

        export class Sessions {
          #children = new Map()
          open(id) {
            const child = fork('./session.js', [id])
                          ~~~~ dropped {"by":"close","noun":"child process","place":"this.#children","line":"line 12","harm":"it runs on and keeps its parent alive","repair":"Call \u0060kill()\u0060"}
            child.on('error', (error) => console.error(id, error))
            this.#children.set(id, child)
          }
          close(id) {
            this.#children.get(id)?.removeAllListeners()
            this.#children.delete(id)
          }
        }
      `,
    },
    {
      name: 'forEach() does not wait for the workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Farm {
          workers = []
          add() { const w = new Worker('./f.js'); w.on('error', () => {}); this.workers.push(w) }
          send(i, m) { this.workers[i].postMessage(m) }
          async shutdown() {
            this.workers.forEach((w) => w.terminate())
                                        ~~~~~~~~~~~ unawaited
            this.workers = []
          }
        }
      `,
    },
  ],
})

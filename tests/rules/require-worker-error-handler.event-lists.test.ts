import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a loop over names of events that has all of them',
      code: text`
        import { Worker } from 'node:worker_threads'
        const EVENTS = ['message', 'messageerror', 'error', 'exit']
        export function sieve(limit) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sieve.js', { workerData: limit })
            for (const name of EVENTS) {
              worker.once(name, (value) => {
                if (name === 'message') resolve(value)
                else reject(new Error(name))
              })
            }
          })
        }
      `,
    },
    {
      name: 'the names are gone through by forEach',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function sieve(limit) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sieve.js', { workerData: limit })
            worker.once('message', resolve)
            ;['exit', 'error'].forEach((name) => worker.once(name, reject))
          })
        }
      `,
    },
    {
      name: 'names that come from elsewhere',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { EVENTS } from './events.js'
        export function sieve(limit) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sieve.js', { workerData: limit })
            for (const name of EVENTS) worker.once(name, (value) => (name === 'message' ? resolve(value) : reject(value)))
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a loop over names of events without error',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const EVENTS = ['message', 'messageerror', 'exit']
        export function sieve(limit) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sieve.js', { workerData: limit })
                               ~~~~~~ unheard
            for (const name of EVENTS) {
              worker.once(name, (value) => {
                if (name === 'message') resolve(value)
                else reject(new Error(name))
              })
            }
          })
        }
      `,
    },
    {
      name: 'a loop that leaves out the end, beside a map of promises',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Sieve {
          waiting = new Map()
          constructor() {
            this.worker = new Worker('./sieve.js')
            this.worker.on('message', ({ id, primes }) => {
                           ~~~~~~~~~ missing
              this.waiting.get(id)?.resolve(primes)
              this.waiting.delete(id)
            })
            for (const name of ['error', 'messageerror']) this.worker.on(name, () => this.fail(new Error(name)))
          }
          fail(error) {
            for (const { reject } of this.waiting.values()) reject(error)
            this.waiting.clear()
          }
          run(id) {
            return new Promise((resolve, reject) => {
              this.waiting.set(id, { resolve, reject })
              this.worker.postMessage(id)
            })
          }
          close() {
            return this.worker.terminate()
          }
        }
      `,
    },
  ],
})

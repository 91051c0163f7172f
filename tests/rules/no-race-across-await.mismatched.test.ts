import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers of several workers that are given to who has waited longest.

run(rule, {
  valid: [
    {
      name: 'who waits is kept by the worker, or by a number',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Pool {
          byWorker = new Map()
          byNumber = new Map()
          constructor(size) {
            for (let i = 0; i < size; i++) {
              const worker = new Worker('./resize.js')
              const own = []
              worker.on('message', (answer) => { own.shift()(answer) })
              worker.on('message', (answer) => this.byWorker.get(worker).shift()(answer))
              worker.on('message', ({ number, picture }) => this.byNumber.get(number)(picture))
              this.byWorker.set(worker, [])
            }
          }
        }
      `,
    },
    {
      name: 'one worker, which answers in turn',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Resizer {
          waiting = []
          constructor() {
            this.worker = new Worker('./resize.js')
            this.worker.on('message', (answer) => { this.waiting.shift()(answer) })
          }
          resize(picture) {
            return new Promise((resolve) => { this.waiting.push(resolve); this.worker.postMessage(picture) })
          }
        }
      `,
    },
    {
      name: 'the next one gets the worker that is free, and not its answer',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Pool {
          waiting = []
          constructor(workers) {
            for (const worker of workers) {
              worker.on('message', () => { this.waiting.shift()(worker) })
            }
          }
          next() { return new Promise((resolve) => { this.waiting.push(resolve) }) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one list for all workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Pool {
          waiting = []
          free = []
          constructor(size) {
            for (let i = 0; i < size; i++) this.free.push(new Worker('./resize.js'))
            for (const worker of this.free) {
              worker.on('message', (result) => {
                const { picture } = result
                this.waiting.shift()(picture)
                ~~~~~~~~~~~~~~~~~~~~ mismatched {"place": "this.waiting", "wait": "line 8"}
                this.free.push(worker)
              })
            }
          }
          resize(picture) {
            return new Promise((resolve) => {
              this.waiting.push(resolve)
              this.free.pop().postMessage(picture)
            })
          }
        }
      `,
    },
    {
      name: 'of the module, by a name, in what goes through a list',
      ...marked`
        const waiting = []
        export function listen(workers) {
          workers.forEach((worker) => {
            worker.addEventListener('message', (event) => {
              const next = waiting.shift()
                           ~~~~~~~~~~~~~~~ mismatched
              if (next) next.resolve(event.data)
            })
          })
        }
        export function send(worker, task) {
          return new Promise((resolve, reject) => {
            waiting.push({ resolve, reject })
            worker.postMessage(task)
          })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- listeners with the settlers of the first task

run(rule, {
  valid: [
    {
      name: 'all that wait are told',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Press {
          #thread = null
          #jobs = []
          #open() {
            const thread = new Worker('./press.js')
            thread.on('message', (page) => this.#jobs.shift().resolve(page))
            thread.once('error', (error) => this.#drop(error))
            thread.once('exit', (code) => this.#drop(new Error('ended with ' + code)))
            return thread
          }
          #drop(error) {
            this.#thread = null
            for (const job of this.#jobs.splice(0)) job.reject(error)
          }
          print(text) {
            return new Promise((resolve, reject) => {
              this.#thread ??= this.#open()
              this.#jobs.push({ resolve, reject })
              this.#thread.postMessage(text)
            })
          }
          close() { return this.#thread?.terminate() }
        }
      `,
    },
    {
      name: 'each task listens anew',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Press {
          #thread = null
          #jobs = []
          #open() {
            const thread = new Worker('./press.js')
            thread.on('message', (page) => this.#jobs.shift().resolve(page))
            return thread
          }
          print(text) {
            return new Promise((resolve, reject) => {
              this.#thread ??= this.#open()
              this.#jobs.push({ resolve, reject })
              this.#thread.once('error', reject)
              this.#thread.once('exit', (code) => reject(new Error('ended with ' + code)))
              this.#thread.postMessage(text)
            })
          }
          close() { return this.#thread?.terminate() }
        }
      `,
    },
    {
      name: 'a worker for each task',
      code: text`
        import { Worker } from 'node:worker_threads'
        const jobs = []
        function open(reject) {
          const thread = new Worker('./press.js')
          thread.once('message', (page) => { jobs.shift().resolve(page); thread.terminate() })
          thread.once('error', reject)
          thread.once('exit', (code) => reject(new Error('ended with ' + code)))
          return thread
        }
        export const print = (text) => new Promise((resolve, reject) => {
          jobs.push({ resolve, reject })
          open(reject).postMessage(text)
        })
      `,
    },
    {
      name: 'a mark that the failure takes back',
      code: text`
        export class Spell {
          isListening = false
          constructor(url) { this.worker = new Worker(url) }
          check(text) {
            return new Promise((resolve, reject) => {
              if (!this.isListening) {
                this.isListening = true
                this.worker.addEventListener('error', (event) => {
                  this.isListening = false
                  reject(new Error(event.message))
                }, { once: true })
              }
              this.worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
              this.worker.postMessage(text)
            })
          }
          close() { this.worker.terminate() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'behind a mark that later tasks find',
      ...marked`
        export class Spell {
          isListening = false
          constructor(url) { this.worker = new Worker(url) }
          check(text) {
            return new Promise((resolve, reject) => {
              if (!this.isListening) {
                this.isListening = true
                this.worker.addEventListener('error', (event) => reject(new Error(event.message)))
                                             ~~~~~~~ first
              }
              this.worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
              this.worker.postMessage(text)
            })
          }
          close() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'handed to the method that makes the worker',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Press {
          #thread = null
          #jobs = []
          #open(fail) {
            const thread = new Worker('./press.js')
            thread.on('message', (page) => this.#jobs.shift().resolve(page))
            thread.once('error', fail)
                        ~~~~~~~ first
            thread.once('exit', (code) => {
              this.#thread = null
              fail(new Error('ended with ' + code))
            })
            return thread
          }
          print(text) {
            return new Promise((resolve, reject) => {
              this.#thread ??= this.#open(reject)
              this.#jobs.push({ resolve, reject })
              this.#thread.postMessage(text)
            })
          }
          close() { return this.#thread?.terminate() }
        }
      `,
    },
    {
      name: 'by a function that leaves when there is one; the jobs by number',
      ...marked`
        import { Worker } from 'node:worker_threads'
        let thread = null
        let last = 0
        const jobs = new Map()
        function open(fail) {
          if (thread) return thread
          thread = new Worker('./press.js')
          thread.on('message', ({ id, page }) => { jobs.get(id).resolve(page); jobs.delete(id) })
          thread.on('error', fail)
                    ~~~~~~~ first
          thread.on('exit', (code) => fail(new Error('ended with ' + code)))
          return thread
        }
        export const print = (text) => new Promise((resolve, reject) => {
          const id = ++last
          jobs.set(id, { resolve, reject })
          open(reject).postMessage({ id, text })
        })
      `,
    },
  ],
})

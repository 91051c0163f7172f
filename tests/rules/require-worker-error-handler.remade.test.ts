import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What takes the place of a worker that has ended, and workers that say of what type their global scope is.

run(rule, {
  valid: [
    {
      name: 'the function that makes it listens',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Dictionary {
          constructor(path) {
            this.path = path
            this.reader = this.open()
            this.reader.on('exit', () => { this.reader = this.open() })
          }
          open() {
            const reader = new Worker(this.path)
            reader.on('error', console.error)
            return reader
          }
        }
      `,
    },
    {
      name: 'what makes the next has it listened to in the same way',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Dictionary {
          constructor(path) {
            this.path = path
            this.reader = new Worker(path)
            this.watch()
          }
          watch() {
            this.reader.on('error', console.error)
            this.reader.on('exit', () => {
              this.reader = new Worker(this.path)
              this.watch()
            })
          }
        }
      `,
    },
    {
      name: 'a worker that answers with the error',
      language: 'ts',
      code: text`
        declare const self: DedicatedWorkerGlobalScope
        self.onmessage = async ({ data }: MessageEvent<{ id: number; word: string }>) => {
          try {
            self.postMessage({ id: data.id, meaning: await lookUp(data.word) })
          } catch (error) {
            self.postMessage({ id: data.id, problem: String(error) })
          }
        }
      `,
    },
    {
      name: 'an object of its own by that name',
      language: 'ts',
      code: text`
        import { connection } from './connection.js'
        const self = connection()
        self.onmessage = async ({ data }: { data: string }) => { self.answer(await lookUp(data)) }
      `,
    },
  ],
  invalid: [
    {
      name: 'only the first one is listened to',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Dictionary {
          constructor(path) {
            this.path = path
            this.reader = new Worker(path)
            this.reader.on('error', console.error)
            this.reader.on('exit', () => {
              this.reader = new Worker(this.path)
                                ~~~~~~ unheard
            })
          }
        }
      `,
    },
    {
      name: 'only the first one that a function makes',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Dictionary {
          constructor(path) {
            this.path = path
            this.reader = this.#open()
            this.reader.on('error', () => this.lost())
            this.reader.on('exit', (code) => {
              if (code !== 0) this.reader = this.#open()
                                            ~~~~~~~~~~ unheard
            })
          }
          #open() {
            const reader = new Worker(this.path)
            reader.on('message', (word) => this.known.add(word))
            return reader
          }
        }
      `,
    },
    {
      name: 'a worker that says what its global scope is, and one that answers through a function',
      language: 'ts',
      ...marked`
        declare const self: DedicatedWorkerGlobalScope
        function answer(meaning: unknown): void { self.postMessage(meaning) }
        self.onmessage = async ({ data }: MessageEvent<string>) => {
        ~~~~~~~~~~~~~~ rejects
          answer(await lookUp(data))
        }
      `,
    },
  ],
})

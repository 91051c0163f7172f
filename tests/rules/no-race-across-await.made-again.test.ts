import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What goes on until somebody ends it, made once more; what is ended by other means than a method called close; passes that are asked for twice.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'an interval that is kept before anything is waited for, what a list takes out, and what ends right before the new one',
      options,
      code: text`
        let pulse
        export async function beat() {
          if (pulse) return
          pulse = setInterval(() => ping(), 1000)
          await announce()
        }
        export class Shelf {
          newest = null
          books = new Collection()
          async put(title) {
            this.books.remove(this.newest)
            const book = await find(title)
            this.newest = new Book(book)
          }
        }
        export class Plan {
          marker = null
          async point(address) {
            const at = await locate(address)
            this.marker?.remove()
            this.marker = new Marker(at)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an interval that nobody takes back',
      ...marked`
        let pulse
        export async function beat() {
          if (pulse) return
          const every = await settings.load('pulse')
          pulse = setInterval(() => ping(), every)
          ~~~~~ twice
        }
      `,
    },
    {
      name: 'what is taken off a page or a map',
      ...marked`
        export class Plan {
          marker = null
          layer = null
          async point(address) {
            this.marker?.remove()
            const at = await locate(address)
            this.marker = new Marker(at)
            ~~~~~~~~~~~ reopened
          }
          async cover(name) {
            if (this.layer) chart.removeLayer(this.layer)
            const shapes = await load(name)
            this.layer = new Layer(shapes)
            ~~~~~~~~~~ reopened
          }
        }
      `,
    },
    {
      name: 'a second pass where the first is still to be used, asked for at an address',
      options,
      ...marked`
        export class Gate {
          #pass
          #until = 0
          async pass() {
            if (Date.now() > this.#until) {
              const answer = await fetch('https://id.example.org/oauth/token', { method: 'POST' })
              const { pass, seconds } = await answer.json()
              this.#pass = pass
              this.#until = Date.now() + seconds * 1000
              ~~~~~~~~~~~ due
            }
            return this.#pass
          }
        }
      `,
    },
    {
      name: 'functions of another file that read and write the same, as a whole',
      options,
      ...marked`
        import { readPreferences, writePreferences } from './preferences.js'
        export async function prefer(key, value) {
          const preferences = await readPreferences()
          preferences[key] = value
          await writePreferences(preferences)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'a job of a queue that does several at a time, and a part of an object that a module keeps',
      options,
      ...marked`
        import { Worker } from 'bullmq'
        import express from 'express'
        let client = ''
        export const app = express()
        export const worker = new Worker('bills', async (job) => {
          client = job.data.client
          ~~~~~~ leaked
          const lines = await load(job.data.bill)
          await write(client, lines)
        }, { concurrency: 8 })
        const trace = { user: null, lines: [] }
        app.use(async (request, response, next) => {
          trace.user = await verify(request.get('authorization'))
          ~~~~~~~~~~ leaked
          next()
        })
        app.put('/bills/:id', async (request, response) => {
          await store(request.params.id, request.body)
          trace.lines.push({ user: trace.user?.id, bill: request.params.id })
          response.sendStatus(204)
        })
      `,
    },
  ],
})

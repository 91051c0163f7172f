import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a program keeps in the global object

run(rule, {
  valid: [
    {
      name: 'what the platform has there by itself: where the page is, functions that are replaced for a while, listeners',
      code: text`
        export async function leave(target) {
          if (window.location.href === target) return
          await saveDraft()
          window.location.href = target
        }
        export async function withFetch(fake, work) {
          const before = globalThis.fetch
          await work()
          globalThis.fetch = before
        }
        export async function listen() {
          const before = self.onmessage
          await ready()
          self.onmessage = before
        }
      `,
    },
    {
      name: 'the promise is kept, and a count is raised after the wait',
      code: text`
        export function connect() {
          globalThis.connection ??= open()
          return globalThis.connection
        }
        export async function count(visit) {
          const weight = await weigh(visit)
          globalThis.visits += weight
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a count, by each name of the object',
      ...marked`
        export async function count(visit) {
          const before = globalThis.visits
          globalThis.visits = before + (await weigh(visit))
          ~~~~~~~~~~~~~~~~~ lost {"who": "\u0060count\u0060", "place": "globalThis.visits", "read": "line 2", "wait": "line 3", "other": ""}
        }
        export async function countInPage(visit) {
          const before = window.__stats.visits
          window.__stats.visits = before + (await weigh(visit))
          ~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'what is emptied elsewhere in the file, while it is fetched',
      options: [{ thorough: true }],
      ...marked`
        export async function prices(day) {
          if (!globalThis.__prices) {
            const fetched = await load(day)
            globalThis.__prices = { day, rows: fetched }
            ~~~~~~~~~~~~~~~~~~~ refilled {"who": "\u0060prices\u0060", "place": "globalThis.__prices", "read": "line 2", "wait": "line 3", "other": "line 9"}
          }
          return globalThis.__prices
        }
        export function forget() {
          globalThis.__prices = null
        }
      `,
    },
    {
      name: 'an object of its own type, by another name of the module',
      language: 'ts',
      ...marked`
        import { MongoClient } from 'mongodb'
        const kept = globalThis as unknown as { client?: MongoClient }
        export async function connect(url: string) {
          if (!kept.client) kept.client = await MongoClient.connect(url)
                            ~~~~~~~~~~~ twice {"who": "\u0060connect\u0060", "place": "globalThis.client", "read": "line 4", "wait": "line 4", "other": ""}
          return kept.client
        }
      `,
    },
  ],
})

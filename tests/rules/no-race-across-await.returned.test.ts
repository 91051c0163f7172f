import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Entries that somebody takes out while a run that has found them waits, and that it puts there again.

run(rule, {
  valid: [
    {
      name: 'it is asked again after the wait',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          jars = new Map()
          remove(id) { this.jars.delete(id) }
          async refill(id) {
            if (!this.jars.has(id)) return
            const jar = await this.cellar.fetch(id)
            if (this.jars.has(id)) this.jars.set(id, jar)
          }
        }
      `,
    },
    {
      name: 'nobody takes one out, or only where the run itself has failed',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          jars = new Map()
          async refill(id) {
            if (!this.jars.has(id)) return
            const jar = await this.cellar.fetch(id)
            this.jars.set(id, jar)
          }
        }
        export class Rack {
          jars = new Map()
          async refill(id) {
            if (!this.jars.has(id)) return
            try {
              const jar = await this.cellar.fetch(id)
              this.jars.set(id, jar)
            } catch {
              this.jars.delete(id)
            }
          }
        }
      `,
    },
    {
      name: 'a helper asks, which says yes where nothing is there, too',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          looked = new Map()
          remove(id) { this.looked.delete(id) }
          isDue(id) {
            const last = this.looked.get(id)
            return last === undefined || Date.now() - last > 60_000
          }
          async look(id) {
            if (!this.isDue(id)) return
            await this.cellar.look(id)
            this.looked.set(id, Date.now())
          }
        }
      `,
    },
    {
      name: 'not proven to do harm: who takes it out may come only when this is done',
      code: text`
        export class Shelf {
          jars = new Map()
          remove(id) { this.jars.delete(id) }
          async refill(id) {
            if (!this.jars.has(id)) return
            const jar = await this.cellar.fetch(id)
            this.jars.set(id, jar)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an entry that is removed meanwhile, with thorough',
      options: [{ thorough: true }],
      ...marked`
        export class Shelf {
          jars = new Map()
          remove(id) { this.jars.delete(id) }
          async refill(id) {
            if (!this.jars.has(id)) return
            const jar = await this.cellar.fetch(id)
            this.jars.set(id, jar)
            ~~~~~~~~~~~~~~~~~~~~~~ returned {"who": "\u0060refill\u0060", "place": "this.jars[id]", "read": "line 5", "wait": "line 6", "other": "line 3"}
          }
        }
      `,
    },
    {
      name: 'what was found there has a name',
      options: [{ thorough: true }],
      ...marked`
        const jars = new Map()
        export function remove(id) { jars.delete(id) }
        export async function refill(id, cellar) {
          const jar = jars.get(id)
          if (!jar) throw new Error('no such jar')
          await cellar.open(id)
          jars.set(id, { id, full: true })
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ returned {"who": "\u0060refill\u0060", "place": "jars[id]", "read": "line 4", "wait": "line 6", "other": "line 2"}
        }
      `,
    },
  ],
})

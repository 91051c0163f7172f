import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What gets a value within an expression has nothing of what it was before.
run(rule, {
  valid: [
    {
      name: 'an answer that is put in two places at once',
      code: text`
        export class Versions {
          latest = {}
          async latestOf(name) {
            let found = this.latest[name]
            if (!found) this.latest[name] = found = await ask(name)
            return found
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one that is added to what was there',
      ...marked`
        export class Totals {
          total = {}
          async add(name) {
            let sum = this.total[name]
            this.total[name] = sum += await ask(name)
            ~~~~~~~~~~~~~~~~ lost
            return sum
          }
        }
      `,
    },
  ],
})

// What is put only where nothing is now takes nobody's change away; a map of promises is no store.
run(rule, {
  valid: [
    {
      name: 'asked again behind the wait, in a condition or beside one',
      code: text`
        const asked = new Map()
        export async function answerFor(name) {
          const answer = asked.get(name) || ask(name)
          try {
            await answer
            asked.has(name) || asked.set(name, answer)
          } catch {
            asked.delete(name)
          }
          return answer
        }
        export async function countOf(name) {
          const count = asked.get(name) ?? 0
          await settle(name)
          if (!asked.has(name)) asked.set(name, count + 1)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'put where something is now',
      ...marked`
        const counts = new Map()
        export async function countOf(name) {
          const count = counts.get(name) ?? 0
          await settle(name)
          if (counts.has(name)) counts.set(name, count + 1)
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'asked of something else',
      ...marked`
        const counts = new Map()
        const names = new Set()
        export async function countOf(name) {
          const count = counts.get(name) ?? 0
          await settle(name)
          if (!names.has(name)) counts.set(name, count + 1)
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

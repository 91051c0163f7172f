import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is taken out of a cache because it is old, or too much: what is stored afterwards is as good.

const plans = (taking: readonly string[]): string => text`
  const plans = new Map()
  const TTL = 60_000
  const MOST = 20
  export function tidy(gone) {
    const now = Date.now()
    ${taking.join('\n    ')}
  }
  export async function planOf(room) {
    const kept = plans.get(room.id)
    if (kept) return kept.plan
    const plan = await draw(room)
    plans.set(room.id, { plan, at: Date.now() })
    tidy([])
    return plan
  }
`

run(rule, {
  valid: [
    { name: 'each that is old, by a callback', code: plans(['Array.from(plans.entries()).forEach(([id, plan]) => {', '  if (now - plan.at > TTL) plans.delete(id)', '})']) },
    { name: 'the first of too many', code: plans(['if (plans.size > MOST) [...plans.keys()].slice(0, plans.size - MOST).forEach((id) => plans.delete(id))']) },
  ],
  invalid: [
    {
      name: 'those that somebody names',
      ...marked`
        const plans = new Map()
        export function forget(gone) {
          gone.forEach((id) => plans.delete(id))
        }
        export async function planOf(room) {
          const kept = plans.get(room.id)
          if (kept) return kept
          const plan = await draw(room)
          plans.set(room.id, plan)
          ~~~~~~~~~~~~~~~~~~~~~~~~ refilled
          return plan
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- counts that keep nobody out

run(rule, {
  valid: [
    {
      name: 'it is counted on whatever the test says',
      code: text`
        export class Step {
          tries = 0
          async run() {
            if (this.tries > 0 && this.isLast && (await this.isDone())) return this.result
            this.tries += 1
            this.result = await this.go()
            return this.result
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it is counted on where there is room',
      ...marked`
        export class Gate {
          inside = 0
          async enter(guest) {
            if (this.inside < 5 && (await this.knows(guest))) {
              this.inside += 1
              ~~~~~~~~~~~ exceeded
              return true
            }
            return false
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who empties what is too much, or makes what is not there yet, invalidates nothing.
run(rule, {
  valid: [
    {
      name: 'thrown away because there is too much of it',
      code: text`
        let known = {}
        export function planFor(key, host) {
          const plan = known[key]
          if (plan) return Promise.resolve(plan)
          return host.read(key).then((found) => {
            if (Object.keys(known).length > 20) known = {}
            known[key] = found
            return found
          })
        }
      `,
    },
    {
      name: 'cleared at a size that has a name',
      code: text`
        const known = new Map()
        const MOST = 100
        export async function planFor(key, host) {
          if (known.has(key)) return known.get(key)
          const plan = await host.read(key)
          known.set(key, plan)
          return plan
        }
        export function tidy() {
          if (MOST <= known.size) known.clear()
        }
      `,
    },
    {
      name: 'made where there is none',
      code: text`
        export class Leaf {
          keep(kind, sum) {
            if (!this.sums) this.sums = {}
            this.sums[kind] = sum
          }
          async sum(kind) {
            if (this.sums[kind] === undefined) this.sums[kind] = await digest(this.title)
            return this.sums[kind]
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'thrown away where there is anything',
      ...marked`
        const known = new Map()
        export async function planFor(key, host) {
          if (known.has(key)) return known.get(key)
          const plan = await host.read(key)
          known.set(key, plan)
          ~~~~~~~~~~~~~~~~~~~~ refilled
          return plan
        }
        export function forget() {
          if (known.size > 0) known.clear()
        }
      `,
    },
    {
      name: 'thrown away where there is little',
      ...marked`
        const known = new Map()
        export async function planFor(key, host) {
          if (known.has(key)) return known.get(key)
          const plan = await host.read(key)
          known.set(key, plan)
          ~~~~~~~~~~~~~~~~~~~~ refilled
          return plan
        }
        export function forget() {
          if (known.size < 20) known.clear()
        }
      `,
    },
    {
      name: 'made anew where there is one',
      ...marked`
        export class Leaf {
          rename(title) {
            this.title = title
            if (this.sums) this.sums = {}
          }
          async sum(kind) {
            if (this.sums[kind] === undefined) this.sums[kind] = await digest(this.title)
                                               ~~~~~~~~~~~~~~~ refilled
            return this.sums[kind]
          }
        }
      `,
    },
  ],
})

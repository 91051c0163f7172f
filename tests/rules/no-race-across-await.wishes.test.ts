import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a caller may wish beside what is asked for: `if (this.cache && !force) return this.cache`. Two callers wish the same.

run(rule, {
  valid: [
    {
      name: 'the promise is kept, whatever is wished',
      code: text`
        export class Almanac {
          tides(fresh) {
            if (this.pending && !fresh) return this.pending
            this.pending = this.compute()
            return this.pending
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'asked once more for those who do not wish it anew',
      code: text`
        const harbours = new Map()
        export async function harbourOf(name, options) {
          if (harbours.has(name) && !options.anew) return harbours.get(name)
          const made = new Harbour(await survey(name))
          if (harbours.has(name) && !options.anew) return harbours.get(name)
          harbours.set(name, made)
          return made
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a run that goes on keeps others out, unless they insist',
      code: text`
        export class Tower {
          async rise(insist) {
            if (this.isRising && !insist) return
            this.isRising = true
            try {
              if (!this.crane || insist) this.crane = new Crane(await this.order())
            } finally {
              this.isRising = false
            }
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a test of the place beside another place is no wish',
      code: text`
        export class Almanac {
          async tides(table) {
            if (this.known && !this.isOld) return this.known
            const next = await this.compute(table)
            this.last = next
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    {
      name: 'in either order, in two steps, and as an option',
      ...marked`
        export class Almanac {
          async tides(fresh) {
            if (this.known && !fresh) return this.known
            this.known = new Table(await this.compute())
            ~~~~~~~~~~ filled
            return this.known
          }
          async moons(fresh) {
            if (!fresh && this.phases) return this.phases
            this.phases = new Table(await this.compute())
            ~~~~~~~~~~~ filled
            return this.phases
          }
          async stars(fresh) {
            if (!fresh) {
              if (this.chart) return this.chart
            }
            this.chart = new Table(await this.compute())
            ~~~~~~~~~~ filled
            return this.chart
          }
          async suns({ anew = false } = {}) {
            if (this.rises && anew !== true && !anew) return this.rises
            this.rises = new Table(await this.compute())
            ~~~~~~~~~~ filled
            return this.rises
          }
          async winds(options) {
            if (this.rose && !options?.anew) return this.rose
            this.rose = new Table(await this.compute())
            ~~~~~~~~~ filled
            return this.rose
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a connection that somebody may want anew',
      ...marked`
        import { createConnection } from 'mysql2/promise'
        let connection
        export async function connect(anew) {
          if (connection && !anew) return connection
          connection = await createConnection({})
          ~~~~~~~~~~ second
          return connection
        }
        export async function disconnect() {
          await connection.end()
        }
      `,
    },
    {
      name: 'that the work is done is noted after it',
      ...marked`
        export class Stone {
          async cut(options = {}) {
            if (this.isCut === true && !options.again) return
            await this.mason.write({ face: this.face })
            this.isCut = true
            ~~~~~~~~~~ done
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})

// ---------------------------------------------------------------- what is given a new object is new itself

run(rule, {
  valid: [
    {
      name: 'what a module has, and what is given values',
      code: text`
        let client
        export async function clientOf(base) {
          if (client) return client
          const { http } = await import('./http.js')
          client = http.extend({ base, at: new URL(base), log: http.log })
          return client
        }
      `,
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    {
      name: 'an agent of its own for each',
      ...marked`
        import { http } from './http.js'
        let client
        export async function clientOf(base) {
          if (client) return client
          const { Agent } = await import('./agents.js')
          const agent = new Agent(base)
          client = http.extend({ base, agent })
          ~~~~~~ filled
          return client
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A flag that says that something is ready before it is, while who comes second leaves at once and goes on with it.

/** A cellar with shelves that are set up by whoever comes first. */
const cellar = (setUp: readonly string[], use = 'return this.shelves.put(bottle)', name = 'prepare'): string => text`
  export class Cellar {
    constructor(shelves) {
      this.shelves = shelves
      this.ready = false
    }
    async ${name}() {
      ${setUp.join('\n      ')}
    }
    async store(bottle) {
      await this.${name}()
      ${use}
    }
  }
`
const EARLY = ['if (this.ready) return', 'this.ready = true', 'await this.shelves.mount()']

run(rule, {
  valid: [
    { name: 'set when it is ready', code: cellar(['if (this.ready) return', 'await this.shelves.mount()', 'this.ready = true']) },
    { name: 'who comes second waits as well', code: cellar(['if (this.ready) return this.mounting', 'this.ready = true', 'this.mounting = this.shelves.mount()', 'await this.mounting']) },
    { name: 'nobody goes on with what is prepared', code: cellar(EARLY, 'return this.list.add(bottle)') },
    { name: 'nobody goes on at all', code: cellar(EARLY, '') },
    { name: 'something is said once', code: cellar(['if (this.said) return', 'this.said = true', 'await this.shelves.tell("open")'], undefined, 'announce') },
    { name: 'it works without that, and is slower', code: cellar(['if (this.ready) return', 'this.ready = true', 'await this.shelves.createIndex({ name: 1 })']) },
    { name: 'it says who is at work', code: cellar(['if (this.busy) return', 'this.busy = true', 'try { await this.shelves.mount() } finally { this.busy = false }']) },
  ],
  invalid: [
    {
      name: 'set too early',
      ...marked`
        export class Cellar {
          constructor(shelves) {
            this.shelves = shelves
          }
          async prepare() {
            if (this.ready) return
            this.ready = true
            ~~~~~~~~~~ published {"who": "\u0060prepare\u0060", "place": "this.ready", "read": "line 6", "wait": "line 8", "other": "line 12"}
            await this.shelves.mount()
          }
          async store(bottle) {
            await this.prepare()
            return this.shelves.put(bottle)
          }
        }
      `,
    },
    {
      name: 'of a module, for what is given to a function',
      ...marked`
        import { migrate, pool } from './database'
        let migrated = false
        async function ensureTables() {
          if (migrated) return
          migrated = true
          ~~~~~~~~ published {"who": "\u0060ensureTables\u0060", "place": "migrated", "read": "line 4", "wait": "line 6", "other": "line 10"}
          await migrate(pool)
        }
        export async function add(bottle) {
          await ensureTables()
          await pool.query('INSERT INTO bottles (name) VALUES ($1)', [bottle])
        }
      `,
    },
    {
      name: 'used by a template',
      code: text`
        export class Cellar {
          ready = false
          constructor(sql) { this.db = sql }
          async setUp() {
            if (this.ready) return
            this.ready = true
            await this.db.run('create table bottles (name text)')
          }
          async store(bottle) {
            await this.setUp()
            await this.db.sql${'`'}insert into bottles values (${'$'}{bottle})${'`'}
          }
        }
      `,
      errors: [{ messageId: 'published', line: 6, column: 5 }],
    },
  ],
})

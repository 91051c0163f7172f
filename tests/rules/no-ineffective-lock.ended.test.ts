import rule from '../../src/rules/no-ineffective-lock.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Pools that are opened anew, and what becomes of the one before.

const store = (before: string, after: string): string => text`
  import { Pool } from 'pg'
  export class Store {
    #pool
    constructor(settings) {
      this.settings = settings
    }
    async open() {
      ${before}
      this.#pool = new Pool(this.settings)
      ${after}
      const client = await this.#pool.connect()
      try {
        await client.query('select 1')
      } finally {
        client.release()
      }
    }
  }
`
const replaced = { errors: [{ messageId: 'replaced' as const, line: 9, column: 18 }] }

run(rule, {
  valid: [
    { name: 'the one before is ended behind', code: store('const last = this.#pool', 'await last?.end()') },
    { name: 'the one before is ended first', code: store('await this.#pool?.end()', '') },
    { name: 'the one before is ended where there is one', code: store('if (this.#pool) {\nawait this.#pool.end()\n}', '').replace('first', 'one') },
  ],
  invalid: [
    { name: 'nothing becomes of it', code: store('', ''), ...replaced },
    { name: 'something else is ended', code: store('const last = this.#connection', 'await last?.end()'), ...replaced },
    { name: 'the new one is ended when it is over', code: store('', 'this.onEnd = () => this.#pool.end()'), ...replaced },
  ],
})

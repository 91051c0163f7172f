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
/** The same in a module, with a function that ends the pool. */
const shared = (end: string, before: string): string => text`
  import { Pool } from 'pg'
  let pool
  export async function shut() {
    ${end}
  }
  export async function moveTo(settings) {
    ${before}
    pool = new Pool(settings)
  }
  export function begin(settings) {
    pool = new Pool(settings)
  }
  export async function ask(text) {
    const client = await pool.connect()
    try {
      return await client.query(text)
    } finally {
      client.release()
    }
  }
`
const replaced = { errors: [{ messageId: 'replaced' as const, line: 9, column: 18 }] }

run(rule, {
  valid: [
    { name: 'the one before is ended behind', code: store('const last = this.#pool', 'await last?.end()') },
    { name: 'the one before is ended first', code: store('await this.#pool?.end()', '') },
    { name: 'the one before is ended where there is one', code: store('if (this.#pool) {\nawait this.#pool.end()\n}', '').replace('first', 'one') },
    { name: 'a function of the file ends the one before, and is waited for', code: shared('if (pool) await pool.end(); pool = null', 'await shut()') },
  ],
  invalid: [
    { name: 'a function of the file only forgets the one before', code: shared('pool = null', 'await shut()'), errors: [{ messageId: 'replaced', line: 8, column: 10 }] },
    { name: 'a function of the file ends the one before, and nobody calls it', code: shared('await pool.end()', ''), errors: [{ messageId: 'replaced', line: 8, column: 10 }] },
    { name: 'nothing becomes of it', code: store('', ''), ...replaced },
    { name: 'something else is ended', code: store('const last = this.#connection', 'await last?.end()'), ...replaced },
    { name: 'the new one is ended when it is over', code: store('', 'this.onEnd = () => this.#pool.end()'), ...replaced },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is given back by code that runs by itself, at the end of a scope, in a function within, or by what a helper has handed out.

const belt = (before: string, after = ''): string => text`
  import { Semaphore } from 'async-mutex'
  export async function pack(boxes, line, seal) {
    const places = new Semaphore(4)
    ${before}
    for (const box of boxes) {
      await places.acquire()
      line.put(box)
    }
    line.end()
    ${after}
  }
`

const told = 'line.process(async (box) => { try { await seal(box) } finally { places.release() } })'

const connected = (declare: string, finish: string): string => text`
  import { connect } from './store.js'
  export async function move(from, to, coins) {
    ${declare} account = await connect()
    await account.beginTransaction()
    const taken = await account.take(from, coins)
    if (!taken) {
      await account.rollback()
      return false
    }
    await account.give(to, coins)
    await account.commit()
    ${finish}
    return true
  }
`

const stated = (declare: string): string => text`
  import { connect } from './store.js'
  export async function count(shelf) {
    ${declare} client = await connect()
    await client.query('BEGIN')
    const rows = await client.query('SELECT 1')
    if (rows.length === 0) return 0
    await shelf.put(rows)
    await client.query('COMMIT')
    return rows.length
  }
`

const loaded = (finish: string): string => text`
  export async function load(client, rows, store) {
    let failed
    await client.query('BEGIN')
    const put = async (row) => {
      try {
        await store.insert(row)
      } catch (error) {
        ${finish}
        failed = error
      }
    }
    await rows.each((row) => put(row))
    if (failed) return failed
    await client.query('COMMIT')
  }
`

const helped = (helper: string): string => text`
  import { Pool } from 'pg'
  const pool = new Pool()
  ${helper}
  export async function inTransaction(work) {
    const client = await borrow()
    try {
      return await work()
    } finally {
      client.release()
    }
  }
  export async function later(work) {
    const answer = await inTransaction(work)
    console.log(answer)
  }
`

run(rule, {
  valid: [
    { name: 'who takes the boxes off the belt frees their places', code: belt(`const packed = ${told}`, 'await packed') },
    { name: 'a timer that was set before', code: belt('setInterval(() => places.release(), 100)') },
    { name: 'a connection that is disposed of ends its transaction', code: connected('await using', ''), language: 'ts' },
    { name: 'the same, begun by a statement', code: stated('await using'), language: 'ts' },
    { name: 'rolled back by a function within, which is handed on', code: loaded("await client.query('ROLLBACK')") },
    { name: 'a client that a helper borrows and waits for', code: helped('async function borrow() { return await pool.connect() }') },
    { name: 'the same, by a name of its own', code: helped('const borrow = async () => { const borrowed = await pool.connect(); return borrowed }') },
  ],
  invalid: [
    {
      name: 'a place that nobody else gives back',
      ...marked`
        import { Semaphore } from 'async-mutex'
        export async function pack(boxes, line) {
          const places = new Semaphore(4)
          for (const box of boxes) {
            await places.acquire()
                  ~~~~~~~~~~~~~~ repeated
            if (box.isOpen) continue
            if (box.isEmpty) {
              places.release()
              continue
            }
            await line.put(box)
            places.release()
          }
        }
      `,
    },
    {
      name: 'a connection that nothing disposes of',
      code: connected('const', 'await account.end()'),
      errors: [{ messageId: 'skipped', line: 4, column: 9 }],
    },
    {
      name: 'the same, begun by a statement',
      code: stated('const'),
      errors: [{ messageId: 'skipped', line: 4, column: 9 }],
    },
    {
      name: 'a function within that ends nothing',
      code: loaded('store.forget(row)'),
      errors: [{ messageId: 'skipped', line: 3, column: 9 }],
    },
    {
      name: 'a helper whose client is given back where all goes well',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        async function borrow() { return await pool.connect() }
        export async function ask(question) {
          const client = await borrow()
                               ~~~~~~ skipped
          const answer = await client.query(question)
          if (!answer) {
            client.release()
            return undefined
          }
          client.release()
          return answer
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what cannot fail

const meeting = (wait: string, end = 'await this.opening\n      this.opening = undefined'): string => text`
  import { EventEmitter } from 'node:events'
  export class Meeting extends EventEmitter {
    opening
    isOpen = false
    opened() {
      return new Promise((resolve, reject) => {
        ${wait}
      })
    }
    async greet() {
      if (this.opening) return
      this.opening = this.opened()
      ${end}
    }
  }
`

const OR_FAILS = "this.once('open', resolve); this.once('error', reject)"

const begun = (first: string): string => text`
  import { startSession } from 'mongoose'
  import { Row } from './rows.js'
  export async function save(rows) {
    const session = await startSession()
    ${first}
    try {
      await Row.create(rows, { session })
      await session.commitTransaction()
    } finally {
      await session.endSession()
    }
  }
`

run(rule, {
  valid: [
    { name: 'a field that holds a promise which nothing rejects', code: meeting("if (this.isOpen) return resolve(); this.once('open', resolve)") },
    { name: 'a session that has just been made begins its transaction', code: begun('await session.startTransaction()') },
  ],
  invalid: [
    {
      name: 'a field that holds a promise which may be rejected',
      code: meeting(OR_FAILS),
      errors: [{ messageId: 'stuck', line: 12, column: 5 }],
      suggestions: [[{ messageId: 'wrap', output: meeting(OR_FAILS, 'try {\n        await this.opening\n      } finally {\n        this.opening = undefined\n      }') }]],
    },
    {
      name: 'a session that is kept while something else fails',
      code: begun('await Row.ready()'),
      errors: [{ messageId: 'skipped', line: 4, column: 25 }],
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what hands a lock out, and gives it back by a method of its own

/** A desk that hands out one of its lamps, as `enter` does, and somebody who uses it. */
function lent(enter: string, use = 'try { return await read() } finally { lamp.close() }'): string {
  return text`
    import { Semaphore } from 'async-mutex'
    export class Desk {
      lamps = new Semaphore(2)
      async enter() {
        ${enter}
      }
      async read(read) {
        const lamp = await this.enter()
        ${use}
      }
    }
  `
}

const FORMS = {
  'at once': 'const [, off] = await this.lamps.acquire()\n return { close: () => off() }',
  'a promise by its name': 'const pending = this.lamps.acquire()\n const [, off] = await pending\n return { close: () => off() }',
  'a part of a pair by its name': 'const pair = await this.lamps.acquire()\n const off = pair[1]\n return { close: () => off() }',
  'a pair taken apart later': 'const pair = await this.lamps.acquire()\n const [count, off] = pair\n return { count, close: () => off() }',
  'another name for it': 'const [, first] = await this.lamps.acquire()\n const off = first\n return { close: () => off() }',
}

run(rule, {
  valid: [
    ...Object.entries(FORMS).map(([form, enter]) => ({ name: `a lease, ${form}`, code: lent(enter) })),
    {
      name: 'what is disposed of at the end of its scope',
      code: text`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function opened() {
          const close = await ledger.acquire()
          return { [Symbol.dispose]: close }
        }
        export async function note(write) {
          using book = await opened()
          await write()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what can be disposed of, and nobody does',
      ...marked`
        import { Mutex } from 'async-mutex'
        const ledger = new Mutex()
        async function opened() {
          const close = await ledger.acquire()
          return { [Symbol.dispose]: close }
        }
        export async function note(write) {
          const book = await opened()
                             ~~~~~~ never {"what":"\u0060ledger\u0060","harm":"it stays locked, and whoever wants it next waits for ever","repair":"Release it in a \u0060finally\u0060 block"}
          await write(book.name)
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Mutex } from 'async-mutex'
          const ledger = new Mutex()
          async function opened() {
            const close = await ledger.acquire()
            return { [Symbol.dispose]: close }
          }
          export async function note(write) {
            const book = await opened()
            try {
              await write(book.name)
            } finally {
              await book[Symbol.dispose]()
            }
          }
        `,
      }]],
    },
    {
      name: 'a lease that is closed where all goes well',
      ...marked`
        import { Semaphore } from 'async-mutex'
        export class Desk {
          lamps = new Semaphore(2)
          async enter() {
            const pair = await this.lamps.acquire()
            const [count, off] = pair
            return { count, close: () => off() }
          }
          async read(read) {
            const lamp = await this.enter()
                               ~~~~~~~~~~ skipped {"what":"\u0060this.lamps\u0060","line":"line 12","exit":"an exception of \u0060read()\u0060 on line 11","harm":"it stays locked, and whoever wants it next waits for ever","repair":"Release it in a \u0060finally\u0060 block"}
            await read(lamp.count)
            lamp.close()
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Semaphore } from 'async-mutex'
          export class Desk {
            lamps = new Semaphore(2)
            async enter() {
              const pair = await this.lamps.acquire()
              const [count, off] = pair
              return { count, close: () => off() }
            }
            async read(read) {
              const lamp = await this.enter()
              try {
                await read(lamp.count)
              } finally {
                lamp.close()
              }
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- a transaction of a client that may be missing

/** A transaction whose client is declared before the `try`, and what its `catch` does. */
function stored(undo: string): string {
  return text`
    import { Pool } from 'pg'
    const pool = new Pool()
    export async function store(fill) {
      let client
      try {
        client = await pool.connect()
        await client.query('BEGIN')
        await fill(client)
        await client.query('COMMIT')
      } catch (error) {
        ${undo}
        throw error
      } finally {
        client?.release()
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'undone if there is a client', code: stored("if (client) await client.query('ROLLBACK')") },
    { name: 'undone by an optional call', code: stored("await client?.query('ROLLBACK')") },
    { name: 'undone by an optional call whose failure does not matter', code: stored("await client?.query('ROLLBACK').catch(() => {})") },
    { name: 'undone by what is surely there', code: stored("await client!.query('ROLLBACK')") },
  ],
  invalid: [
    {
      name: 'undone only where something else is there',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function store(fill, log) {
          let client
          try {
            client = await pool.connect()
            await client.query('BEGIN')
                  ~~~~~~~~~~~~ skipped {"what":"A transaction","line":"line 11","exit":"the \u0060throw\u0060 on line 13","harm":"it stays open, and keeps its connection and the rows that it locked","repair":"Roll it back when something fails"}
            await fill(client)
            await client.query('COMMIT')
          } catch (error) {
            if (log.undo()) await client?.query('ROLLBACK')
            else log.warn(error)
            throw error
          } finally {
            client?.release()
          }
        }
      `,
    },
  ],
})

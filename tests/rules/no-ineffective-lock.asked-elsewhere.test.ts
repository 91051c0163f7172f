import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks of a database that a pool is asked for, and transactions around what is not asked in them.

const elected = (made: string, ask: string, more = ''): string => text`
  import { Client, Pool } from 'pg'
  const store = ${made}
  export async function lead(work) {
    const answer = await store.query(${ask}, [7])
    if (!answer.rows[0].ok) return
    await work()
    ${more}
  }
`

const dealt = (work: string, open = 'await ledger.transaction()', before = "import { Sequelize } from 'sequelize'"): string => text`
  ${before}
  import { Hand } from './hands.js'
  const ledger = new Sequelize('sqlite::memory:')
  export async function deal(cards) {
    const round = ${open}
    try {
      ${work}
      await round.commit()
    } catch (error) {
      await round.rollback()
      throw error
    }
  }
`

const run1 = (ask: string): string => text`
  import { Shelf } from './shelves.js'
  export async function move(source, shelf) {
    const runner = source.createQueryRunner()
    await runner.connect()
    try {
      await runner.startTransaction()
      ${ask}
      await runner.commitTransaction()
    } catch (error) {
      await runner.rollbackTransaction()
      throw error
    } finally {
      await runner.release()
    }
  }
`

run(rule, {
  valid: [
    { name: 'a connection of its own has the lock', code: elected('new Client()', "'SELECT pg_try_advisory_lock($1) AS ok'") },
    { name: 'a pool of one client', code: elected('new Pool({ max: 1 })', "'SELECT pg_try_advisory_lock($1) AS ok'") },
    { name: 'a lock of the transaction, and what only asks for locks', code: elected('new Pool()', "'SELECT pg_try_advisory_xact_lock($1) AS ok'", "await store.query('SELECT * FROM pg_locks')") },
    { name: 'taken and given back by one text', code: elected('new Pool()', "'SELECT pg_advisory_lock(7); SELECT sweep(); SELECT pg_advisory_unlock(7)'") },
    { name: 'the transaction is passed along', code: dealt('for (const card of cards) await Hand.create(card, { transaction: round })') },
    { name: 'it is handed to a helper, or asked itself', code: dealt('await Hand.give(cards, round)') },
    { name: 'what it is told of its end', code: dealt('round.afterCommit(() => tell(cards)); await Hand.give(cards)') },
    { name: 'nothing is waited for', code: dealt('Hand.shuffle(cards)') },
    { name: 'of a store of one transaction for each call', code: dealt('await Hand.give(cards)', 'await ledger.transaction()', "import './context.js'").replace("new Sequelize('sqlite::memory:')", 'open()') },
    { name: 'where statements find it by themselves', code: dealt('await Hand.give(cards)', 'await ledger.transaction()', "import { Sequelize } from 'sequelize'\n  import { createNamespace } from 'cls-hooked'") },
    { name: 'a runner that is asked itself', code: run1('await runner.manager.save(shelf)') },
    { name: 'a runner that begins no transaction', code: run1('await Shelf.save(shelf)').replace('await runner.startTransaction()', '') },
  ],
  invalid: [
    {
      name: 'a lock of a database, asked of a pool',
      ...marked`
        import { Pool } from 'pg'
        import { createPool } from 'mysql2/promise'
        const store = new Pool()
        const archive = createPool({ uri: address })
        export async function lead(work) {
          const answer = await store.query('SELECT pg_try_advisory_lock($1) AS ok', [7])
                               ~~~~~~~~~~~ pooledLock {"by": "store"}
          if (!answer.rows[0].ok) return
          try {
            await work()
          } finally {
            await store.query('SELECT pg_advisory_unlock($1)', [7])
          }
        }
        export async function sort(work) {
          await archive.query("SELECT GET_LOCK('sort', 10)")
                ~~~~~~~~~~~~~ pooledLock {"by": "archive"}
          await work()
          await archive.query("SELECT RELEASE_LOCK('sort')")
        }
      `,
    },
    {
      name: 'a transaction that nobody is told of',
      ...marked`
        import { Sequelize } from 'sequelize'
        import { Hand } from './hands.js'
        const ledger = new Sequelize('sqlite::memory:')
        export async function deal(cards) {
          const round = await ledger.transaction()
                              ~~~~~~~~~~~~~~~~~~ idle {"by": "round", "until": "line 8"}
          try {
            for (const card of cards) await Hand.create(card)
            await round.commit()
          } catch (error) {
            await round.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'the same of what is called like the library, declared first',
      ...marked`
        export async function deal(app, cards) {
          let round
          try {
            round = await app.sequelize.transaction()
                          ~~~~~~~~~~~~~~~~~~~~~~~~~ idle {"by": "round", "until": "line 6"}
            await app.hands.create(cards)
            await round.commit()
          } catch (error) {
            if (round) await round.rollback()
            throw error
          }
        }
      `,
    },
    {
      name: 'a runner of queries that is not asked',
      code: run1('await Shelf.save(shelf)'),
      errors: [{ messageId: 'idle', line: 3, column: 18, data: { by: 'runner', until: 'line 8' } }],
    },
    {
      name: 'a session that is not passed along',
      ...marked`
        import mongoose from 'mongoose'
        import { Hand } from './hands.js'
        export async function deal(cards) {
          const session = await mongoose.startSession()
                                ~~~~~~~~~~~~~~~~~~~~~ idle {"by": "session", "until": "line 7"}
          session.startTransaction()
          await Hand.create(cards)
          await session.commitTransaction()
          await session.endSession()
        }
      `,
    },
  ],
})

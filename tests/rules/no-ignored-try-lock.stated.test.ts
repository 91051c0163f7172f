import rule from '../../src/rules/no-ignored-try-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const tick = '`'

// ---------------------------------------------------------------- locks of a database, asked for by a statement

run(rule, {
  valid: [
    {
      name: 'the column is tested',
      code: text`
        export async function settle(db, month) {
          const { rows: [answer] } = await db.query('SELECT pg_try_advisory_lock($1) AS ours', [month])
          if (!answer.ours) return
          await db.query('UPDATE accounts SET settled = $1', [month])
        }
      `,
    },
    {
      name: 'it is taken out of the row',
      code: text`
        export async function settle(db, month) {
          const [[{ ours }]] = await db.execute('SELECT GET_LOCK(?, 0) AS ours', [month])
          if (!ours) return
          await db.execute('UPDATE accounts SET settled = ?', [month])
        }
      `,
    },
    {
      name: 'the whole answer is handed on',
      code: text`
        export async function askFor(db, month) {
          const answer = await db.query('SELECT pg_try_advisory_lock($1) AS ours', [month])
          return answer
        }
      `,
    },
    {
      name: 'the lock is a condition: the rows are the answer',
      code: text`
        export async function next(db) {
          const { rows } = await db.query('SELECT id FROM letters WHERE pg_try_advisory_lock(id) LIMIT 1')
          if (rows.length === 0) return
          await send(rows)
        }
      `,
    },
    {
      name: 'a statement that waits for the lock',
      code: text`
        export async function settle(db, month) {
          await db.query('SELECT pg_advisory_lock($1)', [month])
          await db.query('UPDATE accounts SET settled = $1', [month])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the row is there in any case',
      ...marked`
        export async function settle(db, month) {
          const { rows: [answer] } = await db.query('SELECT pg_try_advisory_lock($1) AS ours', [month])
                                           ~~~~~~~~ row
          if (!answer) return
          await db.query('UPDATE accounts SET settled = $1', [month])
        }
      `,
    },
    {
      name: 'so is their number',
      ...marked`
        export async function settle(db, month) {
          const answer = await db.query(${tick}SELECT pg_try_advisory_lock($${'{month}'}) AS ours${tick})
                               ~~~~~~~~ row
          if (answer.rowCount === 0) return
          await db.query('UPDATE accounts SET settled = $1', [month])
        }
      `,
    },
    {
      name: 'nobody reads the answer',
      ...marked`
        export async function settle(db, month) {
          await db.query('SELECT pg_try_advisory_xact_lock($1)', [month])
                ~~~~~~~~ unread
          await db.query('UPDATE accounts SET settled = $1', [month])
        }
      `,
    },
  ],
})

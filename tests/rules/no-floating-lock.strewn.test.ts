import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// The callbacks of a `forEach` that work with what is given back behind it.

run(rule, {
  valid: [
    {
      name: 'one after the other, or all waited for',
      code: text`
        export async function rename(db, pages) {
          const client = await db.pool.getConnection()
          try {
            for (const page of pages) await client.query(sql, page)
            await Promise.all(pages.map(async (page) => { await client.query(sql, page) }))
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'what comes back is given on, and waited for there',
      code: text`
        export async function rename(db, pages, all) {
          const client = await db.pool.getConnection()
          try {
            const changes = pages.map(async (page) => { await client.query(sql, page) })
            await all(changes)
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'each has a client of its own, or uses something else',
      code: text`
        export async function rename(db, pages, log) {
          const client = await db.pool.getConnection()
          pages.forEach(async (page) => {
            const own = await db.pool.getConnection()
            try { await own.query(sql, page) } finally { own.release() }
          })
          pages.forEach(async (page) => { await log.note(page) })
          await client.query(sql)
          client.release()
        }
      `,
    },
    {
      name: 'never given back here',
      code: text`
        export async function watch(db, topics) {
          const client = await db.pool.connect()
          topics.forEach(async (topic) => { await client.query(topic) })
          return client
        }
      `,
    },
    {
      name: 'memory that is lent',
      code: text`
        export async function fill(buffers, rows) {
          const buffer = buffers.make()
          rows.forEach(async (row) => { await buffer.write(row) })
          buffers.release(buffer)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'given back behind it',
      ...marked`
        export async function rename(db, pages) {
          const client = await db.pool.getConnection()
          try {
            pages.forEach(async (page) => {
            ~~~~~~~~~~~~~ strewn {"what": "client", "line": "line 7"}
              await client.query(sql, page)
            })
            client.release()
          } catch (error) {
            client.release()
            throw error
          }
        }
      `,
    },
    {
      name: 'given back to the pool, in a finally block',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export async function rename(pages) {
          const client = await pool.connect()
          try {
            pages.forEach(async (page) => {
            ~~~~~~~~~~~~~ strewn {"what": "client", "line": "line 11"}
              const row = await client.query(sql, page)
              if (row) await client.query(other, row)
            })
          } finally {
            client.release()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Work that is waited for in the `finally` block itself, before what gives the lock back.

run(rule, {
  valid: [
    {
      name: 'given back first, or whatever becomes of the work',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function first(db, rows) {
          const release = await mutex.acquire()
          try {
            for (const row of rows) await db.add(row)
          } finally {
            release()
            await db.commit()
          }
        }
        export async function nested(db, rows) {
          const release = await mutex.acquire()
          try {
            for (const row of rows) await db.add(row)
          } finally {
            try {
              await db.commit()
            } finally {
              release()
            }
          }
        }
      `,
    },
    {
      name: 'what is only ended, or taken away, before it',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function ended(open) {
          const release = await mutex.acquire()
          let file
          try {
            file = await open()
            await file.writeAll()
          } finally {
            await file?.close()
            release()
          }
        }
      `,
    },
    {
      name: 'work that does not fail',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function saveState(store) {
          try {
            await store.put('state')
          } catch {}
        }
        export async function kept(store, work) {
          const release = await mutex.acquire()
          try {
            await work()
          } finally {
            await saveState(store)
            release()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a transaction is committed before the lock is given back',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function all(db, rows) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped {"what": "\u0060mutex\u0060", "line": "line 10", "exit": "an exception of \u0060db.commit()\u0060 on line 9", "harm": "it stays locked, and whoever wants it next waits for ever", "repair": "Release it before that, or in a \u0060finally\u0060 block around that"}
          let isOpen = false
          try {
            isOpen = await db.begin(rows)
          } finally {
            if (isOpen) await db.commit()
            release()
          }
        }
      `,
    },
    {
      name: 'a flag is lowered behind it',
      ...marked`
        export class Sync {
          busy = false
          async run(store, jobs) {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck {"what": "this.busy", "line": "line 10", "exit": "an exception of \u0060store.save()\u0060 on line 9", "guard": "line 4"}
            try {
              await store.read(jobs)
            } finally {
              await store.save(jobs)
              this.busy = false
            }
          }
        }
      `,
    },
  ],
})

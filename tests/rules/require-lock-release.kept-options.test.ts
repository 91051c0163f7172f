import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is lent among options may stay with who is given it.
run(rule, {
  valid: [
    {
      name: 'put into what is answered',
      language: 'ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        async function start(options: { make: () => Worker, leave: () => void }) {
          const { make, leave } = options
          const worker = make()
          await ready(worker)
          return { worker, leave, close: () => { worker.terminate(); leave() } }
        }
        export async function lead(make: () => Worker, handle: { isClosed: boolean, lead(core: object): void }) {
          const leave = await mutex.acquire()
          try {
            const core = await start({ make, leave })
            handle.lead(core)
          } catch {
            leave()
          }
        }
      `,
    },
    {
      name: 'a transaction whose other way to be committed goes by a name of its own',
      language: 'ts',
      code: text`
        export async function push(storage: Storage, id: string) {
          const tx = await storage.beginTransaction()
          const commitRefused = tx.commitRefused?.bind(tx)
          try {
            await tx.put(id)
            await tx.commit()
          } catch (error) {
            if (commitRefused) {
              await commitRefused(id, String(error))
              return 'refused'
            }
            await tx.rollback()
            throw error
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'only asked there',
      language: 'ts',
      ...marked`
        export async function lead(pool: import('pg').Pool, handle: { lead(core: object): void }) {
          const client = await pool.connect()
                               ~~~~~~~~~~~~ skipped
          try {
            const core = await start({ client })
            handle.lead(core)
          } catch {
            client.release()
          }
        }
        async function start(options: { client: import('pg').PoolClient }) {
          const { client } = options
          const { rows } = await client.query('SELECT 1')
          return { rows }
        }
      `,
    },
    {
      name: 'a transaction of which another method has a name of its own',
      language: 'ts',
      ...marked`
        export async function push(storage: Storage, id: string) {
          const tx = await storage.beginTransaction()
                           ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          const noteRefused = tx.noteRefused?.bind(tx)
          try {
            await tx.put(id)
            await tx.commit()
          } catch (error) {
            if (noteRefused) {
              await noteRefused(id, String(error))
              return 'refused'
            }
            await tx.rollback()
            throw error
          }
        }
      `,
    },
  ],
})

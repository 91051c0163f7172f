import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- nothing releases it

run(rule, {
  valid: [
    {
      name: 'who waits until a queue is empty has nothing of it',
      code: text`
        import fastq from 'fastq'
        export async function importAll(rows) {
          const queue = fastq.promise(async (row) => { await save(row) }, 5)
          for (const row of rows) queue.push(row)
          await queue.drained()
        }
      `,
    },
    {
      name: 'what a command takes once goes back when it ends',
      code: text`
        #!/usr/bin/env node
        import { DataSource } from 'typeorm'
        const source = new DataSource({})
        async function main() {
          const runner = source.createQueryRunner()
          await runner.connect()
          for await (const row of await runner.stream('select * from orders')) print(row)
        }
        main()
      `,
    },
    {
      name: 'somebody else in the file does, later',
      code: text`
        import AwaitLock from 'await-lock'
        export class Session {
          #lock = new AwaitLock()
          async begin() {
            await this.#lock.acquireAsync()
          }
          end() {
            this.#lock.release()
          }
        }
      `,
    },
    {
      name: 'the lock is for others to see',
      code: text`
        import { Mutex } from 'async-mutex'
        export const mutex = new Mutex()
        export async function begin() {
          await mutex.acquire()
        }
      `,
    },
    {
      name: 'the releaser is kept',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Session {
          #mutex = new Mutex()
          #release
          async begin() {
            this.#release = await this.#mutex.acquire()
          }
          end() {
            this.#release?.()
          }
        }
      `,
    },
    {
      name: 'a lock file kept for the life of the program',
      code: text`
        import { lock } from 'proper-lockfile'
        export async function startServer(dataFolder) {
          await lock(dataFolder)
          await listen()
        }
      `,
    },
    {
      name: 'unlocked by a function of the file that is told the same file',
      code: text`
        import { lockSync, unlockSync } from 'proper-lockfile'
        export function hold(file) {
          try {
            lockSync(file)
          } catch (error) {
            throw new Error('in use', { cause: error })
          }
        }
        export function letGo(file) {
          unlockSync(file)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what a command takes for each of its tasks',
      ...marked`
        #!/usr/bin/env node
        import { DataSource } from 'typeorm'
        const source = new DataSource({})
        async function print(table) {
          const runner = source.createQueryRunner()
                         ~~~~~~~~~~~~~~~~~~~~~~~~ never
          await runner.connect()
          for await (const row of await runner.stream('select * from ' + table)) console.log(row)
        }
        for (const table of process.argv.slice(2)) await print(table)
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          #!/usr/bin/env node
          import { DataSource } from 'typeorm'
          const source = new DataSource({})
          async function print(table) {
            const runner = source.createQueryRunner()
            try {
              await runner.connect()
              for await (const row of await runner.stream('select * from ' + table)) console.log(row)
            } finally {
              await runner.release()
            }
          }
          for (const table of process.argv.slice(2)) await print(table)
        `,
      }]],
    },
    {
      name: 'a private lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.acquire()
                  ~~~~~~~~~~~~~~~~~~~ never
            this.entries = await this.load()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.acquire()
            try {
              this.entries = await this.load()
            } finally {
              this.#mutex.release()
            }
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #mutex = new Mutex()
          async refresh() {
            await this.#mutex.runExclusive(async () => {
              this.entries = await this.load()
            })
          }
        }
      ` }]],
    },
    {
      name: 'a releaser that nobody calls',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ never
          cache.entries = await load()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            release()
          }
        }
      ` }, { messageId: 'scope', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.runExclusive(async () => {
            cache.entries = await load()
          })
        }
      ` }]],
    },
    {
      name: 'the release is named and not called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.acquire()
                ~~~~~~~~~~~~~ uncalled
          try {
            cache.entries = await load()
          } finally {
            mutex.release
          }
        }
      `,
      suggestions: [[{ messageId: 'call', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            mutex.release()
          }
        }
      ` }]],
    },
    {
      name: 'the releaser is named and not called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ uncalled
          try {
            cache.entries = await load()
          } finally {
            release
          }
        }
      `,
      suggestions: [[{ messageId: 'call', output: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function refresh(cache) {
          const release = await mutex.acquire()
          try {
            cache.entries = await load()
          } finally {
            release()
          }
        }
      ` }]],
    },
  ],
})

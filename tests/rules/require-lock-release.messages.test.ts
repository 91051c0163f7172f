import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

const WAITS = 'it stays locked, and whoever wants it next waits for ever'

const IN_FINALLY = 'Release it in a `finally` block'

// ---------------------------------------------------------------- what messages say

run(rule, {
  valid: [
    {
      name: 'locks and things that may be kept',
      options: [{ allow: ['this.#gate', 'connection'] }],
      code: text`
        import { Mutex } from 'async-mutex'
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Feed {
          #gate = new Mutex()
          async open() {
            await this.#gate.acquire()
            const client = await pool.connect()
            await client.query('listen jobs')
          }
        }
      `,
    },
    {
      name: 'a test keeps what it likes',
      filename: '/project/test/feed.test.ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function occupy() {
          await mutex.acquire()
          await work()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the line of the release, and what skips it',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          const release = await mutex.acquire()
                                ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: '`mutex`', line: 'line 8', exit: 'the return on line 5', harm: WAITS, repair: IN_FINALLY })}
          if (!value) return undefined
          const text = String(value)
          state.text = text
          release()
          return text
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            const release = await mutex.acquire()
            try {
              if (!value) return undefined
              const text = String(value)
              state.text = text
              return text
            } finally {
              release()
            }
          }
        `,
      }, {
        messageId: 'scope',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            return await mutex.runExclusive(async () => {
              if (!value) return undefined
              const text = String(value)
              state.text = text
              return text
            })
          }
        `,
      }]],
    },
    {
      name: 'a lock and a pool of the settings',
      settings: {
        concurrency: {
          locks: [
            { id: 'team/gate', on: ['@team/gate#Gate()'], permits: 1, methods: { pass: { does: 'acquire', yields: 'handle', releasedBy: ['close'], awaited: true } } },
            {
              id: 'team/browsers',
              on: ['@team/browsers#pool()'],
              permits: 'unbounded',
              lease: { noun: 'browser', harm: 'it stays open', repair: 'Close it in a `finally` block' },
              methods: { open: { does: 'acquire', yields: 'handle', releasedBy: ['close'], awaited: true } },
            },
          ],
        },
      },
      ...marked`
        import { Gate } from '@team/gate'
        import { pool } from '@team/browsers'
        const gate = new Gate()
        const browsers = pool(4)
        export async function shoot(url) {
          const pass = await gate.pass()
                             ~~~~~~~~~ skipped ${JSON.stringify({ what: '`gate`', line: 'line 8', exit: 'an exception of `visit()` on line 7', harm: WAITS, repair: IN_FINALLY })}
          await visit(url)
          pass.close()
          const browser = await browsers.open()
                                ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: 'A browser', line: 'line 12', exit: 'an exception of `browser.picture()` on line 10', harm: 'it stays open', repair: 'Close it in a `finally` block' })}
          const picture = await browser.picture(url)

          await browser.close()
          return picture
        }
      `,
      suggestions: [
        [{
          messageId: 'wrap',
          output: text`
            import { Gate } from '@team/gate'
            import { pool } from '@team/browsers'
            const gate = new Gate()
            const browsers = pool(4)
            export async function shoot(url) {
              const pass = await gate.pass()
              try {
                await visit(url)
              } finally {
                pass.close()
              }
              const browser = await browsers.open()
              const picture = await browser.picture(url)

              await browser.close()
              return picture
            }
          `,
        }],
        [{
          messageId: 'wrap',
          output: text`
            import { Gate } from '@team/gate'
            import { pool } from '@team/browsers'
            const gate = new Gate()
            const browsers = pool(4)
            export async function shoot(url) {
              const pass = await gate.pass()
              await visit(url)
              pass.close()
              const browser = await browsers.open()
              try {
                const picture = await browser.picture(url)
                return picture
              } finally {
                await browser.close()
              }
            }
          `,
        }],
      ],
    },
    {
      name: 'a lock that others fail to get, instead of waiting',
      ...marked`
        import { lock } from 'proper-lockfile'
        export async function edit(file, change) {
          const release = await lock(file)
                                ~~~~ skipped ${JSON.stringify({ what: '`file`', line: 'line 5', exit: 'an exception of `change()` on line 4', harm: 'it stays locked, and nobody else gets it', repair: IN_FINALLY })}
          await change(file)
          await release()
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { lock } from 'proper-lockfile'
          export async function edit(file, change) {
            const release = await lock(file)
            try {
              await change(file)
            } finally {
              await release()
            }
          }
        `,
      }]],
    },
    {
      name: 'what fails first where that is caught and thrown again',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function save(value) {
          try {
            await mutex.acquire()
                  ~~~~~~~~~~~~~ skipped ${JSON.stringify({ what: '`mutex`', line: 'line 7', exit: 'an exception of `write()` on line 6', harm: WAITS, repair: IN_FINALLY })}
            await write(value)
            mutex.release()
          } catch (error) {
            throw new Error('not saved', { cause: error })
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            try {
              await mutex.acquire()
              try {
                await write(value)
              } finally {
                mutex.release()
              }
            } catch (error) {
              throw new Error('not saved', { cause: error })
            }
          }
        `,
      }, {
        messageId: 'scope',
        output: text`
          import { Mutex } from 'async-mutex'
          const mutex = new Mutex()
          export async function save(value) {
            try {
              await mutex.runExclusive(async () => {
                await write(value)
              })
            } catch (error) {
              throw new Error('not saved', { cause: error })
            }
          }
        `,
      }]],
    },
    {
      name: 'a busy flag: the test that keeps others out',
      ...marked`
        export class Sync {
          async run() {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck ${JSON.stringify({ what: 'this.busy', line: 'line 6', exit: 'an exception of `this.upload()` on line 5', guard: 'line 3' })}
            await this.upload()
            this.busy = false
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          export class Sync {
            async run() {
              if (this.busy) return
              this.busy = true
              try {
                await this.upload()
              } finally {
                this.busy = false
              }
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- with types

typed(rule, {
  valid: [
    {
      name: 'an acquisition of something else',
      code: text`
        class Turn { async acquire(): Promise<void> {} }
        export async function wait(turn: Turn): Promise<void> {
          await turn.acquire()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock that comes in an object',
      ...marked`
        import type { Mutex } from 'async-mutex'
        interface Store { readonly mutex: Mutex }
        export async function save(store: Store): Promise<void> {
          const release = await store.mutex.acquire()
                                ~~~~~~~~~~~~~~~~~~~ skipped
          await write()
          release()
        }
        declare function write(): Promise<void>
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          import type { Mutex } from 'async-mutex'
          interface Store { readonly mutex: Mutex }
          export async function save(store: Store): Promise<void> {
            const release = await store.mutex.acquire()
            try {
              await write()
            } finally {
              release()
            }
          }
          declare function write(): Promise<void>
        `,
      }, {
        messageId: 'scope',
        output: text`
          import type { Mutex } from 'async-mutex'
          interface Store { readonly mutex: Mutex }
          export async function save(store: Store): Promise<void> {
            await store.mutex.runExclusive(async () => {
              await write()
            })
          }
          declare function write(): Promise<void>
        `,
      }]],
    },
  ],
})

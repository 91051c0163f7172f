import rule from '../../src/rules/no-floating-lock.ts'
import { type Expected, marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** The case, with what the code is like after each suggestion: `await` stands before what is reported. */
function withAwait<C extends { readonly code: string; readonly errors: readonly Expected[] }>(one: C): C & { readonly suggestions: { messageId: 'await'; output: string }[][] } {
  const awaited = ({ line, column }: Expected): string =>
    one.code.split('\n').map((each, i) => (i === line - 1 ? `${each.slice(0, column - 1)}await ${each.slice(column - 1)}` : each)).join('\n')
  return { ...one, suggestions: one.errors.map((error) => [{ messageId: 'await', output: awaited(error) }]) }
}

// ---------------------------------------------------------------- locks that a function of the file takes for its callers

run(rule, {
  valid: [
    {
      name: 'waited for: at once, later, or by the caller',
      code: text`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        const take = () => turn.acquire()
        export async function print(page) {
          const release = await take()
          try { await page.print() } finally { release() }
        }
        export async function prepare(page) {
          const turn = take()
          await page.load()
          const release = await turn
          try { await page.print() } finally { release() }
        }
        export const seize = () => take()
      `,
    },
    {
      name: 'a helper that goes on under the lock by itself, and whose caller gives nothing back',
      code: text`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        async function lead(host) {
          await turn.acquire()
          host.start()
        }
        export function boot(host) {
          lead(host)
          host.listen()
        }
      `,
    },
    {
      name: 'an answer that is waited for, or that no lock gives',
      code: text`
        import { Mutex, tryAcquire } from 'async-mutex'
        const turn = new Mutex()
        async function take() {
          try {
            await tryAcquire(turn).acquire()
            return true
          } catch {
            return false
          }
        }
        async function isIdle(host) {
          return host.jobs === 0
        }
        export async function clean(host) {
          if (isIdle(host)) host.rest()
          if (await take()) {
            try { await host.clean() } finally { turn.release() }
          }
        }
      `,
    },
  ],
  invalid: [
    withAwait({
      name: 'an answer whether there is a lock, which is taken for it before it is there',
      ...marked`
        import { Mutex, tryAcquire } from 'async-mutex'
        class Turn {
          constructor(mutex) { this.mutex = mutex }
          async take() {
            try {
              await tryAcquire(this.mutex).acquire()
              return true
            } catch {
              return false
            }
          }
          done() { this.mutex.release() }
        }
        const presses = new Mutex()
        export async function clean(host) {
          const turn = new Turn(presses)
          if (turn.take()) {
              ~~~~~~~~~ tested
            try { await host.clean() } finally { turn.done() }
          }
        }
      `,
    }),
    withAwait({
      name: 'a method that hands on what asking for the lock yields',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Press {
          turn = new Mutex()
          enter() { return this.turn.acquire() }
          async print(page) {
            this.enter()
            ~~~~~~~~~~ unheld {"lock": "${'`this.turn`'}"}
            try { await page.print() } finally { this.turn.release() }
          }
        }
        export const press = new Press()
      `,
    }),
    withAwait({
      name: 'a method that waits for the lock and leaves it to its caller, who gives it back by another',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Press {
          turn = new Mutex()
          async enter() { await this.turn.acquire(); this.since = Date.now() }
          leave() { this.turn.release() }
          async print(page) {
            this.enter()
            ~~~~~~~~~~ unheld {"lock": "${'`this.turn`'}"}
            try { await page.print() } finally { this.leave() }
          }
        }
        export const press = new Press()
      `,
    }),
    withAwait({
      name: 'what the helper yields is used as the handle, or tested',
      ...marked`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        const take = () => turn.acquire()
        export async function print(page) {
          const release = take()
                          ~~~~ unheld {"lock": "${'`turn`'}"}
          try { await page.print() } finally { release() }
        }
        export async function proof(page) {
          if (!take()) return
               ~~~~ tested {"lock": "${'`turn`'}"}
          try { await page.print() } finally { turn.release() }
        }
      `,
    }),
  ],
})

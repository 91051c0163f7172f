import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A wait for a lock that nobody takes.

const hoist = (declared: string, beside = ''): string => text`
  import { Mutex } from 'async-mutex'
  ${declared}
  export async function hoist(load) {
    await crane.waitForUnlock()
    await lift(load)
  }
  ${beside}
`

run(rule, {
  valid: [
    { name: 'somebody takes it, for something else', code: hoist('const crane = new Mutex()', 'export const paint = () => crane.runExclusive(() => brush())') },
    { name: 'another file may take it', code: hoist('export const crane = new Mutex()') },
    { name: 'another file may take it, by another name', code: hoist('const crane = new Mutex()', 'export { crane as boom }') },
    { name: 'it is handed to somebody', code: hoist('const crane = new Mutex()', 'watch(crane)') },
    { name: 'it is made elsewhere', code: hoist("import { crane } from './crane.js'") },
    {
      name: 'a queue that is given tasks',
      code: text`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        export const push = (task) => queue.add(task)
        export async function end() {
          await queue.onIdle()
        }
      `,
    },
    {
      name: 'a field that others reach',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Crane {
          lock = new Mutex()
          async hoist(load) {
            await this.lock.waitForUnlock()
            await this.lift(load)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a constant',
      ...marked`
        import { Mutex } from 'async-mutex'
        const crane = new Mutex()
        export async function hoist(load) {
          await crane.waitForUnlock()
                ~~~~~~~~~~~~~~~~~~~ untaken
          await lift(load)
        }
        export const isFree = () => !crane.isLocked()
      `,
    },
    {
      name: 'a private field',
      ...marked`
        import { Semaphore } from 'async-mutex'
        export class Crane {
          #hooks = new Semaphore(2)
          async hoist(load) {
            await this.#hooks.waitForUnlock()
                  ~~~~~~~~~~~~~~~~~~~~~~~~~ untaken
            await this.lift(load)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- a lock that is declared first, and made behind that

run(rule, {
  valid: [
    {
      name: 'made where there is none yet, for all',
      code: text`
        import { Mutex } from 'async-mutex'
        let mutex
        export async function buy(ticket) {
          mutex ??= new Mutex()
          await mutex.runExclusive(() => sell(ticket))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'made for each call',
      ...marked`
        import { Mutex } from 'async-mutex'
        export async function buy(ticket) {
          let mutex
          mutex = new Mutex()
                  ~~~~~~~~~~~ made {"by": " of \u0060buy()\u0060"}
          await mutex.runExclusive(() => sell(ticket))
        }
      `,
    },
  ],
})

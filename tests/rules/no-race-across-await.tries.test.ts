import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a library tries again and again: one try follows the other.

const ship = (how: string): string => text`
  import pRetry from 'p-retry'
  export async function ship(crates, quay) {
    let rest = crates
    await ${how}(async () => {
      const answer = await quay.load(rest)
      rest = answer.left
      if (rest.length > 0) throw new Error(rest.length + ' left')
    }, { retries: 3 })
  }
`

run(rule, {
  valid: [
    { name: 'what is left goes into the next try', code: ship('pRetry') },
    {
      name: 'the same for each of several',
      code: text`
        import pRetry from 'p-retry'
        export const ship = (loads, quay) => Promise.all(loads.map(async (load) => {
          await pRetry(async () => {
            const answer = await quay.load(load)
            if (answer.left.length > 0) {
              load = answer.left
              throw new Error('not all')
            }
          })
        }))
      `,
    },
  ],
  invalid: [
    {
      name: 'what all runs of the code around share',
      ...marked`
        import pRetry from 'p-retry'
        let shipped = 0
        export async function ship(crates, quay) {
          await pRetry(async () => {
            const before = shipped
            const { count } = await quay.load(crates)
            shipped = before + count
            ~~~~~~~ lost
          })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- names that are given themselves

run(rule, {
  valid: [
    {
      name: 'a list that is given itself, with a closer type, and a count that is read after the wait',
      code: text`
        let total = 0
        export async function count(wish: Wish) {
          let { ids } = wish
          ids = ids as string[]
          const found = await store.count(ids.filter((id) => id !== ''))
          total += found
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list that is given itself, with a closer type, and a count that is read before the wait',
      ...marked`
        let total = 0
        export async function count(wish: Wish) {
          let { ids } = wish
          ids = ids as string[]
          total += await store.count(ids.filter((id) => id !== ''))
          ~~~~~ lost {"who": "\u0060count\u0060", "place": "total", "read": "line 5", "wait": "line 5", "other": ""}
        }
      `,
      suggestions: [[{
        messageId: 'first',
        output: text`
          let total = 0
          export async function count(wish: Wish) {
            let { ids } = wish
            ids = ids as string[]
            const added = await store.count(ids.filter((id) => id !== ''))
            total += added
          }
        `,
      }]],
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is waited for is no `forEach()` of a list: it may wait for each before it goes on to the next.
run(rule, {
  valid: [
    {
      name: 'of a cursor, whose forEach() is waited for',
      code: text`
        export async function gather(rows) {
          let ids = new Set()
          await rows.all().forEach(async (row) => {
            ids.add(row.id)
            if (ids.size >= 1000) {
              await store([...ids])
              ids = new Set()
            }
          })
          await store([...ids])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of what nobody waits for',
      ...marked`
        export function gather(rows) {
          let ids = new Set()
          rows.all().forEach(async (row) => {
            ids.add(row.id)
            if (ids.size >= 1000) {
              await store([...ids])
              ids = new Set()
              ~~~ dropped
            }
          })
        }
      `,
    },
    {
      name: 'of a list, however it is waited for',
      ...marked`
        export async function gather() {
          const rows = []
          rows.push(...load())
          let ids = new Set()
          await rows.forEach(async (row) => {
            ids.add(row.id)
            if (ids.size >= 1000) {
              await store([...ids])
              ids = new Set()
              ~~~ dropped
            }
          })
        }
      `,
    },
  ],
})

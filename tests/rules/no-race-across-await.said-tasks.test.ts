import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A pool gives each worker one task at a time.
run(rule, {
  valid: [
    { name: 'the task of a pool, as its comment says', options: [{ thorough: true }], code: text`
      const tables = new Map()
      /** Piscina task: { year } */
      module.exports = async ({ year }) => {
        let table = tables.get(year)
        if (!table) {
          table = await load(year)
          tables.set(year, table)
        }
        return table.length
      }
    ` },
  ],
  invalid: [
    {
      name: 'anybody may call it',
      options: [{ thorough: true }],
      ...marked`
        const tables = new Map()
        module.exports = async ({ year }) => {
          let table = tables.get(year)
          if (!table) {
            table = await load(year)
            tables.set(year, table)
            ~~~~~~~~~~~~~~~~~~~~~~~ filled
          }
          return table.length
        }
      `,
    },
  ],
})

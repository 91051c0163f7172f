import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a file exports by default is the task of a pool where a comment calls it that.
run(rule, {
  valid: [
    { name: 'it throws', code: text`
      /** Piscina task: { year } */
      module.exports = async ({ year }) => {
        if (year < 2000) throw new Error('no table for ' + year)
        return year
      }
    ` },
    { name: 'nothing says that a pool runs it', code: text`
      /** Checks a year. */
      module.exports = async ({ year }) => {
        if (year < 2000) process.exit(2)
        return year
      }
    ` },
    { name: 'the comment is about a pool', code: text`
      /** Stops all, with the Piscina pool. */
      export default async function stop() { process.exit(0) }
    ` },
  ],
  invalid: [
    {
      name: 'in a helper',
      ...marked`
        async function tableOf(year) {
          if (year < 2000) process.exit(2)
                           ~~~~~~~~~~~~ exits
          return [year]
        }
        /** Piscina task: { year } */
        module.exports = async ({ year }) => tableOf(year)
      `,
    },
    {
      name: 'of Tinypool, in TypeScript',
      ...marked`
        // Tinypool worker
        export default function check(year: number): number {
          if (year < 2000) process.exit(2)
                           ~~~~~~~~~~~~ exits
          return year
        }
      `,
    },
  ],
})

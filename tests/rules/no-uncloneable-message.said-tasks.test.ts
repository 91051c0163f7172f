import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a file exports by default is the task of a pool where a comment calls it that, or where it takes the data of the pool's threads.
run(rule, {
  valid: [
    { name: 'only data comes back', code: text`
      /** Task of a Piscina pool. */
      export default function count({ words }) { return { total: words.length } }
    ` },
    { name: 'it hands the work to a pool of another file', code: text`
      import { pool } from './pool.js'
      /** Starts a task of our Piscina pool. */
      export default async function count(words) { return { total: await pool.run(words), again: () => count(words) } }
    ` },
    { name: 'it makes the pool', code: text`
      import { Piscina } from 'piscina'
      const pool = new Piscina({ filename: new URL('./count.js', import.meta.url).href })
      /** Piscina task, for those who like callbacks. */
      export default async function count(words) { return { total: await pool.run(words), again: () => count(words) } }
    ` },
    { name: 'nothing says that a pool runs it', code: text`
      /** Counts words. */
      export default function count({ words }) { return { total: words.length, share: (n) => n / words.length } }
    ` },
    { name: 'the comment stands with another function', code: text`
      import { load } from './load.js'
      export default function describe() { return { share: (n) => n / 2 } }
      /** Piscina task. */
      export function count({ words }) { return { total: words.length } }
    ` },
    { name: 'it takes something else of the pool', code: text`
      import { move } from 'piscina'
      export default function count({ words }) { return { total: move(words), share: (n) => n / words.length } }
    ` },
    { name: 'the data of a thread that is no pool', code: text`
      import { workerData } from 'node:worker_threads'
      export default function count({ words }) { return { total: words.length, share: (n) => n / workerData.all } }
    ` },
    { name: 'it takes the data, and makes the pool', code: text`
      import Piscina, { workerData } from 'piscina'
      const pool = new Piscina({ filename: new URL('./count.js', import.meta.url).href })
      export default function count(words) { return { total: pool.run(words), share: (n) => n / workerData.all } }
    ` },
  ],
  invalid: [
    {
      name: 'above an async function, through a helper',
      ...marked`
        import { readFile } from 'node:fs/promises'
        function summaryOf(words) {
          return { total: words.length, share: (n) => n / words.length }
        }
        /** Task of a Piscina pool. */
        export default async function count({ file }) {
          const summary = summaryOf((await readFile(file, 'utf8')).split(' '))
          return { file, ...summary }
                            ~~~~~~~ throws
        }
      `,
    },
    {
      name: 'above a function that is exported further down',
      ...marked`
        import { parse } from './parse.js'
        // The worker of our Tinypool: one file at a time.
        async function count(name: string): Promise<object> {
          const words = await parse(name)
          return { words, later: Promise.resolve(words.length) }
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        }
        export default count
      `,
    },
    {
      name: 'at the top of a CommonJS module',
      ...marked`
        // Runs in a Piscina worker.
        const { parse } = require('./parse.js')
        module.exports = ({ name }) => ({ name, reader: () => parse(name) })
                                                        ~~~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'it takes the data that the pool gives its threads',
      ...marked`
        import { workerData } from 'piscina'
        export default async function count({ words }) {
          return { total: words.length, share: (n) => n / workerData.all }
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'the same, by require',
      language: 'js',
      ...marked`
        const { workerData } = require('tinypool')
        module.exports = function count({ words }) {
          return { total: words.length, share: (n) => n / workerData.all }
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        }
      `,
    },
  ],
})

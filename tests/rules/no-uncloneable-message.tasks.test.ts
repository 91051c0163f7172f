import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What the tasks of a pool return that runs the file it is made in.
run(rule, {
  valid: [
    { name: 'plain data', code: text`
      import { Piscina } from 'piscina'
      const measure = (words) => ({ words, longest: Math.max(...words.map((each) => each.length)) })
      export default (page) => measure(page.split(' '))
      export const measureAll = (pages) => {
        const pool = new Piscina({ filename: import.meta.url })
        return Promise.all(pages.map((page) => pool.run(page)))
      }
    ` },
    { name: 'what another export returns to the main thread', code: text`
      import Tinypool from 'tinypool'
      export default ({ text }) => text.length
      export function lengths() {
        const pool = new Tinypool({ filename: import.meta.url })
        return { of: (text) => pool.run({ text }), end: () => pool.destroy() }
      }
    ` },
    { name: 'a pool that runs another file', code: text`
      import { Piscina } from 'piscina'
      export default function open(options) {
        const pool = new Piscina({ filename: new URL('./render.js', import.meta.url).href, ...options })
        return { render: (page) => pool.run(page) }
      }
    ` },
    { name: 'the default where the pool runs an export of another name', code: text`
      const Piscina = require('piscina')
      module.exports = function open() {
        const pool = new Piscina({ filename: __filename, name: 'hash' })
        return { hash: (text) => pool.run(text) }
      }
      module.exports.hash = (text) => text.length
    ` },
    { name: 'what is handed over by hand', code: text`
      import { Piscina, move } from 'piscina'
      export default (size) => move(new ArrayBuffer(size))
      export const fill = (size) => new Piscina({ filename: import.meta.url }).run(size)
    ` },
  ],
  invalid: [
    {
      name: 'a function in what a helper returns',
      ...marked`
        import { Piscina } from 'piscina'
        function tally(words) {
          const counts = new Map(words.map((word) => [word, 1]))
          return { counts, of: (word) => counts.get(word) ?? 0 }
        }
        export default function count(page) {
          return tally(page.split(' '))
                 ~~~~~~~~~~~~~~~~~~~~~~ throws
        }
        export const countAll = (pages) => {
          const pool = new Piscina({ filename: import.meta.url })
          return Promise.all(pages.map((page) => pool.run(page)))
        }
      `,
    },
    {
      name: 'of the export that the task asks for, in CommonJS',
      ...marked`
        const { Tinypool } = require('tinypool')
        exports.inspect = async ({ id }) => ({ id, again: () => exports.inspect({ id }) })
                                                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        exports.inspectAll = async (ids) => {
          const pool = new Tinypool({ filename: __filename })
          for (const id of ids) await pool.run({ id }, { name: 'inspect' })
        }
      `,
    },
    {
      name: 'an export by its name',
      ...marked`
        import Piscina from 'piscina'
        import { fileURLToPath } from 'node:url'
        const run = async (seed) => {
          const found = await search(seed)
          return { found, stop: Symbol('stop') }
                                ~~~~~~~~~~~~~~ throws
        }
        export default run
        export const start = (seed) => new Piscina({ filename: fileURLToPath(import.meta.url) }).run(seed)
      `,
    },
  ],
})

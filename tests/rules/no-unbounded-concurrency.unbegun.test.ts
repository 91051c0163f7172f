import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A function that is put into a list of promises is none, and begins nothing.
run(rule, {
  valid: [
    {
      name: 'functions that nobody runs',
      code: text`
        export async function removeAll(ids) {
          const removals = []
          for (const id of ids) removals.push(async () => { await fetch('/items/' + id, { method: 'DELETE' }) })
          await Promise.all(removals)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the promises of such functions',
      ...marked`
        export async function removeAll(ids) {
          const removals = []
          for (const id of ids) removals.push((async () => { await fetch('/items/' + id, { method: 'DELETE' }) })())
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ fanOut
          await Promise.all(removals)
        }
      `,
    },
    {
      name: 'what is run for each element',
      ...marked`
        export async function removeAll(ids) {
          await Promise.all(ids.map(async (id) => { await fetch('/items/' + id, { method: 'DELETE' }) }))
                                ~~~ fanOut
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a function of another file begins for each element: only its name says that it may go outside.

const options = [{ allow: [], unknown: true }] as const

run(rule, {
  valid: [
    {
      name: 'without the option',
      code: text`
        import { gitTag } from './git.js'
        export const mark = (tags) => Promise.all(tags.map((tag) => gitTag(tag)))
      `,
    },
    {
      name: 'what says nothing of going outside, ends something, or lets some wait',
      options,
      code: text`
        import { weigh, fetchPage, pool, limit } from './scales.js'
        export const all = (apples) => Promise.all(apples.map((apple) => weigh(apple)))
        export const end = (pages) => Promise.all(pages.map(async (page) => { await fetchPage(page); await page.close() }))
        export const few = (pages) => Promise.all(pages.map((page) => limit(() => fetchPage(page))))
        export const pooled = (pages) => Promise.all(pages.map((page) => pool.run(page)))
      `,
    },
    {
      name: 'what the file has the code of, and a list that is written down',
      options,
      code: text`
        import { fetchPage } from './pages.js'
        const loadLabel = async (apple) => apple.label
        export const labels = (apples) => Promise.all(apples.map((apple) => loadLabel(apple)))
        export const heads = () => Promise.all(['a', 'b'].map((name) => fetchPage(name)))
      `,
    },
  ],
  invalid: [
    {
      name: 'a function of another file',
      options,
      ...marked`
        import { gitTag } from './git.js'
        export async function mark(tags) {
          await Promise.all(tags.map((tag) => gitTag(tag)))
                                 ~~~ unknown {"what": "tags", "origin": "from the input", "call": "gitTag", "where": ""}
        }
      `,
    },
    {
      name: 'a method of what the class was given',
      options,
      ...marked`
        export class Shelves {
          async labels(shelves) {
            return Promise.all(
              shelves.map(async (shelf) => {
                      ~~~ unknown {"what": "shelves", "origin": "from the input", "call": "this.store.fetchLabel", "where": " on line 5"}
                const label = await this.store.fetchLabel(shelf)
                return label.text
              }),
            )
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- keys of two lock objects

run(rule, {
  valid: [
    {
      name: 'keys of other things',
      code: text`
        import AsyncLock from 'async-lock'
        const shelves = new AsyncLock()
        const locks = new AsyncLock()
        export const move = (shelf, book) => shelves.acquire(shelf.label, () => locks.acquire(book.isbn, () => put(shelf, book)))
        export const audit = (reader) => locks.acquire(reader.card, () => shelves.acquire(reader.shelf.label, () => list(reader)))
      `,
    },
    {
      name: 'one lock object has both: its keys are told apart by their names alone',
      code: text`
        import AsyncLock from 'async-lock'
        const locks = new AsyncLock()
        export const move = (shelf, book) => locks.acquire(shelf.label, () => locks.acquire(book.number, () => put(shelf, book)))
        export const audit = (number, label) => locks.acquire(number, () => locks.acquire(label.name, () => list(number)))
      `,
    },
    {
      name: 'one order everywhere, whatever the keys are called',
      code: text`
        import AsyncLock from 'async-lock'
        const shelves = new AsyncLock()
        const years = new AsyncLock()
        export const move = (label, book) => shelves.acquire(label, () => years.acquire(book.printYear, () => put(label, book)))
        export const audit = (label, year) => shelves.acquire(label, () => years.acquire(year, () => list(year)))
      `,
    },
  ],
  invalid: [
    {
      name: 'one key is named more closely than the other',
      ...marked`
        import AsyncLock from 'async-lock'
        const shelves = new AsyncLock()
        const years = new AsyncLock()
        const inYear = (year, work) => years.acquire(String(year), work)
        export const move = (label, book) => shelves.acquire(label, () => inYear(book.printYear, () => put(label, book)))
        export const audit = (year, labels) => inYear(year, async () => {
          for (const label of labels) await shelves.acquire(label, () => list(label))
                                            ~~~~~~~~~~~~~~~ cycle
        })
      `,
    },
  ],
})

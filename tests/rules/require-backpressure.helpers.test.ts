import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions that hand on what a write answers

run(rule, {
  valid: [
    {
      name: 'a method that waits for a task is waited for',
      code: text`
        import Piscina from 'piscina'
        class Parser {
          pool = new Piscina({ filename: 'parse.js' })
          async read(lines) { for await (const line of lines) await this.submit(line) }
          async submit(line) { this.keep(await this.pool.run(line)) }
        }
      `,
    },
    {
      name: 'a method that waits for a task, begun for two',
      code: text`
        import Piscina from 'piscina'
        class Parser {
          pool = new Piscina({ filename: 'parse.js' })
          warm() { for (const line of ['a', 'b']) this.submit(line) }
          async submit(line) { this.keep(await this.pool.run(line)) }
        }
      `,
    },
    {
      name: 'the answer is looked at',
      code: text`
        import { createWriteStream } from 'node:fs'
        import { once } from 'node:events'
        class Book {
          constructor(path) { this.out = createWriteStream(path) }
          line(row) { return this.out.write(row.join()) }
        }
        export async function copy(rows, path) {
          const book = new Book(path)
          for await (const row of rows) if (!book.line(row)) await once(book.out, 'drain')
        }
      `,
    },
    {
      name: 'the class waits for room itself, or nothing repeats it',
      code: text`
        import { createWriteStream } from 'node:fs'
        import { once } from 'node:events'
        class Book {
          constructor(path) { this.out = createWriteStream(path) }
          line(row) { return this.out.write(row.join()) }
          async settle() { if (this.out.writableNeedDrain) await once(this.out, 'drain') }
        }
        export async function copy(rows, path) {
          const book = new Book(path)
          for await (const row of rows) { book.line(row); await book.settle() }
        }
        class Note {
          constructor(path) { this.out = createWriteStream(path) }
          head(text) { return this.out.write(text) }
        }
        export function title(text, path) {
          const note = new Note(path)
          note.head(text)
          return note
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that waits for a task, and that nobody waits for',
      ...marked`
        import Piscina from 'piscina'
        export class Parser {
          pool = new Piscina({ filename: 'parse.js' })
          async read(lines) {
            for await (const line of lines) this.#submit(line)
                                            ~~~~~~~~~~~~ submit
          }
          async #submit(line) { this.keep(await this.pool.run(line)) }
        }
      `,
    },
    {
      name: 'a method that hands it on to a loop',
      ...marked`
        import { createWriteStream } from 'node:fs'
        class Book {
          constructor(path) { this.out = createWriteStream(path) }
          line(row) { return this.out.write(row.join()) }
        }
        export async function copy(rows, path) {
          const book = new Book(path)
          for await (const row of rows) book.line(row)
                                        ~~~~~~~~~ handed {"what": "book.line", "round": "the loop on line 8"}
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- tasks that are kept until all have been begun

/** Lines that a pool parses. */
const parsing = (body: readonly string[], lines = 'for await (const line of lines)'): string => text`
  import Piscina from 'piscina'
  const pool = new Piscina({ filename: 'parse.js' })
  export async function parse(lines, seen) {
    const submit = (line) => pool.run(line).then(seen, () => 0)
    const begun = []
    ${lines} {
      ${body.join('\n      ')}
    }
    await Promise.all(begun)
    return begun.length
  }
`

run(rule, {
  valid: [
    { name: 'a list, which is all there', code: parsing(['begun.push(pool.run(line))'], 'for (const line of lines.all)') },
    { name: 'some are waited for in between', code: parsing(['if (begun.length > 8) await begun.shift()', 'begun.push(pool.run(line))']) },
    { name: 'put where others take them out', code: parsing(['seen.push(pool.run(line))']) },
  ],
  invalid: [
    { name: 'kept by the loop', code: parsing(['begun.push(pool.run(line))']), errors: [{ messageId: 'submit', line: 7, column: 16 }] },
    { name: 'begun by a function, and kept', code: parsing(['begun.push(submit(line))']), errors: [{ messageId: 'submit', line: 4, column: 28 }] },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is put back as it is, in another form

/** Numbers of books in two libraries: who finds none in what has been asked for together asks for one, which is kept under its key. */
const numbers = (put: string): string => text`
  export class Numbers {
    #known = {}
    async load(books) {
      const given = await library.numbersOf(books)
      for (const book of books) {
        const number = given[book] ?? (await this.numberOf(book))
        if (!number) continue
        this.#known[book] = ${put}
      }
    }
    async numberOf(book) {
      const known = this.#known[book]
      if (known) return known
      const answer = await library.find(book)
      this.#known[book] = answer.number.toString()
      return answer.number.toString()
    }
  }
`

run(rule, {
  valid: [
    { name: 'as text', options: [{ thorough: true }], code: numbers('number.toString()') },
    { name: 'as text, by a function', options: [{ thorough: true }], code: numbers('String(number)') },
  ],
  invalid: [
    { name: 'something that is made of it', options: [{ thorough: true }], code: numbers('number + 1'), errors: [{ messageId: 'lost', line: 8, column: 7 }] },
    { name: 'a part of it', options: [{ thorough: true }], code: numbers('number.toString().slice(1)'), errors: [{ messageId: 'lost', line: 8, column: 7 }] },
  ],
})

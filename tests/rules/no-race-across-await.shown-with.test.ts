import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers that are kept beside what says for which of several they are, and answers that are asked for by what has just been noted.

/** A shelf of which one book is open. */
const shelf = (body: readonly string[], name = 'turnTo'): string => text`
  export class Shelf {
    async ${name}(bookId) {
      ${body.join('\n      ')}
    }
  }
`

/** A dial that the user turns. */
const dial = (body: readonly string[]): string => text`
  export class Dial {
    constructor(element, radio) {
      this.radio = radio
      element.addEventListener('input', (event) => this.tune(event.target.valueAsNumber))
    }
    tune(turn) {
      ${body.join('\n      ')}
    }
  }
`
const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    { name: 'with thorough only', code: shelf(['this.bookId = bookId', 'this.pages = await library.pages(bookId)']) },
    { name: 'asked again for which it is', options, code: shelf(['this.bookId = bookId', 'const pages = await library.pages(bookId)', 'if (this.bookId === bookId) this.pages = pages']) },
    { name: 'noted behind the answer', options, code: shelf(['this.pages = await library.pages(bookId)', 'this.bookId = bookId']) },
    { name: 'the answer does not depend on it', options, code: shelf(['this.bookId = bookId', 'this.rules = await library.rules()']) },
    { name: 'it is set up once', options, code: shelf(['this.bookId = bookId', 'this.pages = await library.pages(bookId)'], 'init') },
    { name: 'a signal that ends the one before', code: dial(['this.asking?.abort()', 'this.asking = new AbortController()', 'this.station = turn / 100', 'return this.radio.find(this.station, { signal: this.asking.signal }).then((found) => {', 'this.found = found', '})']) },
    { name: 'one promise is kept for all', code: dial(['this.station ??= this.radio.find(turn)', 'this.found = await this.station']).replace('tune(turn)', 'async tune(turn)') },
    { name: 'noted by others', code: dial(['return this.radio.find(this.band).then((found) => {', 'this.found = found', '})']) },
  ],
  invalid: [
    {
      name: 'noted beside the answer',
      options,
      ...marked`
        export class Shelf {
          async turnTo(bookId) {
            this.bookId = bookId
            this.pages = await library.pages(bookId)
            ~~~~~~~~~~ overtaken {"who": "\u0060turnTo\u0060", "place": "this.pages", "wait": "line 4"}
          }
        }
      `,
    },
    { name: 'of a store, in a chain', options, code: text`
      const state = { key: null, rows: [] }
      export function open(key) {
        state.key = key
        return fetchRows(key).then((rows) => {
          state.rows = rows
        })
      }
    `, errors: [{ messageId: 'overtaken', line: 5, column: 5 }] },
    { name: 'asked for by what has just been noted, in a chain', code: dial(['this.station = Math.round(turn / 100)', 'return this.radio.find(this.station).then((answer) => answer.json()).then((found) => {', 'this.found = found', '})']), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
    { name: 'the same, waited for', code: dial(['this.station = Math.round(turn / 100)', 'const found = await this.radio.find(this.station)', 'this.found = found']).replace('tune(turn)', 'async tune(turn)'), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Positions in a list that were looked for before a wait, and numbers that are counted on only after it.

run(rule, {
  valid: [
    {
      name: 'looked for after the wait, where nobody takes one out, and the element itself that was found before',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          books = []
          drop(book) {
            this.books.splice(this.books.indexOf(book), 1)
          }
          async bind(book) {
            const bound = await this.binder.bind(book)
            const at = this.books.indexOf(book)
            this.books[at] = bound
          }
          async dust(book) {
            const found = this.books[this.books.indexOf(book)]
            await this.cloth.wet()
            found.clean = true
          }
        }
        export class Desk {
          papers = []
          show(papers) {
            this.papers = papers.filter((paper) => paper.isOpen)
          }
          async sign(paper) {
            const at = this.papers.indexOf(paper)
            await this.pen.fill()
            this.papers[at].isSigned = true
          }
        }
        export class Rack {
          coats = []
          async brush(coat) {
            const at = this.coats.indexOf(coat)
            this.coats[at] = await this.brush(coat)
          }
        }
      `,
    },
    {
      name: 'a number that is taken and counted on before the wait, or with which something is only asked for',
      options: [{ thorough: true }],
      code: text`
        export class Log {
          next = 0
          page = 0
          async append(line) {
            const own = this.next++
            await this.store.put(own, line)
          }
          async see() {
            const found = await this.store.get(this.page)
            this.page++
            return found
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an element that is put where another one stands by then',
      ...marked`
        export class Shelf {
          books = []
          drop(book) {
            this.books.splice(this.books.indexOf(book), 1)
          }
          async bind(book) {
            const at = this.books.findIndex((each) => each.title === book.title)
            this.books[at] = await this.binder.bind(book)
            ~~~~~~~~~~~~~~ shifted {"who": "This run", "place": "this.books", "read": "line 7", "wait": "line 8", "other": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a part of the element that stands there by then, where others leave one out of the list',
      ...marked`
        export class Shelf {
          books = []
          drop(book) {
            this.books = this.books.filter((each) => each !== book)
          }
          async dust(book) {
            const at = this.books.indexOf(book)
            await this.cloth.wet()
            this.books[at].isClean = true
            ~~~~~~~~~~~~~~~~~~~~~~ shifted {"who": "This run", "place": "this.books", "read": "line 7", "wait": "line 8", "other": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a number that two lines get',
      ...marked`
        export class Log {
          next = 0
          async append(line) {
            await this.store.put(this.next, line)
            this.next++
            ~~~~~~~~~ doubled {"who": "${'`append`'}", "place": "this.next", "read": "line 4", "wait": "line 4", "other": ""}
          }
        }
      `,
    },
  ],
})

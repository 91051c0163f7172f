import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is published before it is ready, by a function that answers with a chain of promises.

run(rule, {
  valid: [
    {
      name: 'the promise is kept, or the object is put there when it is ready',
      code: text`
        let opening, books
        export function open() {
          if (opening) return opening
          const shelf = new Shelf()
          opening = shelf.init().then(() => shelf)
          return opening
        }
        export function late() {
          if (books) return Promise.resolve(books)
          const shelf = new Shelf()
          return shelf.load().then(() => {
            books = shelf
            return shelf
          })
        }
      `,
    },
    {
      name: 'what is waited for has to do with something else, or who comes second waits too',
      code: text`
        let books, preparing
        export function open() {
          if (books) return Promise.resolve(books)
          books = new Shelf()
          return greet('reader').then(() => books)
        }
        export function wait() {
          if (books) return preparing.then(() => books)
          books = new Shelf()
          preparing = books.init()
          return preparing.then(() => books)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a new object, and a method of it',
      ...marked`
        let books
        export function open() {
          if (books) return Promise.resolve(books)
          books = new Shelf()
          ~~~~~ published {"who": "\u0060open\u0060", "place": "books", "read": "line 3", "wait": "line 5", "other": "line 3"}
          return books.init().then(() => books)
        }
      `,
    },
    {
      name: 'what a call has made, and a function that says that it was not ready; the other branch gives it away',
      ...marked`
        export class Library {
          open() {
            if (!this.books) {
              this.books = shelfAt('/books')
              ~~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "this.books", "read": "line 3", "wait": "line 5", "other": "line 7"}
              return migrate(this.books).then(() => this.books)
            } else {
              return this.books
            }
          }
        }
      `,
    },
  ],
})

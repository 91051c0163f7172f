import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Loops by number over a list from which others take something out, and pages of a list that two runs ask for.

run(rule, {
  valid: [
    {
      name: 'taken out before the wait, looked for again after it, a list of its own, and a loop that takes nothing out',
      options: [{ thorough: true }],
      code: text`
        export class Outbox {
          letters = []
          drop(letter) { this.letters.splice(this.letters.indexOf(letter), 1) }
          async first(send) {
            for (let i = 0; i < this.letters.length; i++) {
              const [letter] = this.letters.splice(i, 1)
              i--
              await send(letter)
            }
          }
          async checked(send) {
            for (let i = 0; i < this.letters.length; i++) {
              const letter = this.letters[i]
              await send(letter)
              if (this.letters[i] === letter) this.letters.splice(i--, 1)
            }
          }
          async copied(send) {
            const letters = [...this.letters]
            for (let i = 0; i < letters.length; i++) {
              await send(letters[i])
              letters.splice(i, 1)
              i--
            }
          }
        }
      `,
    },
    {
      name: 'a run that says that it is under way, and a state that is only put back',
      options: [{ thorough: true }],
      code: text`
        import { useRef, useState } from 'react'
        export function Shelf({ load, add }) {
          const [books, setBooks] = useState([])
          const [page, setPage] = useState(1)
          const [title, setTitle] = useState('')
          const loading = useRef(false)
          async function more() {
            if (loading.current) return
            loading.current = true
            const next = await load(page)
            setBooks((before) => [...before, ...next])
            setPage((before) => before + 1)
            loading.current = false
          }
          async function put() {
            const book = await add(title)
            setBooks((before) => [...before, book])
            setTitle('')
          }
          return createElement('div', { onScroll: more, onClick: put }, books.length)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the number of a loop, where another function takes something out, or another run does',
      ...marked`
        export class Outbox {
          letters = []
          drop(letter) { this.letters.splice(this.letters.indexOf(letter), 1) }
          async flush(send) {
            for (let i = 0; i < this.letters.length; i++) {
              const letter = this.letters[i]
              const sent = await send(letter)
              if (!sent) continue
              this.letters.splice(i, 1)
              ~~~~~~~~~~~~~~~~~~~~~~~~~ stepped
              i -= 1
            }
          }
        }
        const guests = []
        export async function seat(find) {
          for (let i = guests.length - 1; i >= 0; i--) {
            await find(guests[i])
            guests.splice(i, 1)
            ~~~~~~~~~~~~~~~~~~~ stepped
          }
        }
      `,
    },
    {
      name: 'a page that is asked for by a state which the answer moves on',
      options: [{ thorough: true }],
      ...marked`
        import { useCallback, useState } from 'react'
        export function Shelf({ shop }) {
          const [books, setBooks] = useState([])
          const [cursor, setCursor] = useState(null)
          const more = useCallback(async () => {
            const page = await shop.books(cursor)
            setBooks((before) => [...before, ...page.books])
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ paged
            setCursor(page.next)
          }, [shop, cursor])
          return createElement(List, { data: books, onEndReached: more })
        }
        export function Wall() {
          const [posts, setPosts] = useState([])
          const [page, setPage] = useState(1)
          async function more() {
            const answer = await fetch('/posts?page=' + page)
            const next = await answer.json()
            setPosts((before) => before.concat(next))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ paged
            setPage((before) => before + 1)
          }
          return createElement('button', { onClick: more }, posts.length)
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- callbacks that stand in a constant, and are handed on by its name

run(rule, {
  valid: [
    {
      name: 'an updater is given the present state, whatever it is called',
      code: text`
        import { useState } from 'react'
        export function Watchlist({ user }) {
          const [films, setFilms] = useState([])
          async function add(film) {
            const saved = await save(user, film)
            const withSaved = (present) => [...present, saved]
            setFilms(withSaved)
          }
          return { films, add }
        }
      `,
      language: 'jsx',
    },
    {
      name: 'all that is there is ended by a function of its own name',
      code: text`
        export class Lines {
          open = new Map()
          add(port) {
            this.open.set(port, dial(port))
          }
          async close() {
            const hangUp = (line) => line.close()
            await Promise.all([...this.open.values()].map(hangUp))
            this.open.clear()
          }
        }
      `,
    },
    {
      name: 'a queue whose links have a name',
      code: text`
        const settle = (promise) => promise.then(() => undefined, () => undefined)
        function createQueue() {
          let tail = Promise.resolve()
          return (task) => {
            const begin = () => task()
            const turn = tail.then(begin)
            tail = settle(turn)
            return turn
          }
        }
        export function createNumbers(store) {
          const inOrder = createQueue()
          let last = null
          async function next(year) {
            if (last === null || last.year !== year) last = { year, value: await store.read(year) }
            last.value += 1
            return last.value
          }
          return { next: (year) => inOrder(() => next(year)) }
        }
      `,
    },
    {
      name: 'an effect whose end is looked at behind the wait',
      code: text`
        import { useEffect, useState } from 'react'
        export function Panel({ id }) {
          const [row, setRow] = useState(null)
          const load = () => {
            let over = false
            fetchRow(id).then((found) => {
              if (!over) setRow(found)
            })
            return () => {
              over = true
            }
          }
          useEffect(load, [id])
          return row
        }
      `,
      language: 'jsx',
    },
    {
      name: 'what a promise is answered with is put to what is there by then',
      options: [{ thorough: true }],
      code: text`
        const state = { config: {} }
        export function show(path) {
          return parse(path).then((parsed) => {
            state.config = { ...state.config, ...parsed }
          })
        }
      `,
    },
    {
      name: 'the next page of a list, and what is told with it',
      language: 'jsx',
      code: text`
        import { Component } from 'react'
        export class Pack extends Component {
          state = { rows: [], more: true }
          handlePage = (page) => {
            findPage(page).then((found) => {
              this.setState({ more: found.length === 20, rows: this.state.rows.concat(found) })
            })
          }
          render() {
            return <List rows={this.state.rows} more={this.state.more} onPage={this.handlePage} />
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an answer that takes the place of what is there by then',
      options: [{ thorough: true }],
      ...marked`
        const state = { config: {} }
        export function show(path) {
          return parse(path).then((parsed) => {
            state.config = parsed
            ~~~~~~~~~~~~ overtaken {"who": "\u0060show\u0060", "place": "state.config", "read": "line 3", "wait": "line 3", "other": ""}
          })
        }
      `,
    },
    {
      name: 'an effect, and what a promise is answered with in it',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Panel() {
          const [id, setId] = useState(1)
          const [row, setRow] = useState(null)
          const load = () => {
            fetchRow(id).then((found) => setRow(found))
                                         ~~~~~~~~~~~~~ overtaken
          }
          useEffect(load, [id])
          return <Row row={row} choose={setId} />
        }
        export function Search() {
          const [text, setText] = useState('')
          const [hits, setHits] = useState([])
          useEffect(() => {
            const show = (found) => setHits(found)
                                    ~~~~~~~~~~~~~~ overtaken
            fetchHits(text).then(show)
          }, [text])
          return <Hits hits={hits} type={setText} />
        }
      `,
    },
    {
      name: 'a row that is read, and changed in a callback of its own name',
      ...marked`
        import { PrismaClient } from '@prisma/client'
        const prisma = new PrismaClient()
        export function book(id, seats) {
          const take = (show) => prisma.show.update({ where: { id }, data: { left: show.left - seats } })
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
          return prisma.show.findUnique({ where: { id } }).then(take)
        }
      `,
    },
  ],
})

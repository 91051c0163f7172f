import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A flag keeps a second run of the same function out, and no other function.

const options = [{ thorough: true }] as const

/** A basket whose price is asked for, one request at a time, and what else is done with it. */
const basket = (write: string, others: string): string => text`
  export class Basket {
    basket = { rows: [], price: 0 }
    busy = false
    async price() {
      if (this.busy) return
      this.busy = true
      try {
        ${write}
      } finally {
        this.busy = false
      }
    }
    ${others}
  }
`
const ADD = 'add(row) { this.basket = { ...this.basket, rows: [...this.basket.rows, row] } }'
const STALE = 'this.basket = { ...this.basket, price: await ask(this.basket.rows) }'

run(rule, {
  valid: [
    { name: 'read behind the wait', code: basket('const price = await ask(this.basket.rows)\n      this.basket = { ...this.basket, price }', ADD), options },
    {
      name: 'a variable of a closure, read behind the wait',
      code: text`
        export function results(api, bus) {
          let rows = []
          let isAsking = false
          async function more() {
            if (isAsking) return
            isAsking = true
            try {
              const next = await api.next()
              rows = rows.concat(next)
            } finally {
              isAsking = false
            }
          }
          bus.on('scroll', () => more())
          bus.on('drop', (row) => { rows = [...rows, row] })
        }
      `,
      options,
    },
    { name: 'nobody else writes it', code: basket(STALE, 'show() { return this.basket.price }'), options },
    { name: 'who writes it asks for the flag', code: basket(STALE, 'add(row) { if (this.busy) return; this.basket = { ...this.basket, rows: [row] } }'), options },
    { name: 'who writes it is called here, before the wait', code: basket(`this.clear()\n      ${STALE}`, 'clear() { this.basket = { rows: [], price: 0 } }').replace('clear() {', '#clear() {').replace('this.clear', 'this.#clear'), options },
    { name: 'nothing proves that they meet', code: basket(STALE, ADD) },
  ],
  invalid: [
    {
      name: 'what another method puts there meanwhile is lost',
      options,
      ...marked`
        export class Basket {
          basket = { rows: [], price: 0 }
          busy = false
          async price() {
            if (this.busy) return
            this.busy = true
            try {
              this.basket = { ...this.basket, price: await ask(this.basket.rows) }
              ~~~~~~~~~~~ overwritten {"who": "\u0060price\u0060", "place": "this.basket", "read": "line 8", "wait": "line 8", "other": "line 14"}
            } finally {
              this.busy = false
            }
          }
          add(row) {
            this.basket = { ...this.basket, rows: [...this.basket.rows, row] }
          }
        }
      `,
    },
    {
      name: 'a variable that two functions of one closure write, each of which an event runs',
      ...marked`
        export function results(api, bus) {
          let rows = []
          let isAsking = false
          async function more() {
            if (isAsking) return
            isAsking = true
            try {
              rows = rows.concat(await api.next())
              ~~~~ overwritten {"who": "\u0060more\u0060", "place": "rows", "read": "line 8", "wait": "line 8", "other": "line 15"}
            } finally {
              isAsking = false
            }
          }
          async function add(id) {
            const row = await api.row(id)
            rows = [...rows, row]
          }
          bus.on('scroll', () => more())
          bus.on('drop', (id) => add(id))
        }
      `,
    },
    {
      name: 'the same where nothing says that both are run',
      options,
      ...marked`
        export function results(api) {
          let rows = []
          let isAsking = false
          async function more() {
            if (isAsking) return
            isAsking = true
            try {
              rows = [...rows, ...(await api.next())]
              ~~~~ overwritten {"who": "\u0060more\u0060", "place": "rows", "read": "line 8", "wait": "line 8", "other": "line 14"}
            } finally {
              isAsking = false
            }
          }
          function add(row) {
            rows = [...rows, row]
          }
          return { more, add }
        }
      `,
    },
  ],
})

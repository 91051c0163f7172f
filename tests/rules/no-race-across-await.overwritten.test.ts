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
  ],
})

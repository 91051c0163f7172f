import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What opens again by itself, after a timer or an event: its end may come at any time, whatever the callers wait for.
const radio = (first: string, behind = ''): string => text`
  export class Radio {
    #wire = null
    #closed = false
    constructor(dial) {
      this.dial = dial
      ${first}
    }
    async open() {
      if (this.#closed) return
      const wire = await this.dial()
      ${behind}
      this.#wire = wire
    }
    close() {
      this.#closed = true
      this.#wire?.close()
    }
  }
`

run(rule, {
  valid: [
    { name: 'only callers open it: they may wait for that before they close it (with thorough)', code: radio('') },
    { name: 'asked again behind the wait', code: radio("addEventListener('online', () => void this.open())", 'if (this.#closed) return wire.close()') },
    {
      name: 'the last one is ended where a new one is put there',
      code: text`
        export class Radio {
          wire = null
          constructor(dial) {
            this.dial = dial
            addEventListener('online', () => void this.open())
          }
          async open() {
            const ticket = await this.dial()
            if (this.isOver()) return
            this.wire = new WebSocket(ticket)
          }
          close() {
            this.over = true
            this.wire?.close()
          }
          isOver() {
            return this.over
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an event opens it again',
      ...marked`
        export class Radio {
          #wire = null
          #closed = false
          constructor(dial) {
            this.dial = dial
            addEventListener('online', () => void this.open())
          }
          async open() {
            if (this.#closed) return
            const wire = await this.dial()
            this.#wire = wire
            ~~~~~~~~~~ outlived {"who": "\u0060open\u0060", "place": "this.#wire", "read": "line 9", "wait": "line 10", "other": "line 15"}
          }
          close() {
            this.#closed = true
            this.#wire?.close()
          }
        }
      `,
    },
    {
      name: 'an event opens it again, and its end says so in no flag',
      ...marked`
        export class Radio {
          socket = null
          constructor(tickets) {
            this.tickets = tickets
            addEventListener('online', () => void this.open())
          }
          async open() {
            const ticket = await this.tickets.next()
            this.socket = new WebSocket('wss://radio.example/' + ticket)
            ~~~~~~~~~~~ unwanted {"place": "this.socket", "wait": "line 8", "other": "line 12"}
          }
          close() {
            this.socket?.close()
            this.socket = null
          }
        }
      `,
    },
  ],
})

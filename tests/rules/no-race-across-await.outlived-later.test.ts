import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a callback keeps after another function has ended everything.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a callback that asks whether all has ended',
      options,
      code: text`
        export class Line {
          open(dial) {
            if (this.closed) return
            dial((error, wire) => {
              if (error) throw error
              if (this.closed) return wire.close()
              this.wire = wire
            })
          }
          renew(dial) {
            if (this.closed) return undefined
            return dial().then((wire) => {
              if (this.closed) wire.close()
              else this.wire = wire
            })
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'an end that takes the listener away, breaks off the work, or waits for it',
      options,
      code: text`
        export class Line {
          open(port, make) {
            if (this.closed) return
            port.once('ready', this.keep = () => {
              this.wire = make()
            })
          }
          close(port) {
            this.closed = true
            port.off('ready', this.keep)
            this.wire?.close()
          }
        }
        export class Call {
          open(dial) {
            if (this.over) return
            this.stop = new AbortController()
            dial(this.stop.signal).then((wire) => {
              this.wire = wire
            })
          }
          close() {
            this.over = true
            this.stop.abort()
            this.wire?.close()
          }
        }
        export class Link {
          open(dial) {
            if (this.gone) return
            this.opening = dial().then((wire) => {
              this.wire = wire
            })
          }
          async close() {
            this.gone = true
            await this.opening
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'what nobody ends, and what the end of nothing says by a flag',
      options,
      code: text`
        export class Line {
          open(dial) {
            if (this.closed) return
            dial().then((rows) => {
              this.rows = rows
            })
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'a callback that is run on the spot',
      options,
      code: text`
        export class Lines {
          open(wires) {
            if (this.closed) return
            wires.forEach((wire) => {
              this.wire = wire
            })
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'called back with an error first',
      options,
      ...marked`
        export class Line {
          open(dial) {
            if (this.closed) return
            dial((error, wire) => {
              if (error) throw error
              this.wire = wire
              ~~~~~~~~~ outlived {"who": "\u0060open\u0060", "place": "this.wire", "read": "line 3", "wait": "line 4", "other": "line 11"}
            })
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'chained to a promise',
      options,
      ...marked`
        export class Line {
          open(dial) {
            this.running = true
            return dial().then((wire) => {
              this.wire = wire
              ~~~~~~~~~ revived {"who": "\u0060open\u0060", "place": "this.wire", "read": "line 3", "wait": "line 4", "other": "line 10"}
            })
          }
          close() {
            this.running = false
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'heard once, where only others ask',
      options,
      ...marked`
        export function Rows(store, open) {
          const self = this
          store.once('ready', function () {
            self.cursor = open()
            ~~~~~~~~~~~ unasked {"who": "\u0060Rows\u0060", "place": "this.cursor", "read": "line 12", "wait": "line 3", "other": "line 13"}
          })
        }
        Rows.prototype.next = function () {
          if (this.destroyed) return undefined
          return this.cursor.next()
        }
        Rows.prototype.destroy = function () {
          this.destroyed = true
          if (this.cursor) this.cursor.close()
        }
      `,
    },
  ],
})

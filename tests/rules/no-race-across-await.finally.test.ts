import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What follows a promise: in `finally`, and with a question behind the write.

run(rule, {
  valid: [
    {
      name: 'noted before the wait as well',
      options: [{ thorough: true }],
      code: text`
        export class Table {
          book() {
            if (this.state) throw new Error('taken')
            this.state = 'asked for'
            return this.house.book(this.number).finally(() => { this.state = 'booked' })
          }
        }
      `,
    },
    {
      name: 'a callback that asks whether it still holds before it writes',
      options: [{ thorough: true }],
      code: text`
        export class Table {
          book() {
            if (this.state) throw new Error('taken')
            return this.house.book(this.number).then(() => {
              if (this.state) return
              this.state = 'booked'
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in finally',
      options: [{ thorough: true }],
      ...marked`
        export class Table {
          book() {
            if (this.state) throw new Error('taken')
            return this.house.book(this.number).finally(() => { this.state = 'booked' })
                                                                ~~~~~~~~~~ done {"who": "${'`book`'}", "place": "this.state", "read": "line 3", "wait": "line 4", "other": ""}
          }
        }
      `,
    },
    {
      name: 'what is asked behind the write keeps from nothing',
      options: [{ thorough: true }],
      ...marked`
        function Table() { this.state = null }
        Table.prototype.book = function () {
          var self = this
          if (this.state) { throw new Error('taken') }
          return this.house.book(this.number).then(function () {
            self.state = 'booked'
            ~~~~~~~~~~ done {"who": "${'`book`'}", "place": "this.state", "read": "line 4", "wait": "line 5", "other": ""}
            if (!self.guests) { return self.tidy() }
            return null
          })
        }
        module.exports = Table
      `,
    },
  ],
})

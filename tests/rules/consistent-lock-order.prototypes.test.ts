import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'in one order',
      code: text`
        const AsyncLock = require('async-lock')
        function Lift(doors) {
          this.doors = doors
          this.lock = new AsyncLock()
        }
        Lift.prototype.stop = function () {
          return this.lock.acquire('car', () => this.lock.acquire('door', () => this.doors.open()))
        }
        Lift.prototype.go = function () {
          return this.lock.acquire('car', () => this.lock.acquire('door', () => this.doors.close()))
        }
        module.exports = Lift
      `,
    },
  ],
  invalid: [
    {
      name: 'one method on a prototype takes them the other way round',
      ...marked`
        const AsyncLock = require('async-lock')
        function Lift(doors) {
          this.doors = doors
          this.lock = new AsyncLock()
        }
        Lift.prototype.stop = function () {
          return this.lock.acquire('car', async () => {
            await this.lock.acquire('door', () => this.doors.open())
          })
        }
        Lift.prototype.service = function () {
          return this.lock.acquire('door', async () => {
            await this.hold()
                  ~~~~~~~~~ cycle
          })
        }
        Lift.prototype.hold = function () {
          return this.lock.acquire('car', () => this.doors.rest())
        }
        module.exports = Lift
      `,
    },
  ],
})

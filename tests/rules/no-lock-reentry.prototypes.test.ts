import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'methods on a prototype that take locks of their own',
      code: text`
        const { Mutex } = require('async-mutex')
        function Press(motor) {
          this.motor = motor
          this.plate = new Mutex()
          this.ink = new Mutex()
        }
        Press.prototype.refill = function () {
          return this.ink.runExclusive(() => this.motor.pump())
        }
        Press.prototype.print = function () {
          return this.plate.runExclusive(async () => {
            await this.refill()
            await this.motor.press()
          })
        }
        module.exports = Press
      `,
    },
    {
      name: 'a field that a method puts something else into',
      code: text`
        const { Mutex } = require('async-mutex')
        function Press(motor, guard) {
          this.motor = motor
          this.plate = new Mutex()
        }
        Press.prototype.share = function (guard) {
          this.plate = guard
        }
        Press.prototype.clean = function () {
          return this.plate.run(() => this.motor.wipe())
        }
        Press.prototype.print = function () {
          return this.plate.run(() => this.clean())
        }
        module.exports = Press
      `,
    },
  ],
  invalid: [
    {
      name: 'a method on a prototype that calls another one under the same lock',
      ...marked`
        const { Mutex } = require('async-mutex')
        function Press(motor) {
          this.motor = motor
          this.plate = new Mutex()
        }
        Press.prototype.clean = function () {
          return this.plate.runExclusive(() => this.motor.wipe())
        }
        Press.prototype.print = function () {
          return this.plate.runExclusive(async () => {
            await this.clean()
                  ~~~~~~~~~~ again
            await this.motor.press()
          })
        }
        module.exports = Press
      `,
    },
    {
      name: 'methods that stand in the object of the prototype',
      ...marked`
        const { Mutex } = require('async-mutex')
        function Press(motor) {
          this.motor = motor
          this.plate = new Mutex()
        }
        Press.prototype = {
          clean() {
            return this.plate.runExclusive(() => this.motor.wipe())
          },
          async print() {
            const release = await this.plate.acquire()
            try {
              await this.clean()
                    ~~~~~~~~~~ again
            } finally {
              release()
            }
          },
        }
        module.exports = Press
      `,
    },
  ],
})

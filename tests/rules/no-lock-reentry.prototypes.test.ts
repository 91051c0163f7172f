import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a constructor function makes, and the methods of its prototype, are one object as that of a class is.

run(rule, {
  valid: [
    {
      name: 'two locks of one object, and the same field of two',
      code: text`
        const { Mutex } = require('async-mutex')
        function Ledger() {
          this.pages = new Mutex()
          this.index = new Mutex()
        }
        Ledger.prototype.add = async function (line) {
          const done = await this.pages.acquire()
          try { await this.note(line) } finally { done() }
        }
        Ledger.prototype.note = async function (line) {
          const done = await this.index.acquire()
          try { await write(line) } finally { done() }
        }
        function Shelf() {
          this.pages = new Mutex()
        }
        Shelf.prototype.put = async function (ledger, line) {
          const done = await this.pages.acquire()
          try { await ledger.add(line) } finally { done() }
        }
        module.exports = { Ledger, Shelf }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that another one calls under the same lock',
      ...marked`
        const { Mutex } = require('async-mutex')
        function Ledger() {
          this.pages = new Mutex()
        }
        Ledger.prototype.add = async function (line) {
          const done = await this.pages.acquire()
          try { await this.note(line) } finally { done() }
                      ~~~~~~~~~ again {"lock": "this.pages", "through": " (through \u0060note\u0060)", "since": "line 6", "long": "for ever", "repair": ""}
        }
        Ledger.prototype.note = async function (line) {
          const done = await this.pages.acquire()
          try { await write(line) } finally { done() }
        }
        module.exports = Ledger
      `,
    },
    {
      name: 'a method that its own task waits for',
      ...marked`
        const PQueue = require('p-queue').default
        function Fetcher() {
          this.queue = new PQueue({ concurrency: 2 })
        }
        Fetcher.prototype.page = function (url) {
          return this.queue.add(async () => {
            for (const next of await get(url)) await this.page(next)
                                                     ~~~~~~~~~ slot {"lock": "this.queue", "through": " (through \u0060page\u0060)", "since": "line 6", "long": "for ever", "repair": ""}
          })
        }
        module.exports = Fetcher
      `,
    },
  ],
})

// ---------------------------------------------------------------- sections, and methods in the object of the prototype

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

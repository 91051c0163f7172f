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

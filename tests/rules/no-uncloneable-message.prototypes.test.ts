import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A worker in a field of an object that no class makes.

run(rule, {
  valid: [
    {
      name: 'plain data, another field, and the field of another object',
      code: text`
        const { Worker } = require('node:worker_threads')
        function Press(file) {
          this.worker = new Worker(file)
          this.port = { postMessage: (message) => message.done() }
        }
        Press.prototype.print = function (sheet) {
          this.worker.postMessage({ sheet })
          this.port.postMessage({ sheet, done: () => sheet })
        }
        function Shelf(press) {
          this.worker = press
        }
        Shelf.prototype.print = function (sheet) {
          this.worker.postMessage({ sheet, done: () => sheet })
        }
        module.exports = { Press, Shelf }
      `,
    },
  ],
  invalid: [
    {
      name: 'what a constructor function makes',
      ...marked`
        const { Worker } = require('node:worker_threads')
        function Press(file) {
          this.worker = new Worker(file)
        }
        Press.prototype.print = function (sheet) {
          this.worker.postMessage({ sheet, done: () => sheet })
                                                 ~~~~~~~~~~~ throws {"subject": "'done' is a function", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
        module.exports = Press
      `,
    },
    {
      name: 'an object of the module',
      ...marked`
        const { Worker } = require('node:worker_threads')
        module.exports = {
          worker: null,
          start(file) {
            this.worker = new Worker(file)
          },
          print(sheet) {
            this.worker.postMessage({ sheet, done: () => sheet })
                                                   ~~~~~~~~~~~ throws {"subject": "'done' is a function", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
          },
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a constructor function keeps

run(rule, {
  valid: [
    {
      name: 'its end ends the worker',
      code: text`
        const { Worker } = require('worker_threads')
        function Indexer(file) {
          this.worker = new Worker(file)
          this.worker.on('error', console.error)
        }
        Indexer.prototype.add = function (page) { this.worker.postMessage(page) }
        Indexer.prototype.close = function () {
          this.pages = 0
          return this.worker.terminate()
        }
        module.exports = Indexer
      `,
    },
    {
      name: 'the field is ended from outside',
      code: text`
        const { Worker } = require('worker_threads')
        function Indexer(file) {
          this.worker = new Worker(file)
        }
        Indexer.prototype.close = function () { this.pages = 0 }
        exports.stop = function (indexer) { return indexer.worker.terminate() }
        exports.Indexer = Indexer
      `,
    },
  ],
  invalid: [
    {
      name: 'its end forgets the worker',
      ...marked`
        const { Worker } = require('worker_threads')
        function Indexer(file) {
          this.worker = new Worker(file)
                            ~~~~~~ forgotten
          this.worker.on('error', console.error)
        }
        Indexer.prototype.add = function (page) { this.worker.postMessage(page) }
        Indexer.prototype.close = function () {
          this.pages = 0
        }
        module.exports = Indexer
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        const { Worker } = require('worker_threads')
        function Indexer(file) {
          this.worker = new Worker(file)
          this.worker.on('error', console.error)
        }
        Indexer.prototype.add = function (page) { this.worker.postMessage(page) }
        Indexer.prototype.close = function () {
          this.worker?.terminate()
          this.pages = 0
        }
        module.exports = Indexer
      ` }]],
    },
  ],
})

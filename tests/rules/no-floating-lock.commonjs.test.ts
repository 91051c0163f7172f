import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'nobody waits for a listener',
      code: text`
        const { Mutex } = require('async-mutex')
        const gate = new Mutex()
        const store = async (row) => {
          gate.runExclusive(async () => { await write(row) })
        }
        watcher.on('row', store)
      `,
    },
  ],
  invalid: [
    {
      name: 'exported where it stands',
      ...marked`
        const { Mutex } = require('async-mutex')
        const gate = new Mutex()
        exports.store = async (row) => {
          gate.runExclusive(async () => { await write(row) })
          ~~~~~~~~~~~~~~~~~ forgotten {"lock": "\u0060gate\u0060", "by": "store"}
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          const { Mutex } = require('async-mutex')
          const gate = new Mutex()
          exports.store = async (row) => {
            await gate.runExclusive(async () => { await write(row) })
          }
        `,
      }]],
    },
    {
      name: 'a method of the object that is exported',
      ...marked`
        const { Mutex } = require('async-mutex')
        const gate = new Mutex()
        module.exports = {
          async store(row) {
            gate.runExclusive(async () => { await write(row) })
            ~~~~~~~~~~~~~~~~~ forgotten {"lock": "\u0060gate\u0060", "by": "store"}
          },
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          const { Mutex } = require('async-mutex')
          const gate = new Mutex()
          module.exports = {
            async store(row) {
              await gate.runExclusive(async () => { await write(row) })
            },
          }
        `,
      }]],
    },
  ],
})

import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Words whose numbers are constants of a module that both sides import, and words that a function sleeps on or wakes others by.

run(rule, {
  valid: [
    {
      name: 'a number that another module may change, or that says which thread this is',
      code: text`
        import { workerData } from 'node:worker_threads'
        import { next, WORKER_SLOT } from './slots.js'
        const words = new Int32Array(workerData.words)
        export function put() {
          words[next] = 1
          words[WORKER_SLOT] = 1
        }
        export function take() {
          Atomics.store(words, WORKER_SLOT, 0)
          return Atomics.exchange(words, next, 0)
        }
      `,
    },
    {
      name: 'a word of this call that nobody sleeps on, and one that is set before it is shared',
      code: text`
        export function call(memory, at) {
          const words = new Int32Array(memory)
          words[at] = 0
          Atomics.store(words, at, 1)
          Atomics.notify(words, at + 1)
        }
        export function open() {
          const words = new Int32Array(new SharedArrayBuffer(8))
          words[0] = 1
          return words
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a constant of another module',
      ...marked`
        import { workerData } from 'node:worker_threads'
        import { READ_AT, WRITE_AT } from './places.js'
        const words = new Int32Array(workerData.words)
        export function skip() {
          const end = Atomics.load(words, WRITE_AT)
          words[READ_AT] = end
          ~~~~~~~~~~~~~~ mixed {"view": "words", "place": "line 9"}
        }
        export function move(by) {
          Atomics.add(words, READ_AT, by)
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', output: text`
        import { workerData } from 'node:worker_threads'
        import { READ_AT, WRITE_AT } from './places.js'
        const words = new Int32Array(workerData.words)
        export function skip() {
          const end = Atomics.load(words, WRITE_AT)
          Atomics.store(words, READ_AT, end)
        }
        export function move(by) {
          Atomics.add(words, READ_AT, by)
        }
      ` }]],
    },
    {
      name: 'a listener of the end of something else that still wakes others',
      ...marked`
        const { workerData } = require('node:worker_threads')
        const { READ_AT } = require('./places')
        const words = new Int32Array(workerData.words)
        module.exports = function pipe(target) {
          target.on('close', () => {
            words[READ_AT] = -1
            ~~~~~~~~~~~~~~ mixed {"view": "words", "place": "line 7"}
            Atomics.notify(words, READ_AT)
          })
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', output: text`
        const { workerData } = require('node:worker_threads')
        const { READ_AT } = require('./places')
        const words = new Int32Array(workerData.words)
        module.exports = function pipe(target) {
          target.on('close', () => {
            Atomics.store(words, READ_AT, -1)
            Atomics.notify(words, READ_AT)
          })
        }
      ` }]],
    },
    {
      name: 'a word that a parameter chooses, set back after the sleep on it',
      language: 'ts',
      ...marked`
        export function call(memory: WebAssembly.Memory, at: number) {
          const words = new Int32Array(memory.buffer)
          Atomics.store(words, at / 4, 1)
          while (Atomics.wait(words, at / 4, 1) === 'ok');
          words[at / 4] = 0
          ~~~~~~~~~~~~~ mixed {"view": "words", "place": "line 4"}
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', output: text`
        export function call(memory: WebAssembly.Memory, at: number) {
          const words = new Int32Array(memory.buffer)
          Atomics.store(words, at / 4, 1)
          while (Atomics.wait(words, at / 4, 1) === 'ok');
          Atomics.store(words, at / 4, 0)
        }
      ` }]],
    },
  ],
})

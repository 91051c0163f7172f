import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Requests of which the next message is taken for the answer.

const options = [{ thorough: true }] as const

const counter = (ask: string): string => text`
  import { Worker } from 'node:worker_threads'
  const worker = new Worker('./count.js')
  ${ask}
`

run(rule, {
  valid: [
    { name: 'a worker for each request', options, code: "import { Worker } from 'node:worker_threads'; export const count = (text) => new Promise((resolve) => { const worker = new Worker('./count.js'); worker.once('message', resolve); worker.postMessage(text) })" },
    { name: 'a worker that the caller has taken for himself', options, code: "export const count = (worker, text) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(text) })" },
    { name: 'one at a time', options, code: counter("let busy = false; export function count(text) { if (busy) throw new Error('busy'); busy = true; return new Promise((resolve) => { worker.once('message', (sum) => { busy = false; resolve(sum) }); worker.postMessage(text) }) }") },
    { name: 'who listens looks whose answer it is', options, code: counter("export const count = (id, text, hear) => new Promise((resolve) => { worker.once('message', (message) => { if (message.id === id) resolve(message.sum); else hear(message) }); worker.postMessage({ id, text }) })") },
    { name: 'the end, which is no answer', options, code: counter("export const stop = () => new Promise((resolve) => { worker.once('exit', resolve); worker.postMessage('stop') })") },
    { name: 'nothing is sent', options, code: counter("export const next = () => new Promise((resolve) => { worker.once('message', resolve) })") },
    { name: 'made ready, once', options, code: counter("export const init = (settings) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(settings) })") },
    { name: 'another peer is told', options, code: counter("export const count = (port, text) => new Promise((resolve) => { worker.once('message', resolve); port.postMessage(text) })") },
    { name: 'a channel of its own for each', options, code: "import { ipcRenderer } from 'electron'; let requestId = 0; export const ask = (channel, text) => new Promise((resolve) => { const response = `${channel}-response-${requestId++}`; ipcRenderer.on(response, (event, answer) => { ipcRenderer.removeAllListeners(response); resolve(answer) }); ipcRenderer.send(channel, response, text) })" },
    { name: 'who listens goes on listening', options, code: counter("export const watch = (text, tell) => new Promise((resolve) => { worker.on('message', (sum) => { tell(sum); resolve(sum) }); worker.postMessage(text) })") },
    { name: 'behind a wait for whoever asks at the time', options, code: counter("let last; export async function count(text) { while (last) await last; last = new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(text) }).finally(() => { last = undefined }); return last }") },
    { name: 'each behind the one before', options, code: counter("let last = Promise.resolve(); const ask = (text) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(text) }); export function count(text) { last = last.then(() => ask(text)); return last }") },
    { name: 'not proven to be asked twice at once', code: counter("export const count = (text) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(text) })") },
  ],
  invalid: [
    {
      name: 'a worker that serves all',
      options,
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./count.js')
        export function count(text) {
          return new Promise((resolve, reject) => {
            worker.once('message', (sum) => resolve(sum.total))
            ~~~~~~~~~~~ crossed {"who": "\u0060count\u0060", "place": "worker", "read": "line 5", "wait": "line 7"}
            worker.once('error', reject)
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'a child process of an object, and a callback',
      options,
      ...marked`
        const { fork } = require('child_process')
        class Compiler {
          constructor() {
            this.child = fork('./compile.js')
          }
          compile(text, done) {
            this.child.once('message', (message) => done(message.output))
            ~~~~~~~~~~~~~~~ crossed {"place": "this.child", "who": "\u0060compile\u0060", "read": "line 7", "wait": "line 8"}
            this.child.send({ job: 'compile', text })
          }
        }
        module.exports = Compiler
      `,
    },
    {
      name: 'a channel of a page, and a socket',
      options,
      ...marked`
        import { ipcRenderer } from 'electron'
        import { connect } from 'node:net'
        const socket = connect(7000)
        export const height = (chain) => new Promise((resolve) => {
          ipcRenderer.once('height-response', (event, height) => resolve(height))
          ~~~~~~~~~~~~~~~~ crossed {"place": "ipcRenderer", "who": "\u0060height\u0060", "read": "line 5", "wait": "line 6"}
          ipcRenderer.send('height', chain)
        })
        export async function ask(question) {
          socket.write(question)
          return new Promise((resolve) => socket.once('data', resolve))
                                          ~~~~~~~~~~~ crossed {"place": "socket", "who": "\u0060ask\u0060", "read": "line 10", "wait": "line 9"}
        }
      `,
    },
    {
      name: 'a channel whose name is worked out, and a listener that takes itself away',
      options,
      ...marked`
        let ipcRenderer
        const answerTo = (channel) => 'answer-' + channel
        exports.ask = function (channel, text) {
          if (!ipcRenderer) ipcRenderer = require('electron').ipcRenderer
          const answers = answerTo(channel)
          return new Promise((resolve) => {
            ipcRenderer.on(answers, (event, answer) => {
            ~~~~~~~~~~~~~~ crossed {"place": "ipcRenderer", "who": "\u0060ask\u0060", "read": "line 7", "wait": "line 11"}
              ipcRenderer.removeAllListeners(answers)
              resolve(answer)
            })
            ipcRenderer.send(channel, text)
          })
        }
      `,
    },
  ],
})

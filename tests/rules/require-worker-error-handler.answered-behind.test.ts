import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Listeners of messages that answer behind a promise, with nothing to answer where that is rejected.

run(rule, {
  valid: [
    {
      name: 'the failure is answered, too',
      filename: 'press.worker.js',
      code: text`
        import { press } from './press.js'
        self.onmessage = ({ data }) => {
          press(data).then((pulp) => self.postMessage({ pulp })).catch((error) => self.postMessage({ error: String(error) }))
        }
      `,
    },
    {
      name: 'by a second function',
      filename: 'press.worker.js',
      code: text`
        import { press } from './press.js'
        self.onmessage = ({ data }) => {
          press(data).then(self.postMessage, (error) => self.postMessage({ error: String(error) }))
        }
      `,
    },
    {
      name: 'what was caught before fails no more',
      filename: 'press.worker.js',
      code: text`
        import { press } from './press.js'
        self.onmessage = ({ data }) => {
          press(data).catch(() => null).then((pulp) => self.postMessage({ pulp }))
        }
      `,
    },
    {
      name: 'nobody is answered',
      filename: 'press.worker.js',
      code: text`
        import { press } from './press.js'
        let last
        self.onmessage = ({ data }) => {
          press(data).then((pulp) => { last = pulp })
        }
      `,
    },
    {
      name: 'in the page, and not in a worker',
      filename: 'page.js',
      code: text`
        import { press } from './press.js'
        window.onmessage = ({ data, source }) => {
          press(data).then((pulp) => source.postMessage({ pulp }))
        }
      `,
    },
    {
      name: 'a listener of the whole worker hears of it',
      filename: 'press.worker.js',
      code: text`
        import { press } from './press.js'
        self.addEventListener('unhandledrejection', (event) => self.postMessage({ error: String(event.reason) }))
        self.onmessage = ({ data }) => {
          press(data).then((pulp) => self.postMessage({ pulp }))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'whoever has asked waits for ever',
      filename: 'press.worker.js',
      ...marked`
        import { press } from './press.js'
        self.onmessage = ({ data }) => {
        ~~~~~~~~~~~~~~ rejects
          press(data).then((pulp) => self.postMessage({ pulp }))
        }
      `,
    },
    {
      name: 'the answer is given by its name',
      filename: 'press.worker.js',
      ...marked`
        import { press } from './press.js'
        self.onmessage = ({ data }) => {
        ~~~~~~~~~~~~~~ rejects
          press(data).then(self.postMessage)
        }
      `,
    },
    {
      name: 'in a worker thread, and behind two of them',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { press } from './press.js'
        parentPort.on('message', (fruit) => {
                      ~~~~~~~~~ rejects
          press(fruit).then((pulp) => pulp.dry()).then((pulp) => parentPort.postMessage(pulp))
        })
      `,
    },
    {
      name: 'who answers a worker',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { look } from './shelf.js'
        export function serve() {
          const worker = new Worker('./press.mjs')
          worker.on('error', console.error)
          worker.on('message', ({ id, name }) => {
                    ~~~~~~~~~ rejects
            look(name).then((fruit) => worker.postMessage({ id, fruit }))
          })
          return worker
        }
      `,
    },
  ],
})

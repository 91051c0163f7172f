import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- imports of which a bundler makes workers, by the name of the file

run(rule, {
  valid: [
    {
      name: 'a file of such a name may export a class of its own',
      code: text`
        import MailWorker from './mail.worker'
        import Grid from './grid'

        export async function deliver(letters) {
          const mail = new MailWorker()
          for (const letter of letters) await mail.send(letter)
        }
        export function layOut(cells) {
          const grid = new Grid()
          grid.postMessage(cells)
        }
      `,
    },
    {
      name: 'a class that is told what it is for',
      code: text`
        import QueueWorker from './queue.worker.js'

        export function start(redis) {
          const queue = new QueueWorker(redis)
          queue.postMessage('start')
        }
      `,
    },
    {
      name: 'the worker is terminated when it has answered, itself or by what speaks to it',
      code: text`
        import HistogramWorker from './histogram.worker'
        import WebworkerPromise from 'webworker-promise'

        export function count(values) {
          const worker = new HistogramWorker()
          return new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => { worker.terminate(); resolve(data) }
            worker.onerror = (event) => { worker.terminate(); reject(event.error) }
            worker.postMessage(values)
          })
        }
        export async function sum(values) {
          const remote = new WebworkerPromise(new HistogramWorker())
          try {
            return await remote.postMessage(values)
          } finally {
            remote.terminate()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a worker per call',
      ...marked`
        import HistogramWorker from './histogram.worker'

        export function count(values) {
          const worker = new HistogramWorker()
                             ~~~~~~~~~~~~~~~ never {"starts": "starts", "noun": "a worker", "ends": "ends", "harm": "its thread runs on until the page is closed", "repair": "Call \u0060terminate()\u0060", "when": "when its work is done, or keep one and use it again"}
          return new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data)
            worker.onerror = (event) => reject(event.error)
            worker.postMessage(values)
          })
        }
      `,
    },
    {
      name: 'workers that only what speaks to them has',
      ...marked`
        import HistogramWorker from './histogram.worker.js'
        import WebworkerPromise from 'webworker-promise'

        export function count(values) {
          const parts = []
          const bins = Math.ceil(values.length / 4)
          let from = 0
          while (from < values.length) {
            const worker = new HistogramWorker()
                               ~~~~~~~~~~~~~~~ never
            const remote = new WebworkerPromise(worker)
            const part = values.slice(from, from + bins)
            parts.push(remote.postMessage({ part }, [part.buffer]))
            from += bins
          }
          return Promise.all(parts)
        }
      `,
    },
  ],
})

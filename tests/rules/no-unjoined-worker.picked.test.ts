import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A helper that gives out a worker: one of those that are there, or a new one.

const ask = `
  export async function ask(value) {
    const worker = nextWorker()
    worker.postMessage(value)
    return new Promise((resolve) => {
      const hear = (answer) => { worker.removeListener('message', hear); resolve(answer) }
      worker.on('message', hear)
    })
  }
`

run(rule, {
  valid: [
    {
      name: 'one of a fixed number, in turn',
      code: text`
        import { Worker } from 'node:worker_threads'
        const pool = []
        for (let i = 0; i < 4; i++) {
          pool.push(new Worker('./render.js'))
          pool[i].unref()
        }
        let at = 0
        function nextWorker() {
          const worker = pool[at]
          at = (at + 1) % pool.length
          return worker
        }
        ${ask}
      `,
    },
  ],
  invalid: [
    {
      name: 'a new one each time',
      ...marked`
        import { Worker } from 'node:worker_threads'
        function nextWorker() {
          const worker = new Worker('./render.js')
          return worker
        }
        export async function ask(value) {
          const worker = nextWorker()
                         ~~~~~~~~~~ never
          worker.postMessage(value)
          return new Promise((resolve) => {
            const hear = (answer) => { worker.removeListener('message', hear); resolve(answer) }
            worker.on('message', hear)
          })
        }
      `,
    },
  ],
})

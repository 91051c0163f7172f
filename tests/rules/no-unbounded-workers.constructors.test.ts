import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'the object is made once',
      code: text`
        import express from 'express'
        import { Worker } from 'node:worker_threads'
        class Printer {
          constructor() {
            this.worker = new Worker('./print.js')
          }
          print(page) {
            this.worker.postMessage(page)
          }
        }
        const printer = new Printer()
        express().post('/pages', (request, response) => {
          printer.print(request.body)
          response.sendStatus(202)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'each request makes an object that starts a worker',
      ...marked`
        import express from 'express'
        import { Worker } from 'node:worker_threads'
        class Job {
          constructor(page) {
            this.worker = new Worker('./print.js', { workerData: page })
                              ~~~~~~ request
            this.done = new Promise((resolve, reject) => {
              this.worker.once('error', reject)
              this.worker.once('exit', resolve)
            })
          }
        }
        express().post('/pages', async (request, response) => {
          const job = new Job(request.body)
          await job.done
          response.sendStatus(200)
        })
      `,
    },
  ],
})

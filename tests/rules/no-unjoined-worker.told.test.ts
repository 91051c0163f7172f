import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a thread that is told nothing more has ended by itself',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function weigh(sample) {
          const scale = new Worker('./scale.js', { workerData: sample })
          const grams = await new Promise((resolve, reject) => {
            scale.once('message', resolve)
            scale.once('error', reject)
            scale.once('exit', (code) => reject(new Error('ended with ' + code)))
          })
          if (Number.isNaN(grams)) return 0
          await scale.terminate()
          return grams
        }
      `,
    },
    {
      name: 'it is ended on every way',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function weigh(sample) {
          const scale = new Worker('./scale.js')
          const answered = new Promise((resolve, reject) => {
            scale.once('message', resolve)
            scale.once('error', reject)
            scale.once('exit', (code) => reject(new Error('ended with ' + code)))
          })
          scale.postMessage(sample)
          try {
            const grams = await answered
            return Number.isNaN(grams) ? 0 : grams
          } finally {
            await scale.terminate()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an answer that is no good leaves a thread that listens for more',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export async function weigh(sample) {
          const scale = new Worker('./scale.js')
                            ~~~~~~ skipped
          const answered = new Promise((resolve, reject) => {
            scale.once('message', resolve)
            scale.once('error', reject)
            scale.once('exit', (code) => reject(new Error('ended with ' + code)))
          })
          scale.postMessage(sample)
          const grams = await answered
          if (Number.isNaN(grams)) return 0
          await scale.terminate()
          return grams
        }
      `,
    },
  ],
})

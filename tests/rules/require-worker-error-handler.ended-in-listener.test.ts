import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'the listener ends the worker behind what it catches',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function keep(store) {
          const worker = new Worker('./keep.js')
          worker.on('error', (error) => console.error(error))
          worker.once('message', async (part) => {
            try {
              await store.put(part)
            } catch (error) {
              console.error(error)
            }
            await worker.terminate()
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it waits for something else behind what it catches',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function keep(store) {
          const worker = new Worker('./keep.js')
          worker.on('error', (error) => console.error(error))
          worker.once('message', async (part) => {
                      ~~~~~~~~~ rejects
            try {
              await store.put(part)
            } catch (error) {
              console.error(error)
            }
            await worker.terminate()
            await store.close()
          })
        }
      `,
    },
  ],
})

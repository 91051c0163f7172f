import rule from '../../src/rules/require-worker-error-handler.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What becomes of the program when a worker fails and nobody hears of it.

const fetched = (save: string): string => text`
  export async function fetchAll(list) {
    const worker = new Worker(new URL('./fetcher.js', import.meta.url), { type: 'module' })
    worker.postMessage(list)
    await new Promise((resolve) => {
      worker.onmessage = (event) => {
        if (event.data === 'done') resolve()
      }
    })
    worker.terminate()
    ${save}
  }
`

run(rule, {
  valid: [
    { name: 'it ends with the worker, in Deno', code: fetched("await Deno.writeTextFile('list', 'done')") },
  ],
  invalid: [
    { name: 'it goes on, in a page', code: fetched("localStorage.setItem('list', 'done')"), errors: [{ messageId: 'missing', line: 5, column: 5 }] },
  ],
})

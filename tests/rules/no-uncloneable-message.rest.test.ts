import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what destructuring leaves for the rest

const job = text`
  interface Job {
    input: string
    filter: (line: string) => boolean
    onDone: () => void
  }
`

run(rule, {
  valid: [
    {
      name: 'all functions are taken out',
      language: 'ts',
      code: job + "\nexport function begin(worker: Worker, job: Job) {\n  const { filter, onDone, ...plain } = job\n  worker.postMessage(plain)\n  return { filter, onDone }\n}",
    },
    {
      name: 'what is taken out is known at run time only',
      language: 'ts',
      code: job + "\nexport function begin(worker: Worker, job: Job, without: keyof Job) {\n  const { [without]: gone, ...plain } = job\n  worker.postMessage(plain)\n}",
    },
    {
      name: 'nothing is known of the whole',
      code: "const worker = new Worker('run.js')\nexport function begin({ onDone, ...job }) {\n  worker.postMessage(job)\n}",
    },
  ],
  invalid: [
    {
      name: 'one function is left',
      language: 'ts',
      ...marked`
        interface Job {
          input: string
          filter: (line: string) => boolean
          onDone: () => void
        }
        export function begin(worker: Worker, job: Job) {
          const { onDone, ...plain } = job
          worker.postMessage(plain)
                             ~~~~~ throws
        }
      `,
    },
    {
      name: 'one function is left of a parameter, and copied into the message',
      language: 'ts',
      ...marked`
        interface Job {
          input: string
          filter: (line: string) => boolean
          onDone: () => void
        }
        export function begin(worker: Worker, { onDone, ...job }: Job) {
          worker.postMessage({ kind: 'begin', ...job })
                                                 ~~~ throws
        }
      `,
    },
    {
      name: 'one function is left of an object of this file',
      ...marked`
        const worker = new Worker('run.js')
        const defaults = { size: 4, retry: true, log: (line) => console.log(line) }
        const { retry, ...given } = defaults
        worker.postMessage(given)
                           ~~~~~ throws
      `,
    },
  ],
})

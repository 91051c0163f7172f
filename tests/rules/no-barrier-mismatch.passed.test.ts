import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A round of the loop that starts no worker is one fewer that will count itself.
const program = (skip: string, beside = ''): string => text`
  import { Worker } from 'node:worker_threads'
  export function press(grapes, done) {
    let left = grapes.length
    ${beside}
    for (const crate of grapes) {
      ${skip}
      const worker = new Worker('./press.js', { workerData: crate })
      worker.once('exit', () => {
        if (--left === 0) done()
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'no round is passed over', code: program('console.log(crate)') },
    { name: 'counted down where one is', code: program('if (crate.isEmpty) {\nleft--\ncontinue\n}') },
    { name: 'something is done where one is', code: program('if (crate.isEmpty) {\nskip(crate)\ncontinue\n}') },
    { name: 'the loop is left', code: program('if (crate.isEmpty) return') },
    { name: 'counted otherwise too', code: program('if (crate.isEmpty) continue', 'left -= grapes.filter((crate) => crate.isEmpty).length') },
    { name: 'a message, of which each may send several', code: program('if (crate.isEmpty) continue').replace("once('exit'", "on('message'") },
    {
      name: 'counted after the others were left out',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function press(grapes, done) {
          const full = grapes.filter((crate) => !crate.isEmpty)
          let left = full.length
          for (const crate of full) {
            new Worker('./press.js', { workerData: crate }).once('exit', () => {
              if (--left === 0) done()
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'all are waited for',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function press(grapes, done) {
          let left = grapes.length
                     ~~~~~~~~~~~~~ passed {"awaited": "grapes.length", "passed": "line 5", "event": "exit", "line": "line 7"}
          for (const crate of grapes) {
            if (crate.isEmpty) continue
            const worker = new Worker('./press.js', { workerData: crate })
            worker.once('exit', () => {
              if (--left === 0) done()
            })
          }
        }
      `,
    },
    {
      name: 'through a listener with a name',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function press(grapes) {
          return new Promise((resolve, reject) => {
            let left = grapes.length
                       ~~~~~~~~~~~~~ passed {"awaited": "grapes.length", "passed": "line 11", "event": "exit", "line": "line 14"}
            const onExit = (code) => {
              if (code !== 0) reject(new Error('press'))
              left -= 1
              if (left === 0) resolve()
            }
            for (const crate of grapes) {
              if (crate.length === 0) continue
              const worker = new Worker('./press.js', { workerData: crate })
              worker.once('error', reject)
              worker.once('exit', onExit)
            }
          })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A listener counts down a word of shared memory, and a message that each worker sends once.
const program = (begin: string, test = ''): string => text`
  import { availableParallelism } from 'node:os'
  import { Worker } from 'node:worker_threads'
  export function sift(flour) {
    const sieves = Math.min(availableParallelism(), flour.length)
    const left = new Int32Array(new SharedArrayBuffer(4))
    Atomics.store(left, 0, ${begin})
    for (let i = 0; i < sieves; i++) {
      const sieve = new Worker('./sieve.js', { workerData: { left } })
      sieve.on('exit', () => {
        ${test}Atomics.sub(left, 0, 1)
      })
    }
  }
`

const readied = (said: string, awaited = 'MOST'): string => text`
  import { Worker } from 'node:worker_threads'
  const MOST = 4
  export function sift(flour, begin) {
    let ready = 0
    const sieves = Math.min(MOST, flour.length)
    for (let i = 0; i < sieves; i++) {
      new Worker('./sieve.js').on('message', ({ kind }) => {
        if (kind !== '${said}') return
        ready += 1
        if (ready === ${awaited}) begin()
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'the number that is started', code: program('sieves') },
    { name: 'set to something that is smaller', code: program('sieves - 1') },
    { name: 'another step elsewhere', code: `${program('flour.length')}\nexport const skip = (left) => Atomics.sub(left, 0, 1)` },
    { name: 'any number of messages, of which some are wanted', code: readied('found') },
    { name: 'each says once that it is ready, and those are waited for', code: readied('ready', 'sieves') },
  ],
  invalid: [
    {
      name: 'the number of tasks, where fewer workers end',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function sift(flour) {
          const sieves = Math.min(availableParallelism(), flour.length)
          const left = new Int32Array(new SharedArrayBuffer(4))
          Atomics.store(left, 0, flour.length)
                                 ~~~~~~~~~~~~ uncounted {"awaited": "flour.length", "event": "exit", "line": "line 9", "workers": "sieves"}
          for (let i = 0; i < sieves; i++) {
            const sieve = new Worker('./sieve.js', { workerData: { left } })
            sieve.on('exit', () => {
              Atomics.sub(left, 0, 1)
              Atomics.notify(left, 0)
            })
          }
        }
      `,
    },
    {
      name: 'one more than send a message, by its name',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function sift(files, done) {
          const size = 4
          const left = new Int32Array(new SharedArrayBuffer(4))
          Atomics.store(left, 0, size + 1)
                                 ~~~~~~~~ uncounted {"awaited": "5", "event": "message", "line": "line 8", "workers": "4"}
          for (let n = 0; n < size; n++) {
            const sieve = new Worker('./sieve.js', { workerData: { files, n } })
            sieve.on('message', () => {
              if (Atomics.sub(left, 0, 1) === 1) done()
            })
          }
        }
      `,
    },
    { name: 'as many are ready as there may be at most', code: readied('ready'), errors: [{ messageId: 'uncounted', line: 10, column: 21 }] },
  ],
})

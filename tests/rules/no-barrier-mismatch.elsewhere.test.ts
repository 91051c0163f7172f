import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Workers of another file are told in shared memory how many come; only they hold it.
const program = (parties: string, rest = ''): string => text`
  import { availableParallelism } from 'node:os'
  import { Worker } from 'node:worker_threads'
  import { sweep } from './sweep.js'
  export function startSweep(cells) {
    const threads = availableParallelism()
    const words = new Int32Array(new SharedArrayBuffer(12))
    ${parties}
    for (let rank = 0; rank < threads - 1; rank++) {
      new Worker(new URL('./sweeper.js', import.meta.url), { workerData: { words, cells, rank } }).on('error', console.error)
    }
    ${rest}
  }
`

run(rule, {
  valid: [
    { name: 'as many as are started', code: program('Atomics.store(words, 0, threads - 1)') },
    { name: 'this thread does a part of the work', code: program('Atomics.store(words, 0, threads)', 'sweep(cells)') },
    { name: 'this thread comes too', code: program('Atomics.store(words, 0, threads)', 'Atomics.add(words, 1, 1)') },
    { name: 'somebody else gets the memory', code: program('Atomics.store(words, 0, threads)', 'return words') },
    { name: 'a helper gets the memory', code: program('Atomics.store(words, 0, threads)', 'sweep(words)') },
    { name: 'a number that is something else', code: program('Atomics.store(words, 0, threads * 2)') },
    { name: 'a plain number beside a plain number', code: program('Atomics.store(words, 0, 4)').replace('threads - 1', '3') },
    { name: 'set back and set again', code: program('Atomics.store(words, 0, threads)', 'Atomics.store(words, 0, threads - 1)') },
    { name: 'this thread waits for those that are started', code: program('', 'for (;;) {\nconst seen = Atomics.load(words, 0)\nif (seen === threads - 1) break\nAtomics.wait(words, 0, seen)\n}') },
  ],
  invalid: [
    {
      name: 'the thread that starts them is counted in',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function startSweep(cells) {
          const threads = availableParallelism()
          const words = new Int32Array(new SharedArrayBuffer(12))
          Atomics.store(words, 0, threads)
                                  ~~~~~~~ told {"awaited": "threads", "workers": "threads - 1", "line": "line 8"}
          for (let rank = 0; rank < threads - 1; rank++) {
            new Worker(new URL('./sweeper.js', import.meta.url), { workerData: { words, cells, rank } }).on('error', console.error)
          }
        }
      `,
    },
    {
      name: 'written plainly, into a view that is made for it',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function startSweep(cells, onFailure) {
          const parties = availableParallelism()
          const memory = new SharedArrayBuffer(12)
          new Int32Array(memory)[0] = parties
                                      ~~~~~~~ told {"awaited": "parties", "workers": "parties - 1", "line": "line 9"}
          const sweepers = []
          for (let rank = 0; rank < parties - 1; rank++) {
            const sweeper = new Worker(new URL('./sweeper.js', import.meta.url), { workerData: { memory, cells, rank } })
            sweeper.on('error', onFailure)
            sweepers.push(sweeper)
          }
          return sweepers
        }
      `,
    },
    {
      name: 'one that counts down, and that this thread waits for',
      ...marked`
        import { cpus } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export async function paint(scene) {
          const threads = Math.max(1, cpus().length - 1)
          const left = new Int32Array(new SharedArrayBuffer(4))
          Atomics.store(left, 0, cpus().length)
                                 ~~~~~~~~~~~~~ told {"awaited": "cpus().length", "workers": "threads", "line": "line 8"}
          for (let band = 0; band < threads; band++) {
            new Worker(new URL('./band.js', import.meta.url), { workerData: { scene, left: left.buffer, band } }).on('error', console.error)
          }
          for (let seen = Atomics.load(left, 0); seen > 0; seen = Atomics.load(left, 0)) await Atomics.waitAsync(left, 0, seen, 1000).value
        }
      `,
    },
    {
      name: 'counted from nothing, by a thread that starts one fewer than it waits for',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function startAll(script, size) {
          const ready = new Int32Array(new SharedArrayBuffer(4))
          for (let index = 1; index < size; index++) new Worker(script, { workerData: { ready, index } }).on('error', console.error)
          for (;;) {
            const seen = Atomics.load(ready, 0)
            if (seen === size) break
                         ~~~~ told {"awaited": "size", "workers": "size - 1", "line": "line 4"}
            Atomics.wait(ready, 0, seen, 1000)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Files that start themselves: what their workers are given is what the same file has made.

/** Grains that each worker counts. */
const mill = (made: string, data: string, view: string, file = 'import.meta.url'): string => text`
  import { Worker, isMainThread, workerData } from 'node:worker_threads'
  if (isMainThread) {
    const grain = ${made}
    for (let i = 0; i < 4; i++) new Worker(new URL(${file}), { workerData: ${data} })
  } else {
    const count = new DataView(${view})
    while (grind()) count.setUint32(0, count.getUint32(0) + 1)
  }
`

const lost = { messageId: 'modifyFloat' as const, line: 7, column: 19 }
const MEMORY = 'new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })'

run(rule, {
  valid: [
    { name: 'memory of its own for each', code: mill('new ArrayBuffer(8)', 'grain', 'workerData') },
    { name: 'memory that is not shared', code: mill('new WebAssembly.Memory({ initial: 1 })', 'grain', 'workerData.buffer') },
    { name: 'another part', code: mill('new SharedArrayBuffer(8)', '{ grain, flour: new ArrayBuffer(8) }', 'workerData.flour') },
    { name: 'workers of another file', code: mill('new SharedArrayBuffer(8)', 'grain', 'workerData', "'./mill.js', import.meta.url") },
  ],
  invalid: [
    { name: 'the whole data', code: mill('new SharedArrayBuffer(8)', 'grain', 'workerData'), errors: [lost] },
    { name: 'a part of it', code: mill('new SharedArrayBuffer(8)', '{ grain }', 'workerData.grain'), errors: [lost] },
    { name: 'the memory of a program', code: mill(MEMORY, 'grain', 'workerData.buffer'), errors: [lost] },
  ],
})

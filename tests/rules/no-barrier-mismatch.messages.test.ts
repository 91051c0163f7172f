import rule from '../../src/rules/no-barrier-mismatch.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A worker may send any number of messages, so two plain numbers prove nothing; two that are made of one constant do.

const program = (head: string, counted: string): string => text`
  import { Worker } from 'node:worker_threads'
  const SHARDS = 4
  const OTHERS = 3
  const shards = []
  for (${head}) shards.push(new Worker('./shard.js'))
  let ready = 0
  for (const shard of shards) {
    shard.on('message', () => {
      ${counted} shards.forEach((each) => each.postMessage('begin'))
    })
  }
`

run(rule, {
  valid: [
    { name: 'as many as are started', code: program('let i = 0; i < SHARDS; i++', 'if (++ready === SHARDS)') },
    { name: 'as many as are started, counted by an assignment', code: program('let i = 0; i < SHARDS; i++', 'ready += 1; if (ready === SHARDS)') },
    { name: 'from one on', code: program('let i = 1; i <= SHARDS; i++', 'if (++ready === SHARDS)') },
    { name: 'numbers that have nothing to do with each other', code: program('let i = 0; i < SHARDS; i++', 'if (++ready === OTHERS)') },
    { name: 'steps of another size', code: program('let i = 0; i < SHARDS; i++', 'ready += 2; if (ready === SHARDS + 1)') },
  ],
  invalid: [
    { name: 'one more is started', code: program('let i = 0; i <= SHARDS; i++', 'if (++ready === SHARDS)'), errors: [{ messageId: 'few', line: 9, column: 21 }] },
    { name: 'one fewer is started', code: program('let i = 0; i < SHARDS - 1; i++', 'if (++ready === SHARDS)'), errors: [{ messageId: 'uncounted', line: 9, column: 21 }] },
    { name: 'counted by an assignment', code: program('let i = 0; i < SHARDS; i++', 'ready += 1; if (ready === SHARDS + 1)'), errors: [{ messageId: 'uncounted', line: 9, column: 31 }] },
  ],
})

// ---------------------------------------------------------------- a word that each says once

const greeted = (awaited: number, word: string, beside = ''): string => text`
  import { Worker } from 'node:worker_threads'
  const CREW = ['cook', 'mate', 'boatswain']
  const HANDS = ${String(awaited)}
  export function muster() {
    return new Promise((resolve, reject) => {
      let there = 0
      const crew = CREW.map((hand) => {
        const worker = new Worker('./hand.js', { workerData: hand })
        worker.on('error', reject)
        worker.on('message', (message) => {
          ${beside}
          if (message !== '${word}') return
          there += 1
          if (there === HANDS) resolve(crew)
        })
        return worker
      })
    })
  }
`

run(rule, {
  valid: [
    { name: 'as many as say that they are ready', code: greeted(3, 'ready') },
    { name: 'fewer are enough', code: greeted(2, 'ready') },
    { name: 'a word that may come again', code: greeted(4, 'caught') },
    { name: 'each is given something to do, and may be ready again', code: greeted(4, 'ready', "worker.postMessage('haul')") },
  ],
  invalid: [
    { name: 'more than say that they are ready', code: greeted(4, 'ready'), errors: [{ messageId: 'uncounted', data: { awaited: '4', event: 'message', line: 'line 10', workers: '3' }, line: 14, column: 23 }] },
  ],
})

// ---------------------------------------------------------------- a latch that the thread which starts the others looks at again and again

const latch = (loop: string): string => text`
  import { isMainThread, Worker, workerData } from 'node:worker_threads'
  const SHARDS = 4
  if (isMainThread) {
    const done = new Int32Array(new SharedArrayBuffer(4))
    for (let shard = 0; shard < SHARDS; shard++) new Worker(new URL(import.meta.url), { workerData: { done, shard } })
    for (;;) {
      const seen = Atomics.load(done, 0)
      ${loop}
    }
  } else {
    Atomics.add(workerData.done, 0, 1)
    Atomics.notify(workerData.done, 0)
  }
`

run(rule, {
  valid: [
    { name: 'as many as are started', code: latch('if (seen === SHARDS) break\nawait Atomics.waitAsync(done, 0, seen).value') },
    { name: 'only a word about them', code: latch("if (seen === SHARDS + 1) console.log('more than all')\nif (seen >= SHARDS) break") },
  ],
  invalid: [
    { name: 'one more', code: latch('if (seen === SHARDS + 1) break\nawait Atomics.waitAsync(done, 0, seen).value'), errors: [{ messageId: 'never', line: 8, column: 20 }] },
    { name: 'one fewer', code: latch('if (seen >= SHARDS - 1) {\n  break\n}\nawait Atomics.waitAsync(done, 0, seen).value'), errors: [{ messageId: 'early', line: 8, column: 19 }] },
  ],
})

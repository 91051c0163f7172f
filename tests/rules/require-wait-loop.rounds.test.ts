import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Threads that take turns, and threads that wait for the next round.
const slot = (take: string): string => text`
  export class Slot {
    constructor(memory: SharedArrayBuffer) {
      this.head = new Int32Array(memory, 0, 1)
      this.body = new Uint8Array(memory, 4)
    }
    put(bytes) {
      while (Atomics.load(this.head, 0) === 1) Atomics.wait(this.head, 0, 1)
      this.body.set(bytes)
      Atomics.store(this.head, 0, 1)
      Atomics.notify(this.head, 0)
    }
    take() {
      while (Atomics.load(this.head, 0) === 0) Atomics.wait(this.head, 0, 0)
      const copy = this.body.slice()
      ${take}
      return copy
    }
  }
`
const rounds = (wait: string): string => text`
  import { workerData } from 'node:worker_threads'
  import { step } from './step.js'
  const signal = new Int32Array(workerData.signal)
  let seen = 0
  function next() {
    ${wait}
  }
  for (;;) {
    next()
    step()
  }
`

const turn = (wait: string): string => text`
  import { workerData } from 'node:worker_threads'
  const words = new Int32Array(workerData.words)
  const mine = workerData.mine
  export function take(work) {
    const seen = Atomics.load(words, 0)
    ${wait}
    work(seen)
    Atomics.add(words, 0, 1)
    Atomics.notify(words, 0)
  }
`

run(rule, {
  valid: [
    { name: 'each side tells the other', code: slot('Atomics.store(this.head, 0, 0)\n      Atomics.notify(this.head, 0)') },
    { name: 'what was seen last is expected', code: rounds('while (Atomics.load(signal, 0) === seen) Atomics.wait(signal, 0, seen)\n    seen = Atomics.load(signal, 0)') },
    { name: 'what is there is looked at between the two', code: rounds('const now = Atomics.load(signal, 0)\n    if (drain()) return\n    Atomics.wait(signal, 0, now)') },
    { name: 'a wait that ends by itself', code: rounds('const now = Atomics.load(signal, 0)\n    Atomics.wait(signal, 0, now, 100)') },
    { name: 'who waits until the turn is another one than it was', code: turn('while (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen)') },
    { name: 'a word that is put to one value or the other, and counted by nobody', code: turn('const first = Atomics.load(words, 1); while (Atomics.load(words, 1) !== 1) Atomics.wait(words, 1, first)') },
    { name: 'the turn that was seen is compared in the loop', code: turn('while (Atomics.load(words, 0) !== mine) { if (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen) }') },
  ],
  invalid: [
    { name: 'one side tells, the other does not, although it waits for its own turn', ...marked`
      export class Slot {
        constructor(memory: SharedArrayBuffer) {
          this.head = new Int32Array(memory, 0, 1)
          this.body = new Uint8Array(memory, 4)
        }
        put(bytes) {
          while (Atomics.load(this.head, 0) === 1) Atomics.wait(this.head, 0, 1)
          this.body.set(bytes)
          Atomics.store(this.head, 0, 1)
          Atomics.notify(this.head, 0)
        }
        take() {
          while (Atomics.load(this.head, 0) === 0) Atomics.wait(this.head, 0, 0)
          const copy = this.body.slice()
          Atomics.store(this.head, 0, 0)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"place": "line 7", "told": ""}
          return copy
        }
      }
    ` },
    { name: 'the round that is there is taken for the one before', ...marked`
      import { workerData } from 'node:worker_threads'
      import { step } from './step.js'
      const signal = new Int32Array(workerData.signal)
      function next() {
        const now = Atomics.load(signal, 0)
        Atomics.wait(signal, 0, now)
                                ~~~ anew {"place": "line 5", "word": "signal[0]"}
      }
      for (;;) {
        next()
        step()
      }
    ` },
    {
      name: 'the turn that was seen first is expected in each round',
      code: turn('while (Atomics.load(words, 0) !== mine) Atomics.wait(words, 0, seen)'),
      errors: [{ messageId: 'stale', data: { word: 'words[0]', place: 'line 5' }, line: 6, column: 66 }],
    },
    {
      name: 'the same, of several that take turns',
      code: turn('while (Atomics.load(words, 0) % 3 !== mine) Atomics.wait(words, 0, seen)'),
      errors: [{ messageId: 'stale', line: 6, column: 70 }],
    },
  ],
})

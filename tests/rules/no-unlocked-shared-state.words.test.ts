import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Which words of shared memory are no thread's own.
run(rule, {
  valid: [
    { name: 'a row of the rows of this thread, and a column from a table', code: text`
      import { workerData } from 'node:worker_threads'
      const totals = new Uint32Array(workerData.sums as SharedArrayBuffer)
      const { first, last } = workerData
      export function sum(picks: number[]) {
        for (let row = first; row < last; row++) for (let i = 0; i < picks.length; i++) totals[row * 64 + picks[i]!]!++
      }
    `, language: 'ts' },
    { name: 'places of this thread, as it is told', code: text`
      import { workerData } from 'node:worker_threads'
      const totals = new Uint32Array(workerData.sums as SharedArrayBuffer)
      export function sum(rowStarts: number[], order: number[]) {
        for (let i = 0; i < 64; i++) totals[rowStarts[0]! + i]! += i
        for (let i = 0; i < 4; i++) totals[order[i]! * 4 + i]! += i
      }
    `, language: 'ts' },
    { name: 'each element in turn', code: text`
      import { workerData } from 'node:worker_threads'
      const totals = new Uint32Array(workerData.sums as SharedArrayBuffer)
      export function sum(rows: number) {
        for (let row = 0; row < rows; row++) for (let column = 0; column < 64; column++) totals[row * 64 + column]! += column
      }
    `, language: 'ts' },
    { name: 'where this thread begins, in a table that says so for each', code: text`
      import { parentPort, workerData } from 'node:worker_threads'
      const counts = new Uint32Array(workerData.sharedCounts)
      const { index, bases } = workerData
      parentPort.on('message', (pixels) => {
        for (let c = 0; c < 3; c++) counts[c + bases[index]]++
        for (let i = 0; i < pixels.length; i += 3) for (let c = 0; c < 3; c++) counts[index * 768 + c * 256 + pixels[i + c]]++
        for (const row of workerData.rows) ['r', 'g'].forEach((name, c) => { counts[row * 2 + c]++ })
      })
    ` },
    { name: 'added in one step, whatever chooses it', code: text`
      import { parentPort, workerData } from 'node:worker_threads'
      const counts = new Uint32Array(workerData.sharedCounts)
      parentPort.on('message', (pixels) => {
        for (let c = 0; c < 3; c++) for (const level of pixels) Atomics.add(counts, c * 256 + level, 1)
      })
    ` },
    { name: 'what a WebAssembly program has allocated for the caller', code: text`
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
      const words = new Int32Array(memory.buffer)
      export function tick() { Atomics.add(words, 0, 1) }
      export function next(address) {
        const at = address >> 2
        words[at] = words[at] + 1
        return words[at]
      }
      export const share = (worker) => worker.postMessage(memory)
    ` },
    { name: 'a view of its own part', code: text`
      import { workerData, threadId } from 'node:worker_threads'
      const totals = new Uint32Array(workerData.sums as SharedArrayBuffer, threadId * 1024, 256)
      export function sum(samples: Uint8Array) {
        for (let side = 0; side < 2; side++) for (let i = 0; i < samples.length; i++) totals[side * 128 + samples[i]!]!++
      }
    `, language: 'ts' },
    { name: 'an address in the heap that is nowhere changed in one step', code: text`
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
      export class Cell {
        #words = new Int32Array(memory.buffer)
        #at
        constructor(address) { this.#at = address >> 2 }
        take(n) {
          const left = this.#words[this.#at]
          if (left < n) return false
          this.#words[this.#at] = left - n
          return true
        }
        get left() { return Atomics.load(this.#words, this.#at) }
      }
    ` },
    { name: 'tried until nobody comes between', code: text`
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
      export class Seats {
        #words = new Int32Array(memory.buffer)
        #at
        constructor(address) { this.#at = address >> 2 }
        take(n) {
          for (;;) {
            const left = Atomics.load(this.#words, this.#at)
            if (left < n) return false
            if (Atomics.compareExchange(this.#words, this.#at, left, left - n) === left) return true
          }
        }
        giveBack(n) { Atomics.add(this.#words, this.#at, n) }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a count by data for each side that all threads go through',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        interface Start { sums: SharedArrayBuffer; sides: number }
        const { sums, sides }: Start = workerData
        const totals = new Float64Array(sums)
        parentPort!.on('message', (samples: Uint8Array) => {
          for (let i = 0; i < samples.length; i += sides) {
            for (let side = 0; side < sides; side++) totals[side * 128 + samples[i + side]!]!++
                                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          }
        })
      `,
      language: 'ts',
    },
    {
      name: 'added to, also where the data come first',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const totals = new Float64Array(workerData as SharedArrayBuffer)
        export function add(words: number[], weights: number[]) {
          for (let i = 0; i < words.length; i++) {
            for (let n = 1; n < 4; n++) totals[words[i]! * 4 + n]! += weights[i]!
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          }
        }
      `,
      language: 'ts',
    },
    {
      name: 'a word of the heap that others add to',
      ...marked`
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
        export class Seats {
          #words = new Int32Array(memory.buffer)
          #at
          constructor(address) { this.#at = address >> 2 }
          take(n) {
            const left = this.#words[this.#at]
            if (left < n) return false
            this.#words[this.#at] = left - n
            ~~~~~~~~~~~~~~~~~~~~~ modify
            return true
          }
          giveBack(n) { Atomics.add(this.#words, this.#at, n) }
        }
      `,
    },
    {
      name: 'the same, of memory that the object makes',
      ...marked`
        export class Tickets {
          constructor({ offset }) {
            this.memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
            this.view = new Uint32Array(this.memory.buffer)
            this.slot = offset / 4
          }
          sell() {
            const rest = this.view[this.slot] - 1
            if (rest >= 0) this.view[this.slot] = rest
                           ~~~~~~~~~~~~~~~~~~~~ modify
          }
          refill(n) { Atomics.add(this.view, this.slot, n) }
        }
      `,
    },
    {
      name: 'counted by what a loop takes out of the data, by way of a variable, and by position',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        const sums = new Float64Array(workerData.sharedSums)
        parentPort.on('message', (pixels) => {
          for (let i = 0; i < pixels.length; i += 3) for (let c = 0; c < 3; c++) {
            const level = pixels[i + c] >> 4
            sums[(c << 4) | level] += 1
            ~~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          }
          for (let c = 0; c < 3; c++) for (const level of pixels) sums[level + c * 256]++
                                                                  ~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          ;['r', 'g', 'b'].forEach((name, c) => {
            for (const level of pixels) sums[c * 256 + level]++
                                        ~~~~~~~~~~~~~~~~~~~~~ modifyFloat
          })
        })
      `,
    },
    {
      name: 'an address that a name around the functions holds',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function credits(amount, address) {
          const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
          const words = new Int32Array(memory.buffer)
          const at = address >> 2
          Atomics.store(words, at, amount)
          return {
            start: (script) => new Worker(script, { workerData: { memory, address } }),
            giveBack(count) { Atomics.add(words, at, count) },
            spend(count) {
              const left = words[at]
              if (left < count) return false
              words[at] = left - count
              ~~~~~~~~~ modify
              return true
            },
          }
        }
      `,
    },
  ],
})

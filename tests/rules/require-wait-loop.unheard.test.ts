import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A counting semaphore whose threads wait for a permit. */
const permits = (release: string): string => text`
  export class Permits {
    #free
    constructor(memory) { this.#free = new Int32Array(memory) }
    acquire() {
      for (;;) {
        const free = Atomics.load(this.#free, 0)
        if (free > 0 && Atomics.compareExchange(this.#free, 0, free, free - 1) === free) return
        if (free === 0) Atomics.wait(this.#free, 0, 0)
      }
    }
    release() { ${release} }
  }
`

/** A bell that others wait for. */
const bell = (ring: string): string => text`
  export class Bell {
    #word
    constructor(memory) { this.#word = new Int32Array(memory) }
    hear() { while (Atomics.load(this.#word, 0) === 0) Atomics.wait(this.#word, 0, 0) }
    ring() { ${ring} }
  }
`

// ---------------------------------------------------------------- changes in files that wake nobody

run(rule, {
  valid: [
    { name: 'a permit that is given back, and told of', code: permits('Atomics.add(this.#free, 0, 1); Atomics.notify(this.#free, 0, 1)') },
    { name: 'told of by another function', code: permits('Atomics.add(this.#free, 0, 1); this.wake() }\n  wake() { Atomics.notify(this.#free, 0, 1)') },
    { name: 'a permit that is taken without a wait', code: permits('Atomics.sub(this.#free, 0, 1)') },
    {
      name: 'what the thread itself has done with an order that it waits for: the other side looks now and then',
      code: text`
        import { workerData } from 'node:worker_threads'
        const order = new Int32Array(workerData.order)
        const next = () => { while (Atomics.load(order, 0) === 0) Atomics.wait(order, 0, 0) }
        const done = () => { Atomics.store(order, 0, 0) }
        for (;;) { next(); work(); done() }
      `,
    },
    {
      name: 'a wait that ends by itself',
      code: permits('Atomics.add(this.#free, 0, 1)').replace('0, 0)\n', '0, 0, 50)\n'),
    },
  ],
  invalid: [
    { name: 'a permit that is given back', code: permits('Atomics.add(this.#free, 0, 1)'), errors: [{ messageId: 'unheard', line: 11, column: 15, data: { place: 'line 8', told: '' } }] },
    {
      name: 'a count down to what the others wait for',
      ...marked`
        export class Latch {
          constructor(memory) { this.left = new Int32Array(memory) }
          arrive() {
            Atomics.sub(this.left, 0, 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"place": "line 7", "told": ""}
          }
          wait() {
            for (let left = Atomics.load(this.left, 0); left > 0; left = Atomics.load(this.left, 0)) Atomics.wait(this.left, 0, left)
          }
        }
      `,
    },
    {
      name: 'the end of a queue, moved on by one',
      ...marked`
        export class Queue {
          constructor(ends, items) {
            this.ends = new Int32Array(ends)
            this.items = new Int32Array(items)
          }
          push(item) {
            const tail = Atomics.load(this.ends, 1)
            Atomics.store(this.items, tail % 64, item)
            Atomics.store(this.ends, 1, tail + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"place": "line 13", "told": ""}
          }
          shift() {
            let tail
            while ((tail = Atomics.load(this.ends, 1)) === Atomics.load(this.ends, 0)) Atomics.wait(this.ends, 1, tail)
            return Atomics.load(this.items, Atomics.add(this.ends, 0, 1) % 64)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- changes that are taken back at once

run(rule, {
  valid: [
    { name: 'a bell that rings on', code: bell('Atomics.store(this.#word, 0, 1); Atomics.notify(this.#word, 0)') },
    { name: 'a bell that falls silent when somebody has heard it', code: bell('Atomics.store(this.#word, 0, 1); Atomics.notify(this.#word, 0); this.heard(); Atomics.store(this.#word, 0, 0)') },
    { name: 'a round that is counted', code: bell('Atomics.add(this.#word, 0, 1); Atomics.notify(this.#word, 0)') },
  ],
  invalid: [
    {
      name: 'a bell that falls silent before anybody has heard it',
      code: bell('Atomics.store(this.#word, 0, 1); Atomics.notify(this.#word, 0); Atomics.store(this.#word, 0, 0)'),
      errors: [{ messageId: 'undone', line: 5, column: 76, endColumn: 107, data: { word: 'this.#word[0]', place: 'line 4' } }],
    },
  ],
})

// ---------------------------------------------------------------- words that never change

/** A condition without a state of its own. */
const condition = (wait: string, wake: string): string => text`
  export class Condition {
    #word
    constructor(memory) { this.#word = new Int32Array(memory) }
    wait(ms) { ${wait} }
    wake() { ${wake} }
  }
`
const toWake = 'Atomics.notify(this.#word, 0)'

run(rule, {
  valid: [
    { name: 'a round that is counted and compared', code: condition('const round = Atomics.load(this.#word, 0); while (Atomics.load(this.#word, 0) === round) Atomics.wait(this.#word, 0, round)', `Atomics.add(this.#word, 0, 1); ${toWake}`) },
    { name: 'a wait that ends by itself', code: condition('Atomics.wait(this.#word, 0, 0, ms)', toWake) },
    {
      name: 'a word of a thread, which others may change',
      code: text`
        import { workerData } from 'node:worker_threads'
        const word = new Int32Array(workerData.word)
        export const sleep = () => { Atomics.wait(word, 0, 0) }
        export const wake = () => { Atomics.notify(word, 0) }
      `,
    },
  ],
  invalid: [
    { name: 'a wait for nothing but the call', code: condition('Atomics.wait(this.#word, 0, 0)', toWake), errors: [{ messageId: 'unchanged', line: 4, column: 14, data: { word: 'this.#word[0]', place: 'line 5' } }] },
  ],
})

// ---------------------------------------------------------------- elements that a parameter chooses

const racks = (empty: string, more = ''): string => text`
  import { workerData } from 'node:worker_threads'
  const FREE = 0
  const FULL = 1
  const racks = new Int32Array(workerData.racks)
  export function fill(at, goods) {
    while (Atomics.load(racks, at) === FULL) Atomics.wait(racks, at, FULL)
    put(at, goods)
    Atomics.store(racks, at, FULL)
    Atomics.notify(racks, at)
  }
  export function empty(at) {
    while (Atomics.load(racks, at) === FREE) Atomics.wait(racks, at, FREE)
    const goods = take(at)
    ${empty}
    return goods
  }
  ${more}
`

run(rule, {
  valid: [
    { name: 'both are told', code: racks('Atomics.store(racks, at, FREE); Atomics.notify(racks, at)') },
    { name: 'another word of it is told of all', code: racks('Atomics.store(racks, at, FREE)', 'export function wakeAll() { Atomics.notify(racks, 7) }') },
  ],
  invalid: [
    { name: 'who waits for room is not told', code: racks('Atomics.store(racks, at, FREE)'), errors: [{ messageId: 'unheard', line: 14, column: 3 }] },
  ],
})

// ---------------------------------------------------------------- another word than the one that has changed

const belt = (tell: string, more = ''): string => text`
  const HEAD = 0
  const TAIL = 1
  const OVER = 2
  export class Belt {
    constructor(memory) { this.words = new Int32Array(memory) }
    put(at) {
      Atomics.store(this.words, TAIL, at + 1)
      ${tell}
    }
    end() {
      Atomics.store(this.words, OVER, 1)
      Atomics.notify(this.words, TAIL)
    }
    ${more}
    next() {
      const head = Atomics.load(this.words, HEAD)
      for (;;) {
        const tail = Atomics.load(this.words, TAIL)
        if (tail !== head) break
        if (Atomics.load(this.words, OVER)) return undefined
        Atomics.wait(this.words, TAIL, tail)
      }
      Atomics.store(this.words, HEAD, head + 1)
      return head
    }
  }
`

run(rule, {
  valid: [
    { name: 'told', code: belt('Atomics.notify(this.words, TAIL)') },
    { name: 'told by a helper', code: belt('Atomics.notify(this.words, HEAD); this.wake()', 'wake() { Atomics.notify(this.words, TAIL) }') },
    { name: 'the other one has changed, too', code: belt('Atomics.add(this.words, HEAD, 1); Atomics.notify(this.words, HEAD)') },
    { name: 'somebody waits for the other one', code: belt('Atomics.notify(this.words, HEAD)', 'room(at) { while (Atomics.load(this.words, HEAD) === at) Atomics.wait(this.words, HEAD, at) }') },
  ],
  invalid: [
    { name: 'the other one, which nobody waits for', code: belt('Atomics.notify(this.words, HEAD)'), errors: [{ messageId: 'elsewhere', line: 8, column: 5 }] },
  ],
})

import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is waited for and then taken

run(rule, {
  valid: [
    {
      name: 'a section of an own class, told by what its methods do',
      code: text`
        import { parentPort, workerData } from 'node:worker_threads'
        const desks = new Int32Array(workerData.sharedDesks)
        class Turns {
          constructor(words) { this.words = new Int32Array(words) }
          begin() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          end() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
          through(work) {
            this.begin()
            try { return work() } finally { this.end() }
          }
        }
        const turns = new Turns(workerData.sharedTurns)
        parentPort.on('message', ({ at }) => {
          turns.through(() => { desks[at] = desks[at] * 2 })
        })
      `,
    },
    {
      name: 'taken in one step',
      code: text`
        import { workerData } from 'node:worker_threads'
        const doors = new Int32Array(workerData.sharedDoors)
        export function enter() { while (Atomics.compareExchange(doors, 0, 0, 1) !== 0) Atomics.wait(doors, 0, 1) }
        export function leave() { Atomics.store(doors, 0, 0); Atomics.notify(doors, 0, 1) }
      `,
    },
    {
      name: 'a slot that is filled, of which the other side is told',
      code: text`
        import { workerData } from 'node:worker_threads'
        const belt = new Int32Array(workerData.sharedBelt)
        export function put(box) {
          while (Atomics.load(belt, 0) === 1) Atomics.wait(belt, 0, 1)
          belt[1] = box
          Atomics.store(belt, 0, 1)
          Atomics.notify(belt, 0)
        }
        export function take() {
          while (Atomics.load(belt, 0) !== 1) Atomics.wait(belt, 0, 0)
          const box = belt[1]
          Atomics.store(belt, 0, 0)
          Atomics.notify(belt, 0)
          return box
        }
      `,
    },
    {
      name: 'one who asks, and is answered on the other side',
      code: text`
        import { parentPort, workerData } from 'node:worker_threads'
        const state = new Int32Array(workerData.sharedState)
        const ASKED = 1
        export function ask(question) {
          while (Atomics.load(state, 0) === ASKED) Atomics.wait(state, 0, ASKED)
          Atomics.store(state, 0, ASKED)
          parentPort.postMessage(question)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that runs what it is given, and takes no turn',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        const desks = new Int32Array(workerData.sharedDesks)
        class Turns {
          constructor(words) { this.words = new Int32Array(words) }
          begin() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          end() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
          through(work) {
            this.count = (this.count ?? 0) + 1
            try { return work() } finally { this.end() }
          }
        }
        const turns = new Turns(workerData.sharedTurns)
        parentPort.on('message', ({ at }) => {
          turns.through(() => { desks[at] = desks[at] * 2 })
                                ~~~~~~~~~ modify
        })
      `,
    },
    {
      name: 'by a class, as long as it is taken',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const TAKEN = 1
        class Door {
          constructor(memory, at = 0) { this.state = new Int32Array(memory, at, 1) }
          enter() {
            while (Atomics.load(this.state, 0) === TAKEN) Atomics.wait(this.state, 0, TAKEN)
            Atomics.store(this.state, 0, TAKEN)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
          }
          leave() { Atomics.store(this.state, 0, 0); Atomics.notify(this.state, 0, 1) }
        }
        export const door = new Door(workerData.memory)
      `,
    },
    {
      name: 'in the loop, without a word of how it went; and by those who do not block',
      ...marked`
        import { workerData } from 'node:worker_threads'
        const doors = new Int32Array(workerData.sharedDoors)
        export function enter() {
          for (;;) {
            if (Atomics.load(doors, 0) === 0) {
              Atomics.store(doors, 0, 1)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ check
              return
            }
            Atomics.wait(doors, 0, 1)
          }
        }
        export async function enterLater() {
          while (Atomics.load(doors, 0) === 1) await Atomics.waitAsync(doors, 0, 1).value
          Atomics.store(doors, 0, 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ check
        }
        export function leave() { Atomics.store(doors, 0, 0); Atomics.notify(doors, 0, 1) }
      `,
    },
  ],
})

// ---------------------------------------------------------------- counts of many that are read and set back

run(rule, {
  valid: [
    {
      name: 'in one step',
      code: text`
        export class Visits {
          cells: Int32Array
          constructor(memory: SharedArrayBuffer) { this.cells = new Int32Array(memory) }
          visited(page: number) { Atomics.add(this.cells, page, 1) }
          take(page: number) { return Atomics.exchange(this.cells, page, 0) }
        }
      `,
      language: 'ts',
    },
    {
      name: 'nobody adds',
      code: text`
        export class Latest {
          cells: Int32Array
          constructor(memory: SharedArrayBuffer) { this.cells = new Int32Array(memory) }
          put(page: number, at: number) { Atomics.store(this.cells, page, at) }
          take(page: number) {
            const at = Atomics.load(this.cells, page)
            if (at !== 0) Atomics.store(this.cells, page, 0)
            return at
          }
        }
      `,
      language: 'ts',
    },
  ],
  invalid: [
    {
      name: 'others add to the one that they choose',
      language: 'ts',
      ...marked`
        const PAGES = ['home', 'search', 'basket']
        export class Visits {
          cells: Int32Array
          constructor(memory: SharedArrayBuffer) { this.cells = new Int32Array(memory) }
          visited(page: string) { Atomics.add(this.cells, PAGES.indexOf(page), 1) }
          take(at: number) {
            const count = Atomics.load(this.cells, at)
            if (count !== 0) Atomics.store(this.cells, at, 0)
                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore
            return count
          }
        }
      `,
    },
  ],
})

// A lock that is made is not taken by that.

const gate = (take: string): string => text`
  import { parentPort, workerData } from 'node:worker_threads'
  class LockGate {
    constructor(memory) { this.word = new Int32Array(memory) }
    tryLock() {
      ${take}
      return true
    }
    unlock() { Atomics.store(this.word, 0, 0) }
  }
  const gate = new LockGate(workerData.memory)
  parentPort.on('message', (page) => {
    if (!gate.tryLock()) return parentPort.postMessage({ page, busy: true })
    parentPort.postMessage({ page })
    gate.unlock()
  })
`

run(rule, {
  valid: [
    { name: 'tested and taken in one step', code: gate('if (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) return false') },
  ],
  invalid: [
    {
      name: 'tested, and then taken',
      code: gate('if (Atomics.load(this.word, 0) !== 0) return false; Atomics.store(this.word, 0, 1)'),
      errors: [{ messageId: 'check', line: 5, column: 57 }],
    },
  ],
})

// ---------------------------------------------------------------- places that begin behind a count

const berths = (loop: string, taken = 'if (Atomics.load(this.words, i) === 0) { Atomics.store(this.words, i, 1); return i }'): string => text`
  export class Berths {
    constructor(private readonly words: Int32Array, private readonly count: number, private readonly from: number) {}
    static over(memory: SharedArrayBuffer, count: number) { return new Berths(new Int32Array(memory), count, 1) }
    take(): number {
      ${loop} {
        ${taken}
      }
      return -1
    }
    give(i: number): void { Atomics.store(this.words, i, 0) }
  }
`

run(rule, {
  valid: [
    { name: 'taken in one step', code: berths('for (let i = 1; i <= this.count; i++)', 'if (Atomics.compareExchange(this.words, i, 0, 1) === 0) return i'), language: 'ts' },
    { name: 'a part of each object', code: berths('for (let i = this.from; i < this.count; i++)'), language: 'ts' },
  ],
  invalid: [
    { name: 'as many as the object has been told, behind a first word', code: berths('for (let i = 1; i <= this.count; i++)'), language: 'ts', errors: [{ messageId: 'check', line: 6, column: 48 }] },
    { name: 'a number that is written down', code: berths('for (let i = 1; i < 9; i++)'), language: 'ts', errors: [{ messageId: 'check', line: 6, column: 48 }] },
  ],
})

// ---------------------------------------------------------------- the first free one, looked out for somebody

run(rule, {
  valid: [
    {
      name: 'taken in one step, filled with what the other side reads, or by the one who gives them all out',
      code: text`
        import { parentPort, workerData } from 'node:worker_threads'
        const berths = new Int32Array(workerData.berths)
        const boxes = new Int32Array(workerData.boxes)
        export function moor(ship) {
          for (let at = 0; at < berths.length; at++) if (Atomics.compareExchange(berths, at, 0, ship) === 0) return at
          return -1
        }
        export function put(length, bytes) {
          if (Atomics.load(boxes, 0) === 0) {
            bytes.copy(length)
            Atomics.store(boxes, 0, length)
            Atomics.notify(boxes, 0)
          }
        }
        parentPort.on('message', (ship) => moor(ship))
      `,
    },
    {
      name: 'on the thread that gives them out alone',
      code: text`
        const berths = new Int32Array(new SharedArrayBuffer(64))
        export function moor(ship) {
          for (let at = 0; at < berths.length; at++) {
            if (Atomics.load(berths, at) === 0) {
              Atomics.store(berths, at, ship)
              return at
            }
          }
          return -1
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by each worker for itself',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        const berths = new Int32Array(workerData.berths)
        function moor(ship) {
          for (let at = 0; at < berths.length; at++) {
            if (Atomics.load(berths, at) !== 0) continue
            Atomics.store(berths, at, ship)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
            return at
          }
          return -1
        }
        parentPort.on('message', (ship) => parentPort.postMessage(moor(ship)))
      `,
    },
  ],
})

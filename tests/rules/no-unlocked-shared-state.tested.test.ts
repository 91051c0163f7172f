import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Memory that tests of the file say is shared, and words that are set where it is made.
run(rule, {
  valid: [
    {
      name: 'a method that only runs while another one holds the lock',
      code: text`
        export class Berths {
          private readonly berths: Int32Array
          constructor(readonly memory: SharedArrayBuffer, private readonly mutex: SharedMutex) {
            this.berths = new Int32Array(memory)
          }
          private tryTake(berth: number): boolean {
            if (Atomics.load(this.berths, berth) !== 0) return false
            Atomics.store(this.berths, berth, 1)
            return true
          }
          moor(first: number): boolean {
            this.mutex.lock()
            try {
              return this.tryTake(first)
            } finally {
              this.mutex.unlock()
            }
          }
        }
      `,
    },
    { name: 'nothing says what was received', code: text`
      let hits
      self.onmessage = ({ data }) => {
        if (data.type === 'start') { hits = data.hits.map((each) => each.count) }
        else add(data.page)
      }
      function add(page) { hits[page] = hits[page] + 1 }
    ` },
    { name: 'a test on the other way', code: text`
      export function count(view, rows) {
        if (view.buffer instanceof SharedArrayBuffer) throw new TypeError('a copy is wanted')
        for (const row of rows) view[row % 8]++
      }
    ` },
    { name: 'tested for something else', code: text`
      export function count(view, rows) {
        if (!(view.buffer instanceof ArrayBuffer)) throw new TypeError('a copy is wanted')
        for (const row of rows) view[row % 8]++
      }
    ` },
    { name: 'the writer of a ring, whose reader begins at zero', code: text`
      const WRITE = 0, READ = 1
      export function makeRing(size) {
        const memory = new SharedArrayBuffer(8 + size)
        new Int32Array(memory, 0, 2)[READ] = 0
        return memory
      }
      export class Writer {
        constructor(memory) { this.words = new Int32Array(memory, 0, 2) }
        push() {
          const at = Atomics.load(this.words, WRITE)
          if (at - Atomics.load(this.words, READ) >= 8) return false
          Atomics.store(this.words, WRITE, at + 1)
          return true
        }
      }
    ` },
    { name: 'taken in one step', code: text`
      const NEXT = 0, SIZE = 1
      export function makeNumbers(size) {
        const memory = new SharedArrayBuffer(8)
        Atomics.store(new Int32Array(memory), SIZE, size)
        return memory
      }
      export class Numbers {
        constructor(memory) { this.words = new Int32Array(memory) }
        take() {
          for (;;) {
            const next = Atomics.load(this.words, NEXT)
            if (next >= Atomics.load(this.words, SIZE)) throw new RangeError('none left')
            if (Atomics.compareExchange(this.words, NEXT, next, next + 1) === next) return next
          }
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'tested behind the view, in the branch of one message',
      ...marked`
        let hits
        self.onmessage = ({ data }) => {
          if (data.type === 'start') {
            hits = new Int32Array(data.hits)
            if (!(data.hits instanceof SharedArrayBuffer)) throw new TypeError('shared memory is wanted')
            return
          }
          raise(data.page, data.count)
        }
        function raise(page, count) {
          if (count > hits[page]) hits[page] = count
                                  ~~~~~~~~~~ check
        }
      `,
    },
    {
      name: 'a member that is tested before',
      ...marked`
        export class Tally {
          constructor(options) {
            if (options.memory instanceof SharedArrayBuffer && options.size > 0) {
              this.votes = new Uint32Array(options.memory)
            } else throw new TypeError('shared memory is wanted')
          }
          vote(choice) { this.votes[choice]++ }
                         ~~~~~~~~~~~~~~~~~~ modify
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        export class Tally {
          constructor(options) {
            if (options.memory instanceof SharedArrayBuffer && options.size > 0) {
              this.votes = new Uint32Array(options.memory)
            } else throw new TypeError('shared memory is wanted')
          }
          vote(choice) { Atomics.add(this.votes, choice, 1) }
        }
      ` }]],
    },
    {
      name: 'a view whose buffer is tested',
      ...marked`
        export function count(view: Uint32Array, rows: number[]) {
          if (!(view.buffer instanceof SharedArrayBuffer)) throw new TypeError('shared memory is wanted')
          for (const row of rows) view[row % 8]++
                                  ~~~~~~~~~~~~~ modify
        }
      `,
      suggestions: [[{ messageId: 'useAtomics', data: { method: 'add' }, output: text`
        export function count(view: Uint32Array, rows: number[]) {
          if (!(view.buffer instanceof SharedArrayBuffer)) throw new TypeError('shared memory is wanted')
          for (const row of rows) Atomics.add(view, row % 8, 1)
        }
      ` }]],
    },
    {
      name: 'the end of the memory is no word of another side',
      ...marked`
        const HEAD = 0
        const END = 1
        export class Heap {
          private readonly words: Int32Array
          constructor(readonly memory: SharedArrayBuffer) { this.words = new Int32Array(memory, 0, 2) }
          static of(size: number): Heap {
            const memory = new SharedArrayBuffer(8 + size)
            new Int32Array(memory, 0, 2)[END] = size
            return new Heap(memory)
          }
          take(length: number): number | null {
            const head = Atomics.load(this.words, HEAD)
            if (head + length > Atomics.load(this.words, END)) return null
            Atomics.store(this.words, HEAD, head + length)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore
            return head
          }
        }
      `,
    },
    {
      name: 'the same, set through Atomics by a function that makes the memory',
      ...marked`
        const NEXT = 0, SIZE = 1
        export function makeNumbers(size) {
          const memory = new SharedArrayBuffer(8)
          Atomics.store(new Int32Array(memory), SIZE, size)
          return memory
        }
        export class Numbers {
          constructor(memory) { this.words = new Int32Array(memory) }
          take() {
            const next = Atomics.load(this.words, NEXT)
            if (next >= Atomics.load(this.words, SIZE)) throw new RangeError('none left')
            Atomics.store(this.words, NEXT, next + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ loadStore
            return next
          }
        }
      `,
    },
    { name: 'by a method that takes it for another one, and is no lock around itself', ...marked`
      export class Berths {
        private readonly berths: Int32Array
        constructor(readonly memory: SharedArrayBuffer) {
          this.berths = new Int32Array(memory)
        }
        private tryTake(berth: number): boolean {
          if (Atomics.load(this.berths, berth) !== 0) return false
          Atomics.store(this.berths, berth, 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
          return true
        }
        moor(first: number): number | undefined {
          return this.tryTake(first) ? first : undefined
        }
        leave(berth: number): void {
          Atomics.store(this.berths, berth, 0)
        }
      }
    ` },
  ],
})

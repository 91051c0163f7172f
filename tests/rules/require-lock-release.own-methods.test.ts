import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a method of the class itself that bears the name of one of a driver, whose result nobody takes',
      code: text`
        export class Mailbox {
          async startSession() {
            await this.capability()
            return await this.login()
          }
          greet() {
            this.startSession().then(() => this.emit('ready'), (error) => this.emit('error', error))
          }
        }
      `,
    },
    {
      name: 'a connection that is closed, by a method that bears the name of one of a driver',
      code: text`
        export class Store {
          run(statement, options) {
            const connection = options.connection ?? this.acquireConnection()
            const isOurs = !options.connection
            const rows = connection.prepare(statement).all()
            if (isOurs && connection !== this.shared) connection.close()
            return rows
          }
          acquireConnection() {
            return this.shared ?? open(this.path)
          }
        }
      `,
    },
    {
      name: 'a method that acquires for its callers, says so by its name, and tells them by its answer',
      code: text`
        export class Crane {
          async acquireHookOrStop(turn) {
            await this.hook.acquire(turn)
            if (turn !== this.turn) {
              this.hook.release()
              return true
            }
            return false
          }
        }
      `,
    },
    {
      name: 'the wait of a condition gives the lock of its caller back, and takes it again',
      code: text`
        class Latch {
          constructor(private readonly words: Int32Array) {}
          lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          unlock() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
        }
        class Signal {
          constructor(private readonly words: Int32Array) {}
          wait(latch: Latch) {
            const seen = Atomics.load(this.words, 1)
            latch.unlock()
            Atomics.wait(this.words, 1, seen)
            latch.lock()
          }
        }
        export class Shelf {
          private readonly latch: Latch
          private readonly filled: Signal
          constructor(private readonly words: Int32Array) {
            this.latch = new Latch(words)
            this.filled = new Signal(words)
          }
          take() {
            this.latch.lock()
            try {
              while (this.words[2] === 0) this.filled.wait(this.latch)
              return this.words[3]
            } finally {
              this.latch.unlock()
            }
          }
        }
      `,
    },
    {
      name: 'a command that is taken out of a slot, whose sender is told',
      code: text`
        const EMPTY = 0
        const FULL = 1
        const slot = new Int32Array(new SharedArrayBuffer(8))
        function take() {
          while (Atomics.load(slot, 0) === EMPTY) Atomics.wait(slot, 0, EMPTY)
          const command = slot[1]
          if (Atomics.compareExchange(slot, 0, FULL, EMPTY) !== FULL) return 0
          Atomics.notify(slot, 0)
          return command
        }
        export function work(run) {
          const command = take()
          if (command === 0) return
          run(command)
        }
      `,
    },
    {
      name: 'a word that is only looked at: what is exchanged for itself is no lock',
      code: text`
        const READY = 1
        class Gate {
          constructor(private readonly words: Int32Array) {}
          enter() { while (Atomics.compareExchange(this.words, 0, READY, READY) !== READY) Atomics.wait(this.words, 0, 0) }
          leave() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0) }
        }
        export class Shelf {
          private readonly gate: Gate
          constructor(words: Int32Array) { this.gate = new Gate(words) }
          take(count: number) {
            this.gate.enter()
            if (count === 0) return null
            this.gate.leave()
            return count
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a helper that only takes the lock of its caller',
      ...marked`
        class Latch {
          constructor(words) { this.words = words }
          lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) }
          unlock() { Atomics.store(this.words, 0, 0); Atomics.notify(this.words, 0, 1) }
        }
        function enter(latch) {
          latch.lock()
        }
        export class Shelf {
          constructor(words) { this.latch = new Latch(words) }
          take(count) {
            enter(this.latch)
            ~~~~~ skipped
            if (count === 0) return null
            if (count > 9) {
              this.latch.unlock()
              return 9
            }
            this.latch.unlock()
            return count
          }
        }
      `,
    },
    {
      name: 'a word of shared memory whose states have names',
      ...marked`
        const FREE = 0
        const TAKEN = 1
        class Latch {
          constructor(private readonly words: Int32Array, private readonly at = 0) {}
          lock() { while (Atomics.compareExchange(this.words, this.at, FREE, TAKEN) !== FREE) Atomics.wait(this.words, this.at, TAKEN) }
          unlock() { Atomics.store(this.words, this.at, FREE); Atomics.notify(this.words, this.at, 1) }
        }
        export class Shelf {
          private readonly latch: Latch
          constructor(words: Int32Array) { this.latch = new Latch(words) }
          take(count: number) {
            this.latch.lock()
            ~~~~~~~~~~~~~~~ skipped
            if (count === 0) return null
            if (count > 9) {
              this.latch.unlock()
              return 9
            }
            this.latch.unlock()
            return count
          }
        }
      `,
    },
    {
      name: 'a connection that is not closed',
      ...marked`
        export class Store {
          async run(knex, statement) {
            const connection = await knex.client.acquireConnection()
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ never
            return connection.all(statement)
          }
        }
      `,
    },
    {
      name: 'a method that says nothing of that',
      ...marked`
        export class Crane {
          async swing(turn) {
            await this.hook.acquire(turn)
                  ~~~~~~~~~~~~~~~~~ skipped
            if (turn !== this.turn) {
              this.hook.release()
              return true
            }
            return false
          }
        }
      `,
    },
  ],
})

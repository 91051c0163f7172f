import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Counts that an object keeps in a field, latches that are classes, and numbers that are the least of several.
run(rule, {
  valid: [
    {
      name: 'no more than a few of them are waited for',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function open(all, begin) {
          const ready = []
          const few = Math.min(all, 3)
          for (let i = 0; i < all; i++) {
            const oven = new Worker('./oven.js')
            oven.once('online', () => {
              ready.push(oven)
              if (ready.length === few) begin(ready)
            })
          }
        }
      `,
    },
    {
      name: 'results are put into a list, of which each worker sends several',
      code: text`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, done) {
          const baked = []
          for (let i = 0; i < Math.min(loaves.length, availableParallelism()); i++) {
            new Worker('./oven.js').on('message', (loaf) => {
              baked.push(loaf)
              if (baked.length === loaves.length) done(baked)
            })
          }
        }
      `,
    },
    {
      name: 'the field gets the number that is started',
      code: text`
        import { cpus } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export class Kitchen {
          #cooks = Math.min(cpus().length, 6)
          #expected = this.#cooks
          open() {
            return new Promise((resolve) => {
              for (let i = 0; i < this.#cooks; i++) {
                new Worker('./cook.js').once('online', () => {
                  this.#expected--
                  if (this.#expected === 0) resolve()
                })
              }
            })
          }
        }
      `,
    },
    {
      name: 'the field is set anew before they start',
      code: text`
        import { cpus } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export class Kitchen {
          expected = cpus().length
          open(cooks) {
            this.expected = Math.min(cooks, 6)
            return new Promise((resolve) => {
              for (let i = 0; i < this.expected; i++) new Worker('./cook.js').once('online', () => { if (--this.expected === 0) resolve() })
            })
          }
        }
      `,
    },
    {
      name: 'the latch is made with the least of both',
      code: text`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        class Gate {
          constructor(count) { this.missing = count; this.open = new Promise((resolve) => { this.resolve = resolve }) }
          arrive() { if (--this.missing === 0) this.resolve() }
        }
        export async function bake(loaves) {
          const ovens = Math.min(loaves.length, availableParallelism())
          const gate = new Gate(ovens)
          for (let i = 0; i < ovens; i++) new Worker('./oven.js').on('exit', () => gate.arrive())
          await gate.open
        }
      `,
    },
    {
      name: 'a message for each file, of which each worker does several',
      code: text`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, done) {
          let left = loaves.length
          let next = 0
          const ovens = Math.min(loaves.length, availableParallelism())
          for (let i = 0; i < ovens; i++) {
            const oven = new Worker('./oven.js')
            oven.on('message', () => {
              if (--left === 0) done()
              else if (next < loaves.length) oven.postMessage(loaves[next++])
            })
            oven.postMessage(loaves[next++])
          }
        }
      `,
    },
    {
      name: 'two calls on one latch: nobody knows which comes how often',
      code: text`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        class Gate {
          constructor(count, open) { this.missing = count; this.open = open }
          arrive() { if (--this.missing === 0) this.open() }
        }
        export function bake(done) {
          const gate = new Gate(availableParallelism() + 1, done)
          for (let i = 0; i < availableParallelism(); i++) new Worker('./oven.js').once('online', () => gate.arrive())
          gate.arrive()
        }
      `,
    },
    {
      name: 'the workers start in a method that is called more than once',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Kitchen {
          missing = 8
          constructor(resolve) {
            this.resolve = resolve
            this.hire()
            this.hire()
          }
          hire() {
            for (let i = 0; i < 4; i++) new Worker('./cook.js').once('online', () => { if (--this.missing === 0) this.resolve() })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list of those that are there',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export function open(wanted, begin) {
          const ready = []
          const size = Math.min(wanted, availableParallelism())
          for (let i = 0; i < size; i++) {
            const oven = new Worker('./oven.js')
            oven.once('online', () => {
              ready.push(oven)
              if (ready.length === wanted) begin(ready)
                                   ~~~~~~ uncounted
            })
          }
        }
      `,
    },
    {
      name: 'a field that begins with all cores, where a constant bounds the workers',
      ...marked`
        import { cpus } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export class Kitchen {
          #expected = cpus().length
                      ~~~~~~~~~~~~~ uncounted {"awaited": "cpus().length", "event": "online", "line": "line 9", "workers": "cooks"}
          open() {
            const cooks = Math.min(cpus().length, 6)
            return new Promise((resolve) => {
              for (let i = 0; i < cooks; i++) {
                new Worker('./cook.js').once('online', () => {
                  this.#expected--
                  if (this.#expected === 0) resolve()
                })
              }
            })
          }
        }
      `,
    },
    {
      name: 'a listener that leaves it to a method',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Kitchen {
          constructor(cooks, begin) {
            this.cooks = cooks
            this.missing = cooks
                           ~~~~~ uncounted
            this.begin = begin
          }
          open() {
            for (let i = 1; i < this.cooks; i++) {
              const cook = new Worker('./cook.js')
              cook.once('online', () => this.came())
            }
          }
          came() {
            this.missing -= 1
            if (this.missing === 0) this.begin()
          }
        }
      `,
    },
    {
      name: 'a latch of all cores, for no more workers than there is work; and one beside it that is right',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        class Gate {
          constructor(count) { this.missing = count; this.open = new Promise((resolve) => { this.resolve = resolve }) }
          arrive() { if (--this.missing === 0) this.resolve() }
        }
        export async function bake(loaves) {
          if (loaves.length === 0) return
          const gate = new Gate(availableParallelism())
                                ~~~~~~~~~~~~~~~~~~~~~~ uncounted
          const ovens = Math.min(loaves.length, availableParallelism())
          for (let i = 0; i < ovens; i++) new Worker('./oven.js').on('exit', () => gate.arrive())
          await gate.open
        }
        export async function cool(racks) {
          const gate = new Gate(racks)
          for (let i = 0; i < racks; i++) new Worker('./rack.js').on('exit', () => gate.arrive())
          await gate.open
        }
      `,
    },
    {
      name: 'one for each of a list is waited for, and the first few are given to workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, done) {
          let left = loaves.length
                     ~~~~~~~~~~~~~ uncounted
          const ovens = loaves.slice(0, 8).map((loaf) => new Worker('./oven.js', { workerData: loaf }))
          for (const oven of ovens) oven.once('exit', () => { if (--left === 0) done() })
        }
      `,
    },
    {
      name: 'one for each of a list is waited for, and a constant bounds the workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, done) {
          let left = loaves.length
                     ~~~~~~~~~~~~~ uncounted
          const ovens = Math.min(8, loaves.length)
          for (let i = 0; i < ovens; i++) new Worker('./oven.js').once('exit', () => { if (--left === 0) done() })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Those that have been taken out of a list for a while are not ended with the others.
run(rule, {
  valid: [
    { name: 'all are in a list of their own', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        constructor(size) { this.all = []; this.idle = []; for (let i = 0; i < size; i++) { const worker = new Worker('./press.js'); this.all.push(worker); this.idle.push(worker) } }
        print(page) {
          const worker = this.idle.pop()
          worker.once('message', () => this.idle.push(worker))
          worker.postMessage(page)
        }
        async close() { await Promise.all(this.all.map((worker) => worker.terminate())) }
      }
    ` },
    { name: 'those at work are ended too', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        private readonly idle: Worker[] = []
        private readonly busy = new Set<Worker>()
        constructor(size: number) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js')) }
        print(page: string): void {
          const worker = this.idle.pop()
          if (!worker) return
          this.busy.add(worker)
          worker.once('message', () => { this.busy.delete(worker); this.idle.push(worker) })
          worker.postMessage(page)
        }
        async close(): Promise<void> {
          for (const worker of this.idle) await worker.terminate()
          for (const worker of this.busy) await worker.terminate()
        }
      }
    ` },
    { name: 'it is ended when it comes back', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        private readonly idle: Worker[] = []
        private closed = false
        constructor(size: number) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js')) }
        print(page: string): void {
          const worker = this.idle.pop()
          if (!worker) return
          worker.once('message', () => { if (this.closed) worker.terminate(); else this.idle.push(worker) })
          worker.postMessage(page)
        }
        async close(): Promise<void> {
          this.closed = true
          for (const worker of this.idle) await worker.terminate()
        }
      }
    ` },
    { name: 'the end waits until all have come back', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        private readonly idle: Worker[] = []
        private busy = 0
        constructor(size: number) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js')) }
        print(page: string): void {
          const worker = this.idle.pop()
          if (!worker) return
          this.busy++
          worker.once('message', () => { this.busy--; this.idle.push(worker) })
          worker.postMessage(page)
        }
        async close(): Promise<void> {
          while (this.busy > 0) await turn()
          for (const worker of this.idle) await worker.terminate()
        }
      }
    ` },
    { name: 'the end tells those at work', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        idle = []
        atWork = new Set()
        constructor(file) { this.idle.push(new Worker(file)) }
        next(page) {
          const worker = this.idle.pop()
          if (!worker) return
          this.atWork.add(worker)
          worker.once('message', () => { this.atWork.delete(worker); this.idle.push(worker) })
          worker.once('error', (error) => this.fail(error))
          worker.postMessage(page)
        }
        async close() {
          for (const worker of this.atWork) worker.terminate()
          this.atWork.clear()
          await Promise.all(this.idle.map((worker) => worker.terminate()))
        }
      }
    ` },
    { name: 'put back at once', code: text`
      import { Worker } from 'node:worker_threads'
      export class Press {
        private readonly all: Worker[] = []
        constructor(size: number) { for (let i = 0; i < size; i++) this.all.push(new Worker('./press.js')) }
        print(page: string): void {
          const worker = this.all.shift()
          if (!worker) return
          worker.postMessage(page)
          this.all.push(worker)
        }
        async close(): Promise<void> { await Promise.all(this.all.map((worker) => worker.terminate())) }
      }
    ` },
  ],
  invalid: [
    {
      name: 'the end empties the list of tasks first',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Press {
          private readonly idle: Worker[] = []
          private readonly tasks: Task[] = []
          private readonly waiting = new Map<string, Task>()
          constructor(file: string) { this.idle.push(new Worker(file)) }
                                                         ~~~~~~ lent
          next(): void {
            const worker = this.idle.pop()
            const task = worker && this.tasks.shift()
            if (!worker || !task) return
            worker.once('message', (sheet: string) => { task.resolve(sheet); this.idle.push(worker) })
            worker.once('error', task.reject)
            worker.once('exit', () => task.reject(new Error('the press is gone')))
            worker.postMessage(task.page)
          }
          async close(): Promise<void> {
            this.tasks.length = 0
            this.waiting.clear()
            await Promise.all(this.idle.map((worker) => worker.terminate()))
          }
        }
      `,
    },
    {
      name: 'it comes back with its answer',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Press {
          private readonly idle: Worker[] = []
          private closed = false
          constructor(size: number) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js')) }
                                                                                        ~~~~~~ lent
          print(page: string): Promise<string> {
            const worker = this.idle.pop()
            if (!worker || this.closed) return Promise.reject(new Error('no press is free'))
            return new Promise((resolve, reject) => {
              worker.once('message', (sheet: string) => { resolve(sheet); this.idle.push(worker) })
              worker.once('error', reject)
              worker.once('exit', () => reject(new Error('the press is gone')))
              worker.postMessage(page)
            })
          }
          async close(): Promise<void> {
            this.closed = true
            await Promise.all(this.idle.map((worker) => worker.terminate()))
          }
        }
      `,
    },
    {
      name: 'behind a wait',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { once } from 'node:events'
        export class Press {
          idle = []
          constructor(size) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js')) }
                                                                                ~~~~~~ lent
          async print(page) {
            const worker = this.idle.shift()
            try {
              worker.postMessage(page)
              return await once(worker, 'message')
            } finally {
              this.idle.push(worker)
            }
          }
          async destroy() { for (const worker of this.idle) await worker.terminate() }
        }
      `,
    },
    {
      name: 'a pool that a function makes',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function makePress(size) {
          const free = []
          for (let i = 0; i < size; i++) free.push(new Worker('./press.js'))
                                                       ~~~~~~ lent
          return {
            print(page) {
              const worker = free.pop()
              return new Promise((resolve, reject) => {
                worker.once('message', (sheet) => { free.push(worker); resolve(sheet) })
                worker.once('error', reject)
                worker.once('exit', reject)
                worker.postMessage(page)
              })
            },
            close() { for (const worker of free) worker.terminate() },
          }
        }
      `,
    },
  ],
})

// One that is at work is kept in a collection of its own.
run(rule, {
  valid: [
    {
      name: 'at which the end looks, or who comes back then ends',
      language: 'ts',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Press {
          private readonly idle: Worker[] = []
          private readonly busy = new Map<Worker, (sheet: string) => void>()
          constructor(size: number) {
            for (let i = 0; i < size; i++) {
              const worker = new Worker('./press.js')
              worker.on('message', (sheet) => this.finish(worker, sheet))
              this.idle.push(worker)
            }
          }
          print(page: string, done: (sheet: string) => void) {
            const worker = this.idle.pop()!
            this.busy.set(worker, done)
            worker.postMessage(page)
          }
          private finish(worker: Worker, sheet: string) {
            this.busy.get(worker)?.(sheet)
            this.busy.delete(worker)
            this.idle.push(worker)
          }
          async close() {
            await Promise.all([...this.idle, ...this.busy.keys()].map((worker) => worker.terminate()))
          }
        }
        export class Mill {
          private readonly idle: Worker[] = []
          private readonly busy = new Set<Worker>()
          private closed = false
          constructor(size: number) { for (let i = 0; i < size; i++) this.idle.push(new Worker('./mill.js')) }
          grind(sack: string) {
            const worker = this.idle.pop()!
            this.busy.add(worker)
            worker.once('message', () => {
              this.busy.delete(worker)
              if (this.closed) void worker.terminate()
              else this.idle.push(worker)
            })
            worker.postMessage(sack)
          }
          async close() {
            this.closed = true
            await Promise.all(this.idle.map((worker) => worker.terminate()))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'at which the end does not look',
      language: 'ts',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Press {
          private readonly idle: Worker[] = []
          private readonly busy = new Map<Worker, (sheet: string) => void>()
          constructor(size: number) {
            for (let i = 0; i < size; i++) {
              const worker = new Worker('./press.js')
                                 ~~~~~~ lent
              worker.on('message', (sheet) => this.finish(worker, sheet))
              this.idle.push(worker)
            }
          }
          print(page: string, done: (sheet: string) => void) {
            const worker = this.idle.pop()!
            this.busy.set(worker, done)
            worker.postMessage(page)
          }
          private finish(worker: Worker, sheet: string) {
            this.busy.get(worker)?.(sheet)
            this.busy.delete(worker)
            this.idle.push(worker)
          }
          async close() {
            await Promise.all(this.idle.map((worker) => worker.terminate()))
            this.busy.clear()
          }
        }
      `,
    },
  ],
})

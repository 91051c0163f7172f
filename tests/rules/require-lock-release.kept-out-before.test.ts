import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A mark whose test stands in whoever calls, or around the callback that sets it.

run(rule, {
  valid: [
    {
      name: 'cleared whatever happens, or by whoever calls',
      code: text`
        export class Jobs {
          running = 0
          next() {
            if (this.running >= 4) return
            const job = this.jobs.shift()
            if (job) this.run(job)
          }
          async run(job) {
            this.running++
            try {
              await job()
            } finally {
              this.running--
            }
            this.next()
          }
        }
        export class Told {
          running = 0
          next() {
            if (this.running >= 4) return
            const job = this.jobs.shift()
            if (job) this.run(job).catch(() => { this.running-- })
          }
          async run(job) {
            this.running++
            await job()
            this.running--
          }
        }
      `,
    },
    {
      name: 'work that catches what fails',
      code: text`
        class Task {
          constructor(work) {
            this.work = work
          }
          async execute() {
            try {
              await this.work()
            } catch (error) {
              this.fail(error)
            }
          }
        }
        export class Jobs {
          running = 0
          add(work) {
            this.jobs.push(new Task(work))
            this.next()
          }
          next() {
            if (this.running >= 4) return
            this.run(new Task(this.jobs.shift()))
          }
          async run(task) {
            this.running++
            await new Task(task).execute()
            this.running--
          }
        }
      `,
    },
    {
      name: 'one caller asks for nothing: nobody is kept out there',
      code: text`
        export class View {
          loading = false
          open(work) {
            if (this.loading) return
            this.load(work)
          }
          refresh(work) {
            this.load(work)
          }
          async load(work) {
            this.loading = true
            await work()
            this.loading = false
          }
        }
      `,
    },
    {
      name: 'what a callback holds is given up in a finally block',
      code: text`
        export class Repository {
          open = null
          transact(work) {
            if (this.open) throw new Error('A transaction is open.')
            return this.pool.enqueue(async (opening) => {
              this.open = await opening
              try {
                return await work()
              } finally {
                this.open = null
              }
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the limit is asked for by the one that calls',
      ...marked`
        export class Jobs {
          running = 0
          next() {
            if (this.running >= 4) return
            const job = this.jobs.shift()
            if (job) this.run(job)
          }
          async run(job) {
            this.running++
            ~~~~~~~~~~~~~~ counted {"what": "this.running", "line": "line 11", "exit": "an exception of \u0060job()\u0060 on line 10", "guard": "line 4"}
            await job()
            this.running--
            this.next()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Jobs {
          running = 0
          next() {
            if (this.running >= 4) return
            const job = this.jobs.shift()
            if (job) this.run(job)
          }
          async run(job) {
            this.running++
            try {
              await job()
            } finally {
              this.running--
            }
            this.next()
          }
        }
      ` }]],
    },
    {
      name: 'a flag that all callers ask for',
      ...marked`
        export class Index {
          busy = false
          onSave(work) {
            if (this.busy) return
            this.build(work)
          }
          onOpen(work) {
            if (!this.busy) this.build(work)
          }
          async build(work) {
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck {"what": "this.busy", "line": "line 13", "exit": "an exception of \u0060work()\u0060 on line 12", "guard": "line 4"}
            await work()
            this.busy = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Index {
          busy = false
          onSave(work) {
            if (this.busy) return
            this.build(work)
          }
          onOpen(work) {
            if (!this.busy) this.build(work)
          }
          async build(work) {
            this.busy = true
            try {
              await work()
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'the test stands around the callback, which holds what it has waited for',
      ...marked`
        export class Repository {
          open = null
          transact(work) {
            if (this.open) throw new Error('A transaction is open.')
            return this.pool.enqueue(async (opening) => {
              this.open = await opening
              ~~~~~~~~~~~~~~~~~~~~~~~~~ stuck {"what": "this.open", "line": "line 8", "exit": "an exception of \u0060work()\u0060 on line 7", "guard": "line 4"}
              const result = await work()
              this.open = null
              return result
            })
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Repository {
          open = null
          transact(work) {
            if (this.open) throw new Error('A transaction is open.')
            return this.pool.enqueue(async (opening) => {
              this.open = await opening
              try {
                const result = await work()
                return result
              } finally {
                this.open = null
              }
            })
          }
        }
      ` }]],
    },
  ],
})

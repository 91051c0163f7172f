import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Somebody else is asked whether work is under way, and told so by a second call.

run(rule, {
  valid: [
    {
      name: 'a flag of the own first, one step that answers, and a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Nightly {
          isHere = false
          lock = new Mutex()
          constructor(jobs) { this.jobs = jobs }
          async run(name) {
            if (this.isHere) return
            this.isHere = true
            try {
              if (await this.jobs.isRunning(name)) return
              await this.jobs.setRunning(name)
              await this.work()
            } finally {
              this.isHere = false
            }
          }
          async runFirst(name) {
            if (await this.jobs.isRunning(name)) return
            if (!(await this.jobs.setRunning(name))) return
            await this.work()
          }
          async runLocked(name) {
            await this.lock.runExclusive(async () => {
              if (await this.jobs.isRunning(name)) return
              await this.jobs.setRunning(name)
              await this.work()
            })
          }
        }
      `,
    },
    {
      name: 'another work, another state, the end of it, or no work behind it',
      code: text`
        export class Nightly {
          constructor(jobs) { this.jobs = jobs }
          async run(name, other) {
            if (await this.jobs.isRunning(name)) return
            await this.jobs.setRunning(other)
            await this.work()
          }
          async pause(name) {
            if (await this.jobs.isPaused(name)) return
            await this.jobs.setPaused(name)
            await this.tell(name)
          }
          async stop(name) {
            if (!(await this.jobs.isRunning(name))) return
            await this.jobs.setRunning(name, false)
            await this.tell(name)
          }
          async note(name) {
            if (await this.jobs.isRunning(name)) return
            await this.jobs.setRunning(name)
          }
        }
      `,
    },
    {
      name: 'what the file itself asks and notes at once',
      code: text`
        export class Nightly {
          running = new Set()
          async isRunning(name) { return this.running.has(name) }
          async setRunning(name) { this.running.add(name) }
          async run(name) {
            if (this.running.has(name)) return
            await this.setRunning(name)
            await this.work()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'asked, and told by a second call',
      ...marked`
        export class Nightly {
          constructor(jobs) { this.jobs = jobs }
          async run(name) {
            const isUnderWay = await this.jobs.isRunning(name)
            if (isUnderWay) return
            await this.jobs.setRunning(name, true)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ done
            try {
              await this.work()
            } finally {
              await this.jobs.clearRunning(name)
            }
          }
        }
      `,
    },
    {
      name: 'asked through a function of the file',
      ...marked`
        export class Task {
          constructor(jobs) { this.jobs = jobs }
          async execute(stop) {
            if (await this.isRunning()) {
              log('it is running already')
              return
            }
            this.stop = stop ?? new AbortController()
            await this.jobs.setRunning(this.name)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ done
            await this.work(this.stop.signal)
          }
          async isRunning() {
            return await this.jobs.isRunning(this.name)
          }
        }
      `,
    },
    {
      name: 'a store of the module, and a branch',
      ...marked`
        import { importState } from './state.js'
        export async function importAll(file) {
          if (!(await importState.isImporting(file))) {
            await importState.markImporting(file)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ done
            await readAll(file)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who asks whether something is there, and has it made by a function that nobody waits for.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    { name: 'the function itself asks, or says before its wait that it has begun', options: thorough, code: text`
      export class Table {
        private loaded = false
        private started = false
        open() { if (!this.loaded) void this.load() }
        show() { if (!this.started) this.begin() }
        private async load() {
          if (this.loaded) return
          this.loaded = true
          this.view.append(await fetch('/rows'))
        }
        private async begin() {
          this.started = true
          this.view.append(await fetch('/rows'))
        }
      }
    ` },
    { name: 'it waits for nothing', options: thorough, code: text`
      export class Table {
        private rows?: string[]
        open() { if (!this.rows) this.fill() }
        private fill() { this.rows = makeRows() }
      }
    ` },
    { name: 'a count that goes up at once, and down when the work is over', options: thorough, code: text`
      export class Line {
        private jobs: string[] = []
        private running = 0
        add(job: string) {
          this.jobs.push(job)
          if (this.running < 3) this.work().catch(() => this.warn())
        }
        private async work() {
          this.running += 1
          try {
            for (let job = this.jobs.shift(); job; job = this.jobs.shift()) await fetch(job)
          } finally {
            this.running -= 1
          }
        }
      }
    ` },
    { name: 'only with thorough', code: text`
      export class Table {
        private loaded = false
        open() { if (!this.loaded) this.load() }
        private async load() {
          this.view.append(await fetch('/rows'))
          this.loaded = true
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a flag that is raised when the work is done',
      options: thorough,
      ...marked`
        export class Table {
          private loaded = false
          open() {
            if (!this.loaded) this.load()
                              ~~~~~~~~~~~ done {"who": "\u0060open\u0060", "place": "this.loaded", "read": "line 4", "wait": "line 7"}
          }
          private async load() {
            const rows = await fetch('/rows')
            this.view.append(rows)
            this.loaded = true
          }
        }
      `,
    },
    {
      name: 'what is noted of each, and a promise whose failure alone is looked at',
      options: thorough,
      ...marked`
        export class Pieces {
          private there = new Set<number>()
          want(index: number) {
            if (this.there.has(index)) return
            this.get(index).catch(() => this.warn(index))
            ~~~~~~~~~~~~~~~ done {"who": "\u0060want\u0060", "place": "this.there[index]", "read": "line 4", "wait": "line 8"}
          }
          private async get(index: number) {
            const piece = await fetch('/piece/' + index)
            this.sink.append(piece)
            this.there.add(index)
          }
        }
      `,
    },
  ],
})

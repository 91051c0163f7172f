import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a limiter runs

const survey = (slots: string): string => text`
  import pLimit from 'p-limit'
  export class Survey {
    sum = 0
    ask(wells) {
      const limit = pLimit(${slots})
      return Promise.all(wells.map((well) => limit(() => this.#depth(well))))
    }
    async #depth(well) {
      this.sum += await well.depth()
    }
  }
`

run(rule, {
  valid: [
    { name: 'one at a time', code: survey('1') },
    {
      name: 'a semaphore of one',
      code: text`
        import { Semaphore } from 'async-mutex'
        let sum = 0
        const turn = new Semaphore(1)
        export const survey = (wells) => Promise.all(wells.map((well) => turn.runExclusive(async () => {
          sum += await well.depth()
        })))
      `,
    },
    {
      name: 'read after the wait',
      code: text`
        import PQueue from 'p-queue'
        export async function survey(wells) {
          const queue = new PQueue({ concurrency: 3 })
          let sum = 0
          for (const well of wells) {
            queue.add(async () => {
              const depth = await well.depth()
              sum += depth
            })
          }
          await queue.onIdle()
          return sum
        }
      `,
    },
    {
      name: 'each round waits for its task',
      code: text`
        import PQueue from 'p-queue'
        export async function survey(wells) {
          const queue = new PQueue({ concurrency: 3 })
          let sum = 0
          for (const well of wells) {
            await queue.add(async () => {
              sum += await well.depth()
            })
          }
          return sum
        }
      `,
    },
    {
      name: 'a count that is raised before the wait; what is added beside what is kept, and is none of it',
      code: text`
        export class Buoys {
          used = 0
          chart = null
          asked = []
          maps = new Map()
          async take(buoy) {
            if (this.used >= this.most) throw new Error('none left')
            this.used = this.used + 1
            await this.anchor(buoy)
          }
          async chartOf(bay) {
            this.asked.push(bay)
            if (this.chart) return this.chart
            this.chart = await this.draw(bay)
            return this.chart
          }
          async next(bay) {
            let map = this.maps.get(bay)
            if (!map || map.age > this.oldest) {
              map = await this.draw(bay)
              this.maps.set(bay, map)
            }
            const mark = map.marks.find((each) => !this.asked.includes(each))
            this.asked.push(mark)
            return mark
          }
        }
      `,
    },
    {
      name: 'a limit that is looked at again behind the word, and a place that is handed on to one',
      code: text`
        import { EventEmitter, once } from 'node:events'
        export class Kiln extends EventEmitter {
          firing = 0
          waiting = []
          async fire(pot) {
            while (this.firing >= this.most) await once(this, 'free')
            this.firing++
            await this.heat(pot)
          }
          async glaze(pot) {
            if (this.firing >= this.most) await new Promise((resolve) => this.waiting.push(resolve))
            this.firing++
            await this.heat(pot)
          }
        }
      `,
    },
    {
      name: 'a set in which it is once however often it is added, and a run that gives up the one before',
      code: text`
        export class Chart {
          codes = new Set()
          tool = null
          done = false
          marks = []
          async toolOf(bay) {
            if (this.tool) return this.tool
            this.tool = await this.draw(bay)
            for (const code of this.tool.codes) this.codes.add(code)
            return this.tool
          }
          async render(bay) {
            if (this.done) return
            this.cancel()
            await this.draw(bay)
            this.done = true
            this.marks.push(bay)
          }
        }
      `,
    },
    {
      name: 'a count of a map that is raised before the wait, or of what comes of the wait',
      code: text`
        const sold = new Map()
        const weights = new Map()
        export async function sell(show, most) {
          if ((sold.get(show) ?? 0) >= most) throw new Error('sold out')
          sold.set(show, (sold.get(show) ?? 0) + 1)
          await charge(show)
        }
        export async function weigh(show) {
          const weight = await measure(show)
          weights.set(show, (weights.get(show) ?? 0) + weight)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'through a method of the class',
      ...marked`
        import pLimit from 'p-limit'
        export class Survey {
          sum = 0
          constructor(slots = 4) {
            this.limit = pLimit(slots)
          }
          ask(wells) {
            return Promise.all(wells.map((well) => this.limit(() => this.#depth(well))))
          }
          async #depth(well) {
            const before = this.sum
            this.sum = before + (await well.depth())
            ~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'the callback itself, in a list and in a loop',
      ...marked`
        import pLimit from 'p-limit'
        import PQueue from 'p-queue'
        export async function survey(wells) {
          const limit = pLimit(4)
          let sum = 0
          await Promise.all(wells.map((well) => limit(async () => {
            const before = sum
            sum = before + (await well.depth())
            ~~~ lost
          })))
          return sum
        }
        export async function queued(wells) {
          const queue = new PQueue({ concurrency: 3 })
          let sum = 0
          for (const well of wells) {
            queue.add(async () => {
              const before = sum
              sum = before + (await well.depth())
              ~~~ lost
            })
          }
          await queue.onIdle()
          return sum
        }
      `,
    },
    {
      name: 'a semaphore with several permits keeps nobody out',
      ...marked`
        import { Semaphore } from 'async-mutex'
        let sum = 0
        const slots = new Semaphore(3)
        export async function measure(well) {
          await slots.runExclusive(async () => {
            const before = sum
            sum = before + (await well.depth())
            ~~~ lost
          })
        }
      `,
    },
    {
      name: 'a count that is raised in three words, and what is got beside what is kept',
      ...marked`
        export class Buoys {
          used = 0
          chart = null
          marks = []
          async take(buoy) {
            if (this.used >= this.most) throw new Error('none left')
            await this.anchor(buoy)
            this.used = this.used + 1
            ~~~~~~~~~ exceeded
          }
          async chartOf(bay) {
            if (this.chart) return this.chart
            this.chart = await this.draw(bay)
            ~~~~~~~~~~ done
            for (const mark of this.chart.marks) this.marks.push(mark)
            return this.chart
          }
        }
      `,
    },
    {
      name: 'a limit that is waited for by a word to all',
      ...marked`
        import { EventEmitter, once } from 'node:events'
        export class Kiln extends EventEmitter {
          firing = 0
          async fire(pot) {
            if (this.firing >= this.most) await once(this, 'free')
            this.firing++
            ~~~~~~~~~~~ exceeded {"who": "\u0060fire\u0060", "place": "this.firing", "read": "line 5", "wait": "line 5", "other": ""}
            await this.heat(pot)
          }
          async dry(pot) {
            if (this.firing >= this.most) await new Promise((resolve) => this.once('free', resolve))
            this.firing += 1
            ~~~~~~~~~~~ exceeded
            await this.heat(pot)
          }
        }
      `,
    },
    {
      name: 'a limit beside a list of which each takes one, and one that is waited for in a loop',
      ...marked`
        const queue = []
        const held = new Set()
        let running = 0
        async function next() {
          if (running >= 5 || queue.length === 0) return
          const job = queue.shift()
          await prepare(job)
          running++
          ~~~~~~~ exceeded
          try {
            await job.run()
          } finally {
            running--
          }
        }
        export function add(job) {
          queue.push(job)
          next()
        }
        export async function acquire(key) {
          while (held.has(key)) await pause(10)
          await touch(key)
          held.add(key)
          ~~~~~~~~~~~~~ done
        }
        export function release(key) {
          held.delete(key)
        }
      `,
    },
    {
      name: 'counts that a map keeps, and one whose first value stands beside it',
      ...marked`
        const sold = new Map()
        export async function sell(show, most) {
          if ((sold.get(show) ?? 0) >= most) throw new Error('sold out')
          await charge(show)
          sold.set(show, (sold.get(show) ?? 0) + 1)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ exceeded {"who": "\u0060sell\u0060", "place": "sold[show]", "read": "line 3", "wait": "line 4", "other": ""}
        }
        const book = { seats: undefined }
        export async function seat(most) {
          if (book.seats >= most) throw new Error('full')
          await charge('seat')
          book.seats = (book.seats ?? 0) + 1
          ~~~~~~~~~~ exceeded
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Elements of a list that are chosen because they are not marked, and marked after a wait.

/** Benches, of which one is found, and given back later. */
const benches = (find: string, body: readonly string[], back = 'bench.taken = false'): string => text`
  export class Yard {
    benches = []
    async take(job) {
      const bench = this.benches.find(${find})
      ${body.join('\n      ')}
    }
    give(bench) { ${back} }
  }
`
const LATE = ['if (!bench) return', 'await bench.clear()', 'bench.taken = true']

/** The same, where each is looked at in turn. */
const inTurn = (body: readonly string[]): string => text`
  const benches = []
  export async function take() {
    for (const bench of benches) {
      ${body.join('\n      ')}
      return bench
    }
  }
  export function give(bench) { bench.taken = false }
`

/** Stalls, for one of which a run waits if need be, and that it gives back itself. */
const waited = (find: string, body: readonly string[]): string => text`
  export class Market {
    stalls = []
    free() { return this.stalls.find((each) => !each.lent) }
    async sell(wares) {
      let stall
      ${find}
      ${body.join('\n      ')}
      try { await stall.sell(wares) } finally { stall.lent = false }
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'a loop over all that marks each before the wait, or looks at the mark again after it',
      options: [{ thorough: true }],
      code: text`
        export class Jobs {
          jobs = []
          start() {
            setInterval(() => void this.tick(), 1000)
          }
          async tick() {
            const now = Date.now()
            for (const job of [...this.jobs]) {
              if (job.next > now) continue
              job.next = Infinity
              await job.run()
              job.next = Date.now() + 1000
            }
          }
          async sweep() {
            for (const job of this.jobs) {
              if (job.swept) continue
              await job.clean()
              if (job.swept) continue
              job.swept = true
            }
          }
        }
      `,
    },
    { name: 'marked before the wait', code: benches('(each) => !each.taken', ['if (!bench) return', 'bench.taken = true', 'await bench.clear()']) },
    { name: 'marked before the wait, and once more after it', code: benches('(each) => !each.taken', ['bench.taken = true', 'await bench.clear()', 'bench.taken = true']) },
    { name: 'asked again', code: benches('(each) => !each.taken', ['await bench.clear()', 'if (bench.taken) return', 'bench.taken = true']) },
    { name: 'another mark', code: benches('(each) => !each.taken', ['await bench.clear()', 'bench.clean = true']) },
    { name: 'the mark is what was asked for', code: benches('(each) => each.taken', ['await bench.clear()', 'bench.taken = true']) },
    { name: 'one of two conditions', code: benches('(each) => !each.taken || each.wide', ['await bench.clear()', 'bench.taken = true']) },
    { name: 'looked for until there is one, and marked at once', code: waited("while (!(stall = this.stalls.find((each) => !each.lent))) await this.pause()", ['stall.lent = true', 'await stall.sweep()']) },
    { name: 'looked for once more after a wait, and marked at once', code: waited('stall = this.free()', ['while (!stall) {', 'await this.pause()', 'stall = this.free()', '}', 'stall.lent = true', 'await stall.sweep()']) },
    { name: 'never taken back: it is done twice', code: benches('(each) => !each.taken', LATE, 'log(bench)') },
    {
      name: 'a list of its own',
      code: text`
        export async function plan(jobs) {
          const benches = await load()
          const bench = benches.find((each) => !each.taken)
          await bench.clear()
          bench.taken = true
          await save(benches)
          bench.taken = false
        }
      `,
    },
    { name: 'nobody waits between the look and the mark, in a loop that waits', code: inTurn(['if (bench.taken) { await pause(); continue }', 'bench.taken = true', 'await bench.clear()']) },
    {
      name: 'under a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const benches = []
        export const take = () => mutex.runExclusive(async () => {
          const bench = benches.find((each) => !each.taken)
          await bench.clear()
          bench.taken = true
          return bench
        })
        export function give(bench) { bench.taken = false }
      `,
    },
  ],
  invalid: [
    {
      name: 'a loop over all whose time has come, by a timer that comes again',
      ...marked`
        export class Jobs {
          jobs = []
          start() {
            setInterval(() => void this.tick(), 1000)
          }
          async tick() {
            const now = Date.now()
            for (const job of [...this.jobs]) {
              if (job.next > now) continue
              await job.run()
              job.next = this.after(job, now)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ chosen {"who": "\u0060tick\u0060", "place": "this.jobs", "read": "line 9", "wait": "line 10"}
            }
          }
        }
      `,
    },
    {
      name: 'a loop over all that are not done yet',
      options: [{ thorough: true }],
      ...marked`
        export class Jobs {
          jobs = []
          async tick() {
            for (const job of this.jobs) {
              if (job.done) continue
              await job.run()
              job.done = true
              ~~~~~~~~~~~~~~~ chosen {"who": "\u0060tick\u0060", "place": "this.jobs", "read": "line 5", "wait": "line 6"}
            }
          }
        }
      `,
    },
    {
      name: 'found by the mark',
      ...marked`
        export class Yard {
          benches = []
          async take() {
            const bench = this.benches.find((each) => each.wide && !each.taken)
            if (!bench) return
            await bench.clear()
            bench.taken = true
            ~~~~~~~~~~~~~~~~~~ chosen {"who": "\u0060take\u0060", "place": "this.benches", "read": "line 4", "wait": "line 6"}
          }
          give(bench) { bench.taken = false }
        }
      `,
    },
    { name: 'given back by the same function', code: benches('(each) => !each.taken', ['await bench.clear()', 'bench.taken = true', 'try { await job(bench) } finally { bench.taken = false }'], ''), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'looked for until there is one', code: waited("while (!(stall = this.stalls.find((each) => !each.lent))) await this.pause()", ['await stall.sweep()', 'stall.lent = true']), errors: [{ messageId: 'chosen', line: 8, column: 5 }] },
    { name: 'looked for by a function of its own, once more after a wait', code: waited('stall = this.free()', ['while (!stall) {', 'await this.pause()', 'stall = this.free()', '}', 'await stall.sweep()', 'stall.lent = true']), errors: [{ messageId: 'chosen', line: 12, column: 5 }] },
    { name: 'by a state', code: benches("(each) => each.state === 'free'", ['await bench.clear()', "bench.state = 'taken'"], "bench.state = 'free'"), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'by who has it', code: benches('(each) => each.job === null', ['await bench.clear()', 'bench.job = { of: job }'], 'bench.job = null'), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'by who has it, under a name', code: benches('(each) => each.job === null', ['await bench.clear()', 'bench.job = job'], 'bench.job = null'), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'each in turn', code: inTurn(['if (bench.taken) continue', 'await bench.clear()', 'bench.taken = true']), errors: [{ messageId: 'chosen', line: 6, column: 5 }] },
    { name: 'never taken back, with thorough', options: [{ thorough: true }], code: benches('(each) => !each.taken', LATE, 'log(bench)'), errors: [{ messageId: 'chosen', line: 7, column: 5 }] },
  ],
})

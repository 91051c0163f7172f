import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

/** A counter of the module that one function changes across a wait. */
const counter = (rest: string) => text`
  let count = 0
  async function step(job) {
    const before = count
    await job()
    count = before + 1
  }
  ${rest}
`

// ---------------------------------------------------------------- who enters again

run(rule, {
  valid: [
    { name: 'called once, where the module starts', code: counter('await step(load)') },
    { name: 'called by a function that only the module calls', code: counter('async function main() { await step(load); await step(save) }\nawait main()') },
    { name: 'in a loop, handed to what is waited for, or as a part of a generator', code: counter('async function main(jobs) { for (const job of jobs) await settled(step(job)) }\nawait main(list)') },
    {
      name: 'twice at a time, told apart by what they are given',
      code: text`
        async function draw() {
          let shown = 0
          const half = async (side) => {
            if (side === 'left') return
            const before = shown
            await paint(side)
            shown = before + 1
          }
          await Promise.all([half('left'), half('right')])
        }
        await draw()
      `,
    },
    {
      name: 'private by name: `load_`',
      code: text`
        export class Rows {
          async load_() {
            const before = this.count
            await read()
            this.count = before + 1
          }
        }
      `,
    },
    {
      name: 'a constructor, and what only it calls',
      options: thorough,
      code: text`
        export class Store {
          constructor() { this.ready = this.#fill() }
          async #fill() { if (!this.rows) this.rows = await load() }
        }
      `,
    },
    {
      name: 'a private method of an object that its maker runs',
      code: text`
        export class Job {
          static run(data) { return new Job(data)._run() }
          async _run() {
            const { size } = this
            await prepare()
            this.size = size + 1
          }
        }
      `,
    },
    {
      name: 'a flag that is raised in a loop keeps the others out',
      code: text`
        export class Upload {
          sent = 0
          busy = false
          async all(parts) {
            const lane = async () => {
              while (!this.busy) {
                this.busy = true
                const before = this.sent
                const size = await send(parts.shift())
                this.sent = before + size
                this.busy = false
              }
            }
            await Promise.all(Array.from({ length: 4 }, lane))
          }
        }
      `,
    },
    { name: 'a test', filename: '/app/counter.test.js', code: counter('export { step }') },
    {
      name: 'a variable that each run of the outer function has for itself',
      options: thorough,
      code: text`
        export async function run(pool) {
          let count = 0
          await pool.use(async (client) => {
            const before = count
            await client.query()
            count = before + 1
          })
          return count
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'methods of an object that is frozen or sealed before it is exported',
      options: [{ thorough: true }],
      ...marked`
        let furnace
        export function putOut() {
          furnace?.close()
          furnace = undefined
        }
        export const glass = Object.freeze({
          name: 'glass',
          async blow(form) { return (await heated()).blow(form) },
        })
        async function heated() {
          if (furnace === undefined) {
            const made = await import('./furnace.js')
            furnace = new made.Furnace()
            ~~~~~~~ second {"who": "\u0060heated\u0060", "place": "furnace", "read": "line 11", "wait": "line 12", "other": "line 3"}
          }
          return furnace
        }
      `,
    },
    {
      name: 'twice at a time, with texts that nobody compares',
      ...marked`
        async function draw() {
          let shown = 0
          const half = async (side) => {
            const before = shown
            await paint(side)
            shown = before + 1
            ~~~~~ lost
          }
          await Promise.all([half('left'), half('right')])
        }
        await draw()
      `,
    },
    {
      name: 'exported',
      ...marked`
        let count = 0
        export async function step(job) {
          const before = count
          await job()
          count = before + 1
          ~~~~~ lost
        }
      `,
    },
    {
      name: 'called for all at once, in a list',
      ...marked`
        let count = 0
        async function step(job) {
          const before = count
          await job()
          count = before + 1
          ~~~~~ lost
        }
        await Promise.all([step(load), step(save)])
      `,
    },
    {
      name: 'called for each element',
      ...marked`
        let count = 0
        async function step(job) {
          const before = count
          await job()
          count = before + 1
          ~~~~~ lost
        }
        await Promise.all(jobs.map((job) => step(job)))
      `,
    },
    {
      name: 'made as many of as there are lanes',
      ...marked`
        export class Upload {
          sent = 0
          async all(parts, lanes) {
            let next = 0
            const lane = async () => {
              while (next < parts.length) {
                const before = this.sent
                const size = await send(parts[next++])
                this.sent = before + size
                ~~~~~~~~~ lost
              }
            }
            await Promise.all(Array.from({ length: lanes }, lane))
          }
        }
      `,
    },
    {
      name: 'each takes one from what is left',
      ...marked`
        export class Upload {
          sent = 0
          async all(parts) {
            const lane = async () => {
              while (parts.length > 0) {
                const before = this.sent
                const size = await send(parts.shift())
                this.sent = before + size
                ~~~~~~~~~ lost
              }
            }
            await Promise.all(Array.from({ length: 4 }, lane))
          }
        }
      `,
    },
    {
      name: 'a list of them that is made where it is waited for',
      ...marked`
        export async function all(parts) {
          let sent = 0
          await Promise.all(Array.from({ length: 4 }, async (_, i) => {
            const before = sent
            const size = await send(parts[i])
            sent = before + size
            ~~~~ lost
          }))
          return sent
        }
      `,
    },
    {
      name: 'called in a loop that does not wait',
      ...marked`
        let count = 0
        async function step(job) {
          const before = count
          await job()
          count = before + 1
          ~~~~~ lost
        }
        for (const job of jobs) void step(job)
      `,
    },
    {
      name: 'a timer',
      ...marked`
        let count = 0
        setInterval(async () => {
          const before = count
          await job()
          count = before + 1
          ~~~~~ lost {"who": "This callback", "place": "count", "read": "line 3", "wait": "line 4"}
        }, 100)
      `,
    },
    {
      name: 'a handler of requests',
      ...marked`
        import express from 'express'
        const app = express()
        let visits = 0
        app.get('/', async (req, res) => {
          const before = visits
          await log(req.url)
          visits = before + 1
          ~~~~~~ lost
          res.end()
        })
      `,
    },
    {
      name: 'returned to somebody',
      ...marked`
        export function createCounter() {
          let count = 0
          return {
            async step(job) {
              const before = count
              await job()
              count = before + 1
              ~~~~~ lost
            },
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- without proof

run(rule, {
  valid: [
    { name: 'an object of the caller', code: 'export async function debit(account, amount) { const { balance } = account; await audit(amount); account.balance = balance - amount }' },
    { name: 'a value that costs nothing to make twice', code: 'let config\nexport async function get() { if (!config) config = await readConfig(); return config }' },
    {
      name: 'a module that is loaded when it is needed: the loader keeps it',
      options: thorough,
      code: 'let yaml\nexport async function parse(text) { yaml ??= await import("yaml"); return yaml.parse(text) }',
    },
    {
      name: 'what the option allows',
      options: [{ thorough: true, allow: ['config'] }],
      code: 'let config\nexport async function get() { if (!config) config = await readConfig(); return config }',
    },
  ],
  invalid: [
    {
      name: 'an object of the caller, with thorough',
      options: thorough,
      ...marked`
        export async function debit(account, amount) {
          const { balance } = account
          await audit(amount)
          account.balance = balance - amount
          ~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'a value that is made twice, with thorough',
      options: thorough,
      ...marked`
        let config
        export async function get() {
          if (!config) config = await readConfig()
                       ~~~~~~ filled
          return config
        }
      `,
    },
    {
      name: 'a limit that is lowered, with thorough',
      options: thorough,
      ...marked`
        export class Runner {
          depth = 0
          async commit() {
            if (this.depth > 1) {
              await this.query('RELEASE')
              this.depth -= 1
              ~~~~~~~~~~ exceeded
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- rounds of reduce

const toll = (first: string): string => text`
  export async function answer(steps, order) {
    let result = { order }
    await steps.reduce(async (before, step) => {
      ${first}
      const next = await step(result)
      if (next) result = { ...result, ...next }
    }, Promise.resolve())
    return result
  }
`

run(rule, {
  valid: [
    { name: 'each round waits for the one before', code: toll('await before') },
    { name: 'by a name of its own', code: toll('const done = await before') },
  ],
  invalid: [
    { name: 'all rounds run at once', code: toll('log(step)'), errors: [{ messageId: 'reused', line: 6, column: 15 }] },
    { name: 'they wait for something else first', code: toll('await step.ready; await before'), errors: [{ messageId: 'reused', line: 6, column: 15 }] },
  ],
})

// ---------------------------------------------------------------- under another name

/** Jobs of which a few are run at a time. */
const bench = (notify: string): string => text`
  export class Bench {
    active = 0
    ${notify}
    async #pump() {
      if (this.active >= this.most) return
      const job = await this.store.claim()
      this.active++
      this.begin(job)
    }
  }
`

run(rule, {
  valid: [
    { name: 'what calls it does more, and may not come to it', code: bench('notify(job) { if (job.late) this.#pump().catch(report) }') },
    { name: 'nobody outside can have it run', code: bench('#notify() { this.#pump().catch(report) }') },
  ],
  invalid: [
    { name: 'what anybody may call does nothing else', code: bench('notify() { this.#pump().catch(report) }'), errors: [{ messageId: 'exceeded', line: 7, column: 5 }] },
    { name: 'and returns it', code: bench('notify() { return this.#pump() }'), errors: [{ messageId: 'exceeded', line: 7, column: 5 }] },
    { name: 'without a body', code: bench('notify = () => void this.#pump()'), errors: [{ messageId: 'exceeded', line: 7, column: 5 }] },
  ],
})

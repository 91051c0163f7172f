import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions of the file that answer later: what they have read for that, and what they write when they are told to.

run(rule, {
  valid: [
    {
      name: 'read behind its own wait, and written at once; read anew after the wait; of an object that the run has made',
      options: [{ thorough: true }],
      code: text`
        export class Tank {
          #litres = 0
          async level() {
            await this.sensor.settle()
            return this.#litres
          }
          async fill(litres) {
            this.#litres = (await this.level()) + litres
          }
        }
        export class Barrel {
          #litres = 0
          async level() {
            return this.#litres
          }
          async fill(litres) {
            await this.level()
            this.#litres += litres
          }
        }
        class Cup {
          drops = 0
          async level() {
            await this.sensor.settle()
            return this.drops
          }
          async set(drops) {
            await this.sensor.settle()
            this.drops = drops
          }
        }
        export async function pour(drops) {
          const cup = new Cup()
          const level = await cup.level()
          await cup.set(level + drops)
          return cup
        }
      `,
    },
    {
      name: 'what is put back with other things, as it was',
      code: text`
        export class Jobs {
          async again() {
            if (!this.last?.job) return undefined
            return this.run(this.last.job, this.last.option)
          }
          async run(job, option) {
            const done = await this.server.run(job, option)
            this.last = { job, option }
            return done
          }
        }
      `,
    },
    {
      name: 'under a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Tank {
          #mutex = new Mutex()
          #litres = 0
          async #level() {
            await this.sensor.settle()
            return this.#litres
          }
          async #set(litres) {
            await this.sensor.settle()
            this.#litres = litres
          }
          async fill(litres) {
            await this.#mutex.runExclusive(async () => {
              await this.#set((await this.#level()) + litres)
            })
          }
        }
      `,
    },
    {
      name: 'nobody waits for anything: only who begins in the same turn comes in between',
      code: text`
        export class Tank {
          #litres = 0
          async level() {
            return this.#litres
          }
          async fill(litres) {
            const level = await this.level()
            this.#litres = level + litres
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a level that is read and set by functions which wait',
      ...marked`
        const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms) })
        export class Tank {
          litres = 0
          async level() {
            await pause(5)
            return this.litres
          }
          async set(litres) {
            await pause(5)
            this.litres = litres
          }
          async fill(litres) {
            const level = await this.level()
            await this.set(level + litres)
                  ~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "${'`fill`'}", "place": "this.litres", "read": "line 13", "wait": "line 9", "other": ""}
          }
        }
      `,
    },
    {
      name: 'entries of a map, under the key that the caller gives',
      ...marked`
        const levels = new Map()
        async function level(tank) {
          return levels.get(tank) ?? 0
        }
        async function set(tank, litres) {
          levels.set(tank, litres)
        }
        export async function drain(tank, litres) {
          const left = await level(tank)
          await valve.open(tank)
          await set(tank, left - litres)
                ~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "${'`drain`'}", "place": "levels[tank]", "read": "line 9", "wait": "line 9", "other": ""}
        }
      `,
    },
    {
      name: 'where nobody waits for anything',
      options: [{ thorough: true }],
      ...marked`
        export class Tank {
          #litres = 0
          async level() {
            return this.#litres
          }
          async fill(litres) {
            const level = await this.level()
            this.#litres = level + litres
            ~~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'of another object, as the code calls it',
      ...marked`
        class Levels {
          rows = new Map()
          async get(tank) {
            return this.rows.get(tank)
          }
          async put(tank, litres) {
            await this.disk.sync()
            this.rows.set(tank, litres)
          }
        }
        const levels = new Levels()
        export async function fill(tank, litres) {
          const level = await levels.get(tank)
          await levels.put(tank, level + litres)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "${'`fill`'}", "place": "levels.rows[tank]", "read": "line 13", "wait": "line 7", "other": ""}
        }
      `,
    },
  ],
})

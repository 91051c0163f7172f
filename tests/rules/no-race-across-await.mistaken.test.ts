import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What each run puts into one place, and ends there when its work is done.

run(rule, {
  valid: [
    {
      name: 'kept in a local variable, compared, or one run at a time',
      options: [{ thorough: true }],
      code: text`
        export class Mill {
          async grind(sacks) {
            await Promise.all(sacks.map((sack) => this.#one(sack)))
          }
          async #one(sack) {
            const bell = setInterval(() => ring(sack), 1000)
            try {
              await this.wheel(sack)
            } finally {
              clearInterval(bell)
            }
          }
        }
        export class Press {
          async press(grapes) {
            if (this.busy) return
            this.busy = true
            this.bell = setInterval(ring, 1000)
            await this.turn(grapes)
            clearInterval(this.bell)
            this.busy = false
          }
        }
        export class Churn {
          async churn(milk) {
            const own = (this.bell = strike())
            await this.turn(milk)
            if (this.bell === own) this.bell.stop()
          }
        }
      `,
    },
    {
      name: 'ended only where it has failed, or where all is over',
      options: [{ thorough: true }],
      code: text`
        export class Phone {
          async dial(number) {
            this.line = open(number)
            try {
              await this.ring(number)
            } catch (error) {
              this.line.close()
              throw error
            }
          }
        }
        export class Radio {
          async tune(band) {
            this.line = open(band)
            await this.listen()
            if (this.over) this.line.close()
          }
        }
      `,
    },
    {
      name: 'without thorough: nobody is seen to run it twice',
      code: text`
        import { createReadStream } from 'node:fs'
        export class Reader {
          async read(path, use) {
            this.stream = createReadStream(path)
            for await (const part of this.stream) await use(part)
            this.stream.destroy()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of runs beside each other',
      ...marked`
        export class Mill {
          async grind(sacks) {
            await Promise.all(sacks.map((sack) => this.#one(sack)))
          }
          async #one(sack) {
            try {
              this.bell = setInterval(() => ring(sack), 1000)
              ~~~~~~~~~ mistaken {"who": "${'`one`'}", "place": "this.bell", "read": "line 10", "wait": "line 8", "other": ""}
              await this.wheel(sack)
            } finally {
              clearInterval(this.bell)
              this.bell = undefined
            }
          }
        }
      `,
    },
    {
      name: 'of a public method, with thorough',
      options: [{ thorough: true }],
      ...marked`
        import { createReadStream } from 'node:fs'
        export class Reader {
          async read(path, use) {
            this.stream = createReadStream(path)
            ~~~~~~~~~~~ mistaken {"who": "${'`read`'}", "place": "this.stream", "read": "line 6", "wait": "line 5", "other": ""}
            for await (const part of this.stream) await use(part)
            this.stream.destroy()
          }
        }
      `,
    },
  ],
})

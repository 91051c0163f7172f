import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A wait of those who have found something, and a write of those who have not: no run comes by both.

const tides = (wait: string, test: string, between = 'const unit = this.unit()'): string => text`
  export class Tides {
    #asked = new Map()
    async height(port) {
      let asked = this.#asked.get(port)
      ${wait}
      ${between}
      if (${test}) {
        asked = this.station.heightAt(port)
        this.#asked.set(port, asked)
        asked.then(() => this.#asked.delete(port))
      }
      return (await asked) + unit
    }
  }
`
const refilled = { errors: [{ messageId: 'refilled', line: 9, column: 7 }] } as const

run(rule, {
  valid: [
    { name: 'only who has found one waits', code: tides('if (asked) await asked', '!asked') },
    { name: 'the other way round', code: tides('if (!asked) this.first(port)\n    else await asked', '!asked') },
  ],
  invalid: [
    { name: 'who has found none waits, too', code: tides('if (!asked) await this.station.open()', '!asked'), ...refilled },
    { name: 'it becomes another one in between', code: tides('if (asked) await asked', '!asked', 'asked = this.again ? undefined : asked'), ...refilled },
    { name: 'both wait', code: tides('if (asked) await asked', '!asked', 'const unit = await this.unit()'), ...refilled },
  ],
})

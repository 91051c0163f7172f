import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what decides which question is asked

/** A fleet that is as large as a harbour says, unless somebody has said how large it is to be. */
const fleet = (asks: string, sets: string): string => text`
  export class Fleet {
    constructor(options) {
      this.options = options
    }
    async sail() {
      const answer = await (${asks})
      if (!answer) throw new Error('no harbour')
      ${sets}
      for (let i = 0; i < this.options.ships; i++) this.launch(i)
    }
  }
`
const either = "this.options.ships === 'auto' ? this.askHarbour() : this.askLighthouse()"
const told = (messageId: 'lost' | 'reused') => ({ errors: [{ messageId, line: 8, column: 5 }] })

run(rule, {
  valid: [
    { name: 'and is asked once more behind the wait', options: [{ thorough: true }], code: fleet(either, "if (this.options.ships === 'auto') this.options.ships = answer.ships") },
  ],
  invalid: [
    { name: 'what is asked is made of it', options: [{ thorough: true }], code: fleet('this.askHarbour(this.options.ships)', 'this.options.ships = answer.ships'), ...told('reused') },
    { name: 'one of two questions is made of it', options: [{ thorough: true }], code: fleet('this.options.ships > 9 ? this.askHarbour() : this.askLighthouse(this.options.ships)', 'this.options.ships = answer.ships'), ...told('lost') },
  ],
})

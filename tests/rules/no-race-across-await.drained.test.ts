import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- who adds begins to work through what is there

const ferry = (begins: string, first = ''): string => text`
  export class Ferry {
    #waiting = []
    #isUnderWay = false
    constructor(deck) {
      this.deck = deck
    }
    board(car) {
      this.#waiting.push(car)
      ${begins}
    }
    async #cross() {
      ${first}
      while (this.#waiting.length > 0) {
        const [car] = this.#waiting
        await this.deck.carry(car)
        this.#waiting.shift()
      }
      this.#isUnderWay = false
    }
  }
`

run(rule, {
  valid: [
    { name: 'only the first begins', options: [{ thorough: true }], code: ferry('if (this.#waiting.length === 1) this.#cross().catch(console.error)') },
    { name: 'only where none is under way', code: ferry('if (this.#isUnderWay) return\nthis.#cross().catch(console.error)', 'this.#isUnderWay = true') },
    { name: 'a second run leaves', code: ferry('this.#cross().catch(console.error)', 'if (this.#isUnderWay) return\nthis.#isUnderWay = true') },
    { name: 'who adds waits, and so may who calls', code: ferry('return this.#cross()') },
    { name: 'nothing is added', code: ferry('void this.#cross()').replace('this.#waiting.push(car)', 'this.last = car') },
  ],
  invalid: [
    {
      name: 'each begins',
      ...marked`
        export class Ferry {
          #waiting = []
          constructor(deck) {
            this.deck = deck
          }
          board(car) {
            this.#waiting.push(car)
            void this.#cross()
          }
          async #cross() {
            while (this.#waiting.length > 0) {
              const [car] = this.#waiting
              await this.deck.carry(car)
              this.#waiting.shift()
              ~~~~~~~~~~~~~~~~~~~~~ taken
            }
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who comes second and asks for the same preparation waits as the first does.
run(rule, {
  valid: [
    {
      name: 'both wait for the same',
      code: text`
        import { Clock } from './clock.js'
        export class Player {
          async begin() {
            if (this.clock) {
              await this.clock.init()
              return this.clock.now()
            }
            this.clock = new Clock()
            await this.clock.init()
            return this.clock.now()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the second waits for something else',
      ...marked`
        import { Clock } from './clock.js'
        export class Player {
          async begin() {
            if (this.clock) {
              await this.clock.wind()
              return
            }
            this.clock = new Clock()
            ~~~~~~~~~~ published
            await this.clock.init()
          }
        }
      `,
    },
    {
      name: 'the second does not wait for it',
      ...marked`
        import { Clock } from './clock.js'
        export class Player {
          async begin() {
            if (this.clock) return this.clock.now()
            this.clock = new Clock()
            ~~~~~~~~~~ published
            await this.clock.init()
            return this.clock.now()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A state in words that is set after a wait, though somebody may have given the work up meanwhile.

run(rule, {
  valid: [
    {
      name: 'who has waited asks, nobody gives up, or whoever does waits for the work',
      options: [{ thorough: true }],
      code: text`
        export class Loaf {
          state = 'dough'
          async bake() {
            this.state = 'in the oven'
            await this.oven.heat()
            if (this.state !== 'in the oven') return
            this.state = 'baked'
          }
          cancel() {
            this.state = 'thrown away'
          }
        }
        export class Cake {
          state = 'dough'
          async bake() {
            this.state = 'in the oven'
            await this.oven.heat()
            this.state = 'baked'
          }
          rename(state) {
            this.state = 'cut'
          }
        }
        export class Pie {
          state = 'dough'
          async bake() {
            this.state = 'in the oven'
            await this.oven.heat()
            this.state = 'baked'
          }
          async stop() {
            await this.oven.cool()
            this.state = 'thrown away'
          }
        }
      `,
    },
    {
      name: 'who ends it does so only when it has come to that',
      options: [{ thorough: true }],
      code: text`
        export class Oven {
          state = 'cold'
          async light() {
            this.state = 'warming'
            await this.coal.light()
            this.state = 'hot'
          }
          stop() {
            if (this.state !== 'hot') return
            this.state = 'cold'
          }
        }
      `,
    },
    {
      name: 'without thorough: what becomes of it is not proven',
      code: text`
        export class Loaf {
          state = 'dough'
          async bake() {
            this.state = 'in the oven'
            await this.oven.heat()
            this.state = 'baked'
          }
          cancel() {
            this.state = 'thrown away'
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a field, and by a method that tells others too',
      options: [{ thorough: true }],
      ...marked`
        export class Loaf {
          state = 'dough'
          async bake() {
            this.state = 'in the oven'
            await this.oven.heat()
            this.state = 'baked'
            ~~~~~~~~~~ overruled {"who": "${'`bake`'}", "place": "this.state", "read": "line 4", "wait": "line 5", "other": "line 9"}
          }
          cancel() {
            this.state = 'thrown away'
          }
        }
        export class Tart {
          #state = 'dough'
          async bake() {
            this.#set('in the oven')
            try {
              await this.oven.heat()
              this.#set('baked')
              ~~~~~~~~~~~~~~~~~~ overruled {"who": "${'`bake`'}", "place": "this.#state", "read": "line 15", "wait": "line 17", "other": "line 25"}
            } catch {
              this.#set('burnt')
            }
          }
          abort() {
            if (this.#state === 'baked') return
            this.#set('thrown away')
          }
          #set(state) {
            this.#state = state
            this.tell(state)
          }
        }
      `,
    },
    {
      name: 'by the members of an enumeration',
      options: [{ thorough: true }],
      ...marked`
        import { Heat } from './heat.js'
        export class Oven {
          heat = Heat.Cold
          async light() {
            this.heat = Heat.Warming
            await this.coal.light()
            this.heat = Heat.Hot
            ~~~~~~~~~ overruled {"who": "${'`light`'}", "place": "this.heat", "read": "line 5", "wait": "line 6", "other": "line 10"}
          }
          stop() {
            this.heat = Heat.Cold
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A count of users of which the first one begins something, and which is raised only behind that.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'raised before the wait',
      options: thorough,
      code: text`
        export class Fridge {
          #users = 0
          async take() {
            this.#users++
            if (this.#users === 1) await this.motor.start()
          }
        }
      `,
    },
    {
      name: 'the first one only looks something up',
      options: thorough,
      code: text`
        export class Fridge {
          #users = 0
          async take() {
            if (this.#users === 0) await this.fetchRecipes()
            this.#users++
          }
        }
      `,
    },
    {
      name: 'each in its turn',
      options: thorough,
      code: text`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        let users = 0
        export const take = () => turn.runExclusive(async () => {
          if (users === 0) await motor.start()
          users++
        })
      `,
    },
    {
      name: 'not said without thorough',
      code: text`
        let users = 0
        export async function take() {
          if (users === 0) await motor.start()
          users++
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a field',
      options: thorough,
      ...marked`
        export class Fridge {
          #users = 0
          async take() {
            if (this.#users === 0) {
              await this.motor.start()
            }
            this.#users++
            ~~~~~~~~~~~ done {"who":"\u0060take\u0060","place":"this.#users","read":"line 4","wait":"line 5"}
          }
        }
      `,
    },
    {
      name: 'a variable, and the others wait for something else',
      options: thorough,
      ...marked`
        let users = 0
        export async function take(shelf) {
          if (!users) await motor.start()
          else await shelf.light()
          users += 1
          ~~~~~ done {"who":"\u0060take\u0060","place":"users","read":"line 3","wait":"line 3"}
        }
      `,
    },
    {
      name: 'how deep one is in transactions',
      options: thorough,
      ...marked`
        export class Rows {
          depth = 0
          async begin() {
            if (this.depth > 0) await this.query('SAVEPOINT s' + this.depth)
            else await this.query('START TRANSACTION')
            this.depth += 1
            ~~~~~~~~~~ done {"who":"\u0060begin\u0060","place":"this.depth","read":"line 4","wait":"line 5"}
          }
          query(text) {
            return this.connection.query(text)
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Counts of what is under way that a limit adds to something else.

const kennel = (test: string, chain: string): string => text`
  export class Kennel {
    constructor(driver, room) {
      this.driver = driver
      this.room = room
      this.dogs = new Set()
      this.coming = 0
      this.leaving = 0
    }
    take() {
      if (!(${test})) throw new Error('full')
      this.coming++
      return this.driver.fetch().${chain}
    }
  }
`

run(rule, {
  valid: [
    { name: 'it comes down whatever becomes of the work', code: kennel('this.dogs.size + this.coming <= this.room', 'then((dog) => dog.greet()).finally(() => { this.coming-- })') },
    { name: 'what is taken away leaves more room the more there is of it', code: kennel('this.dogs.size - this.coming <= this.room', 'then((dog) => { this.coming--; return dog })') },
    { name: 'another count is asked for', code: kennel('this.dogs.size + this.leaving <= this.room', 'then((dog) => { this.coming--; return dog })') },
    { name: 'nobody is kept out', code: "export class Kennel { constructor() { this.coming = 0 } take() { console.log(this.dogs.size + this.coming); this.coming++; return this.driver.fetch().then((dog) => { this.coming--; return dog }) } }" },
  ],
  invalid: [
    {
      name: 'a failure takes one of the places for ever',
      ...marked`
        export class Kennel {
          constructor(driver, room) {
            this.driver = driver
            this.room = room
            this.dogs = new Set()
            this.coming = 0
            this.leaving = 0
          }
          take() {
            if (this.dogs.size + this.coming - this.leaving <= this.room) {
              this.coming++
              ~~~~~~~~~~~~~ counted
              return this.driver.fetch().then((dog) => {
                this.coming--
                return dog.greet()
              })
            }
            return new Promise((resolve) => this.waiting.push(resolve))
          }
        }
      `,
    },
    {
      name: 'the same with the limit on the other side',
      ...marked`
        export class Kennel {
          coming = 0
          take() {
            if (this.room < this.coming + this.dogs.length) throw new Error('full')
            this.coming++
            ~~~~~~~~~~~~~ counted
            return this.driver.fetch().then((dog) => {
              this.coming--
              return dog
            })
          }
        }
      `,
    },
  ],
})

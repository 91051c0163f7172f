import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is made of what is there by then loses nothing, in a callback as anywhere else.
run(rule, {
  valid: [
    {
      name: 'the choice is narrowed in a callback behind the wait',
      code: text`
        export class Shelf {
          labels = []
          chosen = []
          async refresh() {
            if (this.chosen.length === 0) return this.load()
            return this.load().then(() => {
              const names = new Set(this.labels.map((each) => each.title))
              this.chosen = this.chosen.filter((each) => names.has(each))
            })
          }
          async load() { this.labels = await (await fetch('/labels')).json() }
          toggle(title) {
            const at = this.chosen.indexOf(title)
            if (at > -1) this.chosen.splice(at, 1)
            else this.chosen.push(title)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'something else is put there in the callback',
      ...marked`
        export class Shelf {
          chosen = []
          async refresh() {
            if (this.chosen.length > 0) return this.chosen
            return this.load().then((found) => {
              this.chosen = found.filter((each) => each.isUsual)
              ~~~~~~~~~~~ replaced
              return this.chosen
            })
          }
          async load() { return (await fetch('/labels')).json() }
          toggle(title) {
            const at = this.chosen.indexOf(title)
            if (at > -1) this.chosen.splice(at, 1)
            else this.chosen.push(title)
          }
        }
      `,
    },
  ],
})

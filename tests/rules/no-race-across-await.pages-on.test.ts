import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked with a mark that the answer moves on, behind a promise, by a method of a prototype that a listener runs.

run(rule, {
  valid: [
    {
      name: 'one at a time, or run by another method alone',
      code: text`
        import { letters } from './letters.js'
        export function Box(list) {
          list.addEventListener('scroll', () => this.older())
        }
        Box.prototype.older = function () {
          if (this.asking) return this.asking
          this.asking = letters.page({ before: this.mark }).then((page) => {
            this.letters.push(...page.letters)
            this.mark = page.next
            this.asking = null
          })
          return this.asking
        }
        export function Import(file) {
          this.file = file
        }
        Import.prototype.run = function () {
          return this.next()
        }
        Import.prototype.next = function () {
          return letters.page({ before: this.mark }).then((page) => {
            this.mark = page.next
            return page.letters
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'run by a listener',
      ...marked`
        import { letters } from './letters.js'
        export function Box(list) {
          this.letters = []
          list.addEventListener('scroll', () => this.older())
        }
        Box.prototype.older = function () {
          return letters.page({ before: this.mark }).then((page) => {
            this.letters.push(...page.letters)
            this.mark = page.next
            ~~~~~~~~~ reused {"who": "${'`older`'}", "place": "this.mark", "read": "line 7", "wait": "line 7", "other": ""}
          })
        }
      `,
    },
  ],
})

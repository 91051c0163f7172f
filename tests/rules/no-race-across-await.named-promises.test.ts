import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Promises that are begun under a name, and waited for by that name later.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the answer is asked for once, and the same is waited for by all',
      options: thorough,
      code: text`
        let loading
        let words
        export async function lookUp(query) {
          loading ??= loadWords(query)
          words = await loading
          return words
        }
      `,
    },
    {
      name: 'a newer request makes the older one void',
      options: thorough,
      code: text`
        export class Finder {
          rows = []
          turn = 0
          async search(text) {
            const turn = ++this.turn
            const asking = this.api.find(text)
            const rows = await asking
            if (turn === this.turn) this.rows = rows
          }
        }
      `,
    },
    {
      name: 'what is sent is taken out before the wait',
      code: text`
        export class Meter {
          points = []
          constructor() { setInterval(() => this.flush(), 1000) }
          add(point) { this.points.push(point) }
          async flush() {
            const batch = this.points
            this.points = []
            const sending = fetch('/points', { method: 'POST', body: JSON.stringify(batch) })
            await sending
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the older answer comes last',
      options: thorough,
      ...marked`
        export class Finder {
          rows = []
          async search(text) {
            const asking = this.api.find(text)
            this.busy = true
            this.rows = await asking
            ~~~~~~~~~ overtaken
          }
        }
      `,
    },
    {
      name: 'what comes while the last ones are sent',
      ...marked`
        export class Meter {
          points = []
          constructor() { setInterval(() => this.flush(), 1000) }
          add(point) { this.points.push(point) }
          async flush() {
            const sending = fetch('/points', { method: 'POST', body: JSON.stringify(this.points) })
            await sending
            this.points = []
            ~~~~~~~~~~~ dropped
          }
        }
      `,
    },
    {
      name: 'the same old position, through two promises',
      ...marked`
        export class Feed {
          #from = 0
          start() { setInterval(() => this.#poll(), 1000) }
          async #poll() {
            const asking = fetch('/changes?from=' + this.#from)
            const answer = await asking
            const reading = answer.json()
            const { changes, next } = await reading
            for (const change of changes) this.emit('change', change)
            this.#from = next
            ~~~~~~~~~~ reused
          }
        }
      `,
    },
    {
      name: 'a row that both runs read',
      ...marked`
        import mongoose from 'mongoose'
        const Account = mongoose.model('Account', schema)
        export async function spend(id, amount) {
          const finding = Account.findById(id)
          const account = await finding
          account.balance -= amount
          await account.save()
                ~~~~~~~~~~~~~~ row
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- entries that a timer takes out when they are old

run(rule, {
  valid: [
    {
      name: 'a timer that does nothing else',
      code: text`
        export class Counts {
          known = new Map()
          async of(url) {
            const count = this.known.get(url)
            if (count !== undefined) return count
            const found = await ask(url)
            this.known.set(url, found)
            setTimeout(() => this.known.delete(url), 3000)
            return found
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'who says which is no longer right',
      ...marked`
        export class Counts {
          known = new Map()
          async of(url) {
            const count = this.known.get(url)
            if (count !== undefined) return count
            const found = await ask(url)
            this.known.set(url, found)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled {"who": "\u0060of\u0060", "place": "this.known[url]", "read": "line 4", "wait": "line 6", "other": "line 11"}
            return found
          }
          forget(url) {
            this.known.delete(url)
          }
        }
      `,
    },
  ],
})

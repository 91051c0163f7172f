import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Work under way that a second run is to wait for, and that is noted too late: `if (this.syncing) return this.syncing`.

run(rule, {
  valid: [
    {
      name: 'noted before anything is waited for, or looked for again',
      options: [{ thorough: true }],
      code: text`
        let syncing = null
        export async function sync() {
          if (syncing) return syncing
          syncing = collect().then((changes) => push(changes)).finally(() => { syncing = null })
          return syncing
        }
        let saving = null
        export async function save(book) {
          if (saving) return saving
          const pages = await book.pages()
          if (saving) return saving
          saving = put(pages).finally(() => { saving = null })
          return saving
        }
      `,
    },
    {
      name: 'what only finds something out is not told without thorough',
      code: text`
        export class Prices {
          async current() {
            if (this.asking) return this.asking
            const shop = await this.shop()
            this.asking = this.getPrices(shop)
            try {
              return await this.asking
            } finally {
              this.asking = undefined
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'forgotten in the same code',
      ...marked`
        export class Session {
          async token() {
            if (this.refreshing) return this.refreshing
            if (await this.isFresh()) return this.last
            this.refreshing = this.refresh()
            ~~~~~~~~~~~~~~~ done {"who":"\u0060token\u0060","place":"this.refreshing","read":"line 3","wait":"line 4","other":""}
            try {
              return await this.refreshing
            } finally {
              this.refreshing = undefined
            }
          }
        }
      `,
    },
    {
      name: 'forgotten in what follows the promise',
      ...marked`
        let syncing = null
        export async function sync() {
          if (syncing) return syncing
          const changes = await collect()
          syncing = push(changes).finally(() => { syncing = null })
          ~~~~~~~ done {"who":"\u0060sync\u0060","place":"syncing","read":"line 3","wait":"line 4","other":""}
          return syncing
        }
      `,
    },
  ],
})

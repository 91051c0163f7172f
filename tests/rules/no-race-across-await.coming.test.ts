import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A flag that is raised before the wait, and what a second run uses then, which is set only behind it.

run(rule, {
  valid: [
    {
      name: 'the second run asks whether it is there, uses it only where it is, or waits for the same promise',
      options: [{ thorough: true }],
      code: text`
        export class Reader {
          async page(number) {
            if (!this.opening) {
              this.opening = true
              this.book = await openBook(this.path)
            }
            if (!this.book) throw new Error('not open yet')
            return this.book.page(number)
          }
          async title() {
            if (!this.asked) {
              this.asked = true
              this.cover = await readCover(this.path)
            }
            return this.cover?.title
          }
          async author() {
            this.coming ??= readCover(this.path)
            return (await this.coming).author
          }
        }
      `,
    },
    {
      name: 'what is used has nothing to do with what comes',
      options: [{ thorough: true }],
      code: text`
        export class Reader {
          async page(number) {
            if (!this.counted) {
              this.counted = true
              this.visits = await countVisits()
            }
            return this.book.page(number)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a call of what comes, and a part of it that is answered with',
      ...marked`
        export class Reader {
          async page(number) {
            if (!this.opening) {
              this.opening = true
              ~~~~~~~~~~~~ published {"who":"\u0060page\u0060","place":"this.opening","read":"line 3","wait":"line 5","other":"line 7"}
              this.book = await openBook(this.path)
            }
            return this.book.page(number)
          }
        }
        let loaded = false
        let names = {}
        export async function nameOf(id) {
          if (!loaded) {
            loaded = true
            ~~~~~~ published {"who":"\u0060nameOf\u0060","place":"loaded","read":"line 13","wait":"line 15","other":"line 17"}
            names = await loadNames()
          }
          return names[id]
        }
      `,
    },
    {
      name: 'a flag that a helper raises',
      ...marked`
        export class Line {
          async send(words) {
            if (!this.socket && !this.dialing) await this.dial()
                                                     ~~~~~~~~~~~ published {"who":"\u0060send\u0060","place":"this.dialing","read":"line 3","wait":"line 3","other":"line 4"}
            this.socket.write(words)
          }
          async dial() {
            this.dialing = true
            this.socket = await open()
            this.dialing = false
          }
        }
      `,
    },
  ],
})

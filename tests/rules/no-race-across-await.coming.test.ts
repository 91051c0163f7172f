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

// ---------------------------------------------------------------- what is put anew behind the wait, and was there before

/** A parcel that is packed once: who asks meanwhile is given the promise of its end. */
const parcel = (end: string, anew: string, given = 'this.end.promise'): string => text`
  export class Parcel {
    ${end}
    packing = false
    async pack(things) {
      if (this.packing) return ${given}
      this.packing = true
      try {
        await wrap(things)
        this.end.resolve()
      } finally {
        ${anew}
      }
    }
  }
`
const early = { errors: [{ messageId: 'published' as const, line: 6, column: 5 }] }

run(rule, {
  valid: [
    { name: 'made in the same way from the start', code: parcel('end = Promise.withResolvers()', 'this.end = Promise.withResolvers()') },
    { name: 'made in the same way from the start, with a type', language: 'ts', code: parcel('end = withResolvers<void>()', 'this.end = withResolvers()') },
    { name: 'made in the same way by the constructor', code: parcel('constructor() { this.end = Promise.withResolvers() }', 'this.end = Promise.withResolvers()') },
  ],
  invalid: [
    { name: 'not there from the start', code: parcel('end', 'this.end = Promise.withResolvers()'), ...early },
    { name: 'another thing from the start', code: parcel('end = new NoLabel()', 'this.end = new Label(things)'), ...early },
    { name: 'made of something else from the start', code: parcel('end = labelOf([])', 'this.end = labelOf(things)'), ...early },
  ],
})

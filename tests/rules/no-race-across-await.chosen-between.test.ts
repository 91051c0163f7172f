import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked for is chosen by a field, and the field by what the class is told.

run(rule, {
  valid: [
    {
      name: 'the one way asks for nothing, or what is told does not choose it',
      options: [{ thorough: true }],
      code: text`
        export class Gallery {
          async show() {
            const pictures = this.mine ? [] : await this.store.all()
            this.pictures = pictures
          }
          wallChanged(wall) {
            if (wall === 'mine') this.mine = true
            this.show()
          }
        }
        export class Museum {
          async show() {
            const pictures = this.mine ? await this.store.own() : await this.store.all()
            this.pictures = pictures
          }
          wallChanged(wall) {
            this.mine = true
            this.show()
          }
        }
      `,
    },
    {
      name: 'asked again behind the wait',
      options: [{ thorough: true }],
      code: text`
        export class Gallery {
          async show() {
            const run = ++this.run
            let pictures = this.mine ? await this.store.own() : await this.store.all()
            if (run !== this.run) return
            pictures = pictures.filter((each) => each.framed)
            this.pictures = pictures
          }
          wallChanged(wall) {
            if (wall === 'mine') this.mine = true
            else this.mine = false
            this.show()
          }
        }
      `,
    },
    {
      name: 'not proven that it is told again',
      code: text`
        export class Gallery {
          async show() {
            this.pictures = this.mine ? await this.store.own() : await this.store.all()
          }
          wallChanged(wall) {
            if (wall === 'mine') this.mine = true
            else this.mine = false
            this.show()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by a condition, and with a part of the answer left out',
      options: [{ thorough: true }],
      ...marked`
        export class Gallery {
          async show() {
            let pictures = this.mine ? await this.store.own() : await this.store.all()
            if (this.framed) pictures = pictures.filter((each) => each.framed)
            this.pictures = pictures
            ~~~~~~~~~~~~~ overtaken {"who": "\u0060show\u0060", "place": "this.pictures", "wait": "line 3"}
          }
          wallChanged(wall) {
            if (wall === 'mine') this.mine = true
            if (wall === 'all') this.mine = false
            this.show()
          }
        }
      `,
    },
  ],
})

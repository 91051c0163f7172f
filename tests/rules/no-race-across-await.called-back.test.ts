import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Callbacks that an API runs once, when what was asked for has come: others run until then.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the callback of what is returned to a queue of the file',
      code: text`
        const settle = (promise) => promise.then(() => undefined, () => undefined)
        export function queue() {
          let tail = Promise.resolve()
          return (task) => {
            const turn = tail.then(() => task())
            tail = settle(turn)
            return turn
          }
        }
        export function numbers(store) {
          const inOrder = queue()
          let last = 0
          function next() {
            const value = last + 1
            return store.write(value).then(() => {
              last = value
              return value
            })
          }
          return { issue: () => inOrder(() => next()) }
        }
      `,
    },
    {
      name: 'what has come is asked for again, in two parts, or compared with what was noted before the wait',
      code: text`
        export class Prices {
          round = 0
          kept = new Map()
          async of(plant) {
            const known = this.kept.get(plant)
            if (known && known.until > Date.now()) return known
            return this.shop.ask(plant).then((price) => {
              const meanwhile = this.kept.get(plant)
              if (meanwhile && meanwhile.until > Date.now()) return meanwhile
              this.kept.set(plant, price)
              return price
            })
          }
          async since(plant) {
            const known = this.kept.get(plant)
            if (known !== undefined) return known
            const begun = this.round
            return this.shop.ask(plant).then((price) => {
              if (begun === this.round) this.kept.set(plant, price)
              return price
            })
          }
          forget() {
            this.round++
            this.kept.clear()
          }
        }
      `,
    },
    {
      name: 'the value is read when the answer is there',
      code: text`
        import { stat } from 'node:fs'
        let total = 0
        export function add(file, done) {
          stat(file, (error, { size }) => {
            total = total + size
            done()
          })
        }
      `,
      options: thorough,
    },
    {
      name: 'the entry is looked at again when the answer is there',
      code: text`
        import { readFile } from 'node:fs'
        const texts = new Map()
        export function load(file, done) {
          if (texts.has(file)) return done(null, texts.get(file))
          readFile(file, (error, text) => {
            if (!texts.has(file)) texts.set(file, text)
            done(error, texts.get(file))
          })
        }
      `,
      options: thorough,
    },
    {
      name: 'a callback that runs before the call returns',
      code: text`
        let total = 0
        export function addAll(sizes) {
          const before = total
          sizes.forEach((size) => { total = before + size })
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'the callback of what is returned to nobody who waits',
      ...marked`
        export function numbers(store) {
          let last = 0
          function next() {
            const value = last + 1
            return store.write(value).then(() => {
              last = value
              ~~~~ lost
              return value
            })
          }
          return { issue: () => next() }
        }
      `,
    },
    {
      name: 'what has come is compared with nothing that was noted before the wait',
      ...marked`
        export class Prices {
          round = 0
          kept = new Map()
          async since(plant) {
            const known = this.kept.get(plant)
            if (known !== undefined) return known
            return this.shop.ask(plant).then((price) => {
              if (price > this.least) this.kept.set(plant, price)
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
              return price
            })
          }
          forget() {
            this.round++
            this.kept.clear()
          }
        }
      `,
    },
    {
      name: 'a sum is made of what was there when the file was asked for',
      ...marked`
        import { stat } from 'node:fs'
        let total = 0
        export function add(file, done) {
          const before = total
          stat(file, (error, { size }) => {
            total = before + size
            ~~~~~ lost
            done()
          })
        }
      `,
    },
    {
      name: 'two who ask at once both read the file, and the second replaces the entry of the first',
      ...marked`
        import { readFile } from 'node:fs'
        const texts = new Map()
        export function load(file, done) {
          if (texts.has(file)) return done(null, texts.get(file))
          readFile(file, (error, text) => {
            texts.set(file, text)
            ~~~~~~~~~~~~~~~~~~~~~ filled
            done(error, text)
          })
        }
      `,
      options: thorough,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A promise that is kept for who comes second, and not given to who comes first.

run(rule, {
  valid: [
    {
      name: 'the first one is given it as well',
      code: text`
        let lighting
        export async function light() {
          if (lighting) return lighting
          lighting = (async () => {
            await lamp.warm()
            lighting = undefined
          })()
          return lighting
        }
      `,
    },
    {
      name: 'the first one waits for it',
      code: text`
        let lighting
        export async function light() {
          if (lighting) return lighting
          lighting = warm()
          await lighting
        }
        async function warm() {
          await lamp.warm()
        }
      `,
    },
    {
      name: 'nobody waits: it is begun ahead of time',
      code: text`
        let lighting
        async function light() {
          if (lighting) return lighting
          lighting = warm()
        }
        async function warm() {
          await lamp.warm()
        }
        setInterval(() => {
          void light()
        }, 1000)
      `,
    },
    {
      name: 'what is kept is no promise',
      code: text`
        let lamp
        export async function light(Lamp) {
          if (lamp) return lamp
          lamp = new Lamp()
        }
      `,
    },
    {
      name: 'another one is given',
      code: text`
        let warmed
        let lighting
        export async function light() {
          if (warmed) return warmed
          lighting = warm()
        }
        async function warm() {
          await lamp.warm()
        }
        export const isLighting = () => lighting
      `,
    },
    {
      name: 'who comes second is turned away',
      code: text`
        let lighting
        export async function light() {
          if (lighting) return
          lighting = warm()
        }
        async function warm() {
          await lamp.warm()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the work of a function in place',
      ...marked`
        let lighting
        let isLit = false
        export const light = async () => {
          if (isLit) return
          if (lighting) return lighting
          lighting = (async () => {
          ~~~~~~~~ ungiven {"place":"lighting","read":"line 5"}
            await lamp.warm()
            isLit = true
          })()
        }
      `,
    },
    {
      name: 'a field, and the work of another method',
      ...marked`
        export class Lamp {
          #warming
          async light() {
            if (this.#warming) {
              await this.#warming
              return
            }
            this.#warming = this.#warm()
            ~~~~~~~~~~~~~ ungiven {"place":"this.#warming","read":"line 5"}
          }
          async #warm() {
            await this.bulb.heat(2700)
          }
        }
      `,
    },
    {
      name: 'nobody else may call it, and a call of the file waits for it',
      ...marked`
        let lighting
        function light() {
          if (lighting !== undefined) return lighting
          lighting = lamp.warm().then(() => lamp.shine())
          ~~~~~~~~ ungiven {"place":"lighting","read":"line 3"}
        }
        export async function read(book) {
          await light()
          return book.open()
        }
      `,
    },
  ],
})

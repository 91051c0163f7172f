import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A flag says that something has been begun, and who finds it up is given what comes of that, which is not there yet.

run(rule, {
  valid: [
    { name: 'the flag is lowered: who comes meanwhile is given what was there before', code: text`
      let loading = false
      let prices = null
      export async function latest() {
        if (!loading) {
          loading = true
          prices = await fetchPrices()
          loading = false
        }
        return prices
      }
    ` },
    { name: 'there is something from the start', code: text`
      let started = false
      let prices = DEFAULTS
      export async function latest() {
        if (!started) {
          started = true
          prices = await fetchPrices()
        }
        return prices
      }
    ` },
    { name: 'the flag goes up when it is there, or the promise is kept', code: text`
      let settings = null
      let loaded = false
      let opening
      export async function read() {
        if (!loaded) {
          settings = await load()
          loaded = true
        }
        return settings
      }
      export async function again() {
        opening ??= load()
        settings = await opening
        return settings
      }
    ` },
    { name: 'who finds it up waits for it', code: text`
      let begun = false
      let settings = null
      let ready
      export async function read() {
        if (!begun) {
          begun = true
          ready = load()
          settings = await ready
        } else {
          await ready
        }
        return settings
      }
    ` },
    { name: 'what is missing is asked for again', code: text`
      let begun = false
      let settings = null
      export async function read() {
        if (!begun) {
          begun = true
          settings = await load()
        }
        if (!settings) return DEFAULTS
        return settings
      }
    ` },
  ],
  invalid: [
    {
      name: 'a variable that is null until then',
      ...marked`
        let begun = false
        let settings = null
        export async function read() {
          if (!begun) {
            begun = true
            ~~~~~ published {"who": "\u0060read\u0060", "place": "begun", "read": "line 4", "wait": "line 6", "other": "line 9"}
            const text = await load()
            settings = parse(text)
          }
          return settings
        }
      `,
    },
    {
      name: 'a field of a class',
      ...marked`
        export class Settings {
          #begun = false
          #values
          async read() {
            if (this.#begun) return this.#values
            this.#begun = true
            ~~~~~~~~~~~ published {"who": "\u0060read\u0060", "place": "this.#begun", "read": "line 5", "wait": "line 7", "other": "line 5"}
            this.#values = await load()
            return this.#values
          }
        }
      `,
    },
    {
      name: 'a chain, and a promise that is settled already',
      ...marked`
        let begun = false
        let material = null
        export const Paint = {
          init(source) {
            if (!begun) {
              begun = true
              ~~~~~ published {"who": "\u0060init\u0060", "place": "begun", "read": "line 5", "wait": "line 7", "other": "line 12"}
              return source.load().then((found) => {
                material = mix(found)
                return material
              })
            } else {
              return Promise.resolve(material)
            }
          },
        }
      `,
    },
  ],
})

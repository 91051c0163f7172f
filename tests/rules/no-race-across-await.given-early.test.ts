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
    { name: 'what has been made is taken back alone: who comes meanwhile is given what was there before', code: text`
      export class Renderer {
        #thread = null
        #proxy = null
        async proxy() {
          if (!this.#thread) {
            this.#thread = startThread()
            this.#proxy = await this.#thread.connect()
          }
          return this.#proxy
        }
        pause() {
          this.#thread = null
        }
      }
    ` },
    { name: 'what has been made is a promise, or who comes second finds nothing and makes it himself', code: text`
      export class Renderer {
        #opening = null
        #proxy = null
        async proxy() {
          if (!this.#opening) {
            this.#opening = Promise.resolve(connect())
            this.#proxy = await this.#opening
          }
          await this.#opening
          return this.#proxy
        }
        async other() {
          if (!this.#proxy) this.#proxy = await connect()
          return this.#proxy
        }
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
      name: 'a thread that is made at once, and what it is talked to by, which comes later: both are forgotten together',
      ...marked`
        export class Renderer {
          private thread: Thread | null = null
          private proxy: Proxy | null = null
          stop() {
            if (this.thread) {
              this.thread.dispose()
              this.thread = null
            }
            this.proxy = null
          }
          async get() {
            if (!this.proxy && !this.thread) {
              try {
                this.thread = editor.createThread({ label: 'render' })
                ~~~~~~~~~~~ published {"who": "\u0060get\u0060", "place": "this.thread", "read": "line 12", "wait": "line 15", "other": "line 20"}
                this.proxy = await this.thread.connect()
              } catch (error) {
                log(error)
              }
            }
            return this.proxy!
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

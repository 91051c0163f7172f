import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Preparations that others find begun: marked in a set, or begun as an empty object that functions fill.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the promise of the preparation is kept, and every run waits for it',
      options,
      code: text`
        import { namesIn } from './disk.js'
        export class Shelves {
          #known = new Map()
          #books = new Map()
          async find(folder, name) {
            if (!this.#known.has(folder)) this.#known.set(folder, this.#read(folder))
            await this.#known.get(folder)
            return this.#books.get(name)
          }
          async #read(folder) {
            for (const each of await namesIn(folder)) this.#books.set(each, folder)
          }
        }
      `,
    },
    {
      name: 'who finds it marked leaves',
      options,
      code: text`
        import { namesIn } from './disk.js'
        export class Walk {
          #seen = new Set()
          #books = new Map()
          async visit(folder) {
            if (this.#seen.has(folder)) return
            this.#seen.add(folder)
            for (const each of await namesIn(folder)) this.#books.set(each, folder)
          }
        }
      `,
    },
    {
      name: 'what is used behind it has nothing to do with the preparation',
      options,
      code: text`
        import { greet } from './people.js'
        export class Door {
          #greeted = new Set()
          #guests = new Map()
          async open(name) {
            if (!this.#greeted.has(name)) {
              this.#greeted.add(name)
              await greet(name)
            }
            return this.#guests.get(name)
          }
        }
      `,
    },
    {
      name: 'an object that is put in place when it is full',
      code: text`
        import { ask } from './net.js'
        const Words = {
          async init(address) {
            if (!Words.known) {
              const known = {}
              for (const each of await ask(address)) known[each.id] = each
              Words.known = known
            }
          },
          find(id) {
            return Words.known[id]
          },
        }
        export default Words
      `,
    },
    {
      name: 'a cache, which nobody expects to be full',
      options,
      code: text`
        import { ask } from './net.js'
        let known
        export async function load(address) {
          if (!known) {
            known = {}
            for (const each of await ask(address)) known[each.id] = each
          }
        }
        export function forget() {
          known = {}
        }
        export const find = (id) => known[id]
      `,
    },
    {
      name: 'not proven where methods say by their names alone that it is filled',
      code: text`
        import { namesIn } from './disk.js'
        import { Urls } from './urls.js'
        export class Shelves {
          #seen = new Set()
          #urls = new Urls()
          async find(folder, name) {
            if (!this.#seen.has(folder)) {
              this.#seen.add(folder)
              for (const each of await namesIn(folder)) this.#urls.add(each, folder)
            }
            return this.#urls.key(name)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a folder is marked as read before it has been, and the next one looks there at once',
      ...marked`
        import { namesIn } from './disk.js'
        export class Shelves {
          #seen = new Set()
          #books = new Map()
          async find(folder, name) {
            if (!this.#seen.has(folder)) {
              this.#seen.add(folder)
              ~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060find\u0060", "place": "this.#seen[folder]", "read": "line 6", "wait": "line 8", "other": "line 11"}
              const names = await namesIn(folder)
              for (const each of names) this.#books.set(each, folder)
            }
            return this.#books.get(name)
          }
        }
      `,
    },
    {
      name: 'an empty object that a function fills, where whoever has waited looks something up',
      ...marked`
        import { ask } from './net.js'
        let known
        export async function init(address) {
          if (!known) {
            known = {}
            ~~~~~ published {"who": "\u0060init\u0060", "place": "known", "read": "line 4", "wait": "line 6", "other": "line 15"}
            const all = await ask(address)
            fill(all, known)
          }
        }
        function fill(all, table) {
          for (const each of all) table[each.id] = each
        }
        export async function find(id, address) {
          await init(address)
          return known[id].name
        }
      `,
    },
    {
      name: 'the same where others look something up, whoever has waited',
      options,
      ...marked`
        import { ask } from './net.js'
        const Words = {
          load: async function (address) {
            if (!Words.known) {
              Words.known = {}
              ~~~~~~~~~~~ published {"who": "\u0060load\u0060", "place": "Words.known", "read": "line 4", "wait": "line 7", "other": "line 11"}
              const fill = (all, table) => all.forEach(function (each) { table[each.id] = each })
              fill(await ask(address), Words.known)
            }
          },
          find: async function (id) {
            const known = Words.known
            return known[id] ?? ask(id)
          },
        }
        export default Words
      `,
    },
    {
      name: 'what is filled is made by another file, and says by its methods what is done to it',
      options,
      ...marked`
        import { namesIn } from './disk.js'
        import { Urls } from './urls.js'
        export function serve(server) {
          const seen = new Set()
          const urls = new Urls()
          server.on('request', async (request, response) => {
            if (!seen.has(request.folder)) {
              seen.add(request.folder)
              ~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "This callback", "place": "seen[request.folder]", "read": "line 7", "wait": "line 9", "other": "line 11"}
              for (const name of await namesIn(request.folder)) urls.add(name, request.folder)
            }
            response.end(urls.key(request.url))
          })
        }
      `,
    },
  ],
})

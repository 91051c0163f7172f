import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is put there again where something is there by then.

run(rule, {
  valid: [
    {
      name: 'what is there by then is put there again',
      options: [{ thorough: true }],
      code: text`
        export class Lobby {
          #tables = new Map()
          async sit(name, guest) {
            let table = this.#tables.get(name)
            if (!table) {
              const saved = await this.store.load(name)
              table = this.#tables.get(name) ?? { name, guests: [], round: saved.round }
              this.#tables.set(name, table)
            }
            table.guests.push(guest)
          }
        }
      `,
    },
    {
      name: 'the same of a field, by a name',
      options: [{ thorough: true }],
      code: text`
        export class Line {
          #socket = null
          async open() {
            if (!this.#socket) {
              const { url } = await this.find()
              const socket = this.#socket || new WebSocket(url)
              this.#socket = socket
            }
            return this.#socket
          }
          close() {
            this.#socket?.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'where nothing is looked at behind the wait',
      ...marked`
        export class Lobby {
          #tables = new Map()
          async sit(name, guest) {
            let table = this.#tables.get(name)
            if (!table) {
              const saved = await this.store.load(name)
              table = { name, guests: [], round: saved.round }
              this.#tables.set(name, table)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ replaced {"place":"this.#tables[name]","read":"line 4","wait":"line 6","other":"line 10","who":"${'`sit`'}"}
            }
            table.guests.push(guest)
          }
        }
      `,
    },
    {
      name: 'where something else is looked at behind the wait',
      options: [{ thorough: true }],
      ...marked`
        export class Lobby {
          #tables = new Map()
          #names = new Map()
          async sit(name, guest) {
            let table = this.#tables.get(name)
            if (!table) {
              const saved = await this.store.load(name)
              table = this.#names.get(name) ?? { name, guests: [], round: saved.round }
              this.#tables.set(name, table)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ filled {"place":"this.#tables[name]","read":"line 5","wait":"line 7","who":"${'`sit`'}"}
            }
            table.guests.push(guest)
          }
        }
      `,
    },
  ],
})

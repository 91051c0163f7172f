import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// One method looks whether it is there and answers with what another one answers, which puts it there later.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'another key than the one that was looked for',
      options,
      code: text`
        export class Desks {
          #desks = new Map()
          async open(room) {
            if (!this.#desks.has(room.id)) return this.#set(room.next)
            return this.#desks.get(room.id)
          }
          async #set(place) {
            const desk = await this.carry(place)
            this.#desks.set(place.id, desk)
            return desk
          }
        }
      `,
    },
    {
      name: 'the promise is kept, and the second one waits for it',
      options,
      code: text`
        export class Desks {
          #desks = new Map()
          open(room) {
            let desk = this.#desks.get(room.id)
            if (!desk) this.#desks.set(room.id, (desk = this.#set(room)))
            return desk
          }
          #set(room) { return this.carry(room).then((desk) => ({ desk, room })) }
        }
      `,
    },
    {
      name: 'the other one looks again before it puts anything there',
      options,
      code: text`
        export class Desks {
          #desks = new Map()
          async open(room) {
            const desk = this.#desks.get(room.id)
            return desk ?? this.#set(room)
          }
          async #set(room) {
            const desk = await this.carry(room)
            const other = this.#desks.get(room.id)
            if (other) return other
            this.#desks.set(room.id, desk)
            return desk
          }
        }
      `,
    },
    { name: 'without proof that it costs something', code: 'export class Desks {\n  #desks = new Map()\n  async open(id) {\n    if (!this.#desks.has(id)) return this.#set(id)\n    return this.#desks.get(id)\n  }\n  async #set(id) {\n    const desk = await this.carry(id)\n    this.#desks.set(id, desk)\n    return desk\n  }\n}' },
  ],
  invalid: [
    {
      name: 'an async method, and a member of what it is given as the key',
      options,
      ...marked`
        export class Desks {
          #desks = new Map()
          async open(room) {
            const desk = this.#desks.get(room.id)
            if (desk === undefined || desk.isBroken()) return this.#set(room)
                                                              ~~~~~~~~~~~~~~~ filled
            return desk
          }
          async #set(place) {
            const desk = await this.carry(place)
            this.#desks.set(place.id, desk)
            return desk
          }
        }
      `,
    },
    {
      name: 'a chain that the other one answers with, and nothing is async',
      options,
      ...marked`
        export class Desks {
          desks = new Map()
          open(id) {
            const desk = this.desks.get(id)
            if (desk === undefined) return this.set(id)
                                           ~~~~~~~~~~~~ filled
            return Promise.resolve(desk)
          }
          set(id) {
            return this.carry(id).then((desk) => {
              this.desks.set(id, desk)
              return desk
            })
          }
        }
      `,
    },
    {
      name: 'it is waited for',
      options,
      ...marked`
        export class Desks {
          #desks = new Map()
          async open(id) {
            if (!this.#desks.has(id)) await this.#set(id)
                                            ~~~~~~~~~~~~~ filled
            return this.#desks.get(id)
          }
          async #set(id) {
            const desk = await this.carry(id)
            this.#desks.set(id, desk)
          }
        }
      `,
    },
    {
      name: 'a field',
      options,
      ...marked`
        export class Clock {
          #hands
          async hands() {
            if (!this.#hands) return this.#mount()
                                     ~~~~~~~~~~~~~ filled
            return this.#hands
          }
          async #mount() {
            const parts = await this.order()
            this.#hands = parts.hands
            return this.#hands
          }
        }
      `,
    },
  ],
})

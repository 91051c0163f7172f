import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a loop over a map gives with its key is what was kept under the key when the round began.

const uploads = (loop: string): string => text`
  export class Uploads {
    #files = new Map()
    add(file) {
      this.#files.set(file.id, { ...file, isSent: false })
    }
    async flush(remote) {
      ${loop}
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'asked for anew behind the wait',
      code: uploads(`for (const id of this.#files.keys()) {
        const revision = await remote.send(id)
        this.#files.set(id, { ...this.#files.get(id), revision })
      }`),
    },
    {
      name: 'put back only where it is still what it was',
      code: uploads(`for (const [id, file] of this.#files) {
        const revision = await remote.send(id, file)
        if (this.#files.get(id) === file) this.#files.set(id, { ...file, revision })
      }`),
    },
    {
      name: 'nothing waits between the two',
      code: uploads(`await remote.open()
      for (const [id, file] of this.#files) this.#files.set(id, { ...file, isSent: true })`),
    },
  ],
  invalid: [
    {
      name: 'what was kept when the round began is put back behind the wait',
      ...marked`
        export class Uploads {
          #files = new Map()
          add(file) {
            this.#files.set(file.id, { ...file, isSent: false })
          }
          async flush(remote) {
            for (const [id, file] of this.#files) {
              const revision = await remote.send(id, file)
              this.#files.set(id, { ...file, revision, isSent: true })
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060flush\u0060", "place": "this.#files[id]", "read": "line 7", "wait": "line 8"}
            }
          }
        }
      `,
    },
    {
      name: 'the same by the entries of the map',
      ...marked`
        const seats = new Map()
        export async function price(ask) {
          for (const [number, seat] of seats.entries()) {
            const price = await ask(number)
            seats.set(number, { ...seat, price })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060price\u0060", "place": "seats[number]", "read": "line 3", "wait": "line 4"}
          }
        }
        export function take(number, name) {
          seats.set(number, { name })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Elements that are chosen, used in a wait, and taken out of their collection behind it.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'taken out before the wait, marked before it, or looked at again behind it',
      options,
      code: text`
        export class Ports {
          async lease() {
            const [port] = this.free
            this.free.delete(port)
            await this.probe(port)
            return port
          }
          async borrow() {
            const port = this.free.values().next().value
            this.busy.add(port)
            await this.probe(port)
            this.free.delete(port)
            return port
          }
          async claim() {
            const port = this.free.values().next().value
            await this.probe(port)
            if (!this.free.delete(port)) return this.claim()
            return port
          }
          async take() {
            const [port] = this.free
            await this.probe(port)
            if (!this.free.has(port)) throw new Error('gone')
            this.free.delete(port)
            return port
          }
          free = new Set([7000, 7001])
          busy = new Set()
        }
      `,
    },
    {
      name: 'all of them in turn, one that the caller names, and a collection of the run',
      options,
      code: text`
        export class Boats {
          #moored = new Map()
          async empty() {
            for (const [name, boat] of this.#moored) await boat.clean(name)
            this.#moored.clear()
          }
          async sell(list, name) {
            const boat = list.find((each) => each.name === name)
            await this.register(boat)
            list.splice(list.indexOf(boat), 1)
          }
          async sink(name) {
            for (const boat of this.#moored.values()) {
              if (boat.name !== name) continue
              await boat.unload()
              this.#moored.delete(boat.name)
              return
            }
          }
          async sort() {
            const mine = new Set(await this.load())
            const [first] = mine
            await this.inspect(first)
            mine.delete(first)
            return mine
          }
        }
      `,
    },
    {
      name: 'ended twice',
      code: text`
        export class Boats {
          #moored = new Set()
          moor(boat) {
            this.#moored.add(boat)
          }
          async shrink() {
            const [oldest] = this.#moored
            await oldest.close()
            this.#moored.delete(oldest)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the first of a set, by a pattern',
      ...marked`
        const free = new Set([7000, 7001])
        async function lease() {
          const [port] = free
          await probe(port)
          free.delete(port)
          ~~~~~~~~~~~~~~~~~ leased {"who":"\u0060lease\u0060","place":"free","read":"line 3","wait":"line 4","other":""}
          return port
        }
        export async function start(image) {
          return launch(image, await lease())
        }
      `,
    },
    {
      name: 'the first key of a map, and a copy of a set',
      ...marked`
        export class Seats {
          #free = new Map([[1, 'window'], [2, 'aisle']])
          #waiting = new Set()
          async book(guest) {
            const seat = this.#free.keys().next().value
            await this.bill(guest, seat)
            this.#free.delete(seat)
            ~~~~~~~~~~~~~~~~~~~~~~~ leased
            return seat
          }
          async call() {
            const guest = Array.from(this.#waiting)[0]
            await this.invite(guest)
            this.#waiting.delete(guest)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ leased
          }
        }
      `,
    },
    {
      name: 'the first that passes a probe, in a loop that ends with it',
      ...marked`
        export class Ports {
          constructor(numbers) {
            this.free = new Set(numbers)
          }
          async lease() {
            for (const port of this.free) {
              if (await this.probe(port)) {
                this.free.delete(port)
                ~~~~~~~~~~~~~~~~~~~~~~ leased
                return port
              }
            }
          }
        }
      `,
    },
    {
      name: 'one that fits, and a new list without it',
      ...marked`
        export class Drivers {
          drivers = []
          async send(order) {
            const driver = this.drivers.find((each) => each.isNear)
            await driver.ring(order)
            this.drivers = this.drivers.filter((each) => each !== driver)
            ~~~~~~~~~~~~ leased
          }
        }
      `,
    },
  ],
})

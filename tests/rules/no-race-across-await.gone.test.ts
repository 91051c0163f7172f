import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run uses behind a wait because it was there before, and then empties.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'taken and emptied before the wait, or asked for again behind it',
      options,
      code: text`
        let link
        async function close() {
          const old = link
          link = undefined
          if (!old) return
          await old.drain()
          old.end()
        }
        async function hurry() {
          if (!link) return
          await link.drain()
          link?.end()
          link = undefined
        }
        async function leave() {
          if (!link) return
          await link.drain()
          if (link) link.end()
          link = undefined
        }
        process.on('SIGINT', close)
        process.on('SIGTERM', hurry)
        process.on('SIGHUP', leave)
      `,
    },
    {
      name: 'used before the wait alone, kept out by a flag, or in a turn of its own',
      options,
      code: text`
        export class Line {
          async close() {
            if (!this.link) return
            this.link.end()
            await this.logs.flush()
            this.link = null
          }
          async part() {
            const unlock = await this.turns.lock()
            try {
              if (this.link) {
                await this.link.drain()
                await this.link.end()
              }
              this.link = null
            } finally {
              unlock()
            }
          }
          async stop() {
            if (!this.link || this.stopping) return
            this.stopping = true
            await this.link.drain()
            this.link.end()
            this.link = null
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by two signals',
      ...marked`
        let link
        export async function open(host) {
          const made = await connect(host)
          link = made
        }
        async function close() {
          if (link) {
            await link.drain()
            link.end()
            ~~~~ gone {"who":"\u0060close\u0060","place":"link","read":"line 7","wait":"line 8","other":"line 10"}
            link = undefined
          }
        }
        process.on('SIGINT', close)
        process.on('SIGTERM', close)
      `,
    },
    {
      name: 'asked for by a comparison with nothing',
      ...marked`
        export class Bell {
          hammer = null
          constructor(house) {
            house.on('guest', () => this.#rest())
          }
          async #rest() {
            if (this.hammer === null) return
            await this.hammer.settle()
            this.hammer.lay()
            ~~~~~~~~~~~ gone {"who": "${'`rest`'}", "place": "this.hammer", "read": "line 7", "wait": "line 8", "other": "line 10"}
            this.hammer = null
          }
        }
      `,
    },
    {
      name: 'by callers, with thorough',
      options,
      ...marked`
        export class Line {
          #link = null
          async close() {
            if (!this.#link) return
            await this.#link.drain()
            this.log.push(this.#link.host)
                          ~~~~~~~~~~ gone
            await this.#link.end()
            this.#link = null
          }
        }
      `,
    },
  ],
})

run(rule, {
  valid: [
    {
      name: 'a number of the run in a variable, compared with the newest, or counted on behind the wait',
      options,
      code: text`
        export class Calls {
          #last = 0
          #pending = new Map()
          async call(method) {
            const id = ++this.#last
            await this.ready()
            return new Promise((resolve) => this.#pending.set(id, resolve))
          }
          async search(text) {
            const id = ++this.#last
            const found = await this.ask(text)
            if (id === this.#last) this.show(found)
          }
          async tell(method) {
            await this.ready()
            this.#last++
            this.send({ id: this.#last, method })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a number that is read again behind the wait',
      ...marked`
        export class Calls {
          #last = 0
          async tell(method) {
            this.#last++
            await this.ready()
            this.send({ id: this.#last, method })
                            ~~~~~~~~~~ renumbered {"who":"\u0060tell\u0060","place":"this.#last","read":"line 4","wait":"line 5","other":""}
          }
        }
      `,
    },
    {
      name: 'the key of an answer that is waited for',
      ...marked`
        let last = 0
        const pending = new Map()
        export async function call(socket, method) {
          const text = await encode(method, ++last)
          return new Promise((resolve) => {
            pending.set(last, resolve)
                        ~~~~ renumbered
            socket.write(text)
          })
        }
      `,
    },
  ],
})

// What is told, or paid, behind a flag that is set too late.

run(rule, {
  valid: [
    {
      name: 'an answer to who has asked',
      code: text`
        export class Page {
          #warm = false
          async show(request, response) {
            if (this.#warm) return response.send(this.text)
            await this.warm(request)
            this.#warm = true
            response.send(this.text)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a letter, a payment, and a word to a room',
      ...marked`
        export class Orders {
          #thanked = new Set()
          async thank(guest) {
            if (this.#thanked.has(guest.id)) return
            await this.post.sendLetter(guest)
            this.#thanked.add(guest.id)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ done
          }
          async settle() {
            if (this.settled) return
            const sum = await this.sum()
            await this.bank.charge(sum)
            this.settled = true
            ~~~~~~~~~~~~ done
          }
          async begin(room) {
            if (this.begun) return
            const cards = await this.shuffle()
            this.begun = true
            ~~~~~~~~~~ done
            this.server.to(room).emit('cards', cards)
          }
        }
      `,
    },
  ],
})

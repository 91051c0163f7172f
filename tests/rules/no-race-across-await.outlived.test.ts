import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is opened while another function ends everything.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a timer that only runs the same again, which asks before anything else',
      options,
      code: text`
        export function reply(get, patience) {
          return new Promise((resolve) => {
            let over = false
            let next
            setTimeout(() => {
              over = true
              clearTimeout(next)
              resolve(null)
            }, patience)
            const poll = async () => {
              if (over) return
              const got = await get()
              if (got) return resolve(got)
              next = setTimeout(poll, 500)
            }
            void poll()
          })
        }
        export class Meter {
          async tick() {
            if (this.closed) return
            await this.read()
            this.timer = setTimeout(() => { void this.tick() }, 500)
          }
          close() {
            this.closed = true
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'a number of the run says whether another has begun, or all has ended',
      options: [{ thorough: true }],
      code: text`
        export class Gauge {
          async start() {
            if (this.running) return
            this.running = true
            const mine = ++this.round
            const { every } = await this.source.greet()
            if (mine !== this.round) return
            this.timer = setInterval(() => this.read(), every)
          }
          stop() {
            this.round++
            this.running = false
            clearInterval(this.timer)
          }
        }
      `,
    },
    {
      name: 'asked again after the wait, or ended by whoever comes last',
      options,
      code: text`
        export class Line {
          wire = null
          async open(dial) {
            if (this.closed) return
            const wire = await dial()
            if (this.closed) return wire.hangUp()
            this.wire = wire
          }
          async renew(dial) {
            if (this.closed) return
            this.wire = await dial()
            if (this.closed) this.wire.close()
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
        export class Looking {
          async run(dial) {
            while (!this.closed) {
              this.wire = await dial()
              await this.wire.ended
            }
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'a flag that is asked for again, that only failures lower, or that is the one that was asked',
      options,
      code: text`
        export class Feed {
          open = false
          ready = false
          failed = false
          async start() {
            if (this.open) return
            this.open = true
            await this.discover()
            if (this.open) this.ready = true
          }
          async check() {
            if (!this.open) return
            await this.probe()
            this.failed = true
          }
          retry() {
            this.open = false
            this.failed = false
          }
          stop() {
            this.open = false
            this.ready = false
          }
        }
      `,
    },
    {
      name: 'who ends waits for it first, or breaks it off',
      options,
      code: text`
        export class Waiting {
          async open(dial) {
            if (this.closed) return
            this.wire = await dial()
          }
          async close() {
            this.closed = true
            await this.opening
            this.wire?.close()
          }
        }
        export class Breaking {
          async open(dial) {
            if (this.closed) return
            this.wire = await dial(this.control.signal)
          }
          close() {
            this.closed = true
            this.control.abort()
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'a mark that is looked at again, that is set after the wait, or that nothing is ended with',
      options,
      code: text`
        export class Pulse {
          async begin(join) {
            this.active = true
            const every = await join()
            if (!this.active) return
            this.timer = setInterval(this.beat, every)
          }
          end() {
            this.active = false
            clearInterval(this.timer)
          }
        }
        export class Late {
          async begin(join) {
            const every = await join()
            this.active = true
            this.timer = setInterval(this.beat, every)
          }
          end() {
            this.active = false
            clearInterval(this.timer)
          }
        }
        export class Loading {
          async load(find) {
            this.busy = true
            const found = await find()
            this.rows = found
          }
          rest() {
            this.busy = false
            this.rows = null
          }
        }
      `,
    },
    {
      name: 'a flag that nobody asks for, and one that is asked for behind the wait, by a helper',
      options,
      code: text`
        export class Link {
          closed = false
          async open() {
            const ticket = await this.ticket()
            this.wire = new WebSocket(ticket)
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
        export class Line {
          closed = false
          isOver() { return this.closed }
          async open() {
            const ticket = await this.ticket()
            if (this.isOver()) return
            this.wire = new WebSocket(ticket)
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'nothing is ended there',
      options,
      code: text`
        export class Shown {
          async load(find) {
            if (this.hidden) return
            this.rows = await find()
          }
          hide() {
            this.hidden = true
            this.rows = null
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a timer that runs something else, or what asks only after a wait',
      options,
      ...marked`
        export class Meter {
          async tick() {
            if (this.closed) return
            await this.read()
            this.timer = setTimeout(() => this.show(), 500)
            ~~~~~~~~~~ outlived {"who": "\u0060tick\u0060", "read": "line 3", "place": "this.timer", "wait": "line 4", "other": "line 9"}
          }
          close() {
            this.closed = true
            clearTimeout(this.timer)
          }
        }
        export class Gauge {
          async tick() {
            await this.rest()
            if (this.gone) return
            await this.read()
            this.timer = setTimeout(() => this.tick(), 500)
            ~~~~~~~~~~ outlived {"who": "\u0060tick\u0060", "read": "line 15", "place": "this.timer", "wait": "line 16", "other": "line 21"}
          }
          close() {
            this.gone = true
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'a method that closes, before or after it is set',
      options,
      ...marked`
        export class Line {
          #wire = null
          #closed = false
          async open(dial) {
            if (this.#closed) throw new Error('closed')
            const wire = await dial()
            wire.onclose = () => this.#retry(dial)
            this.#wire = wire
            ~~~~~~~~~~ outlived {"who": "\u0060open\u0060", "place": "this.#wire", "read": "line 5", "wait": "line 6", "other": "line 17"}
          }
          async #retry(dial) {
            if (this.#closed) return
            await new Promise((resolve) => setTimeout(resolve, 500))
            await this.open(dial)
          }
          close() {
            this.#closed = true
            this.#wire?.close()
            this.#wire = null
          }
        }
      `,
    },
    {
      name: 'a mark that it has begun, which whoever ends it takes away',
      options,
      ...marked`
        export class Pulse {
          timer = null
          active = false
          async begin(join) {
            if (this.active) return
            this.active = true
            const { every } = await join()
            this.timer = setInterval(() => this.beat(), every)
            ~~~~~~~~~~ revived {"who": "\u0060begin\u0060", "place": "this.timer", "read": "line 6", "wait": "line 7", "other": "line 12"}
          }
          end() {
            this.active = false
            clearInterval(this.timer)
            this.timer = null
          }
        }
      `,
    },
    {
      name: 'a second flag that says that all is there',
      options,
      ...marked`
        export class Feed {
          open = false
          ready = false
          async start() {
            if (this.open) throw new Error('started already')
            this.open = true
            try {
              await this.discover()
              this.ready = true
              ~~~~~~~~~~ belated {"who": "\u0060start\u0060", "place": "this.ready", "read": "line 6", "wait": "line 8", "other": "line 17"}
            } catch (error) {
              this.open = false
              throw error
            }
          }
          stop() {
            this.open = false
            this.ready = false
          }
        }
      `,
    },
    {
      name: 'functions around one variable',
      options,
      ...marked`
        export function createTail(start) {
          let child
          let stopped = false
          async function restart(file) {
            if (stopped) return
            const size = await sizeOf(file)
            child = start(file, size)
            ~~~~~ outlived
          }
          function stop() {
            stopped = true
            child?.kill()
          }
          return { restart, stop }
        }
      `,
    },
    {
      name: 'a flag that only others ask for',
      options,
      ...marked`
        export class Link {
          closed = false
          async open() {
            const ticket = await this.ticket()
            this.wire = new WebSocket(ticket)
            ~~~~~~~~~ unasked {"who": "\u0060open\u0060", "place": "this.wire", "read": "line 9", "wait": "line 4", "other": "line 10"}
            this.wire.onclose = () => { if (!this.closed) setTimeout(() => this.open(), 1000) }
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'an end that answers with a promise by its name',
      options: [{ thorough: true }],
      ...marked`
        export class Antenna {
          closed = false
          wire = null
          async open() {
            if (this.closed) return
            this.wire = await dial()
            ~~~~~~~~~ outlived
          }
          async close() {
            this.closed = true
            await this.wire?.endAsync()
          }
        }
      `,
    },
  ],
})

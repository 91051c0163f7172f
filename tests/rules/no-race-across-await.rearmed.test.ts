import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rounds that set their own timer again after a wait, and an end that clears it.

run(rule, {
  valid: [
    {
      name: 'a pause that the end makes endless is asked after the wait',
      code: text`
        export class Feed {
          start() {
            this.timer = setTimeout(() => this.poll(), 0)
          }
          stop() {
            clearTimeout(this.timer)
            this.delay = Infinity
          }
          async poll() {
            await this.read()
            if (this.delay === Infinity) return
            this.timer = setTimeout(() => this.poll(), this.delay)
          }
        }
      `,
    },
    {
      name: 'a flag that the end raises is asked after the wait, or at the head of the next round',
      code: text`
        export class Poller {
          async look() {
            await this.ask()
            if (this.over) return
            this.timer = setTimeout(() => this.look(), 1000)
          }
          stop() {
            this.over = true
            clearTimeout(this.timer)
          }
        }
        export class Sweeper {
          async sweep() {
            if (!this.running) return
            await this.pick()
            this.timer = setTimeout(() => this.sweep(), 1000)
          }
          stop() {
            this.running = false
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'what the timer runs asks the flag, or the round asks whether what the end closes is still open',
      code: text`
        export class Poller {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => {
              if (!this.running) return
              void this.look()
            }, 1000)
          }
          stop() {
            this.running = false
            clearTimeout(this.timer)
          }
        }
        export class Mailer {
          async collect() {
            if (!this.line.usable) return
            await this.fetch()
            this.timer = setTimeout(() => this.collect(), 1000)
          }
          close() {
            this.line.close()
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'the timer itself is asked: the end empties it',
      code: text`
        export class Poller {
          async look() {
            await this.ask()
            if (this.timer) this.timer = setTimeout(() => this.look(), 1000)
          }
          stop() {
            clearTimeout(this.timer)
            this.timer = undefined
          }
        }
      `,
    },
    {
      name: 'set before the wait, or once by what begins, or by an interval that is set once',
      code: text`
        export class Poller {
          async look() {
            this.timer = setTimeout(() => this.look(), 1000)
            await this.ask()
          }
          stop() { clearTimeout(this.timer) }
        }
        export class Ping {
          async start() {
            await this.open()
            this.timer = setInterval(() => this.send(), 1000)
          }
          stop() { clearInterval(this.timer) }
        }
      `,
    },
    {
      name: 'the end waits for the round first, breaks off what it waits for, or begins anew',
      code: text`
        export class Poller {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => this.look(), 1000)
          }
          async close() {
            await this.last
            clearTimeout(this.timer)
          }
        }
        export class Breaking {
          async look() {
            await fetch('/state', { signal: this.controller.signal })
            this.timer = setTimeout(() => this.look(), 1000)
          }
          stop() {
            this.controller.abort()
            clearTimeout(this.timer)
          }
        }
        export class Debounced {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => this.look(), 1000)
          }
          end() {
            clearTimeout(this.timer)
            this.timer = setTimeout(() => this.look(), 10)
          }
        }
      `,
    },
    {
      name: 'whoever clears the timer ends nothing by its name',
      code: text`
        export class Poller {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => this.look(), 1000)
          }
          hurry() {
            clearTimeout(this.timer)
            void this.look()
          }
        }
      `,
    },
    {
      name: 'an effect that says it is over',
      code: text`
        import { useEffect } from 'react'
        export function useState(url, show) {
          useEffect(() => {
            let timer
            let over = false
            async function look() {
              const response = await fetch(url)
              if (over) return
              show(await response.text())
              if (!over) timer = setTimeout(look, 5000)
            }
            look()
            return () => {
              over = true
              clearTimeout(timer)
            }
          }, [url, show])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'that the end sets back how long a round lets pass tells the round nothing',
      ...marked`
        export class Feed {
          #timer = null
          #delay = 1000
          start() {
            if (this.#timer === null) this.#timer = setTimeout(() => this.#poll(), 0)
          }
          stop() {
            clearTimeout(this.#timer)
            this.#timer = null
            this.#delay = 1000
          }
          async #poll() {
            try {
              await this.read()
              this.#delay = 1000
            } catch {
              this.#delay = Math.min(this.#delay * 2, 60_000)
            }
            this.#timer = setTimeout(() => this.#poll(), this.#delay)
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed {"who": "\u0060poll\u0060", "place": "this.#timer", "wait": "line 14", "other": "line 8"}
          }
        }
      `,
    },
    {
      name: 'the round uses what the end closes, and asks nothing of it',
      ...marked`
        export class Mailer {
          async collect() {
            await this.line.fetch()
            this.timer = setTimeout(() => this.collect(), 1000)
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed
          }
          close() {
            this.line.close()
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'a round behind a wait, whose end only clears the timer',
      ...marked`
        export class Poller {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => this.look(), 1000)
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed
          }
          stop() { clearTimeout(this.timer) }
        }
      `,
    },
    {
      name: 'a flag that the end raises, and no round asks',
      ...marked`
        export class Poller {
          async look() {
            await this.ask()
            this.timer = setTimeout(() => this.look(), 1000).unref()
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed
          }
          stop() {
            this.stopped = true
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'by a helper that the callback of the timer calls',
      ...marked`
        export class Renewal {
          arm(keys) {
            clearTimeout(this.timer)
            this.timer = setTimeout(async () => {
              await this.renew(keys)
              this.arm(keys)
              ~~~~~~~~~~~~~~ rearmed {"who": "This run", "place": "this.timer", "wait": "line 5", "other": "line 10"}
            }, 500)
          }
          async close() {
            clearTimeout(this.timer)
            await this.drain()
          }
        }
      `,
    },
    {
      name: 'a variable of the module',
      ...marked`
        let timer
        async function look() {
          const response = await fetch('/state')
          console.log(response.status)
          timer = setTimeout(look, 5000)
                  ~~~~~~~~~~~~~~~~~~~~~~ rearmed
        }
        export function start() { void look() }
        export function stop() { clearTimeout(timer) }
      `,
    },
    {
      name: 'an effect whose end clears the timer alone',
      ...marked`
        import { useEffect } from 'react'
        export function useState(url, show) {
          useEffect(() => {
            let timer
            async function look() {
              const response = await fetch(url)
              show(response.status)
              timer = setTimeout(look, 5000)
                      ~~~~~~~~~~~~~~~~~~~~~~ rearmed
            }
            look()
            return () => clearTimeout(timer)
          }, [url, show])
        }
      `,
    },
  ],
})

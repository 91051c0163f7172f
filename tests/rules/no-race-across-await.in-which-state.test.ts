import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Whether what is kept is in a state that a constant names: where there is none, a second run makes another one.

run(rule, {
  valid: [
    {
      name: 'it is made before the wait, and a state that is kept itself',
      options: [{ thorough: true }],
      code: text`
        export class Prices {
          constructor(ask) {
            this.ask = ask
            this.socket = null
            setInterval(() => this.ensure(), 5000)
          }
          async ensure() {
            if (this.socket?.readyState === WebSocket.OPEN) return
            this.socket = new WebSocket('wss://prices.example.org')
            await this.ask(this.socket)
          }
        }
        export class Look {
          async choose(mode) {
            if (this.mode === mode) return
            await this.page.load(mode)
            this.page.show(mode)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'open, running, ready',
      ...marked`
        export class Prices {
          constructor(ask) {
            this.ask = ask
            this.socket = null
            setInterval(() => this.ensure(), 5000)
          }
          async ensure() {
            if (this.socket?.readyState === WebSocket.OPEN) return
            const ticket = await this.ask()
            const socket = new WebSocket('wss://prices.example.org?ticket=' + ticket)
            socket.onclose = () => this.ensure()
            this.socket = socket
            ~~~~~~~~~~~ twice
          }
        }
      `,
    },
    {
      name: 'of a class that nobody knows',
      options: [{ thorough: true }],
      ...marked`
        let engine
        export async function running(load) {
          if (engine && engine.state === State.Running) return engine
          const program = await load()
          engine = new Engine(program)
          ~~~~~~ filled
          return engine
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is ended when it has failed is not ended for that when its owner is.

/** A client that lets a worker count the seconds while it is connected. */
const client = (ends: string, listens = 'this.ticker.onerror = (error) => { console.error(error); this.ticker.terminate() }'): string => text`
  export class Client {
    open(url) {
      this.socket = new WebSocket(url)
      this.socket.onopen = () => this.tick()
    }
    tick() {
      this.ticker = new Worker('ticker.js')
      ${listens}
      this.ticker.onmessage = () => this.socket.send('alive')
      this.ticker.postMessage({ every: 25000 })
    }
    disconnect() {
      this.socket.close()
      ${ends}
    }
  }
`

run(rule, {
  valid: [
    { name: 'ended with its owner', code: client('this.ticker.terminate()') },
    { name: 'ended by a helper of the owner', code: client('this.#rest()\n}\n#rest() {\nthis.ticker?.terminate()') },
    { name: 'told to end', code: client("this.ticker.postMessage({ every: 0 })") },
    { name: 'ended when it says that it is done', code: client('', "this.ticker.onmessage = ({ data }) => { if (data === 'done') this.ticker.terminate() }").replace("this.ticker.onmessage = () => this.socket.send('alive')", '') },
  ],
  invalid: [
    {
      name: 'ended only where it fails',
      code: client(''),
      errors: [{ messageId: 'forgotten', line: 7, column: 23 }],
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: client('').replace('disconnect() {', 'disconnect() {\n    this.ticker?.terminate()') }]],
    },
  ],
})

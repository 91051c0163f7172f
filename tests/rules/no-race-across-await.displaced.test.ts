import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Requests that keep who waits for the answer in one place.

const options = [{ thorough: true }] as const

const scale = (ask: string): string => text`
  export class Scale {
    constructor(port) {
      this.port = port
      port.on('data', (line) => this.answer?.(String(line)))
    }
    weigh(box) {
      ${ask}
    }
  }
`

const ASKS = 'return new Promise((resolve) => { this.answer = resolve; this.port.write(box) })'

run(rule, {
  valid: [
    { name: 'one at a time', options, code: scale(`if (this.answer) throw new Error('busy'); ${ASKS}`) },
    { name: 'nothing is asked of anybody', options, code: scale('return new Promise((resolve) => { this.answer = resolve; this.open = true })') },
    { name: 'each by its number', options, code: scale('return new Promise((resolve) => { this.answers.set(box, resolve); this.port.write(box) })') },
    { name: 'each behind the one before', options, code: scale(`const ask = () => { ${ASKS} }; this.last = this.last.then(ask, ask); return this.last`) },
    { name: 'not sure to be asked twice at once', code: scale(ASKS) },
    {
      name: 'a worker for each request',
      options,
      code: text`
        export function count(text) {
          const worker = new Worker('/count.js')
          return new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => { worker.terminate(); resolve(data) }
            worker.onerror = reject
            worker.postMessage(text)
          })
        }
      `,
    },
  ],
  invalid: [
    { name: 'a field', options, code: scale(ASKS), errors: [{ messageId: 'displaced', data: { who: '`weigh`', place: 'this.answer' }, line: 7, column: 39 }] },
    {
      name: 'what listens to a worker that serves all',
      options,
      ...marked`
        const worker = new Worker('/count.js')
        export function count(text) {
          return new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data)
            ~~~~~~~~~~~~~~~~ displaced {"who": "\u0060count\u0060", "place": "worker.onmessage"}
            worker.onerror = reject
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'a timer that asks again before the answer',
      ...marked`
        export class Meter {
          constructor(port) {
            this.port = port
            port.on('data', (line) => this.answer?.(Number(line)))
            setInterval(() => this.read(), 100)
          }
          read() {
            return new Promise((resolve) => {
              this.answer = resolve
              ~~~~~~~~~~~ displaced {"who": "\u0060read\u0060", "place": "this.answer"}
              this.port.write('read')
            })
          }
        }
      `,
    },
  ],
})

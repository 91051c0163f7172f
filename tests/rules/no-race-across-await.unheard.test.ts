import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who waits for an answer is put where it is looked for only after the request has been sent.

run(rule, {
  valid: [
    {
      name: 'before the request, another number, and a list that nobody hears for',
      code: text`
        export class Line {
          waiting = new Map()
          kept = new Map()
          hear(answer) {
            const turn = this.waiting.get(answer.number)
            this.waiting.delete(answer.number)
            turn?.resolve(answer.value)
          }
          ask(question) {
            const number = this.next++
            return new Promise(async (resolve, reject) => {
              this.waiting.set(number, { resolve, reject })
              await this.wire.send({ number, question })
            })
          }
          async askAfter(question) {
            const number = this.next++
            await this.wire.send({ hello: true })
            return new Promise((resolve) => {
              this.waiting.set(number, { resolve })
              this.wire.send({ number, question })
            })
          }
          async hold(number, question) {
            await this.wire.send({ number, question })
            return new Promise((resolve) => {
              this.kept.set(number, { resolve })
            })
          }
        }
      `,
    },
    {
      name: 'nothing is sent, or the request is not waited for',
      options: [{ thorough: true }],
      code: text`
        const waiting = new Map()
        port.on('message', ({ number, value }) => {
          waiting.get(number)?.(value)
          waiting.delete(number)
        })
        export async function ask(question) {
          const number = await draw(question)
          return new Promise((resolve) => {
            waiting.set(number, resolve)
            port.postMessage({ number, question })
          })
        }
        export function call(number, question) {
          port.postMessage({ number, question })
          return new Promise((resolve) => waiting.set(number, resolve))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in the executor, through an object and functions of its own',
      ...marked`
        export class Line {
          waiting = new Map()
          hear(answer) {
            const turn = this.waiting.get(answer.number)
            this.waiting.delete(answer.number)
            turn?.done(answer.value)
          }
          ask(question) {
            const number = this.next++
            const letter = { number, question }
            return new Promise(async (resolve, reject) => {
              const finish = (value) => {
                clearTimeout(alarm)
                resolve(value)
              }
              const alarm = setTimeout(reject, 1000)
              const turn = { done: finish, fail: reject }
              await this.wire.write(letter)
              this.waiting.set(number, turn)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"who": "\u0060ask\u0060", "place": "this.waiting", "read": "line 19", "wait": "line 18", "other": "line 4"}
            })
          }
        }
      `,
    },
    {
      name: 'the promise is made after it',
      ...marked`
        const waiting = new Map()
        wire.on('data', (text) => {
          const { number, value } = JSON.parse(text)
          waiting.get(number)?.(value)
          waiting.delete(number)
        })
        export async function ask(question) {
          const number = crypto.randomUUID()
          await wire.send(JSON.stringify({ number, question }))
          return new Promise((resolve) => {
            waiting.set(number, resolve)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unheard {"who": "\u0060ask\u0060", "place": "waiting", "read": "line 11", "wait": "line 9", "other": "line 4"}
          })
        }
      `,
    },
  ],
})

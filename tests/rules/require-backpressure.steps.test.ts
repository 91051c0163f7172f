import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- steps that a listener takes once

run(rule, {
  valid: [
    {
      name: 'a step of a greeting, which the next state leaves behind',
      code: text`
        import { connect } from 'node:net'
        export function greet(port, name, ready) {
          const socket = connect(port)
          let state = 'greeting'
          socket.on('data', (chunk) => {
            if (state === 'greeting') {
              if (chunk.includes('welcome')) {
                state = 'named'
                socket.write(name)
              }
              return
            }
            if (state === 'named') ready(socket)
          })
        }
      `,
    },
    {
      name: 'the same with a flag, and by cases in a field',
      code: text`
        import { connect } from 'node:net'
        export class Client {
          #step = 0
          #isTold = false
          open(port) {
            this.socket = connect(port)
            const socket = this.socket
            socket.on('data', (chunk) => {
              if (!this.#isTold) {
                this.#isTold = true
                socket.write('hello')
              }
              switch (this.#step) {
                case 0:
                  this.#step = 1
                  socket.write('who are you')
                  break
                default:
                  this.take(chunk)
              }
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a state that comes back with the next message',
      ...marked`
        import { connect } from 'node:net'
        export function echo(port) {
          const socket = connect(port)
          let state = 'head'
          socket.on('data', (chunk) => {
            if (state === 'head') {
              state = 'body'
              socket.write(chunk)
              ~~~~~~~~~~~~ write {"what": "socket", "round": "the 'data' listener on line 5"}
            } else state = 'head'
          })
        }
      `,
    },
    {
      name: 'a state that stays, and one of each piece',
      ...marked`
        import { connect } from 'node:net'
        export function echo(port) {
          const socket = connect(port)
          let isOpen = false
          socket.on('data', (chunk) => {
            let isNew = true
            if (!isOpen) socket.write(chunk)
                         ~~~~~~~~~~~~ write
            if (isNew) {
              isNew = false
              socket.write(chunk)
              ~~~~~~~~~~~~ write
            }
          })
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a process for each request, that the place lets go of when it has ended',
      code: text`
        import { spawn } from 'node:child_process'
        import { Duplex } from 'node:stream'

        export class Agent extends Duplex {
          _write(data, encoding, done) {
            const proc = this.proc = spawn('ask', [String(data.length)])
            proc.stdout.on('data', (chunk) => this.push(chunk))
            proc.on('error', done)
            proc.on('close', () => {
              this.proc = undefined
              done()
            })
            proc.stdin.end(data)
          }
          _destroy() {
            this.proc?.kill()
          }
        }
      `,
    },
    {
      name: 'the method takes it out by its name, and ends it',
      code: text`
        import { fork } from 'node:child_process'

        export class Renderer {
          start() {
            this.host = fork('./host.js')
            this.host.on('error', (error) => console.error(error))
          }
          draw(page) {
            this.host.send(page)
          }
          stop() {
            const { host } = this
            this.host = undefined
            host?.kill()
          }
        }
      `,
    },
    {
      name: 'by another name, from the state of the module',
      code: text`
        import { fork } from 'node:child_process'

        const state = { host: undefined }
        export function start() {
          state.host = fork('./host.js')
          state.host.on('error', (error) => console.error(error))
        }
        export function stop() {
          const { host: last } = state
          state.host = undefined
          last.kill()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'taken out by its name, and only spoken to before',
      ...marked`
        import { fork } from 'node:child_process'

        export class Renderer {
          start() {
            this.host = fork('./host.js')
                        ~~~~ dropped
            this.host.on('error', (error) => console.error(error))
          }
          draw(page) {
            const { host } = this
            host.send(page)
          }
          stop() {
            this.host = undefined
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        import { fork } from 'node:child_process'

        export class Renderer {
          start() {
            this.host = fork('./host.js')
            this.host.on('error', (error) => console.error(error))
          }
          draw(page) {
            const { host } = this
            host.send(page)
          }
          stop() {
            this.host?.kill()
            this.host = undefined
          }
        }
      ` }]],
    },
    {
      name: 'what is taken out and ended is of another object',
      ...marked`
        import { fork } from 'node:child_process'

        class Other {
          close() {
            const { host } = this
            host.kill()
          }
        }
        export class Renderer {
          start() {
            this.host = fork('./host.js')
                        ~~~~ dropped
            this.host.on('error', (error) => console.error(error))
          }
          stop() {
            this.host = undefined
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        import { fork } from 'node:child_process'

        class Other {
          close() {
            const { host } = this
            host.kill()
          }
        }
        export class Renderer {
          start() {
            this.host = fork('./host.js')
            this.host.on('error', (error) => console.error(error))
          }
          stop() {
            this.host?.kill()
            this.host = undefined
          }
        }
      ` }]],
    },
    {
      name: 'the end of a process leaves the place as it is',
      ...marked`
        import { spawn } from 'node:child_process'
        import { Duplex } from 'node:stream'

        export class Agent extends Duplex {
          _write(data, encoding, done) {
            const proc = this.proc = spawn('ask', [String(data.length)])
                                     ~~~~~ replaced
            proc.stdout.on('data', (chunk) => this.push(chunk))
            proc.on('error', done)
            proc.stdin.write(data)
          }
          _destroy() {
            this.proc?.kill()
          }
        }
      `,
    },
  ],
})

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
  ],
  invalid: [
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

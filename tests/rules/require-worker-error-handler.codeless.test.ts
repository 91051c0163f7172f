import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a signal ends has no exit code: what is asked of that throws in the listener.

/** A press whose end is heard by a listener with this head and body. */
const press = (head: string, body: string): string => text`
  import { spawn } from 'node:child_process'
  export function print(sheet, done) {
    const child = spawn('press', [sheet], { stdio: 'ignore' })
    child.on('error', done)
    child.on('exit', (${head}) => {
      ${body}
    })
  }
`

run(rule, {
  valid: [
    { name: 'it is asked whether there is a signal', code: press('code, signal', "if (signal) return done(new Error(signal))\n      done(code === 0 ? null : new Error(code.toString()))") },
    { name: 'only a code comes there', code: press('code', 'if (code) return done(new Error(code.toString()))\n      done()') },
    { name: 'the same by its size', code: press('code', 'if (code > 0) return done(new Error(code.toString()))\n      done()') },
    { name: 'null is another case', code: press('code', "if (code === null) return done(new Error('ended by a signal'))\n      done(code === 0 ? null : new Error(code.toFixed()))") },
    { name: 'it is put into a text as it is', code: press('code', "done(code === 0 ? null : new Error('ended with ' + code + String(code)))") },
    { name: 'it is asked carefully', code: press('code', "done(code === 0 ? null : new Error('ended with ' + code?.toString()))") },
    { name: 'what that throws is caught', code: press('code', 'try {\n        done(new Error(code.toString()))\n      } catch {\n        done(null)\n      }') },
    {
      name: 'a thread, which always has one',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function print(sheet, done) {
          const worker = new Worker('./press.js', { workerData: sheet })
          worker.on('error', done)
          worker.on('exit', (code) => done(code === 0 ? null : new Error(code.toString())))
        }
      `,
    },
    {
      name: 'what comes before the code is another thing',
      code: text`
        import { fork } from 'node:child_process'
        export class Presses {
          start(sheet) {
            const child = fork('./press.js', [sheet])
            child.on('error', (error) => this.log.write(error))
            child.on('exit', this.remove.bind(this, child))
            this.free.push(child)
          }
          remove(child) {
            this.log.write('ended: ' + child.pid)
            this.free = this.free.filter((each) => each !== child)
          }
          stop() {
            for (const child of this.free) child.kill()
          }
        }
      `,
    },
    {
      name: 'the code of something else',
      code: text`
        export function print(socket, done) {
          socket.on('close', (code) => done(new Error(code.toString())))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'any code but 0 is told',
      ...marked`
        import { spawn } from 'node:child_process'
        export function print(sheet, done) {
          const child = spawn('press', [sheet], { stdio: 'ignore' })
          child.on('error', done)
          child.on('exit', function (code) {
            if (code !== 0) {
              return done(new Error('The press ended with ' + code.toString()))
                                                              ~~~~~~~~~~~~~ codeless {"noun": "child process"}
            }
            done()
          })
        }
      `,
    },
    {
      name: 'a listener of the class, for a process that is forked',
      ...marked`
        import { fork } from 'node:child_process'
        export class Press {
          start() {
            this.child = fork('./press.js')
            this.child.on('error', (error) => this.log.write(error))
            this.child.on('close', this.stopped.bind(this))
          }
          stopped(code) {
            this.log.write('ended with ' + code.toString(16))
                                           ~~~~~~~~~~~~~ codeless {"noun": "child process"}
          }
          stop() {
            this.child.kill()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who waits for the end of a child that another function has started, and that may never have been started.

const player = (stop: readonly string[]): string => text`
  import { spawn } from 'node:child_process'
  export class Player {
    async start() {
      this.child = spawn('mpv', [])
      this.child.on('error', (error) => this.log(error))
      await this.ready()
    }
    async stop() {
      const { child } = this
      ${stop.join('\n      ')}
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'its code is asked for first',
      code: text`
        import { spawn } from 'node:child_process'
        export class Player {
          async start() {
            this.child = spawn('mpv', [])
            this.child.on('error', (error) => this.log(error))
            await this.ready()
          }
          async stop() {
            const over = new Promise((resolve) => {
              if (!this.child || this.child.exitCode) resolve()
              else this.child.on('exit', resolve)
            })
            this.child?.kill()
            await over
          }
        }
      `,
    },
    { name: 'the run says the end itself', code: player(['const over = new Promise((resolve) => child.once("exit", resolve))', 'child.kill()', 'child.emit("exit")', 'await over']) },
  ],
  invalid: [
    {
      name: 'it is waited for whether it was started or not',
      ...marked`
        import { spawn } from 'node:child_process'
        export class Player {
          async start() {
            this.child = spawn('mpv', [])
            this.child.on('error', (error) => this.log(error))
                          ~~~~~~~ hangs
            await this.ready()
          }
          async stop() {
            const over = new Promise((resolve) => this.child.once('exit', resolve))
            this.child.kill()
            await over
          }
        }
      `,
    },
    {
      name: 'who starts it asks too early for a code',
      ...marked`
        import { spawn } from 'node:child_process'
        export async function play(file) {
          const child = spawn('mpv', [file])
          child.on('error', (error) => console.error(error))
                   ~~~~~~~ hangs
          await new Promise((resolve) => {
            if (child.exitCode !== null) resolve()
            else child.on('exit', resolve)
          })
        }
      `,
    },
    {
      name: 'another end is said',
      code: player(['const over = new Promise((resolve) => child.once("exit", resolve))', 'child.kill()', 'child.emit("stopped")', 'await over']),
      errors: [{ messageId: 'hangs', line: 5, column: 19 }],
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A child that is given a signal says 'error' when that is aborted, however surely it could be started.
run(rule, {
  valid: [
    { name: 'somebody listens', code: text`
      import { spawn } from 'node:child_process'
      export function check(command, controller) {
        const child = spawn(command, { shell: true, signal: controller.signal, stdio: 'ignore' })
        child.on('error', (error) => { if (error.name !== 'AbortError') throw error })
      }
    ` },
    { name: 'a shell, and nothing that aborts it', code: text`
      import { spawn } from 'node:child_process'
      export function check(command) {
        const child = spawn(command, { shell: true, stdio: 'ignore' })
        child.on('exit', (code) => console.log(code))
      }
    ` },
    { name: 'a callback is told', code: text`
      import { exec } from 'node:child_process'
      export function check(command, { signal }, done) {
        exec(command, { signal }, (error, output) => done(error, output))
      }
    ` },
    { name: 'there is no signal', code: text`
      import { spawn } from 'node:child_process'
      export function check(command) {
        spawn(command, { shell: true, signal: undefined, stdio: 'ignore' }).on('exit', (code) => console.log(code))
      }
    ` },
  ],
  invalid: [
    {
      name: 'a shell with a signal',
      ...marked`
        import { spawn } from 'node:child_process'
        export class Runner {
          start(command, controller) {
            const child = spawn(command, { shell: true, signal: controller.signal })
                          ~~~~~ unheard {"noun": "child process", "cause": "an abort by its signal"}
            child.stdout.on('data', (data) => this.show(String(data)))
            child.stderr.on('data', (data) => this.show(String(data)))
          }
          show(line) { console.log(line) }
        }
      `,
    },
    {
      name: 'the running program with a signal',
      ...marked`
        import { spawn } from 'node:child_process'
        export function again(file, signal) {
          const child = spawn(process.execPath, [file], { signal, stdio: 'inherit' })
                        ~~~~~ unheard {"noun": "child process", "cause": "an abort by its signal"}
          child.on('exit', (code) => console.log(code))
        }
      `,
    },
    {
      name: 'a module that is run in a process of its own',
      ...marked`
        import { fork } from 'node:child_process'
        export function again(file, controller) {
          const child = fork(file, [], { signal: controller.signal })
                        ~~~~ unheard {"noun": "child process", "cause": "an abort by its signal"}
          child.on('message', (message) => console.log(message))
        }
      `,
    },
  ],
})

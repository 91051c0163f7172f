import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const options = [{ allow: [], replies: false, inputs: true }] as const

// What is written to a process that has ended before it reads that: EPIPE, an error of the stream and not of the process.

/** A press that is told something by this statement. */
const press = (statement: string): string => text`
  import { spawn } from 'node:child_process'
  import { pipeline } from 'node:stream'
  export function print(sheet, done) {
    const child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.on('error', done)
    child.on('close', (code) => done(code === 0 ? null : new Error('not printed')))
    ${statement}
  }
`

run(rule, {
  valid: [
    { name: 'without the option', code: press('child.stdin.end(sheet)') },
    { name: 'its errors are heard', code: press("child.stdin.on('error', done)\n  child.stdin.end(sheet)"), options },
    { name: 'nothing is written', code: press('child.stdin.end()'), options },
    { name: 'what writes hears of errors', code: press('pipeline(sheet, child.stdin, done)'), options },
    { name: 'somebody is handed the stream', code: press('feed(child.stdin)\n  child.stdin.write(sheet)'), options },
    {
      name: 'a command, which ends with any error',
      code: text`
        #!/usr/bin/env node
        import { spawn } from 'node:child_process'
        const child = spawn('press', [], { stdio: ['pipe', 'inherit', 'inherit'] })
        child.stdin.end(process.argv[2])
      `,
      options,
    },
    {
      name: 'its errors are heard by another name',
      code: text`
        import { spawn } from 'node:child_process'
        export class Press {
          start() {
            this.child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
            this.child.on('error', (error) => this.log.write(error))
            this.sheets = this.child.stdin
            this.sheets.on('error', (error) => this.log.write(error))
          }
          print(sheet) {
            this.sheets.write(sheet)
          }
          stop() {
            this.child.kill()
          }
        }
      `,
      options,
    },
    {
      name: 'a stream of something else',
      code: text`
        export function print(press, sheet) {
          press.stdin.write(sheet)
        }
      `,
      options,
    },
    {
      name: 'what is handed over: its errors are heard, or it is the input of this program',
      code: text`
        import { spawn } from 'node:child_process'
        export function print(press, sheet, done) {
          press.stdin.on('error', done)
          press.stdin.write(sheet)
        }
      `,
      options,
    },
    {
      name: 'the input of this program, which others are given',
      code: text`
        import { spawn } from 'node:child_process'
        export const take = (sink) => process.stdin.pipe(sink)
      `,
      options,
    },
  ],
  invalid: [
    {
      name: 'what is handed over, in a file that starts some',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export const start = (command) => spawn(command, [], { stdio: ['pipe', 'inherit', 'inherit'] })
        export function print(press, sheets) {
          sheets.pipe(press.stdin)
                      ~~~~~~~~~~~ input {"noun": "child process"}
        }
      `,
    },
    {
      name: 'what is written at once',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export function print(sheet, done) {
          const child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
          child.on('error', done)
          child.on('close', (code) => done(code === 0 ? null : new Error('not printed')))
          child.stdin.end(sheet)
          ~~~~~~~~~~~~~~~ input {"noun": "child process"}
        }
      `,
    },
    {
      name: 'what another method writes later',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export class Press {
          start() {
            this.child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
            this.child.on('error', (error) => this.log.write(error))
          }
          print(sheet) {
            if (this.child.stdin) this.child.stdin.write(sheet)
                                  ~~~~~~~~~~~~~~~~~~~~~~ input {"noun": "child process"}
          }
          stop() {
            this.child.kill()
          }
        }
      `,
    },
    {
      name: 'what is piped into it',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export function print(sheets, done) {
          const child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
          child.on('error', done)
          child.on('close', (code) => done(code === 0 ? null : new Error('not printed')))
          sheets.pipe(child.stdin)
                      ~~~~~~~~~~~ input {"noun": "child process"}
        }
      `,
    },
    {
      name: 'a stream that is taken out of the process',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export function print(sheet, done) {
          const child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
          const { stdin } = child
          child.on('error', done)
          child.on('close', (code) => done(code === 0 ? null : new Error('not printed')))
          stdin.end(sheet)
          ~~~~~~~~~ input {"noun": "child process"}
        }
      `,
    },
    {
      name: 'a stream that is kept in a field of its own',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        export class Press {
          start() {
            this.child = spawn('press', [], { stdio: ['pipe', 'ignore', 'ignore'] })
            this.child.on('error', (error) => this.log.write(error))
            this.sheets = this.child.stdin
          }
          print(sheet) {
            this.sheets.write(sheet)
            ~~~~~~~~~~~~~~~~~ input {"noun": "child process"}
          }
          stop() {
            this.child.kill()
          }
        }
      `,
    },
  ],
})

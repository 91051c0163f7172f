import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- jobs that a signal ends, and that count as done

/** A job that is over when the listener says so. */
const job = (listener: string, more = ''): string => text`
  import { spawn } from 'node:child_process'
  export const pack = (folder) => new Promise((resolve, reject) => {
    const child = spawn('tar', ['cf', 'a.tar', folder])
    child.on('error', reject)
    child.on('exit', ${listener})
    ${more}
  })
`

run(rule, {
  valid: [
    { name: 'only 0 is success', code: job('(code) => { if (code === 0) resolve(); else reject(new Error(String(code))) }') },
    { name: 'no code is a failure', code: job('(code) => { if (code || code === null) reject(new Error(String(code))); else resolve() }') },
    { name: 'the signal is looked at', code: job('(code, signal) => { if (code || signal) reject(new Error(String(code ?? signal))); else resolve() }') },
    { name: 'the signal goes to who waits', code: job('(code, signal) => { if (code) reject(new Error(String(code))); else resolve(signal) }') },
    { name: 'who waits is told the code', code: job('(code) => { if (code === 2) reject(new Error("no folder")); else resolve(code) }') },
    { name: 'it is ended here: the signal is ours', code: job('(code) => { if (code) reject(new Error(String(code))); else resolve() }', 'setTimeout(() => child.kill(), 1000)') },
    {
      name: 'it runs in the terminal of its user, who has ended it',
      code: text`
        import { spawn } from 'node:child_process'
        export const edit = (file) => new Promise((resolve, reject) => {
          const child = spawn('vi', [file], { stdio: 'inherit' })
          child.on('error', reject)
          child.on('exit', (code) => (code ? reject(new Error(String(code))) : resolve()))
        })
      `,
    },
    {
      name: 'a server that is ended elsewhere',
      code: text`
        import { spawn } from 'node:child_process'
        export class Server {
          start() {
            return new Promise((resolve, reject) => {
              this.child = spawn('serve')
              this.child.on('error', reject)
              this.child.on('exit', (code) => (code ? reject(new Error(String(code))) : resolve()))
            })
          }
          stop() { this.child.kill() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'no code, no failure',
      ...marked`
        import { spawn } from 'node:child_process'
        export const pack = (folder) => new Promise((resolve, reject) => {
          const child = spawn('tar', ['cf', 'a.tar', folder])
          child.on('error', reject)
          child.on('exit', (code) => {
                   ~~~~~~ killed {"noun": "child process", "line": "line 2"}
            if (code) reject(new Error('tar: ' + code))
            else resolve()
          })
        })
      `,
    },
    { name: 'an expression', code: job('(code) => (code ? reject(new Error("tar")) : resolve())'), errors: [{ messageId: 'killed', line: 5, column: 12 }] },
    { name: 'a code above 0', code: job('(code) => { if (code > 0) return reject(new Error("tar")); resolve() }'), errors: [{ messageId: 'killed', line: 5, column: 12 }] },
    { name: 'the signal is only printed', code: job('(code, signal) => { console.log(code, signal); if (code) reject(new Error("tar")); else resolve() }'), errors: [{ messageId: 'killed', line: 5, column: 12 }] },
    {
      name: 'a fork, and a promise of a library',
      ...marked`
        const { fork } = require('child_process')
        const Promise = require('bluebird')
        exports.check = (file) => new Promise((resolve, reject) => {
          const child = fork('./check.js', [file])
          let found
          child.on('error', reject)
          child.on('message', (message) => { found = message })
          child.on('exit', (code) => {
                   ~~~~~~ killed {"noun": "child process", "line": "line 3"}
            if (code > 0) reject(new Error('ended with ' + code))
            else if (found) resolve(found)
            else reject(new Error('no answer'))
          })
        })
      `,
    },
  ],
})

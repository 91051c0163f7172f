import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Commands whose output is waited for, and that may end without it.

run(rule, {
  valid: [
    {
      name: 'its end is heard',
      code: text`
        import { exec } from 'node:child_process'
        export const portOf = (command) => new Promise((resolve, reject) => {
          const child = exec(command)
          child.stdout.on('data', (line) => { if (/listening/.test(line)) resolve(line) })
          child.on('exit', (code) => reject(new Error('ended with ' + code)))
        })
      `,
    },
    {
      name: 'the callback is told of it',
      code: text`
        import { exec } from 'node:child_process'
        export const portOf = (command) => new Promise((resolve, reject) => {
          const child = exec(command, (error) => { if (error) reject(error) })
          child.stdout.on('data', (line) => resolve(line))
        })
      `,
    },
    {
      name: 'it is given up after a while',
      code: text`
        import { exec } from 'node:child_process'
        export const portOf = (command) => new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error('too late')), 5000)
          const child = exec(command)
          child.stdout.on('data', (line) => resolve(line))
        })
      `,
    },
    {
      name: 'nobody waits for what it writes',
      code: text`
        import { exec } from 'node:child_process'
        export function start(command) {
          const child = exec(command)
          child.stdout.on('data', (line) => console.log(line))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it ends, and nothing has come',
      ...marked`
        import { exec } from 'node:child_process'
        export async function portOf(command) {
          const child = exec(command)
          return new Promise((resolve) => {
                     ~~~~~~~ missing {"line": "line 4", "noun": "child process", "end": "the child process fails or cannot be started", "event": "exit"}
            child.stdout.on('data', async (line) => {
              const [, port] = line.match(/:(\d+)/) ?? []
              if (port) resolve(port)
            })
          })
        }
      `,
    },
    {
      name: 'a command that fails says no error',
      ...marked`
        import { execFile } from 'node:child_process'
        export const portOf = (command) => new Promise((resolve, reject) => {
                                               ~~~~~~~ missing
          const child = execFile(command)
          child.on('error', reject)
          child.stdout.on('data', (line) => resolve(line))
        })
      `,
    },
  ],
})

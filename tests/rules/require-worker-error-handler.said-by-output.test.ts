import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a command has written may say by itself whether all went well; and what an object does when it is told to is no task.
run(rule, {
  valid: [
    {
      name: 'the answer is whether it has written a word',
      code: text`
        import { spawn } from 'node:child_process'
        export const isVirtual = (python) => new Promise((resolve) => {
          const child = spawn(python, ['-c', 'print(1)'])
          let written = ''
          child.stdout.on('data', (data) => { written += data })
          child.on('error', () => resolve(false))
          child.on('exit', () => { resolve(written.trim() === '1') })
        })
      `,
    },
    {
      name: 'a class in a file that is called a worker',
      filename: '/app/proxy-worker.js',
      code: text`
        export class Proxy {
          constructor(hooks = {}) {
            this.exit = hooks.exit ?? ((code) => { process.exit(code) })
          }
          stop() { this.exit(0) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the answer is what it has written',
      ...marked`
        import { spawn } from 'node:child_process'
        export const versionOf = (python) => new Promise((resolve, reject) => {
          const child = spawn(python, ['-V'])
          let written = ''
          child.stdout.on('data', (data) => { written += data })
          child.on('error', reject)
          child.on('exit', () => { resolve(written.trim()) })
                   ~~~~~~ ignored
        })
      `,
    },
    {
      name: 'the answer is whether it has written nothing',
      ...marked`
        import { spawn } from 'node:child_process'
        export const isClean = (folder) => new Promise((resolve, reject) => {
          const child = spawn('git', ['status', '--short'], { cwd: folder })
          let written = ''
          child.stdout.on('data', (data) => { written += data })
          child.on('error', reject)
          child.on('exit', () => { resolve(written === '') })
                   ~~~~~~ ignored
        })
      `,
    },
    {
      name: 'a function in such a file',
      filename: '/app/proxy-worker.js',
      ...marked`
        export function start(hooks = {}) {
          const exit = hooks.exit ?? ((code) => { process.exit(code) })
                                                  ~~~~~~~~~~~~ exits {"by": "start"}
          return { stop: () => exit(0) }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- commands that call back

run(rule, {
  valid: [
    {
      name: 'a callback that tells of the failure, or takes it for an answer',
      code: text`
        import { exec, execFile } from 'node:child_process'
        export const version = () => new Promise((resolve, reject) => {
          exec('git --version', (error, stdout) => (error ? reject(error) : resolve(stdout)))
        })
        export const isInstalled = () => new Promise((resolve) => {
          execFile('git', ['--version'], (error) => resolve(!error))
        })
        export const text = () => new Promise((resolve) => {
          exec('git log', (error, stdout) => {
            if (error !== null) console.error(error)
            resolve(stdout)
          })
        })
      `,
    },
    {
      name: 'who waits for nothing but the end of it',
      code: text`
        import { exec } from 'node:child_process'
        export const open = (url) => new Promise((resolve) => exec('xdg-open ' + url, () => resolve()))
      `,
    },
    {
      name: 'one that settles in any case, whatever has been written',
      code: text`
        import { exec } from 'node:child_process'
        export const version = (tool) => new Promise((resolve) => {
          exec(tool + ' --version', (error, stdout) => resolve(stdout ? stdout.trim() : undefined))
        })
      `,
    },
    {
      name: 'the error is told by another listener',
      code: text`
        import { execFile } from 'node:child_process'
        export const version = () => new Promise((resolve, reject) => {
          const child = execFile('git', ['--version'], (error, stdout) => { if (!error) resolve(stdout) })
          child.on('error', reject)
          child.on('exit', (code) => code !== 0 && reject(new Error('git ended with ' + code)))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a callback that settles only where there is no error',
      ...marked`
        import { exec, execFile } from 'node:child_process'
        export const version = () => new Promise((resolve) => {
          exec('git --version', (error, stdout) => {
                                 ~~~~~ hangs {"line": "line 2", "end": "the child process fails or cannot be started"}
            if (!error) resolve(stdout.trim())
          })
        })
        export const list = (dir) => new Promise((resolve) => {
          const onEnd = (error, stdout) => {
                ~~~~~ hangs
            if (error != null) {
              console.error('ls failed', error)
              return
            }
            resolve(stdout)
          }
          execFile('ls', [dir], onEnd)
        })
      `,
    },
    {
      name: 'a callback that settles only where the command has written something',
      ...marked`
        import { exec } from 'node:child_process'
        export const version = (tool) => new Promise((resolve) => {
          exec(tool + ' --version', (error, stdout) => {
                                     ~~~~~ hangs
            if (stdout) resolve(stdout.trim())
          })
        })
      `,
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'the code that a helper brings is looked at',
      code: text`
        import { spawn } from 'node:child_process'
        function ended(child) {
          return new Promise((resolve, reject) => {
            child.once('error', reject)
            child.once('exit', resolve)
          })
        }
        export async function compress(folder) {
          const zip = spawn('zip', ['-r', 'all.zip', folder], { stdio: 'ignore' })
          const code = await ended(zip)
          if (code !== 0) throw new Error('zip has failed')
        }
      `,
    },
    {
      name: 'the promise of the helper is handed on',
      code: text`
        import { spawn } from 'node:child_process'
        function ended(child) {
          return new Promise((resolve, reject) => {
            child.once('error', reject)
            child.once('exit', resolve)
          })
        }
        export function compress(folder) {
          const zip = spawn('zip', ['-r', 'all.zip', folder], { stdio: 'ignore' })
          return ended(zip)
        }
      `,
    },
    {
      name: 'the helper looks at the code itself',
      code: text`
        import { spawn } from 'node:child_process'
        function ended(child) {
          return new Promise((resolve, reject) => {
            child.once('error', reject)
            child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('ended with ' + code))))
          })
        }
        export async function compress(folder) {
          const zip = spawn('zip', ['-r', 'all.zip', folder], { stdio: 'ignore' })
          await ended(zip)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a helper waits for the end whatever the code, and nobody takes that',
      ...marked`
        import { spawn } from 'node:child_process'
        function ended(child) {
          return new Promise((resolve, reject) => {
            child.once('error', reject)
            child.once('exit', resolve)
                       ~~~~~~ ignored
          })
        }
        export async function compress(folder) {
          const zip = spawn('zip', ['-r', 'all.zip', folder], { stdio: 'ignore' })
          await ended(zip)
        }
      `,
    },
    {
      name: 'a helper resolves with nothing, whatever the code',
      ...marked`
        import { spawn } from 'node:child_process'
        function ended(child) {
          return new Promise((resolve, reject) => {
            child.once('error', reject)
            child.once('close', () => resolve())
                       ~~~~~~~ ignored
          })
        }
        export async function compress(folder) {
          const zip = spawn('zip', ['-r', 'all.zip', folder], { stdio: 'ignore' })
          await ended(zip)
          return folder
        }
      `,
    },
  ],
})

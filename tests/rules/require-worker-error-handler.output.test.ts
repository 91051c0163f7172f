import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- answers that a child writes

run(rule, {
  valid: [
    {
      name: 'those that wait for output hear of the end',
      code: text`
        import { spawn } from 'node:child_process'
        export class Shell {
          #jobs = []
          constructor() {
            this.child = spawn('bc')
            this.child.stdout.on('data', (line) => this.#jobs.shift()?.resolve(String(line)))
            this.child.on('error', (error) => this.#fail(error))
            this.child.on('exit', (code) => this.#fail(new Error('bc ended with ' + code)))
          }
          run(line) {
            return new Promise((resolve, reject) => {
              this.#jobs.push({ resolve, reject })
              this.child.stdin.write(line)
            })
          }
          #fail(error) { for (const { reject } of this.#jobs.splice(0)) reject(error) }
        }
      `,
    },
    {
      name: 'the end of the output is told as well',
      code: text`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        const waiting = new Map()
        const child = spawn('language-server')
        child.on('error', (error) => { for (const { reject } of waiting.values()) reject(error) })
        const lines = createInterface({ input: child.stdout })
        lines.on('line', (line) => waiting.get(JSON.parse(line).id).resolve(line))
        lines.on('close', () => { for (const { reject } of waiting.values()) reject(new Error('closed')) })
        export const ask = (id) => new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          child.stdin.write(id)
        })
      `,
    },
    {
      name: 'lines that are waited for on the spot, whose end is told too',
      code: text`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        export function serve(port) {
          const child = spawn('serve', ['--port', port])
          return new Promise((resolve, reject) => {
            child.on('error', reject)
            createInterface({ input: child.stdout })
              .on('line', (line) => { if (line.includes('listening')) resolve(child) })
              .on('close', () => reject(new Error('it ended')))
          })
        }
      `,
    },
    {
      name: 'the output of another child',
      code: text`
        import { spawn } from 'node:child_process'
        export function count(other) {
          const waiting = []
          const child = spawn('tail', ['-f', 'log'])
          child.on('error', (error) => console.error(error))
          other.stdout.on('data', (text) => waiting.shift()(text))
          return () => new Promise((resolve) => waiting.push(resolve))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'lines that are waited for on the spot',
      ...marked`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        export function serve(port) {
          const child = spawn('serve', ['--port', port])
          child.on('error', (error) => console.error(error))
                   ~~~~~~~ hangs
          return new Promise((resolve) => {
            createInterface({ input: child.stdout }).on('line', (line) => { if (line.includes('listening')) resolve(child) })
          })
        }
      `,
    },
    {
      name: 'an end that drops the child and leaves those that wait',
      ...marked`
        import { spawn } from 'node:child_process'
        export class Shell {
          #jobs = []
          #boot() {
            const child = spawn('bc')
            child.stdout.on('data', this.#take.bind(this))
            child.on('error', (error) => this.#fail(error))
            child.on('exit', () => { this.child = undefined })
                     ~~~~~~ hangs {"noun": "child process", "line": "line 14", "end": "the child process ends with an exit code, as by process.exit()"}
            return child
          }
          #take(line) { this.#jobs.shift()?.resolve(String(line)) }
          run(line) {
            this.child ??= this.#boot()
            return new Promise((resolve, reject) => {
              this.#jobs.push({ resolve, reject })
              this.child.stdin.write(line)
            })
          }
          #fail(error) { for (const { reject } of this.#jobs.splice(0)) reject(error) }
        }
      `,
    },
    {
      name: 'lines that answer, and nobody who hears that no more will come',
      ...marked`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        const waiting = new Map()
        const child = spawn('language-server')
        child.on('error', (error) => { for (const { reject } of waiting.values()) reject(error) })
        const lines = createInterface({ input: child.stdout })
        lines.on('line', (line) => waiting.get(JSON.parse(line).id).resolve(line))
        export const ask = (id) => new Promise((resolve, reject) => {
                                       ~~~~~~~ missing {"noun": "child process", "line": "line 8", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          waiting.set(id, { resolve, reject })
          child.stdin.write(id)
        })
      `,
    },
  ],
})

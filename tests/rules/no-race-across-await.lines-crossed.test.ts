import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Requests that are written to a child process, of which the next line or piece is taken for the answer.

const options = [{ thorough: true }] as const

const solver = (ask: string, reader = 'createInterface({ input: child.stdout })'): string => text`
  import { spawn } from 'node:child_process'
  import { createInterface } from 'node:readline'
  const child = spawn('solver', ['--lines'])
  const other = spawn('solver', ['--lines'])
  const lines = ${reader}
  ${ask}
`

const ASKS = 'child.stdin.write(`${task}\\n`)'

run(rule, {
  valid: [
    { name: 'another process is told', options, code: solver(`export const solve = (task) => new Promise((resolve) => { lines.once('line', resolve); ${ASKS} })`, 'createInterface({ input: other.stdout })') },
    { name: 'what it complains about is no answer', options, code: solver(`export const solve = (task) => new Promise((resolve) => { child.stderr.once('data', resolve); ${ASKS} })`) },
    { name: 'lines of a file', options, code: solver(`export const solve = (task) => new Promise((resolve) => { lines.once('line', resolve); ${ASKS} })`, "createInterface({ input: createReadStream('tasks') })") },
    { name: 'who listens looks whose answer it is', options, code: solver(`export const solve = (id, task, hear) => new Promise((resolve) => { lines.once('line', (line) => { if (line.startsWith(id)) resolve(line); else hear(line) }); ${ASKS} })`) },
    { name: 'each behind the one before', options, code: solver(`let last = Promise.resolve(); const ask = (task) => new Promise((resolve) => { lines.once('line', resolve); ${ASKS} }); export function solve(task) { last = last.then(() => ask(task)); return last }`) },
    { name: 'nothing is asked', options, code: solver("export const next = () => new Promise((resolve) => { lines.once('line', resolve) })") },
    { name: 'a process for each request', options, code: "import { spawn } from 'node:child_process'; export const solve = (task) => new Promise((resolve, reject) => { const child = spawn('solver'); child.on('error', reject); child.stdin.on('error', reject); child.stdout.once('data', resolve); child.stdin.write(task) })" },
    { name: 'not proven to be asked twice at once', code: solver(`export const solve = (task) => new Promise((resolve) => { lines.once('line', resolve); ${ASKS} })`) },
  ],
  invalid: [
    {
      name: 'the lines of what a process writes',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        const child = spawn('solver', ['--lines'])
        const lines = createInterface({ input: child.stdout, crlfDelay: Infinity })
        export function solve(task) {
          return new Promise((resolve) => {
            lines.once('line', (line) => resolve(JSON.parse(line)))
            ~~~~~~~~~~ crossed {"place": "lines", "read": "line 7", "who": "\u0060solve\u0060", "wait": "line 8"}
            child.stdin.write(JSON.stringify(task) + '\n')
          })
        }
      `,
    },
    {
      name: 'in fields',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        import * as readline from 'node:readline'
        export class Solver {
          start() {
            this.child = spawn('solver', ['--lines'])
            this.lines = readline.createInterface({ input: this.child.stdout, output: this.child.stdin })
          }
          solve(task) {
            return new Promise((resolve) => {
              this.lines.once('line', (line) => {
              ~~~~~~~~~~~~~~~ crossed {"place": "this.lines", "read": "line 10", "who": "\u0060solve\u0060", "wait": "line 13"}
                resolve(JSON.parse(line))
              })
              this.child.stdin.write(task, 'utf8')
            })
          }
        }
      `,
    },
    {
      name: 'the next piece',
      options,
      ...marked`
        import { spawn } from 'node:child_process'
        const child = spawn('solver', ['--lines'])
        export const solve = (task) => new Promise((resolve) => {
          child.stdout.once('data', resolve)
          ~~~~~~~~~~~~~~~~~ crossed {"place": "child.stdout", "read": "line 4", "who": "\u0060solve\u0060", "wait": "line 5"}
          child.stdin.write(task)
        })
      `,
    },
  ],
})

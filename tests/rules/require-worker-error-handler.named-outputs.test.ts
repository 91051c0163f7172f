import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers that are read from the output of a process by another name, and promises that a collection keeps whole.

const answering = (listening: string, end = '') => `
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
export class Oracle {
  open() {
    this.child = spawn('oracle')
    this.child.on('error', (error) => this.fail(error))
    this.child.stdin.on('error', (error) => this.fail(error))
    ${end}
    ${listening}
  }
  fail(error) {
    for (const question of this.questions.values()) question.reject(error)
  }
  hear(line) {
    const { id, answer } = JSON.parse(line)
    this.questions.get(id)?.resolve(answer)
  }
  ask(id) {
    return new Promise((resolve, reject) => {
      this.questions.set(id, { resolve, reject })
      this.child.stdin.write(id)
    })
  }
}
`
const missing = { errors: [{ messageId: 'missing' as const, line: 20, column: 16 }] }

run(rule, {
  valid: [
    {
      name: 'its end settles what waits',
      code: answering(`
        this.lines = createInterface({ input: this.child.stdout })
        this.lines.on('line', (line) => this.hear(line))`, `this.child.on('close', () => this.fail(new Error('gone')))`),
    },
    {
      name: 'lines of something else',
      code: answering(`
        this.lines = createInterface({ input: this.socket })
        this.lines.on('line', (line) => this.hear(line))`),
    },
    {
      name: 'what reads the lines is another one the next time',
      code: answering(`
        this.lines = createInterface({ input: this.child.stdout })
        this.lines = this.filter(this.lines)
        this.lines.on('line', (line) => this.hear(line))`),
    },
    {
      name: 'whoever is given the whole may settle it',
      code: text`
        import { fork } from 'node:child_process'
        import { Deferred } from './deferred.js'
        export class Post {
          letters = new Map()
          open() {
            this.child = fork('./post.js')
            this.child.on('error', report)
            this.child.on('message', ({ id }) => this.letters.get(id)?.resolve())
          }
          send(id) {
            const sent = new Deferred()
            this.letters.set(id, sent)
            watch(sent)
            this.child.send({ id }, () => {})
            return sent.promise
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'lines by a field',
      code: answering(`this.lines = createInterface({ input: this.child.stdout })
    this.lines.on('line', (line) => this.hear(line))`),
      errors: [{ messageId: 'missing', line: 21, column: 16 }],
    },
    { name: 'a stream that is taken out of the process', code: answering('const { stdout } = this.child; stdout.on(\'data\', (line) => this.hear(line))'), ...missing },
    { name: 'a stream by a name', code: answering('const out = this.child.stdout; out.on(\'data\', (line) => this.hear(line))'), ...missing },
    {
      name: 'a promise that a collection keeps whole',
      ...marked`
        import { fork } from 'node:child_process'
        import { Deferred } from './deferred.js'
        export class Post {
          letters = new Map()
          open() {
            this.child = fork('./post.js')
            this.child.on('error', (error) => { for (const letter of this.letters.values()) letter.reject(error) })
            this.child.on('message', ({ id }) => this.letters.get(id)?.resolve())
                          ~~~~~~~~~ missing
          }
          send(id) {
            const sent = new Deferred()
            this.letters.set(id, sent)
            this.child.send({ id }, () => {})
            return sent.promise
          }
        }
      `,
    },
    {
      name: 'the worker that a plugin of rollup makes',
      ...marked`
        import Mill from 'web-worker:./mill.js'
        export function grind(sack) {
          const mill = new Mill()
          return new Promise((resolve, reject) => {
            mill.onmessage = ({ data }) => resolve(data)
            ~~~~~~~~~~~~~~ missing
            mill.postMessage(sack)
          }).finally(() => mill.terminate())
        }
      `,
    },
  ],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Queues of promises: a task that fails leaves a promise behind on which no later one is run.

const journal = (body: string, more = ''): string => text`
  import { writeLine } from './disk.js'
  export class Journal {
    tail = Promise.resolve()
    append(line) {
      ${body}
    }
    async write(line) {
      if (!line) throw new Error('nothing to write')
      await writeLine(line)
    }
    async tryToWrite(line) {
      try {
        await writeLine(line)
      } catch (error) {
        console.error(error)
      }
    }
    ${more}
  }
`

const poisoned = (column: number) => [{ messageId: 'poisoned' as const, data: { tail: 'this.tail' }, line: 5, column }]

run(rule, {
  valid: [
    { name: 'a catch at the end', code: journal('this.tail = this.tail.then(() => this.write(line)).catch(() => {})') },
    { name: 'the tail is not what is answered', code: journal('const written = this.tail.then(() => this.write(line)); this.tail = written.catch(() => {}); return written') },
    { name: 'a tail that waits for either', code: journal('const written = this.tail.then(() => this.write(line)); this.tail = written.then(() => {}, () => {}); return written') },
    { name: 'the task runs in any case', code: journal('this.tail = this.tail.then(() => this.write(line), () => this.write(line))') },
    { name: 'a catch before the next one', code: journal('this.tail = this.tail.catch(() => {}).then(() => this.write(line))') },
    { name: 'tasks that do not fail', code: journal('this.tail = this.tail.then(() => this.tryToWrite(line))') },
    { name: 'put right where it has failed', code: journal('this.tail = this.tail.then(() => this.write(line)); return this.tail', 'reset() { this.tail = Promise.resolve() }') },
    { name: 'a chain of one call, each link in a function that is called at once', code: journal('let steps = Promise.resolve(); for (let i = 0; i < line.length; i++) (function (each) { steps = steps.then(() => this.write(each)) })(line[i]); return steps') },
    { name: 'a chain of one call', code: journal('let steps = Promise.resolve(); for (const each of line) steps = steps.then(() => this.write(each)); return steps') },
    { name: 'the same, through the elements of a list', code: journal('let steps = Promise.resolve(); line.forEach((each) => { steps = steps.then(() => this.write(each)) }); return steps') },
    { name: 'who asked for the task is told of its failure', code: journal('return new Promise((resolve, reject) => { this.tail = this.tail.then(() => { if (this.closed) return reject(new Error("closed")); return this.write(line).then(resolve, reject) }) })') },
    { name: 'steps by which something is made ready', code: journal('this.ready = this.ready.then(() => this.write(line)); return this.ready') },
    { name: 'a task that begins nothing', code: journal('this.tail = this.tail.then(() => writeLine); return this.tail') },
    {
      name: 'tails by their keys, each of which is taken away',
      code: text`
        const tails = new Map()
        export function inTurn(key, task) {
          const turn = (tails.get(key) ?? Promise.resolve()).then(task)
          tails.set(key, turn)
          turn.finally(() => { if (tails.get(key) === turn) tails.delete(key) }).catch(() => {})
          return turn
        }
      `,
    },
  ],
  invalid: [
    { name: 'a method that may fail', code: journal('this.tail = this.tail.then(() => this.write(line)); return this.tail'), errors: poisoned(17) },
    { name: 'an asynchronous function', code: journal('return (this.tail = this.tail.then(async () => { await this.write(line) }))'), errors: poisoned(25) },
    { name: 'by a name, and behind an end that catches nothing', code: journal('const written = this.tail.then(() => this.write(line)); this.tail = written.finally(() => { this.count-- }); return written'), errors: poisoned(21) },
    { name: 'told once for each tail', code: journal('this.tail = this.tail.then(() => this.write(line)); return this.tail', 'close() { this.tail = this.tail.then(() => this.write("end")); return this.tail }'), errors: poisoned(17) },
    {
      name: 'tasks of the caller, and tails by their keys',
      ...marked`
        let tail = Promise.resolve()
        export function inTurn(task) {
          tail = tail.then(task)
                 ~~~~~~~~~ poisoned {"tail": "tail"}
          return tail
        }
        const tails = new Map()
        export function inTurnFor(key, task) {
          const turn = (tails.get(key) ?? Promise.resolve()).then(() => task(key))
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ poisoned {"tail": "tails[key]"}
          tails.set(key, turn)
          return turn
        }
      `,
    },
  ],
})

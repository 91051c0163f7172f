import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- a promise for one job

run(rule, {
  valid: [
    {
      name: 'message, error and exit',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function resize(image) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./resize.js', { workerData: image })
            worker.on('message', resolve)
            worker.on('error', reject)
            worker.on('exit', (code) => {
              if (code !== 0) reject(new Error(String(code)))
            })
          })
        }
      `,
    },
    {
      name: 'chained, in a loop over the names of events, by a helper, behind a name',
      code: text`
        import { Worker } from 'node:worker_threads'
        export const chained = (file) => new Promise((resolve, reject) => {
          new Worker(file).once('message', resolve).once('error', reject).once('exit', (code) => reject(new Error(String(code))))
        })
        export const looped = (file) => new Promise((resolve, reject) => {
          const worker = new Worker(file)
          for (const event of ['error', 'messageerror', 'exit']) worker.once(event, reject)
          worker.once('message', resolve)
        })
        function settleWith(worker, resolve, reject) {
          const failed = (code) => reject(new Error(String(code)))
          worker.once('error', reject)
          worker.once('exit', failed)
          worker.once('message', (rows) => { worker.off('exit', failed); resolve(rows) })
        }
        export const helped = (file) => new Promise((resolve, reject) => settleWith(new Worker(file), resolve, reject))
      `,
    },
    {
      name: 'a limit of time, another promise that comes first',
      code: text`
        import { fork } from 'node:child_process'
        import { once } from 'node:events'
        export const limited = (child = fork('./a.js')) => new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error('too late')), 1000)
          child.once('message', resolve)
          child.once('error', reject)
        })
        const ask = (child) => new Promise((resolve) => child.once('message', resolve))
        export async function raced() {
          const child = fork('./a.js')
          return await Promise.race([ask(child), once(child, 'exit')])
        }
      `,
    },
    {
      name: 'promises of other things beside it',
      code: text`
        export async function load(url) {
          const worker = new Worker(url)
          worker.onerror = console.error
          const opened = new Promise((resolve, reject) => {
            const request = indexedDB.open('rows')
            request.onsuccess = resolve
            request.onerror = reject
          })
          await Promise.race([new Promise((resolve) => worker.addEventListener('message', resolve)), opened])
        }
      `,
    },
    {
      name: 'settled by somebody else as well',
      code: text`
        import { Worker } from 'node:worker_threads'
        export const run = (file, register) => new Promise((resolve, reject) => {
          const worker = new Worker(file)
          worker.on('error', reject)
          worker.on('message', resolve)
          register(worker, reject)
        })
      `,
    },
    {
      name: 'a command: error and close, any code but 0 rejects',
      code: text`
        import { spawn } from 'node:child_process'
        export function convert(file) {
          return new Promise((resolve, reject) => {
            const child = spawn('convert', [file])
            let out = ''
            child.stdout.on('data', (chunk) => { out += chunk })
            child.on('error', reject)
            child.on('close', (code, signal) => (code === 0 ? resolve(out) : reject(new Error(String(code ?? signal)))))
          })
        }
      `,
    },
    {
      name: 'the code goes to who waits, or is asked for later',
      code: text`
        import { spawn } from 'node:child_process'
        export const code = (file) => new Promise((resolve, reject) => {
          spawn('convert', [file]).on('error', reject).on('exit', resolve)
        })
        export async function checked(file) {
          const child = spawn('convert', [file])
          await new Promise((resolve, reject) => { child.once('error', reject); child.once('close', () => resolve()) })
          if (child.exitCode !== 0) throw new Error('failed')
        }
      `,
    },
    {
      name: 'waiting for its end after asking for it',
      code: text`
        import { fork } from 'node:child_process'
        export async function check() {
          const child = fork('./check.js')
          child.on('error', console.error)
          await new Promise((resolve) => { child.once('exit', () => resolve()); child.kill() })
        }
      `,
    },
    {
      name: 'a worker of a page: message and error',
      code: text`
        export const parse = (source) => new Promise((resolve, reject) => {
          const worker = new Worker(new URL('./parse.js', import.meta.url))
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = worker.onmessageerror = reject
          worker.postMessage(source)
        })
      `,
    },
    { name: 'a Worker of somebody else', code: "import { Worker } from 'bullmq'\nexport const w = (f) => new Promise((resolve) => new Worker('q', f).on('completed', resolve))" },
    { name: 'once() rejects on an error by itself', code: "import { once } from 'node:events'\nimport { Worker } from 'node:worker_threads'\nexport const sum = async () => (await once(new Worker('./sum.js'), 'message'))[0]" },
    { name: 'in a test', filename: '/project/resize.test.js', code: "import { Worker } from 'node:worker_threads'\nnew Promise((resolve) => new Worker('./a.js').on('message', resolve))" },
  ],
  invalid: [
    {
      name: 'no exit: process.exit() in the child leaves who waits alone',
      ...marked`
        import { fork } from 'node:child_process'
        function ask(child, message) {
          return new Promise((resolve, reject) => {
            child.once('message', resolve)
                       ~~~~~~~~~ missing {"noun": "child process", "line": "line 3", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
            child.once('error', reject)
            child.send(message, (error) => error && reject(error))
          })
        }
        export async function count(month) {
          const child = fork('./count.js')
          try {
            return await ask(child, month)
          } finally {
            child.kill()
          }
        }
      `,
    },
    {
      name: 'an error that is logged, and an exit that looks at 0 alone',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function decode(paths) {
          const found = []
          const worker = new Worker('./decode.js', { workerData: paths })
          return new Promise((resolve) => {
            worker.on('message', (each) => found.push(each))
            worker.on('error', (error) => console.error(error))
            worker.on('exit', (code) => {
                      ~~~~~~ hangs {"noun": "worker", "line": "line 5", "end": "the worker throws", "event": "error"}
              if (code === 0) resolve(found)
            })
          })
        }
      `,
    },
    {
      name: 'a signal is no code',
      ...marked`
        import { spawn } from 'node:child_process'
        export const encode = (file) => new Promise((resolve, reject) => {
          const child = spawn('ffmpeg', [file])
          child.on('error', reject)
          child.on('exit', (code) => {
                   ~~~~~~ hangs {"noun": "child process", "line": "line 2", "end": "a signal ends the child process and there is no exit code", "event": "exit"}
            if (code === 0) resolve()
            else if (code > 0) reject(new Error('failed'))
          })
        })
      `,
    },
    {
      name: 'a listener in a method, which leaves a code out',
      ...marked`
        import { fork } from 'node:child_process'
        export class Job {
          run(file) {
            const child = fork(file)
            child.on('error', (error) => this.fail(error))
            child.on('exit', this.ended.bind(this))
            child.on('message', (rows) => this.resolve(rows))
            return new Promise((resolve, reject) => {
              this.resolve = resolve
              this.reject = reject
            })
          }
          fail(error) { this.reject(error) }
          ended(code) {
          ~~~~~ hangs
            if (code === 1) this.fail(new Error('failed'))
          }
        }
      `,
      options: [{ allow: [], replies: false }],
    },
    {
      name: 'ready when it says so, and what if it never does',
      ...marked`
        import { spawn } from 'node:child_process'
        export const ready = () => new Promise((resolve, reject) => {
                                       ~~~~~~~ missing
          const child = spawn('server', [])
          child.on('error', reject)
          child.stdout.on('data', (line) => {
            if (String(line).includes('listening')) resolve(child)
          })
        })
      `,
    },
    {
      name: 'listeners that go away with the first answer',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export const ask = (worker: Worker, question: string) => new Promise((resolve, reject) => {
          const leave = () => {
            worker.off('message', onMessage)
            worker.removeListener('error', onError)
          }
          const onMessage = (answer: unknown) => { leave(); resolve(answer) }
          const onError = (error: Error) => { leave(); reject(error) }
          worker.on('message', onMessage)
                    ~~~~~~~~~ missing
          worker.on('error', onError)
          worker.postMessage(question)
        })
      `,
    },
    {
      name: 'two faults of one listener: the one that leaves somebody waiting is told',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { save } from './save.js'
        export const ask = (worker: Worker) => new Promise((resolve, reject) => {
          worker.once('error', reject)
          worker.once('message', async (answer) => {
                      ~~~~~~~~~ missing
            await save(answer)
            resolve(answer)
          })
        })
      `,
    },
    {
      name: 'a listener of the page worker that goes away, and no other',
      ...marked`
        export const ask = (url) => new Promise((resolve) => {
          const worker = new Worker(url)
          worker.addEventListener('message', function answered({ data }) {
                                  ~~~~~~~~~ missing {"noun": "worker", "line": "line 1", "end": "the worker throws", "event": "error"}
            worker.removeEventListener('message', answered)
            resolve(data)
          })
        })
      `,
    },
    {
      name: 'it has begun, and nobody hears that it could not',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export const begun = (worker: Worker) => new Promise<void>((resolve) => {
          worker.once('online', () => resolve())
                      ~~~~~~~~ missing {"noun": "worker", "line": "line 2", "end": "the worker throws", "event": "error"}
        })
      `,
    },
    {
      name: 'any code is as good as 0',
      ...marked`
        import { spawn } from 'node:child_process'
        export const convert = (file) => new Promise((resolve, reject) => {
          const child = spawn('convert', [file])
          let out = ''
          child.stdout.on('data', (chunk) => { out += chunk })
          child.on('error', reject)
          child.on('close', (code) => { console.log(code); resolve(out) })
                   ~~~~~~~ ignored {"noun": "child process", "line": "line 2"}
        })
      `,
    },
    {
      name: 'a listener that the first task has brought',
      ...marked`
        import { Worker } from 'node:worker_threads'
        let worker
        export function render(page) {
          return new Promise((resolve, reject) => {
            if (!worker) {
              worker = new Worker('./render.js')
              worker.on('error', reject)
                        ~~~~~~~ first {"noun": "worker", "line": "line 4"}
              worker.on('exit', reject)
            }
            worker.once('message', resolve)
            worker.postMessage(page)
          })
        }
      `,
    },
    {
      name: 'a worker of a page that cannot be loaded',
      ...marked`
        export const parse = (source) => new Promise((resolve) => {
          const worker = new Worker(new URL('./parse.js', import.meta.url))
          worker.onmessage = ({ data }) => resolve(data)
          ~~~~~~~~~~~~~~~~ missing {"noun": "worker", "line": "line 1", "end": "the worker throws", "event": "error"}
          worker.postMessage(source)
        })
      `,
    },
  ],
})

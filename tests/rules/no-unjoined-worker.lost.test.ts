import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- kept only after a wait

run(rule, {
  valid: [
    {
      name: 'kept before anything can fail',
      code: text`
        import { fork } from 'node:child_process'
        const sessions = new Map()
        export async function open(id, greeting) {
          const child = fork('./session.js')
          sessions.set(id, child)
          child.send(greeting)
          await note(id)
        }
        export function close(id) {
          sessions.get(id)?.kill()
          sessions.delete(id)
        }
      `,
    },
    {
      name: 'ended where the wait fails',
      code: text`
        import { fork } from 'node:child_process'
        const sessions = new Map()
        export async function open(id, greeting) {
          const child = fork('./session.js')
          child.send(greeting)
          try {
            await note(id)
          } catch (error) {
            child.kill()
            throw error
          }
          sessions.set(id, child)
        }
        export function close(id) {
          sessions.get(id)?.kill()
          sessions.delete(id)
        }
      `,
    },
    {
      name: 'what only its own end can make fail',
      code: text`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Host {
          async start() {
            const worker = new Worker('./host.js')
            worker.postMessage('start')
            await once(worker, 'online')
            this.worker = worker
          }
          async stop() {
            await this.worker.terminate()
          }
        }
      `,
    },
    {
      name: 'a process that ends when its work is done',
      code: text`
        import { spawn } from 'node:child_process'
        const running = new Map()
        export async function open(id) {
          const child = spawn('make', [id])
          await note(id)
          running.set(id, child)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the first answer of the child may be an error, and then nobody has the child',
      ...marked`
        import { fork } from 'node:child_process'
        const sessions = new Map()
        export async function open(id, greeting) {
          const child = fork('./session.js')
                        ~~~~ lost {"noun": "child process", "line": "line 6", "exit": "a rejection of the await on line 5", "harm": "it runs on and keeps its parent alive", "repair": "Call \u0060kill()\u0060"}
          await greet(child, greeting)
          sessions.set(id, child)
        }
        async function greet(child, greeting) {
          return new Promise((resolve, reject) => {
            child.once('message', ({ error, answer }) => {
              if (error) reject(error)
              else resolve(answer)
            })
            child.once('exit', reject)
            child.send(greeting)
          })
        }
        export function close(id) {
          sessions.get(id)?.kill()
          sessions.delete(id)
        }
      `,
    },
    {
      name: 'something else is waited for between the start and the field',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Index {
          async load(folder) {
            const worker = new Worker('./index-worker.js')
                               ~~~~~~ lost
            const names = await list(folder)
            worker.postMessage(names)
            this.worker = worker
          }
          async close() {
            await this.worker?.terminate()
          }
        }
      `,
    },
    {
      name: 'the function leaves before the worker is in its field',
      ...marked`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Index {
          async start() {
            const worker = new Worker('./index-worker.js')
                               ~~~~~~ lost {"noun": "worker", "line": "line 8", "exit": "an exception on line 7", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
            const [answer] = await once(worker, 'message')
            if (answer !== 'ready') throw new Error(answer)
            this.worker = worker
          }
          async close() {
            await this.worker?.terminate()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- promises that listeners settle

run(rule, {
  valid: [
    {
      name: 'who has subscribed takes his listener away and closes the channel; the channel is one for all',
      code: text`
        export class Presence {
          watch(tell) {
            const channel = new BroadcastChannel('presence')
            channel.addEventListener('message', tell)
            return () => {
              channel.removeEventListener('message', tell)
              channel.close()
            }
          }
        }
        const all = new BroadcastChannel('presence')
        export function watch(tell) {
          all.addEventListener('message', tell)
          return () => all.removeEventListener('message', tell)
        }
      `,
    },
    {
      name: 'a second timer gives up what the first has tried to end',
      code: text`
        import { spawn } from 'node:child_process'
        export function run(command, wait) {
          return new Promise((resolve) => {
            const child = spawn(command)
            const finish = (result) => resolve(result)
            const stop = () => setTimeout(() => child.kill('SIGKILL'), 500)
            setTimeout(() => {
              setTimeout(() => finish({ late: true }), 1000)
              stop()
            }, wait)
            child.on('error', (error) => finish({ error }))
            child.on('close', (code) => finish({ code }))
          })
        }
      `,
    },
    {
      name: 'both listeners end the worker',
      code: text`
        export function parse(text) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('/parse.js')
            worker.onmessage = (e) => {
              worker.terminate()
              resolve(e.data)
            }
            worker.onerror = (e) => {
              worker.terminate()
              reject(new Error(e.message))
            }
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'the listener ends the worker first',
      code: text`
        export function parse(text) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('/parse.js')
            worker.onmessage = ({ data }) => {
              worker.terminate()
              if (data.error) {
                reject(new Error(data.error))
                return
              }
              resolve(data.tree)
            }
            worker.onerror = (e) => {
              worker.terminate()
              reject(new Error(e.message))
            }
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'the timer ends the worker too',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function evaluate(code, ms) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sandbox.js', { workerData: code })
            const timer = setTimeout(() => {
              worker.terminate()
              reject(new Error('timeout'))
            }, ms)
            worker.once('message', (value) => {
              clearTimeout(timer)
              resolve(value)
              worker.terminate()
            })
            worker.once('error', reject)
          })
        }
      `,
    },
    {
      name: 'listeners and timer share a function that ends it',
      code: text`
        export function decode(buffer) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('/decode.js')
            const timer = setTimeout(() => finish(new Error('timeout')), 1000)
            function finish(error, value) {
              clearTimeout(timer)
              worker.terminate()
              if (error) reject(error)
              else resolve(value)
            }
            worker.onmessage = (e) => finish(null, e.data)
            worker.onerror = (e) => finish(new Error(e.message))
            worker.postMessage(buffer, [buffer])
          })
        }
      `,
    },
    {
      name: 'a listener waits for the exit',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function run(file) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./job.js', { workerData: file })
            worker.on('message', resolve)
            worker.on('error', reject)
            worker.on('exit', (code) => { if (code !== 0) reject(new Error("exit " + code)) })
          })
        }
      `,
    },
    {
      name: 'only the end of the worker itself rejects what is awaited',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function once(file) {
          const worker = new Worker('./a.js')
          worker.postMessage(file)
          const reply = await new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
          })
          await worker.terminate()
          return reply
        }
      `,
    },
    {
      name: 'a timer kills what a listener waits for',
      code: text`
        import { spawn } from 'node:child_process'
        export function run(cmd, ms) {
          return new Promise((resolve, reject) => {
            const child = spawn(cmd, { shell: true })
            const timer = setTimeout(() => {
              child.kill('SIGKILL')
              reject(new Error('timeout'))
            }, ms)
            child.on('error', (e) => { clearTimeout(timer); reject(e) })
            child.on('close', (code) => { clearTimeout(timer); resolve(code) })
          })
        }
      `,
    },
    {
      name: 'a port that listens once',
      code: text`
        import { MessageChannel } from 'node:worker_threads'
        export function call(worker, x) {
          const { port1, port2 } = new MessageChannel()
          return new Promise((resolve) => {
            port1.once('message', resolve)
            worker.postMessage({ x, port: port2 }, [port2])
          })
        }
      `,
    },
    {
      name: 'progress, failure and result of one worker',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function run(job, onProgress) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./j.js', { workerData: job })
            worker.on('message', (m) => {
              if (m.type === 'progress') return onProgress(m.value)
              if (m.type === 'error') {
                worker.terminate()
                return reject(m.error)
              }
              worker.terminate()
              resolve(m.result)
            })
            worker.on('error', reject)
          })
        }
      `,
    },
    {
      name: 'each attempt ends its worker',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function attempt(file, times) {
          for (let i = 0; i < times; i++) {
            const worker = new Worker('./a.js')
            try {
              worker.postMessage(file)
              return await new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject) })
            } catch (error) {
              console.error(error)
            } finally {
              await worker.terminate()
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'who has subscribed takes his listener away, and leaves a channel of his own open',
      ...marked`
        export class Presence {
          watch(tell) {
            const channel = new BroadcastChannel('presence')
                                ~~~~~~~~~~~~~~~~ never
            channel.addEventListener('message', tell)
            return () => channel.removeEventListener('message', tell)
          }
        }
      `,
    },
    {
      name: 'a second timer gives it up, and only who aborts ends it',
      ...marked`
        import { spawn } from 'node:child_process'
        export function run(command, wait, signal) {
          return new Promise((resolve) => {
            const child = spawn(command)
                          ~~~~~ unsettled
            const finish = (result) => resolve(result)
            const stop = () => setTimeout(() => child.kill('SIGKILL'), 500)
            setTimeout(() => {
              setTimeout(() => finish({ late: true }), 1000)
              console.warn(command)
            }, wait)
            signal.addEventListener('abort', () => stop())
            child.on('error', (error) => finish({ error }))
            child.on('close', (code) => finish({ code }))
          })
        }
      `,
    },
    {
      name: 'the error listener settles the promise and leaves the worker',
      ...marked`
        export function parse(text) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('/parse.js')
                               ~~~~~~ unsettled {"noun":"worker","end":"ended on line 5","exit":"line 8","harm":"its thread runs on until the page is closed","repair":"Call \u0060terminate()\u0060"}
            worker.onmessage = (e) => {
              worker.terminate()
              resolve(e.data)
            }
            worker.onerror = (e) => reject(new Error(e.message))
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'one way through the listener leaves the worker',
      ...marked`
        export function parse(text) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('/parse.js')
                               ~~~~~~ unsettled
            worker.onmessage = ({ data }) => {
              if (data.error) {
                reject(new Error(data.error))
                return
              }
              resolve(data.tree)
              worker.terminate()
            }
            worker.onerror = (e) => {
              worker.terminate()
              reject(new Error(e.message))
            }
            worker.postMessage(text)
          })
        }
      `,
    },
    {
      name: 'the timer settles the promise and leaves the worker',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export function evaluate(code, ms) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./sandbox.js', { workerData: code })
                               ~~~~~~ unsettled
            const timer = setTimeout(() => reject(new Error('timeout')), ms)
            worker.once('message', (value) => {
              clearTimeout(timer)
              resolve(value)
              worker.terminate()
            })
            worker.once('error', reject)
          })
        }
      `,
    },
    {
      name: 'a method makes a worker per call for one answer',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Images {
          async resize(image) {
            const worker = new Worker('./resize.js')
                               ~~~~~~ never
            return new Promise((resolve, reject) => {
              worker.on('message', resolve)
              worker.on('error', reject)
              worker.postMessage(image)
            })
          }
        }
      `,
    },
    {
      name: 'a static method does the same',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Zipper {
          static zip(paths) {
            const worker = new Worker(new URL('./zip.js', import.meta.url))
                               ~~~~~~ never
            return new Promise((resolve, reject) => {
              worker.on('message', ({ type, data }) => {
                if (type === 'done') resolve(data)
              })
              worker.on('error', reject)
              worker.postMessage({ paths })
            })
          }
        }
      `,
    },
  ],
})

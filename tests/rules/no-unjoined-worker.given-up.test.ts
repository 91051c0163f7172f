import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Timers that give up what a process or worker has not done in time: somebody has to end it then.
run(rule, {
  valid: [
    { name: 'the timer ends the process', code: text`
      import { spawn } from 'node:child_process'
      export function measure(clip, ms) {
        return new Promise((resolve, reject) => {
          const probe = spawn('probe', [clip])
          const timer = setTimeout(() => { probe.kill(); reject(new Error('too slow')) }, ms)
          probe.on('error', reject)
          probe.on('close', (code) => { clearTimeout(timer); resolve(code) })
        })
      }
    ` },
    { name: 'a limit among its options', code: text`
      import { spawn } from 'node:child_process'
      export function measure(clip, ms) {
        return new Promise((resolve, reject) => {
          const probe = spawn('probe', [clip], { timeout: ms })
          setTimeout(() => reject(new Error('too slow')), ms)
          probe.on('error', reject)
          probe.on('close', resolve)
        })
      }
    ` },
    { name: 'a pause until it has begun: its end settles nothing', code: text`
      import { spawn } from 'node:child_process'
      export function begin(port) {
        return new Promise((resolve) => {
          const relay = spawn('relay', ['-p', port])
          relay.on('error', console.error)
          relay.on('exit', (code) => console.log('relay', code))
          setTimeout(resolve, 500)
        })
      }
    ` },
    { name: 'the program ends with the timer', code: text`
      import { spawn } from 'node:child_process'
      export function measure(clip) {
        return new Promise((resolve, reject) => {
          const probe = spawn('probe', [clip])
          setTimeout(() => { reject(new Error('too slow')); process.exit(1) }, 1000)
          probe.on('error', reject)
          probe.on('close', resolve)
        })
      }
    ` },
    { name: 'the timer is set when it has answered', code: text`
      import { spawn } from 'node:child_process'
      export function measure(clip) {
        return new Promise((resolve, reject) => {
          const probe = spawn('probe', [clip])
          probe.on('error', reject)
          probe.stderr.on('data', () => setTimeout(() => resolve('spoke'), 100))
          probe.on('close', () => resolve('silent'))
        })
      }
    ` },
    { name: 'it is handed back to the caller', code: text`
      import { spawn } from 'node:child_process'
      export function measure(clip) {
        const probe = spawn('probe', [clip])
        const done = new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error('too slow')), 1000)
          probe.on('error', reject)
          probe.on('close', resolve)
        })
        return { done, probe }
      }
    ` },
    { name: 'two promises that have nothing to do with each other', code: text`
      import { spawn } from 'node:child_process'
      export async function measure(clip) {
        const probe = spawn('probe', [clip])
        probe.on('error', console.error)
        const done = new Promise((resolve) => probe.on('close', resolve))
        await new Promise((resolve) => setTimeout(() => resolve(), 50))
        return done
      }
    ` },
    { name: 'the worker of a field is ended by the timer, too', code: text`
      import { Worker } from 'node:worker_threads'
      export class Judge {
        private worker: Worker | undefined
        judge(code: string): Promise<unknown> {
          this.worker = new Worker('./judge.js')
          this.worker.postMessage(code)
          return new Promise((resolve, reject) => {
            const timer = setTimeout(() => { void this.worker?.terminate(); reject(new Error('too slow')) }, 3000)
            this.worker?.once('message', (verdict) => { clearTimeout(timer); void this.worker?.terminate(); resolve(verdict) })
            this.worker?.once('error', reject)
          })
        }
      }
    ` },
    { name: 'another method ends the worker of the field', code: text`
      import { Worker } from 'node:worker_threads'
      export class Judge {
        private worker = new Worker('./judge.js')
        judge(code: string): Promise<unknown> {
          return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('too slow')), 3000)
            this.worker.once('message', (verdict) => { clearTimeout(timer); resolve(verdict) })
            this.worker.once('error', reject)
            this.worker.postMessage(code)
          })
        }
        close(): void { void this.worker.terminate() }
      }
    ` },
    {
      name: 'a listener ends it on each way on which the promise is settled',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function route(stops) {
          const worker = new Worker('./route.js', { workerData: stops })
          return new Promise((resolve, reject) => {
            worker.on('message', (order) => {
              if (order === 'begun') return
              worker.terminate()
              if (order.length === 0) reject(new Error('no way'))
              else resolve(order)
            })
            worker.once('error', reject)
            worker.once('exit', (code) => reject(new Error('exit ' + code)))
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nothing ends the process that is too slow',
      ...marked`
        import { spawn } from 'node:child_process'
        export function measure(clip, ms) {
          return new Promise((resolve, reject) => {
            const probe = spawn('probe', [clip])
                          ~~~~~ givenUp {"noun":"child process","line":"line 5","harm":"it runs on and keeps its parent alive","repair":"Call \u0060kill()\u0060"}
            const timer = setTimeout(() => reject(new Error('too slow')), ms)
            probe.on('error', reject)
            probe.on('close', (code) => { clearTimeout(timer); resolve(code) })
          })
        }
      `,
    },
    {
      name: 'two promises that are raced',
      ...marked`
        import { spawn } from 'node:child_process'
        export function measure(clip, ms) {
          const probe = spawn('probe', [clip])
                        ~~~~~ givenUp
          const done = new Promise((resolve, reject) => { probe.on('error', reject); probe.on('close', resolve) })
          const late = new Promise((_, reject) => setTimeout(() => reject(new Error('too slow')), ms))
          return Promise.race([done, late])
        }
      `,
    },
    {
      name: 'a message ends it, the timer does not, though somebody listens for its exit',
      ...marked`
        import { fork } from 'node:child_process'
        export function compile(file, ms) {
          return new Promise((resolve, reject) => {
            const child = fork('./compiler.js', [file])
                          ~~~~ unsettled
            const timer = setTimeout(() => reject(new Error('too slow')), ms)
            child.on('message', (text) => { clearTimeout(timer); resolve(text); child.kill() })
            child.on('error', reject)
            child.on('exit', (code) => reject(new Error('exit ' + code)))
          })
        }
      `,
    },
    {
      name: 'one way of a listener ends it, the other does not, though somebody listens for its exit',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function route(stops) {
          const worker = new Worker('./route.js', { workerData: stops })
                             ~~~~~~ unsettled
          return new Promise((resolve, reject) => {
            worker.once('message', (order) => {
              if (order.length === 0) {
                reject(new Error('no way'))
                return
              }
              worker.terminate()
              resolve(order)
            })
            worker.once('error', reject)
            worker.once('exit', (code) => reject(new Error('exit ' + code)))
          })
        }
      `,
    },
    {
      name: 'the same of a worker in a field that no other method ends',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Judge {
          private worker: Worker | undefined
          judge(code: string): Promise<unknown> {
            this.worker = new Worker('./judge.js')
                              ~~~~~~ unsettled
            this.worker.postMessage(code)
            return new Promise((resolve, reject) => {
              const timer = setTimeout(() => reject(new Error('too slow')), 3000)
              this.worker?.once('message', (verdict) => { clearTimeout(timer); void this.worker?.terminate(); resolve(verdict) })
              this.worker?.once('error', reject)
            })
          }
        }
      `,
    },
  ],
})

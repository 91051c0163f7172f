import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A handle that an owner is to have, effects whose cleanup forgets it, tasks that are over when the call is.
run(rule, {
  valid: [
    { name: 'the owner has it at once', code: text`
      import { Worker } from 'node:worker_threads'
      export class Engine {
        private constructor(private readonly worker: Worker) {}
        static make(model: string): Engine {
          const worker = new Worker('./engine.js', { workerData: model })
          worker.on('error', console.error)
          return new Engine(worker)
        }
        close(): Promise<number> { return this.worker.terminate() }
      }
    ` },
    { name: 'it is ended where it cannot be handed over', code: text`
      import { Worker } from 'node:worker_threads'
      import { warmUp } from './warm-up.js'
      export class Engine {
        private constructor(private readonly worker: Worker) {}
        static async make(model: string): Promise<Engine> {
          const worker = new Worker('./engine.js', { workerData: model })
          worker.on('error', console.error)
          try {
            await warmUp(model)
            return new Engine(worker)
          } catch (error) {
            await worker.terminate()
            throw error
          }
        }
        close(): Promise<number> { return this.worker.terminate() }
      }
    ` },
    { name: 'the caller has it before anything can fail', code: text`
      import { Worker } from 'node:worker_threads'
      import { portOf } from './ports.js'
      export async function launch(script: string) {
        const port = await portOf(script)
        const worker = new Worker(script, { workerData: port })
        worker.on('error', console.error)
        return { worker, port }
      }
    ` },
    { name: 'a command, which may have ended by then', code: text`
      import { spawn } from 'node:child_process'
      import { register } from './jobs.js'
      export async function convert(path: string) {
        const child = spawn('convert', [path, path + '.png'])
        child.on('error', console.error)
        const job = await register(path)
        return { child, job }
      }
    ` },
    { name: 'an owner that never ends it: it ends by itself', code: text`
      import { Worker } from 'node:worker_threads'
      import { warmUp } from './warm-up.js'
      export class Report {
        constructor(private readonly worker: Worker) {}
        static async make(model: string): Promise<Report> {
          const worker = new Worker('./report.js', { workerData: model })
          worker.on('error', console.error)
          await warmUp(model)
          return new Report(worker)
        }
        onLine(listener: (line: string) => void): void { this.worker.on('message', listener) }
      }
    ` },
    { name: 'the cleanup tells the worker to end', language: 'jsx', code: text`
      import { useEffect } from 'react'
      export function Problems({ source }) {
        useEffect(() => {
          const worker = new Worker('/lint.js')
          worker.onerror = console.error
          worker.postMessage({ source })
          return () => { worker.postMessage('end') }
        }, [source])
        return null
      }
    ` },
    { name: 'ended in finally, whatever the tasks do', code: text`
      import { Worker } from 'jest-worker'
      import pMap from 'p-map'
      export async function bake(files) {
        const pool = new Worker('./bake.js', { exposedMethods: ['bake'] })
        try {
          await pMap(files, (file) => pool.bake(file), { concurrency: 8 })
        } finally {
          await pool.end()
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a wait that fails comes before the owner has it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { warmUp } from './warm-up.js'
        export class Engine {
          private constructor(private readonly worker: Worker) {}
          static async make(model: string): Promise<Engine> {
            const worker = new Worker('./engine.js', { workerData: model })
                               ~~~~~~ handed
            worker.on('error', console.error)
            await warmUp(model)
            return new Engine(worker)
          }
          close(): Promise<number> { return this.worker.terminate() }
        }
      `,
    },
    {
      name: 'an answer that is refused, though its end was raced with it',
      ...marked`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Engine {
          private constructor(private readonly worker: Worker) {}
          static async make(model: string): Promise<Engine> {
            const worker = new Worker('./engine.js', { workerData: model })
                               ~~~~~~ handed
            worker.on('error', console.error)
            const gone = once(worker, 'exit').then(() => [{ ready: false }])
            const [answer] = await Promise.race([once(worker, 'message'), gone])
            if (!answer.ready) throw new Error(model)
            return new Engine(worker)
          }
          close(): Promise<number> { return this.worker.terminate() }
        }
      `,
    },
    {
      name: 'the caller has it when something else has come about',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { untilReady } from './ports.js'
        export async function launch(port) {
          const worker = new Worker(new URL('./server.js', import.meta.url), { workerData: port })
                             ~~~~~~ handed {"noun": "worker", "line": "line 7", "exit": "a rejection of the await on line 6", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
          worker.on('error', console.error)
          const socket = await untilReady(port)
          return { worker, socket }
        }
      `,
    },
    {
      name: 'a process with a channel, of which nobody hears where the version is too old',
      ...marked`
        import { fork } from 'node:child_process'
        import { once } from 'node:events'
        export async function serve(entry) {
          const child = fork(entry)
                        ~~~~ handed {"noun": "child process", "line": "line 8", "exit": "an exception on line 7", "harm": "it runs on and keeps its parent alive", "repair": "Call \u0060kill()\u0060"}
          child.on('error', console.error)
          const [{ version }] = await once(child, 'message')
          if (version < 3) throw new Error('version ' + version + ' is too old')
          return { child, version }
        }
      `,
    },
    {
      name: 'a cleanup that only stops to listen',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Problems({ source }) {
          const [problems, setProblems] = useState([])
          useEffect(() => {
            const worker = new Worker('/lint.js')
                               ~~~~~~ effect
            worker.onmessage = ({ data }) => setProblems(data)
            worker.onerror = console.error
            worker.postMessage({ source })
            return () => { worker.onmessage = null }
          }, [source])
          return problems.join()
        }
      `,
    },
    {
      name: 'a task that fails goes past the end of the pool',
      ...marked`
        import { Worker } from 'jest-worker'
        import pMap from 'p-map'
        export async function bake(files) {
          const pool = new Worker('./bake.js', { exposedMethods: ['bake'] })
                           ~~~~~~ skipped
          await pMap(files, (file) => pool.bake(file), { concurrency: 8 })
          await pool.end()
        }
      `,
    },
  ],
})

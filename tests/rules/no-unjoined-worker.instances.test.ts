import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- instances, and who owns them

run(rule, {
  valid: [
    {
      name: 'an instance that owns a worker is disposed of in a finaliser',
      code: text`
        import { Worker } from 'node:worker_threads'

        class Compiler {
          constructor() {
            this.worker = new Worker('./compile.js')
            this.worker.on('error', (e) => console.error(e))
          }
          compile(source) {
            return new Promise((resolve) => {
              this.worker.once('message', resolve)
              this.worker.postMessage(source)
            })
          }
          dispose() { return this.worker.terminate() }
        }
        export async function build(sources) {
          const compiler = new Compiler()
          const out = []
          try {
            for (const source of sources) {
              if (!source.text) return null
              out.push(await compiler.compile(source.text))
            }
          } finally {
            await compiler.dispose()
          }
          return out
        }
      `,
    },
    {
      name: 'an object around a worker is closed',
      code: text`
        import { Worker } from 'node:worker_threads'

        function createRunner(script) {
          const worker = new Worker(script)
          worker.on('error', (e) => console.error(e))
          return {
            run: (job) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(job) }),
            close: () => worker.terminate(),
          }
        }
        export async function handle(job) {
          const runner = createRunner('./job.js')
          try {
            return await runner.run(job)
          } finally {
            await runner.close()
          }
        }
      `,
    },
    {
      name: 'the worker is told to end',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Sink {
          constructor(file) {
            this.worker = new Worker('./sink.js', { workerData: file })
            this.worker.on('error', (e) => console.error(e))
          }
          write(line) { this.worker.postMessage({ line }) }
          end() {
            this.worker.postMessage({ end: true })
            this.worker = null
          }
        }
      `,
    },
    {
      name: 'a closure in a field ends it',
      code: text`
        import { Worker } from 'node:worker_threads'

        import { EventEmitter } from 'node:events'
        export class Engine extends EventEmitter {
          constructor() {
            super()
            const worker = new Worker('./e.js')
            worker.on('message', (m) => this.emit('message', m))
            worker.on('error', (e) => this.emit('error', e))
            this.post = (m) => worker.postMessage(m)
            this.close = () => worker.terminate()
          }
        }
      `,
    },
    {
      name: 'a method that works gives up the pool where the work fails, and is no end of it',
      code: text`
        import { Worker as Farm } from 'jest-worker'

        class Checker {
          queue = []
          constructor(strict) {
            this.strict = strict
            this.farm = new Farm(require.resolve('./check'), { exposedMethods: ['check'] })
          }
          add(files) {
            this.queue.push(...files.map(async (file) => {
              try {
                await this.farm.check(file)
              } catch (error) {
                console.error(file, error)
                if (this.strict) {
                  await this.farm.end()
                  process.exit(1)
                }
              }
            }))
          }
        }
        export async function main(groups, watches) {
          const checker = new Checker(true)
          for (const group of groups) {
            if (watches) group.on('change', (file) => checker.add([file]))
            else checker.add(group.files)
          }
          if (!watches) await Promise.all(checker.queue)
        }
      `,
    },
    {
      name: 'a class for the life of the page',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Client {
          pending = new Map()
          constructor() {
            this.worker = new Worker('./c.js')
            this.worker.on('message', ({ id, value }) => { this.pending.get(id)?.(value); this.pending.delete(id) })
            this.worker.on('error', (e) => console.error(e))
          }
          call(id, x) { return new Promise((r) => { this.pending.set(id, r); this.worker.postMessage({ id, x }) }) }
        }
      `,
    },
    {
      name: 'a helper hands out the way to stop a server',
      code: text`
        import { spawn } from 'node:child_process'
        export async function startServer(port, log) {
          const child = spawn(process.execPath, ['server.js', port])
          child.on('error', (e) => log(e))
          await new Promise((resolve, reject) => {
            child.stdout.on('data', (d) => { if (String(d).includes('listening')) resolve() })
            child.once('exit', () => reject(new Error('exited')))
          })
          return { url: "http://localhost:" + port, stop: () => child.kill() }
        }
      `,
    },
    {
      name: 'a module closes its pool',
      code: text`
        import { Piscina } from 'piscina'
        let pool
        export function run(task) {
          if (!pool) pool = new Piscina({ filename: './t.js' })
          return pool.run(task)
        }
        export async function close() {
          await pool?.destroy()
          pool = undefined
        }
      `,
    },
    {
      name: 'a worker that may have been given',
      code: text`
        export class Client {
          constructor(worker) { this.worker = worker ?? new Worker('/c.js') ; this.subs = [] }
          send(x) { this.worker.postMessage(x) }
          dispose() { this.subs = [] }
        }
      `,
    },
    {
      name: 'a class ends its pool after the work',
      code: text`
        const { Worker } = require('jest-worker')
        class Bundler {
          constructor(options) { this._worker = new Worker(options.path) }
          async build(files) {
            try { return await Promise.all(files.map((f) => this._worker.transform(f))) } finally { await this.end() }
          }
          async end() { await this._worker.end() }
        }
        module.exports = Bundler
      `,
    },
  ],
  invalid: [
    {
      name: 'an instance that owns a worker is left by an early return',
      ...marked`
        import { Worker } from 'node:worker_threads'

        class Compiler {
          constructor() {
            this.worker = new Worker('./compile.js')
            this.worker.on('error', (e) => console.error(e))
          }
          compile(source) {
            return new Promise((resolve) => {
              this.worker.once('message', resolve)
              this.worker.postMessage(source)
            })
          }
          dispose() { return this.worker.terminate() }
        }
        export async function build(sources) {
          const compiler = new Compiler()
                               ~~~~~~~~ skipped
          const out = []
          for (const source of sources) {
            if (!source.text) return null
            out.push(await compiler.compile(source.text))
          }
          await compiler.dispose()
          return out
        }
      `,
    },
    {
      name: 'an object around a worker is never closed',
      ...marked`
        import { Worker } from 'node:worker_threads'

        function createRunner(script) {
          const worker = new Worker(script)
          worker.on('error', (e) => console.error(e))
          return {
            run: (job) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(job) }),
            close: () => worker.terminate(),
          }
        }
        export async function handle(job) {
          const runner = createRunner('./job.js')
                         ~~~~~~~~~~~~ never
          return runner.run(job)
        }
      `,
    },
    {
      name: 'a rejection goes past the end of what a factory made',
      ...marked`
        import { Worker } from 'node:worker_threads'

        function launch(script, log) {
          const worker = new Worker(script)
          worker.on('error', (e) => log.error(e))
          return worker
        }
        export async function lint(files, log) {
          const worker = launch('./lint.js', log)
                         ~~~~~~ skipped
          const results = []
          for (const file of files) {
            const text = await log.read(file)
            results.push(await request(worker, text))
          }
          worker.terminate()
          return results
        }
        function request(worker, text) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(text)
          })
        }
      `,
    },
  ],
})

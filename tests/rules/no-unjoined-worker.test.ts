import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- ways out of a function

run(rule, {
  valid: [
    {
      name: 'the end stands in a finaliser',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function thumbnail(path, cache) {
          const worker = new Worker(new URL('./thumb.js', import.meta.url))
          worker.on('error', (err) => console.error(err))
          try {
            const meta = await cache.read(path)
            if (meta.fresh) return meta.image
            return await render(worker, path)
          } finally {
            await worker.terminate()
          }
        }
        function render(worker, path) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(path)
          })
        }
      `,
    },
    {
      name: 'the end follows the race whoever wins it',
      code: text`
        import { Worker } from 'node:worker_threads'

        import { once } from 'node:events'
        import { setTimeout as sleep } from 'node:timers/promises'
        export async function ask(question) {
          const worker = new Worker('./oracle.js')
          try {
            worker.postMessage(question)
            const [answer] = await Promise.race([once(worker, 'message'), fail(5000)])
            return answer
          } finally {
            await worker.terminate()
          }
        }
        async function fail(ms) {
          await sleep(ms)
          throw new Error('timeout')
        }
      `,
    },
    {
      name: 'an early end where the process has not come to life',
      code: text`
        import { spawn } from 'node:child_process'
        import { rm, writeFile } from 'node:fs'
        export function serve(script, note, done) {
          const child = spawn(process.execPath, [script], { stdio: 'inherit' })
          if (child.pid === undefined) throw new Error('did not start')
          writeFile(note, String(child.pid), done)
          child.on('exit', () => rm(note, done))
        }
      `,
    },
    {
      name: 'kill() stands in a finaliser',
      code: text`
        import { spawn } from 'node:child_process'
        export async function sample(pid, seconds, sleep) {
          const child = spawn('strace', ['-p', String(pid)])
          let out = ''
          child.stderr.on('data', (d) => { out += d })
          child.on('error', (e) => console.error(e))
          try {
            const ready = await waitForOutput(child)
            if (!ready) throw new Error('no output')
            await sleep(seconds)
          } finally {
            child.kill('SIGINT')
          }
          return out
        }
        function waitForOutput(child) {
          return new Promise((resolve) => {
            child.stderr.once('data', () => resolve(true))
            setTimeout(() => resolve(false), 1000)
          })
        }
      `,
    },
    {
      name: 'a finaliser ends what has been made, if anything has',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function convert(input) {
          let worker
          try {
            const script = await locate(input)
            worker = new Worker(script)
            worker.postMessage(input)
            return await new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject) })
          } finally {
            await worker?.terminate()
          }
        }
        async function locate(x) { return x.script }
      `,
    },
    {
      name: 'using ends it on every way out',
      code: text`
        import { Piscina } from 'piscina'
        export async function build(files) {
          await using pool = new Piscina({ filename: './b.mjs' })
          for (const f of files) {
            if (!f) return
            await pool.run(f)
          }
        }
      `,
    },
    {
      name: 'a generator ends it in a finaliser',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function* lines(file) {
          const worker = new Worker('./read.js', { workerData: file })
          const queue = []
          worker.on('message', (m) => queue.push(m))
          worker.on('error', (e) => queue.push(e))
          try {
            while (true) {
              const next = queue.shift()
              if (next === null) return
              if (next) yield next
              await new Promise((r) => setTimeout(r, 1))
            }
          } finally {
            worker.terminate()
          }
        }
      `,
    },
    {
      name: 'the caller gets the end',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function watch(onStats) {
          const worker = new Worker('./stats.js')
          worker.on('message', onStats)
          worker.on('error', console.error)
          return () => worker.terminate()
        }
      `,
    },
    {
      name: 'an option decides whether it is kept',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function run(file, { keepAlive, log }) {
          const worker = new Worker('./a.js')
          worker.on('error', log)
          const reply = await new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(file) })
          if (!keepAlive) {
            log('closing')
            await worker.terminate()
          }
          return reply
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a worker that the bundler makes of a module',
      ...marked`
        import Layout from './layout.ts?worker&inline'

        export function arrange(nodes) {
          return new Promise((resolve, reject) => {
            const worker = new Layout()
                               ~~~~~~ never
            worker.onmessage = ({ data }) => resolve(data)
            worker.onerror = ({ message }) => reject(new Error(message))
            worker.postMessage(nodes)
          })
        }
      `,
    },
    {
      name: 'an early return goes past the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function thumbnail(path, cache) {
          const worker = new Worker(new URL('./thumb.js', import.meta.url))
                             ~~~~~~ skipped {"noun":"worker","end":"ended on line 9","exit":"the return on line 7","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
          worker.on('error', (err) => console.error(err))
          const meta = await cache.read(path)
          if (meta.fresh) return meta.image
          const image = await render(worker, path)
          await worker.terminate()
          return image
        }
        function render(worker, path) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(path)
          })
        }
      `,
    },
    {
      name: 'a handler swallows the failure and the end with it',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function compute(input) {
          const worker = new Worker('./c.js')
                             ~~~~~~ skipped
          try {
            const result = await fetch(input.url)
            worker.postMessage(await result.arrayBuffer())
            const value = await new Promise((resolve) => worker.once('message', resolve))
            await worker.terminate()
            return value
          } catch (error) {
            console.error(error)
            return null
          }
        }
      `,
    },
    {
      name: 'one case of a switch returns before the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function run(job, log) {
          const worker = new Worker('./run.js')
                             ~~~~~~ skipped
          switch (job.kind) {
            case 'ping':
              return 'pong'
            case 'work':
              worker.postMessage(job)
              await log.write(job.id)
              break
            default:
              throw new TypeError(job.kind)
          }
          await worker.terminate()
          return 'done'
        }
      `,
    },
    {
      name: 'a helper that throws goes past the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function check(doc) {
          const worker = new Worker('./check.js')
                             ~~~~~~ skipped
          validate(doc)
          worker.postMessage(doc)
          const report = await new Promise((resolve) => worker.once('message', resolve))
          await worker.terminate()
          return report
        }
        function validate(doc) {
          if (!doc.id) throw new TypeError('no id')
        }
      `,
    },
    {
      name: 'a lost race against a timeout goes past the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        import { once } from 'node:events'
        import { setTimeout as sleep } from 'node:timers/promises'
        export async function ask(question) {
          const worker = new Worker('./oracle.js')
                             ~~~~~~ skipped
          worker.postMessage(question)
          const [answer] = await Promise.race([once(worker, 'message'), fail(5000)])
          await worker.terminate()
          return answer
        }
        async function fail(ms) {
          await sleep(ms)
          throw new Error('timeout')
        }
      `,
    },
    {
      name: 'a throw goes past kill()',
      ...marked`
        import { spawn } from 'node:child_process'
        export async function sample(pid, seconds, sleep) {
          const child = spawn('strace', ['-p', String(pid)])
                        ~~~~~ skipped
          let out = ''
          child.stderr.on('data', (d) => { out += d })
          child.on('error', (e) => console.error(e))
          const ready = await waitForOutput(child)
          if (!ready) throw new Error('no output')
          await sleep(seconds)
          child.kill('SIGINT')
          return out
        }
        function waitForOutput(child) {
          return new Promise((resolve) => {
            child.stderr.once('data', () => resolve(true))
            setTimeout(() => resolve(false), 1000)
          })
        }
      `,
    },
  ],
})

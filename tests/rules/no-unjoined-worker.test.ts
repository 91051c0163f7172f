import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

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
      name: 'a pool is ended whether its tasks fail or not',
      code: text`
        const { Worker: Farm } = require('jest-worker')
        exports.transformAll = async function transformAll(files) {
          const farm = new Farm(require.resolve('./transform'), { numWorkers: 2 })
          const out = []
          try {
            for (const file of files) {
              out.push(await farm.transform(file))
            }
          } finally {
            await farm.end()
          }
          return out
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
      name: 'a pool is ended where it was made, not where it was given',
      code: text`
        import { Piscina } from 'piscina'
        export async function thumbnails(files, given) {
          const pool = given ?? new Piscina({ filename: './thumb.mjs' })
          try {
            return await Promise.all(files.map((f) => pool.run(f)))
          } finally {
            if (!given) await pool.destroy()
          }
        }
      `,
    },
    {
      name: 'a constant says who owns the pool',
      code: text`
        import { Piscina } from 'piscina'
        export async function thumbnails(files, options) {
          const owned = !options.pool
          const pool = owned ? new Piscina({ filename: './thumb.mjs' }) : options.pool
          const out = []
          try {
            for (const f of files) out.push(await pool.run(f))
          } finally {
            if (owned) {
              console.log('closing')
              await pool.destroy()
            }
          }
          return out
        }
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
      name: 'a loop ends each',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          const out = []
          for (const f of files) {
            const worker = new Worker('./w.js')
            worker.postMessage(f)
            out.push(await new Promise((r) => worker.once('message', r)))
            await worker.terminate()
          }
          return out
        }
      `,
    },
    {
      name: 'a loop ends a list of workers',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function mapAll(items, size) {
          const workers = Array.from({ length: size }, () => new Worker('./map.js'))
          try {
            const chunks = await Promise.all(workers.map((w, i) => ask(w, items.slice(i * 10, i * 10 + 10))))
            return chunks.flat()
          } finally {
            for (const worker of workers) worker.terminate()
          }
        }
        function ask(worker, chunk) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(chunk)
          })
        }
      `,
    },
    {
      name: 'a list of workers is waited for',
      code: text`
        import { Worker } from 'node:worker_threads'

        import { once } from 'node:events'
        export async function run(n) {
          const workers = []
          for (let i = 0; i < n; i++) workers.push(new Worker('./w.js', { workerData: i }))
          await Promise.all(workers.map((w) => once(w, 'exit')))
        }
      `,
    },
    {
      name: 'a wrapped thread is ended in a finaliser',
      code: text`
        import { spawn, Thread, Worker } from 'threads'
        export async function hash(password) {
          const hasher = await spawn(new Worker('./hasher'))
          try {
            return await hasher.hash(password)
          } finally {
            await Thread.terminate(hasher)
          }
        }
      `,
    },
    {
      name: 'the worker behind a remote is ended',
      code: text`
        import * as Comlink from 'comlink'
        export async function zip(files) {
          const worker = new Worker(new URL('./zip.js', import.meta.url), { type: 'module' })
          const api = Comlink.wrap(worker)
          try {
            return await api.zip(files)
          } finally {
            api[Comlink.releaseProxy]()
            worker.terminate()
          }
        }
      `,
    },
    {
      name: 'a pool is ended in finally()',
      code: text`
        const workerpool = require('workerpool')
        module.exports = function sum(list) {
          const pool = workerpool.pool(__dirname + '/sum.js')
          return pool.exec('sum', [list]).then((total) => total).finally(() => pool.terminate())
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
      name: 'a command ends its pool',
      code: text`
        import workerpool from 'workerpool'
        async function main(files) {
          const pool = workerpool.pool(new URL('./w.js', import.meta.url).pathname)
          try {
            const results = await Promise.all(files.map((f) => pool.exec('count', [f])))
            console.log(results)
          } finally {
            await pool.terminate()
          }
        }
        main(process.argv.slice(2))
      `,
    },
    {
      name: 'a command that exits by itself',
      code: text`
        import workerpool from 'workerpool'
        async function main() {
          const pool = workerpool.pool()
          console.log(await pool.exec((a, b) => a + b, [1, 2]))
        }
        main().then(() => process.exit(0))
      `,
    },
    {
      name: 'a child process per request is killed after its answer',
      code: text`
        const express = require('express')
        const { fork } = require('child_process')
        const app = express()
        app.post('/report', (req, res) => {
          const child = fork('./report.js')
          child.on('message', (report) => { res.json(report); child.kill() })
          child.on('error', (e) => res.status(500).end(e.message))
          child.send(req.body)
        })
        app.listen(3000)
      `,
    },
    {
      name: 'the end of the connection ends its worker',
      code: text`
        import { WebSocketServer } from 'ws'
        import { Worker } from 'node:worker_threads'
        const wss = new WebSocketServer({ port: 8080 })
        wss.on('connection', (socket) => {
          const worker = new Worker('./game.js')
          worker.on('message', (m) => socket.send(m))
          worker.on('error', (e) => socket.close(1011, e.message))
          socket.on('message', (m) => worker.postMessage(m))
          socket.on('close', () => worker.terminate())
        })
      `,
    },
    {
      name: 'a channel is closed again',
      code: text`
        import { BroadcastChannel } from 'node:worker_threads'
        export function announce(event) {
          const channel = new BroadcastChannel('events')
          channel.postMessage(event)
          channel.close()
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
      name: 'a command that runs to its end is waited for',
      code: text`
        import { spawn } from 'node:child_process'
        export function git(args) {
          return new Promise((resolve, reject) => {
            const child = spawn('git', args)
            let out = ''
            child.stdout.on('data', (d) => { out += d })
            child.on('error', reject)
            child.on('close', (code) => (code ? reject(new Error(out)) : resolve(out)))
          })
        }
      `,
    },
    {
      name: 'commands that run to their end, and a detached one',
      code: text`
        import { exec, execFile } from 'node:child_process'
        export const version = (cb) => exec('node --version', cb)
        export function open(url) { execFile('xdg-open', [url]) }
        export function openDetached(url) { const c = spawnDetached(url); return c }
        import { spawn } from 'node:child_process'
        function spawnDetached(url) { const child = spawn('open', [url], { detached: true, stdio: 'ignore' }); child.unref(); return child }
      `,
    },
    {
      name: 'a command that ends with its input',
      code: text`
        import { spawn } from 'node:child_process'
        export async function format(text) {
          const child = spawn('prettier', ['--stdin'])
          child.stdin.end(text)
          let out = ''
          for await (const chunk of child.stdout) out += chunk
          return out
        }
      `,
    },
    {
      name: 'unref() lets the process go',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function startMetrics() {
          const worker = new Worker('./metrics.js')
          worker.unref()
          worker.on('error', () => {})
          return new Promise((resolve) => worker.once('message', resolve))
        }
      `,
    },
    {
      name: 'a signal among the options ends it',
      code: text`
        import { spawn } from 'node:child_process'
        export function watch(dir, signal) {
          const child = spawn('inotifywait', ['-m', dir], { signal })
          child.stdout.on('data', (d) => console.log(String(d)))
          child.on('error', () => {})
        }
      `,
    },
    {
      name: 'an aborted signal ends it',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function start(signal) {
          const worker = new Worker('./loop.js')
          worker.on('error', (e) => console.error(e))
          worker.postMessage('go')
          signal.addEventListener('abort', () => worker.terminate(), { once: true })
        }
      `,
    },
    {
      name: 'one worker for the page, made when first needed',
      code: text`
        import { Worker } from 'node:worker_threads'

        let worker
        export function hash(data) {
          worker ??= new Worker(new URL('./hash.js', import.meta.url))
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(data)
          })
        }
      `,
    },
    {
      name: 'one worker, made behind a test',
      code: text`
        let instance
        function getWorker() {
          if (!instance) {
            instance = new Worker('/w.js')
            instance.onerror = (e) => console.error(e)
          }
          return instance
        }
        export function send(x) { getWorker().postMessage(x) }
      `,
    },
    {
      name: 'one pool of a module',
      code: text`
        import Tinypool from 'tinypool'
        const pool = new Tinypool({ filename: './x.mjs' })
        export const run = (x) => pool.run(x)
      `,
    },
    {
      name: 'members of a cluster',
      code: text`
        import cluster from 'node:cluster'
        import os from 'node:os'
        import http from 'node:http'
        if (cluster.isPrimary) {
          for (let i = 0; i < os.availableParallelism(); i++) cluster.fork()
          cluster.on('exit', () => cluster.fork())
        } else {
          http.createServer((req, res) => res.end('ok')).listen(8000)
        }
      `,
    },
    {
      name: 'one engine behind a promise',
      code: text`
        let ready
        export function init() {
          ready ??= new Promise((resolve, reject) => {
            const worker = new Worker('/engine.js')
            worker.onmessage = (e) => { if (e.data === 'ready') resolve(makeApi(worker)) }
            worker.onerror = reject
          })
          return ready
        }
        function makeApi(worker) { return { run: (x) => worker.postMessage(x), stop: () => worker.terminate() } }
      `,
    },
    {
      name: 'a factory hands on what it makes',
      code: text`
        import { Worker } from 'node:worker_threads'

        export function createWorker(script) {
          const worker = new Worker(script)
          worker.on('error', (e) => console.error(e))
          return worker
        }
        export async function startWorker(script, options) {
          const worker = createWorker(script)
          worker.postMessage(options)
          return { worker, stop: () => worker.terminate() }
        }
      `,
    },
    {
      name: 'a channel in a page that is collected when both ports are gone',
      code: text`
        export function askServiceWorker(message) {
          return new Promise((resolve, reject) => {
            const channel = new MessageChannel()
            channel.port1.onmessage = (event) => {
              if (event.data.error) reject(event.data.error)
              else resolve(event.data)
            }
            navigator.serviceWorker.controller.postMessage(message, [channel.port2])
          })
        }
      `,
    },
    {
      name: 'a channel of a module used as a macrotask queue',
      code: text`
        const channel = new MessageChannel()
        const queue = []
        channel.port1.onmessage = () => queue.shift()?.()
        export const macrotask = () => new Promise((resolve) => { queue.push(resolve); channel.port2.postMessage(0) })
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
      name: 'the end of the program kills it',
      code: text`
        import { spawn, fork } from 'node:child_process'
        const server = spawn('npm', ['start'], { stdio: 'inherit' })
        process.on('exit', () => server.kill())
        function dev() {
          const child = fork('./dev.js')
          child.send({ cmd: 'start' })
          process.on('SIGINT', () => { child.kill(); process.exit(0) })
        }
        dev()
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
    {
      name: 'one worker that serves the page',
      code: text`
        export function initSearch(index) {
          const worker = new Worker('/search.js')
          worker.onmessage = (e) => document.dispatchEvent(new CustomEvent('results', { detail: e.data }))
          worker.postMessage({ index })
          document.querySelector('#q').addEventListener('input', (e) => worker.postMessage({ q: e.target.value }))
        }
      `,
    },
    {
      name: 'both branches of then end the pool',
      code: text`
        const workerpool = require('workerpool')
        exports.sum = (list) => {
          const pool = workerpool.pool('./s.js')
          return pool.exec('sum', [list]).then((r) => { pool.terminate(); return r }, (e) => { pool.terminate(); throw e })
        }
        exports.max = (list) => {
          const pool = workerpool.pool('./s.js')
          return pool.exec('max', [list]).then((r) => r).catch((e) => { console.error(e) }).then((r) => { pool.terminate(); return r })
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
      name: 'a task of a pool that fails goes past the end',
      ...marked`
        const { Worker: Farm } = require('jest-worker')
        exports.transformAll = async function transformAll(files) {
          const farm = new Farm(require.resolve('./transform'), { numWorkers: 2 })
                           ~~~~ skipped
          const out = []
          for (const file of files) {
            out.push(await farm.transform(file))
          }
          await farm.end()
          return out
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
    {
      name: 'a loop goes on to the next without the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          const out = []
          for (const f of files) {
            const worker = new Worker('./w.js')
                               ~~~~~~ repeated {"noun":"worker","end":"ended on line 11","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
            worker.postMessage(f)
            const r = await new Promise((r) => worker.once('message', r))
            if (!r) continue
            out.push(r)
            await worker.terminate()
          }
          return out
        }
      `,
    },
    {
      name: 'a loop replaces one after the other and only the last is ended',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          let worker
          const out = []
          for (const f of files) {
            worker = new Worker('./w.js')
                         ~~~~~~ repeated
            worker.postMessage(f)
            out.push(await new Promise((r) => worker.once('message', r)))
          }
          await worker?.terminate()
          return out
        }
      `,
    },
    {
      name: 'a list of workers is left behind by a throw',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function all(files, size) {
          const workers = []
          for (let i = 0; i < size; i++) workers.push(new Worker('./w.js'))
                                                          ~~~~~~ skipped
          const results = []
          for (const [i, file] of files.entries()) {
            const text = await read(file)
            if (!text) throw new Error("empty " + file)
            results.push(await send(workers[i % size], text))
          }
          for (const w of workers) await w.terminate()
          return results
        }
        async function read(f) { return (await fetch(f)).text() }
        function send(worker, text) { return new Promise((r) => { worker.once('message', r); worker.postMessage(text) }) }
      `,
    },
    {
      name: 'a list of workers that nothing ends',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function mapAll(items, size) {
          const workers = Array.from({ length: size }, () => new Worker('./map.js'))
                                                                 ~~~~~~ never {"starts":"starts a","noun":"worker","ends":"ends","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060","when":"when its work is done, or keep one and use it again"}
          const chunks = await Promise.all(workers.map((w, i) => ask(w, items.slice(i * 10, i * 10 + 10))))
          return chunks.flat()
        }
        function ask(worker, chunk) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(chunk)
          })
        }
      `,
    },
    {
      name: 'a wrapped thread is ended on the happy path only',
      ...marked`
        import { spawn, Thread, Worker } from 'threads'
        export async function hash(password) {
          const hasher = await spawn(new Worker('./hasher'))
                                         ~~~~~~ skipped
          const result = await hasher.hash(password)
          await Thread.terminate(hasher)
          return result
        }
      `,
    },
    {
      name: 'a remote per call, its worker out of reach',
      ...marked`
        import * as Comlink from 'comlink'
        export async function zip(files) {
          const api = Comlink.wrap(new Worker(new URL('./zip.js', import.meta.url), { type: 'module' }))
                                       ~~~~~~ never
          return await api.zip(files)
        }
      `,
    },
    {
      name: 'a pool is ended in then alone',
      ...marked`
        const workerpool = require('workerpool')
        module.exports = function sum(list) {
          const pool = workerpool.pool(__dirname + '/sum.js')
                       ~~~~~~~~~~~~~~~ rejected {"noun":"pool","end":"ended on line 5","harm":"its threads run on and keep the process alive","repair":"Call \u0060terminate()\u0060"}
          return pool.exec('sum', [list]).then((total) => {
            pool.terminate()
            return total
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
    {
      name: 'a pool per call',
      ...marked`
        import { Piscina } from 'piscina'
        export class Reports {
          async create(rows) {
            const pool = new Piscina({ filename: new URL('./rows.mjs', import.meta.url).href })
                             ~~~~~~~ never
            const parts = await Promise.all(rows.map((row) => pool.run(row)))
            return parts.join('\n')
          }
        }
      `,
    },
    {
      name: 'a pool that keeps a command from ending',
      ...marked`
        import workerpool from 'workerpool'
        async function main(files) {
          const pool = workerpool.pool(new URL('./w.js', import.meta.url).pathname)
                       ~~~~~~~~~~~~~~~ hangs {"noun":"pool","harm":"its threads run on and keep the process alive","repair":"Call \u0060terminate()\u0060"}
          const results = await Promise.all(files.map((f) => pool.exec('count', [f])))
          console.log(results)
        }
        main(process.argv.slice(2))
      `,
    },
    {
      name: 'a handler drops the handle',
      ...marked`
        import http from 'node:http'
        import { Worker } from 'node:worker_threads'
        http.createServer((req, res) => {
          new Worker('./audit.js', { workerData: req.url })
              ~~~~~~ never
          res.end('queued')
        }).listen(80)
      `,
    },
    {
      name: 'a child process per request, told what to do and never ended',
      ...marked`
        const express = require('express')
        const { fork } = require('child_process')
        const app = express()
        app.post('/report', (req, res) => {
          const child = fork('./report.js')
                        ~~~~ never
          child.on('message', (report) => res.json(report))
          child.on('error', (e) => res.status(500).end(e.message))
          child.send(req.body)
        })
        app.listen(3000)
      `,
    },
    {
      name: 'a worker per connection that outlives the connection',
      ...marked`
        import { WebSocketServer } from 'ws'
        import { Worker } from 'node:worker_threads'
        const wss = new WebSocketServer({ port: 8080 })
        wss.on('connection', (socket) => {
          const worker = new Worker('./game.js')
                             ~~~~~~ never
          worker.on('message', (m) => socket.send(m))
          worker.on('error', (e) => socket.close(1011, e.message))
          socket.on('message', (m) => worker.postMessage(m))
        })
      `,
    },
    {
      name: 'a channel per call',
      ...marked`
        import { BroadcastChannel } from 'node:worker_threads'
        export function announce(event) {
          const channel = new BroadcastChannel('events')
                              ~~~~~~~~~~~~~~~~ never
          channel.postMessage(event)
        }
      `,
    },
  ],
})

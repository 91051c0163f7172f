import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- one for each call, or one for life

run(rule, {
  valid: [
    {
      name: 'lent to what the caller wants done, and ended however that goes; or given away',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function withMesher(task) {
          const worker = new Worker(new URL('./mesh.mjs', import.meta.url))
          try {
            return await task(worker)
          } finally {
            await worker.terminate()
          }
        }
        export async function start(keep) {
          const worker = new Worker(new URL('./mesh.mjs', import.meta.url))
          await keep(worker)
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
      name: 'a promise that is waited for by its name: where it is rejected there is no worker',
      code: text`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        async function start() {
          const worker = new Worker(new URL('./simplify.mjs', import.meta.url))
          await once(worker, 'online')
          return worker
        }
        export async function simplify(mesh) {
          const starting = start()
          const worker = await starting
          try {
            worker.postMessage(mesh)
            return await once(worker, 'message')
          } finally {
            await worker.terminate()
          }
        }
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
      name: 'who listens until a time is over, and closes it then',
      code: text`
        export function countPages(id) {
          const channel = new BroadcastChannel('pages')
          return new Promise((resolve) => {
            let pages = 1
            channel.onmessage = ({ data }) => {
              if (data.id !== id) pages += 1
            }
            channel.postMessage({ id })
            setTimeout(() => {
              channel.close()
              resolve(pages)
            }, 200)
          })
        }
      `,
    },
    {
      name: 'a channel of the page that answers the other pages',
      code: text`
        export async function claim() {
          const channel = new BroadcastChannel('helm')
          channel.postMessage('opened')
          await new Promise((resolve, reject) => {
            channel.onmessage = ({ data }) => {
              if (data === 'opened') channel.postMessage('taken')
              else reject(new Error('taken'))
            }
            setTimeout(resolve, 250)
          })
        }
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
  ],
  invalid: [
    {
      name: 'lent to what the caller wants done, and ended only where that goes well',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export async function withMesher(task) {
          const worker = new Worker(new URL('./mesh.mjs', import.meta.url))
                             ~~~~~~ skipped {"noun": "worker", "end": "ended on line 5", "exit": "a rejection of the await on line 4", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
          const result = await task(worker)
          await worker.terminate()
          return result
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
      name: 'who listens until a time is over',
      ...marked`
        export function countPages(id) {
          const channel = new BroadcastChannel('pages')
                              ~~~~~~~~~~~~~~~~ never
          return new Promise((resolve) => {
            let pages = 1
            channel.onmessage = ({ data }) => {
              if (data.id !== id) pages += 1
            }
            channel.postMessage({ id })
            setTimeout(() => resolve(pages), 200)
          })
        }
      `,
    },
    {
      name: 'a channel of the page for one answer',
      ...marked`
        export async function tides() {
          const channel = new BroadcastChannel('tides')
                              ~~~~~~~~~~~~~~~~ never
          channel.postMessage('where')
          return new Promise((resolve) => { channel.onmessage = ({ data }) => resolve(data) })
        }
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

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

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
      name: 'close() kills the child process',
      code: text`
        import { fork } from 'node:child_process'
        export class Indexer {
          constructor(db) {
            this.db = db
            this.child = fork(new URL('./index-child.js', import.meta.url))
            this.child.on('message', (m) => this.db.put(m.key, m.value))
            this.child.on('error', (e) => console.error(e))
          }
          add(doc) { this.child.send({ doc }) }
          async close() {
            this.child.kill()
            await this.db.close()
          }
        }
      `,
    },
    {
      name: 'dispose() ends a worker behind an accessor',
      code: text`
        export class Lazy {
          #worker
          #cache = new Map()
          get worker() { return (this.#worker ??= new Worker('/lazy.js')) }
          ask(x) { this.worker.postMessage(x) }
          dispose() { this.#cache.clear(); this.#worker?.terminate() }
        }
      `,
    },
    {
      name: 'an overriding dispose() ends the worker',
      code: text`
        class Disposable {
          constructor() { this.listeners = [] }
          dispose() { this.listeners.length = 0 }
        }
        export class HeatLayer extends Disposable {
          constructor(url) {
            super()
            this.worker_ = new Worker(url)
            this.worker_.addEventListener('message', (e) => this.draw(e.data))
          }
          draw() {}
          update(points) { this.worker_.postMessage(points) }
          dispose() { this.worker_.terminate(); super.dispose() }
        }
      `,
    },
    {
      name: 'close() ends a list of workers and empties it',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Fleet {
          constructor(size, script) {
            this.workers = []
            for (let i = 0; i < size; i++) {
              const worker = new Worker(script)
              worker.on('error', (err) => console.error('worker failed', err))
              this.workers.push(worker)
            }
          }
          dispatch(job) {
            this.workers[job.id % this.workers.length].postMessage(job)
          }
          async close() {
            await Promise.all(this.workers.map((w) => w.terminate()))
            this.workers.length = 0
          }
        }
      `,
    },
    {
      name: 'destroy() ends the workers of a map',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          open(id) {
            const worker = new Worker('./session.js')
            worker.on('error', () => this.#byId.delete(id))
            this.#byId.set(id, worker)
            return id
          }
          send(id, message) { this.#byId.get(id)?.postMessage(message) }
          destroy() { for (const worker of this.#byId.values()) worker.terminate(); this.#byId.clear() }
        }
      `,
    },
    {
      name: 'dispose() ends the workers of a map one by one',
      code: text`
        export class Pool {
          workers = new Map()
          get(id) {
            let w = this.workers.get(id)
            if (!w) { w = new Worker('/p.js'); this.workers.set(id, w) }
            return w
          }
          post(id, m) { this.get(id).postMessage(m) }
          release(id) { this.workers.get(id)?.terminate(); this.workers.delete(id) }
          dispose() { [...this.workers.keys()].forEach((id) => this.release(id)) }
        }
      `,
    },
    {
      name: 'stop() of a module kills',
      code: text`
        const { spawn } = require('child_process')
        let server = null
        function start(port) {
          if (server) return
          server = spawn('mock-server', ['--port', port], { stdio: 'inherit' })
          server.on('error', (e) => console.error(e))
        }
        function stop() {
          server?.kill()
          server = null
        }
        module.exports = { start, stop }
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
      name: 'the process group is killed by its id',
      code: text`
        import { spawn } from 'node:child_process'
        export class Group {
          start() {
            this.child = spawn('server', [], { detached: true })
            this.child.on('error', console.error)
          }
          stop() {
            process.kill(-this.child.pid)
            this.child = null
          }
        }
      `,
    },
    {
      name: 'a list of disposables holds the end',
      code: text`
        import * as vscode from 'vscode'
        export class Service {
          constructor() {
            this.disposables = []
            this.worker = new Worker('/x.js')
            this.disposables.push({ dispose: () => this.worker.terminate() })
          }
          post(x) { this.worker.postMessage(x) }
          dispose() { for (const d of this.disposables) d.dispose() }
        }
      `,
    },
    {
      name: 'a base class owns it',
      code: text`
        export class Service extends Base {
          private readonly worker = this._register(new Worker('/x.js'))
          post(x: unknown) { this.worker.postMessage(x) }
          dispose() { super.dispose() }
        }
        declare class Base { _register<T>(x: T): T; dispose(): void }
      `,
    },
    {
      name: 'stop() tells the child and waits',
      code: text`
        import { fork } from 'node:child_process'
        class Supervisor {
          #child = null
          start() {
            this.#child = fork('./server.js')
            this.#child.on('exit', (code) => { this.#child = null; if (code) this.start() })
            this.#child.send({ type: 'start' })
          }
          async stop() {
            const child = this.#child
            if (!child) return
            child.send({ type: 'stop' })
            await new Promise((resolve) => child.once('exit', resolve))
          }
        }
        export const supervisor = new Supervisor()
      `,
    },
    {
      name: 'the exit listener starts the next one',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Keeper {
          spawn() {
            this.worker = new Worker('./k.js')
            this.worker.on('error', () => {})
            this.worker.on('exit', () => { this.worker = null; this.spawn() })
          }
          post(m) { this.worker?.postMessage(m) }
          async close() { await this.worker?.terminate() }
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
      name: 'each call ends the worker of the last one first',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Preview {
          worker = null
          render(doc) {
            this.worker?.terminate()
            this.worker = new Worker('./render.js')
            this.worker.on('error', (e) => console.error(e))
            return new Promise((resolve) => {
              this.worker.once('message', resolve)
              this.worker.postMessage(doc)
            })
          }
          close() { return this.worker?.terminate() }
        }
      `,
    },
    {
      name: 'restart() ends it through another method',
      code: text`
        export class Live {
          constructor(url) { this.url = url; this.worker = new Worker(url); this.listen() }
          listen() { this.worker.onmessage = (e) => console.log(e.data) }
          restart() {
            this.destroy()
            this.worker = new Worker(this.url)
            this.listen()
          }
          destroy() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'a worker that has failed is replaced',
      code: text`
        import { Worker } from 'node:worker_threads'

        export class Live {
          constructor(url) { this.url = url; this.respawn() }
          respawn() {
            this.worker = new Worker(this.url)
            this.worker.on('error', () => this.respawn())
          }
          destroy() { return this.worker.terminate() }
        }
      `,
    },
    {
      name: 'an asynchronous close() waits for the pool',
      code: text`
        import { Piscina } from 'piscina'
        export class Service {
          constructor(filename, server) {
            this.pool = new Piscina({ filename })
            this.server = server
          }
          run(x) { return this.pool.run(x) }
          async close() {
            await this.pool.destroy()
            await this.server.close()
          }
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
      name: 'one worker for all instances',
      code: text`
        export class Tokenizer {
          static #worker = new Worker('/tok.js')
          #queue = []
          push(x) { Tokenizer.#worker.postMessage(x) }
          dispose() { this.#queue.length = 0 }
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
    {
      name: 'the last worker is ended after the next has been made',
      code: text`
        export class Player {
          constructor() { this.worker = null }
          load(url) {
            const previous = this.worker
            this.worker = new Worker(url)
            previous?.terminate()
            return new Promise((resolve) => { this.worker.onmessage = resolve })
          }
          close() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'members are disconnected',
      code: text`
        import cluster from 'node:cluster'
        export class Master {
          workers = []
          start(n) {
            for (let i = 0; i < n; i++) {
              const worker = cluster.fork()
              worker.on('exit', () => { this.workers.splice(this.workers.indexOf(worker), 1) })
              this.workers.push(worker)
            }
          }
          stop() {
            for (const worker of this.workers) worker.disconnect()
          }
        }
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
    {
      name: 'close() forgets a child process',
      ...marked`
        import { fork } from 'node:child_process'
        export class Indexer {
          constructor(db) {
            this.db = db
            this.child = fork(new URL('./index-child.js', import.meta.url))
                         ~~~~ forgotten {"by":"close","noun":"child process","place":"this.child","harm":"it runs on and keeps its parent alive","repair":"Call \u0060kill()\u0060"}
            this.child.on('message', (m) => this.db.put(m.key, m.value))
            this.child.on('error', (e) => console.error(e))
          }
          add(doc) { this.child.send({ doc }) }
          async close() {
            await this.db.close()
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        import { fork } from 'node:child_process'
        export class Indexer {
          constructor(db) {
            this.db = db
            this.child = fork(new URL('./index-child.js', import.meta.url))
            this.child.on('message', (m) => this.db.put(m.key, m.value))
            this.child.on('error', (e) => console.error(e))
          }
          add(doc) { this.child.send({ doc }) }
          async close() {
            this.child?.kill()
            await this.db.close()
          }
        }
      ` }]],
    },
    {
      name: 'dispose() forgets a worker',
      ...marked`
        export class Editor {
          private worker = new Worker(new URL('./lint.worker.ts', import.meta.url), { type: 'module' })
                               ~~~~~~ forgotten
          private observer = new ResizeObserver(() => this.layout())
          constructor(private host: HTMLElement) {
            this.observer.observe(host)
            this.worker.onmessage = (e) => this.show(e.data)
          }
          layout() {}
          show(x: unknown) { this.host.textContent = String(x) }
          lint(text: string) { this.worker.postMessage(text) }
          dispose() {
            this.observer.disconnect()
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        export class Editor {
          private worker = new Worker(new URL('./lint.worker.ts', import.meta.url), { type: 'module' })
          private observer = new ResizeObserver(() => this.layout())
          constructor(private host: HTMLElement) {
            this.observer.observe(host)
            this.worker.onmessage = (e) => this.show(e.data)
          }
          layout() {}
          show(x: unknown) { this.host.textContent = String(x) }
          lint(text: string) { this.worker.postMessage(text) }
          dispose() {
            this.worker?.terminate()
            this.observer.disconnect()
          }
        }
      ` }]],
    },
    {
      name: 'destroy() forgets a channel',
      ...marked`
        export class Presence {
          constructor(store) {
            this.store = store
            this.channel = new BroadcastChannel('presence')
                               ~~~~~~~~~~~~~~~~ forgotten
            this.channel.onmessage = (e) => this.store.set(e.data)
          }
          ping() { this.channel.postMessage('ping') }
          destroy() { this.store.clear() }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'close()' }, output: text`
        export class Presence {
          constructor(store) {
            this.store = store
            this.channel = new BroadcastChannel('presence')
            this.channel.onmessage = (e) => this.store.set(e.data)
          }
          ping() { this.channel.postMessage('ping') }
          destroy() { this.channel?.close()
          this.store.clear() }
        }
      ` }]],
    },
    {
      name: 'close() forgets a port with a listener',
      ...marked`
        import { MessageChannel } from 'node:worker_threads'
        export class Rpc {
          constructor(worker) {
            const { port1, port2 } = new MessageChannel()
                                         ~~~~~~~~~~~~~~ forgotten
            this.port = port1
            this.port.on('message', (m) => this.onReply(m))
            worker.postMessage({ port: port2 }, [port2])
          }
          onReply() {}
          call(x) { this.port.postMessage(x) }
          close() { this.closed = true }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'close()' }, output: text`
        import { MessageChannel } from 'node:worker_threads'
        export class Rpc {
          constructor(worker) {
            const { port1, port2 } = new MessageChannel()
            this.port = port1
            this.port.on('message', (m) => this.onReply(m))
            worker.postMessage({ port: port2 }, [port2])
          }
          onReply() {}
          call(x) { this.port.postMessage(x) }
          close() { this.port?.close()
          this.closed = true }
        }
      ` }]],
    },
    {
      name: '[Symbol.dispose]() forgets a worker',
      ...marked`
        export class Decoder {
          #worker = new Worker('/d.js')
                        ~~~~~~ forgotten
          #buffers = []
          constructor() { this.#worker.onmessage = (e) => this.#buffers.push(e.data) }
          decode(x) { this.#worker.postMessage(x) }
          [Symbol.dispose]() { this.#buffers.length = 0 }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        export class Decoder {
          #worker = new Worker('/d.js')
          #buffers = []
          constructor() { this.#worker.onmessage = (e) => this.#buffers.push(e.data) }
          decode(x) { this.#worker.postMessage(x) }
          [Symbol.dispose]() { this.#worker?.terminate()
          this.#buffers.length = 0 }
        }
      ` }]],
    },
    {
      name: 'dispose() forgets a worker behind an accessor',
      ...marked`
        export class Lazy {
          #worker
          #cache = new Map()
          get worker() { return (this.#worker ??= new Worker('/lazy.js')) }
                                                      ~~~~~~ forgotten
          ask(x) { this.worker.postMessage(x) }
          dispose() { this.#cache.clear() }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        export class Lazy {
          #worker
          #cache = new Map()
          get worker() { return (this.#worker ??= new Worker('/lazy.js')) }
          ask(x) { this.worker.postMessage(x) }
          dispose() { this.#worker?.terminate()
          this.#cache.clear() }
        }
      ` }]],
    },
    {
      name: 'an inherited dispose() knows nothing of the worker',
      ...marked`
        class Disposable {
          constructor() { this.listeners = [] }
          dispose() { this.listeners.length = 0 }
        }
        export class HeatLayer extends Disposable {
          constructor(url) {
            super()
            this.worker_ = new Worker(url)
                               ~~~~~~ forgotten
            this.worker_.addEventListener('message', (e) => this.draw(e.data))
          }
          draw() {}
          update(points) { this.worker_.postMessage(points) }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        class Disposable {
          constructor() { this.listeners = [] }
          dispose() { this.worker_?.terminate()
          this.listeners.length = 0 }
        }
        export class HeatLayer extends Disposable {
          constructor(url) {
            super()
            this.worker_ = new Worker(url)
            this.worker_.addEventListener('message', (e) => this.draw(e.data))
          }
          draw() {}
          update(points) { this.worker_.postMessage(points) }
        }
      ` }]],
    },
    {
      name: 'close() empties a list of workers',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Fleet {
          constructor(size, script) {
            this.workers = []
            for (let i = 0; i < size; i++) {
              const worker = new Worker(script)
                                 ~~~~~~ dropped {"by":"close","noun":"worker","place":"this.workers","line":"line 16","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
              worker.on('error', (err) => console.error('worker failed', err))
              this.workers.push(worker)
            }
          }
          dispatch(job) {
            this.workers[job.id % this.workers.length].postMessage(job)
          }
          close() {
            this.workers.length = 0
          }
        }
      `,
    },
    {
      name: 'destroy() clears a map of workers',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Sessions {
          #byId = new Map()
          open(id) {
            const worker = new Worker('./session.js')
                               ~~~~~~ dropped
            worker.on('error', () => this.#byId.delete(id))
            this.#byId.set(id, worker)
            return id
          }
          send(id, message) { this.#byId.get(id)?.postMessage(message) }
          destroy() { this.#byId.clear() }
        }
      `,
    },
    {
      name: 'stop() drops the handle although somebody listened for the exit',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Tracker {
          start() {
            if (this.worker) return
            this.worker = new Worker('./t.js')
                              ~~~~~~ dropped
            this.worker.on('message', (m) => console.log(m))
            this.worker.on('exit', (c) => console.log('exit', c))
          }
          stop() {
            if (!this.worker) return
            this.worker.removeAllListeners()
            this.worker = undefined
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        import { Worker } from 'node:worker_threads'

        export class Tracker {
          start() {
            if (this.worker) return
            this.worker = new Worker('./t.js')
            this.worker.on('message', (m) => console.log(m))
            this.worker.on('exit', (c) => console.log('exit', c))
          }
          stop() {
            if (!this.worker) return
            this.worker.removeAllListeners()
            this.worker?.terminate()
            this.worker = undefined
          }
        }
      ` }]],
    },
    {
      name: 'stop() of a module drops the handle',
      ...marked`
        const { spawn } = require('child_process')
        let server = null
        function start(port) {
          if (server) return
          server = spawn('mock-server', ['--port', port], { stdio: 'inherit' })
                   ~~~~~ dropped
          server.on('error', (e) => console.error(e))
        }
        function stop() {
          server = null
        }
        module.exports = { start, stop }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        const { spawn } = require('child_process')
        let server = null
        function start(port) {
          if (server) return
          server = spawn('mock-server', ['--port', port], { stdio: 'inherit' })
          server.on('error', (e) => console.error(e))
        }
        function stop() {
          server?.kill()
          server = null
        }
        module.exports = { start, stop }
      ` }]],
    },
    {
      name: 'each call replaces the worker of the last one',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export class Preview {
          worker = null
          render(doc) {
            this.worker = new Worker('./render.js')
                              ~~~~~~ replaced {"noun":"worker","place":"this.worker","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
            this.worker.on('error', (e) => console.error(e))
            return new Promise((resolve) => {
              this.worker.once('message', resolve)
              this.worker.postMessage(doc)
            })
          }
          close() { return this.worker?.terminate() }
        }
      `,
    },
    {
      name: 'restart() replaces a worker that is still there',
      ...marked`
        export class Live {
          constructor(url) { this.url = url; this.worker = new Worker(url); this.listen() }
          listen() { this.worker.onmessage = (e) => console.log(e.data) }
          restart() {
            this.worker = new Worker(this.url)
                              ~~~~~~ replaced
            this.listen()
          }
          destroy() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'an asynchronous close() does not wait for the pool',
      ...marked`
        import { Piscina } from 'piscina'
        export class Service {
          constructor(filename, server) {
            this.pool = new Piscina({ filename })
            this.server = server
          }
          run(x) { return this.pool.run(x) }
          async close() {
            this.pool.destroy()
            ~~~~~~~~~~~~~~~~~ unawaited {"by":"close","noun":"pool"}
            await this.server.close()
          }
        }
      `,
      suggestions: [[{ messageId: 'await', data: { call: 'destroy()' }, output: text`
        import { Piscina } from 'piscina'
        export class Service {
          constructor(filename, server) {
            this.pool = new Piscina({ filename })
            this.server = server
          }
          run(x) { return this.pool.run(x) }
          async close() {
            await this.pool.destroy()
            await this.server.close()
          }
        }
      ` }]],
    },
    {
      name: 'forEach() does not wait for the workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Farm {
          workers = []
          add() { const w = new Worker('./f.js'); w.on('error', () => {}); this.workers.push(w) }
          send(i, m) { this.workers[i].postMessage(m) }
          async shutdown() {
            this.workers.forEach((w) => w.terminate())
                                        ~~~~~~~~~~~ unawaited
            this.workers = []
          }
        }
      `,
    },
  ],
})

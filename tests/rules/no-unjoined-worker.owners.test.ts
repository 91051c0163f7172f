import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- disposal

run(rule, {
  valid: [
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
  ],
  invalid: [
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
  ],
})

import rule from '../../src/rules/no-main-thread-wait.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a worker thread of Node',
      code: "import { parentPort, workerData } from 'node:worker_threads'; parentPort.on('message', () => { Atomics.wait(workerData.words, 0, 0) })",
    },
    { name: 'a worker of a page', code: "self.addEventListener('message', ({ data }) => { Atomics.wait(data, 0, 0); self.postMessage('woken') })" },
    { name: 'a worker that does not say self', code: "addEventListener('message', ({ data }) => { setTimeout(() => Atomics.wait(data, 0, 0), 10); postMessage('soon') })" },
    { name: 'once, when a program starts', code: "import { Worker } from 'node:worker_threads'; const words = new Int32Array(new SharedArrayBuffer(4)); new Worker('./set-up.js', { workerData: words }); Atomics.wait(words, 0, 0)" },
    {
      name: 'a function that nobody is known to call while others wait',
      code: "import { Worker } from 'node:worker_threads'; export function callSync(worker, words) { worker.postMessage(words); Atomics.wait(words, 0, 0) }",
    },
    {
      name: 'waitAsync in a request handler',
      code: "import { createServer } from 'node:http'; createServer(async (req, res) => { await Atomics.waitAsync(words, 0, 0).value; res.end() })",
    },
    {
      name: 'only in workers, by the file itself',
      code: text`
        import { createServer } from 'node:http'
        import { isMainThread, workerData } from 'node:worker_threads'
        function ready(words) { Atomics.wait(words, 0, 0) }
        if (isMainThread) createServer((req, res) => { res.end() }).listen(0)
        else setInterval(() => ready(workerData), 100)
      `,
    },
    {
      name: 'a page that asks first',
      code: text`
        export function lock(words) {
          const canBlock = typeof document === 'undefined'
          while (Atomics.compareExchange(words, 0, 0, 1) !== 0) if (canBlock) Atomics.wait(words, 0, 1)
          document.title = 'locked'
        }
      `,
    },
    {
      name: 'a page that tries',
      code: "export function canWait(words) { document.title = 'test'; try { Atomics.wait(words, 0, 0, 0); return true } catch { return false } }",
    },
    { name: 'a lock for workers, and nothing in the file that is a page', code: 'export class Lock { lock() { while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1) } }' },
    { name: 'a lock for workers beside code of the page', code: "export class Lock { lock() { Atomics.wait(this.words, 0, 1) } } export function show(text) { document.title = text }" },
    { name: 'a test', filename: '/app/lock.test.js', code: "import { createServer } from 'node:http'; createServer((req, res) => { Atomics.wait(words, 0, 0); res.end() })" },
    { name: 'something else of that name', code: "import { createServer } from 'node:http'; import { Atomics } from './atomics.js'; createServer((req, res) => { Atomics.wait(words, 0, 0); res.end() })" },
  ],
  invalid: [
    {
      name: 'a sleep in a helper that a request handler comes to',
      ...marked`
        import { createServer } from 'node:http'
        const idle = new Int32Array(new SharedArrayBuffer(4))
        function pause(ms) {
          Atomics.wait(idle, 0, 0, ms)
          ~~~~~~~~~~~~ sleeps {"call": "Atomics.wait()", "where": "", "who": "the request handler on line 12", "path": ", through quote() on line 12, pause() on line 9"}
        }
        async function quote(load) {
          for (let attempt = 1; ; attempt++) {
            try { return await load() } catch (error) { if (attempt > 3) throw error }
            pause(attempt * 100)
          }
        }
        export const serve = (load) => createServer(async (req, res) => { res.end(await quote(load)) })
      `,
    },
    {
      name: 'for the answer of a worker thread, in a message handler',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { WebSocketServer } from 'ws'
        const worker = new Worker(new URL('./parse.js', import.meta.url))
        new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
          socket.on('message', async (text) => {
            const words = new Int32Array(new SharedArrayBuffer(8))
            worker.postMessage({ text, words })
            Atomics.wait(words, 0, 0)
            ~~~~~~~~~~~~ blocks {"call": "Atomics.wait()", "where": "", "who": "the 'message' handler on line 5", "path": ""}
            socket.send(words[1])
          })
        })
      `,
      suggestions: [[{
        messageId: 'async',
        output: text`
          import { Worker } from 'node:worker_threads'
          import { WebSocketServer } from 'ws'
          const worker = new Worker(new URL('./parse.js', import.meta.url))
          new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
            socket.on('message', async (text) => {
              const words = new Int32Array(new SharedArrayBuffer(8))
              worker.postMessage({ text, words })
              await Atomics.waitAsync(words, 0, 0).value
              socket.send(words[1])
            })
          })
        `,
      }]],
    },
    {
      name: 'a lock of this file, taken in a request handler',
      ...marked`
        import express from 'express'
        class Mutex {
          constructor(/** @type {SharedArrayBuffer} */ shared) { this.word = new Int32Array(shared) }
          lock() { while (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) this.#park() }
          #park() { Atomics.wait(this.word, 0, 1) }
          unlock() { Atomics.store(this.word, 0, 0); Atomics.notify(this.word, 0, 1) }
        }
        const mutex = new Mutex(new SharedArrayBuffer(4))
        express().get('/count', (req, res) => {
          mutex.lock()
          ~~~~~~~~~~ blocks {"call": "mutex.lock()", "where": ", on line 5", "who": "the request handler on line 9", "path": ", through lock() on line 10, #park() on line 4"}
          try { res.json(count()) } finally { mutex.unlock() }
        })
      `,
    },
    {
      name: 'a click',
      ...marked`
        const words = new Int32Array(new SharedArrayBuffer(4))
        document.querySelector('button').addEventListener('click', async () => {
          Atomics.wait(words, 0, 0)
          ~~~~~~~~~~~~ page {"call": "Atomics.wait()", "where": "", "path": ""}
          document.title = 'ready'
        })
      `,
      suggestions: [[{
        messageId: 'async',
        output: text`
          const words = new Int32Array(new SharedArrayBuffer(4))
          document.querySelector('button').addEventListener('click', async () => {
            await Atomics.waitAsync(words, 0, 0).value
            document.title = 'ready'
          })
        `,
      }]],
    },
    {
      name: 'the class that has started the worker waits for it',
      ...marked`
        export class SyncClient {
          constructor() {
            this.worker = new Worker(new URL('./client-worker.js', import.meta.url), { type: 'module' })
            this.signal = new Int32Array(new SharedArrayBuffer(8))
          }
          call(request) {
            this.worker.postMessage({ request, signal: this.signal })
            Atomics.wait(this.signal, 0, 0)
            ~~~~~~~~~~~~ page {"call": "Atomics.wait()", "where": "", "path": ""}
            return Atomics.load(this.signal, 1)
          }
        }
      `,
    },
    {
      name: 'a lock that code of the page takes',
      ...marked`
        class Lock {
          lock() { Atomics.wait(this.words, 0, 1) }
        }
        const lock = new Lock()
        export function show(rows) {
          lock.lock()
          ~~~~~~~~~ page {"call": "lock.lock()", "where": ", on line 2", "path": ""}
          document.body.textContent = rows.join()
        }
      `,
    },
    {
      name: 'an audio worklet',
      ...marked`
        class Player extends AudioWorkletProcessor {
          process(inputs, [output]) {
            this.fill(output)
            return true
          }
          fill(output) {
            if (Atomics.load(this.state, 0) === 0) Atomics.wait(this.state, 0, 0, 2)
                                                   ~~~~~~~~~~~~ worklet {"call": "Atomics.wait()"}
            output[0].set(this.samples)
          }
        }
        registerProcessor('player', Player)
      `,
    },
    {
      name: 'a service worker',
      ...marked`
        self.skipWaiting()
        self.addEventListener('fetch', (event) => {
          Atomics.wait(words, 0, 0, 10)
          ~~~~~~~~~~~~ serviceWorker {"call": "Atomics.wait()"}
          event.respondWith(fetch(event.request))
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- declared for the compiler

/** A worklet of which the compiler is told what its scope has. */
const reel = (declared: string, wait: string): string => text`
  ${declared}
  declare function registerProcessor(name: string, of: unknown): void
  class Reel extends AudioWorkletProcessor {
    private readonly words = new Int32Array(shared)
    process(): boolean {
      ${wait}
      return true
    }
  }
  registerProcessor('reel', Reel)
`
const SLEEP = 'while (Atomics.load(this.words, 0) === 0) Atomics.wait(this.words, 0, 0)'

run(rule, {
  valid: [
    { name: 'a worklet that takes what is there', code: reel('declare class AudioWorkletProcessor { readonly port: MessagePort }', 'if (Atomics.load(this.words, 0) === 0) return true'), language: 'ts' },
    {
      name: 'a class of the file that is called so',
      language: 'ts',
      code: text`
        class AudioWorkletProcessor { readonly port = 1 }
        class Reel extends AudioWorkletProcessor {
          wait(words: Int32Array) { while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0) }
        }
        export const reel = new Reel()
      `,
    },
  ],
  invalid: [
    { name: 'a worklet whose class is declared', code: reel('declare class AudioWorkletProcessor { readonly port: MessagePort }', SLEEP), language: 'ts', errors: [{ messageId: 'worklet', line: 6, column: 47 }] },
    { name: 'an abstract one', code: reel('declare abstract class AudioWorkletProcessor { readonly port: MessagePort }', SLEEP), language: 'ts', errors: [{ messageId: 'worklet', line: 6, column: 47 }] },
  ],
})

import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- stopped, and replaced

run(rule, {
  valid: [
    {
      name: 'a build that waits for the end of a pool, and a method that ends the first before it makes another',
      language: 'ts',
      code: text`
        import Tinypool from 'tinypool'
        import { Worker } from 'node:worker_threads'
        export function compiler(filename: string) {
          const pool = new Tinypool({ filename })
          return {
            name: 'compiler',
            transform: (code: string) => pool.run(code),
            async closeBundle() {
              await pool.destroy()
            },
          }
        }
        export class Index {
          private worker: Worker
          constructor(settings: object) {
            this.worker = this.launch(settings)
          }
          configure(settings: object) {
            void this.worker.terminate()
            this.worker = this.launch(settings)
          }
          close() {
            return this.worker.terminate()
          }
          private launch(settings: object) {
            const worker = new Worker('./index.js', { workerData: settings })
            worker.on('error', console.error)
            worker.on('exit', () => worker === this.worker && console.log('over'))
            return worker
          }
        }
      `,
    },
    {
      name: 'another one after the first has been ended, by a method that is told nothing',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Index {
          worker = new Worker('./index.js')
          pause() {
            return this.worker.terminate()
          }
          wake() {
            this.worker = new Worker('./index.js')
            this.worker.on('error', console.error)
          }
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
      name: 'what is told again ends the last one, and what compares something else is not',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Tuner {
          use(tuning) {
            if (this.tuning === tuning) return
            this.tuning = tuning
            void this.worker?.terminate()
            this.worker = new Worker('./tune.js', { workerData: tuning })
            this.worker.on('error', console.error)
          }
          begin(tuning) {
            if (tuning === 'equal') return
            this.listener = new Worker('./listen.js', { workerData: tuning })
            this.listener.on('error', console.error)
          }
          play(note) {
            this.worker.postMessage(note)
            this.listener.postMessage(note)
          }
          async close() {
            await this.worker?.terminate()
            await this.listener?.terminate()
          }
        }
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
      name: 'a watcher has it launched again when the last one is gone',
      code: text`
        import { fork } from 'node:child_process'
        import { watch } from 'node:fs'

        export class Checker {
          #child
          start(config) {
            this.#launch()
            watch(config, () => this.#launch())
          }
          #launch() {
            this.#child?.kill()
            this.#child = fork('./checker.js')
            this.#child.on('error', console.error)
          }
          stop() { this.#child?.kill() }
        }
      `,
    },
    {
      name: 'launched when the program starts',
      code: text`
        import { fork } from 'node:child_process'

        export class Checker {
          #child
          start() { this.#launch() }
          #launch() {
            this.#child = fork('./checker.js')
            this.#child.on('error', console.error)
          }
          stop() { this.#child?.kill() }
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
      name: 'a setting is changed, and the worker of the last one is ended; set up when there is none yet',
      code: text`
        export class Highlighter {
          setTheme(theme) {
            const last = this.worker
            const worker = new Worker('/highlight.js?' + theme)
            worker.onmessage = ({ data }) => this.paint(data)
            this.worker = worker
            last?.terminate()
          }
          dispose() { this.worker.terminate() }
        }
        export class Checker {
          setUp(rules) { this.worker = new Worker('/check.js?' + rules) }
          setWorker() { this.worker = new Worker('/check.js') }
          dispose() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'what is called like a setting is a part of the constructor',
      language: 'ts',
      code: text`
        export class Highlighter {
          #worker?: Worker
          other?: Worker
          constructor(theme: string) { this.#setTheme(theme); this.setOther(theme) }
          #setTheme(theme: string) { this.#worker = new Worker('/highlight.js?' + theme) }
          private setOther(theme: string) { this.other = new Worker('/other.js?' + theme) }
          dispose() { this.#worker?.terminate(); this.other?.terminate() }
        }
      `,
    },
    {
      name: 'a setting of a class that ends nothing: where there is none yet; and what starts',
      code: text`
        export class Highlighter {
          setTheme(theme) {
            if (this.worker) this.worker.postMessage({ theme })
            else this.worker = new Worker('/highlight.js?' + theme)
          }
        }
        export class Checker {
          start(rules) { this.worker = new Worker('/check.js?' + rules) }
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
      name: 'a hook of a build for which the build waits',
      ...marked`
        import Tinypool from 'tinypool'
        export function compiler(filename) {
          let pool
          return {
            name: 'compiler',
            buildStart() {
              pool ??= new Tinypool({ filename })
            },
            transform: (code) => pool.run(code),
            closeBundle() {
              pool?.destroy()
              ~~~~~~~~~~~~~ unawaited {"by":"closeBundle","noun":"pool"}
              pool = undefined
            },
          }
        }
      `,
    },
    {
      name: 'every object has one from the start, and a method that is told what the next is to be makes another, through a helper or itself',
      language: 'ts',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Index {
          private worker: Worker
          constructor(settings: object) {
            this.worker = this.launch(settings)
          }
          configure(settings: object) {
            this.worker = this.launch(settings)
                          ~~~~~~~~~~~ replaced {"noun":"worker","place":"this.worker","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
          }
          close() {
            return this.worker.terminate()
          }
          private launch(settings: object) {
            const worker = new Worker('./index.js', { workerData: settings })
            worker.on('error', console.error)
            worker.on('exit', () => worker === this.worker && console.log('over'))
            return worker
          }
        }
        export class Tagger {
          private worker = new Worker('./tagger.js')
          use(model: string) {
            this.worker = new Worker('./tagger.js', { workerData: model })
                              ~~~~~~ replaced {"noun":"worker","place":"this.worker","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
            this.worker.on('error', console.error)
          }
          close() {
            return this.worker.terminate()
          }
        }
      `,
    },
    {
      name: 'what asks first whether it has been told so already is told again',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Tuner {
          use(tuning) {
            if (this.tuning?.name === tuning.name) return
            this.tuning = tuning
            this.worker = new Worker('./tune.js', { workerData: tuning })
                              ~~~~~~ replaced
            this.worker.on('error', console.error)
          }
          follow(pitch) {
            if (pitch !== this.pitch) {
              this.pitch = pitch
              this.listener = new Worker('./listen.js', { workerData: pitch })
                                  ~~~~~~ replaced
              this.listener.on('error', console.error)
            }
          }
          play(note) {
            this.worker.postMessage(note)
            this.listener.postMessage(note)
          }
          async close() {
            await this.worker?.terminate()
            await this.listener?.terminate()
          }
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
      name: 'a setting is changed, and the worker of the last one goes on',
      ...marked`
        export class Highlighter {
          constructor(theme, paint) { this.paint = paint; this.setTheme(theme) }
          setTheme(theme) {
            const worker = new Worker('/highlight.js?' + theme)
                               ~~~~~~ replaced
            worker.onmessage = ({ data }) => this.paint(data)
            this.worker = worker
          }
          dispose() { this.worker.terminate() }
        }
      `,
    },
    {
      name: 'a setting is changed in a class that never ends one',
      ...marked`
        export class Highlighter {
          constructor(theme) { this.setTheme(theme) }
          setTheme(theme) {
            this.worker = new Worker('/highlight.js?' + theme)
                              ~~~~~~ replaced
            this.worker.onerror = (event) => this.fail(event)
          }
        }
      `,
    },
    {
      name: 'a watcher has another one launched',
      ...marked`
        import { fork } from 'node:child_process'
        import { watch } from 'node:fs'

        export class Checker {
          #child
          start(config) {
            this.#launch()
            watch(config, () => this.#launch())
          }
          #launch() {
            const child = fork('./checker.js')
                          ~~~~ replaced
            child.on('error', console.error)
            child.on('exit', (code) => console.log('ended with', code))
            this.#child = child
          }
          stop() { this.#child?.kill() }
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
  ],
})

// ---------------------------------------------------------------- what a variable was before

/** A page whose code is put into a worker by an object URL. */
const shown = (after: string): string => text`
  export function show(frame, former, code) {
    let url = former
    URL.revokeObjectURL(url)
    url = URL.createObjectURL(new Blob([code]))
    const worker = new Worker(url)
    ${after}
    frame.onclose = () => worker.terminate()
  }
`

run(rule, {
  valid: [{ name: 'it is revoked when the worker has been made', code: shown('URL.revokeObjectURL(url)') }],
  invalid: [{ name: 'only the one before is revoked', code: shown(''), errors: [{ messageId: 'never', line: 4, column: 9 }] }],
})

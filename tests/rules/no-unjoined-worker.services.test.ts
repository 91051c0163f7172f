import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- listeners for the end of what serves until it is ended

run(rule, {
  valid: [
    {
      name: 'one job: its end is waited for',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Export {
          constructor(rows, done) {
            this.sinks = []
            this.worker = new Worker('./export.js', { workerData: rows })
            this.worker.on('exit', (code) => done(code))
          }
          close() { this.sinks.length = 0 }
        }
      `,
    },
    {
      name: 'the listener lets go of it: whoever comes next makes another',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Formatter {
          start() {
            this.worker = new Worker('./format.js')
            this.worker.on('exit', () => { this.worker = undefined })
          }
          format(code) { this.worker.postMessage(code) }
          stop() { this.cache.clear() }
        }
      `,
    },
    {
      name: 'stop() rests what start() goes on with: both leave the worker to those who made it',
      code: text`
        import { Channel } from './channel.js'
        export class Player {
          async init() {
            this.worker = new Worker('./play.js')
            this.channel = new Channel((message) => this.worker.postMessage(message))
          }
          start(tune) { return this.channel.ask('start', tune) }
          stop() { return this.channel.ask('stop') }
        }
      `,
    },
    {
      name: 'a port that it was given tells it to end',
      code: text`
        import { MessageChannel, Worker } from 'node:worker_threads'
        export class Search {
          channel = new MessageChannel()
          constructor(failed) {
            this.worker = new Worker('./search.js', { workerData: { port: this.channel.port2 }, transferList: [this.channel.port2] })
            this.worker.on('exit', (code) => failed(code))
          }
          find(query) { this.worker.postMessage(query) }
          close() { this.channel.port1.close() }
        }
      `,
    },
    {
      name: 'close() waits for the end that its last message brings',
      code: text`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        export class Search {
          constructor(failed) {
            this.worker = new Worker('./search.js')
            this.worker.on('exit', (code) => failed(code))
          }
          find(query) { this.worker.postMessage(query) }
          async close() { await once(this.worker, 'exit') }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'stop() of an object that starts it itself',
      ...marked`
        import { Channel } from './channel.js'
        export class Player {
          start(tune) {
            this.worker = new Worker('./play.js')
                              ~~~~~~ forgotten {"by":"stop","noun":"worker","place":"this.worker","harm":"its thread runs on until the page is closed","repair":"Call \u0060terminate()\u0060"}
            this.channel = new Channel((message) => this.worker.postMessage(message))
            return this.channel.ask('start', tune)
          }
          stop() {
            return this.channel.ask('stop')
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        import { Channel } from './channel.js'
        export class Player {
          start(tune) {
            this.worker = new Worker('./play.js')
            this.channel = new Channel((message) => this.worker.postMessage(message))
            return this.channel.ask('start', tune)
          }
          stop() {
            this.worker?.terminate()
            return this.channel.ask('stop')
          }
        }
      ` }]],
    },
    {
      name: 'destroy() ends it for good: stop() only rests',
      ...marked`
        import { Channel } from './channel.js'
        export class Player {
          async init() {
            this.worker = new Worker('./play.js')
                              ~~~~~~ forgotten {"by":"destroy","noun":"worker","place":"this.worker","harm":"its thread runs on until the page is closed","repair":"Call \u0060terminate()\u0060"}
            this.channel = new Channel((message) => this.worker.postMessage(message))
          }
          run(tune) { return this.channel.ask('start', tune) }
          stop() { return this.channel.ask('stop') }
          async destroy() {
            await this.stop()
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        import { Channel } from './channel.js'
        export class Player {
          async init() {
            this.worker = new Worker('./play.js')
            this.channel = new Channel((message) => this.worker.postMessage(message))
          }
          run(tune) { return this.channel.ask('start', tune) }
          stop() { return this.channel.ask('stop') }
          async destroy() {
            this.worker?.terminate()
            await this.stop()
          }
        }
      ` }]],
    },
    {
      name: 'a worker that answers requests: a listener that rejects what is pending brings no end',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Renderer {
          pending = new Map()
          constructor() {
            this.worker = new Worker('./render.js')
                              ~~~~~~ forgotten
            this.worker.on('message', ({ id, html }) => this.pending.get(id)?.resolve(html))
            this.worker.on('exit', (code) => this.fail(new Error('ended with ' + code)))
          }
          render(id, text) {
            return new Promise((resolve, reject) => {
              this.pending.set(id, { resolve, reject })
              this.worker.postMessage({ id, text })
            })
          }
          fail(error) { for (const { reject } of this.pending.values()) reject(error) }
          async dispose() {
            this.fail(new Error('disposed'))
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        import { Worker } from 'node:worker_threads'
        export class Renderer {
          pending = new Map()
          constructor() {
            this.worker = new Worker('./render.js')
            this.worker.on('message', ({ id, html }) => this.pending.get(id)?.resolve(html))
            this.worker.on('exit', (code) => this.fail(new Error('ended with ' + code)))
          }
          render(id, text) {
            return new Promise((resolve, reject) => {
              this.pending.set(id, { resolve, reject })
              this.worker.postMessage({ id, text })
            })
          }
          fail(error) { for (const { reject } of this.pending.values()) reject(error) }
          async dispose() {
            await this.worker?.terminate()
            this.fail(new Error('disposed'))
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- listeners for the end, and failures of something else

run(rule, {
  valid: [
    {
      name: 'it fails only when the worker has ended',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function evaluate(code) {
          const worker = new Worker('./sandbox.js', { workerData: code })
          const value = await new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.once('exit', (status) => reject(new Error('ended with ' + status)))
          })
          await worker.terminate()
          return value
        }
      `,
    },
    {
      name: 'it ends by itself: only a timer ends it early',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function convert(file) {
          const worker = new Worker('./convert.js', { workerData: file })
          const timer = setTimeout(() => { void worker.terminate() }, 1000)
          await new Promise((resolve, reject) => {
            worker.once('error', reject)
            worker.once('exit', resolve)
          })
          clearTimeout(timer)
          await report(file)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'when a timer wins the race, nothing ends it',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export async function evaluate(code, timeout) {
          const worker = new Worker('./sandbox.js', { workerData: code })
                             ~~~~~~ skipped
          const result = new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.once('exit', (status) => reject(new Error('ended with ' + status)))
          })
          const value = await Promise.race([result, timeout])
          await worker.terminate()
          return value
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- processes that run until somebody ends them

const preview = (command: string, more = '', close = 'this.panel.dispose()'): string => text`
  import { spawn } from 'node:child_process'
  export class Preview {
    open(folder) {
      this.site = spawn(${command}, { cwd: folder })
      this.site.on('error', (error) => this.panel.show(error))
    }
    ${more}
    dispose() { ${close} }
  }
`

run(rule, {
  valid: [
    { name: 'a command that runs to its end', code: preview("'hugo', ['build']") },
    { name: 'a command on another machine', code: preview("'ssh', ['gate', 'uptime']") },
    { name: 'a server that is ended', code: preview("'hugo', ['server']", '', 'this.site.kill()') },
    { name: 'told to end', code: preview("'basex', []", "ask(query) { this.site.stdin.write(query) }", "this.site.stdin.end('exit')") },
    { name: 'somebody waits for its end', code: preview("'hugo', ['server']", "over(done) { this.site.on('exit', done) }") },
  ],
  invalid: [
    { name: 'a server', code: preview("'hugo', ['server']"), line: 4 },
    { name: 'a server by its name', code: preview("'redis-server', []"), line: 4 },
    { name: 'a tunnel', code: preview("'ssh', ['-N', '-L', '1:db:1', 'gate']"), line: 4 },
    { name: 'a file that is followed', code: preview("'tail', ['-F', '/var/log/site']"), line: 4 },
    { name: 'a port, in a list with a name', code: `const OPTIONS = ['--port', '80']\n${preview("'vite', OPTIONS")}`, line: 5 },
    { name: 'a program that other methods write to', code: preview("'basex', []", 'ask(query) { this.site.stdin.write(query) }'), line: 4 },
  ].map(({ name, code, line }) => ({
    name,
    code,
    errors: [{ messageId: 'forgotten' as const, line, column: 17 }],
    suggestions: [[{ messageId: 'end' as const, data: { call: 'kill()' }, output: code.replace('dispose() { ', 'dispose() { this.site?.kill()\n  ') }]],
  })),
})

// ---------------------------------------------------------------- one that is there serves whoever asks next

run(rule, {
  valid: [
    {
      name: 'one job at a time, which ends by itself',
      code: text`
        import { fork } from 'node:child_process'
        export class Transcoder {
          begin(job) {
            if (this.child) throw new Error('busy')
            this.child = fork('./transcode.js')
            this.child.on('error', console.error)
            this.child.on('exit', () => { this.child = undefined })
            this.child.send(job)
          }
          dispose() { this.listeners.clear() }
        }
      `,
    },
    {
      name: 'made where there is none, and killed at the end',
      code: text`
        import { fork } from 'node:child_process'
        export class Checker {
          check(text) {
            if (!this.child) {
              this.child = fork('./check.js')
              this.child.on('exit', () => { this.child = undefined })
            }
            this.child.send(text)
          }
          dispose() { this.child?.kill() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'made where there is none, and used again',
      ...marked`
        import { fork } from 'node:child_process'
        export class Checker {
          check(text) {
            if (!this.child) {
              this.child = fork('./check.js')
                           ~~~~ forgotten
              this.child.on('exit', () => { this.child = undefined })
            }
            this.child.send(text)
          }
          dispose() { this.results.clear() }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        import { fork } from 'node:child_process'
        export class Checker {
          check(text) {
            if (!this.child) {
              this.child = fork('./check.js')
              this.child.on('exit', () => { this.child = undefined })
            }
            this.child.send(text)
          }
          dispose() { this.child?.kill()
          this.results.clear() }
        }
      ` }]],
    },
    {
      name: 'a method looks for it and makes it, and others talk to it',
      ...marked`
        import { fork } from 'node:child_process'
        export class Checker {
          #child
          #ensure() {
            if (this.#child) return this.#child
            this.#child = fork('./check.js')
                          ~~~~ forgotten
            this.#child.on('exit', () => { this.#child = undefined })
            return this.#child
          }
          check(text) { this.#ensure().send(text) }
          dispose() { this.results.clear() }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        import { fork } from 'node:child_process'
        export class Checker {
          #child
          #ensure() {
            if (this.#child) return this.#child
            this.#child = fork('./check.js')
            this.#child.on('exit', () => { this.#child = undefined })
            return this.#child
          }
          check(text) { this.#ensure().send(text) }
          dispose() { this.#child?.kill()
          this.results.clear() }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- what only listens for its end does not bring it

const ask = `
import { Worker } from 'node:worker_threads'
function ask(worker, page) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(String(code))))
    worker.postMessage(page)
  })
}
`
const set = (then: string): string => `${ask}export async function set(page) {
  const worker = new Worker('./set.js')
  const lines = await ask(worker, page.text)
  ${then}
}
`

run(rule, {
  valid: [
    { name: 'whose answer says that it has gone', code: set('if (lines.ended) return lines\n  await worker.terminate()') },
    { name: 'ended on the only way on which it hangs', code: set('if (lines === undefined) {\n    await worker.terminate()\n    return\n  }\n  page.lines = lines') },
  ],
  invalid: [
    {
      name: 'nothing to do, and it goes on',
      code: set('if (lines.length === page.lines.length) return\n  await page.replace(lines)\n  await worker.terminate()'),
      errors: [{ messageId: 'skipped', line: 12, column: 22 }],
    },
  ],
})

// ---------------------------------------------------------------- functions that are exports by assignment

run(rule, {
  valid: [
    {
      name: 'stop() kills what start() has begun',
      code: text`
        const { spawn } = require('child_process')
        let mill
        exports.start = () => { mill = spawn('mill', ['serve'], { stdio: 'inherit' }) }
        exports.stop = () => { mill.kill(); mill = null }
      `,
    },
  ],
  invalid: [
    {
      name: 'stop() only forgets it',
      code: text`
        const { spawn } = require('child_process')
        let mill
        exports.start = () => { mill = spawn('mill', ['serve'], { stdio: 'inherit' }) }
        exports.stop = () => { mill = null }
      `,
      errors: [{ messageId: 'dropped', line: 3, column: 32 }],
      suggestions: [[{ messageId: 'end', data: { call: 'kill()' }, output: text`
        const { spawn } = require('child_process')
        let mill
        exports.start = () => { mill = spawn('mill', ['serve'], { stdio: 'inherit' }) }
        exports.stop = () => { mill?.kill()
        mill = null }
      ` }]],
    },
  ],
})

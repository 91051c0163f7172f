import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- errors that nobody hears

run(rule, {
  valid: [
    { name: 'a listener', code: "import { Worker } from 'node:worker_threads'\nnew Worker('./a.js').on('error', console.error)" },
    {
      name: 'a listener elsewhere: of a field, of each in a list, of whoever gets it',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { watch } from './watch.js'
        export class A {
          start() { this.worker = new Worker('./a.js'); this.listen() }
          listen() { this.worker.on('error', console.error) }
        }
        const workers = [new Worker('./b.js'), new Worker('./b.js')]
        for (const each of workers) each.on('error', console.error)
        watch(new Worker('./c.js'))
        export const make = () => new Worker('./d.js')
      `,
    },
    {
      name: 'of one that ends with its block',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function measure(path) {
          await using worker = new Worker(path)
          return await new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.once('exit', (code) => { reject(new Error(code)) })
          })
        }
      `,
      language: 'ts',
    },
    {
      name: 'entries of a list',
      code: text`
        import { Worker } from 'node:worker_threads'
        const entries = []
        for (let i = 0; i < 2; i++) entries.push({ worker: new Worker('./a.js'), busy: false })
        for (const entry of entries) entry.worker.on('error', (error) => console.error(error))
      `,
    },
    { name: 'whatever nobody catches', code: "import { Worker } from 'node:worker_threads'\nprocess.on('uncaughtException', console.error)\nnew Worker('./a.js').on('message', console.log)" },
    { name: 'the running program is there for sure', code: "import { spawn } from 'node:child_process'\nspawn(process.execPath, ['./a.js'], { stdio: 'inherit' })\nspawn(process.argv[0], ['./a.js'])" },
    { name: 'a shell is there for sure', code: "import { spawn } from 'node:child_process'\nspawn('make && make install', { shell: true, stdio: 'inherit' })" },
    { name: 'a shell by options that have a name', code: "import { spawn } from 'node:child_process'\nexport const run = (line, quiet) => { const options = { shell: true, cwd: process.cwd() }; if (quiet) options.stdio = 'ignore'; return new Promise((resolve) => { spawn(line, options).on('close', resolve) }) }" },
    { name: 'a shell that is started by its name', code: "import { spawn } from 'node:child_process'\nexport const run = (line) => (process.platform === 'win32' ? spawn('cmd', ['/c', line], { stdio: 'inherit' }) : spawn('sh', ['-c', line], { stdio: 'inherit' }))" },
    { name: 'exec tells its callback', code: "import { exec } from 'node:child_process'\nexec('ls', (error, out) => console.log(error ?? out))" },
    { name: 'a fork that nobody speaks to', code: "import { fork } from 'node:child_process'\nconst child = fork('./a.js')\nchild.on('exit', console.log)" },
    {
      name: 'a fork that is made when there is none, and is none any more at its end',
      code: text`
        import { fork } from 'node:child_process'
        let child
        function helper() {
          if (child) return child
          child = fork('./measure.js')
          child.on('exit', () => { child = undefined })
          return child
        }
        export function measure(file) { helper().send(file) }
      `,
    },
    {
      name: 'a fork for each message',
      code: text`
        import { fork } from 'node:child_process'
        const all = new Set()
        function helper() {
          if (all.size > 9) throw new Error('too many')
          const child = fork('./measure.js')
          all.add(child)
          return child
        }
        export function measure(file) { helper().send(file) }
      `,
    },
    {
      name: 'a command prints what goes wrong',
      code: text`
        #!/usr/bin/env node
        import { spawn } from 'node:child_process'
        spawn('less', ['README.md'], { stdio: 'inherit' })
      `,
    },
    {
      name: 'a command ends with the error, whoever waits in it',
      code: text`
        #!/usr/bin/env node
        import { spawn } from 'node:child_process'
        const weigh = () => new Promise((resolve) => {
          const child = spawn('weigh', ['--all'], { stdio: 'inherit' })
          child.on('close', (code) => resolve(code))
        })
        await weigh()
      `,
    },
    { name: 'what may go unheard', options: [{ allow: ['spawn'], replies: false }], code: "import { spawn } from 'node:child_process'\nspawn('say', ['done'])" },
    {
      name: 'a cluster that hears of the end of each worker as it comes',
      code: text`
        import cluster from 'node:cluster'
        export function start(count) {
          for (let i = 0; i < count; i++) cluster.fork()
          cluster.on('listening', (worker) => {
            worker.once('exit', () => {
              if (!worker.exitedAfterDisconnect) cluster.fork()
            })
          })
        }
      `,
    },
    {
      name: 'a cluster that hears of the end of its workers',
      code: text`
        import cluster from 'node:cluster'
        if (cluster.isPrimary) {
          cluster.fork()
          cluster.on('exit', () => cluster.fork())
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of one that ends with its block, and is only asked for its message',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export async function measure(path) {
          await using worker = new Worker(path)
                                   ~~~~~~ unheard
          worker.once('message', console.log)
          await pause(100)
        }
      `,
      language: 'ts',
    },
    {
      name: 'a server ends with the error too, and others wait for it',
      ...marked`
        import { spawn } from 'node:child_process'
        export const weigh = () => new Promise((resolve) => {
          const child = spawn('weigh', ['--all'], { stdio: 'inherit' })
                        ~~~~~ unheard
          child.on('close', (code) => resolve(code))
        })
      `,
    },
    {
      name: 'a command without a shell',
      ...marked`
        import { spawn } from 'node:child_process'
        spawn('make', ['install'], { shell: false, stdio: 'inherit' })
        ~~~~~ unheard
      `,
    },
    {
      name: 'a worker with listeners for everything else',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function start(onRows) {
          const worker = new Worker('./rows.js')
                             ~~~~~~ unheard {"noun": "worker", "cause": "an exception in it"}
          worker.on('message', onRows)
          worker.on('exit', (code) => console.log('ended with', code))
        }
      `,
    },
    {
      name: 'a command that may not be there',
      ...marked`
        import { spawn } from 'node:child_process'
        export const open = (url) => {
          spawn('xdg-open', [url], { detached: true, stdio: 'ignore' }).unref()
          ~~~~~ unheard {"noun": "child process", "cause": "a command that cannot be started"}
        }
      `,
    },
    {
      name: 'made by a helper, listened to in the constructor',
      ...marked`
        import { EventEmitter } from 'node:events'
        import { Worker } from 'node:worker_threads'
        function createWorker(file) {
          const worker = new Worker(file)
          return worker
        }
        export class Stream extends EventEmitter {
          constructor(file) {
            super()
            this.worker = createWorker(file)
            this.worker.on('message', (message) => this.emit(message))
            this.worker.on('exit', () => this.emit('close'))
                           ~~~~~~ unheard
          }
        }
      `,
    },
    {
      name: 'a message to a child that may have ended',
      ...marked`
        import { fork } from 'node:child_process'
        export class Indexer {
          start() {
            this.child = fork('./index.js')
            this.child.on('exit', () => console.log('ended'))
            this.child.send('start')
          }
          add(file) {
            this.child.send(file)
            ~~~~~~~~~~~~~~~ unheard {"noun": "child process", "cause": "a message to one that has ended"}
          }
        }
      `,
    },
    {
      name: 'a list of entries, and no listener anywhere',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const entries = []
        for (let i = 0; i < 2; i++) {
          const worker = new Worker('./a.js')
                             ~~~~~~ unheard
          worker.on('message', console.log)
          entries.push({ worker, busy: false })
        }
      `,
    },
    {
      name: 'a fork that is made when there is none: the one that is there may be gone',
      ...marked`
        import { fork } from 'node:child_process'
        let child
        function helper() {
          if (child) return child
          child = fork('./measure.js')
          return child
        }
        export function measure(file) { helper().send(file) }
                                        ~~~~~~~~~~~~~ unheard {"noun": "child process", "cause": "a message to one that has ended"}
      `,
    },
    {
      name: 'the same, in a field',
      ...marked`
        import { fork } from 'node:child_process'
        export class Measure {
          #start() { this.child ??= fork('./measure.js') }
          measure(file) {
            this.#start()
            this.child.send(file)
            ~~~~~~~~~~~~~~~ unheard
          }
        }
      `,
    },
    {
      name: 'a cluster whose workers die unseen',
      ...marked`
        import cluster from 'node:cluster'
        import { availableParallelism } from 'node:os'
        import { serve } from './serve.js'
        if (cluster.isPrimary) for (let i = 0; i < availableParallelism(); i++) cluster.fork()
                                                                                ~~~~~~~~~~~~ unseen {"noun": "cluster worker"}
        else serve()
      `,
    },
    {
      name: 'a cluster that only hears what its workers say',
      ...marked`
        import cluster from 'node:cluster'
        export function start(count) {
          for (let i = 0; i < count; i++) cluster.fork()
                                          ~~~~~~~~~~~~ unseen {"noun": "cluster worker"}
          cluster.on('listening', (worker) => {
            worker.on('message', (text) => console.log(worker.id, text))
          })
        }
      `,
    },
  ],
})

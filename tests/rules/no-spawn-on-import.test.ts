import rule from '../../src/rules/no-spawn-on-import.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'when it is first needed',
      code: text`
        import { Worker } from 'node:worker_threads'
        let worker
        export const get = () => (worker ??= new Worker('./a.js'))
        export class Client {
          constructor() { this.channel = new BroadcastChannel('news') }
          static #shared
          static get shared() { return (this.#shared ??= new Client()) }
        }
      `,
    },
    { name: 'a field of each instance', code: "import { Worker } from 'node:worker_threads'\nexport class Client { worker = new Worker('./a.js') }" },
    { name: 'a pool', code: "import { Piscina } from 'piscina'\nconst pool = new Piscina({ filename: '/app/a.js' })\nexport const run = (job) => pool.run(job)" },
    {
      name: 'a pool made by hand',
      code: text`
        import { availableParallelism } from 'node:os'
        import { Worker } from 'node:worker_threads'
        const workers = Array.from({ length: availableParallelism() }, () => new Worker('./a.js'))
        export const post = (message) => { for (const worker of workers) worker.postMessage(message) }
      `,
    },
    { name: 'no exports', code: "import { spawn } from 'node:child_process'\nspawn('npm', ['start'])" },
    { name: 'types alone', language: 'ts', code: "import { spawn } from 'node:child_process'\nexport type Name = string\nspawn('npm', ['start'])" },
    { name: 'a command', code: "#!/usr/bin/env node\nimport { spawn } from 'node:child_process'\nexport const child = spawn('npm', ['start'])" },
    { name: 'a program starts from it', filename: '/app/src/main.js', code: "import { Worker } from 'node:worker_threads'\nexport const worker = new Worker('./a.js')" },
    { name: 'it begins to serve', code: "import { fork } from 'node:child_process'\nimport express from 'express'\nexport const app = express()\nconst child = fork('./mail.js')\napp.listen(80)" },
    {
      name: 'only where it is the program',
      language: 'js',
      code: text`
        const { execFileSync } = require('node:child_process')
        exports.run = () => execFileSync('make')
        if (require.main === module) exports.last = execFileSync('make')
      `,
    },
    { name: 'in a configuration', filename: '/app/vite.config.js', code: "import { execFileSync } from 'node:child_process'\nconst revision = execFileSync('git', ['rev-parse', 'HEAD'])\nexport default { define: { revision } }" },
    { name: 'a listener', code: "import { fork } from 'node:child_process'\nprocess.on('SIGHUP', () => fork('./a.js'))\nexport const name = 'a'" },
    { name: 'what every program with it needs', options: [{ allow: ['BroadcastChannel'] }], code: "const news = new BroadcastChannel('news')\nexport const tell = (text) => news.postMessage(text)" },
    { name: 'a channel of a page: loaded anywhere else, the module throws', code: text`
      const carts = new BroadcastChannel('carts')
      let items = JSON.parse(localStorage.getItem('items') ?? '[]')
      carts.onmessage = ({ data }) => { items = data }
      export const put = (item) => { items.push(item); carts.postMessage(items) }
    ` },
    { name: 'which no-blocking-call reports', code: "import { execSync } from 'node:child_process'\nexport const revision = execSync('git rev-parse HEAD')" },
    { name: 'another function by such a name', code: "import { createWorkerOptions } from './options.js'\nexport const options = createWorkerOptions()" },
  ],
  invalid: [
    {
      name: 'a worker, a process, a channel',
      ...marked`
        import { fork } from 'node:child_process'
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./a.js')
                           ~~~~~~ starts {"noun": "worker", "path": ""}
        export const child = fork('./b.js')
                             ~~~~ starts {"noun": "child process", "path": ""}
        const news = new BroadcastChannel('news')
                         ~~~~~~~~~~~~~~~~ starts {"noun": "broadcast channel", "path": ""}
        export const post = (message) => { worker.postMessage(message); news.postMessage(message) }
      `,
    },
    {
      name: 'a channel of a module that asks for the page, or uses it only when it is called',
      ...marked`
        const carts = new BroadcastChannel('carts')
                          ~~~~~~~~~~~~~~~~ starts {"noun": "broadcast channel", "path": ""}
        let items = typeof window === 'undefined' ? [] : JSON.parse(window.localStorage.getItem('items') ?? '[]')
        export const put = (item) => { items.push(item); carts.postMessage(items); document.title = String(items.length) }
      `,
    },
    {
      name: 'a worker of a page',
      ...marked`
        const worker = new Worker(new URL('./a.js', import.meta.url))
                           ~~~~~~ starts {"noun": "worker", "path": ""}
        window.addEventListener('pagehide', () => worker.terminate())
        export const post = (message) => worker.postMessage(message)
      `,
    },
    {
      name: 'through a function, a class, a static field',
      ...marked`
        import { Worker } from 'node:worker_threads'
        function start() {
          const worker = new Worker('./a.js')
                             ~~~~~~ starts {"noun": "worker", "path": ", on line 7"}
          worker.on('error', console.error)
          return worker
        }
        export const worker = start()
        export class Client {
          static worker = new Worker('./b.js')
                              ~~~~~~ starts
          constructor() { this.worker = new Worker('./c.js') }
                                            ~~~~~~ starts {"noun": "worker", "path": ", on line 12"}
        }
        export const client = new Client()
      `,
    },
    {
      name: 'a command, in a module that is required',
      language: 'js',
      ...marked`
        const { execSync } = require('node:child_process')
        const version = () => execSync('git describe').toString().trim()
                              ~~~~~~~~ runs {"noun": "child process", "path": ", on line 3"}
        module.exports = { version: version() }
      `,
    },
    {
      name: 'by a function of another file, by a module that is a worker',
      ...marked`
        import { create as createGlWorker } from './gl-worker.js'
        import Parser from './parser.js?worker'
        const WORKER = createGlWorker()
                       ~~~~~~~~~~~~~~ starts {"noun": "worker", "path": ""}
        const parser = new Parser()
                           ~~~~~~ starts {"noun": "worker", "path": ""}
        export const post = (message) => { WORKER.postMessage(message); parser.postMessage(message) }
      `,
    },
  ],
})

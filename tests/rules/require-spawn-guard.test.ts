import rule from '../../src/rules/require-spawn-guard.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a branch of isMainThread, of a name for it, of what a helper says',
      code: text`
        import { isMainThread, parentPort, threadId, Worker } from 'node:worker_threads'
        const isFirst = threadId === 0
        const isWorker = () => !isMainThread
        if (isMainThread) new Worker(new URL(import.meta.url))
        else parentPort.postMessage('ready')
        if (isFirst) new Worker(new URL(import.meta.url))
        isWorker() || new Worker(new URL(import.meta.url))
        const second = isMainThread ? new Worker(new URL(import.meta.url)) : undefined
        export { second }
      `,
    },
    {
      name: 'a loop that counts what there is, in a branch, and one that asks who runs it',
      code: text`
        import { isMainThread, Worker } from 'node:worker_threads'
        const members = []
        const hire = () => new Worker(new URL(import.meta.url))
        if (isMainThread) while (members.length < 4) members.push(hire())
        while (isMainThread && members.length < 8) members.push(hire())
        export { members }
      `,
    },
    {
      name: 'behind a way out',
      language: 'js',
      code: text`
        const { Worker, parentPort } = require('node:worker_threads')
        function main() {
          if (parentPort) return parentPort.postMessage('ready')
          return new Worker(__filename)
        }
        main()
      `,
    },
    {
      name: 'a child that is told by the channel, an argument, the environment',
      code: text`
        import { fork, spawn } from 'node:child_process'
        import { fileURLToPath } from 'node:url'
        const self = fileURLToPath(import.meta.url)
        if (!process.send) fork(self)
        if (process.argv[2] !== 'child') spawn(process.execPath, [self, 'child'])
        if (!process.env.CHILD) fork(self, { env: { CHILD: '1' } })
        switch (process.argv[2]) {
          case 'child':
            console.log('here')
            break
          default:
            fork(self, ['child'])
        }
      `,
    },
    { name: 'the module that a program starts from', language: 'js', code: "const { fork } = require('node:child_process')\nif (require.main === module) fork(__filename, ['--child'])" },
    {
      name: 'cluster: isPrimary, isWorker, another program',
      code: text`
        import cluster from 'node:cluster'
        export function start(serve) {
          if (cluster.isWorker) return serve()
          cluster.fork()
        }
        start(() => {})
        if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork()
      `,
    },
    { name: 'cluster with a program of its own', code: "import cluster from 'node:cluster'\ncluster.setupPrimary({ exec: './worker.js' })\ncluster.fork()" },
    {
      name: 'functions that nobody here calls, and those that others call',
      code: text`
        import { fork } from 'node:child_process'
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        export const run = () => new Worker(new URL(import.meta.url))
        export function scale() { cluster.fork() }
        createServer(() => { fork(new URL(import.meta.url)) })
      `,
    },
    { name: 'another file', code: "import { Worker } from 'node:worker_threads'\nnew Worker(new URL('./worker.js', import.meta.url))\nnew Worker('./worker.js')" },
    { name: 'a text that is run', language: 'js', code: "const { Worker } = require('node:worker_threads')\nnew Worker(__filename, { eval: true })" },
    { name: 'a test that another module makes', code: "import { Worker } from 'node:worker_threads'\nimport { isFirst } from './role.js'\nif (isFirst()) new Worker(new URL(import.meta.url))" },
  ],
  invalid: [
    {
      name: 'a worker of its own file',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker(new URL(import.meta.url))
                           ~~~~~~ endless {"noun": "worker", "path": "", "guard": "where isMainThread is true"}
        worker.on('message', console.log)
      `,
    },
    {
      name: 'a helper that is called behind the guard',
      language: 'js',
      ...marked`
        const { Worker, isMainThread, parentPort } = require('node:worker_threads')
        function launch(count) {
          for (let i = 0; i < count; i++) new Worker(__filename).on('error', console.error)
                                              ~~~~~~ endless {"noun": "worker", "path": ", through launch() on line 10", "guard": "where isMainThread is true"}
        }
        if (isMainThread) {
          console.log('main')
        } else {
          parentPort.postMessage('ready')
        }
        launch(4)
      `,
    },
    {
      name: 'a class that is made at once, a callback of a list',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { fileURLToPath } from 'node:url'
        import { Worker } from 'node:worker_threads'
        const self = fileURLToPath(import.meta.url)
        class Pool {
          constructor(size) {
            this.workers = Array.from({ length: size }, () => new Worker(self))
                                                                  ~~~~~~ endless
          }
        }
        const pool = new Pool(availableParallelism())
        export { pool }
      `,
    },
    {
      name: 'a loop that counts what there is',
      ...marked`
        import { Worker } from 'node:worker_threads'
        class Crew {
          members = []
          constructor(size) {
            while (this.members.length < size) this.members.push(this.#hire())
          }
          #hire() {
            return new Worker(new URL(import.meta.url))
                       ~~~~~~ endless
          }
        }
        export const crew = new Crew(3)
      `,
    },
    {
      name: 'a test of something else',
      ...marked`
        import { fork, spawn } from 'node:child_process'
        import { cpus } from 'node:os'
        const files = ['a', 'b']
        if (files.length > 1 && cpus().length > 1) fork(process.argv[1], files)
                                                   ~~~~ endless
        spawn(process.execPath, [new URL(import.meta.url).pathname, 'child'], { stdio: 'inherit' })
        ~~~~~ endless {"noun": "child process", "path": "", "guard": "where process.send is undefined, or an argument or a variable of the environment says that it is the first"}
      `,
    },
    {
      name: 'by its name',
      filename: '/app/sum.js',
      ...marked`
        import { Worker } from 'node:worker_threads'
        async function main() {
          await new Promise((resolve) => new Worker(new URL('./sum.js', import.meta.url)).once('exit', resolve))
                                             ~~~~~~ endless
        }
        main()
      `,
    },
    {
      name: 'a cluster whose workers fork as well',
      ...marked`
        import cluster from 'node:cluster'
        import { availableParallelism } from 'node:os'
        import { serve } from './serve.js'
        for (let i = 0; i < availableParallelism(); i++) cluster.fork()
                                                         ~~~~~~~~~~~~ endless {"noun": "cluster worker", "path": "", "guard": "where cluster.isPrimary is true"}
        serve()
      `,
    },
  ],
})

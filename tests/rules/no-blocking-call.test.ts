import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a function that only the worker comes to, although the file starts it',
      options: [{ thorough: true }],
      code: text`
        import { readFileSync } from 'node:fs'
        import { isMainThread, parentPort, Worker } from 'node:worker_threads'
        function answer() {
          parentPort.on('message', (file) => parentPort.postMessage(contents(file)))
        }
        const contents = (file) => readFileSync(file)
        function run(files) {
          const worker = new Worker(new URL(import.meta.url))
          for (const file of files) worker.postMessage(file)
        }
        if (isMainThread) run(process.argv.slice(2))
        else answer()
      `,
    },
    {
      name: 'the disk in a function that is async: it does not say that others wait',
      code: text`
        import { readFileSync } from 'node:fs'
        export async function manifestOf(folder) {
          const manifest = JSON.parse(readFileSync(folder + '/package.json', 'utf8'))
          return { ...manifest, origin: await originOf(manifest.name) }
        }
      `,
    },
    {
      name: 'a function of the same name from elsewhere than the settings say',
      options: [{ thorough: true }],
      settings: { concurrency: { blocking: [{ path: '@team/db#querySync', on: 'database', alternative: 'query' }] } },
      code: text`
        import { querySync as ask } from './db.js'
        export async function countOrders() {
          return ask('select count(*) from orders').rows[0]
        }
      `,
    },
    {
      name: 'a handler that waits without blocking',
      options: [{ thorough: true }],
      code: text`
        import express from 'express'
        import { readFile } from 'node:fs/promises'
        const app = express()
        app.get('/report', async (req, res) => res.send(await readFile('report.html')))
      `,
    },
    {
      name: 'while the program starts',
      options: [{ thorough: true }],
      code: text`
        import { readFileSync } from 'node:fs'
        import { createServer } from 'node:https'
        const key = readFileSync('server.key')
        async function main() {
          const cert = readFileSync('server.cert')
          createServer({ key, cert }, (req, res) => res.end()).listen(443)
        }
        main()
      `,
    },
    {
      name: 'a method that starts what the class is',
      options: [{ thorough: true }],
      code: text`
        import fs from 'node:fs'
        export class Store {
          async init(dir) {
            fs.mkdirSync(dir, { recursive: true })
          }
        }
      `,
    },
    {
      name: 'a step of a build',
      options: [{ thorough: true }],
      code: text`
        import fs from 'node:fs'
        export const licences = () => ({
          name: 'licences',
          async buildEnd() {
            fs.writeFileSync('licences.txt', await collect())
          },
        })
      `,
    },
    {
      name: 'a process that works for its parent alone',
      options: [{ thorough: true }],
      code: text`
        import { runInNewContext } from 'node:vm'
        async function evaluate({ id, source }) {
          process.send({ id, result: await runInNewContext(source) })
        }
        process.on('message', (task) => void evaluate(task))
      `,
    },
    {
      name: 'what sets the program up, by its folder',
      options: [{ thorough: true }],
      filename: '/app/lib/startup/theme.js',
      code: text`
        import { copyFileSync } from 'node:fs'
        export async function applyTheme(file) {
          copyFileSync(await download(file), 'public/theme.css')
        }
      `,
    },
    {
      name: 'code that mostly only defines something',
      code: text`
        import { runInThisContext } from 'node:vm'
        export async function load(name) {
          const define = runInThisContext(wrap(await fetchSource(name)))
          return define(require)
        }
      `,
    },
    {
      name: 'what ends the program when it fails',
      options: [{ thorough: true }],
      code: text`
        import { spawnSync } from 'node:child_process'
        export async function publish(tag) {
          const { status } = spawnSync('gh', ['release', 'create', tag])
          if (status !== 0) process.exit(1)
        }
        export async function list() {
          return spawnSync('gh', ['release', 'list']).stdout
        }
      `,
    },
    {
      name: 'a synchronous function that nobody in sight calls from where others wait',
      code: text`
        import { readFileSync } from 'node:fs'
        export function loadTemplate(name) {
          return readFileSync(name, 'utf8')
        }
      `,
    },
    {
      name: 'the twin of an asynchronous function that leaves where the twin would block',
      options: [{ thorough: true }],
      code: text`
        import zlib from 'node:zlib'
        import { promisify } from 'node:util'
        export class Gzip {
          async compress(input) {
            if (this.options.native) {
              return promisify(zlib.gzip)(input)
            }
            return this.compressSync(input)
          }
          compressSync(input) {
            if (this.options.native) {
              return zlib.gzipSync(input)
            }
            return this.options.pako.gzip(input)
          }
        }
      `,
    },
    {
      name: 'what whoever calls it asks for, where the other way waits without blocking',
      options: [{ thorough: true }],
      code: text`
        import { renameSync, writeFileSync } from 'node:fs'
        import { rename, writeFile } from 'node:fs/promises'
        export class Cache {
          async save(atOnce = false) {
            if (atOnce) {
              writeFileSync('draft.json', this.text)
              renameSync('draft.json', 'cache.json')
            } else {
              await writeFile('draft.json', this.text)
              await rename('draft.json', 'cache.json')
            }
          }
        }
      `,
    },
    {
      name: 'what an asynchronous function has done when the process ends',
      options: [{ thorough: true }],
      code: text`
        import { unlinkSync } from 'node:fs'
        import { open } from 'node:fs/promises'
        const held = new Set()
        let isWatching = false
        export async function lock(file) {
          const handle = await open(file, 'wx')
          keep(file)
          return handle
        }
        function keep(file) {
          held.add(file)
          if (!isWatching) process.on('exit', removeAll)
          isWatching = true
        }
        function removeAll() {
          for (const file of held) unlinkSync(file)
        }
      `,
    },
    {
      name: 'a command',
      options: [{ thorough: true }],
      code: text`
        #!/usr/bin/env node
        import { execFileSync } from 'node:child_process'
        import { rmSync } from 'node:fs'
        async function build(dir) {
          rmSync(dir, { recursive: true })
          execFileSync('tsc')
        }
        await build('out')
      `,
    },
    {
      name: 'a worker',
      options: [{ thorough: true }],
      code: text`
        import { readFileSync } from 'node:fs'
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', async (file) => parentPort.postMessage(readFileSync(file)))
      `,
    },
    {
      name: 'the end of the program has no time for anything else',
      code: text`
        import { writeFileSync } from 'node:fs'
        export function keep(journal) {
          process.on('exit', () => writeFileSync('journal', journal.join('\n')))
          process.on('uncaughtException', (error) => {
            writeFileSync('crash', String(error.stack))
            process.exit(1)
          })
        }
      `,
    },
    {
      name: 'methods of other things that go by such names',
      options: [{ thorough: true }],
      code: text`
        import { Effect } from 'effect'
        import { store } from './store.js'
        export async function read(name) {
          Effect.runSync(Effect.log(name))
          return store.readFileSync(name)
        }
      `,
    },
    {
      name: 'the form with a callback',
      code: text`
        import jwt from 'jsonwebtoken'
        export async function tokenFor(user, done) {
          jwt.sign({ id: user.id }, process.env.KEY, done)
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'calls that are over in microseconds',
      code: text`
        import { existsSync } from 'node:fs'
        import express from 'express'
        const app = express()
        app.get('/cached', (req, res) => res.json(existsSync('cache')))
      `,
    },
    {
      name: 'a request that is not synchronous',
      code: text`
        button.addEventListener('click', () => {
          const request = new XMLHttpRequest()
          request.open('GET', '/state', true)
          request.send()
        })
      `,
    },
    {
      name: 'allowed by name, of the function called and of one that calls it',
      code: text`
        import { gzipSync } from 'node:zlib'
        import { readFileSync } from 'node:fs'
        export async function pack(text) {
          return gzipSync(text)
        }
        export async function template(name) {
          return readFileSync(name)
        }
      `,
      options: [{ allow: ['gzipSync', 'template'] }],
    },
    {
      name: 'a wait for a word of shared memory is a matter of threads',
      options: [{ thorough: true }],
      code: text`
        export class Ring {
          async read() {
            Atomics.wait(this.state, 0, 0)
          }
        }
      `,
    },
    {
      name: 'an application asks at its own start',
      code: text`
        import { execSync } from 'node:child_process'
        import { createServer } from 'node:http'
        const revision = execSync('git rev-parse HEAD')
        createServer((req, res) => res.end(revision)).listen(80)
      `,
    },
  ],
  invalid: [
    {
      name: 'a function that both threads come to',
      options: [{ thorough: true }],
      ...marked`
        import { readFileSync } from 'node:fs'
        import { isMainThread, parentPort, Worker } from 'node:worker_threads'
        function answer(port) {
          port.on('message', (file) => port.postMessage(readFileSync(file)))
                                                        ~~~~~~~~~~~~ blocks
        }
        if (isMainThread) {
          const worker = new Worker(new URL(import.meta.url))
          answer(worker)
        } else {
          answer(parentPort)
        }
      `,
    },
    {
      name: 'what an asynchronous function has done for each entry',
      options: [{ thorough: true }],
      ...marked`
        import { unlinkSync } from 'node:fs'
        import { readdir } from 'node:fs/promises'
        export async function clear(folder) {
          const files = await readdir(folder)
          files.forEach(remove)
        }
        function remove(file) {
          unlinkSync(file)
          ~~~~~~~~~~ inAsync
        }
      `,
    },
    {
      name: 'a choice of the caller without another way, and one that a handler makes',
      options: [{ thorough: true }],
      ...marked`
        import { readFileSync, writeFileSync } from 'node:fs'
        import { writeFile } from 'node:fs/promises'
        import express from 'express'
        export class Cache {
          async load(isWanted) {
            if (isWanted) {
              this.text = readFileSync('cache.json', 'utf8')
                          ~~~~~~~~~~~~ inAsync
            }
          }
          async save(atOnce) {
            if (atOnce) {
              writeFileSync('cache.json', this.text)
              ~~~~~~~~~~~~~ blocks
            } else {
              await writeFile('cache.json', this.text)
            }
          }
        }
        const cache = new Cache()
        express().post('/save', (request, response) => response.send(cache.save(true)))
      `,
    },
    {
      name: 'the twin of an asynchronous function that leaves for another reason',
      ...marked`
        import zlib from 'node:zlib'
        export class Gzip {
          async compress(input) {
            if (this.options.none) {
              return input
            }
            return this.compressSync(input)
          }
          compressSync(input) {
            if (this.options.native) {
              return zlib.gzipSync(input)
                     ~~~~~~~~~~~~~ inAsync
            }
            return this.options.pako.gzip(input)
          }
        }
      `,
    },
    {
      name: 'a helper that tests what it is given, under the same name',
      options: [{ thorough: true }],
      ...marked`
        import { readFileSync } from 'node:fs'
        export async function render(name, fallback) {
          if (name) return import(name)
          return read(fallback)
        }
        function read(name) {
          if (name) return readFileSync(name, 'utf8')
                           ~~~~~~~~~~~~ inAsync
        }
      `,
    },
    {
      name: 'a function of the project, by the settings',
      settings: { concurrency: { blocking: [{ path: '@team/db#querySync', on: 'database', alternative: 'query' }] } },
      ...marked`
        import { querySync as ask } from '@team/db'
        export async function countOrders() {
          return ask('select count(*) from orders').rows[0]
                 ~~~ inAsync
        }
      `,
    },
    {
      name: 'in a request handler',
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        const app = express()
        app.get('/report', (req, res) => {
          res.send(readFileSync('report.html'))
                   ~~~~~~~~~~~~ blocks {"call": "readFileSync", "waits": "waits for the disk", "who": "the request handler on line 4", "path": "", "alternative": "node:fs/promises"}
        })
      `,
    },
    {
      name: 'renamed, and loaded where it is called',
      ...marked`
        import { createServer } from 'node:http'
        import { gzipSync as compress } from 'node:zlib'
        createServer((req, res) => {
          require('node:fs').appendFileSync('access.log', req.url)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ blocks {"call": "require('node:fs').appendFileSync", "waits": "waits for the disk", "who": "the request handler on line 3", "path": "", "alternative": "node:fs/promises"}
          res.end(compress(req.url))
                  ~~~~~~~~ blocks {"call": "compress", "waits": "computes on this thread", "who": "the request handler on line 3", "path": "", "alternative": "the function without Sync, or a stream"}
        })
      `,
    },
    {
      name: 'through helpers, with the way',
      ...marked`
        import { spawnSync } from 'node:child_process'
        import express from 'express'
        const app = express()
        function run(args) {
          return spawnSync('convert', args)
                 ~~~~~~~~~ blocks {"call": "spawnSync", "waits": "waits for a child process", "who": "the request handler on line 10", "path": ", through thumbnail() on line 11, run() on line 8", "alternative": "spawn, or execFile with a promise"}
        }
        function thumbnail(file) {
          return run([file, '-resize', '64x64', 'out.png'])
        }
        app.post('/thumbnail', (req, res) => {
          res.json(thumbnail(req.body.file))
        })
      `,
    },
    {
      name: 'code of others, in a request',
      ...marked`
        import express from 'express'
        import { runInNewContext } from 'node:vm'
        const app = express()
        app.post('/formulas', (req, res) => {
          res.json(runInNewContext(req.body.formula))
                   ~~~~~~~~~~~~~~~ blocks
        })
      `,
    },
    {
      name: 'in an async method, and in what it runs for each element',
      options: [{ thorough: true }],
      ...marked`
        import * as fs from 'fs'
        import * as path from 'path'
        export class AvatarStore {
          constructor(root) { this.root = root }
          async save(id, image) {
            fs.mkdirSync(path.join(this.root, id), { recursive: true })
            ~~~~~~~~~~~~ inAsync {"call": "fs.mkdirSync", "waits": "waits for the disk", "who": "the async function save on line 5", "path": "", "alternative": "node:fs/promises"}
            return image.parts.map((part) => fs.readFileSync(part))
                                             ~~~~~~~~~~~~~~~ inAsync {"call": "fs.readFileSync", "waits": "waits for the disk", "who": "the async function save on line 5", "path": "", "alternative": "node:fs/promises"}
          }
        }
      `,
      suggestions: [
        [{ messageId: 'await', data: { form: 'await fs.promises.mkdir()' }, output: text`
          import * as fs from 'fs'
          import * as path from 'path'
          export class AvatarStore {
            constructor(root) { this.root = root }
            async save(id, image) {
              await fs.promises.mkdir(path.join(this.root, id), { recursive: true })
              return image.parts.map((part) => fs.readFileSync(part))
            }
          }
        ` }],
        [],
      ],
    },
    {
      name: 'a private helper of an async method',
      options: [{ thorough: true }],
      ...marked`
        import { readFileSync } from 'node:fs'
        export class Templates {
          async render(name, data) {
            return this.#load(name).replace('{name}', data.name)
          }
          #load(name) {
            return readFileSync(name, 'utf8')
                   ~~~~~~~~~~~~ inAsync {"call": "readFileSync", "waits": "waits for the disk", "who": "the async function render on line 3", "path": ", through #load() on line 4", "alternative": "node:fs/promises"}
          }
        }
      `,
    },
    {
      name: 'where the result is used further',
      options: [{ thorough: true }],
      ...marked`
        const fs = require('fs')
        exports.lines = async function lines(file) {
          return fs.readFileSync(file, 'utf8').split('\n')
                 ~~~~~~~~~~~~~~~ inAsync
        }
      `,
      suggestions: [
        [{ messageId: 'await', data: { form: 'await fs.promises.readFile()' }, output: text`
          const fs = require('fs')
          exports.lines = async function lines(file) {
            return (await fs.promises.readFile(file, 'utf8')).split('\n')
          }
        ` }],
      ],
    },
    {
      name: 'in a listener of a page',
      ...marked`
        button.addEventListener('click', () => {
          const request = new XMLHttpRequest()
          request.open('GET', '/state', false)
          ~~~~~~~~~~~~ blocks {"call": "request.open", "waits": "waits for the network", "who": "the 'click' handler on line 1", "path": "", "alternative": "fetch"}
          request.send()
        })
      `,
    },
    {
      name: 'a module that another package hands on, and a call over two lines',
      options: [{ thorough: true }],
      ...marked`
        import * as fs from '@theia/core/shared/fs-extra'
        export class Files {
          async names(files) {
            return files.map((file) => fs
                                       ~~... inAsync {"call": "fs.readFileSync", "waits": "waits for the disk", "who": "the async function names on line 3", "path": "", "alternative": "the asynchronous function"}
              .readFileSync(file, 'utf8'))
          }
        }
      `,
    },
    {
      name: 'each call, where every one counts',
      options: [{ thorough: true }],
      ...marked`
        import { existsSync } from 'node:fs'
        export async function loadConfig(file) {
          return existsSync(file) ? import(file) : {}
                 ~~~~~~~~~~ inAsync
        }
      `,
    },
    {
      name: 'a library that runs a program when it is imported',
      ...marked`
        import { execSync } from 'node:child_process'
        const hasWatchman = (() => {
          try {
            execSync('watchman --version')
            ~~~~~~~~ onImport {"call": "execSync", "waits": "waits for a child process", "alternative": "spawn, or execFile with a promise"}
            return true
          } catch {
            return false
          }
        })()
        export class Watcher {
          watch(dir) { return hasWatchman ? 'watchman' : 'node' }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- salt for a password

const enrolled = (salt: string): string => text`
  import bcrypt from 'bcryptjs'
  import express from 'express'
  const app = express()
  app.post('/crew', async (req, res) => {
    res.json(await enrol(req.body.name, ${salt}))
  })
`

run(rule, {
  valid: [{ name: 'sixteen random bytes', code: enrolled('await bcrypt.hash(req.body.password, bcrypt.genSaltSync(10))') }],
  invalid: [{ name: 'what is made with them', code: enrolled('bcrypt.hashSync(req.body.password, bcrypt.genSaltSync(10))'), errors: [{ messageId: 'blocks', line: 5, column: 39 }] }],
})

// ---------------------------------------------------------------- what a parameter is where nobody says otherwise

const census = (probe: string): string => text`
  import { execFileSync } from 'node:child_process'
  const runNow = (file, args) => execFileSync(file, args, { encoding: 'utf8' })
  function count(run) {
    return run('ps', ['-e']).split('\\n').length
  }
  ${probe}
`

run(rule, {
  valid: [
    { name: 'kept, and called by nobody who waits', code: census('export function census(run = runNow) { return { run } }') },
    { name: 'another parameter is called', code: census('export async function census(ask, run = runNow) { return [await ask(), run] }') },
  ],
  invalid: [
    { name: 'called', code: census("export async function census(run = runNow) {\n  return run('ps', ['-e'])\n}"), errors: [{ messageId: 'inAsync', line: 2, column: 34 }] },
    { name: 'one of several options, handed to what calls it', code: census('export async function census({ run = runNow } = {}) {\n  return count(run)\n}'), errors: [{ messageId: 'inAsync', line: 2, column: 34 }] },
  ],
})

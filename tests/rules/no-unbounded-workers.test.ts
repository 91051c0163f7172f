import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const resize = `
  import { Worker } from 'node:worker_threads'
  function resize(image) {
    return new Promise((resolve, reject) => {
      const worker = new Worker('./resize.js', { workerData: image })
      worker.once('message', resolve).once('error', reject).once('exit', () => reject(new Error('gone')))
    })
  }`

// ---------------------------------------------------------------- for each element

run(rule, {
  valid: [
    { name: 'a pool of another library, as large as there are cores at most', code: "import { StaticPool } from 'node-worker-threads-pool'; import { availableParallelism } from 'node:os'; export const pool = (files) => new StaticPool({ size: Math.min(files.length, availableParallelism()), task: './hash.js' })" },
    {
      name: 'a process whenever the page of the program itself asks for something',
      options: [{ allow: [], processes: true }],
      code: text`
        import { execFile } from 'node:child_process'
        import { ipcMain } from 'electron'
        ipcMain.handle('size', (event, folder) => new Promise((resolve) => execFile('du', ['-s', folder], (error, out) => resolve(error ? '' : out))))
      `,
    },
    {
      name: 'a share of the list for each core',
      code: `${resize}
        import { cpus } from 'node:os'
        export function all(images) {
          const share = Math.ceil(images.length / cpus().length)
          const jobs = []
          for (let i = 0; i < images.length; i += share) jobs.push(resize(images.slice(i, i + share)))
          return Promise.all(jobs)
        }`,
    },
    { name: 'one after the other', code: `${resize} export async function all(images) { for (const image of images) await resize(image) }` },
    {
      name: 'a few at a time: a limiter, slices, slots',
      code: `${resize}
        import pLimit from 'p-limit'
        import pMap from 'p-map'
        const limit = pLimit(4)
        export const limited = (images) => Promise.all(images.map((image) => limit(() => resize(image))))
        export const mapped = (images) => pMap(images, resize, { concurrency: 4 })
        export async function sliced(images) {
          for (let i = 0; i < images.length; i += 4) await Promise.all(images.slice(i, i + 4).map(resize))
        }
        export async function slotted(images, slots) {
          await Promise.all(images.map(async (image) => { await slots.acquire(); try { await resize(image) } finally { slots.release() } }))
        }`,
    },
    {
      name: 'as many as there are cores, or as somebody asks for',
      code: text`
        import { availableParallelism, cpus } from 'node:os'
        import { Worker } from 'node:worker_threads'
        export const one = () => cpus().map(() => new Worker('./work.js'))
        export const two = () => Array.from({ length: availableParallelism() }, () => new Worker('./work.js'))
        export const three = (jobs) => Array.from({ length: Math.min(jobs.length, cpus().length) }, () => new Worker('./work.js'))
        export const four = ({ size }) => Array(size).fill(0).map(() => new Worker('./work.js'))
        export const five = (size) => [...new Array(size)].map(() => new Worker('./work.js'))
        export class Pool {
          workers = []
          constructor(size) { for (let i = 0; i < size; i++) this.workers.push(new Worker('./work.js')) }
        }
      `,
    },
    {
      name: 'a few that are written down',
      code: text`
        import { fork } from 'node:child_process'
        const services = ['mail.js', 'search.js']
        export const start = () => services.map((file) => fork(file))
        export const restart = (options) => options.services.map(({ entry }) => fork(entry))
        for (const file of ['a.js', 'b.js']) fork(file)
      `,
    },
    {
      name: 'a number of those that run is tested',
      code: text`
        import { fork } from 'node:child_process'
        export class Runner {
          #running = 0
          #waiting = []
          run(files) {
            for (const file of files) {
              if (this.#running >= this.limit) { this.#waiting.push(file); continue }
              this.#running++
              fork('./child.js', [file]).on('exit', () => this.#running--)
            }
          }
        }
      `,
    },
    {
      name: 'one worker that is made when it is first needed',
      code: text`
        import { Worker } from 'node:worker_threads'
        let worker
        export function run(images) {
          for (const image of images) {
            worker ??= new Worker('./resize.js')
            worker.postMessage(image)
          }
        }
        const ask = (image) => { if (!worker) worker = new Worker('./resize.js'); worker.postMessage(image) }
        export const all = (images) => images.forEach(ask)
      `,
    },
    { name: 'a Worker of somebody else', code: "import { Worker } from './jobs.js'\nexport const all = (jobs) => jobs.map((job) => new Worker(job))" },
    { name: 'in a test', filename: '/project/resize.test.js', code: `${resize} test('all', () => Promise.all(images().map(resize)))` },
    {
      name: 'a process for each that runs already',
      code: text`
        import { exec } from 'node:child_process'
        import tree from 'pstree'
        export const stop = (child, done) => tree(child.pid, (error, pids) => {
          pids.sort().forEach((pid) => exec('kill ' + pid, done))
        })
        export const nice = (childProcesses) => childProcesses.map((each) => exec('renice 5 ' + each.pid))
      `,
    },
    {
      name: 'what is known to be little',
      options: [{ allow: ['resize'], processes: false }],
      code: `${resize} export const all = (images) => Promise.all(images.map((image) => resize(image)))`,
    },
  ],
  invalid: [
    {
      name: 'a pool of another library, as large as the input is long',
      ...marked`
        import { StaticPool } from 'node-worker-threads-pool'
        export const pool = (files) => new StaticPool({ size: files.length, task: './hash.js' })
                                                              ~~~~~~~~~~~~ input
      `,
    },
    {
      name: 'a worker for each, behind a helper',
      ...marked`
        import { Worker } from 'node:worker_threads'
        function resize(image) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./resize.js', { workerData: image })
            worker.once('message', resolve).once('error', reject)
          })
        }
        export const named = (images) => Promise.all(images.map(resize))
                                                                ~~~~~~ item {"noun": "worker", "what": "images", "origin": "from the input", "where": ", on line 4", "repair": "Hand the elements to a pool of os.availableParallelism() workers"}
        export const called = async (images) => Promise.all(images.map(async (image) => ({ image, small: await resize(image) })))
                                                                                                               ~~~~~~ item
      `,
    },
    {
      name: 'a method of a class, called by a loop',
      ...marked`
        import { fork } from 'node:child_process'
        export class Converter {
          constructor(files) { this.files = files }
          run() {
            for (const file of this.files) this.#convert(file)
                                           ~~~~~~~~~~~~~ item {"noun": "child process", "what": "this.files", "origin": "from the input", "where": ", on line 7", "repair": "Run a few at a time: with p-limit or p-map, or one after the other"}
          }
          #convert(file) { fork('./convert.js', [file]).on('error', console.error) }
        }
      `,
    },
    {
      name: 'a process for each row of an answer',
      ...marked`
        import { execFile } from 'node:child_process'
        import { promisify } from 'node:util'
        const run = promisify(execFile)
        export async function convertAll(db) {
          const rows = await db.query('select file from uploads')
          await Promise.all(rows.map(async ({ file }) => { await run('convert', [file]) }))
                                                                 ~~~ item {"noun": "child process", "what": "rows", "origin": "from query() on line 5", "where": "", "repair": "Run a few at a time: with p-limit or p-map, or one after the other"}
        }
      `,
    },
    {
      name: 'a loop by index, a callback, p-map without a limit',
      ...marked`
        import { spawn } from 'node:child_process'
        import pMap from 'p-map'
        export function encode(clips) {
          for (let i = 0; i < clips.length; i++) {
            spawn('ffmpeg', [clips[i]], { stdio: 'ignore' }).unref()
            ~~~~~ item
          }
          clips.forEach((clip) => spawn('ffprobe', [clip], { stdio: 'ignore' }).unref())
                                  ~~~~~ item
        }
        const probe = (clip) => new Promise((resolve) => spawn('ffprobe', [clip]).once('exit', resolve))
        export const all = (clips) => pMap(clips, probe)
                                                  ~~~~~ item
      `,
    },
    {
      name: 'as many workers as elements, or a hundred',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export const pool = (jobs) => Array.from({ length: jobs.length }, () => new Worker('./work.js'))
                                                                                    ~~~~~~ item
        export const filled = (jobs) => Array(jobs.length).fill(0).map(() => new Worker('./work.js'))
                                                                                 ~~~~~~ item
        export const hundred = () => Array.from({ length: 100 }, () => new Worker('./work.js'))
                                                                           ~~~~~~ many {"noun": "worker", "where": "", "count": "100"}
      `,
    },
  ],
})

// ---------------------------------------------------------------- for each request

run(rule, {
  valid: [
    {
      name: 'a pool that is made once, or when it is first needed',
      code: text`
        import express from 'express'
        import { Piscina } from 'piscina'
        const app = express()
        const pool = new Piscina({ filename: '/app/render.js' })
        let second
        const lazy = () => (second ??= new Piscina({ filename: '/app/render.js' }))
        app.get('/page', async (req, res) => res.send(await pool.run(req.query)))
        app.get('/other', async (req, res) => res.send(await lazy().run(req.query)))
      `,
    },
    {
      name: 'a queue runs so many at a time',
      code: text`
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        async function render(path) {
          const worker = new Worker('./render.js', { workerData: path })
          try { return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)) } finally { await worker.terminate() }
        }
        createServer(async (req, res) => res.end(await queue.add(() => render(req.url)))).listen(0)
      `,
    },
    {
      name: 'one after the other, however many ask',
      code: text`
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        let last = Promise.resolve()
        const render = (url) => new Promise((resolve, reject) => {
          const worker = new Worker('./render.js', { workerData: url })
          worker.once('message', resolve)
          worker.once('error', reject)
          worker.once('exit', () => reject(new Error('no page')))
        })
        createServer((req, res) => {
          last = last.then(() => render(req.url)).then((page) => res.end(page), () => res.writeHead(500).end())
        }).listen(8080)
      `,
    },
    {
      name: 'a process for each request, which only strict asks about',
      code: text`
        import { execFile } from 'node:child_process'
        import express from 'express'
        express().get('/size', (req, res) => execFile('du', ['-s', '/data'], (error, out) => res.send(error ? 'unknown' : out)))
      `,
    },
    {
      name: 'one that runs already is used again, until it ends',
      code: text`
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        let worker
        const byKind = new Map()
        function painter() {
          if (worker) return worker
          worker = new Worker('./paint.js')
          worker.on('error', console.error)
          worker.on('exit', () => { worker = undefined })
          return worker
        }
        function painterOf(kind) {
          const known = byKind.get(kind)
          if (known) return known
          const made = new Worker('./paint.js', { workerData: kind })
          made.on('error', console.error)
          made.on('exit', () => byKind.delete(kind))
          byKind.set(kind, made)
          return made
        }
        createServer((req, res) => {
          painter().postMessage(req.url)
          painterOf('round').postMessage(req.url)
          res.end()
        }).listen(80)
      `,
    },
    {
      name: 'a queue that hands out one job after the other, or so many at a time as it is told',
      options: [{ allow: [], processes: true }],
      code: text`
        import { execFile } from 'node:child_process'
        import { Worker as Consumer } from 'bullmq'
        const render = ({ data }) => new Promise((resolve) => execFile('render', [data.path], resolve))
        export const consumer = new Consumer('pages', render, { concurrency: 2 })
      `,
    },
    {
      name: 'the next job when a worker says that it is done',
      code: text`
        import { Worker } from 'node:worker_threads'
        const first = new Worker('./work.js')
        first.on('message', () => { const next = new Worker('./work.js'); next.unref() })
      `,
    },
  ],
  invalid: [
    {
      name: 'a worker that the handler ends again',
      ...marked`
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        async function render(path) {
          const worker = new Worker('./render.js', { workerData: path })
                             ~~~~~~ request {"noun": "worker", "who": "The request handler on line 11", "path": ", through render() on line 11", "repair": "Use a pool that is made when the program starts"}
          try {
            return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
          } finally {
            await worker.terminate()
          }
        }
        createServer(async (req, res) => res.end(await render(req.url))).listen(0)
      `,
    },
    {
      name: 'the last one is used for one kind of request, and replaced for all others',
      ...marked`
        import { createServer } from 'node:http'
        import { Worker } from 'node:worker_threads'
        const answers = new Map()
        let worker
        function paint(kind, done) {
          if (answers.has(kind)) return done(answers.get(kind))
          worker = new Worker('./paint.js', { workerData: kind })
                       ~~~~~~ request
          worker.on('error', console.error)
          worker.on('exit', () => done('painted'))
        }
        createServer((req, res) => {
          paint(req.url, (answer) => res.end(answer))
        }).listen(80)
      `,
    },
    {
      name: 'a pool for each request',
      ...marked`
        import express from 'express'
        import workerpool from 'workerpool'
        const app = express()
        app.post('/sum', async (req, res) => {
          const pool = workerpool.pool('./sum.js')
                       ~~~~~~~~~~~~~~~ request {"noun": "pool", "who": "The request handler on line 4", "path": "", "repair": "Make one pool when the program starts"}
          try {
            res.json(await pool.exec('sum', [req.body]))
          } finally {
            await pool.terminate()
          }
        })
      `,
    },
    {
      name: 'a process for each request, where that is asked for',
      options: [{ allow: [], processes: true }],
      ...marked`
        import { execFile } from 'node:child_process'
        import express from 'express'
        express().get('/size', (req, res) => execFile('du', ['-s', '/data'], (error, out) => res.send(error ? 'unknown' : out)))
                                             ~~~~~~~~ request
      `,
    },
  ],
})

// ---------------------------------------------------------------- pumps

const pump = (condition: string): string => `
  import { Worker } from 'node:worker_threads'
  const LANES = 3
  class Renderer {
    #lit = 0
    #waiting = []
    draw(scene) {
      return new Promise((resolve, reject) => { this.#waiting.push({ scene, resolve, reject }); this.#next() })
    }
    #next() {
      while (${condition}) {
        const { scene, resolve, reject } = this.#waiting.shift()
        this.#lit += 1
        this.#start(scene).then(resolve, reject).finally(() => { this.#lit -= 1; this.#next() })
      }
    }
    #start(scene) {
      return new Promise((resolve, reject) => {
        const worker = new Worker('./draw.js', { workerData: scene })
        worker.once('message', resolve).once('error', reject).once('exit', () => reject(new Error('gone')))
      })
    }
  }
  export const renderer = new Renderer()`

run(rule, {
  valid: [
    { name: 'a loop that starts the next only while few are under way', code: pump('this.#lit < LANES && this.#waiting.length > 0') },
    { name: 'the same, as many as somebody has said', code: pump('this.#waiting.length > 0 && lanes() > this.#lit') },
  ],
  invalid: [
    { name: 'a loop that starts all that wait', code: pump('this.#waiting.length > 0'), errors: [{ messageId: 'item', line: 14, column: 9 }] },
    { name: 'a loop that asks for something else as well', code: pump('this.open < lanes() && this.#waiting.length > 0'), errors: [{ messageId: 'item', line: 14, column: 9 }] },
  ],
})

// ---------------------------------------------------------------- sizes of pools

run(rule, {
  valid: [
    {
      name: 'sizes that fit the machine',
      code: text`
        import { availableParallelism, cpus } from 'node:os'
        import { Piscina } from 'piscina'
        import Tinypool from 'tinypool'
        import workerpool from 'workerpool'
        new Piscina({ filename: '/w.js', minThreads: 0, maxThreads: availableParallelism() })
        new Tinypool({ filename: '/w.js', minThreads: 1, maxThreads: 8 })
        workerpool.pool('/w.js', { maxWorkers: cpus().length * 2 })
        export const sized = (jobs, size) => [workerpool.pool('/w.js', { maxWorkers: Math.min(jobs.length, cpus().length) }), workerpool.pool({ maxWorkers: size })]
      `,
    },
    { name: 'the same option of something else', code: "import { Browser } from './browser.js'\nnew Browser({ maxThreads: 0, maxWorkers: 500 })" },
  ],
  invalid: [
    {
      name: 'by constants',
      ...marked`
        import { cpus } from 'node:os'
        import { Piscina } from 'piscina'
        import { FixedThreadPool } from 'poolifier'
        import workerpool from 'workerpool'
        const SIZE = 256
        new Piscina({ filename: '/w.js', maxThreads: SIZE })
                                                     ~~~~ large {"count": "256"}
        new Piscina({ filename: '/w.js', minThreads: 8, maxThreads: 4 })
                                                     ~ crossed {"min": "8", "max": "4"}
        workerpool.pool({ maxWorkers: 0 })
                                      ~ none
        workerpool.pool('/w.js', { maxWorkers: cpus().length * 16 })
                                               ~~~~~~~~~~~~~~~~~~ perCore {"count": "16"}
        new FixedThreadPool(100, '/w.js')
                            ~~~ large
      `,
    },
    {
      name: 'by the length of a list',
      ...marked`
        import { Worker } from 'jest-worker'
        export async function testAll(files) {
          const farm = new Worker('/w.js', { numWorkers: files.length })
                                                         ~~~~~~~~~~~~ input {"text": "files.length", "what": "files", "origin": "from the input"}
          try { return await Promise.all(files.map((file) => farm.run(file))) } finally { await farm.end() }
        }
      `,
    },
  ],
})

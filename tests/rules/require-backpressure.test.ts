import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- writes and pushes

run(rule, {
  valid: [
    {
      name: 'the answer is heeded, or the platform does it',
      code: text`
        import { once } from 'node:events'
        import fs from 'node:fs'
        import { createServer } from 'node:http'
        import { pipeline } from 'node:stream/promises'
        export async function save(rows) {
          const out = fs.createWriteStream('/tmp/rows')
          for (const row of rows) if (!out.write(row)) await once(out, 'drain')
          out.end()
        }
        export const copy = (from, to) => pipeline(fs.createReadStream(from), fs.createWriteStream(to))
        createServer((req, res) => {
          req.on('data', (chunk) => {
            if (res.write(chunk)) return
            req.pause()
            res.once('drain', () => req.resume())
          })
        })
      `,
    },
    {
      name: 'what a stream of the web or a file answers is a promise of when it is written',
      code: text`
        import { open } from 'node:fs/promises'
        export async function save(rows, path) {
          const file = await open(path, 'w')
          for (const row of rows) await file.write(row)
          await file.close()
        }
      `,
    },
    {
      name: 'a callback says when it is done; a helper does the waiting',
      code: text`
        import fs from 'node:fs'
        const out = fs.createWriteStream('/tmp/rows')
        export async function save(rows) {
          for await (const row of rows) await new Promise((resolve) => out.write(row, resolve))
        }
        const put = (row) => new Promise((resolve) => { if (out.write(row)) resolve(); else out.once('drain', resolve).once('close', resolve) })
        export async function all(rows) { for (const row of rows) await put(row) }
      `,
    },
    {
      name: 'a few writes, and a few elements',
      code: text`
        import { createServer } from 'node:http'
        createServer((req, res) => {
          res.write('<ul>')
          for (const item of ['a', 'b', 'c']) res.write('<li>' + item)
          for (let i = 0; i < 10; i++) res.write(String(i))
          res.end('</ul>')
        })
      `,
    },
    {
      name: 'standard output, arrays, and streams of somebody else',
      code: text`
        import fs from 'node:fs'
        import { Log } from './log.js'
        const log = new Log(), found = []
        export function print(rows) {
          for (const row of rows) {
            process.stdout.write(row)
            log.write(row)
            found.push(row)
          }
        }
      `,
    },
    {
      name: 'a readable that holds its source back while enough is buffered',
      code: text`
        import { Readable } from 'node:stream'
        export class Readings extends Readable {
          constructor(port) {
            super({ highWaterMark: 16_384 })
            this.port = port
            port.on('data', (chunk) => this.accept(chunk))
          }
          accept(chunk) {
            this.push(chunk.subarray(4))
            if (this.readableLength > this.readableHighWaterMark) this.port.stop()
          }
          _read() { this.port.start() }
        }
      `,
    },
    {
      name: 'a readable that pushes one page for each read',
      code: text`
        import { Readable } from 'node:stream'
        export const pages = (load) => new Readable({
          objectMode: true,
          async read() {
            for (;;) {
              const page = await load()
              if (page === undefined) { this.push(null); return }
              if (page.length > 0) { this.push(page); return }
            }
          },
        })
        export class Rows extends Readable {
          _read() { while (this.rows.length > 0) if (!this.push(this.rows.shift())) return }
        }
      `,
    },
    {
      name: 'writers whose promise or room is waited for',
      code: text`
        export async function send(samples, /** @type {WritableStream} */ writable) {
          const writer = writable.getWriter()
          for await (const sample of samples) await writer.write(sample)
          for await (const sample of samples) {
            await writer.ready
            void writer.write(sample).catch(() => {})
          }
        }
      `,
    },
    {
      name: 'a stream that is known to get little',
      options: [{ allow: ['log'] }],
      code: "import fs from 'node:fs'\nconst log = fs.createWriteStream('/tmp/log')\nexport const all = (rows) => { for (const row of rows) log.write(row) }",
    },
    { name: 'in a test', filename: '/project/rows.test.js', code: "import fs from 'node:fs'\nconst out = fs.createWriteStream('/tmp/x')\nfor (const row of rows()) out.write(row)" },
  ],
  invalid: [
    {
      name: 'what a stream answers at once is awaited, which waits for nothing',
      ...marked`
        import { createWriteStream } from 'node:fs'
        export async function save(rows, path) {
          const out = createWriteStream(path)
          for (const row of rows) {
            await out.write(row + END)
                  ~~~~~~~~~ write {"what": "out", "round": "the loop on line 4"}
          }
          out.end()
        }
      `,
    },
    {
      name: 'an export of rows that come one by one',
      ...marked`
        import { createServer } from 'node:http'
        createServer(async (req, res) => {
          for await (const row of cursor(req.url)) {
            res.write(JSON.stringify(row))
            ~~~~~~~~~ write {"what": "res", "round": "the loop on line 3"}
          }
          res.end()
        })
      `,
    },
    {
      name: 'a method of a class that a loop calls, and one that reads piece by piece',
      ...marked`
        import fs from 'node:fs'
        export class Dump {
          #out = fs.createWriteStream('/tmp/dump')
          #row(row) { this.#out.write(row) }
                      ~~~~~~~~~~~~~~~ write {"what": "this.#out", "round": "the loop on line 5"}
          all(rows) { for (const row of rows) this.#row(row) }
          async copy(reader) {
            for (;;) {
              const { done, value } = await reader.read()
              if (done) break
              this.#out.write(value)
              ~~~~~~~~~~~~~~~ write {"what": "this.#out", "round": "the loop on line 7"}
            }
          }
        }
      `,
    },
    {
      name: 'a listener that passes on what comes',
      ...marked`
        import express from 'express'
        const app = express()
        app.post('/echo', (req, res) => {
          req.on('data', (chunk) => res.write(chunk.toString().toUpperCase()))
                                    ~~~~~~~~~ write {"what": "res", "round": "the 'data' listener on line 4"}
          req.on('end', () => res.end())
        })
      `,
    },
    {
      name: 'a writer of a web stream',
      ...marked`
        export async function send(samples, /** @type {WritableStream} */ writable) {
          const writer = writable.getWriter()
          for await (const sample of samples) writer.write(sample)
                                              ~~~~~~~~~~~~ web {"what": "writer", "round": "the loop on line 3"}
          await writer.close()
        }
      `,
    },
    {
      name: 'how much may be buffered is said, and nobody asks whether that is reached',
      ...marked`
        import { Readable } from 'node:stream'
        export class Readings extends Readable {
          constructor(port) {
            super({ highWaterMark: 16_384 })
            port.on('data', (chunk) => this.accept(chunk))
          }
          accept(chunk) {
            this.push(chunk.subarray(4))
            ~~~~~~~~~ push {"what": "this", "round": "the 'data' listener on line 5"}
          }
          _read() {}
        }
        export class Topic extends Readable {
          async start(consumer) {
            await consumer.run({ eachMessage: async ({ message }) => { this.push(message.value) } })
                                                                       ~~~~~~~~~ push {"what": "this", "round": "'eachMessage()' on line 14, called for each piece,"}
          }
          _read() {}
        }
      `,
    },
    {
      name: 'a readable that is filled as fast as possible',
      ...marked`
        import { Readable } from 'node:stream'
        export class Rows extends Readable {
          _read() {
            for (const row of this.rows) this.push(row)
                                         ~~~~~~~~~ push {"what": "this", "round": "the loop on line 4"}
            this.push(null)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- tasks

run(rule, {
  valid: [
    {
      name: 'tasks that are waited for, and lists that are in memory anyway',
      code: text`
        import { Piscina } from 'piscina'
        import PQueue from 'p-queue'
        const pool = new Piscina({ filename: '/app/parse.js' }), queue = new PQueue({ concurrency: 4 })
        export async function one(lines) { for await (const line of lines) await pool.run(line) }
        export const two = (images) => Promise.all(images.map((image) => pool.run(image)))
        export function three(images) { for (const image of images) queue.add(() => pool.run(image)) }
        export async function four(lines) {
          for await (const line of lines) {
            await queue.onSizeLessThan(100)
            void queue.add(() => pool.run(line))
          }
        }
      `,
    },
    {
      name: 'the input is stopped while the pool is full',
      code: text`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: '/app/parse.js', maxQueue: 'auto' })
        export function parse(lines) {
          lines.on('line', (line) => {
            pool.run(line).catch(console.error)
            if (pool.needsDrain) lines.pause()
          })
          pool.on('drain', () => lines.resume())
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a task for each line, as fast as lines come',
      ...marked`
        import { createInterface } from 'node:readline'
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: '/app/parse.js' })
        export async function parse(input) {
          for await (const line of createInterface({ input })) {
            pool.run(line).catch(console.error)
            ~~~~~~~~ submit {"what": "pool", "round": "the loop on line 5"}
          }
        }
        export const listen = (lines) => lines.on('line', (line) => { void pool.run(line) })
                                                                           ~~~~~~~~ submit {"what": "pool", "round": "the 'line' listener on line 9"}
      `,
    },
    {
      name: 'all of them are waited for at the end, which is too late',
      ...marked`
        import PQueue from 'p-queue'
        export async function parse(lines, store) {
          const queue = new PQueue({ concurrency: 4 })
          for await (const line of lines) {
            void queue.add(() => store.put(line))
                 ~~~~~~~~~ submit {"what": "queue", "round": "the loop on line 4"}
          }
          await queue.onIdle()
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- children and drains

run(rule, {
  valid: [
    {
      name: 'children whose output goes somewhere',
      code: text`
        import { once } from 'node:events'
        import { exec, fork, spawn } from 'node:child_process'
        export async function run(args, options) {
          const shown = spawn('make', args, { stdio: 'inherit' })
          const read = spawn('make', args)
          read.stdout.resume()
          read.stderr.pipe(process.stderr)
          const given = spawn('make', args, options)
          const forked = fork('./child.js')
          const buffered = exec('make')
          const lent = spawn('make', args)
          collect(lent)
          for (const child of [shown, read, given, forked, buffered, lent]) await once(child, 'exit')
        }
      `,
    },
    {
      name: 'waits that end when the stream does',
      code: text`
        import { once } from 'node:events'
        import fs from 'node:fs'
        export const either = (stream) => new Promise((resolve, reject) => stream.once('drain', resolve).once('error', reject).once('close', reject))
        export const file = (name) => once(fs.createWriteStream(name), 'drain')
        export const connection = (res, signal) => once(res, 'drain', { signal })
      `,
    },
  ],
  invalid: [
    {
      name: 'a child that is waited for, and nobody reads it',
      ...marked`
        import { once } from 'node:events'
        import { spawn } from 'node:child_process'
        export async function build(args) {
          const child = spawn('make', args)
                        ~~~~~ unread
          await once(child, 'close')
        }
        export function test(dir) {
          return new Promise((resolve, reject) => {
            const child = spawn('npm', ['test'], { cwd: dir })
                          ~~~~~ unread
            child.on('error', reject)
            child.on('exit', (code) => resolve(code === 0))
          })
        }
        export function lint(dir) {
          return new Promise((resolve, reject) => {
            const child = spawn('npm', ['run', 'lint'], { cwd: dir, stdio: 'pipe' })
                          ~~~~~ unread
            child.on('error', reject)
            child.on('exit', (code) => resolve(code === 0))
          })
        }
      `,
    },
    {
      name: 'waits that know only one end',
      ...marked`
        import { once } from 'node:events'
        export const drained = (stream) => new Promise((resolve) => stream.once('drain', resolve))
                                                                    ~~~~~~~~~~~ drain
        export async function send(res, rows) {
          for (const row of rows) if (!res.write(row)) await once(res, 'drain')
                                                             ~~~~ drain
        }
      `,
    },
  ],
})

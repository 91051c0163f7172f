import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- methods that are called for each piece

run(rule, {
  valid: [
    {
      name: 'the answer is passed on, or asked for in another way',
      code: text`
        import fs from 'node:fs'
        import { Writable } from 'node:stream'
        export class Saver {
          out = fs.createWriteStream('/tmp/body')
          onData(chunk) { return this.out.write(chunk) }
        }
        export class Counter {
          out = fs.createWriteStream('/tmp/body')
          onData(chunk) { this.out.write(chunk) }
          isFull() { return this.out.writableNeedDrain }
        }
        export class Copy extends Writable {
          copy = fs.createWriteStream('/tmp/copy')
          _write(chunk, encoding, done) { this.copy.write(chunk, encoding, done) }
        }
      `,
    },
    {
      name: 'methods of other names, static ones, and those that get nothing',
      code: text`
        import fs from 'node:fs'
        const out = fs.createWriteStream('/tmp/notes')
        export class Notes {
          note(text) { out.write(text) }
          onData() { out.write('tick') }
          static onChunk(chunk) { out.write(chunk) }
        }
      `,
    },
    {
      name: 'what the class itself calls, once',
      code: text`
        import fs from 'node:fs'
        export class Head {
          out = fs.createWriteStream('/tmp/head')
          begin() { this.onData('head') }
          onData(chunk) { this.out.write(chunk) }
        }
      `,
    },
    {
      name: 'what a transforming stream pushes for each piece; streams of somebody else',
      code: text`
        import { Transform } from 'node:stream'
        export class Upper extends Transform {
          _transform(chunk, encoding, done) {
            this.push(String(chunk).toUpperCase())
            done()
          }
        }
        export class Log {
          constructor(sink) { this.sink = sink }
          onData(chunk) { this.sink.write(chunk) }
        }
      `,
    },
    {
      name: 'another stream is heard draining',
      code: text`
        export class Log {
          constructor(sink, socket, go) {
            this.sink = sink
            this.socket = socket
            this.socket.on('drain', go)
          }
          onData(chunk) { this.sink.write(chunk) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the piece goes on with its encoding, and another stream is full',
      ...marked`
        import { Transform, Writable } from 'node:stream'
        export class Fork extends Transform {
          other = new Writable({ write: (piece, encoding, done) => setTimeout(done, 5) })
          _transform(piece, encoding, done) {
            this.other.write(piece, encoding)
            ~~~~~~~~~~~~~~~~ write
            done(null, piece)
          }
        }
      `,
    },
    {
      name: 'a stream without a class',
      ...marked`
        const { Writable } = require('node:stream')
        const { inherits } = require('node:util')
        const { createWriteStream } = require('node:fs')
        const log = createWriteStream('/tmp/log')
        function Tee() { Writable.call(this) }
        inherits(Tee, Writable)
        Tee.prototype._write = function (piece, encoding, done) {
          log.write(piece)
          ~~~~~~~~~ write
          done()
        }
      `,
    },
    {
      name: 'a handler of bodies, and the inner side of a stream',
      ...marked`
        import fs from 'node:fs'
        import { Writable } from 'node:stream'
        export class Saver {
          out = fs.createWriteStream('/tmp/body')
          onData(chunk) { this.out.write(chunk) }
                          ~~~~~~~~~~~~~~ write {"what": "this.out", "round": "'onData()' on line 5, called for each piece,"}
        }
        export class Copy extends Writable {
          copy = fs.createWriteStream('/tmp/copy')
          _write(chunk, encoding, done) {
            this.copy.write(chunk)
            ~~~~~~~~~~~~~~~ write {"what": "this.copy", "round": "'_write()' on line 9, called for each piece,"}
            done()
          }
        }
      `,
    },
    {
      name: 'the same as options of a stream',
      ...marked`
        import fs from 'node:fs'
        import { Writable } from 'node:stream'
        export function tee(name) {
          const out = fs.createWriteStream(name)
          return new Writable({
            write(chunk, encoding, done) {
              out.write(chunk)
              ~~~~~~~~~ write {"what": "out", "round": "'write()' on line 6, called for each piece,"}
              done()
            },
          })
        }
        export function sink(name) {
          const out = fs.createWriteStream(name)
          return new WritableStream({ write(chunk) { out.write(chunk) } })
                                                     ~~~~~~~~~ write {"what": "out", "round": "'write()' on line 14, called for each piece,"}
        }
      `,
    },
    {
      name: 'a stream of somebody else that is heard draining, although nobody knows when it is full',
      ...marked`
        export class Keeper {
          #sink
          onHead(store, go) {
            this.#sink = store.open()
            this.#sink.on('drain', go)
          }
          onData(chunk) {
            if (this.#sink) this.#sink.write(chunk)
                            ~~~~~~~~~~~~~~~~ write {"what": "this.#sink", "round": "'onData()' on line 7, called for each piece,"}
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- one of two pipes

run(rule, {
  valid: [
    {
      name: 'both are read, or one goes elsewhere',
      code: text`
        import { spawn } from 'node:child_process'
        export function list(args, found) {
          const child = spawn('ls', args)
          child.stdout.on('data', found)
          child.stderr.resume()
          child.on('close', found)
          const shown = spawn('ls', args, { stdio: ['ignore', 'pipe', 'inherit'] })
          shown.stdout.on('data', found)
          shown.on('close', found)
          const joined = spawn('ls', args)
          for (const pipe of [joined.stdout, joined.stderr]) pipe.on('data', found)
          joined.on('close', found)
          const all = spawn('ls', args)
          all.stdout.on('data', found)
          all.stdio[2].on('data', found)
          all.on('close', found)
        }
      `,
    },
    {
      name: 'a list that sends them elsewhere, or whose pipes are read',
      code: text`
        import { once } from 'node:events'
        import { spawn } from 'node:child_process'
        export async function encode(args, log) {
          const quiet = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'inherit'] })
          await once(quiet, 'exit')
          const logged = spawn('ffmpeg', args, { stdio: ['ignore', log, log] })
          await once(logged, 'exit')
          const read = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] })
          read.stdout.resume()
          read.stderr.pipe(log)
          await once(read, 'exit')
          const given = spawn('ffmpeg', args, { stdio: [...log.pipes] })
          await once(given, 'exit')
        }
      `,
    },
    {
      name: 'nobody waits for its end, or somebody else has it',
      code: text`
        import { spawn } from 'node:child_process'
        export function follow(args, found) {
          const child = spawn('tail', args)
          child.stdout.on('data', found)
          return () => child.kill()
        }
        export function open(args, found) {
          const child = spawn('tail', args)
          child.stdout.on('end', found)
          return child
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'only one of them is read',
      ...marked`
        import { spawn } from 'node:child_process'
        export function list(args, done) {
          const child = spawn('ls', args)
                        ~~~~~ pipe {"pipe": "stderr"}
          let text = ''
          child.stdout.on('data', (chunk) => (text += chunk))
          child.stdout.on('close', () => done(text))
        }
        export function install(dir) {
          return new Promise((resolve, reject) => {
            const child = spawn('npm', ['install'], { cwd: dir })
                          ~~~~~ pipe {"pipe": "stdout"}
            let errors = ''
            child.stderr.on('data', (chunk) => (errors += chunk))
            child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(errors))))
          })
        }
        export async function* lines(args) {
          const child = spawn('ls', args)
                        ~~~~~ pipe {"pipe": "stderr"}
          for await (const chunk of child.stdout) yield chunk
        }
      `,
    },
    {
      name: 'a list that says so',
      ...marked`
        import { once } from 'node:events'
        import { spawn } from 'node:child_process'
        export async function encode(input, output) {
          const child = spawn('ffmpeg', ['-i', input, output], { stdio: ['ignore', 'pipe', 'pipe'] })
                        ~~~~~ unread
          const [code] = await once(child, 'exit')
          return code
        }
        export async function probe(input, found) {
          const child = spawn('ffprobe', [input], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
                        ~~~~~ pipe {"pipe": "stderr"}
          child.stdout.on('data', found)
          await once(child, 'close')
        }
        export async function check(input) {
          const child = spawn('ffprobe', [input], { stdio: ['ignore', 'pipe', 'inherit'] })
                        ~~~~~ pipe {"pipe": "stdout"}
          await once(child, 'close')
        }
      `,
    },
  ],
})

import { execFileSync, spawn } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { globalAgent } from 'node:http'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { mkdtempSync, openSync, closeSync, rmSync, constants } from 'node:fs'

import { bytes } from './clock.mjs'

export const title = 'Queues and limits'
export const how = '64 MB in pieces of 64 kB for a consumer that takes one piece in each turn of the event loop; and what Node limits by itself.'

export async function* rows() {
  yield { id: 'queue-ignored', what: '`write()` in a loop, its answer ignored: most in memory', value: bytes(await most((sink) => ignore(sink))) }
  yield { id: 'queue-pipeline', what: '`pipeline`: most in memory', value: bytes(await most((sink) => pipeline(Readable.from(pieces()), sink))) }
  yield { id: 'high-water', what: '`write()` answers false from', value: bytes(new Writable().writableHighWaterMark) }
  yield { id: 'pipe-room', what: 'a child whose output nobody reads stops after', value: bytes(await roomOfPipe()) }
  yield { id: 'sockets', what: '`http.globalAgent.maxSockets`', value: String(globalAgent.maxSockets) }
  yield { id: 'parallelism', what: '`os.availableParallelism()` of this machine', value: String(availableParallelism()) }
  if (process.platform !== 'win32') yield { id: 'thread-pool', what: 'file operations that run at the same time before the next one waits', value: String(await threads()) }
}

function* pieces() {
  for (let i = 0; i < 1024; i++) yield Buffer.alloc(64 * 1024)
}

async function most(feed) {
  let peak = 0
  const sink = new Writable({
    write(chunk, encoding, done) {
      peak = Math.max(peak, this.writableLength)
      setImmediate(done)
    },
  })
  await feed(sink)
  return peak
}

function ignore(sink) {
  // The fault itself is what is measured here.
  for (const piece of pieces()) sink.write(piece)
  return new Promise((resolve) => sink.end(resolve))
}

/** How much a child can write before somebody reads. It tells on another pipe, which is read. */
async function roomOfPipe() {
  const code = 'const { writeSync } = require("fs"); for (let i = 0; i < 4096; i++) { writeSync(1, "x".repeat(1024)); writeSync(2, ".") }'
  const child = spawn(process.execPath, ['-e', code])
  let told = 0
  child.stderr.on('data', (dots) => (told += dots.length))
  for (let before = -1; told === 0 || told > before; await pause(300)) before = told
  child.kill('SIGKILL')
  return told * 1024
}

/** Opening a named pipe lasts until somebody opens its other end, and holds a thread as long. */
async function threads() {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const waiting = []
  let free = true
  while (free && waiting.length < 64) {
    waiting.push(open(pipe, 'r'))
    free = await Promise.race([stat(folder).then(() => true), pause(500, false)])
  }
  // Read and write in one: that opens at once, and sets the others free.
  const end = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
  const handles = await Promise.all(waiting)
  await Promise.all(handles.map((handle) => handle.close()))
  closeSync(end)
  rmSync(folder, { recursive: true })
  return waiting.length
}

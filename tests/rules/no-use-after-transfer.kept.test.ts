import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Fields and variables that later calls read.
run(rule, {
  valid: [
    {
      name: 'a block that is measured, sent when it is full, and replaced',
      code: text`
        export class Voice {
          block = new Int16Array(16_000)
          filled = 0
          constructor() { this.encoder = new Worker('encode.js') }
          write(samples) {
            this.block.set(samples, this.filled)
            this.filled += samples.length
            if (this.filled === this.block.length) this.flush()
          }
          flush() {
            const { block } = this
            this.encoder.postMessage({ block }, [block.buffer])
            this.filled = 0
            this.block = new Int16Array(16_000)
          }
        }
      `,
    },
    {
      name: 'a canvas that the worker is asked to resize',
      code: text`
        export class Map {
          worker = new Worker('map.js')
          constructor(canvas) {
            this.surface = canvas.transferControlToOffscreen()
            this.worker.postMessage({ surface: this.surface }, [this.surface])
          }
          resize(width) { this.worker.postMessage({ width }) }
        }
      `,
    },
    ...['this.last = clip.slice(0)', 'this.last = { at: Date.now() }'].map((keeps) => ({
      name: `a field keeps something else: ${keeps}`,
      code: text`
        export class Clips {
          worker = new Worker('encode.js')
          last = null
          record(clip: ArrayBuffer) {
            ${keeps}
            this.worker.postMessage({ clip }, [clip])
          }
          first() { return new DataView(this.last).getFloat32(0) }
        }
      `,
    })),
    {
      name: 'a field that is emptied when it has been sent, and a record of which only the memory goes',
      code: text`
        export class Clips {
          worker = new Worker('encode.js')
          last = null
          frame = null
          record(clip: ArrayBuffer) {
            this.last = clip
            this.worker.postMessage({ clip }, [clip])
            this.last = null
          }
          first() { return new DataView(this.last).getFloat32(0) }
          show(frame) {
            this.frame = frame
            this.worker.postMessage(frame, [frame.buffer])
          }
          shown() { return this.frame.stamp }
        }
      `,
    },
    { name: 'a new one each time, before', code: text`
      export class Frames {
        frame = new Uint8Array(64)
        constructor(private readonly sink: Worker) {}
        send() { this.frame = new Uint8Array(64); this.sink.postMessage(this.frame, [this.frame.buffer]) }
      }
    ` },
    { name: 'a new one each time, afterwards', code: text`
      export class Frames {
        frame = new Uint8Array(64)
        constructor(private readonly sink: Worker) {}
        send() { this.sink.postMessage(this.frame, [this.frame.buffer]); this.frame = new Uint8Array(64) }
      }
    ` },
    { name: 'it comes back', code: text`
      export class Frames {
        frame = new Uint8Array(64)
        constructor(private readonly sink: Worker) { sink.onmessage = ({ data }) => { this.frame = data } }
        send() { this.sink.postMessage(this.frame, [this.frame.buffer]) }
      }
    ` },
    { name: 'tried with the list first, and without it where that throws: nobody knows whether it moves', code: text`
      import { makeStrip } from './memory.js'
      export class Strips {
        strip = makeStrip(64)
        constructor(private readonly sink: Worker) {}
        send() {
          try { this.sink.postMessage({ strip: this.strip }, [this.strip.buffer]) }
          catch { this.sink.postMessage({ strip: this.strip }) }
        }
      }
    ` },
    { name: 'tried with the list first, at the top of a worker', code: text`
      import { makeStrip } from './memory.js'
      var strip = makeStrip(64)
      try { self.postMessage({ strip: strip }, [strip.buffer]) }
      catch (error) { self.postMessage({ strip: strip }) }
      self.onmessage = function () { strip.set([1, 2]) }
    ` },
    { name: 'the code asks whether it is there', code: text`
      export class Frames {
        frame = new Uint8Array(64)
        constructor(private readonly sink: Worker) {}
        send() { if (this.frame.byteLength === 0) return; this.sink.postMessage(this.frame, [this.frame.buffer]) }
      }
    ` },
    { name: 'once, says a flag', code: text`
      export class Frames {
        frame = new Uint8Array(64)
        sent = false
        constructor(private readonly sink: Worker) {}
        send() { if (this.sent) return; this.sent = true; this.sink.postMessage(this.frame, [this.frame.buffer]) }
      }
    ` },
    { name: 'once, says the name', code: text`
      export class Frames {
        table = new Uint8Array(64)
        constructor(private readonly sink: Worker) {}
        init() { this.sink.postMessage(this.table, [this.table.buffer]) }
      }
    ` },
    { name: 'once, where the program starts', code: text`
      const worker = new Worker('w.js')
      const table = new Uint8Array(64)
      function main() { worker.postMessage(table, [table.buffer]) }
      main()
    ` },
    { name: 'a port that is sent when things start', code: text`
      const { port1, port2 } = new MessageChannel()
      export function link(worker: Worker) { worker.postMessage({ port: port2 }, [port2]); return port1 }
    ` },
    { name: 'each call of a helper has a parameter of its own', code: text`
      export class Checksums {
        constructor(private readonly summer: Worker) {}
        async check(file: File) { return this.sum(await file.arrayBuffer()) }
        private sum(part: ArrayBuffer): Promise<void> {
          return new Promise((resolve) => {
            this.summer.onmessage = () => resolve()
            this.summer.postMessage({ part }, [part])
          })
        }
      }
    ` },
    { name: 'each call of the method has a parameter of its own', code: text`
      export class Checksums {
        private readonly open = new Map<number, (sum: string) => void>()
        private last = 0
        constructor(private readonly summer: Worker) {}
        sum(part: ArrayBuffer): Promise<string> {
          const id = ++this.last
          return new Promise((resolve) => {
            this.open.set(id, resolve)
            this.summer.postMessage({ id, part }, [part])
          })
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'put into a field before it is sent, and read there by another method',
      ...marked`
        export class Clips {
          worker = new Worker('encode.js')
          last = null
          record(clip: ArrayBuffer) {
            this.last = clip
            this.worker.postMessage({ clip }, [clip])
                                               ~~~~ kept
          }
          first() { return new DataView(this.last).getFloat32(0) }
        }
      `,
    },
    {
      name: 'the same of a view',
      ...marked`
        export class Clips {
          worker = new Worker('encode.js')
          last = null
          record(clip: Float32Array) {
            this.last = clip
            this.worker.postMessage({ clip }, [clip.buffer])
                                               ~~~~~~~~~~~ kept
          }
          loudest() { return Math.max(...this.last) }
        }
      `,
    },
    {
      name: 'a block that is measured, sent when it is full, and kept',
      ...marked`
        export class Voice {
          block = new Int16Array(16_000)
          filled = 0
          constructor() { this.encoder = new Worker('encode.js') }
          write(samples) {
            this.block.set(samples, this.filled)
            this.filled += samples.length
            if (this.filled === this.block.length) this.flush()
          }
          flush() {
            const { block } = this
            this.encoder.postMessage({ block }, [block.buffer])
                                                 ~~~~~~~~~~~~ kept
            this.filled = 0
          }
        }
      `,
    },
    {
      name: 'a canvas that is sent where it is made, and resized here',
      ...marked`
        export class Map {
          worker = new Worker('map.js')
          constructor(canvas) {
            this.surface = canvas.transferControlToOffscreen()
            this.worker.postMessage({ surface: this.surface }, [this.surface])
                                                                ~~~~~~~~~~~~ kept
          }
          resize(width) { this.surface.width = width }
        }
      `,
    },
    {
      name: 'the next call sends it again',
      ...marked`
        export class Frames {
          frame = new Uint8Array(64)
          constructor(private readonly sink: Worker) {}
          send() {
            this.sink.postMessage({ frame: this.frame }, [this.frame.buffer])
                                                          ~~~~~~~~~~~~~~~~~ kept {"thing": "this.frame.buffer", "next": "the next call"}
          }
        }
      `,
    },
    {
      name: 'another method fills it',
      ...marked`
        export class Frames {
          private frame: Uint8Array
          constructor(private readonly sink: Worker, size: number) { this.frame = new Uint8Array(size) }
          draw(pixels: Uint8Array) { this.frame.set(pixels) }
          present() {
            this.sink.postMessage({ frame: this.frame }, [this.frame.buffer])
                                                          ~~~~~~~~~~~~~~~~~ kept {"thing": "this.frame.buffer", "next": "line 4"}
          }
        }
      `,
    },
    {
      name: 'filled only where there was none',
      ...marked`
        export class Frames {
          frame?: Float32Array
          constructor(private readonly sink: Worker) {}
          send(values: number[]) {
            this.frame ??= new Float32Array(64)
            this.frame.set(values)
            this.sink.postMessage(this.frame, [this.frame.buffer])
                                               ~~~~~~~~~~~~~~~~~ kept
          }
        }
      `,
    },
    {
      name: 'a variable around the functions that use it',
      ...marked`
        export function createPublisher(worker: Worker) {
          const frame = new Uint8Array(64)
          return {
            draw(pixels: Uint8Array) { frame.set(pixels) },
            present() { worker.postMessage(frame, [frame.buffer]) },
                                                   ~~~~~~~~~~~~ kept {"thing": "frame.buffer", "next": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a handler that runs for each event',
      ...marked`
        const worker = new Worker('w.js')
        const samples = new Float32Array(128)
        window.addEventListener('pointermove', (event) => {
          samples[0] = event.x
          worker.postMessage(samples, [samples.buffer])
                                       ~~~~~~~~~~~~~~ kept
        })
      `,
    },
    {
      name: 'a timer that runs many times in one call',
      ...marked`
        export function stream(sink: Worker, part: ArrayBuffer) {
          return setInterval(() => {
            sink.postMessage({ part }, [part])
                                        ~~~~ kept
          }, 1000)
        }
      `,
    },
    {
      name: 'what a worker returns through Comlink',
      ...marked`
        import { expose, transfer } from 'comlink'
        const result = new Float32Array(128)
        expose({
          sum(values: number[]) {
            result.set(values)
            return transfer(result, [result.buffer])
                                     ~~~~~~~~~~~~~ kept
          },
        })
      `,
    },
  ],
})

// Collections.
run(rule, {
  valid: [
    { name: 'taken out first', code: text`
      export class Tiles {
        cache = new Map<string, Uint8Array>()
        constructor(private readonly sink: Worker) {}
        show(key: string) { const tile = this.cache.get(key)!; this.cache.delete(key); this.sink.postMessage({ key, tile }, [tile.buffer]) }
      }
    ` },
    { name: 'a copy is sent', code: text`
      export class Tiles {
        cache = new Map<string, Uint8Array>()
        constructor(private readonly sink: Worker) {}
        show(key: string) { const tile = this.cache.get(key)!.slice(); this.sink.postMessage({ key, tile }, [tile.buffer]) }
      }
    ` },
    { name: 'a method returns a copy of what is in the cache', code: text`
      import { parentPort } from 'node:worker_threads'
      class Tiles {
        cache = new Map<string, ArrayBuffer>()
        async tile(key: string) {
          const known = this.cache.get(key) ?? await read(key)
          this.cache.set(key, known)
          return known.slice(0)
        }
      }
      const tiles = new Tiles()
      parentPort!.on('message', async (key: string) => {
        const tile = await tiles.tile(key)
        parentPort!.postMessage({ key, tile }, [tile])
      })
    ` },
    { name: 'jobs that are taken out when they are done', code: text`
      export class Jobs {
        jobs = new Map<string, { input: Uint8Array }>()
        constructor(private readonly sink: Worker) { sink.onmessage = ({ data }) => { this.jobs.delete(data.id) } }
        run(id: string) { const job = this.jobs.get(id)!; this.sink.postMessage(job.input, [job.input.buffer]) }
      }
    ` },
  ],
  invalid: [
    {
      name: 'an entry of a cache',
      ...marked`
        export class Tiles {
          cache = new Map<string, Uint8Array>()
          constructor(private readonly sink: Worker) {}
          show(key: string) {
            const tile = this.cache.get(key)!
            this.sink.postMessage({ key, tile }, [tile.buffer])
                                                  ~~~~~~~~~~~ cached {"thing": "tile.buffer", "next": "line 5", "collection": "this.cache"}
          }
        }
      `,
    },
    {
      name: 'an entry of a cache that a method returns',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        class Tiles {
          cache = new Map<string, ArrayBuffer>()
          async tile(key: string) {
            const known = this.cache.get(key)
            if (known) return known
            const tile = await this.load(key)
            this.cache.set(key, tile)
            return tile
          }
          load(key: string): Promise<ArrayBuffer> { return read(key) }
        }
        const tiles = new Tiles()
        parentPort!.on('message', async (key: string) => {
          const tile = await tiles.tile(key)
          parentPort!.postMessage({ key, tile }, [tile])
                                                  ~~~~ cached {"thing": "tile", "next": "line 5", "collection": "this.cache"}
        })
        parentPort!.on('close', () => {
          tiles.tile('last').then((tile) => parentPort!.postMessage({ tile }, [tile]))
                                                                               ~~~~ cached
        })
      `,
    },
    {
      name: 'tried with the list first: plain memory moves then',
      ...marked`
        export class Strips {
          strip = new Uint8Array(64)
          constructor(private readonly sink: Worker) {}
          send() {
            try { this.sink.postMessage({ strip: this.strip }, [this.strip.buffer]) }
                                                                ~~~~~~~~~~~~~~~~~ kept
            catch { this.sink.postMessage({ strip: this.strip }) }
          }
        }
      `,
    },
    {
      name: 'a catch that only reports sends nothing again',
      ...marked`
        import { makeStrip } from './memory.js'
        export class Strips {
          strip = makeStrip(64)
          constructor(private readonly sink: Worker) {}
          send() {
            try { this.sink.postMessage({ strip: this.strip }, [this.strip.buffer]) }
                                                                ~~~~~~~~~~~~~~~~~ kept
            catch (error) { console.error(error) }
          }
        }
      `,
    },
    {
      name: 'put into a cache, then sent',
      ...marked`
        const worker = new Worker('w.js')
        const cache = new Map()
        export async function load(url) {
          const known = cache.get(url)
          if (known) return known
          const bytes = await fetch(url).then((response) => response.arrayBuffer())
          cache.set(url, bytes)
          worker.postMessage({ url, bytes }, [bytes])
                                              ~~~~~ cached
        }
      `,
    },
    { name: 'what a helper keeps, and promises under a name', ...marked`
      const tiles = new Map()
      const worker = new Worker('./decode.js')
      export async function tileOf(key) {
        let tile = tiles.get(key)
        if (!tile) {
          tile = await read(key)
          tiles.set(key, tile)
        }
        return tile
      }
      export async function decode(key) {
        const coming = tileOf(key)
        const bytes = await coming
        worker.postMessage({ key, bytes }, [bytes])
                                            ~~~~~ cached
      }
    ` },
  ],
})

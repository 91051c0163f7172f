import rule from '../../src/rules/prefer-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const WORKER = "import { Worker, parentPort } from 'node:worker_threads'\nconst worker = new Worker('./worker.js')\n"

const added = (output: string) => [[{ messageId: 'repair' as const, data: { repair: 'Add it to the transfer list' }, output }]]

run(rule, {
  valid: [
    { name: 'transferred, by either form', code: `${WORKER}export function send() { const a = new ArrayBuffer(16e6); worker.postMessage({ a }, [a]); const b = new ArrayBuffer(16e6); worker.postMessage({ b }, { transfer: [b] }) }` },
    { name: 'the memory of a view is transferred', code: `${WORKER}export function send(width, height) { const pixels = new Uint8Array(width * height); worker.postMessage({ pixels }, [pixels.buffer]) }` },
    { name: 'used afterwards', code: `${WORKER}export function send() { const data = new Float32Array(1_000_000); worker.postMessage(data); return data.length }` },
    { name: 'returned as part of something', code: `${WORKER}export function send() { const data = new Float32Array(1_000_000); const job = { data }; worker.postMessage(data); return job }` },
    { name: 'a view of it is used afterwards', code: `${WORKER}export function send() { const data = new Float32Array(1_000_000); const head = data.subarray(0, 4); worker.postMessage(data); return head[0] }` },
    { name: 'used afterwards on one way', code: `${WORKER}export function send(twice) { const data = new Float32Array(1_000_000); worker.postMessage(data); if (twice) console.log(data[0]) }` },
    { name: 'a closure uses it later', code: `${WORKER}export function send() { const data = new Float32Array(1_000_000); worker.once('message', () => { console.log(data[0]) }); worker.postMessage(data) }` },
    { name: 'sent to several', code: `${WORKER}export function send(workers) { const data = new Float32Array(1_000_000); for (const each of workers) each.postMessage(data); worker.postMessage(data) }` },
    { name: 'the same memory in each round', code: `${WORKER}export function send(n) { const chunk = new Uint8Array(1_000_000); for (let i = 0; i < n; i++) { chunk.fill(i); worker.postMessage({ i, chunk }) } }` },
    { name: 'small', code: `${WORKER}export function send() { const header = new Uint8Array(16); worker.postMessage(header); worker.postMessage(new ArrayBuffer(1024)) }` },
    { name: 'of a size that nobody knows', code: `${WORKER}export function send(size) { const data = new Uint8Array(size); worker.postMessage(data) }` },
    { name: 'a small picture', code: `${WORKER}export function send(context, x, y) { const pixel = context.getImageData(x, y, 1, 1); worker.postMessage(pixel.data) }` },
    { name: 'a parameter', code: `${WORKER}export function send(data) { worker.postMessage(data); worker.postMessage(new Uint8Array(data)) }` },
    { name: 'kept in a field', code: `${WORKER}export class Model { load() { const data = new Float32Array(1_000_000); this.data = data; worker.postMessage(data) } }` },
    { name: 'a field', code: `${WORKER}export class Model { load() { this.data = new Float32Array(1_000_000); worker.postMessage(this.data) } }` },
    { name: 'put into what the caller has', code: `${WORKER}export function load(model, list) { const data = new Float32Array(1_000_000); model.data = data; list.push(data); worker.postMessage(data) }` },
    { name: 'kept by what it is handed to', code: `${WORKER}export function load(stream) { const data = new Float32Array(1_000_000); stream.write(data); worker.postMessage(data) }` },
    { name: 'an object that holds it is used afterwards', code: `${WORKER}export function load() { const data = new Float32Array(1_000_000); const chart = new Chart(data); worker.postMessage(data); chart.draw() }` },
    { name: 'of the module', code: `${WORKER}const data = new Float32Array(1_000_000)\nexport function load() { worker.postMessage(data) }` },
    { name: 'exported', code: `${WORKER}export const data = new Float32Array(1_000_000)\nworker.postMessage(data)` },
    {
      name: 'a helper that keeps what it makes',
      code: text`
        ${WORKER}
        const known = new Map()
        function load(name) {
          const data = new Float32Array(1_000_000)
          known.set(name, data)
          return data
        }
        export function send() { worker.postMessage(load('a')) }
      `,
    },
    {
      name: 'a function that sends and then uses it, one that queues it',
      code: text`
        ${WORKER}
        const queue = []
        function send(message) { worker.postMessage(message); console.log(message.data[0]) }
        function later(message) { queue.push(message); worker.postMessage(message) }
        export function load() {
          const first = new Float32Array(1_000_000)
          send({ data: first })
          const second = new Float32Array(1_000_000)
          later({ data: second })
        }
      `,
    },
    { name: 'shared memory, memory of WebAssembly', code: `${WORKER}export function send(memory) { worker.postMessage(new Int32Array(new SharedArrayBuffer(16e6))); worker.postMessage(new Uint8Array(memory.buffer, 0, 1_000_000)) }` },
    { name: 'where nothing can be transferred', code: "import { fork } from 'node:child_process'\nexport function send() { new BroadcastChannel('data').postMessage(new ArrayBuffer(16e6)); fork('./child.js').send(new ArrayBuffer(16e6)) }" },
    { name: 'memory that many share: the pool of Node', code: `import { readFileSync } from 'node:fs'\n${WORKER}export function send(file, n) { worker.postMessage(readFileSync(file)); worker.postMessage(Buffer.allocUnsafe(n * n)); worker.postMessage(Buffer.concat([Buffer.from(file)])) }` },
    { name: 'text', code: `import { readFile } from 'node:fs/promises'\n${WORKER}export async function send(file) { worker.postMessage(await readFile(file, 'utf8')) }` },
    { name: 'a list that nobody knows', code: `${WORKER}export function send(list, options) { const a = new ArrayBuffer(16e6); worker.postMessage(a, list); const b = new ArrayBuffer(16e6); worker.postMessage(b, { ...options }) }` },
    { name: 'an unknown receiver', code: 'export function send(socket) { const data = new ArrayBuffer(16e6); socket.postMessage(data) }' },
    { name: 'allowed', code: `${WORKER}export function send() { const data = new ArrayBuffer(16e6); worker.postMessage({ data }) }`, options: [{ allow: ['data'] }] },
    { name: 'in a test', code: `${WORKER}test('sends', () => { const data = new ArrayBuffer(16e6); worker.postMessage(data) })`, filename: '/app/src/send.test.ts' },
  ],
  invalid: [
    {
      name: 'a buffer in a message',
      ...marked`
        const worker = new Worker('./worker.js')
        export function send() {
          const buffer = new ArrayBuffer(16e6)
          worker.postMessage({ id: 1, buffer })
                                      ~~~~~~ copied {"thing": "buffer", "sink": "postMessage", "repair": "Transfer it with the list '[buffer]'"}
        }
      `,
      suggestions: added(text`
        const worker = new Worker('./worker.js')
        export function send() {
          const buffer = new ArrayBuffer(16e6)
          worker.postMessage({ id: 1, buffer }, [buffer])
        }
      `),
    },
    {
      name: 'what a worker has worked out, as large as a picture',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', ({ id, width, height }) => {
          const pixels = new Uint8ClampedArray(width * height * 4)
          for (let i = 0; i < pixels.length; i++) pixels[i] = i & 255
          parentPort.postMessage({ id, pixels }, [])
                                       ~~~~~~ copied {"thing": "pixels", "sink": "postMessage", "repair": "Transfer it with the list '[pixels.buffer]'"}
        })
      `,
      suggestions: added(text`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', ({ id, width, height }) => {
          const pixels = new Uint8ClampedArray(width * height * 4)
          for (let i = 0; i < pixels.length; i++) pixels[i] = i & 255
          parentPort.postMessage({ id, pixels }, [pixels.buffer])
        })
      `),
    },
    {
      name: 'as large as the data that came, from a worker of a page',
      filename: 'sum.worker.js',
      ...marked`
        self.onmessage = ({ data: { values } }) => {
          const sums = new Float64Array(values.length)
          for (let i = 0; i < values.length; i++) sums[i] = values[i] * 2
          self.postMessage(sums)
                           ~~~~ copied {"thing": "sums", "sink": "postMessage", "repair": "Transfer it with the list '[sums.buffer]'"}
        }
      `,
      suggestions: added(text`
        self.onmessage = ({ data: { values } }) => {
          const sums = new Float64Array(values.length)
          for (let i = 0; i < values.length; i++) sums[i] = values[i] * 2
          self.postMessage(sums, { transfer: [sums.buffer] })
        }
      `),
    },
    {
      name: 'the content of files and answers',
      ...marked`
        export class Loader {
          worker = new Worker('./parse.js')
          async load(url) {
            const response = await fetch(url)
            const bytes = await response.arrayBuffer()
            this.worker.postMessage({ type: 'parse', bytes })
                                                     ~~~~~ copied {"thing": "bytes", "sink": "postMessage", "repair": "Transfer it with the list '[bytes]'"}
          }
        }
      `,
      suggestions: added(text`
        export class Loader {
          worker = new Worker('./parse.js')
          async load(url) {
            const response = await fetch(url)
            const bytes = await response.arrayBuffer()
            this.worker.postMessage({ type: 'parse', bytes }, [bytes])
          }
        }
      `),
    },
    {
      name: 'without a name yet',
      ...marked`
        import { readFile } from 'node:fs/promises'
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./parse.js')
        export async function parse(file) {
          worker.postMessage(await readFile(file))
                             ~~~~~~~~~~~~~~~~~~~~ copied {"thing": "await readFile(file)", "sink": "postMessage", "repair": "Keep it in a variable, and transfer that"}
        }
      `,
    },
    {
      name: 'options that are there already',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function start() {
          const table = new Uint32Array(1 << 20)
          table.fill(1)
          return new Worker('./run.js', { workerData: { table } })
                                                        ~~~~~ copied {"thing": "table", "sink": "workerData", "repair": "Transfer it with the option 'transferList: [table.buffer]'"}
        }
      `,
      suggestions: added(text`
        import { Worker } from 'node:worker_threads'
        export function start() {
          const table = new Uint32Array(1 << 20)
          table.fill(1)
          return new Worker('./run.js', { workerData: { table }, transferList: [table.buffer] })
        }
      `),
    },
    {
      name: 'structuredClone',
      ...marked`
        export function copyOf(width, height) {
          const grid = new Float64Array(width * height)
          return structuredClone({ width, grid })
                                          ~~~~ copied {"thing": "grid", "sink": "structuredClone", "repair": "Transfer it with the option 'transfer: [grid.buffer]'"}
        }
      `,
      suggestions: added(text`
        export function copyOf(width, height) {
          const grid = new Float64Array(width * height)
          return structuredClone({ width, grid }, { transfer: [grid.buffer] })
        }
      `),
    },
    {
      name: 'a message that is put together before, by a function too',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        function jobFor(width, height) {
          const pixels = new Uint8Array(width * height)
          return { width, pixels }
        }
        export function send(width, height) {
          const job = jobFor(width, height)
          worker.postMessage(job)
                             ~~~ copied {"thing": "job.pixels", "sink": "postMessage", "repair": "Transfer it with the list '[job.pixels.buffer]'"}
        }
      `,
      suggestions: added(text`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        function jobFor(width, height) {
          const pixels = new Uint8Array(width * height)
          return { width, pixels }
        }
        export function send(width, height) {
          const job = jobFor(width, height)
          worker.postMessage(job, [job.pixels.buffer])
        }
      `),
    },
    {
      name: 'parts that are added to a message',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        export function send(points) {
          const message = { count: points.length }
          const flat = Float32Array.from(points.map(({ x }) => x))
          message.flat = flat
          worker.postMessage(message)
                             ~~~~~~~ copied {"thing": "message.flat", "sink": "postMessage", "repair": "Transfer it with the list '[message.flat.buffer]'"}
        }
      `,
      suggestions: added(text`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        export function send(points) {
          const message = { count: points.length }
          const flat = Float32Array.from(points.map(({ x }) => x))
          message.flat = flat
          worker.postMessage(message, [message.flat.buffer])
        }
      `),
    },
    {
      name: 'through a method that sends, in the promise that it makes',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Client {
          worker = new Worker('./worker.js')
          pending = new Map()
          request(type, payload, transfer = []) {
            return new Promise((resolve, reject) => {
              const id = this.pending.size
              this.pending.set(id, { resolve, reject })
              this.worker.postMessage({ id, type, payload }, transfer)
            })
          }
          decode(size) {
            const samples = new Float32Array(44_100 * 60)
            samples.fill(size)
            return this.request('decode', { samples, rate: 44_100 })
                                            ~~~~~~~ copied {"thing": "samples", "sink": "postMessage on line 9", "repair": "Let the function that sends transfer 'samples.buffer'"}
          }
          encode(size) {
            const samples = new Float32Array(44_100 * 60)
            samples.fill(size)
            return this.request('encode', { samples }, [samples.buffer])
          }
        }
      `,
    },
    {
      name: 'new memory in each round',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        export function send(parts) {
          for (let at = 0; at < parts; at++) {
            const chunk = new Uint8Array(1 << 20)
            chunk.fill(at)
            worker.postMessage({ at, chunk })
                                     ~~~~~ copied {"thing": "chunk", "sink": "postMessage", "repair": "Transfer it with the list '[chunk.buffer]'"}
          }
        }
      `,
      suggestions: added(text`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        export function send(parts) {
          for (let at = 0; at < parts; at++) {
            const chunk = new Uint8Array(1 << 20)
            chunk.fill(at)
            worker.postMessage({ at, chunk }, [chunk.buffer])
          }
        }
      `),
    },
    {
      name: 'a picture that is only closed afterwards',
      ...marked`
        const worker = new Worker('./worker.js')
        export async function snap(video) {
          const frame = await createImageBitmap(video)
          worker.postMessage({ frame }, { transfer: [] })
                               ~~~~~ copied {"thing": "frame", "sink": "postMessage", "repair": "Transfer it with the list '[frame]'"}
          frame.close()
        }
      `,
      suggestions: added(text`
        const worker = new Worker('./worker.js')
        export async function snap(video) {
          const frame = await createImageBitmap(video)
          worker.postMessage({ frame }, { transfer: [frame] })
          frame.close()
        }
      `),
    },
    {
      name: 'the pixels of a canvas, in a promise, used on another way only',
      ...marked`
        const worker = new Worker('./worker.js')
        export function blur(context, width, height) {
          const image = context.getImageData(0, 0, width, height)
          if (width < 8) return Promise.resolve(image)
          return new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data)
            worker.postMessage({ width, data: image.data })
                                              ~~~~~~~~~~ copied {"thing": "image.data", "sink": "postMessage", "repair": "Transfer it with the list '[image.data.buffer]'"}
          })
        }
      `,
      suggestions: added(text`
        const worker = new Worker('./worker.js')
        export function blur(context, width, height) {
          const image = context.getImageData(0, 0, width, height)
          if (width < 8) return Promise.resolve(image)
          return new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data)
            worker.postMessage({ width, data: image.data }, [image.data.buffer])
          })
        }
      `),
    },
  ],
})

// A part of what data decide.
run(rule, {
  valid: [
    {
      name: 'a small part, or a part of what is small',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', ({ samples }) => {
          parentPort.postMessage(new Float64Array(samples.length / 256))
          parentPort.postMessage(new Float64Array(64 / 2))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'half of it',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', ({ samples }) => {
          const half = new Float64Array(samples.length / 2)
          for (let i = 0; i < half.length; i++) half[i] = samples[2 * i] + samples[2 * i + 1]
          parentPort.postMessage({ half })
                                   ~~~~ copied
        })
      `,
      suggestions: added(text`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', ({ samples }) => {
          const half = new Float64Array(samples.length / 2)
          for (let i = 0; i < half.length; i++) half[i] = samples[2 * i] + samples[2 * i + 1]
          parentPort.postMessage({ half }, [half.buffer])
        })
      `),
    },
  ],
})

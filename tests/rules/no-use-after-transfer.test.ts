import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const WORKER = "import { Worker, MessageChannel } from 'node:worker_threads'\nconst worker = new Worker('./w.js')"

// Buffers and views of them.
run(rule, {
  valid: [
    { name: 'used before', code: `${WORKER}\nexport function send(bytes) { const size = bytes.byteLength; worker.postMessage(bytes, [bytes.buffer]); return size }` },
    { name: 'cloned, not transferred', code: `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes); return bytes.byteLength }` },
    { name: 'a copy is sent', code: `${WORKER}\nexport function send(bytes) { const copy = bytes.slice(); worker.postMessage(copy, [copy.buffer]); return bytes.byteLength }` },
    { name: 'a view made of another array is a copy', code: `${WORKER}\nexport function send(list: Uint8Array) { const copy = new Uint8Array(list); worker.postMessage(copy, [copy.buffer]); return list[0] }` },
    { name: 'a length is no buffer', code: `${WORKER}\nexport function send(size) { const zeros = new Uint8Array(size); worker.postMessage(zeros, [zeros.buffer]); return size }` },
    { name: 'another one takes its place', code: `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes, [bytes]); bytes = new ArrayBuffer(8); return bytes.byteLength }` },
    { name: 'the other branch', code: `${WORKER}\nexport function send(bytes, move) { if (move) { worker.postMessage(bytes, [bytes]); return } render(bytes) }` },
    { name: 'two tests that agree', code: `${WORKER}\nexport function send(bytes, move) { if (move) worker.postMessage(bytes, [bytes])\nlog()\nif (!move) render(bytes) }` },
    { name: 'a list that may be empty', code: `${WORKER}\nexport function send(bytes, move) { worker.postMessage(bytes, move ? [bytes] : []); return bytes.byteLength }` },
    { name: 'a test whether it has gone', code: `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes, [bytes]); if (bytes.byteLength > 0) throw new Error('still here') }` },
    { name: 'an assertion', code: `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes, [bytes]); assert.equal(bytes.byteLength, 0) }` },
    { name: 'it is only taken out of a set', code: `${WORKER}\nconst open = new Set()\nexport function send(bytes) { worker.postMessage(bytes, [bytes]); open.delete(bytes) }` },
    { name: 'each turn has its own', code: `${WORKER}\nexport function send(list) { for (const bytes of list) worker.postMessage(bytes, [bytes]) }` },
    { name: 'each turn takes the next', code: `${WORKER}\nexport function send(list) { let bytes\nwhile ((bytes = list.shift())) { worker.postMessage(bytes, [bytes]) } }` },
    { name: 'an element for each worker', code: `${WORKER}\nexport function send(list, all) { for (let i = 0; i < all.length; i++) all[i].postMessage(list[i], [list[i]]) }` },
    { name: 'a record with a field called buffer', code: `${WORKER}\nexport function send(job) { worker.postMessage(job.buffer, [job.buffer]); return job.id }` },
    { name: 'the answer takes its place', code: text`
      import Piscina from 'piscina'
      const pool = new Piscina({ filename: './w.js' })
      export async function blur(bytes) {
        for (let i = 0; i < 3; i++) bytes = await pool.run(bytes, { transferList: [bytes] })
        return bytes
      }
    ` },
    { name: 'it comes back in a message', code: text`
      const worker = new Worker('w.js')
      let frame = new ArrayBuffer(8)
      worker.onmessage = ({ data }) => { frame = data }
      export async function step(wait) {
        worker.postMessage(frame, [frame])
        await wait()
        render(frame)
      }
    ` },
    { name: 'a helper that puts a new one there', code: text`
      const worker = new Worker('w.js')
      class Frames {
        frame = new Uint8Array(64)
        renew() { this.frame = new Uint8Array(64) }
        send() { worker.postMessage(this.frame, [this.frame.buffer]); this.renew(); this.frame.fill(1) }
      }
      export const frames = new Frames()
    ` },
    { name: 'another one was put there before', code: text`
      const worker = new Worker('w.js')
      export class Frames {
        front = new Uint8Array(64)
        back = new Uint8Array(64)
        send() {
          const full = this.front
          this.front = this.back
          this.back = new Uint8Array(64)
          worker.postMessage(full, [full.buffer])
          this.front.fill(0)
        }
      }
    ` },
    { name: 'a method of something else', code: 'export function send(bus, bytes) { bus.postMessage(bytes, [1, 2]); return bytes.byteLength }' },
    { name: 'allowed', code: `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes, [bytes]); return bytes.byteLength }`, options: [{ allow: ['bytes'] }] },
  ],
  invalid: [
    {
      name: 'its size',
      ...marked`
        ${WORKER}
        export function send(bytes) {
          worker.postMessage({ bytes }, [bytes])
          log('sent', bytes.byteLength)
                      ~~~~~~~~~~~~~~~~ used {"thing": "bytes.byteLength", "place": "line 4", "harm": "this is 0 here", "repair": "Use it before, or send a copy"}
        }
      `,
    },
    {
      name: 'a view by the list, the same view afterwards',
      ...marked`
        ${WORKER}
        export function send(pixels) {
          worker.postMessage(pixels, [pixels.buffer])
          return checksum(pixels)
                          ~~~~~~ used {"thing": "pixels", "place": "line 4", "harm": "it is empty here, and most of its methods throw", "repair": "Use it before, or send a copy"}
        }
      `,
    },
    {
      name: 'a view made before of the buffer',
      ...marked`
        ${WORKER}
        export function send(buffer) {
          const header = new DataView(buffer)
          worker.postMessage(buffer, { transfer: [buffer] })
          return header.getUint8(0)
                 ~~~~~~ used
        }
      `,
    },
    {
      name: 'a part of a view',
      ...marked`
        ${WORKER}
        export function send(pixels: Uint8Array) {
          const row = pixels.subarray(0, 64)
          worker.postMessage(pixels, [pixels.buffer])
          row.fill(0)
          ~~~ used
        }
      `,
    },
    {
      name: 'for every worker the same one',
      ...marked`
        export function broadcast(workers, table) {
          for (const worker of workers) worker.postMessage({ table }, [table])
                                                             ~~~~~ used {"thing": "table", "place": "line 2", "harm": "sending it again throws or delivers nothing", "repair": "Send each receiver a copy of its own"}
        }
      `,
    },
    {
      name: 'another try after a failure',
      ...marked`
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './w.js' })
        export async function run(bytes) {
          try {
            return await pool.run({ bytes }, { transferList: [bytes] })
          } catch {
            return runHere(bytes)
                           ~~~~~ used
          }
        }
      `,
    },
    {
      name: 'a fallback where the promise rejects',
      ...marked`
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './w.js' })
        export function run(bytes) {
          return pool.run(Piscina.move(bytes)).catch(() => runHere(bytes))
                                                                   ~~~~~ used
        }
      `,
    },
    {
      name: 'a handler that is set up afterwards',
      ...marked`
        ${WORKER}
        export function send(bytes) {
          worker.postMessage(bytes, [bytes])
          worker.once('message', (result) => compare(result, bytes))
                                                             ~~~~~ used
        }
      `,
    },
    {
      name: 'a copy that takes it',
      ...marked`
        export function take(bytes) {
          const mine = structuredClone(bytes, { transfer: [bytes] })
          return [mine, new Uint8Array(bytes)]
                                       ~~~~~ used
        }
      `,
    },
    {
      name: 'a buffer that grows into another one',
      ...marked`
        export function grow() {
          const bytes = new ArrayBuffer(8)
          const more = bytes.transfer(16)
          return [more.byteLength, bytes.byteLength]
                                   ~~~~~~~~~~~~~~~~ used
        }
      `,
    },
    {
      name: 'what Comlink is told to transfer',
      ...marked`
        import * as Comlink from 'comlink'
        const remote = Comlink.wrap(new Worker('w.js'))
        export async function count(bytes) {
          const found = await remote.count(Comlink.transfer({ bytes }, [bytes]))
          return found / bytes.byteLength
                         ~~~~~~~~~~~~~~~~ used
        }
      `,
    },
  ],
})

// Through functions of the file.
run(rule, {
  valid: [
    { name: 'a wrapper that is given no list', code: `${WORKER}\nfunction post(message, list = []) { worker.postMessage(message, list) }\nexport function send(bytes) { post(bytes); return bytes.byteLength }` },
    { name: 'a helper that may not send', code: `${WORKER}\nfunction post(bytes, move) { if (move) worker.postMessage(bytes, [bytes]) }\nexport function send(bytes) { post(bytes, false); return bytes.byteLength }` },
    { name: 'a helper that makes a promise of the answer, and sends a copy', code: `${WORKER}\nconst ask = (bytes) => new Promise((resolve) => { const copy = bytes.slice(0); worker.onmessage = resolve; worker.postMessage(copy, [copy]) })\nexport async function store(bytes) { await ask(bytes); return bytes.byteLength }` },
    { name: 'each has its own', code: `${WORKER}\nconst ask = (scan: { pixels: Uint8Array }) => new Promise((resolve) => { worker.onmessage = resolve; worker.postMessage(scan, [scan.pixels.buffer]) })\nexport async function read(scans: { pixels: Uint8Array }[]) { for (const scan of scans) await ask(scan)\nawait ask({ pixels: new Uint8Array(4) }) }`, language: 'ts' },
    { name: 'what a helper sends once something has come', code: `${WORKER}\nconst ask = (bytes) => new Promise((resolve) => { worker.onmessage = () => { worker.postMessage(bytes, [bytes]); resolve() } })\nexport function store(bytes) { void ask(bytes); return bytes.byteLength }` },
    { name: 'a helper that waits first, and nobody waits for it', code: `${WORKER}\nasync function post(bytes) { await ready(); worker.postMessage(bytes, [bytes]) }\nexport function send(bytes) { void post(bytes); return bytes.byteLength }` },
  ],
  invalid: [
    {
      name: 'a wrapper that hands the list on',
      ...marked`
        ${WORKER}
        const post = (message, list = []) => worker.postMessage(message, list)
        export function send(bytes) {
          post({ bytes }, [bytes])
          log(bytes.byteLength)
              ~~~~~~~~~~~~~~~~ used {"thing": "bytes.byteLength", "place": "line 3", "harm": "this is 0 here", "repair": "Use it before, or send a copy"}
        }
      `,
    },
    {
      name: 'a method that transfers its parameter',
      ...marked`
        ${WORKER}
        export class Link {
          #send(type, view) { worker.postMessage({ type, view }, [view.buffer]) }
          publish(view) {
            this.#send('data', view)
            view.fill(0)
            ~~~~ used
          }
        }
      `,
    },
    {
      name: 'a helper that makes a promise of the answer',
      ...marked`
        const worker = new Worker('w.js')
        const ask = (bytes: ArrayBuffer) => new Promise((resolve, reject) => {
          worker.onmessage = resolve
          worker.onerror = reject
          worker.postMessage({ bytes }, [bytes])
        })
        export async function store(bytes: ArrayBuffer) {
          const sum = await ask(bytes)
          return save(sum, bytes.byteLength)
                           ~~~~~~~~~~~~~~~~ used
        }
      `,
    },
    {
      name: 'what is tried again has gone with the first try',
      ...marked`
        const worker = new Worker('w.js')
        interface Scan { id: number; pixels: Uint8Array }
        function ask(scan: Scan) {
          return new Promise((resolve, reject) => {
            worker.onmessage = resolve
            worker.onerror = reject
            worker.postMessage(scan, [scan.pixels.buffer])
          })
        }
        export async function read(scan: Scan) {
          for (let i = 0; i < 3; i++) {
            try {
              return await ask(scan)
                               ~~~~ used {"thing": "scan", "place": "line 7", "harm": "sending it again throws or delivers nothing", "repair": "Send each receiver a copy of its own"}
            } catch { log(scan.id) }
          }
        }
      `,
    },
    {
      name: 'a helper that waits first, and is waited for',
      ...marked`
        ${WORKER}
        async function post(bytes) { await ready(); worker.postMessage(bytes, [bytes]) }
        export async function send(bytes) {
          await post(bytes)
          return bytes.byteLength
                 ~~~~~~~~~~~~~~~~ used
        }
      `,
    },
    {
      name: 'two wrappers inside one another',
      ...marked`
        ${WORKER}
        function post({ message, transfer }) { worker.postMessage(message, transfer) }
        function send(message, transfer) { post({ message, transfer }) }
        export function publish(bytes) {
          send(bytes, [bytes])
          return bytes.slice(0, 4)
                 ~~~~~ used
        }
      `,
    },
  ],
})

// Ports, streams, pictures.
run(rule, {
  valid: [
    { name: 'the other port', code: `${WORKER}\nexport function connect() { const { port1, port2 } = new MessageChannel(); worker.postMessage({ port: port2 }, [port2]); port1.on('message', log) }` },
    { name: 'closing it', code: `${WORKER}\nexport function connect() { const { port1, port2 } = new MessageChannel(); worker.postMessage({ port: port2 }, [port2]); port2.close(); return port1 }` },
    { name: 'the other side of a stream', code: `${WORKER}\nexport function pipe() { const { readable, writable } = new TransformStream(); worker.postMessage({ readable }, [readable]); return writable.getWriter() }` },
    { name: 'a canvas that only shows', code: `${WORKER}\nexport function start(canvas) { const far = canvas.transferControlToOffscreen(); worker.postMessage({ far }, [far]); canvas.addEventListener('click', log); canvas.style.width = '1px' }` },
  ],
  invalid: [
    {
      name: 'a port that is listened on',
      ...marked`
        ${WORKER}
        export function connect() {
          const { port1, port2 } = new MessageChannel()
          worker.postMessage({ port: port2 }, [port2])
          port2.on('message', log)
          ~~~~~ used {"thing": "port2", "place": "line 5", "harm": "what is sent or listened for here reaches nobody", "repair": "Use it before, or send a copy"}
          return port1
        }
      `,
    },
    {
      name: 'a stream that is read',
      ...marked`
        ${WORKER}
        export async function forward(response: Response) {
          const { body } = response
          worker.postMessage(body, [body])
          for await (const chunk of body) log(chunk)
                                    ~~~~ used
        }
      `,
    },
    {
      name: 'a bitmap that is drawn',
      ...marked`
        const worker = new Worker('w.js')
        export async function show(blob, context) {
          const bitmap = await createImageBitmap(blob)
          worker.postMessage({ bitmap }, [bitmap])
          context.drawImage(bitmap, 0, 0)
                            ~~~~~~ used {"thing": "bitmap", "place": "line 4", "harm": "it is empty here, and drawing it throws", "repair": "Use it before, or send a copy"}
        }
      `,
    },
    {
      name: 'a canvas that draws elsewhere',
      ...marked`
        const worker = new Worker('w.js')
        export function start(canvas) {
          const far = canvas.transferControlToOffscreen()
          worker.postMessage({ far }, [far])
          canvas.width = 640
          ~~~~~~ handed {"thing": "canvas", "place": "line 3"}
        }
      `,
    },
  ],
})

// The list itself, and what it was made of.
run(rule, {
  valid: [
    { name: 'how many there were', code: `${WORKER}\nexport function send(tiles) { worker.postMessage(tiles, tiles.map((tile) => tile.buffer)); return tiles.length }` },
    { name: 'emptied', code: `${WORKER}\nconst list = []\nexport function send(tiles) { for (const tile of tiles) list.push(tile.buffer)\nworker.postMessage(tiles, list); list.length = 0; worker.postMessage('end', list) }` },
  ],
  invalid: [
    {
      name: 'the elements',
      ...marked`
        ${WORKER}
        export function send(tiles) {
          worker.postMessage(tiles, tiles.map((tile) => tile.buffer))
          return tiles.reduce((sum, tile) => sum + tile.byteLength, 0)
                 ~~~~~ list {"thing": "tiles", "place": "line 4", "harm": "its elements are empty here, and most of their methods throw"}
        }
      `,
    },
    {
      name: 'the list, filled in a loop',
      ...marked`
        ${WORKER}
        export function send(tiles) {
          const list = []
          for (const tile of tiles) list.push(tile.buffer)
          worker.postMessage(tiles, list)
          worker.postMessage('end', list)
                                    ~~~~ list {"thing": "list", "place": "line 6", "harm": "sending it again throws or delivers nothing"}
        }
      `,
    },
    {
      name: 'a list that is kept for later messages',
      ...marked`
        export class Frozen {
          #state
          constructor(source) {
            const { map, transfer } = source.state
            const copy = structuredClone(map, transfer ? { transfer } : null)
            this.#state = { map: copy, transfer }
                                       ~~~~~~~~ list {"thing": "transfer", "place": "line 5", "harm": "whoever takes it from here sends what is gone"}
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-invalid-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const WORKER = "const worker = new Worker('w.js')"
const repair = (text_: string, output: string) => [{ messageId: 'repair' as const, data: { repair: text_ }, output }]

// What stands in a list.
run(rule, {
  valid: [
    { name: 'the buffer of a view', code: `${WORKER}\nexport function send(values) { const view = new Float32Array(values); worker.postMessage(view, [view.buffer]) }` },
    { name: 'two buffers', code: `${WORKER}\nexport function send(a, b) { worker.postMessage({ a, b }, [a.buffer, b.buffer]) }` },
    { name: 'nobody knows what it is', code: `${WORKER}\nexport function send(list) { for (const each of list) worker.postMessage(each, [each]) }` },
    { name: 'the other end of the port that sends', code: 'export function link() { const { port1, port2 } = new MessageChannel(); const other = new MessageChannel(); port1.postMessage(other.port2, [other.port2]); return port2 }' },
    { name: 'a Buffer over memory of its own', code: `${WORKER}\nexport function send(bytes: ArrayBuffer) { const view = Buffer.from(bytes); worker.postMessage(view, [view.buffer]) }` },
    { name: 'zeros of its own', code: `${WORKER}\nexport function send() { const view = Buffer.alloc(64); worker.postMessage(view, [view.buffer]) }` },
    { name: 'shared memory without a list', code: `${WORKER}\nexport function send() { worker.postMessage(new SharedArrayBuffer(8)) }` },
    { name: 'allowed', code: `${WORKER}\nexport function send(view: Uint8Array) { worker.postMessage(view, [view]) }`, options: [{ allow: ['view'] }] },
  ],
  invalid: [
    {
      name: 'a view that is made of a list, whatever its type is said to be',
      ...marked`
        const worker = new Worker('/histogram.js')
        export function send(levels: number[]) {
          const data = Float64Array.from(levels)
          worker.postMessage({ data }, [data as unknown as Transferable])
                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ view {"item": "data", "what": "a Float64Array", "place": ""}
        }
      `,
    },
    {
      name: 'a view',
      ...marked`
        ${WORKER}
        export function send(values) {
          const view = new Float32Array(values)
          worker.postMessage({ view }, [view])
                                        ~~~~ view {"item": "view", "what": "a Float32Array", "place": ""}
        }
      `,
      suggestions: [repair('List its buffer', `${WORKER}\nexport function send(values) {\n  const view = new Float32Array(values)\n  worker.postMessage({ view }, [view.buffer])\n}`)],
    },
    {
      name: 'a Buffer in a list that a wrapper hands on',
      ...marked`
        ${WORKER}
        function post(message, list) { worker.postMessage(message, list) }
        export function send(bytes: Buffer) { post({ bytes }, [bytes]) }
                                                               ~~~~~ view {"item": "bytes", "what": "a Buffer", "place": ""}
      `,
      suggestions: [repair('List its buffer', `${WORKER}\nfunction post(message, list) { worker.postMessage(message, list) }\nexport function send(bytes: Buffer) { post({ bytes }, [bytes.buffer]) }`)],
    },
    {
      name: 'a view that Comlink is told to transfer',
      ...marked`
        import { transfer } from 'comlink'
        export const take = (view: Uint8Array) => transfer(view, [view])
                                                                  ~~~~ view
      `,
      suggestions: [repair('List its buffer', "import { transfer } from 'comlink'\nexport const take = (view: Uint8Array) => transfer(view, [view.buffer])")],
    },
    {
      name: 'shared memory',
      ...marked`
        ${WORKER}
        const counters = new Int32Array(new SharedArrayBuffer(64))
        export function send(bytes) { worker.postMessage({ counters, bytes }, [counters.buffer, bytes]) }
                                                                               ~~~~~~~~~~~~~~~ shared {"item": "counters.buffer", "what": "", "place": ""}
      `,
      suggestions: [repair('Leave it out of the list', `${WORKER}\nconst counters = new Int32Array(new SharedArrayBuffer(64))\nexport function send(bytes) { worker.postMessage({ counters, bytes }, [bytes]) }`)],
    },
    {
      name: 'two views of one buffer',
      ...marked`
        ${WORKER}
        export function send(size) {
          const head = new Uint8Array(size)
          const words = new Uint16Array(head.buffer)
          worker.postMessage({ head, words }, [head.buffer, words.buffer])
                                                            ~~~~~~~~~~~~ twice {"item": "words.buffer", "what": "", "place": "line 5"}
        }
      `,
      suggestions: [repair('Leave it out of the list', `${WORKER}\nexport function send(size) {\n  const head = new Uint8Array(size)\n  const words = new Uint16Array(head.buffer)\n  worker.postMessage({ head, words }, [head.buffer])\n}`)],
    },
    {
      name: 'the port that sends',
      ...marked`
        export class Link {
          constructor(private port: MessagePort) {}
          hello() { this.port.postMessage({ reply: this.port }, [this.port]) }
                                                                 ~~~~~~~~~ sender {"item": "this.port", "what": "", "place": ""}
        }
      `,
    },
    {
      name: 'memory of the pool',
      ...marked`
        ${WORKER}
        export function send(job) {
          const bytes = Buffer.from(JSON.stringify(job))
          worker.postMessage(bytes, [bytes.buffer])
                                     ~~~~~~~~~~~~ pooled
        }
        export function name(path) {
          const words = Buffer.from('name:' + path)
          worker.postMessage(words, [words.buffer])
                                     ~~~~~~~~~~~~ pooled
        }
        export function number(id) {
          const digits = Buffer.from(String(id))
          worker.postMessage(digits, [digits.buffer])
                                      ~~~~~~~~~~~~~ pooled
        }
      `,
    },
    {
      name: 'memory of the pool, of what is declared a text',
      language: 'ts',
      ...marked`
        ${WORKER}
        export function verse(line: string) {
          const bytes = Buffer.from(line)
          worker.postMessage(bytes, [bytes.buffer])
                                     ~~~~~~~~~~~~ pooled
        }
      `,
    },
    {
      name: 'a list in a list',
      ...marked`
        ${WORKER}
        export function send(bytes) { worker.postMessage(bytes, [[bytes]]) }
                                                                 ~~~~~~~ plain {"item": "[bytes]", "what": "an array", "place": ""}
      `,
    },
    {
      name: 'a date',
      ...marked`
        ${WORKER}
        export function send(at = new Date()) { worker.postMessage({ at }, [at]) }
                                                                            ~~ plain {"item": "at", "what": "a Date", "place": ""}
      `,
    },
  ],
})

// Where the list stands.
run(rule, {
  valid: [
    { name: 'options', code: 'export function copy(bytes) { return structuredClone(bytes, { transfer: [bytes] }) }' },
    { name: 'options that somebody else makes', code: 'export function copy(value, options) { return structuredClone(value, options) }' },
    { name: 'options by the name of transfer', code: 'export function copy(bytes) { const transfer = { transfer: [bytes] }; return structuredClone(bytes, transfer) }' },
    { name: 'a list of a pool', code: "import Piscina from 'piscina'\nconst pool = new Piscina({ filename: './w.js' })\nexport const run = (bytes) => pool.run(bytes, { transferList: [bytes] })" },
    { name: 'a list that grows', code: `${WORKER}\nexport function send(tiles) { let list = []; list = list.concat(tiles); worker.postMessage(tiles, list) }` },
    { name: 'an origin of a window', code: "export function send(frame: HTMLIFrameElement, bytes: ArrayBuffer) { frame.contentWindow!.postMessage(bytes, '*', [bytes]) }" },
  ],
  invalid: [
    {
      name: 'a list where options belong',
      ...marked`
        export function copy(bytes) { return structuredClone(bytes, [bytes]) }
                                                                    ~~~~~~~ misplaced {"sink": "structuredClone", "wanted": "an option 'transfer' here", "fate": "ignored", "advice": "Pass '{ transfer: [bytes] }'"}
      `,
      suggestions: [repair('Pass it as an option', 'export function copy(bytes) { return structuredClone(bytes, { transfer: [bytes] }) }')],
    },
    {
      name: 'a parameter that is a list',
      ...marked`
        export class Loopback {
          postMessage(value, transfers) { this.deliver(structuredClone(value, transfers)) }
                                                                              ~~~~~~~~~ misplaced
          deliver(value) { log(value) }
        }
      `,
      suggestions: [repair('Pass it as an option', text`
        export class Loopback {
          postMessage(value, transfers) { this.deliver(structuredClone(value, { transfer: transfers })) }
          deliver(value) { log(value) }
        }
      `)],
    },
    {
      name: 'an option of another call',
      ...marked`
        ${WORKER}
        export function send(bytes) { worker.postMessage(bytes, { transferList: [bytes] }) }
                                                                  ~~~~~~~~~~~~ misplaced {"sink": "postMessage", "wanted": "an option 'transfer'", "fate": "ignored", "advice": "Call it 'transfer'"}
      `,
      suggestions: [repair('Call it transfer', `${WORKER}\nexport function send(bytes) { worker.postMessage(bytes, { transfer: [bytes] }) }`)],
    },
    {
      name: 'an option of a worker',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export const start = (bytes) => new Worker('./w.js', { workerData: bytes, transfer: [bytes] })
                                                                                  ~~~~~~~~ misplaced
      `,
      suggestions: [repair('Call it transferList', "import { Worker } from 'node:worker_threads'\nexport const start = (bytes) => new Worker('./w.js', { workerData: bytes, transferList: [bytes] })")],
    },
    {
      name: 'no list at all',
      ...marked`
        ${WORKER}
        export function send(bytes: ArrayBuffer) { worker.postMessage({ bytes }, bytes) }
                                                                                 ~~~~~ misplaced {"sink": "postMessage", "wanted": "a list here", "fate": "no list", "advice": "Put it into a list"}
      `,
      suggestions: [repair('Put it into a list', `${WORKER}\nexport function send(bytes: ArrayBuffer) { worker.postMessage({ bytes }, [bytes]) }`)],
    },
    {
      name: 'an origin before it',
      ...marked`
        ${WORKER}
        export function send(bytes) { worker.postMessage(bytes, '*', [bytes]) }
                                                                ~~~ misplaced
      `,
    },
    {
      name: 'a channel that cannot transfer',
      ...marked`
        const channel = new BroadcastChannel('tiles')
        export function send(bytes) { channel.postMessage(bytes, [bytes]) }
                                                                 ~~~~~~~ misplaced
      `,
    },
    {
      name: 'a list that was to grow',
      ...marked`
        ${WORKER}
        export function send(result) {
          const list = []
          if (result.tiles) list.push(result.header)
          list.concat(result.buffers)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ concat {"list": "list"}
          worker.postMessage(result, list)
        }
      `,
    },
    {
      name: 'a list that a helper was to make',
      ...marked`
        ${WORKER}
        function buffersOf(tiles) {
          const buffers = []
          for (const { heights, holes } of tiles) {
            buffers.push(heights.buffer)
            if (holes) buffers.concat(holes.buffer)
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ concat {"list": "buffers"}
          }
          return buffers
        }
        export const send = (tiles) => worker.postMessage(tiles, buffersOf(tiles))
      `,
    },
  ],
})

// What is sent without being in a list.
run(rule, {
  valid: [
    { name: 'a port in the list', code: "const { port1, port2 } = new MessageChannel()\nnew Worker('w.js').postMessage({ port: port2 }, [port2])" },
    { name: 'a list in options', code: "const channel = new MessageChannel()\nnew Worker('w.js').postMessage({ port: channel.port2 }, { transfer: [channel.port2] })" },
    { name: 'a list that grows', code: "const { port2 } = new MessageChannel()\nconst list = []\nlist.push(port2)\nnew Worker('w.js').postMessage({ port: port2 }, list)" },
    { name: 'a list nobody knows', code: "export function send(worker = new Worker('w.js'), list) { worker.postMessage({ port: new MessageChannel().port1 }, list) }" },
    { name: 'a list that the caller gives', code: text`
      const worker = new Worker('w.js')
      const post = (message, list = []) => worker.postMessage(message, list)
      const { port1 } = new MessageChannel()
      post({ port: port1 }, [port1])
    ` },
  ],
  invalid: [
    {
      name: 'no list',
      ...marked`
        const { port1: local, port2: remote } = new MessageChannel()
        new Worker('w.js').postMessage({ topic: 'a', port: remote })
                                                           ~~~~~~ unlisted
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Add it to the transfer list' },
        output: text`
          const { port1: local, port2: remote } = new MessageChannel()
          new Worker('w.js').postMessage({ topic: 'a', port: remote }, [remote])
        `,
      }]],
    },
    {
      name: 'the other port is in the list',
      ...marked`
        const { port1, port2 } = new MessageChannel()
        const hello = { port: port2 }
        new Worker('w.js').postMessage(hello, [port1])
                                       ~~~~~ unlisted
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Add it to the transfer list' },
        output: text`
          const { port1, port2 } = new MessageChannel()
          const hello = { port: port2 }
          new Worker('w.js').postMessage(hello, [port1, hello.port])
        `,
      }]],
    },
    {
      name: 'a canvas that draws elsewhere',
      ...marked`
        export function start(canvas, worker = new Worker('w.js')) {
          const offscreen = canvas.transferControlToOffscreen()
          worker.postMessage({ canvas: offscreen })
                                       ~~~~~~~~~ unlisted
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Add it to the transfer list' },
        output: text`
          export function start(canvas, worker = new Worker('w.js')) {
            const offscreen = canvas.transferControlToOffscreen()
            worker.postMessage({ canvas: offscreen }, [offscreen])
          }
        `,
      }]],
    },
    {
      name: 'a port among worker data',
      ...marked`
        import { Worker, MessageChannel } from 'node:worker_threads'
        const { port2 } = new MessageChannel()
        new Worker('./w.js', { workerData: { port: port2 } })
                                                   ~~~~~ unlisted
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Add it to the transfer list' },
        output: text`
          import { Worker, MessageChannel } from 'node:worker_threads'
          const { port2 } = new MessageChannel()
          new Worker('./w.js', { workerData: { port: port2 }, transferList: [port2] })
        `,
      }]],
    },
    {
      name: 'a channel that cannot transfer',
      ...marked`
        const { port2 } = new MessageChannel()
        new BroadcastChannel('a').postMessage({ port: port2 })
                                                      ~~~~~ unlisted
      `,
    },
  ],
})

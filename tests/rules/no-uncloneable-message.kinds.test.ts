import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

const LOSSY = [{ lossy: true }] as const

// Reactive state.
run(rule, {
  valid: [
    { name: 'what is behind a proxy', code: "import { reactive, toRaw } from 'vue'\nconst state = reactive({ rows: [] })\nnew Worker('w.js').postMessage(toRaw(state))" },
    { name: 'primitives out of it', code: "import { reactive, ref } from 'vue'\nconst state = reactive({ name: 'x' })\nconst count = ref(0)\nnew Worker('w.js').postMessage({ name: state.name, count: count.value })" },
    { name: 'a shallow holder', code: "import { shallowRef } from 'vue'\nconst rows = shallowRef([{ id: 1 }])\nnew Worker('w.js').postMessage(rows.value)" },
    { name: 'copies of its elements', code: "import { ref } from 'vue'\nconst rows = ref([])\nnew Worker('w.js').postMessage(rows.value.map((row) => ({ id: row.id })))" },
    { name: 'a copy of a proxy over data', code: "const guarded = new Proxy({ host: 'db' }, {})\nnew Worker('w.js').postMessage({ ...guarded })" },
    { name: 'MobX state as plain data', code: "import { observable, toJS } from 'mobx'\nconst store = observable({ rows: [] })\nnew Worker('w.js').postMessage(toJS(store))" },
  ],
  invalid: [
    {
      name: 'a reactive object, with the repair',
      ...marked`
        import { reactive } from 'vue'
        const state = reactive({ rows: [] })
        new Worker('w.js').postMessage(state)
                                       ~~~~~ throws {"subject": "'state' is a reactive proxy (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in toRaw()' },
        output: text`
          import { reactive, toRaw } from 'vue'
          const state = reactive({ rows: [] })
          new Worker('w.js').postMessage(toRaw(state))
        `,
      }]],
    },
    {
      name: 'what a copy of it still holds',
      ...marked`
        import { reactive } from 'vue'
        const state = reactive({ id: 1, filter: { text: '' } })
        new Worker('w.js').postMessage({ ...state })
                                            ~~~~~ throws
      `,
    },
    {
      name: 'objects that filter takes out of a reactive list',
      ...marked`
        import { ref, computed } from 'vue'
        const rows = ref([])
        const selected = computed(() => rows.value.filter((row) => row.selected))
        new Worker('w.js').postMessage({ rows: selected.value })
                                               ~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'a holder that is filled later with an object',
      ...marked`
        import { ref } from 'vue'
        const user = ref(null)
        export async function load() { user.value = await (await fetch('/me')).json() }
        export const greeting = () => 'Hello ' + user.value.name
        new Worker('w.js').postMessage(user.value)
                                       ~~~~~~~~~~ throws
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in toRaw()' },
        output: text`
          import { ref, toRaw } from 'vue'
          const user = ref(null)
          export async function load() { user.value = await (await fetch('/me')).json() }
          export const greeting = () => 'Hello ' + user.value.name
          new Worker('w.js').postMessage(toRaw(user.value))
        `,
      }]],
    },
    {
      name: 'fields that MobX observes',
      ...marked`
        import { makeAutoObservable } from 'mobx'
        class Editor {
          tags = []
          worker = new Worker('w.js')
          constructor() { makeAutoObservable(this) }
          save() { this.worker.postMessage({ tags: this.tags }) }
                                                   ~~~~~~~~~ throws
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in toJS()' },
        output: text`
          import { makeAutoObservable, toJS } from 'mobx'
          class Editor {
            tags = []
            worker = new Worker('w.js')
            constructor() { makeAutoObservable(this) }
            save() { this.worker.postMessage({ tags: toJS(this.tags) }) }
          }
        `,
      }]],
    },
    {
      name: 'a proxy, with the repair',
      ...marked`
        const guarded = new Proxy({ host: 'db' }, {})
        new Worker('w.js').postMessage(guarded)
                                       ~~~~~~~ throws
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Send a plain copy' },
        output: text`
          const guarded = new Proxy({ host: 'db' }, {})
          new Worker('w.js').postMessage({ ...guarded })
        `,
      }]],
    },
  ],
})

// Classes.
run(rule, {
  valid: [
    { name: 'a caught error between threads', options: LOSSY, code: "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', (task) => {\n  try { run(task) } catch (error) { parentPort.postMessage({ id: task.id, error }) }\n})" },
    { name: 'one whose message alone is sent', options: LOSSY, code: "export const serve = (channel, handlers) => {\n  channel.onmessage = ({ data }) => handlers[data.name](data.value).catch((error) => channel.postMessage({ id: data.id, error: error.message }))\n}" },
    { name: 'one that is asked first what it is', options: LOSSY, code: "export const serve = (channel, handlers) => {\n  channel.onmessage = ({ data }) => handlers[data.name].call(null, data.value).catch((reason) => {\n    if (reason instanceof Error) reason = String(reason)\n    channel.postMessage({ id: data.id, error: reason })\n  })\n}" },
    { name: 'something that is sent to and not heard', options: LOSSY, code: "export const serve = (sink, handlers) => handlers[0]().catch((error) => sink.postMessage({ error }))" },
    { name: 'an element of a list, and what comes with another event, by the name of an error', options: LOSSY, code: "process.on('message', (err) => process.send({ err }))\nexport const tell = (errors) => errors.forEach((err, i) => process.send({ err, i }))" },
    { name: 'its message in JSON', options: LOSSY, code: "try { run() } catch (error) { process.send({ message: error.message }); parent.postMessage(JSON.stringify({ error: String(error) }), '*') }" },
    { name: 'a text that somebody writes who knows of errors', options: LOSSY, code: "try { run() } catch (error) { parent.postMessage(JSON.stringify({ error }, plainErrors), '*') }" },
    {
      name: 'errors that are all taught what JSON writes for them',
      options: LOSSY,
      code: text`
        Object.defineProperty(Error.prototype, 'toJSON', { value() { return { message: this.message } }, configurable: true })
        process.on('message', () => { process.send({ failed: new TypeError('no plates') }) })
      `,
    },
    { name: 'errors that say themselves what JSON writes', options: LOSSY, code: "class Failure extends Error { toJSON() { return { message: this.message } } }\ntry { run() } catch (error) { process.send({ error }) }" },
    { name: 'data alone', code: "class Point { constructor(x, y) { this.x = x; this.y = y } }\nnew Worker('w.js').postMessage(new Point(1, 2))", options: LOSSY },
    { name: 'what a method makes of it', code: "class Money { #cents = 1; toPlain() { return { cents: this.#cents } } }\nnew Worker('w.js').postMessage(new Money().toPlain())", options: LOSSY },
    { name: 'an error that adds nothing', code: "class Stop extends Error {}\nnew Worker('w.js').postMessage(new Stop('x'))", options: LOSSY },
    { name: 'methods are no fault by default', code: "class Shape { area() { return 1 } }\nnew Worker('w.js').postMessage(new Shape())" },
    { name: 'a function that an error carries is dropped', code: "class Failure extends Error { retry = () => {} }\nnew Worker('w.js').postMessage(new Failure('x'))" },
  ],
  invalid: [
    {
      name: 'a field that is a function',
      ...marked`
        class Job {
          id = 1
          run = () => this.id
        }
        new Worker('w.js').postMessage({ job: new Job() })
                                              ~~~~~~~~~ throws {"subject": "'job.run' is a function (line 3)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'a function that the constructor is given',
      ...marked`
        class Job {
          constructor(id, done) { this.id = id; this.done = done }
        }
        new Worker('w.js').postMessage(new Job(1, () => {}))
                                                  ~~~~~~~~ throws
      `,
    },
    {
      name: 'methods, accessors and private fields, where they count',
      options: LOSSY,
      ...marked`
        class Money {
          #cents = 1
          get euros() { return this.#cents / 100 }
          plus(other) { return new Money(this.#cents + other.#cents) }
        }
        new Worker('w.js').postMessage({ amount: new Money() })
                                                 ~~~~~~~~~~~ lossy {"subject": "'amount' is an instance of Money", "sink": "postMessage", "harm": "loses its methods, accessors and private fields"}
      `,
    },
    {
      name: 'an error that adds fields, where they count',
      options: LOSSY,
      ...marked`
        class Failure extends Error {
          constructor(message, code) { super(message); this.code = code }
        }
        new Worker('w.js').postMessage(new Failure('x', 7))
                                       ~~~~~~~~~~~~~~~~~~~ lossy
      `,
    },
    {
      name: 'a method, and a function, that options may have',
      options: LOSSY,
      language: 'ts',
      ...marked`
        interface Options { level: number; onDone?(): void; onStep?: (at: number) => void }
        const usual = { level: 1 } as const
        export const send = (worker: Worker, options: Options) => worker.postMessage({ ...usual, ...options })
                                                                                                    ~~~~~~~ lossy {"subject": "'onDone' is an optional method (line 1) (and so is 'onStep')", "sink": "postMessage", "harm": "throws as a function of the object, or is lost as an inherited one"}
      `,
    },
    {
      name: 'what a function of somebody else has thrown, sent through an end of a channel that arrives from elsewhere',
      options: LOSSY,
      ...marked`
        export function serve(channel, handlers) {
          channel.onmessage = ({ data }) => {
            Promise.resolve()
              .then(() => handlers[data.name].call(undefined, data.value))
              .then(
                (value) => channel.postMessage({ id: data.id, value }),
                (reason) => channel.postMessage({ id: data.id, error: reason }),
                                                                      ~~~~~~ lossy {"subject": "'error' is what a function of somebody else has thrown", "sink": "postMessage", "harm": "arrives without its class and its code, and throws a DataCloneError where it is nothing that can be cloned"}
              )
          }
        }
      `,
    },
    {
      name: 'the same through a port that came with the message, and is closed after the answer',
      options: LOSSY,
      ...marked`
        export const answer = (handlers) => async ({ name, value, reply }) => {
          let result, error
          try {
            result = await handlers.get(name)(value)
          } catch (thrown) {
            error = thrown
          }
          reply.postMessage({ result, error })
                                      ~~~~~ lossy
          reply.close()
        }
      `,
    },
    {
      name: 'a caught error that a process answers with',
      options: LOSSY,
      ...marked`
        process.on('message', async (task) => {
          try {
            process.send({ id: task.id, result: await render(task) })
          } catch (error) {
            process.send({ id: task.id, error })
                                        ~~~~~ lossy {"subject": "'error' is a caught error (line 4)", "sink": "process.send", "harm": "arrives as {}"}
          }
        })
      `,
    },
    {
      name: 'an error that a process is told of: by an event, and by a function that it has called',
      options: LOSSY,
      ...marked`
        import { readFile } from 'node:fs'
        process.on('uncaughtException', (err) => process.send({ err }))
                                                                ~~~ lossy
        process.on('message', ({ file }) => {
          readFile(file, 'utf8', (err, text) => process.send(err ? { err } : { text }))
                                                                     ~~~ lossy
        })
      `,
    },
    {
      name: 'a caught error in a text of JSON, and one of a rejected promise',
      options: LOSSY,
      ...marked`
        const ask = (task) => {
          render(task).catch((reason) => parent.postMessage(JSON.stringify({ id: task.id, reason }), '*'))
                                                                                          ~~~~~~ lossy
          try {
            parent.postMessage(JSON.stringify({ id: task.id, size: measure(task) }), '*')
          } catch (error) {
            parent.postMessage(JSON.stringify({ id: task.id, error }), '*')
                                                             ~~~~~ lossy
          }
        }
      `,
    },
    {
      name: 'what JSON makes of maps and functions, where it counts',
      options: LOSSY,
      ...marked`
        import { fork } from 'node:child_process'
        const child = fork('./c.js')
        child.send({ prices: new Map([['eu', 1]]) })
                             ~~~~~~~~~~~~~~~~~~~~ lossy {"subject": "'prices' is a Map", "sink": "child.send", "harm": "arrives as {}"}
        child.send({ task: (n) => n * 2 })
                           ~~~~~~~~~~~~ lossy {"subject": "'task' is a function", "sink": "child.send", "harm": "is left out"}
      `,
    },
  ],
})

// Types that the file writes down.
run(rule, {
  valid: [
    { name: 'an optional callback of an interface', language: 'ts', code: 'interface Options { level: number; onDone?: () => void }\nexport const send = (worker: Worker, options: Options) => worker.postMessage(options)' },
    { name: 'an optional method of an interface', language: 'ts', code: 'interface Options { level: number; onDone?(): void }\nexport const send = (worker: Worker, options: Options) => worker.postMessage({ ...options })' },
    { name: 'any, unknown and type parameters', language: 'ts', code: 'export function send<T>(worker: Worker, a: any, b: unknown, c: T) { worker.postMessage({ a, b, c }) }' },
    { name: 'a union with something that arrives', language: 'ts', code: 'export const send = (worker: Worker, value: string | (() => void)) => worker.postMessage(value)' },
    { name: 'without the members that fail', language: 'ts', code: "interface Job { id: number; run: () => void }\nexport const send = (worker: Worker, job: Omit<Job, 'run'>) => worker.postMessage(job)" },
    { name: 'a type of the project with the name of a global', language: 'ts', code: "import type { Node } from './tree.ts'\nexport const send = (worker: Worker, node: Node) => worker.postMessage(node)" },
    { name: 'a type of a comment with the name of a global', language: 'js', code: "/** @typedef {import('estree').Node} Node */\nconst worker = new Worker('w.js')\n/** @param {Node} node */\nexport function send(node) { worker.postMessage(node) }" },
  ],
  invalid: [
    {
      name: 'a function type, alone and beside null',
      language: 'ts',
      ...marked`
        type Done = (count: number) => void
        export function load(worker: Worker, tile: string, done: Done, failed: ((e: Error) => void) | null) {
          worker.postMessage({ tile, done })
                                     ~~~~ throws {"subject": "'done' is a function (line 1)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
          worker.postMessage({ tile, failed })
                                     ~~~~~~ throws
        }
      `,
    },
    {
      name: 'a member of an interface that is always there',
      language: 'ts',
      ...marked`
        interface Base { render: () => string }
        interface Job extends Base { id: number }
        export const send = (worker: Worker, job: Job) => worker.postMessage({ ...job, late: true })
                                                                                  ~~~ throws
      `,
    },
    {
      name: 'symbols, promises and lists of functions',
      language: 'ts',
      ...marked`
        export function send(worker: Worker, state: symbol, rows: Promise<string[]>, steps: readonly (() => void)[]) {
          worker.postMessage({ state })
                               ~~~~~ throws
          worker.postMessage({ rows })
                               ~~~~ throws
          worker.postMessage({ steps })
                               ~~~~~ throws
        }
      `,
    },
    {
      name: 'requests, sockets and elements',
      language: 'ts',
      ...marked`
        import type { IncomingMessage } from 'node:http'
        import type Tinypool from 'tinypool'
        export function render(pool: Tinypool, request: IncomingMessage, video: HTMLVideoElement) {
          void pool.run({ request })
                          ~~~~~~~ throws
          void pool.run({ video })
                          ~~~~~ throws
        }
      `,
    },
    {
      name: 'a method of an interface, where it counts',
      language: 'ts',
      options: LOSSY,
      ...marked`
        interface Shape { id: number; area(): number }
        export const send = (worker: Worker, shape: Shape) => worker.postMessage(shape)
                                                                                 ~~~~~ lossy
      `,
    },
  ],
})

typed(rule, {
  valid: [
    {
      name: 'a method that a type declares, one that may be missing, and what is read where it is sent',
      code: `interface Gauge { readonly height: number; read(): number }
        const gauges = new Map<string, { gauge: Gauge; reset?(): void }>()
        const places = new Map([['quay', { depth: 3, get draught() { return this.depth - 1 } }]])
        export function send(worker: Worker, name: string) {
          worker.postMessage(gauges.get(name)!)
          worker.postMessage(places.get(name)!)
        }`,
    },
    {
      name: 'an imported value whose type says nothing',
      code: "export function send(worker: Worker, value: ReturnType<typeof JSON.parse>) { worker.postMessage(value) }",
    },
    {
      name: 'a value whose methods may be inherited',
      code: 'export function send(worker: Worker, parts: Map<string, { size: number }>) { worker.postMessage([...parts.values()][0]) }',
    },
  ],
  invalid: [
    {
      name: 'a method of an object that is written elsewhere',
      ...marked`
        const kinds = new Map([['tide', { height: 3, rise() { return this.height } }]])
        export function send(worker: Worker, name: string) {
          const kind = kinds.get(name)!
          worker.postMessage({ kind })
                               ~~~~ throws
        }
      `,
    },
    {
      name: 'a method that a type declares, where it counts',
      options: LOSSY,
      ...marked`
        interface Gauge { readonly height: number; readonly label?: string; read(): number }
        const gauges = new Map<string, { gauge: Gauge }>()
        export function send(worker: Worker, name: string) {
          worker.postMessage(gauges.get(name)!)
                             ~~~~~~~~~~~~~~~~~ lossy
        }
      `,
    },
    {
      name: 'a function by its type alone',
      ...marked`
        const handlers = new Map<string, { handle: (text: string) => void }>()
        export function send(worker: Worker, name: string) {
          const entry = handlers.get(name)!
          worker.postMessage({ handle: entry.handle })
                                       ~~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'a receiver by its type alone',
      ...marked`
        const workers: Record<string, { worker: Worker }> = {}
        export function send(name: string) {
          workers[name]!.worker.postMessage({ done: () => {} })
                                                    ~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'an element by the type of a call',
      ...marked`
        const find = <K extends keyof HTMLElementTagNameMap>(tag: K) => document.querySelector(tag)
        export function send(worker: Worker) {
          worker.postMessage({ video: find('video') })
                                      ~~~~~~~~~~~~~ throws
        }
      `,
    },
  ],
})

// What names of the platform stand for.
run(rule, {
  valid: [
    { name: 'members of modules that are data', code: "import * as path from 'node:path'\nnew Worker('w.js').postMessage({ separator: path.sep, delimiter: path.delimiter })" },
    {
      name: 'an emitter goes to a process empty, unless somebody listens', // which is what `breaks` says
      code: "import { fork } from 'node:child_process'\nimport { EventEmitter } from 'node:events'\nconst events = new EventEmitter()\nevents.emit('a')\nfork('c.js').send({ events })",
    },
  ],
  invalid: [
    {
      name: 'constructors and functions of modules are functions',
      ...marked`
        import { createHash } from 'node:crypto'
        import { EventEmitter } from 'node:events'
        const worker = new Worker('w.js')
        worker.postMessage({ type: Date })
                                   ~~~~ throws
        worker.postMessage({ base: EventEmitter })
                                   ~~~~~~~~~~~~ throws
        worker.postMessage({ createHash })
                             ~~~~~~~~~~ throws
      `,
    },
    {
      name: 'iterators, and a boxed symbol',
      ...marked`
        const worker = new Worker('w.js')
        worker.postMessage('ab'.matchAll(/a/g))
                           ~~~~~~~~~~~~~~~~~~~ throws
        worker.postMessage([1][Symbol.iterator]())
                           ~~~~~~~~~~~~~~~~~~~~~~ throws
        worker.postMessage(Object(Symbol('a')))
                                  ~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'an emitter that a process is sent by cloning',
      ...marked`
        import { fork } from 'node:child_process'
        import { EventEmitter } from 'node:events'
        fork('c.js', [], { serialization: 'advanced' }).send({ events: new EventEmitter() })
                                                                       ~~~~~~~~~~~~~~~~~~ breaks
      `,
    },
  ],
})

// ---------------------------------------------------------------- by a test

/** What a worker says of a failed order: a test of the error's kind around it. */
const failed = (test: string, sent: string, before = ''): string => text`
  import { parentPort } from 'node:worker_threads'
  import axios, { AxiosError } from 'axios'
  export async function order(url) {
    try {
      await axios.post(url)
    } catch (error) {
      ${before}
      if (${test}) parentPort.postMessage({ failed: ${sent} })
    }
  }
`

run(rule, {
  valid: [
    { name: 'the parts that are data', code: failed('axios.isAxiosError(error)', 'error.config?.url') },
    { name: 'the test says that it is no such error', code: failed('!axios.isAxiosError(error)', 'error.config') },
    { name: 'or something else', code: failed('axios.isAxiosError(error) || error.config', 'error.config') },
    { name: 'a test of another library', code: failed('isOrderError(error)', 'error.config') },
    { name: 'another value by then', code: failed('axios.isAxiosError(error)', 'error.config', 'error = wrap(error)') },
    {
      name: 'a promise that is waited for first',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export async function report(order) {
          parentPort.postMessage({ order: order instanceof Promise ? await order : order })
          if (order instanceof Promise) parentPort.postMessage({ done: await order })
        }
      `,
    },
    {
      name: 'what a failure of something else carries, and what a failure of axios says',
      code: text`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        export function load(url, store) {
          store.get(url).catch((error) => parentPort.postMessage({ url, failed: error.config }))
          axios.get(url).catch((error) => parentPort.postMessage({ url, failed: error.message, body: error.body }))
        }
        export async function save(url, store) {
          try {
            await store.put(url)
          } catch (error) {
            parentPort.postMessage({ url, failed: error.config })
          }
        }
      `,
    },
    { name: 'the error itself: a copy has none of what it carries', code: failed('error instanceof AxiosError', 'error') },
  ],
  invalid: [
    { name: 'the settings of the request', code: failed('axios.isAxiosError(error)', 'error.config'), errors: [{ messageId: 'throws', line: 8, column: 69, data: { subject: "'failed' is the config of an AxiosError", sink: 'postMessage', harm: 'throws a DataCloneError', failure: 'the message is never sent' } }] },
    {
      name: 'a promise',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        export function report(order) {
          if (order instanceof Promise) parentPort.postMessage(order)
                                                               ~~~~~ throws
        }
      `,
    },
    {
      name: 'what a request fails with, in the callback of its promise and in the catch around it',
      ...marked`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        export function load(url) {
          axios.get(url).then(({ data }) => data.rows).catch((error) => parentPort.postMessage({ url, failed: error.config }))
                                                                                                              ~~~~~~~~~~~~ throws
        }
        export async function save(url, rows) {
          try {
            await axios.put(url, rows)
          } catch (error) {
            parentPort.postMessage({ url, failed: error.response })
                                                  ~~~~~~~~~~~~~~ throws
          }
        }
      `,
    },
    { name: 'the response, by its class', code: failed('url && error instanceof AxiosError', 'error.response'), errors: [{ messageId: 'throws', line: 8, column: 78 }] },
  ],
})

// ---------------------------------------------------------------- stores by their use

const stored = (value: string, store = "db.transaction('orders', 'readwrite').objectStore('orders')"): string => text`
  import { database } from './database.js'
  export async function remember(order) {
    const db = await database()
    const store = ${store}
    store.put({ id: order.id, receipt: ${value} })
  }
`

run(rule, {
  valid: [
    { name: 'what was waited for', code: stored('await print(order)') },
    { name: 'no store of IndexedDB: nothing tells what it is', code: stored('print(order).then(String)', "db.collection('orders')") },
    { name: 'no transaction', code: stored('order.lines.map(async (line) => print(line))', "db.objectStore('orders')") },
  ],
  invalid: [
    { name: 'promises, in a store whose database comes from elsewhere', code: stored('order.lines.map(async (line) => print(line))'), errors: [{ messageId: 'throws', line: 5, column: 54 }] },
  ],
})

// Messages between the parts of a browser's extension go as JSON.
run(rule, {
  valid: [
    { name: 'what JSON keeps', options: LOSSY, code: "chrome.runtime.sendMessage({ type: 'rows', rows: [1, 2], at: Date.now() })\nchrome.tabs.sendMessage(tab.id, { type: 'rows' }, { frameId: 0 })" },
    { name: 'what is lost there, where losses are not asked for', code: "chrome.runtime.sendMessage({ rows: new Map() })" },
  ],
  invalid: [
    {
      name: 'what JSON does not keep',
      options: LOSSY,
      ...marked`
        chrome.runtime.sendMessage({ type: 'rows', rows: new Map([[1, 2]]) })
                                                         ~~~~~~~~~~~~~~~~~ lossy
        chrome.tabs.sendMessage(tab.id, { type: 'rows', done: () => {} })
                                                              ~~~~~~~~ lossy
        const port = chrome.runtime.connect({ name: 'rows' })
        port.postMessage({ rows: new Set([1]) })
                                 ~~~~~~~~~~~~ lossy
      `,
    },
  ],
})

import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

const LOSSY = [{ lossy: true }] as const

run(rule, {
  valid: [
    {
      name: 'plain data of every kind',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort.postMessage({ id: 1n, at: new Date(), tags: new Set(['a']), rows: new Map([['a', 1]]), match: /x/, bytes: new Uint8Array(4) })
        parentPort.postMessage(new Error('failed', { cause: 'disk' }))
      `,
    },
    {
      name: 'a receiver that is nobody we know',
      code: text`
        export function notify(panel, listener) {
          panel.postMessage({ type: 'ready', listener: () => listener() })
        }
      `,
    },
    {
      name: 'a class of the project with the same method name',
      code: text`
        class Outbox {
          queue = []
          postMessage(message) { this.queue.push(message) }
        }
        new Outbox().postMessage({ render: () => 'hello' })
      `,
    },
    {
      name: 'a value that nobody knows',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { settings } from './settings.js'
        export function report(result) { parentPort.postMessage({ settings, result }) }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function in the message',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.postMessage({ type: 'log', render: () => 'text' })
                                                      ~~~~~~~~~~~~ throws {"subject": "'render' is a function", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'a method in the message',
      ...marked`
        self.postMessage({ id: 1, next() { return 2 } })
                                  ~~~~~~~~~~~~~~~~~~~ throws {"subject": "'next' is a method", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'several faults in one message are one report',
      ...marked`
        const worker = new Worker('w.js')
        worker.postMessage({ onDone: () => {}, label: 'x', onError() {} })
                                     ~~~~~~~~ throws {"subject": "'onDone' is a function (and so is 'onError')", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'a long function is shown by its head',
      ...marked`
        new Worker('w.js').postMessage({
          id: 1,
          render: (row) => {
                  ~~~~~~~~~ throws
            return row.text
          },
        })
      `,
    },
    {
      name: 'one value that is sent twice is one report',
      ...marked`
        const workers = [new Worker('a.js'), new Worker('b.js')]
        function broadcast(message) {
          workers[0].postMessage(message)
          workers[1].postMessage(message)
        }
        broadcast({ log: () => {} })
                         ~~~~~~~~ throws {"subject": "'log' is a function", "sink": "postMessage on line 3", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'a function that another line makes',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const byId = (a, b) => a.id - b.id
        export function sort(rows) {
          const task = { rows, compare: byId }
          parentPort.postMessage(task)
                                 ~~~~ throws {"subject": "'task.compare' is a function (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
      `,
    },
  ],
})

run(rule, {
  valid: [
    { name: 'the text of a function', code: "new Worker('w.js').postMessage({ source: ((a) => a).toString() })" },
    { name: 'the result of a call', code: "const now = () => Date.now()\nnew Worker('w.js').postMessage({ at: now() })" },
    { name: 'a property under a symbol is not sent', code: "const tag = Symbol('tag')\nnew Worker('w.js').postMessage({ [tag]: () => 1, id: 2 })" },
    { name: 'a promise that is awaited', code: "async function send() { new Worker('w.js').postMessage(await load()) }\nasync function load() { return { rows: [] } }" },
    { name: 'what then hands on', code: "const worker = new Worker('w.js')\nload().then((rows) => worker.postMessage(rows))\nasync function load() { return { rows: [] } }" },
    { name: 'the elements of a generator', code: "function* ids() { yield 1 }\nnew Worker('w.js').postMessage([...ids()])" },
    { name: 'JSON in between', code: "const job = { run() {} }\nnew Worker('w.js').postMessage(JSON.parse(JSON.stringify(job)))" },
    { name: 'the parts of a response that are data', code: "async function send() { const { status } = await fetch('/'); new Worker('w.js').postMessage({ status }) }" },
  ],
  invalid: [
    {
      name: 'symbols',
      ...marked`
        const QUEUED = Symbol('queued')
        new Worker('w.js').postMessage({ id: 1, state: QUEUED })
                                                       ~~~~~~ throws
      `,
    },
    {
      name: 'a promise that nobody awaits',
      ...marked`
        async function load() { return { rows: [] } }
        new Worker('w.js').postMessage({ rows: load() })
                                               ~~~~~~ throws {"subject": "'rows' is a promise that is not awaited (line 1)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'a list of promises',
      ...marked`
        const worker = new Worker('w.js')
        const parsed = ['a', 'b'].map(async (name) => name.length)
        worker.postMessage(parsed)
                           ~~~~~~ throws
      `,
    },
    {
      name: 'a weak collection, an iterator, a generator, a formatter',
      ...marked`
        const worker = new Worker('w.js')
        function* ids() { yield 1 }
        worker.postMessage({ seen: new WeakMap() })
                                   ~~~~~~~~~~~~~ throws
        worker.postMessage(new Map().values())
                           ~~~~~~~~~~~~~~~~~~ throws
        worker.postMessage({ ids: ids() })
                                  ~~~~~ throws
        worker.postMessage({ format: new Intl.NumberFormat('en') })
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'arguments and a module namespace',
      ...marked`
        import * as tools from './tools.js'
        const worker = new Worker('w.js')
        worker.postMessage({ tools })
                             ~~~~~ throws
        export function forward() {
          worker.postMessage(arguments)
                             ~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'an element and an event of the page',
      ...marked`
        const worker = new Worker('w.js')
        worker.postMessage({ target: document.querySelector('#map') })
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        document.body.addEventListener('click', (event) => worker.postMessage(event))
                                                                              ~~~~~ throws
      `,
    },
    {
      name: 'what throws on some runtimes and is lost on the others',
      ...marked`
        const worker = new Worker('w.js')
        const headers = new Headers({ accept: 'text/html' })
        worker.postMessage({ url: '/a', headers })
                                        ~~~~~~~ breaks {"subject": "'headers' is a Headers object (line 2)", "sink": "postMessage", "harm": "arrives as {} (Node 20), or throws a DataCloneError (Node 22, Node 24, Node 26, browsers)"}
      `,
    },
    {
      name: 'the whole response of an HTTP client',
      ...marked`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        export async function load(url) {
          const response = await axios.get(url)
          parentPort.postMessage(response)
                                 ~~~~~~~~ throws
        }
      `,
    },
  ],
})

// How a value comes to the message.
run(rule, {
  valid: [
    { name: 'a part that destructuring leaves behind', code: "const { run, ...job } = { run() {}, id: 1 }\nnew Worker('w.js').postMessage(job)" },
    { name: 'a spread whose function is overwritten', code: "const job = { run: () => 1, id: 1 }\nnew Worker('w.js').postMessage({ ...job, run: undefined })" },
    { name: 'a property that is deleted before', code: "const job = { run: () => 1, id: 1 }\ndelete job.run\nnew Worker('w.js').postMessage(job)" },
    { name: 'a helper that takes functions off', code: text`
      const job = { run: () => 1, id: 1 }
      strip(job)
      new Worker('w.js').postMessage(job)
      function strip(value) { for (const key of Object.keys(value)) if (typeof value[key] === 'function') delete value[key] }
    ` },
    { name: 'a function that is added after', code: "const job = { id: 1 }\nnew Worker('w.js').postMessage(job)\njob.run = () => 1" },
    { name: 'a variable that holds something else by then', code: "let job = () => 1\njob = job.toString()\nnew Worker('w.js').postMessage(job)" },
    { name: 'a variable that another function may fill', code: "let job = () => 1\nexport function set(text) { job = text }\nexport const send = () => new Worker('w.js').postMessage(job)" },
    { name: 'a write on another branch', code: text`
      export function send(worker = new Worker('w.js'), job) {
        if (job.local) {
          job.run = () => 1
          return job.run()
        }
        worker.postMessage(job)
      }
    ` },
    { name: 'functions that filter takes out', code: "const job = { run: () => 1, id: 1 }\nconst plain = Object.entries(job).filter(([, value]) => typeof value !== 'function')\nnew Worker('w.js').postMessage(Object.fromEntries(plain))" },
    { name: 'what is left after a test of its kind', code: "/** @param {Function} done */\nexport const send = (done) => new Worker('w.js').postMessage(typeof done === 'object' ? { ...done } : done)" },
    { name: 'a parameter that is tested', code: text`
      const worker = new Worker('w.js')
      export function send(task) {
        if (typeof task === 'function') task()
        else worker.postMessage({ task })
      }
    ` },
    { name: 'one of several returns that hands back its parameter', code: text`
      const plain = (value) => { if (typeof value === 'function') return value.name; return value }
      new Worker('w.js').postMessage(plain(() => 1))
    ` },
    { name: 'what is mapped to data', code: "const jobs = [{ id: 1, run() {} }]\nnew Worker('w.js').postMessage(jobs.map(({ id }) => ({ id })))" },
    { name: 'keys of an object of functions', code: "const handlers = { start() {} }\nnew Worker('w.js').postMessage(Object.keys(handlers))" },
  ],
  invalid: [
    {
      name: 'through a spread',
      ...marked`
        const defaults = { level: 1, format: (line) => line }
        new Worker('w.js').postMessage({ ...defaults, level: 2 })
                                            ~~~~~~~~ throws
      `,
    },
    {
      name: 'through Object.assign',
      ...marked`
        const options = Object.assign({}, { level: 1 }, { format: (line) => line })
        new Worker('w.js').postMessage(options)
                                       ~~~~~~~ throws
      `,
    },
    {
      name: 'through a later write and a push',
      ...marked`
        const worker = new Worker('w.js')
        const message = { type: 'load' }
        message.load = () => import('./data.js')
        worker.postMessage(message)
                           ~~~~~~~ throws
        const queue = []
        queue.push(() => 1)
        worker.postMessage(queue)
                           ~~~~~ throws
      `,
    },
    {
      name: 'through both branches of a condition',
      ...marked`
        export function send(worker = new Worker('w.js'), key) {
          const compare = key === 'id' ? (a, b) => a.id - b.id : (a, b) => a.name.localeCompare(b.name)
          worker.postMessage({ compare })
                               ~~~~~~~ throws
        }
      `,
    },
    {
      name: 'among the arguments that a wrapper collects',
      ...marked`
        const worker = new Worker('w.js')
        function call(method, ...args) { worker.postMessage({ method, args }) }
        export const load = (rows) => call('load', rows)
        export const sort = (rows) => call('sort', rows, (a, b) => a - b)
                                                         ~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'on one of several paths',
      ...marked`
        let job = () => 1
        if (process.env.PLAIN) job = 'plain'
        new Worker('w.js').postMessage(job)
                                       ~~~ throws
      `,
    },
    {
      name: 'through entries, and through a map',
      ...marked`
        const worker = new Worker('w.js')
        const handlers = { open: () => 1 }
        worker.postMessage(Object.fromEntries(Object.entries(handlers).map(([name, run]) => [name, { run }])))
                                                                                                     ~~~ throws
        const byName = new Map(Object.entries(handlers))
        for (const [, handler] of byName) worker.postMessage({ handler })
                                                               ~~~~~~~ throws
      `,
    },
    {
      name: 'through a function that builds the message',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        function build(level, extra) {
          return { level, extra, at: Date.now() }
        }
        parentPort.postMessage(build('info', { format: () => 'x' }))
                                                       ~~~~~~~~~ throws
      `,
    },
    {
      name: 'through map, filter, find and for-of',
      ...marked`
        const worker = new Worker('w.js')
        const jobs = [{ id: 1, run: () => 1 }]
        worker.postMessage(jobs.map((job) => ({ ...job, late: true })))
                                                   ~~~ throws
        worker.postMessage(jobs.filter((job) => job.id > 1))
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        worker.postMessage(jobs.find((job) => job.id > 1))
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        for (const job of jobs) worker.postMessage(job)
                                                   ~~~ throws
        jobs.forEach((job) => worker.postMessage(job))
                                                 ~~~ throws
      `,
    },
    {
      name: 'a parameter that the function calls',
      ...marked`
        const worker = new Worker('w.js')
        export function run(rows, done) {
          worker.postMessage({ rows, done })
                                     ~~~~ throws
          done()
        }
      `,
    },
    {
      name: 'a parameter that JSDoc calls a function',
      ...marked`
        const worker = new Worker('w.js')
        /**
         * @param {string[]} rows
         * @param {(row: string) => void} each
         */
        export function run(rows, each) {
          worker.postMessage({ rows, each })
                                     ~~~~ throws
        }
      `,
    },
  ],
})

// Functions that send what they are given.
run(rule, {
  valid: [
    { name: 'called with data', code: "const worker = new Worker('w.js')\nfunction send(type, payload) { worker.postMessage({ type, payload }) }\nsend('load', { id: 1 })" },
    { name: 'the function stays here', code: text`
      const worker = new Worker('w.js')
      const pending = new Map()
      function call(id, done) { pending.set(id, done); worker.postMessage({ id }) }
      call(1, () => {})
    ` },
  ],
  invalid: [
    {
      name: 'a function: reported where the value is handed over',
      ...marked`
        const worker = new Worker('w.js')
        function send(type, payload) {
          worker.postMessage({ type, payload })
        }
        send('load', { id: 1, onDone: () => {} })
                                      ~~~~~~~~ throws {"subject": "'payload.onDone' is a function", "sink": "postMessage on line 3", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'through two functions: reported at the outermost',
      ...marked`
        const worker = new Worker('w.js')
        const post = (message) => worker.postMessage(message)
        function request(method, params) { post({ method, params }) }
        request('sort', [(a, b) => a - b])
                         ~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'a method, called on an instance',
      ...marked`
        class Client {
          #worker = new Worker('w.js')
          send(type, data) { this.#worker.postMessage({ type, data }) }
        }
        const client = new Client()
        client.send('watch', { onChange() {} })
                               ~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'a sender that a factory makes',
      ...marked`
        const senderFor = (worker) => (message) => worker.postMessage(message)
        const send = senderFor(new Worker('w.js'))
        send({ id: 1, done: () => {} })
                            ~~~~~~~~ throws
      `,
    },
    {
      name: 'a constructor that hands workerData on',
      ...marked`
        import { Worker } from 'node:worker_threads'
        class Task extends Worker {
          constructor(data) { super('./task.js', { workerData: data }) }
        }
        new Task({ log: console.log })
                        ~~~~~~~~~~~ throws {"subject": "'log' is a function", "sink": "workerData on line 3", "harm": "throws a DataCloneError", "failure": "the worker never starts"}
      `,
    },
  ],
})

// Ways of sending.
run(rule, {
  valid: [
    { name: 'options of a pool are not the task', code: "import { Piscina } from 'piscina'\nnew Piscina({}).run({ text: '' }, { signal: AbortSignal.timeout(5) })" },
    { name: 'a function that workerpool ships as source', code: "import workerpool from 'workerpool'\nworkerpool.pool().exec((a, b) => a + b, [1, 2])" },
    { name: 'a function behind proxy()', code: "import * as Comlink from 'comlink'\nconst remote = Comlink.wrap(new Worker('w.js'))\nremote.watch(Comlink.proxy(() => {}))" },
    { name: 'a variable that holds what proxy() made', code: "import { wrap, proxy } from 'comlink'\nconst done = proxy(() => {})\nwrap(new Worker('w.js')).watch(done)" },
    { name: 'a handle beside the message', code: "import { fork } from 'node:child_process'\nimport { createServer } from 'node:net'\nfork('c.js').send('server', createServer())" },
    { name: 'a function over JSON is silent by default', code: "import { fork } from 'node:child_process'\nfork('c.js').send({ run() {} })" },
  ],
  invalid: [
    {
      name: 'worker data, environment data, channels and clones',
      ...marked`
        import { Worker, BroadcastChannel, setEnvironmentData } from 'node:worker_threads'
        new Worker('./w.js', { workerData: { log() {} } })
                                             ~~~~~~~~ throws
        setEnvironmentData('log', () => {})
                                  ~~~~~~~~ throws
        new BroadcastChannel('a').postMessage({ log() {} })
                                                ~~~~~~~~ throws
        structuredClone({ log() {} })
                          ~~~~~~~~ throws
      `,
    },
    {
      name: 'pools',
      ...marked`
        import { Piscina } from 'piscina'
        import workerpool from 'workerpool'
        new Piscina({}).run({ rows: [], compare: (a, b) => a - b })
                                                 ~~~~~~~~~~~~~~~ throws
        workerpool.pool('./w.js').exec('sort', [[], (a, b) => a - b])
                                                    ~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'storage and history',
      ...marked`
        history.pushState({ restore: () => {} }, '')
                                     ~~~~~~~~ throws
        /** @param {IDBObjectStore} store */
        export function save(store) {
          store.put({ id: 1, render() {} })
                             ~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'a child process that clones',
      ...marked`
        import { fork } from 'node:child_process'
        const child = fork('./c.js', [], { serialization: 'advanced' })
        child.send({ id: 1, run: () => 1 })
                                 ~~~~~~~ throws
      `,
    },
    {
      name: 'a big integer in JSON',
      ...marked`
        process.send({ size: 10n })
                             ~~~ throws {"subject": "'size' is a bigint", "sink": "process.send", "harm": "throws a TypeError", "failure": "the message is never sent"}
      `,
    },
    {
      name: 'what a function returns to another thread',
      ...marked`
        import { expose } from 'comlink'
        import workerpool from 'workerpool'
        expose({ open() { return { close: () => {} } } })
                                          ~~~~~~~~ throws {"subject": "'close' is a function", "sink": "sending it back through Comlink", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        workerpool.worker({ load: async () => new Headers() })
                                              ~~~~~~~~~~~~~ breaks
      `,
    },
    {
      name: 'a callback of a remote, with the repair',
      ...marked`
        import * as Comlink from 'comlink'
        const remote = Comlink.wrap(new Worker('w.js'))
        remote.index(['a'], (done) => render(done))
                            ~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in Comlink.proxy()' },
        output: text`
          import * as Comlink from 'comlink'
          const remote = Comlink.wrap(new Worker('w.js'))
          remote.index(['a'], Comlink.proxy((done) => render(done)))
        `,
      }]],
    },
    {
      name: 'the repair adds the name to the import',
      ...marked`
        import { wrap } from 'comlink'
        export function index(onDone) {
          wrap(new Worker('w.js')).index({ onDone })
                                           ~~~~~~ throws
          onDone()
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in proxy()' },
        output: text`
          import { wrap, proxy } from 'comlink'
          export function index(onDone) {
            wrap(new Worker('w.js')).index({ onDone: proxy(onDone) })
            onDone()
          }
        `,
      }]],
    },
  ],
})

// Transfer lists.
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
                                                           ~~~~~~ untransferred
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
                                       ~~~~~ untransferred
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
                                       ~~~~~~~~~ untransferred
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
                                                   ~~~~~ untransferred
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
                                                      ~~~~~ untransferred
      `,
    },
  ],
})

// Failures that the program expects.
run(rule, {
  valid: [
    { name: 'a test for what can be cloned', code: 'const job = { run() {} }\nexport function isPlain() { try { structuredClone(job); return true } catch { return false } }' },
    { name: 'a try around the send alone', code: "const worker = new Worker('w.js')\nexport function send(onDone) { onDone(); try { worker.postMessage({ onDone }) } catch (error) { console.warn(error) } }" },
    { name: 'a catch that asks for the reason', code: text`
      import { Piscina } from 'piscina'
      const pool = new Piscina({})
      export async function run(task) {
        try { return await pool.run({ ...task, onDone: () => {} }) } catch (error) { if (error.name !== 'DataCloneError') throw error }
      }
    ` },
    { name: 'a catch that sends it in another way', code: text`
      import { parentPort } from 'node:worker_threads'
      export function reply(compute) {
        const result = { value: compute(), retry: () => compute() }
        try { log(result); parentPort.postMessage(result) } catch { parentPort.postMessage(JSON.stringify(result)) }
      }
    ` },
    { name: 'a test that expects the throw', code: "const worker = new Worker('w.js')\nassert.throws(() => worker.postMessage(() => {}))" },
  ],
  invalid: [
    {
      name: 'a catch that answers a request',
      ...marked`
        import { createServer } from 'node:http'
        import Tinypool from 'tinypool'
        const pool = new Tinypool({})
        createServer(async (request, response) => {
          try {
            response.end(await pool.run({ request }))
                                          ~~~~~~~ throws
          } catch {
            response.writeHead(500).end()
          }
        })
      `,
    },
  ],
})

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

// Where it runs, and what is allowed.
run(rule, {
  valid: [
    {
      name: 'a URL on Node 20 alone loses what it is, and that is not asked for',
      code: "new Worker('w.js').postMessage(new URL('https://a.example'))",
      settings: { concurrency: { runtime: 'node20' } },
    },
    { name: 'a type that is allowed', code: "new Worker('w.js').postMessage(new Headers())", options: [{ allow: ['Headers'] }] },
    { name: 'a class that is allowed', code: "class Job { run = () => 1 }\nnew Worker('w.js').postMessage(new Job())", options: [{ allow: ['function'] }] },
    { name: 'a way of sending that is allowed', code: 'structuredClone({ run() {} })', options: [{ allow: ['structuredClone'] }] },
  ],
  invalid: [
    {
      name: 'what exists on Node alone is judged there',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.postMessage({ timer: setTimeout(() => {}, 5) })
                                        ~~~~~~~~~~~~~~~~~~~~~~~ throws
        parentPort.postMessage({ signal: AbortSignal.timeout(5) })
                                         ~~~~~~~~~~~~~~~~~~~~~~ breaks {"subject": "'signal' is an AbortSignal", "sink": "postMessage", "harm": "loses its link to the controller: it arrives as {}"}
      `,
    },
    {
      name: 'a URL on Node 22',
      settings: { concurrency: { runtime: ['node22', 'node24'] } },
      ...marked`
        new Worker('w.js').postMessage(new URL('https://a.example'))
                                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
  ],
})

typed(rule, {
  valid: [
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

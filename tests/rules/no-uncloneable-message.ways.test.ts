import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// How a value comes to the message.
run(rule, {
  valid: [
    { name: 'what a service worker says of a request', code: text`
      self.addEventListener('fetch', async (event) => {
        for (const page of await self.clients.matchAll()) page.postMessage({ url: event.request.url })
      })
    ` },
    { name: 'what a promise made by hand is resolved with', code: text`
      const worker = new Worker('w.js')
      async function ask(id) { return new Promise((resolve) => waiting.set(id, resolve)) }
      async function command(id) {
        if (id) return await ask(id)
        return false
      }
      export async function forward(id) {
        worker.postMessage(await ask(id))
        const answer = await new Promise((resolve) => waiting.set(id, resolve))
        worker.postMessage({ answer })
        command(id).then((response) => worker.postMessage({ response }))
      }
    ` },
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
    { name: 'what is put into a collection after it was sent', code: "const worker = new Worker('w.js')\nconst rows = []\nworker.postMessage(rows)\nrows.push(() => 1)\nconst byName = new Map()\nworker.postMessage(byName)\nbyName.set('a', () => 1)" },
    { name: 'a list that is emptied before', code: "const steps = []\nsteps.push(() => 1)\nsteps.forEach((step) => step())\nsteps.length = 0\nnew Worker('w.js').postMessage(steps)" },
    { name: 'an element that is taken out or overwritten', code: "const worker = new Worker('w.js')\nconst steps = [() => 1]\nsteps.pop()()\nworker.postMessage(steps)\nconst slots = [() => 1]\nslots[0] = 'done'\nworker.postMessage(slots)" },
    { name: 'a part of a list that may not be the function', code: "const argv = [() => 1, 'a', 'b']\nnew Worker('w.js').postMessage(argv.slice(1))" },
    { name: 'the prototype of a literal', code: "const base = { run() {} }\nnew Worker('w.js').postMessage({ __proto__: base, id: 1 })\nnew Worker('w.js').postMessage({ __proto__: () => 1 })" },
    { name: 'what is added to an error: no copy of an error has it', code: text`
      const worker = new Worker('w.js')
      worker.postMessage(Object.assign(new Error('failed'), { retry: () => 1 }))
      export async function load(path) {
        try { return await import(path) } catch (error) {
          error.retry = () => load(path)
          worker.postMessage({ error })
        }
      }
      load('./a.js').catch((reason) => {
        reason.retry = () => 1
        worker.postMessage(Object.assign(reason, { again: () => 1 }))
      })
    ` },
    { name: 'what is added to a map or date', code: "new Worker('w.js').postMessage([Object.assign(new Map(), { run: () => 1 }), Object.assign(new Date(), { run: () => 1 })])" },
    { name: 'a static field that is assigned anew', code: "class Hooks { static done = () => 1 }\nHooks.done = 'none'\nnew Worker('w.js').postMessage({ done: Hooks.done })" },
    { name: 'keys of an object of functions', code: "const handlers = { start() {} }\nnew Worker('w.js').postMessage(Object.keys(handlers))" },
  ],
  invalid: [
    {
      name: 'the request of a service worker',
      ...marked`
        async function tell(detail) {
          for (const page of await self.clients.matchAll()) page.postMessage({ type: 'asked', ...detail })
        }
        self.addEventListener('fetch', (event) => {
          event.waitUntil(tell({ request: event.request }))
                                          ~~~~~~~~~~~~~ breaks
        })
      `,
    },
    {
      name: 'a promise made by hand, that nobody awaits',
      ...marked`
        const worker = new Worker('w.js')
        function ask(id) { return new Promise((resolve) => waiting.set(id, resolve)) }
        export function forward(id) {
          worker.postMessage(ask(id))
                             ~~~~~~~ throws {"subject": "'ask(id)' is a promise that is not awaited (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
      `,
    },
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
      name: 'into a list, a map and a set, by calls of the same expression',
      ...marked`
        const worker = new Worker('w.js')
        worker.postMessage(new Array(2).fill(() => 1))
                                             ~~~~~~~ throws
        worker.postMessage(new Map().set('a', Symbol('a')))
                                              ~~~~~~~~~~~ throws
        worker.postMessage(new Set().add(Promise.resolve(1)))
                                         ~~~~~~~~~~~~~~~~~~ throws
        worker.postMessage([1, 2].flatMap((n) => [n, () => n]))
                                                     ~~~~~~~ throws
      `,
    },
    {
      name: 'as a key of a map',
      ...marked`
        const listeners = new Map([[() => 1, 'open']])
        new Worker('w.js').postMessage({ listeners })
                                         ~~~~~~~~~ throws
      `,
    },
    {
      name: 'a list that a function stands in for what it held, and a queue element',
      ...marked`
        const worker = new Worker('w.js')
        const slots = ['free']
        slots[0] = () => 1
        worker.postMessage(slots)
                           ~~~~~ throws
        const queue = []
        queue.push({ run: () => 1 })
        worker.postMessage(queue.shift())
                           ~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'added to an array, to a plain object, to a function',
      ...marked`
        const worker = new Worker('w.js')
        worker.postMessage(Object.assign([1], { each: () => 1 }))
                                                      ~~~~~~~ throws
        worker.postMessage(Object.assign(Object.create(null), { each: () => 1 }))
                                                                      ~~~~~~~ throws
        worker.postMessage(Object.assign(() => 1, { id: 1 }))
                                         ~~~~~~~ throws
      `,
    },
    {
      name: 'a default, and a static field',
      ...marked`
        const worker = new Worker('w.js')
        const { compare = (a, b) => a - b } = {}
        worker.postMessage({ compare })
                             ~~~~~~~ throws
        class Hooks { static done = Symbol('done') }
        worker.postMessage(Hooks.done)
                           ~~~~~~~~~~ throws
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
    { name: 'generators that the class runs itself, or that have no name for others', code: text`
      import { expose } from 'comlink'
      class Index {
        *lines(term) { yield* this.all.filter((line) => line.includes(term)) }
        *#numbers() { yield 1 }
        *[Symbol.iterator]() { yield* this.all }
        private *words() { yield 'a' }
        find(term) { return [...this.lines(term)] }
      }
      expose(new Index())
    `, language: 'ts' },
    { name: 'settings of a file that may stand in for the default, or are not known', language: 'ts', code: text`
      import { setEnvironmentData } from 'node:worker_threads'
      interface Settings { region: string; redact: string }
      interface Saved { run(): void; redact: (text: string) => string }
      const DEFAULTS = { region: 'eu', redact: (text: string) => text.slice(4) }
      export function load(text: string) {
        setEnvironmentData('one', { ...DEFAULTS, ...(JSON.parse(text) as Settings) })
        setEnvironmentData('other', { ...DEFAULTS, ...JSON.parse(text) })
        setEnvironmentData('saved', JSON.parse(text) as Saved)
      }
    ` },
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
      name: 'a big integer that is counted up',
      ...marked`
        const spent = { calls: 0, time: 0n }
        export function timed(run) {
          const begin = process.hrtime.bigint()
          run()
          spent.calls += 1
          spent.time += process.hrtime.bigint() - begin
        }
        export const tell = () => process.send({ spent })
                                                 ~~~~~ throws {"subject": "'spent.time' is a bigint (line 1)", "sink": "process.send", "harm": "throws a TypeError", "failure": "the message is never sent"}
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
      name: 'a generator that another thread or process calls',
      ...marked`
        import { ipcMain } from 'electron'
        import { expose } from 'comlink'
        import workerpool from 'workerpool'
        class Index {
          *find(term) { yield* this.lines.filter((line) => line.includes(term)) }
           ~~~~ throws {"subject": "'find' is a generator", "sink": "sending it back through Comlink", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
          size() { return this.lines.length }
        }
        expose(new Index())
        async function* pages() { yield 1 }
                        ~~~~~ throws
        workerpool.worker({ pages, *rows() { yield 2 } })
                                    ~~~~ throws
        ipcMain.handle('each', function* () { yield 3 })
                               ~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'defaults over which settings are laid that a file gives',
      language: 'ts',
      ...marked`
        import { setEnvironmentData } from 'node:worker_threads'
        interface Settings { region: string; rows: number }
        const DEFAULTS = { region: 'eu', redact: (text: string) => text.slice(4) }
        export function load(text: string) {
          const own = JSON.parse(text) as Partial<Settings>
          setEnvironmentData('settings', { ...DEFAULTS, ...own, rows: own.rows ?? 10 })
                                              ~~~~~~~~ throws
        }
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
    {
      name: 'what the history of a page is to keep',
      ...marked`
        export function open(entry) {
          history.pushState({ body: document.body, entry }, '')
                                    ~~~~~~~~~~~~~ throws
        }
        export function listen(list) {
          list.addEventListener('click', (event) => history.replaceState({ event }, ''))
                                                                           ~~~~~ throws
        }
      `,
    },
    {
      name: 'an event of React',
      filename: 'drop.tsx',
      ...marked`
        const worker = new Worker('drop.js')
        export const onDrop = (event: React.DragEvent<HTMLElement>) => worker.postMessage({ event })
                                                                                            ~~~~~ throws
        export const onName = (event: React.ChangeEvent<HTMLInputElement>) => worker.postMessage({ field: event.target })
                                                                                                          ~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'a function that the type allows, with lossy',
      ...marked`
        interface Settings { depth: number; onStep?: (step: number) => void }
        export class Engine {
          constructor(private readonly worker: Worker, private readonly settings: Settings) {}
          go() { this.worker.postMessage({ settings: this.settings }) }
                                                     ~~~~~~~~~~~~~ lossy
        }
      `,
      options: [{ lossy: true }],
    },
  ],
})

import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const pool = "import { Piscina } from 'piscina'\nconst pool = new Piscina({ filename: '/app/resize.js' })\n"

// ---------------------------------------------------------------- promises of tasks

run(rule, {
  valid: [
    { name: 'awaited, returned, caught', code: `${pool}export const run = (job) => pool.run(job)\nexport async function one(job) { await pool.run(job); pool.run(job).catch(console.error); pool.run(job).then(console.log, console.error) }` },
    { name: 'kept', code: `${pool}const jobs = []\nexport const add = (job) => { jobs.push(pool.run(job)) }\nexport const done = () => Promise.all(jobs)` },
    { name: 'a helper that catches', code: `${pool}async function run(job) { try { await pool.run(job) } catch (error) { console.error(error) } }\nexport const add = (job) => { run(job) }` },
    { name: 'what nobody catches is caught for all', code: `${pool}process.on('unhandledRejection', console.error)\npool.run(1)` },
    { name: 'in a timer, caught', code: `${pool}export const start = (jobs) => setInterval(async () => { try { await pool.run(jobs.next()) } catch (error) { console.error(error) } }, 1000)` },
    { name: 'in a timer, which somebody else is told of', code: `${pool}export const later = (job) => new Promise((resolve, reject) => { setTimeout(() => { pool.run(job).then(resolve, reject) }, 1000) })` },
    { name: 'streams of a farm', code: "import { Worker } from 'jest-worker'\nconst farm = new Worker('/app/a.js')\nfarm.getStdout().pipe(process.stdout)" },
  ],
  invalid: [
    {
      name: 'a then without a catch',
      ...marked`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: '/app/resize.js' })
        export function enqueue(image) {
          pool.run(image).then((files) => console.log(files))
          ~~~~~~~~ task
          return { accepted: true }
        }
      `,
    },
    {
      name: 'awaited in a timer, which takes no promise',
      ...marked`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: '/app/totals.js' })
        export class Totals {
          start(store) {
            this.timer = setInterval(async () => {
              const totals = await pool.run(await store.rows())
                                   ~~~~~~~~ task
              await store.save(totals)
            }, 1000)
          }
          stop() { clearInterval(this.timer) }
        }
        export async function refresh() {
          await pool.run('refresh')
                ~~~~~~~~ task
        }
        setTimeout(refresh, 500)
      `,
    },
    {
      name: 'through helpers, behind void, in a forEach',
      ...marked`
        import workerpool from 'workerpool'
        const pool = workerpool.pool('/app/resize.js')
        const resize = (image) => pool.exec('resize', [image])
        async function store(image) {
          const small = await resize(image)
          await save(small)
        }
        export function all(images) {
          void resize(images[0])
               ~~~~~~ task
          store(images[1])
          ~~~~~ task
          images.forEach(async (image) => { await resize(image) })
                                                  ~~~~~~ task
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- tasks that end their worker

run(rule, {
  valid: [
    { name: 'an error', code: "import workerpool from 'workerpool'\nworkerpool.worker({ parse(text) { if (!text) throw new Error('empty'); return text.length } })" },
    { name: 'a worker of its own', filename: '/app/rows-worker.js', code: "import { parentPort } from 'node:worker_threads'\nexport function stop() { process.exit(0) }\nparentPort.on('message', stop)" },
    { name: 'beside the tasks', code: "import workerpool from 'workerpool'\nif (!process.argv[2]) process.exit(1)\nworkerpool.worker({ parse(text) { return text.length } })" },
  ],
  invalid: [
    {
      name: 'in what a task calls',
      ...marked`
        import workerpool from 'workerpool'
        function fail(reason) {
          console.error(reason)
          process.exit(1)
          ~~~~~~~~~~~~ exits {"by": "parse"}
        }
        workerpool.worker({
          parse(text) {
            if (!text) fail('empty')
            return text.length
          },
        })
      `,
    },
    {
      name: 'in a file that is the pool and its tasks',
      ...marked`
        import { fileURLToPath } from 'node:url'
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: fileURLToPath(import.meta.url) })
        export const run = (image) => pool.run(image)
        export default function (image) {
          if (!image) process.exit(2)
                      ~~~~~~~~~~~~ exits
          return image.length
        }
      `,
    },
    {
      name: 'in the module of a task',
      filename: '/app/resize-worker.js',
      ...marked`
        export default function resize(image) {
          if (!image) process.exit(1)
                      ~~~~~~~~~~~~ exits {"by": "resize"}
          return image.length
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- async listeners of messages

run(rule, {
  valid: [
    {
      name: 'caught, here or in what it calls',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { work } from './work.js'
        async function answer(job) {
          try { parentPort.postMessage({ value: await work(job) }) } catch (error) { parentPort.postMessage({ error }) }
        }
        parentPort.on('message', async (job) => { await answer(job) })
        parentPort.on('message', (job) => answer(job))
        process.on('message', async (job) => { const value = await work(job).catch(() => undefined); process.send(value) })
      `,
    },
    { name: 'handed to another file', code: "import { parentPort } from 'node:worker_threads'\nimport { handle } from './handle.js'\nparentPort.on('message', async (job) => { await handle(job) })" },
    { name: 'nothing to wait for', code: "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', async (job) => { parentPort.postMessage(job) })" },
    {
      name: 'all that is waited for together stands ready',
      code: text`
        const patterns = { mail: [new RegExp('@')], link: [new RegExp('://')] }
        async function check(kind, word) {
          const [found, again] = await Promise.all([patterns[kind][0].test(word), true])
          return found && again
        }
        self.onmessage = async ({ data }) => {
          const found = await check(data.kind, data.word)
          self.postMessage(found)
        }
      `,
    },
    {
      name: 'a command ends with what its listener throws',
      code: text`
        #!/usr/bin/env node
        import { fork } from 'node:child_process'
        import { store } from './store.js'
        const child = fork('./sail.js')
        child.on('message', async (log) => {
          const stored = await store(log)
          console.log(stored)
        })
      `,
    },
    {
      name: 'a task of which failures are values',
      code: text`
        import * as TE from 'fp-ts/TaskEither'
        const weigh = (fish: string): TE.TaskEither<string, number> => TE.right(fish.length)
        self.onmessage = async ({ data }: MessageEvent) => {
          const result = await weigh(data)()
          self.postMessage(result)
        }
      `,
    },
    {
      name: 'a part of a listener that catches, or is caught',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        parentPort.on('message', (job) => {
          (async () => {
            const rows = await load(job)
            parentPort.postMessage(rows)
          })().catch((error) => parentPort.postMessage({ error: error.message }))
        })
        parentPort.on('message', (job) => {
          void (async () => {
            try {
              const rows = await load(job)
              parentPort.postMessage(rows)
            } catch (error) {
              parentPort.postMessage({ error: error.message })
            }
          })()
        })
      `,
    },
    {
      name: 'a channel of tabs: nobody waits where nothing answers, or it answers with the error',
      code: text`
        const tabs = new BroadcastChannel('basket')
        tabs.addEventListener('message', async ({ data }) => {
          const goods = await fetch(data.url)
          document.title = goods.statusText
        })
        const orders = new BroadcastChannel('orders')
        orders.onmessage = async ({ data }) => {
          try {
            const response = await fetch(data.url)
            orders.postMessage({ id: data.id, status: response.status })
          } catch (error) {
            orders.postMessage({ id: data.id, error: error.message })
          }
        }
      `,
    },
    {
      name: 'what follows in a chain has something for the failure',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        parentPort.on('message', async (job) => load(job).then((rows) => parentPort.postMessage(rows), (error) => parentPort.postMessage({ error: error.message })))
        parentPort.on('messageerror', async (job) => load(job).then((rows) => parentPort.postMessage(rows)).catch(console.error))
      `,
    },
    {
      name: 'a promise that is caught where it is begun, and waited for by its name',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        parentPort.on('message', async (job) => {
          const loading = load(job).catch((error) => console.error(error))
          const rows = await loading
          console.log(rows?.length)
        })
      `,
    },
    { name: 'another emitter', code: "import { socket } from './socket.js'\nsocket.on('message', async (job) => { await job() })" },
  ],
  invalid: [
    {
      name: 'a promise that nobody catches, by its name',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        parentPort.on('message', async (job) => {
                      ~~~~~~~~~ rejects
          const loading = load(job)
          const rows = await loading
          console.log(rows.length)
        })
      `,
    },
    {
      name: 'in a worker, in a child, in the main program',
      ...marked`
        import { parentPort, Worker } from 'node:worker_threads'
        import { load, store } from './work.js'
        parentPort.on('message', async (job) => {
                      ~~~~~~~~~ rejects {"harm": "the rejection is unhandled and ends this worker with all that it was asked for"}
          const rows = await load(job)
          parentPort.postMessage(rows)
        })
        async function received(rows) {
          const stored = await store(rows)
          console.log(stored)
        }
        const worker = new Worker('./a.js')
        worker.on('error', console.error)
        worker.on('message', (rows) => received(rows))
                  ~~~~~~~~~ rejects {"harm": "the rejection is unhandled and ends the process"}
      `,
    },
    {
      name: 'a part of a listener, dropped or handed back',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        parentPort.on('message', (job) => {
                      ~~~~~~~~~ rejects
          void (async () => {
            const rows = await load(job)
            parentPort.postMessage(rows)
          })()
        })
        async function answer(job) {
          const rows = await load(job)
          parentPort.postMessage(rows)
        }
        parentPort.on('message', (job) => {
                      ~~~~~~~~~ rejects
          answer(job)
        })
        parentPort.on('message', async (job) => {
                      ~~~~~~~~~ rejects
          try {
            return answer(job)
          } catch (error) {
            console.error(error)
          }
        })
      `,
    },
    {
      name: 'what follows in a chain, and nothing for the failure',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { load } from './work.js'
        async function weigh(job) {
          return load(job).then(async (rows) => {
            parentPort.postMessage(rows.length)
          })
        }
        parentPort.on('message', weigh)
                      ~~~~~~~~~ rejects
      `,
    },
    {
      name: 'a function of a function that says nothing of its failures',
      ...marked`
        const weigh = (fish: string) => () => readScale(fish)
        self.onmessage = async ({ data }: MessageEvent) => {
        ~~~~~~~~~~~~~~ rejects
          const result = await weigh(data)()
          self.postMessage(result)
        }
      `,
    },
    {
      name: 'in a worker of a page',
      ...marked`
        self.onmessage = async ({ data }) => {
        ~~~~~~~~~~~~~~ rejects {"harm": "no 'error' tells the page of it, and whoever waits for the answer waits for ever"}
          const response = await fetch(data)
          self.postMessage(await response.json())
        }
      `,
    },
    {
      name: 'answers through a channel of tabs, and through a port',
      ...marked`
        export class Basket {
          private tabs: BroadcastChannel
          constructor(private readonly store: { find(name: string): Promise<object> }) {
            this.tabs = new BroadcastChannel('basket')
            this.tabs.addEventListener('message', this.hear)
                                       ~~~~~~~~~ rejects {"harm": "nothing tells the other side of it, and whoever waits there for the answer waits for ever"}
          }
          private hear = async (event: MessageEvent) => {
            if (event.data.asks) this.answer(event.data)
          }
          private answer = async ({ id, name }: { id: number; name: string }) => {
            const goods = await this.store.find(name)
            this.tabs.postMessage({ id, goods })
          }
        }
        const { port1 } = new MessageChannel()
        port1.onmessage = async ({ data }) => {
        ~~~~~~~~~~~~~~~ rejects
          const response = await fetch(data.url)
          port1.postMessage({ id: data.id, text: await response.text() })
        }
      `,
    },
    {
      name: 'one of several that are waited for together may fail',
      ...marked`
        const patterns = { mail: [new RegExp('@')], link: [new RegExp('://')] }
        self.onmessage = async ({ data }) => {
        ~~~~~~~~~~~~~~ rejects
          const [found, words] = await Promise.all([patterns[data.kind][0].test(data.word), fetch(data.list)])
          self.postMessage({ found, words: words.size })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- answers

run(rule, {
  valid: [
    {
      name: 'not asked for',
      code: text`
        import { parentPort } from 'node:worker_threads'
        const tasks = new Map()
        parentPort.on('message', ({ name, args }) => {
          const run = tasks.get(name)
          parentPort.postMessage({ value: run(...args) })
        })
      `,
    },
    {
      name: 'caught',
      options: [{ allow: [], replies: true }],
      code: text`
        import { parentPort } from 'node:worker_threads'
        const tasks = new Map()
        parentPort.on('message', ({ name, args }) => {
          const run = tasks.get(name)
          try {
            parentPort.postMessage({ value: run(...args) })
          } catch (error) {
            parentPort.postMessage({ error: String(error) })
          }
        })
      `,
    },
    {
      name: 'a function of its own that catches what cannot be sent',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort!.on('message', (request) => perform(request, succeed, fail))
        function succeed(result: unknown) {
          try {
            parentPort!.postMessage(['done', result])
          } catch (error) {
            fail(error as Error)
          }
        }
        function fail({ message }: Error) { parentPort!.postMessage(['failed', message]) }
      `,
    },
    {
      name: 'a function of its own, where whoever calls it catches what cannot be sent',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { parentPort } from 'node:worker_threads'
        const succeed = (id: number, result: unknown): void => parentPort!.postMessage({ id, result })
        const fail = (id: number, reason: string): void => parentPort!.postMessage({ id, reason })
        parentPort!.on('message', async ({ id, run }) => {
          try {
            succeed(id, await perform(run))
          } catch (error) {
            fail(id, String(error))
          }
        })
      `,
    },
    {
      name: 'what another file has put into a table, where the chain catches what cannot be sent, or text alone is sent',
      options: [{ allow: [], replies: true }],
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { recipes } from './recipes.js'
        parentPort.on('message', ({ id, name }) => {
          recipes[name](id).then((meal) => parentPort.postMessage({ id, meal })).catch((error) => parentPort.postMessage({ id, error: String(error) }))
        })
        parentPort.on('message', ({ id, name }) => {
          recipes[name](id).then((meal) => parentPort.postMessage({ id, meal: String(meal) }), (error) => parentPort.postMessage({ id, error: String(error) }))
        })
      `,
    },
    {
      name: 'what a callback has called out of a table, behind which the text alone is sent, or the chain catches it',
      options: [{ allow: [], replies: true }],
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { recipes } from './recipes.js'
        parentPort.on('message', ({ id, name }) => {
          Promise.resolve().then(() => recipes[name](id)).then((meal) => String(meal)).then((text) => parentPort.postMessage({ id, text }), (error) => parentPort.postMessage({ id, error: String(error) }))
        })
        parentPort.on('message', ({ id, name }) => {
          Promise.resolve().then(() => recipes[name](id)).then((meal) => parentPort.postMessage({ id, meal })).catch((error) => parentPort.postMessage({ id, error: String(error) }))
        })
      `,
    },
    {
      name: 'a function that sends what it names',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort!.on('message', (request) => perform(request, succeed))
        function succeed(rows: number) { parentPort!.postMessage(['done', rows]) }
      `,
    },
    {
      name: 'a task for a worker of its own: who submits it hears the error',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { Worker } from 'node:worker_threads'
        export class Crew {
          readonly #worker = new Worker('./crew.js')
          constructor(done: (result: unknown) => void, failed: (error: Error) => void) {
            this.#worker.on('message', done)
            this.#worker.on('error', failed)
          }
          submit(task: unknown) { this.#worker.postMessage(task) }
          close() { return this.#worker.terminate() }
        }
      `,
    },
    {
      name: 'what a worker is started with: who starts it hears the error',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { Worker } from 'node:worker_threads'
        export async function render(page: unknown) {
          const worker = new Worker('./render.js', { workerData: page })
          return new Promise((resolve, reject) => {
            worker.on('message', resolve)
            worker.on('error', reject)
            worker.on('exit', reject)
          })
        }
      `,
    },
    {
      name: 'a file that answers nobody',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export function publish(value: unknown) { parentPort!.postMessage({ value }) }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function of its own that sends whatever it is given',
      options: [{ allow: [], replies: true }],
      language: 'ts',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort!.on('message', (request) => perform(request, succeed, fail))
        function succeed(result: unknown) {
          parentPort!.postMessage(['done', result])
          ~~~~~~~~~~~~~~~~~~~~~~~ answers {"noun": "postMessage"}
        }
        function fail({ message }: Error) { parentPort!.postMessage(['failed', message]) }
      `,
    },
    {
      name: 'what a function has promised that another file has put into a table',
      options: [{ allow: [], replies: true }],
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { recipes } from './recipes.js'
        parentPort.on('message', ({ id, name }) => {
          recipes[name](id).then((meal) => parentPort.postMessage({ id, meal }), (error) => parentPort.postMessage({ id, error: String(error) }))
                                           ~~~~~~~~~~~~~~~~~~~~~~ answers {"noun": "postMessage"}
        })
      `,
    },
    {
      name: 'what a callback has called out of a table, so that what it throws is caught: that the answer cannot be sent is not',
      options: [{ allow: [], replies: true }],
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { recipes } from './recipes.js'
        parentPort.on('message', ({ id, name }) => {
          Promise.resolve().then(() => recipes[name](id)).then(
            (meal) => { parentPort.postMessage({ id, meal }) },
                        ~~~~~~~~~~~~~~~~~~~~~~ answers {"noun": "postMessage"}
            (error) => { parentPort.postMessage({ id, error: String(error) }) },
          )
        })
      `,
    },
    {
      name: 'the result of a function out of a table',
      options: [{ allow: [], replies: true }],
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const tasks = new Map()
        parentPort.on('message', ({ name, args }) => {
          const run = tasks.get(name)
          const value = run(...args)
          parentPort.postMessage({ value })
          ~~~~~~~~~~~~~~~~~~~~~~ answers {"noun": "postMessage"}
        })
      `,
    },
  ],
})

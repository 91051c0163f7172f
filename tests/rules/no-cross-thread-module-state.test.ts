import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Threads.
run(rule, {
  valid: [
    { name: 'what an exported function that starts the worker counts for itself', code: text`
      import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
      let found = 0
      export function scan(files) {
        const worker = new Worker(new URL(import.meta.url), { workerData: files })
        worker.on('message', () => { found++ })
        worker.on('exit', () => console.log(found))
      }
      if (!isMainThread) for (const file of workerData) parentPort.postMessage(file)
    ` },
    { name: 'sent with the worker', code: text`
      import { Worker, isMainThread, workerData } from 'node:worker_threads'
      let config = workerData
      if (isMainThread) {
        config = { rate: 2 }
        new Worker(new URL(import.meta.url), { workerData: config })
      } else {
        config = workerData
        work(config.rate)
      }
    ` },
    { name: 'each side sets its own', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      let log = null
      if (isMainThread) { log = console.log; new Worker(new URL(import.meta.url)) } else { log = console.error }
      log('started')
    ` },
    { name: 'a constant', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      const limits = { size: 10 }
      if (isMainThread) new Worker(new URL(import.meta.url))
      else work(limits.size)
    ` },
    { name: 'a word of the command line that is for whoever starts the program', code: text`
      import { fork } from 'node:child_process'
      let pages = 0
      function crawl() { pages += 1 }
      function watch() { fork(process.argv[1], ['quiet']).on('exit', () => console.log(pages)) }
      if (process.argv[2] === 'crawl') crawl()
      else watch()
    ` },
    { name: 'another program is told', code: text`
      import { fork } from 'node:child_process'
      let pages = 0
      if (process.argv[2] === 'crawl') pages += 1
      else fork('./crawl.js', ['crawl']).on('exit', () => console.log(pages))
    ` },
    { name: 'a task that the main thread runs too', code: text`
      import { isMainThread } from 'node:worker_threads'
      import { Piscina } from 'piscina'
      let parsed = 0
      export default function parse(text) { parsed += 1; return JSON.parse(text) }
      if (isMainThread) {
        const pool = new Piscina({ filename: import.meta.filename })
        parse('1')
        pool.run('2').then(() => console.log(parsed))
      }
    ` },
    { name: 'both written and read on one side', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let done = 0
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url))
        worker.on('message', () => { done++; console.log(done) })
      } else {
        parentPort.postMessage('ready')
      }
    ` },
    { name: 'a function that runs on both sides', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      const cache = new Map()
      function lookup(key) { if (!cache.has(key)) cache.set(key, compute(key)); return cache.get(key) }
      if (isMainThread) { lookup('a'); new Worker(new URL(import.meta.url)) } else { lookup('b') }
    ` },
    { name: 'a function that anybody may call', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      let level = 'info'
      export function setLevel(next) { level = next }
      if (isMainThread) new Worker(new URL(import.meta.url))
      else console.log(level)
    ` },
    { name: 'memory that both sides see', code: text`
      import { Worker, isMainThread, workerData } from 'node:worker_threads'
      const flags = new Int32Array(isMainThread ? new SharedArrayBuffer(4) : workerData)
      if (isMainThread) { new Worker(new URL(import.meta.url), { workerData: flags.buffer }); flags[0] = 1 } else console.log(flags[0])
    ` },
    { name: 'two different properties', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      const state = { main: 0, worker: 0 }
      if (isMainThread) { state.main = 1; new Worker(new URL(import.meta.url)) } else { work(state.worker) }
    ` },
    { name: 'a variable of the environment that is there when the worker starts', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      if (isMainThread) { process.env.MODE = 'fast'; new Worker(new URL(import.meta.url)) } else { work(process.env.MODE) }
    ` },
    { name: 'one that is set in each round, before the next worker starts', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      if (isMainThread) {
        for (const mode of ['fast', 'slow']) {
          new Worker(new URL(import.meta.url))
          process.env.MODE = mode
        }
      } else { work(process.env.MODE) }
    ` },
    { name: 'one that a listener sets, which is there before the start, or before another one', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      if (isMainThread) {
        process.on('SIGUSR2', () => { process.env.LEVEL = 'debug' })
        new Worker(new URL(import.meta.url)).on('error', report)
        process.on('SIGUSR1', () => { process.env.LEVEL = 'info'; new Worker(new URL(import.meta.url)).on('error', report) })
      } else { work(process.env.LEVEL) }
    ` },
    { name: 'a shared environment', code: text`
      import { Worker, isMainThread, SHARE_ENV } from 'node:worker_threads'
      if (isMainThread) { new Worker(new URL(import.meta.url), { env: SHARE_ENV }).on('exit', () => console.log(process.env.RESULT)) } else { process.env.RESULT = 'ok' }
    ` },
    { name: 'allowed', code: text`
      import { Worker, isMainThread } from 'node:worker_threads'
      let config = null
      if (isMainThread) { config = {}; new Worker(new URL(import.meta.url)) } else work(config)
    `, options: [{ allow: ['config'] }] },
  ],
  invalid: [
    {
      name: 'counted by the worker, told by the exported function that has started it',
      ...marked`
        import { Worker, isMainThread, workerData } from 'node:worker_threads'
        let found = 0
        async function scanAll(files) { for (const file of files) if (await check(file)) found++ }
        export function scan(files) {
          const worker = new Worker(new URL(import.meta.url), { workerData: files })
          worker.on('exit', () => console.log(found))
                                              ~~~~~ split
        }
        if (!isMainThread) await scanAll(workerData)
      `,
    },
    {
      name: 'set by an object that has a worker of this file, read by the worker',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        const settings = { quality: 80 }
        function render(file) { return draw(file, settings.quality) }
                                                  ~~~~~~~~ split
        export class Renderer {
          #worker = new Worker(new URL(import.meta.url))
          configure(quality) { settings.quality = quality }
          render(file) { this.#worker.postMessage(file) }
        }
        if (!isMainThread) parentPort.on('message', (file) => parentPort.postMessage(render(file)))
      `,
    },
    {
      name: 'set on the main thread, read in the worker',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        let config = null
        function convert(amounts) {
          return amounts.map((amount) => amount * config.rate)
                                                  ~~~~~~ split {"name": "config", "writer": "on the main thread", "place": "line 7", "reader": "in the worker", "instead": "'null'"}
        }
        if (isMainThread) {
          config = { rate: 2 }
          new Worker(new URL(import.meta.url)).postMessage([1, 2])
        } else {
          parentPort.on('message', (amounts) => parentPort.postMessage(convert(amounts)))
        }
      `,
    },
    {
      name: 'a flag that the worker sets and the main thread waits for',
      ...marked`
        import { Worker, isMainThread } from 'node:worker_threads'
        let ready = false
        function warmUp() { fill(); ready = true }
        async function untilReady() { while (!ready) await pause(25) }
                                              ~~~~~ split {"name": "ready", "writer": "in the worker", "place": "line 3", "reader": "on the main thread", "instead": "'false'"}
        if (isMainThread) {
          new Worker(new URL(import.meta.url))
          untilReady().then(() => console.log('ready'))
        } else {
          warmUp()
        }
      `,
    },
    {
      name: 'what the copy of itself counts that a word of the command line tells apart',
      ...marked`
        import { fork } from 'node:child_process'
        import { fileURLToPath } from 'node:url'
        const done = { pages: 0, broken: 0 }
        async function crawl(start) { for await (const page of pagesFrom(start)) if (page.ok) done.pages += 1; else done.broken += 1 }
        function watch(start) {
          const child = fork(fileURLToPath(import.meta.url), ['crawl', start])
          child.on('error', console.error)
          child.on('exit', (code) => console.log(code, done.pages))
                                                       ~~~~ split {"name": "done", "writer": "in its workers", "place": "line 4", "reader": "in the primary process", "instead": "'{ pages: 0, broken: 0 }'"}
        }
        if (process.argv[2] === 'crawl') await crawl(process.argv[3])
        else watch(process.argv[2])
      `,
    },
    {
      name: 'a variable of the environment, and somebody to send to, tell the copies apart',
      ...marked`
        const cp = require('child_process')
        let port = 0
        let ready = false
        function serve() { server.listen(0, () => { port = server.address().port; ready = true }) }
        if (process.env.ROLE !== 'server') {
          cp.spawn(process.execPath, [__filename], { env: { ...process.env, ROLE: 'server' } })
          setTimeout(() => console.log(port), 1000)
                                       ~~~~ split
        } else serve()
      `,
      sourceType: 'commonjs',
    },
    {
      name: 'forked: somebody to send to',
      ...marked`
        const { fork } = require('child_process')
        let ready = false
        if (process.send) {
          load().then(() => { ready = true })
        } else {
          fork(__filename).on('exit', () => console.log(ready))
                                                        ~~~~~ split
        }
      `,
      sourceType: 'commonjs',
    },
    {
      name: 'what the tasks count of a pool that runs this file',
      ...marked`
        import { isMainThread } from 'node:worker_threads'
        import { Piscina } from 'piscina'
        let parsed = 0
        export default function parse(text) { parsed += 1; return JSON.parse(text) }
        if (isMainThread) {
          const pool = new Piscina({ filename: import.meta.filename })
          Promise.all(process.argv.slice(2).map((text) => pool.run(text))).then(() => console.log(parsed))
                                                                                                  ~~~~~~ split {"name": "parsed", "writer": "in the worker", "place": "line 4", "reader": "on the main thread", "instead": "'0'"}
        }
      `,
    },
    {
      name: 'a list that is filled on one side, with an early return between them',
      ...marked`
        const { Worker, isMainThread, parentPort } = require('node:worker_threads')
        const results = []
        function main() {
          if (!isMainThread) {
            parentPort.on('message', (job) => { results.push(run(job)) })
            return
          }
          new Worker(__filename).on('exit', () => console.log(results.length))
                                                              ~~~~~~~ split
        }
        main()
      `,
      sourceType: 'commonjs',
    },
    {
      name: 'an object with methods',
      ...marked`
        import { Worker, isMainThread } from 'node:worker_threads'
        class Registry {
          plugins = new Map()
          register(name, run) { this.plugins.set(name, run) }
          lookup(name) { return this.plugins.get(name) }
        }
        const registry = new Registry()
        if (isMainThread) {
          registry.register('trim', (value) => value.trim())
          new Worker(new URL(import.meta.url))
        } else {
          work(registry.lookup('trim'))
               ~~~~~~~~ split {"name": "registry", "writer": "on the main thread", "place": "line 9", "reader": "in the worker", "instead": "its own, which nobody has filled"}
        }
      `,
    },
    {
      name: 'a condition by another name',
      ...marked`
        import { Worker, parentPort } from 'node:worker_threads'
        const inWorker = parentPort !== null && Boolean(parentPort)
        const isWorker = !!parentPort
        let total = 0
        if (isWorker) {
          total = sum()
        } else {
          new Worker(new URL(import.meta.url)).on('exit', () => console.log(total, inWorker))
                                                                            ~~~~~ split
        }
      `,
    },
    {
      name: 'a variable of the environment that is set behind the start',
      ...marked`
        import { Worker, isMainThread } from 'node:worker_threads'
        if (isMainThread) {
          new Worker(new URL(import.meta.url)).on('error', report)
          process.env.MODE = 'fast'
        } else {
          work(process.env.MODE)
               ~~~~~~~~~~~~~~~~ split {"name": "process.env.MODE", "writer": "on the main thread", "place": "line 4", "reader": "in the worker", "instead": "what it was before"}
        }
      `,
    },
    {
      name: 'one that a listener sets, which is given away behind the start',
      ...marked`
        import { Worker, isMainThread } from 'node:worker_threads'
        if (isMainThread) {
          new Worker(new URL(import.meta.url)).on('error', report)
          process.on('SIGUSR2', () => { process.env.LEVEL = 'debug' })
        } else {
          setInterval(() => {
            if (process.env.LEVEL === 'debug') report(process.memoryUsage())
                ~~~~~~~~~~~~~~~~~ split {"name": "process.env.LEVEL", "writer": "on the main thread", "place": "line 4", "reader": "in the worker", "instead": "what it was before"}
          }, 1000)
        }
      `,
    },
    {
      name: 'a variable of the environment that the worker sets',
      ...marked`
        import { Worker, isMainThread } from 'node:worker_threads'
        if (isMainThread) {
          new Worker(new URL(import.meta.url)).on('exit', () => console.log(process.env.RESULT))
                                                                            ~~~~~~~~~~~~~~~~~~ split {"name": "process.env.RESULT", "writer": "in the worker", "place": "line 5", "reader": "on the main thread", "instead": "what it was before"}
        } else {
          process.env.RESULT = 'ok'
        }
      `,
    },
  ],
})

// Clusters.
run(rule, {
  valid: [
    { name: 'counted by the primary', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const hits = new Map()
      if (cluster.isPrimary) {
        cluster.on('message', (worker, { client }) => { hits.set(client, (hits.get(client) ?? 0) + 1); worker.send(hits.get(client)) })
        cluster.fork()
      } else {
        createServer((request, response) => { process.send({ client: request.headers.client }); response.end() }).listen(80)
      }
    ` },
    { name: 'answers that are waited for', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const waiting = new Map()
      let seq = 0
      if (cluster.isPrimary) cluster.fork()
      else {
        process.on('message', ({ id, ok }) => waiting.get(id)?.(ok))
        createServer((request, response) => { const id = ++seq; waiting.set(id, (ok) => response.end(String(ok))); process.send({ id }) }).listen(80)
      }
    ` },
    { name: 'entries that each member fills, with a time and how often they were of use', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const pages = new Map()
      function pageOf(url) {
        const known = pages.get(url)
        if (known && known.until > Date.now()) {
          known.uses++
          return known.page
        }
        const page = render(url)
        pages.set(url, { page, uses: 0, until: Date.now() + 60_000 })
        return page
      }
      if (cluster.isPrimary) cluster.fork()
      else createServer((request, response) => response.end(pageOf(request.url))).listen(80)
    ` },
    { name: 'a cache that each member fills', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const pageCache = new Map()
      if (cluster.isPrimary) cluster.fork()
      else createServer((request, response) => { if (!pageCache.has(request.url)) pageCache.set(request.url, render(request.url)); response.end(pageCache.get(request.url)) }).listen(80)
    ` },
    { name: 'what an object is told it passes on to the primary, which tells all', code: text`
      import cluster from 'node:cluster'
      import express from 'express'
      class Doors {
        sessions = new Map()
        open(token, user) { this.sessions.set(token, user); this.tell({ token, user }) }
        tell(message) { process.send(message) }
        who(token) { return this.sessions.get(token) }
      }
      const doors = new Doors()
      function serve() {
        const app = express()
        app.post('/login', (request, response) => { doors.open(request.body.token, request.body.user); response.end() })
        app.get('/me', (request, response) => response.json(doors.who(request.query.token)))
        app.listen(80)
      }
      if (cluster.isPrimary) { cluster.fork() } else { serve() }
    ` },
    { name: 'no cluster', code: text`
      import { createServer } from 'node:http'
      const hits = new Map()
      createServer((request, response) => { hits.set(request.url, (hits.get(request.url) ?? 0) + 1); response.end(String(hits.get(request.url))) }).listen(80)
    ` },
    { name: 'what each process asks for again where it does not have it, whatever it is called', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const rates = new Map()
      async function rateOf(code) {
        const known = rates.get(code)
        if (known && Date.now() - known.at < 60_000) return known.value
        const answer = await fetch('https://bank.example/' + code)
        const { value } = await answer.json()
        rates.set(code, { value, at: Date.now() })
        return value
      }
      if (cluster.isPrimary) cluster.fork()
      else createServer((request, response) => { rateOf(request.url).then((value) => response.end(String(value))) }).listen(80)
    ` },
    { name: 'the same in a callback', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const rates = new Map()
      function rateOf(code) {
        const known = rates.get(code)
        if (known) return known
        return ask(code).then((value) => {
          rates.set(code, value)
          return value
        })
      }
      if (cluster.isPrimary) cluster.fork()
      else createServer((request, response) => { Promise.resolve(rateOf(request.url)).then((value) => response.end(String(value))) }).listen(80)
    ` },
    { name: 'sessions in a store', code: text`
      import cluster from 'node:cluster'
      import express from 'express'
      import session from 'express-session'
      if (cluster.isPrimary) cluster.fork()
      else express().use(session({ secret: 'x', store: redis() })).listen(80)
    ` },
  ],
  invalid: [
    {
      name: 'what is made where it is missing is there in one process only',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const sessions = new Map()
        async function sessionOf(token) {
          const known = sessions.get(token)
          if (known) return known
          const session = await createSession(token)
          sessions.set(token, session)
          ~~~~~~~~ apart {"what": "'sessions'", "place": "line 11"}
          return session
        }
        if (cluster.isPrimary) cluster.fork()
        else createServer((request, response) => { sessionOf(request.url).then((session) => response.end(session.user)) }).listen(80)
      `,
    },
    {
      name: 'a count in an entry that is replaced, and one in an entry that is kept',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const wrong = new Map()
        const asked = new Map()
        function isShut(name) {
          const entry = wrong.get(name)
          return entry !== undefined && entry.tries >= 5
        }
        function note(name) {
          const entry = wrong.get(name) ?? { since: Date.now(), tries: 0 }
          wrong.set(name, { ...entry, tries: entry.tries + 1 })
          ~~~~~ apart {"what": "'wrong'", "place": "line 19"}
        }
        function mayAsk(name) {
          let entry = asked.get(name)
          if (!entry) asked.set(name, (entry = { times: 0 }))
                      ~~~~~ apart
          entry.times++
          return entry.times < 100
        }
        if (cluster.isPrimary) cluster.fork()
        else {
          createServer((request, response) => {
            const name = request.headers['x-name']
            if (isShut(name) || !mayAsk(name)) response.statusCode = 429
            else if (!matches(request)) note(name)
            response.end()
          }).listen(80)
        }
      `,
    },
    {
      name: 'a limit that each member counts for itself',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const seen = new Map()
        function allow(client) {
          const count = (seen.get(client) ?? 0) + 1
          seen.set(client, (seen.get(client) ?? 0) + 1)
          ~~~~ apart {"what": "'seen'", "place": "line 9"}
          return count < 5
        }
        if (cluster.isPrimary) cluster.fork()
        else {
          createServer((request, response) => {
            response.statusCode = allow(request.headers['x-client']) ? 200 : 429
            response.end()
          }).listen(80)
        }
      `,
    },
    {
      name: 'sessions in a map',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        const sessions = {}
        function serve() {
          const app = express()
          app.post('/login', (request, response) => { sessions[request.body.token] = request.body.user; response.end() })
                                                      ~~~~~~~~ apart
          app.get('/me', (request, response) => response.json(sessions[request.query.token]))
          app.listen(80)
        }
        if (cluster.isMaster) { cluster.fork() } else { serve() }
      `,
    },
    {
      name: 'a field of an object of a class',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        class Doors {
          sessions = new Map()
          open(token, user) { this.sessions.set(token, user) }
          who(token) { return this.sessions.get(token) }
        }
        const doors = new Doors()
        function serve() {
          const app = express()
          app.post('/login', (request, response) => { doors.open(request.body.token, request.body.user); response.end() })
                                                      ~~~~~ apart
          app.get('/me', (request, response) => response.json(doors.who(request.query.token)))
          app.listen(80)
        }
        if (cluster.isPrimary) { cluster.fork() } else { serve() }
      `,
    },
    {
      name: 'sessions in the memory of a library',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        import session from 'express-session'
        if (cluster.isPrimary) cluster.fork()
        else express().use(session({ secret: 'x' })).listen(80)
                           ~~~~~~~ apart {"what": "The sessions that 'session' keeps", "place": "line 4"}
      `,
    },
    {
      name: 'set in the primary, read by its workers',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        let banned = []
        if (cluster.isPrimary) {
          banned = load()
          cluster.fork()
        } else {
          createServer((request, response) => response.end(String(banned.includes(request.url)))).listen(80)
                                                                  ~~~~~~ split {"name": "banned", "writer": "in the primary process", "place": "line 5", "reader": "in its workers", "instead": "its own, which nobody has filled"}
        }
      `,
    },
  ],
})

/** Tickets by a number that one handler hands out and another asks for. */
const tickets = (number: string, asked = '(request, response) => response.json(tickets.get(request.query.ticket))', name = 'tickets'): string => text`
  import cluster from 'node:cluster'
  import { randomBytes, randomUUID } from 'node:crypto'
  import express from 'express'
  const tickets = new Map()
  function serve() {
    const app = express()
    app.post('/coats', (request, response) => {
      const ticket = ${number}
      tickets.set(ticket, request.body)
      response.json({ ticket })
    })
    app.get('/coats', ${asked})
    app.listen(80)
  }
  if (cluster.isPrimary) cluster.fork()
  else serve()
`.replaceAll('tickets', name)

const apart = [{ messageId: 'apart', line: 9, column: 5 }]

/** A number that is sent to somebody, who comes back with it. */
const proofs = (entry: string, name = 'proofs', asked = 'proofs.get(request.body.guest)?.number === request.body.number'): string => text`
  import cluster from 'node:cluster'
  import { randomInt } from 'node:crypto'
  import express from 'express'
  const proofs = new Map()
  function serve() {
    const app = express()
    app.post('/guests', async (request, response) => {
      const number = String(randomInt(10000))
      proofs.set(request.body.guest, ${entry})
      await letter(request.body.guest, number)
      response.sendStatus(202)
    })
    app.post('/doors', (request, response) => {
      response.sendStatus(${asked} ? 200 : 403)
    })
    app.listen(80)
  }
  if (cluster.isPrimary) cluster.fork()
  else serve()
`.replaceAll('proofs', name)

run(rule, {
  valid: [
    { name: 'by a number that comes with the request, which any member may have', code: tickets('request.body.number') },
    { name: 'nobody asks for one', code: tickets('randomUUID()', '(request, response) => response.json({ open: true })') },
    { name: 'kept by each for itself, by its name', code: tickets('randomUUID()', undefined, 'localTickets') },
    { name: 'an entry that any member would make alike', code: proofs('{ number: request.body.number }') },
    { name: 'not settled yet, and nothing that was made up', code: proofs('{ number: request.body.number }', 'pending') },
  ],
  invalid: [
    { name: 'by chance: only one member knows the ticket', code: tickets('randomUUID()'), errors: apart },
    { name: 'what is made up stands in the entry', code: proofs('{ number, until: Date.now() + 1000 }'), errors: apart },
    { name: 'it is all that the entry is, and waits for somebody', code: proofs('number', 'waiting', 'proofs.get(request.body.guest) === request.body.number'), errors: apart },
    { name: 'by chance, as text', code: tickets("randomBytes(16).toString('hex')"), errors: apart },
  ],
})

// ---------------------------------------------------------------- static fields

run(rule, {
  valid: [
    { name: 'what the worker tells, and what each side counts for itself', code: text`
      import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
      class Tally {
        static rows = 0
        static seen = new Set()
        static add(count) { Tally.rows += count }
        static see(key) { this.seen.add(key); return this.seen.size }
      }
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url), { workerData: ['a'] })
        worker.on('message', (count) => Tally.add(count))
        worker.on('exit', () => console.log(Tally.rows))
      } else {
        for (const key of workerData) parentPort.postMessage(Tally.see(key))
      }
    ` },
    { name: 'a constant, and a field of each object', code: text`
      import { isMainThread, parentPort, Worker } from 'node:worker_threads'
      class Tally {
        static LIMIT = 10
        rows = 0
        add() { this.rows++ }
      }
      if (isMainThread) new Worker(new URL(import.meta.url)).on('exit', () => console.log(new Tally().rows, Tally.LIMIT))
      else { const tally = new Tally(); tally.add(); parentPort.postMessage(tally.rows < Tally.LIMIT) }
    ` },
  ],
  invalid: [
    {
      name: 'counted by the worker, read where it was started',
      ...marked`
        import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
        class Tally {
          static rows = 0
          static seen = new Set()
          static add(count) { Tally.rows += count }
          static see(key) { this.seen.add(key) }
        }
        function read(lines) {
          Tally.add(lines.length)
          for (const line of lines) Tally.see(line)
          parentPort.postMessage('done')
        }
        if (isMainThread) {
          const worker = new Worker(new URL(import.meta.url), { workerData: ['a'] })
          worker.on('exit', () => console.log(Tally.rows, Tally.seen.size))
                                              ~~~~~~~~~~ split {"name": "Tally.rows", "place": "line 5", "instead": "'0'", "writer": "in the worker", "reader": "on the main thread"}
                                                          ~~~~~~~~~~ split
        } else {
          read(workerData)
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-busy-wait.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'until time has passed, with a turn of the event loop in between',
      code: text`
        export async function settle(view, ms) {
          const until = Date.now() + ms
          while (!view.ready && Date.now() < until) await new Promise((resolve) => setImmediate(resolve))
          return view.ready
        }
      `,
    },
    {
      name: 'a timer',
      code: "import { setTimeout as delay } from 'node:timers/promises'; export async function retry(job) { while (!(await job())) await delay(200) }",
    },
    { name: 'work until a deadline', code: 'export function drain(queue, deadline) { while (Date.now() < deadline && queue.length > 0) queue.shift()() }' },
    { name: 'times that are written down are compared, in a loop that counts', code: 'export function inOrder(terms, report) { for (let i = 1; i < terms.length; i++) { if (new Date(terms[i].day).getTime() < new Date(terms[i - 1].day).getTime()) { report(i); break } } }' },
    { name: 'the last note that is not too old is looked for', code: 'export function latest(notes, since) { let found; for (let i = notes.length - 1; i >= 0; i--) { const note = notes[i]; if (note.at > since && note.at > Date.now() - 1000) { found = note; break } } return found }' },
    {
      name: 'a time that is counted on until it lies ahead',
      code: text`
        export function nextRun(job) {
          let now = Date.now()
          let next = job.last + job.interval
          while (next < now) {
            next += job.interval
            now = new Date().getTime()
          }
          return next
        }
      `,
    },
    { name: 'a time that is counted on, and the clock in the condition', code: 'export function nextRun(job) { let next = job.last; while (Date.now() >= next) next += job.interval; return next }' },
    { name: 'polling the outside world with a real delay', code: 'export async function up(url, sleep) { while (!(await fetch(url)).ok) await sleep(500) }' },
    { name: 'polling this program with a real delay', code: 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); export async function idle(pool) { while (pool.busy > 0) await sleep(50) }' },
    {
      name: 'a search that keeps the best it has seen, and a count that says where it ends',
      code: text`
        import { existsSync } from 'node:fs'
        export function newest(names) {
          let found
          let i = 0
          while (i < names.length) {
            if (existsSync(names[i])) found = names[i]
            i++
          }
          return found
        }
        export function last(list) {
          let at = list.head
          let best
          while (at) {
            if (at.weight > 3) best = at
            at = at.next
          }
          return best
        }
      `,
    },
    { name: 'a step along a list', code: 'export function last(node) { let at = node; while (at.next) at = at.next; return at }' },
    { name: 'a step through two variables', code: 'export function root(x) { let at = x; let up = x.parent; while (up) { at = up; up = at.parent } return at }' },
    { name: 'a step through a text', code: "export function skip(text, from) { let i = from; while (text[i] === ' ') i++; while (text.charCodeAt(++i) > 32); return i }" },
    { name: 'a name with a number that is free', code: "export function free(taken, base) { let i = 2; while (taken.includes(`${base} ${i}`)) i += 1; return `${base} ${i}` }" },
    { name: 'a text that the loop sets', code: 'export function padded(number, length) { let text = String(number); while (text.length < length) text = `0${number}`; return text }' },
    { name: 'a call that may do the work', code: 'export function all(parser) { while (parser.next()); while (!parser.isDone()) {} }' },
    { name: 'a random name that is free', code: 'export function free(taken, base) { let id = base; while (true) { if (!taken[id]) return id; id = base + Math.random() } }' },
    { name: 'a local method that does the work', code: 'export class Reader { step() { this.at++; return this.at < this.end } all() { while (this.step()); } }' },
    {
      name: 'a local method that takes one away, where more than one is left',
      code: text`
        export class Markers {
          trim(most) { while (this.markers.length > most) this.drop() }
          drop() {
            if (this.markers.length > 1) {
              const marker = this.markers.pop()
              return marker
            }
          }
        }
      `,
    },
    { name: 'Atomics.wait', code: 'export function ready(words) { while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0) }' },
    {
      name: 'a few looks before the thread sleeps',
      code: text`
        export function lock(words) {
          for (let spins = 0; spins < 100; spins++) if (Atomics.load(words, 0) === 0) break
          while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1)
        }
      `,
    },
    { name: 'a change that is tried again', code: 'export function raise(words, value) { let old; do { old = Atomics.load(words, 0) } while (Atomics.compareExchange(words, 0, old, Math.max(old, value)) !== old) }' },
    { name: 'the reader of a sequence lock', code: 'export function begin(words) { let seen; while ((seen = Atomics.load(words, 0)) & 1); return seen }' },
    { name: 'a few turns at most', code: 'export async function settled(job) { let tries = 0; while (!job.done && tries++ < 20) await Promise.resolve() }' },
    { name: 'long work that lets others in', code: 'const turn = () => new Promise(setImmediate); export async function all(rows, handle) { while (rows.length > 0) { handle(rows.pop()); await turn() } }' },
    { name: 'a frame of the page', code: 'export async function shown(element) { while (element.clientWidth === 0) await new Promise((resolve) => requestAnimationFrame(resolve)) }' },
    { name: 'there to burn time', code: 'export function burnCpu(ms) { const end = Date.now() + ms; while (Date.now() < end); }' },
    { name: 'a file that is looked for with a real delay', code: "import { existsSync } from 'node:fs'\nconst sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); export async function started(file) { while (!existsSync(file)) await sleep(100) }" },
    { name: 'the first name that is free', code: "import { existsSync } from 'node:fs'\nexport function free(name) { let n = 0; while (existsSync(name + n)) n++; return name + n }" },
    { name: 'one directory up after the other', code: "import { existsSync } from 'node:fs'\nimport { dirname, join } from 'node:path'\nexport function root(at) { while (!existsSync(join(at, 'package.json'))) at = dirname(at); return at }" },
    { name: 'a name that is made anew each time', code: "import { existsSync } from 'node:fs'\nexport function free() { let name; do { name = String(Math.random()) } while (existsSync(name)); return name }" },
    { name: 'reads for a second, to measure them', code: "import { readFileSync } from 'node:fs'\nexport function measure(file, end) { while (Date.now() < end) { readFileSync(file) } }" },
    { name: 'a test', filename: '/app/queue.test.js', code: 'export async function settled(job) { while (!job.done) await Promise.resolve() }' },
    { name: 'a plain read of shared memory: another rule says so', code: 'const words = new Int32Array(new SharedArrayBuffer(4)); postMessage(words); export function ready() { while (words[0] === 0) {} }' },
    { name: 'a variable that nobody else sets', code: 'export function stop(n) { const size = n * 2; while (size > 10) {} }' },
    { name: 'work that goes on in the next turn', code: 'export class Pump { run() { if (this.queue.length > 0) { this.queue.shift()(); setImmediate(() => this.run()) } } }' },
    { name: 'asked again after a real delay', code: 'export class Pool { idle(done) { if (this.busy > 0) { setTimeout(() => this.idle(done), 100); return } done() } }' },
    { name: 'a collection that is asked now and then', code: "const known = new Map(); worker.on('message', ({ key, value }) => known.set(key, value)); export async function of(key) { while (!known.has(key)) await new Promise((resolve) => setTimeout(resolve, 50)) }" },
  ],
  invalid: [
    {
      name: 'until another program has written a file, which is read then',
      ...marked`
        const fs = require('fs')
        exports.compiled = function (file, limit) {
          process.send({ compile: file })
          const begin = Date.now()
          let text
          let passed
          while (text === undefined) {
          ~~~... outside {"what": "fs.existsSync(file + '.done')"}
            if (fs.existsSync(file + '.done')) {
              text = fs.readFileSync(file, 'utf8')
            }
            passed = Date.now() - begin
            if (passed > limit) throw new Error('nobody has compiled ' + file)
          }
          return text
        }
      `,
    },
    {
      name: 'a name that stays taken',
      ...marked`
        export function wait(taken, base) {
          while (taken.includes(base + 2)) {}
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ flag
        }
      `,
    },
    {
      name: 'until another program has removed its lock file, or time is up',
      ...marked`
        const fs = require('fs')
        const path = require('path')
        class PidFile {
          constructor(dir) { this.dir = dir }
          take(ms) {
            const deadline = Date.now() + ms
            while (fs.existsSync(path.join(this.dir, 'pid')) && Date.now() < deadline) {
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ outside {"what": "fs.existsSync(path.join(this.dir, 'pid'…"}
              // it will be gone in a moment
            }
            fs.writeFileSync(path.join(this.dir, 'pid'), String(process.pid))
          }
        }
        module.exports = PidFile
      `,
    },
    {
      name: 'until time has passed, with a count of the rounds beside it',
      ...marked`
        export function nextRun(job) {
          let rounds = 0
          const next = job.last + job.interval
          while (next > Date.now()) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~ clock {"repair": "Await a promise that a timer resolves"}
            rounds += 1
          }
          return rounds
        }
      `,
    },
    {
      name: 'until time has passed, in an async function',
      ...marked`
        import { readFile } from 'node:fs/promises'
        export async function read(file, ms) {
          for (let attempt = 0; ; attempt++) {
            try {
              return await readFile(file)
            } catch (error) {
              if (attempt > 3) throw error
              const until = Date.now() + ms
              while (Date.now() < until) {
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ clock {"repair": "Await setTimeout of node:timers/promises"}
                // a short rest
              }
            }
          }
        }
      `,
      suggestions: [[{
        messageId: 'sleep',
        output: text`
          import { readFile } from 'node:fs/promises'
          export async function read(file, ms) {
            for (let attempt = 0; ; attempt++) {
              try {
                return await readFile(file)
              } catch (error) {
                if (attempt > 3) throw error
                const until = Date.now() + ms
                await new Promise((resolve) => setTimeout(resolve, until - Date.now()))
              }
            }
          }
        `,
      }]],
    },
    {
      name: 'with a promise that is kept already in between, and a look at something else',
      ...marked`
        export async function settle(view, ms) {
          const until = Date.now() + ms
          while (!view.ready && Date.now() < until) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ clock {"repair": "Await a promise that a timer resolves"}
            await Promise.resolve()
          }
          return view.ready
        }
      `,
    },
    {
      name: 'with a variable for the time, asked at the end',
      ...marked`
        export function pause(ms) {
          const end = performance.now() + ms
          let now
          do { now = performance.now() } while (now < end)
                                         ~~~~~~~~~~~~~~~~~ clock {"repair": "Await a promise that a timer resolves"}
        }
      `,
    },
    {
      name: 'with a number of rounds that is never reached',
      ...marked`
        export function sleep(ms) {
          const start = new Date().getTime()
          for (let i = 0; i < 1e7; i++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ clock {"repair": "Await a promise that a timer resolves"}
            if (new Date().getTime() - start > ms) break
          }
        }
      `,
    },
    {
      name: 'in a worker',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        function pause(ms) {
          const start = Date.now()
          while (Date.now() - start < ms) Math.sqrt(2)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ clock {"repair": "Sleep with Atomics.wait on a word that nobody changes"}
        }
        parentPort.on('message', (ms) => { pause(ms); parentPort.postMessage('done') })
      `,
    },
    {
      name: 'a field that a promise sets',
      ...marked`
        export class Port {
          constructor(driver) {
            this.driver = driver
            this.ready = false
            driver.open().then(() => { this.ready = true })
          }
          send(frame) {
            while (!this.ready) {
            ~~~~~~~~~~~~~~~~~~~ flag {"what": "this.ready"}
              // wait for the driver
            }
            return this.driver.write(frame)
          }
        }
      `,
    },
    {
      name: 'a variable that a callback sets, asked inside',
      ...marked`
        export function load(url, get) {
          let body
          get(url, (text) => { body = text })
          while (body === undefined);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ flag {"what": "body"}
          return body
        }
      `,
    },
    {
      name: 'a method that only looks',
      ...marked`
        export class Pool {
          isIdle() { return this.busy === 0 && this.queue.length === 0 }
          drain() { do {} while (!this.isIdle()) }
                          ~~~~~~~~~~~~~~~~~~~~~~ flag {"what": "this.busy"}
        }
      `,
    },
    {
      name: 'a word of shared memory',
      ...marked`
        export function ready(words) {
          while (Atomics.load(words, 0) === 0) Atomics.pause()
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ word {"what": "Atomics.load(words, 0)"}
        }
      `,
    },
    {
      name: 'a word, into a variable first',
      ...marked`
        export function all(words, n) {
          while (true) {
          ~~~~~~~~~~~~ word {"what": "Atomics.load(words, 0)"}
            const done = Atomics.load(words, 0)
            if (done === n) return
          }
        }
      `,
    },
    {
      name: 'nothing but microtasks in between',
      ...marked`
        export class Lines {
          constructor(source) {
            this.lines = []
            this.ended = false
            source.on('data', (text) => this.lines.push(text))
            source.on('end', () => { this.ended = true })
          }
          async next() {
            while (this.lines.length === 0 && !this.ended) {
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ microtasks {"pause": "await Promise.resolve()", "what": "this.lines.length"}
              await Promise.resolve()
            }
            return this.lines.shift()
          }
        }
      `,
    },
    {
      name: 'a turn of the event loop in between',
      ...marked`
        import { setImmediate as turn } from 'node:timers/promises'
        export class Pool {
          async idle() {
            while (this.pending.size > 0) await turn()
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ turns {"what": "this.pending.size"}
          }
        }
      `,
    },
    {
      name: 'a sleep of zero',
      ...marked`
        const sleep = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms))
        export async function finished(jobs, id) {
          while (!jobs.has(id)) await sleep()
          ~~~~~~~~~~~~~~~~~~~~~ turns {"what": "jobs.has(id)"}
        }
      `,
    },
    {
      name: 'a collection that another function fills, in each turn',
      ...marked`
        export function answers(worker) {
          const known = new Map()
          worker.on('message', ({ key, value }) => known.set(key, value))
          return async (key) => {
            worker.postMessage({ key })
            while (!known.has(key)) await new Promise((resolve) => setImmediate(resolve))
            ~~~~~~~~~~~~~~~~~~~~~~~ turns {"what": "known.has(key)"}
            return known.get(key)
          }
        }
      `,
    },
    {
      name: 'a word in each turn',
      ...marked`
        export async function ready(words) {
          while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 0))
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ turns {"what": "Atomics.load(words, 0)"}
        }
      `,
    },
    {
      name: 'a method that has itself called again',
      ...marked`
        export class Store {
          whenReady(done) {
            if (!this.ready) {
              setImmediate(() => this.whenReady(done))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ turns {"what": "this.ready"}
              return
            }
            done()
          }
          whenOpen(done) {
            if (this.open) return done()
            process.nextTick(() => this.whenOpen(done))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ microtasks {"pause": "process.nextTick", "what": "this.open"}
          }
        }
      `,
    },
    {
      name: 'a question that callers give, with a pause that is none',
      ...marked`
        const relax = () => {
          // Nothing to do.
        }
        const waitFor = (isTrue) => {
          while (!isTrue()) relax()
          ~~~~~~~~~~~~~~~~~ flag {"what": "words[1]"}
        }
        export class Bridge {
          ask(words) {
            Atomics.notify(words, 0)
            waitFor(() => words[1] === 1)
            return words[2]
          }
        }
      `,
    },
  ],
})

run(rule, {
  valid: [
    {
      name: 'a question that does the work itself, and a pause that does some',
      code: text`
        const rest = (queue) => { queue.shift() }
        const waitFor = (isTrue) => { while (!isTrue()) rest([]) }
        const drain = (step) => { while (!step()) {} }
        export class Bridge {
          ask(words, queue) {
            waitFor(() => words[1] === 1)
            drain(() => queue.shift() === undefined)
          }
        }
      `,
    },
  ],
  invalid: [],
})

import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- busy flags

run(rule, {
  valid: [
    {
      name: 'a count that somebody waits for, and that comes down in any case; one that is only shown',
      code: text`
        export class Album {
          #readers = 0
          reads = 0
          async read(work) {
            this.#readers++
            try {
              return await work()
            } finally {
              this.#readers--
            }
          }
          async look(work) {
            this.reads++
            const page = await work()
            this.reads--
            return page
          }
          async write(work) {
            while (this.#readers > 0) await pause(10)
            return work()
          }
        }
      `,
    },
    {
      name: 'set in a condition that always holds, and cleared by a timer',
      code: text`
        export function seldom(work, pause) {
          let isResting = false
          return () => {
            if (isResting) return
            work();
            (isResting = true) && setTimeout(() => (isResting = false), pause)
          }
        }
      `,
    },
    {
      name: 'cleared in a finaliser',
      code: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            try {
              await this.upload()
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'cleared whatever becomes of the promise',
      code: text`
        export class Sync {
          busy = false
          run() {
            if (this.busy) return undefined
            this.busy = true
            return this.upload().finally(() => { this.busy = false })
          }
        }
      `,
    },
    {
      name: 'set once and for all',
      code: text`
        export class Sync {
          started = false
          async start() {
            if (this.started) return
            this.started = true
            await this.connect()
          }
        }
      `,
    },
    {
      name: 'a state: cleared only where it has not come about',
      code: text`
        export class Sync {
          open = false
          async start() {
            if (this.open) return
            this.open = true
            const ok = await this.connect().catch(() => false)
            if (!ok) this.open = false
          }
        }
      `,
    },
    {
      name: 'another function clears it',
      code: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            await this.upload()
            this.busy = false
          }
          onError() {
            this.busy = false
          }
        }
      `,
    },
    {
      name: 'nobody is kept out by it',
      code: text`
        export class View {
          async load() {
            this.loading = true
            this.items = await this.fetchItems()
            this.loading = false
          }
        }
      `,
    },
    {
      name: 'a state that a loop keeps, without waiting',
      code: text`
        export async function compile(parts) {
          let previousWasStar = false
          for (const part of parts) {
            if (part === '*') {
              if (!previousWasStar) {
                previousWasStar = true
              }
              continue
            }
            previousWasStar = false
            await emit(part)
          }
        }
      `,
    },
    {
      name: 'a list that is put right by the object it hands out',
      code: text`
        export class Registry {
          names = new Set()
          register(name) {
            if (this.names.has(name)) throw new Error('taken')
            this.names.add(name)
            this.announce(name)
            return { dispose: () => this.names.delete(name) }
          }
        }
      `,
    },
    {
      name: 'a slot goes back whatever the work comes to',
      code: text`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            try {
              return await work()
            } finally {
              this.active--
            }
          }
        }
      `,
    },
    {
      name: 'a gauge that decides nothing',
      code: text`
        export class Server {
          pending = 0
          async handle(request) {
            this.pending++
            await this.answer(request)
            this.pending--
          }
        }
      `,
    },
    {
      name: 'a promise that is forgotten whatever becomes of it',
      code: text`
        const inflight = new Map()
        export function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key).finally(() => inflight.delete(key))
          inflight.set(key, promise)
          return promise
        }
      `,
    },
    {
      name: 'a connection that is kept',
      code: text`
        export class Client {
          async open() {
            if (this.socket) return
            this.socket = connect(this.url)
            await this.socket.ready()
          }
          close() {
            this.socket = undefined
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'set in a condition of which another part decides whether it is cleared',
      ...marked`
        export function seldom(work, pause) {
          let isResting = false
          return () => {
            if (isResting) return
            work();
            (isResting = true) && pause > 0 && setTimeout(() => (isResting = false), pause)
             ~~~~~~~~~~~~~~~~ stuck
          }
        }
      `,
    },
    {
      name: 'a failure leaves it set',
      ...marked`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            await this.upload()
            this.busy = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Sync {
          busy = false
          async run() {
            if (this.busy) return
            this.busy = true
            try {
              await this.upload()
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'a failure that is caught leaves it set',
      ...marked`
        let flushing = false
        export async function flush(queue) {
          if (flushing) throw new Error('busy')
          flushing = true
          ~~~~~~~~~~~~~~~ stuck
          try {
            await send(queue)
            flushing = false
          } catch (error) {
            console.error(error)
          }
        }
      `,
    },
    {
      name: 'an early return leaves it set',
      ...marked`
        export class Sync {
          busy = false
          async run(items) {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            await this.connect().catch(() => undefined)
            if (items.length === 0) return
            this.upload(items)
            this.busy = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Sync {
          busy = false
          async run(items) {
            if (this.busy) return
            this.busy = true
            try {
              await this.connect().catch(() => undefined)
              if (items.length === 0) return
              this.upload(items)
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'a rejection goes past the reaction',
      ...marked`
        export class Sync {
          busy = false
          run() {
            if (this.busy) return undefined
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            return this.upload().then(() => { this.busy = false })
          }
        }
      `,
    },
    {
      name: 'the key of one job among those under way',
      ...marked`
        const running = new Set()
        export async function build(name) {
          if (running.has(name)) return
          running.add(name)
          ~~~~~~~~~~~~~~~~~ stuck
          await compile(name)
          running.delete(name)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const running = new Set()
        export async function build(name) {
          if (running.has(name)) return
          running.add(name)
          try {
            await compile(name)
          } finally {
            running.delete(name)
          }
        }
      ` }]],
    },
    {
      name: 'a count that somebody waits for to come down',
      ...marked`
        export class Album {
          #readers = 0
          async read(work) {
            this.#readers++
            ~~~~~~~~~~~~~~~ outwaited {"what": "this.#readers", "line": "line 6", "exit": "an exception of \u0060work()\u0060 on line 5", "guard": "line 10"}
            const page = await work()
            this.#readers--
            return page
          }
          async write(work) {
            while (this.#readers > 0) await pause(10)
            return work()
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Album {
          #readers = 0
          async read(work) {
            this.#readers++
            try {
              const page = await work()
              return page
            } finally {
              this.#readers--
            }
          }
          async write(work) {
            while (this.#readers > 0) await pause(10)
            return work()
          }
        }
      ` }]],
    },
    {
      name: 'a slot that a failure keeps',
      ...marked`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            ~~~~~~~~~~~~~ counted
            const result = await work()
            this.active--
            return result
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Limiter {
          active = 0
          async run(work) {
            while (this.active >= 4) await this.turn()
            this.active++
            try {
              const result = await work()
              return result
            } finally {
              this.active--
            }
          }
        }
      ` }]],
    },
    {
      name: 'the promise of a refresh that failed once',
      ...marked`
        export class Session {
          async token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh()
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
            const token = await this.refreshing
            this.refreshing = undefined
            return token
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Session {
          async token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh()
            try {
              const token = await this.refreshing
              return token
            } finally {
              this.refreshing = undefined
            }
          }
        }
      ` }]],
    },
    {
      name: 'the same, cleared by its own reaction',
      ...marked`
        export class Session {
          token() {
            if (this.refreshing) return this.refreshing
            this.refreshing = this.refresh().then((token) => {
            ~... stuck
              this.refreshing = undefined
              return token
            })
            return this.refreshing
          }
        }
      `,
    },
    {
      name: 'a request under way that failed once',
      ...marked`
        const inflight = new Map()
        export async function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key)
          inflight.set(key, promise)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
          const value = await promise
          inflight.delete(key)
          return value
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const inflight = new Map()
        export async function load(key) {
          const known = inflight.get(key)
          if (known) return known
          const promise = fetchValue(key)
          inflight.set(key, promise)
          try {
            const value = await promise
            return value
          } finally {
            inflight.delete(key)
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- failures that come as values

run(rule, {
  valid: [
    {
      name: 'what fails is handed back as a value',
      code: text`
        import { settle } from './settle.js'
        export class Ferry {
          async cross() {
            if (this.crossing) return
            this.crossing = true
            const [error, port] = await settle(this.sail())
            if (error) console.error(error)
            this.crossing = false
            return port
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list that says nothing of failures',
      ...marked`
        import { settle } from './settle.js'
        export class Ferry {
          async cross() {
            if (this.crossing) return
            this.crossing = true
            ~~~~~~~~~~~~~~~~~~~~ stuck
            const [first, port] = await settle(this.sail())
            this.crossing = false
            return port ?? first
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { settle } from './settle.js'
        export class Ferry {
          async cross() {
            if (this.crossing) return
            this.crossing = true
            try {
              const [first, port] = await settle(this.sail())
              return port ?? first
            } finally {
              this.crossing = false
            }
          }
        }
      ` }]],
    },
  ],
})

// ---------------------------------------------------------------- in callback style

run(rule, {
  valid: [
    {
      name: 'cleared on each way on which the work is over',
      code: text`
        export class Ferry {
          cross(harbour, done) {
            if (this.crossing) return done()
            this.crossing = true
            if (!harbour) {
              this.crossing = false
              return done(new Error('no harbour'))
            }
            this.sail(harbour, (error) => { this.crossing = false; done(error) })
          }
          land(harbour, done) {
            if (this.landing) return done()
            if (!harbour) return done(new Error('no harbour'))
            this.landing = true
            this.moor(harbour, (error) => { this.landing = false; done(error) })
          }
        }
      `,
    },
    {
      name: 'a state, which a listener ends, and a way out that says nothing',
      code: text`
        export class Ferry {
          open(socket, done) {
            if (this.opened) return done()
            this.opened = true
            if (!socket) return done()
            socket.on('close', () => { this.opened = false; done() })
          }
          start(timer, callback) {
            if (this.started) return
            this.started = true
            if (!timer) return
            timer.after(10, () => { this.started = false; callback() })
          }
        }
      `,
    },
    {
      name: 'one callback for all ways, and another function that clears it',
      code: text`
        export class Ferry {
          cross(harbour, callback) {
            if (this.crossing) return callback()
            this.crossing = true
            const done = (error) => { this.crossing = false; callback(error) }
            if (!harbour) return done(new Error('no harbour'))
            this.sail(harbour, done)
          }
          land(harbour, callback) {
            if (this.landing) return callback()
            this.landing = true
            if (!harbour) return callback(new Error('no harbour'))
            this.moor(harbour, (error) => { this.landing = false; callback(error) })
          }
          reset() { this.landing = false }
        }
      `,
    },
    {
      name: 'nothing keeps others out, and the work itself stands in a branch',
      code: text`
        export class Ferry {
          cross(harbour, done) {
            this.crossing = true
            if (!harbour) return done(new Error('no harbour'))
            this.sail(harbour, (error) => { this.crossing = false; done(error) })
          }
          land(harbour, done) {
            if (this.landed) return done()
            this.landed = true
            if (harbour) this.moor(harbour, (error) => { this.landed = false; done(error) })
            return done()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a way that says it is over before the work begins',
      ...marked`
        export class Ferry {
          cross(harbour, done) {
            if (this.crossing) return done()
            this.crossing = true
            ~~~~~~~~~~~~~~~~~~~~ told {"what": "this.crossing", "line": "line 6", "exit": "the return on line 5", "guard": "line 3"}
            if (!harbour) return done(new Error('no harbour'))
            this.sail(harbour, (error) => { this.crossing = false; done(error) })
          }
          land(harbour, callback) {
            if (this.landing) return callback()
            this.landing = true
            ~~~~~~~~~~~~~~~~~~~ told
            if (this.berths.length === 0) {
              callback(null)
              return
            }
            return this.moor(harbour, (error) => {
              this.landing = false
              callback(error)
            })
          }
        }
      `,
    },
    {
      name: 'a moment later',
      ...marked`
        let sailing = false
        export function sail(port, cb) {
          if (sailing) return cb()
          sailing = true
          ~~~~~~~~~~~~~~ told
          if (!port) return process.nextTick(cb)
          open(port, (error) => {
            sailing = false
            cb(error)
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- counts of one promise

/** Hauls several crates at a time; `start` begins, and says what a failure does. */
const hauls = (start: string, lift: readonly string[] = ['await crates.lift()', 'busy--']): string => text`
  export function haul(crates, most) {
    return new Promise((resolve, reject) => {
      let busy = 0
      async function next() {
        while (busy < most && crates.hasMore()) {
          busy++
          ${lift.join('\n          ')}
        }
        if (busy === 0) resolve()
      }
      const more = async () => { await next() }
      for (let i = 0; i < most; i++) ${start}
    })
  }
`

/** A failure keeps the place. */
const kept = (start: string): object => ({
  code: hauls(start),
  errors: [{ messageId: 'counted', line: 6, column: 9 }],
  suggestions: [[{ messageId: 'wrap', output: hauls(start, ['try {', '  await crates.lift()', '} finally {', '  busy--', '}']) }]],
})

run(rule, {
  valid: [
    { name: 'a failure rejects it, and nobody counts on', code: hauls('next().catch(reject)').replace('await next()', 'crates.wake()') },
    { name: 'the same by another function, with a word to somebody', code: hauls('more().catch((error) => { log(error); reject(error) })') },
    { name: 'behind something else', code: hauls('crates.ready().then(() => next()).then(log, reject)').replace('await next()', 'crates.wake()') },
  ],
  invalid: [
    { name: 'a failure is noted, and the rest goes on', ...kept('more().catch((error) => { log(error) })') },
    { name: 'nobody hears of a failure', ...kept('next()') },
  ] as never,
})

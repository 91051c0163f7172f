import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run ends, waits for, and makes anew: a second run meanwhile has nothing more to end.

run(rule, {
  valid: [
    {
      name: 'what is kept under a key is ended behind the wait, or under another key',
      options: [{ thorough: true }],
      code: text`
        export class Feeds {
          feeds = new Map()
          async open(pair) {
            const ticket = await ask(pair)
            this.feeds.get(pair)?.close()
            this.feeds.set(pair, new EventSource('/ticks/' + ticket))
          }
          async move(pair, from) {
            this.feeds.get(from)?.close()
            const ticket = await ask(pair)
            this.feeds.set(pair, new EventSource('/ticks/' + ticket))
          }
        }
      `,
    },
    {
      name: 'the new one is there before the wait, or the old one is ended right before it',
      code: text`
        export class Ticker {
          async open(pair) {
            this.feed?.close()
            this.feed = new EventSource('/ticks/' + pair)
            await this.greet(pair)
          }
          async swap(pair) {
            this.side?.close()
            const ticket = await ask(pair)
            this.side?.close()
            this.side = new EventSource('/ticks/' + ticket)
          }
        }
      `,
    },
    {
      name: 'the run asks whether a newer one has begun, or keeps others out',
      code: text`
        export class Ticker {
          #run = 0
          async open(pair) {
            this.#feed?.close()
            const run = ++this.#run
            const ticket = await ask(pair)
            if (run !== this.#run) return
            this.#feed = new EventSource('/ticks/' + ticket)
          }
          async swap(pair) {
            if (this.swapping) return
            this.swapping = true
            this.#side?.close()
            try {
              const ticket = await ask(pair)
              this.#side = new EventSource('/ticks/' + ticket)
            } finally {
              this.swapping = false
            }
          }
        }
      `,
    },
    {
      name: 'the old one is taken right before the new one is put there, or the run asks whether it is still that',
      options: [{ thorough: true }],
      code: text`
        export class Ticker {
          async swap(pair) {
            const next = await open(pair)
            const old = this.feed
            this.feed = next
            await old?.close()
          }
          async change(pair) {
            const old = this.side
            const next = await open(pair)
            if (this.side !== old) {
              next.close()
              return
            }
            this.side = next
            old?.close()
          }
          async drop() {
            const old = this.last
            this.last = undefined
            await old?.close()
          }
        }
      `,
    },
    {
      name: 'a timer that fires once, and a request that may be broken off: both are over by themselves',
      code: text`
        let hiding, asking
        document.querySelector('#copy').addEventListener('click', async () => {
          clearTimeout(hiding)
          await copy()
          hiding = setTimeout(hide, 2000)
        })
        export async function clear() {
          asking?.abort()
          await settle()
          asking = new AbortController()
        }
      `,
    },
    {
      name: 'what is kept after the wait needs no end, or is of this run alone',
      code: text`
        export class Ticker {
          async note(pair) {
            this.last.reset()
            const answer = await ask(pair)
            this.last = answer
          }
        }
        export async function once(pair) {
          let feed = new EventSource('/ticks')
          feed.close()
          const ticket = await ask(pair)
          feed = new EventSource('/ticks/' + ticket)
          return feed
        }
      `,
    },
    {
      name: 'all that is waited for is the end itself, and nothing says that a second run comes',
      code: text`
        export class Connection {
          async renew(settings) {
            await this.client?.stop()
            this.client = new Client(settings)
          }
        }
      `,
    },
    {
      name: 'a second run is kept out while the end is waited for',
      options: [{ thorough: true }],
      code: text`
        export class Connection {
          async renew(settings) {
            if (this.renewing) return
            this.renewing = true
            try {
              await this.client?.stop()
              this.client = new Client(settings)
            } finally {
              this.renewing = false
            }
          }
        }
      `,
    },
    {
      name: 'a method that its own class runs only in turn',
      options: [{ thorough: true }],
      code: text`
        export class Results {
          tail = Promise.resolve()
          add(columns) {
            const added = this.tail.then(() => this.open(columns)).catch(report)
            this.tail = added
          }
          async open(columns) {
            this.writer?.close()
            const shown = await describe(columns)
            this.writer = new Writer(shown)
          }
        }
      `,
    },
    {
      name: 'an entry that is taken out before the wait, and runs that go in turn',
      code: text`
        export class Parts {
          parts = new Map()
          turn = Promise.resolve()
          async reload(name) {
            const part = this.parts.get(name)
            this.parts.delete(name)
            await part?.dispose()
            await this.ready(name)
          }
          change(name) {
            this.turn = this.turn.then(() => this.replace(name))
            return this.turn
          }
          async replace(name) {
            const part = this.parts.get(name)
            if (part) await part.dispose()
            const next = await this.activate(name)
            this.parts.set(name, next)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what is kept under a key',
      ...marked`
        export class Feeds {
          feeds = new Map()
          async open(pair) {
            this.feeds.get(pair)?.close()
            const ticket = await ask(pair)
            this.feeds.set(pair, new EventSource('/ticks/' + ticket))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ reopened
          }
        }
      `,
    },
    {
      name: 'a timer under a key, by a name of its own',
      options: [{ thorough: true }],
      ...marked`
        const timers = new Map()
        export async function seen(guest, store) {
          const timer = timers.get(guest)
          if (timer) clearTimeout(timer)
          await store.note(guest)
          timers.set(guest, setTimeout(() => store.forget(guest), 30_000))
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ swapped
        }
      `,
    },
    {
      name: 'a method that begins with the end of what is there',
      ...marked`
        export class Ticker {
          #feed = null
          async open(pair) {
            this.close()
            const ticket = await ask(pair)
            this.#feed = new EventSource('/ticks/' + ticket)
            ~~~~~~~~~~ reopened {"who": "\u0060open\u0060", "place": "this.#feed", "read": "line 4", "wait": "line 5"}
          }
          close() {
            this.#feed?.close()
            this.#feed = null
          }
        }
      `,
    },
    {
      name: 'the old one is taken to be ended when the new one has come',
      ...marked`
        export class Ticker {
          async swap(pair) {
            const old = this.feed
            this.feed = await open(pair)
            ~~~~~~~~~ swapped {"who": "\u0060swap\u0060", "place": "this.feed", "read": "line 3", "wait": "line 4", "other": "line 5"}
            await old?.close()
          }
          async change(pair) {
            const old = this.side
            const next = await open(pair)
            old?.close()
            this.side = next
            ~~~~~~~~~ swapped {"who": "\u0060change\u0060", "place": "this.side", "read": "line 8", "wait": "line 9", "other": "line 10"}
          }
        }
      `,
    },
    {
      name: 'ended where it stands, in a listener; made by a name',
      ...marked`
        let player
        document.querySelector('#next').addEventListener('click', async () => {
          player?.destroy()
          const source = await pick()
          const made = new Player(source)
          player = made
          ~~~~~~ reopened {"who": "This callback", "place": "player", "read": "line 3", "wait": "line 4"}
        })
      `,
    },
    {
      name: 'a method that only runs itself again',
      options: [{ thorough: true }],
      ...marked`
        export class Results {
          open = async (columns) => {
            this.writer?.close()
            const shown = await describe(columns)
            if (shown === null) return this.open([])
            this.writer = new Writer(shown)
            ~~~~~~~~~~~ reopened {"who": "\u0060open\u0060", "place": "this.writer", "read": "line 3", "wait": "line 4"}
          }
        }
      `,
    },
    {
      name: 'all that is waited for is the end itself: in a listener',
      ...marked`
        export function activate(workspace) {
          let client
          const renew = async () => {
            if (client) await client.stop()
            client = new Client(workspace.root)
            ~~~~~~ reopened {"who": "\u0060renew\u0060", "place": "client", "read": "line 4", "wait": "line 4"}
          }
          workspace.addEventListener('change', renew)
        }
      `,
    },
    {
      name: 'the same where nothing says that a second run comes, with thorough',
      options: [{ thorough: true }],
      ...marked`
        export class Connection {
          async renew(settings) {
            await this.client?.stop()
            this.client = new Client(settings)
            ~~~~~~~~~~~ reopened {"who": "\u0060renew\u0060", "place": "this.client", "read": "line 3", "wait": "line 3"}
          }
        }
      `,
    },
    {
      name: 'a timer that fires once and is over: nothing stays open',
      options: [{ thorough: true }],
      ...marked`
        let hiding
        document.querySelector('#copy').addEventListener('click', async () => {
          clearTimeout(hiding)
          await copy()
          hiding = setTimeout(hide, 2000)
          ~~~~~~ reopened {"who": "This callback", "place": "hiding", "read": "line 3", "wait": "line 4"}
        })
      `,
    },
    {
      name: 'an entry that is ended and made anew',
      ...marked`
        export class Parts {
          parts = new Map()
          async reload(name) {
            const part = this.parts.get(name)
            if (part) await part.dispose()
            const next = await this.activate(name)
            this.parts.set(name, next)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ swapped {"who": "\u0060reload\u0060", "place": "this.parts[name]", "read": "line 4", "wait": "line 6", "other": "line 5"}
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- by whatever name it ends

run(rule, {
  valid: [
    {
      name: 'one after the other',
      code: text`
        export class Shelf {
          constructor(watcher) { this.loaded = new Map(); this.turn = Promise.resolve(); watcher.on('change', (path) => { this.turn = this.turn.then(() => this.reload(path)) }) }
          async reload(path) {
            const before = this.loaded.get(path)
            if (before) await before.deactivate()
            this.loaded.set(path, await import(path))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'deactivated twice, and only the last is kept',
      code: text`
        export class Shelf {
          constructor(watcher) { this.loaded = new Map(); watcher.on('change', (path) => this.reload(path)) }
          async reload(path) {
            const before = this.loaded.get(path)
            if (before) await before.deactivate()
            const extension = await import(path)
            await extension.activate()
            this.loaded.set(path, extension)
          }
          async close() {
            for (const extension of this.loaded.values()) await extension.deactivate()
            this.loaded.clear()
          }
        }
      `,
      errors: [{ messageId: 'swapped', line: 8, column: 5 }],
    },
  ],
})

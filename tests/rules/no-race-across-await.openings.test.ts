import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Connections that are opened when they are first needed, and what is kept before it is ready.

/** A channel that is opened by whoever publishes first. */
const publisher = (head: string, rest: readonly string[]): string => text`
  import amqp from 'amqplib'
  export class Publisher {
    async publish(topic, body) {
      const channel = await this.#open()
      channel.publish('events', topic, body)
    }
    async #open() {
      ${head}
      ${rest.join('\n      ')}
      return channel
    }
  }
`
const opened = ['const connection = await amqp.connect(this.url)', 'const channel = await connection.createChannel()']

run(rule, {
  valid: [
    {
      name: 'a server that is only made, and does not listen',
      code: text`
        import http from 'node:http'
        export class Preview {
          async start() {
            if (this.server) return
            const page = await bundle(this.entry)
            this.server = http.createServer((request, response) => response.end(page))
          }
        }
      `,
    },
    {
      name: 'the promise is kept',
      code: text`
        import amqp from 'amqplib'
        export class Publisher {
          publish(body) { return this.open().then((connection) => connection.createChannel()).then((channel) => channel.publish('events', '', body)) }
          open() {
            this.opening ??= amqp.connect(this.url)
            return this.opening
          }
        }
      `,
    },
    {
      name: 'a process that is made before anybody waits, and one that each run has made before it looks',
      code: text`
        import { fork } from 'node:child_process'
        import { load } from './load.js'
        const mills = new Map()
        export async function mill(name) {
          const known = mills.get(name)
          if (known) return known
          const child = fork('./mill.js')
          child.on('error', console.error)
          mills.set(name, child)
          await load(name)
          return child
        }
      `,
    },
    { name: 'each run has its own', code: publisher('', opened) },
    { name: 'who opens it twice is told off', code: publisher("if (this.channel) throw new Error('open')", [...opened, 'this.channel = channel']) },
    { name: 'a function of another module', code: publisher('if (this.channel) return this.channel', [...opened, 'this.channel = channel']).replace("'amqplib'", "'./queue.js'") },
  ],
  invalid: [
    {
      name: 'a server that listens when it is first needed',
      ...marked`
        import http from 'node:http'
        export class Preview {
          async start() {
            if (this.server) return this.server
            const page = await bundle(this.entry)
            const server = http.createServer((request, response) => response.end(page))
            await new Promise((resolve) => server.listen(this.port, resolve))
            this.server = server
            ~~~~~~~~~~~ twice {"who": "\u0060start\u0060", "place": "this.server", "read": "line 4", "wait": "line 5"}
            return server
          }
        }
      `,
    },
    {
      name: 'kept when all of it is open',
      code: publisher('if (this.channel) return this.channel', [...opened, 'this.channel = channel']),
      errors: [{ messageId: 'twice', line: 11, column: 5, data: { who: '`open`', place: 'this.channel', read: 'line 8', wait: 'line 9' } }],
    },
    {
      name: 'processes that have a name before they are kept',
      ...marked`
        import { fork } from 'node:child_process'
        import { load } from './load.js'
        const mills = new Map()
        export async function mill(name) {
          const known = mills.get(name)
          if (known) return known
          const flour = await load(name)
          const child = fork('./mill.js')
          child.on('error', console.error)
          const entry = { flour, child }
          mills.set(name, entry)
          ~~~~~~~~~~~~~~~~~~~~~~ twice
          return entry
        }
        export class Bakery {
          async oven() {
            if (this.fire) return this.fire
            await load('wood')
            const child = fork('./fire.js')
            child.on('error', console.error)
            this.fire = child
            ~~~~~~~~~ twice
            return child
          }
        }
      `,
    },
    {
      name: 'a client that is connected before it is kept',
      ...marked`
        import { createClient } from 'redis'
        let client
        export async function redis() {
          if (!client) {
            const opened = createClient()
            await opened.connect()
            client = opened
            ~~~~~~ twice
          }
          return client
        }
      `,
    },
  ],
})

/** Something that is fetched, kept, and worked on before the first who asked for it gets it. */
const kept = (step: string, rest = 'return store'): string => text`
  let store
  export async function open() {
    if (!store) {
      store = await find()
      ${step}
    }
    ${rest}
  }
`

run(rule, {
  valid: [
    { name: 'what is done does not make it ready', code: kept("await store.put('opened', 1)") },
    { name: 'nothing is done', code: kept('log(store)') },
    { name: 'something else is made ready', code: kept('await disk.connect()') },
  ],
  invalid: [
    {
      name: 'kept before it is ready',
      code: kept('await store.migrate()'),
      errors: [{ messageId: 'published', line: 4, column: 5, data: { who: '`open`', place: 'store', wait: 'line 5', read: 'line 3', other: 'line 7' } }],
    },
    { name: 'in more than one step', code: kept("await store.put('opened', 1); await store.init()"), errors: [{ messageId: 'published', line: 4, column: 5 }] },
  ],
})

/** A panel that is made, and then filled. */
const panel = (made: string, second = 'panel.focus()', fill = "await panel.loadFile('panel.html')"): string => text`
  import { BrowserWindow } from 'electron'
  let panel
  export async function show() {
    if (panel) {
      ${second}
      return
    }
    panel = ${made}
    ${fill}
  }
`

/** Something that a call makes, and that is prepared then. */
const made = (value: string, wait: string): string => text`
  import { createStore } from './store.js'
  let store
  async function migrate(target) {
    await target.put('version', 1)
  }
  async function find() {
    return createStore(await disk())
  }
  export async function open() {
    if (store) return store
    store = ${value}
    ${wait}
    return store
  }
`

run(rule, {
  valid: [
    { name: 'a second caller only brings it to the front', code: panel('new BrowserWindow()') },
    { name: 'and shows it before', code: panel('new BrowserWindow()', 'if (panel.isMinimized()) panel.restore(); panel.focus()') },
    { name: 'the call yields a promise', code: made('find()', 'await migrate(await store)') },
    { name: 'a promise by its executor', code: made('new Promise((resolve) => find().then(resolve))', 'await migrate(await store)') },
    { name: 'the wait does not make it ready', code: made('createStore()', "await store.put('opened', 1)") },
    { name: 'something else is loaded by it', code: made('createStore()', 'await loadPlugins(store)') },
    { name: 'what is waited for is the thing itself', code: made('createStore()', 'await store') },
  ],
  invalid: [
    { name: 'a second caller asks for what is loaded', code: panel('new BrowserWindow()', "panel.webContents.send('shown')"), errors: [{ messageId: 'published', line: 8, column: 3, data: { who: '`show`', place: 'panel', wait: 'line 9', read: 'line 4', other: 'line 5' } }] },
    { name: 'what a call has made is handed on to be prepared', code: made('createStore()', 'await migrate(store)'), errors: [{ messageId: 'published', line: 11, column: 3, data: { who: '`open`', place: 'store', wait: 'line 12', read: 'line 10', other: 'line 10' } }] },
    { name: 'what a call has made loads what it needs', code: made('createStore()', 'await store.loadPlugins()'), errors: [{ messageId: 'published', line: 11, column: 3 }] },
    { name: 'what a call has made prepares itself', code: made('createStore()', 'await store.connect()'), errors: [{ messageId: 'published', line: 11, column: 3 }] },
  ],
})

/** A shelf of a library, which is reached by what this run has made. */
const shelf = (before: string, head: string, wait: string): string => text`
  import { Library } from './library.js'
  ${before}
  let shelf
  export async function books() {
    if (!shelf) {
      ${head}
      shelf = library.shelf('books')
      ${wait}
    }
    return shelf.list()
  }
`

run(rule, {
  valid: [
    { name: 'the maker is ready before', code: shelf('', 'const library = new Library()', 'log(shelf)') },
    { name: 'another one is made ready', code: shelf('', 'const library = new Library(); const door = new Library()', 'await door.connect()') },
    { name: 'the wait does not make it ready', code: shelf('', 'const library = new Library()', "await library.count('opened')") },
    { name: 'the maker is there for all, and may be ready', code: shelf('const library = new Library()', '', 'await library.register(import.meta.url)') },
    {
      name: 'a flag that is raised before a helper opens something',
      code: text`
        import net from 'node:net'
        export class Lamp {
          opened = false
          async open() {
            this.socket = net.connect(this.port)
            await this.hello(this.socket)
          }
          async say(line) {
            if (!this.opened) {
              this.opened = true
              await this.open()
            }
            this.log(line)
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'what has made it is made ready after', code: shelf('', 'const library = new Library()', 'await library.connect()'), errors: [{ messageId: 'published', line: 7, column: 5, data: { who: '`books`', place: 'shelf', wait: 'line 8', read: 'line 5', other: 'line 10' } }] },
    {
      name: 'a helper opens something before the flag is raised; a second watcher',
      ...marked`
        import net from 'node:net'
        import chokidar from 'chokidar'
        export class Lamp {
          opened = false
          async open() {
            this.socket = net.connect(this.port)
            await this.hello(this.socket)
          }
          async say(line) {
            if (!this.opened) {
              await this.open()
              this.opened = true
              ~~~~~~~~~~~ done
            }
            this.log(line)
          }
          async watch() {
            if (this.watcher) return
            const folder = await this.folderOf(this.port)
            this.watcher = chokidar.watch(folder)
            ~~~~~~~~~~~~ twice
          }
        }
      `,
    },
  ],
})

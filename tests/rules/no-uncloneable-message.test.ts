import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

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
    {
      name: 'a list of promises that are all awaited, made of a list that nothing is known of',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', async ({ id, columns }) => {
          const sums = await Promise.all(columns.map(async (column) => ({ column, sum: await add(column) })))
          parentPort.postMessage({ id, sums })
        })
      `,
    },
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
      name: 'a list of promises, made of a list that nothing is known of',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        function sums(columns) { return columns.map(async (column) => ({ column, sum: await add(column) })) }
        parentPort.on('message', ({ id, columns }) => {
          parentPort.postMessage({ id, sums: sums(columns) })
                                             ~~~~~~~~~~~~~ throws {"subject": "'sums[]' is a promise that is not awaited (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        })
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

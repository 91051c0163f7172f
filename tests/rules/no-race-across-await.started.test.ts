import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is missing is made by a function of the file that starts a thread or a process for it: the second one goes on for good.
run(rule, {
  valid: [
    { name: 'it is over before the answer is there', code: text`
      import { Worker } from 'node:worker_threads'
      import { once } from 'node:events'
      let table
      export async function rows() {
        if (!table) table = await parse()
        return table
      }
      async function parse() {
        const worker = new Worker(new URL('./parse.js', import.meta.url))
        const [answer] = await once(worker, 'message')
        await worker.terminate()
        return answer
      }
    ` },
    { name: 'what is made is told about the thread, and ends it', code: text`
      let engine
      export async function database() {
        if (!engine) engine = await open()
        return engine
      }
      async function open() {
        const worker = new Worker(new URL('./engine.js', import.meta.url))
        const made = new Engine(worker)
        await made.load()
        worker.terminate()
        return made
      }
    ` },
    { name: 'the promise is kept', code: text`
      let engine
      export function database() {
        return (engine ??= open())
      }
      async function open() {
        const worker = new Worker(new URL('./engine.js', import.meta.url))
        const made = new Engine(worker)
        await made.load()
        return made
      }
    ` },
  ],
  invalid: [
    {
      name: 'an engine on top of a thread',
      ...marked`
        export function connector(options = {}) {
          let engine = options.engine
          async function database() {
            if (!engine) engine = await open(options)
                         ~~~~~~ twice {"who": "\u0060database\u0060", "place": "engine", "read": "line 4", "wait": "line 4"}
            return engine
          }
          return { database, query: async (text) => (await database()).query(text) }
        }
        async function open(options) {
          const source = await choose(options)
          const worker = new Worker(source.url)
          const made = new Engine(worker)
          await made.load(source.main)
          return made
        }
      `,
    },
    {
      name: 'the thread itself',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { once } from 'node:events'
        export class Store {
          async get(key) {
            this.worker ??= await begin()
            ~~~~~~~~~~~ twice {"who": "\u0060get\u0060", "place": "this.worker", "read": "line 5", "wait": "line 5"}
            this.worker.postMessage(key)
          }
        }
        async function begin() {
          const worker = new Worker(new URL('./store.js', import.meta.url))
          await once(worker, 'online')
          return worker
        }
      `,
    },
    {
      name: 'a thread and what speaks to it, in one object',
      ...marked`
        let link
        export async function ask(question) {
          if (link === undefined) {
            const made = await begin()
            link = made
            ~~~~ twice {"who": "\u0060ask\u0060", "place": "link", "read": "line 3", "wait": "line 4"}
          }
          return link.remote.ask(question)
        }
        async function begin() {
          const worker = new Worker(new URL('./store.js', import.meta.url), { type: 'module' })
          const remote = wrap(worker)
          await remote.ready()
          return { worker, remote }
        }
      `,
    },
  ],
})

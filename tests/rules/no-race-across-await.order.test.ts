import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- evaluation order in one expression

run(rule, {
  valid: [
    {
      name: 'a helper that shows the answer, behind a ticket',
      code: text`
        let shown
        let last = 0
        function show(card) { shown = card; document.title = card.name }
        async function refresh(sku) {
          const ticket = ++last
          const answer = await fetch('/cards/' + sku)
          const card = await answer.json()
          if (ticket === last) show(card)
        }
        document.querySelector('input').addEventListener('input', (event) => { refresh(event.target.value).catch(console.error) })
      `,
    },
    {
      name: 'the wait comes first',
      code: text`
        export class Store {
          state = {}
          list = []
          async load() {
            this.state = { profile: await profile(), ...this.state }
            const more = await page()
            this.list = this.list.concat(more)
            this.total = (await cost()) + this.total
          }
        }
      `,
    },
    {
      name: 'parts that each run brings into what is there by then',
      code: text`
        const state = { settings: {} }
        export async function addFile(file) {
          const more = await load(file)
          state.settings = { ...state.settings, ...more }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'parts that each run brings into a copy of what was there',
      ...marked`
        const state = { settings: {} }
        export async function addFile(file) {
          state.settings = { ...state.settings, ...(await load(file)) }
          ~~~~~~~~~~~~~~ lost
        }
        export async function patch(changes) {
          const before = state.settings
          await check(changes)
          state.settings = { ...before, ...changes }
          ~~~~~~~~~~~~~~ lost
        }
        export const addAll = (files) => Promise.all(files.map((file) => addFile(file)))
      `,
    },
    {
      name: 'a helper that shows the answer, whenever it comes',
      ...marked`
        let shown
        function show(card) { shown = card; document.title = card.name }
        async function refresh(sku) {
          const answer = await fetch('/cards/' + sku)
          show(await answer.json())
          ~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken
        }
        document.querySelector('input').addEventListener('input', (event) => { refresh(event.target.value).catch(console.error) })
      `,
    },
    {
      name: 'a spread before the wait',
      ...marked`
        export class Store {
          state = {}
          async load() {
            this.state = { ...this.state, profile: await profile() }
            ~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a receiver before the wait in the argument',
      ...marked`
        export class Store {
          list = []
          async load() {
            this.list = this.list.concat(await page())
            ~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'the left side of a sum',
      ...marked`
        export class Store {
          async load() {
            this.total = this.total + await cost()
            ~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a compound assignment',
      ...marked`
        let total = 0
        export async function add(item) {
          total += await cost(item)
          ~~~~~ lost {"who": "\u0060add\u0060", "place": "total", "read": "line 3", "wait": "line 3"}
        }
      `,
      suggestions: [[{
        messageId: 'first',
        output: text`
          let total = 0
          export async function add(item) {
            const added = await cost(item)
            total += added
          }
        `,
      }]],
    },
    {
      name: 'a logical assignment',
      ...marked`
        export class Renderer {
          async page() {
            this.browser ||= await launch()
            ~~~~~~~~~~~~ second
            return this.browser.newPage()
          }
          close() { return this.browser.close() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- promise chains

run(rule, {
  valid: [
    {
      name: 'a chain that looks again',
      code: text`
        export class Pool {
          connect() {
            if (this.client) return Promise.resolve(this.client)
            return open().then((client) => {
              if (this.client) return this.client
              this.client = client
              return client
            })
          }
          close() { this.client?.close() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a value set in then',
      ...marked`
        export class Pool {
          connect() {
            if (this.client) return Promise.resolve(this.client)
            return open().then((client) => {
              this.client = client
              ~~~~~~~~~~~ second {"who": "\u0060connect\u0060", "place": "this.client", "read": "line 3", "wait": "line 4", "other": "line 9"}
              return client
            })
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'a sum made in then',
      ...marked`
        export class Wallet {
          balance = 0
          debit(amount) {
            const before = this.balance
            return audit(amount).then(() => {
              this.balance = before - amount
              ~~~~~~~~~~~~ lost
            })
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- helpers

run(rule, {
  valid: [
    {
      name: 'a helper that looks itself before it writes',
      code: text`
        export class Pool {
          async get() {
            if (!this.client) await this.#connect()
            return this.client
          }
          async #connect() {
            const client = await open()
            if (!this.client) this.client = client
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'a helper that keeps its promise',
      code: text`
        export class Pool {
          get() {
            if (!this.client) this.opening ??= this.#connect()
            return this.opening
          }
          async #connect() {
            this.client = await open()
          }
          close() { this.client?.close() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a helper writes after its wait',
      ...marked`
        export class Pool {
          async get() {
            if (!this.client) await this.#connect()
                                    ~~~~~~~~~~~~~~~ second {"who": "\u0060get\u0060", "place": "this.client", "read": "line 3", "wait": "line 7", "other": "line 9"}
            return this.client
          }
          async #connect() {
            this.client = await open()
          }
          close() { this.client?.close() }
        }
      `,
    },
    {
      name: 'a helper looks',
      ...marked`
        export class Sessions {
          sessions = []
          find(id) { return this.sessions.find((each) => each.id === id) }
          async restore(id) {
            const known = this.find(id)
            if (known) return known
            const session = await read(id)
            this.sessions.push(session)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ appended
            return session
          }
        }
      `,
    },
    {
      name: 'a helper asks a map for the key that it is given',
      ...marked`
        export class Users {
          #users = new Map()
          has(id) { return this.#users.has(id) }
          forget(id) { this.#users.delete(id) }
          async load(key) {
            if (this.has(key)) return
            const user = await fetchUser(key)
            this.#users.set(key, user)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
          }
        }
      `,
    },
    {
      name: 'a getter reads',
      ...marked`
        export class Wallet {
          #balance = 0
          get available() { return this.#balance }
          async debit(amount) {
            const before = this.available
            await audit(amount)
            this.#balance = before - amount
            ~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Two locks of a module, and a function that takes the ledger while it holds the accounts. */
const accountsFirst = `
  import { Mutex } from 'async-mutex'
  const accounts = new Mutex(), ledger = new Mutex()
  export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))`

// ---------------------------------------------------------------- circles through calls

run(rule, {
  valid: [
    {
      name: 'a helper that gives back the lock it is handed, then takes the other',
      code: `${accountsFirst}
        async function compareAfter(release) {
          release()
          await accounts.runExclusive(compare)
        }
        export async function audit() {
          const release = await ledger.acquire()
          await compareAfter(release)
        }`,
    },
    {
      name: 'a lock around both, held by all callers of private methods',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Bank {
          #gate = new Mutex()
          #accounts = new Mutex()
          #ledger = new Mutex()
          #pay() { return this.#accounts.runExclusive(() => this.#ledger.runExclusive(book)) }
          #audit() { return this.#ledger.runExclusive(() => this.#accounts.runExclusive(compare)) }
          pay() { return this.#gate.runExclusive(() => this.#pay()) }
          audit() { return this.#gate.runExclusive(() => this.#audit()) }
        }
      `,
    },
    {
      name: 'the module itself takes both, once, at its start',
      code: text`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        await accounts.runExclusive(() => ledger.runExclusive(book))
        await ledger.runExclusive(() => accounts.runExclusive(compare))
      `,
    },
  ],
  invalid: [
    {
      name: 'the second lock is taken by a function that is called',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex()
        const audit = new Mutex()
        async function log(line) {
          const done = await audit.acquire()
          try { await write(line) } finally { done() }
        }
        export async function transfer(line) {
          const release = await accounts.acquire()
          try { await log(line) } finally { release() }
        }
        export const flush = () => audit.runExclusive(async () => {
          await accounts.runExclusive(sum)
                ~~~~~~~~~~~~~~~~~~~~~ cycle {"taken": "accounts", "held": "audit", "since": "12", "through": "", "otherLine": "10", "otherThrough": " (through ${'`log`'})"}
        })
      `,
    },
    {
      name: 'methods of a class that call one another',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Cache {
          #entries = new Mutex()
          #disk = new Mutex()
          put(key) { return this.#entries.runExclusive(() => this.#flush(key)) }
          async #flush(key) { await this.#disk.runExclusive(() => write(key)) }
          async compact() {
            await this.#disk.runExclusive(async () => { await this.#forget() })
                                                              ~~~~~~~~~~~~ cycle {"taken": "this.#entries", "held": "this.#disk", "since": "8", "through": " (through ${'`#forget`'})", "otherLine": "5", "otherThrough": " (through ${'`#flush`'})"}
          }
          #forget() { return this.#entries.acquire().then(async (release) => { await write(''); release() }) }
        }
      `,
    },
    {
      name: 'locks of a parent class, one of them behind a helper that takes the section',
      ...marked`
        import { Mutex } from 'async-mutex'
        class Store {
          mutex = new Mutex()
          index = new Mutex()
          async exclusive(work) {
            const release = await this.mutex.acquire()
            try { return await work() } finally { release() }
          }
        }
        export class Shop extends Store {
          add() { return this.exclusive(() => this.index.runExclusive(write)) }
          find() { return this.index.runExclusive(() => this.exclusive(read)) }
                                                        ~~~~~~~~~~~~~~ cycle {"taken": "this.mutex", "held": "this.index", "since": "12", "through": " (through ${'`exclusive`'})", "otherLine": "11", "otherThrough": ""}
        }
      `,
    },
    {
      name: 'static members',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Registry {
          static #index = new Mutex()
          static #files = new Mutex()
          static add() { return Registry.#index.runExclusive(() => Registry.#files.runExclusive(write)) }
          static remove() { return this.#files.runExclusive(() => this.#index.runExclusive(write)) }
                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~ cycle
        }
      `,
    },
    {
      name: 'methods of an object, and locks that are destructured',
      ...marked`
        import { Mutex } from 'async-mutex'
        export const store = {
          index: new Mutex(),
          files: new Mutex(),
          add() { return this.index.runExclusive(() => this.files.runExclusive(write)) },
        }
        export function remove() {
          const { index, files } = store
          return files.runExclusive(() => index.runExclusive(write))
                                          ~~~~~~~~~~~~~~~~~~ cycle {"taken": "store.index", "held": "store.files", "since": "9", "through": "", "otherLine": "5", "otherThrough": ""}
        }
      `,
    },
    {
      name: 'two objects that call each other, each under its own lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Session {
          lock = new Mutex()
          constructor(public connection: Connection) {}
          send(text: string) { return this.lock.runExclusive(() => this.connection.write(text)) }
          closed() { return this.lock.runExclusive(async () => {}) }
        }
        export class Connection {
          lock = new Mutex()
          session!: Session
          write(text: string) { return this.lock.runExclusive(async () => text) }
          close() { return this.lock.runExclusive(() => this.session.closed()) }
                                                        ~~~~~~~~~~~~~~~~~~~ cycle {"taken": "this.session.lock", "held": "this.lock", "since": "12", "through": " (through ${'`closed`'})", "otherLine": "5", "otherThrough": " (through ${'`write`'})"}
        }
      `,
    },
    {
      name: 'a helper that takes both: its callers decide the order',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        async function both(first, second, work) {
          return first.runExclusive(() => second.runExclusive(work))
        }
        export const buy = () => both(users, orders, book)
        export const ban = () => both(orders, users, hide)
                                 ~~~~ cycle {"taken": "users", "held": "orders", "since": "7", "through": " (through ${'`both`'})", "otherLine": "6", "otherThrough": " (through ${'`both`'})"}
      `,
    },
    {
      name: 'releasers that helpers return',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        const lockUsers = () => users.acquire()
        async function lockOrders() {
          const release = await orders.acquire()
          return { unlock: () => { release() } }
        }
        export async function buy() {
          const release = await lockUsers()
          try {
            const { unlock } = await lockOrders()
            try { await book() } finally { unlock() }
          } finally { release() }
        }
        export async function ship() {
          const held = await lockOrders()
          try {
            const release = await lockUsers()
                                  ~~~~~~~~~ cycle
            release()
          } finally { held.unlock() }
        }
      `,
    },
    {
      name: 'calls of one run of the module that are not awaited one by one',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
                                                      ~~~~~~~~~~~~~~~~~~~~~ cycle
        await Promise.all([pay(), audit()])
      `,
    },
  ],
})

import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Two locks of a module, and a function that takes the ledger while it holds the accounts. */
const accountsFirst = `
  import { Mutex } from 'async-mutex'
  const accounts = new Mutex(), ledger = new Mutex()
  export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))`

/** A collection of locks, each made when it is first asked for. */
const lockFor = `
  import { Mutex } from 'async-mutex'
  const locks = new Map()
  function lockFor(id) {
    let lock = locks.get(id)
    if (!lock) {
      lock = new Mutex()
      locks.set(id, lock)
    }
    return lock
  }`

const account = `
  import { Mutex } from 'async-mutex'
  export class Account {
    readonly lock = new Mutex()
    constructor(readonly id: string, public balance: number) {}
  }`

// ---------------------------------------------------------------- the caller's order

run(rule, {
  valid: [
    {
      name: 'sorted keys',
      code: `${lockFor}
        export async function transfer(from, to) {
          const [first, second] = [from, to].sort()
          await lockFor(first).runExclusive(() => lockFor(second).runExclusive(move))
        }`,
    },
    {
      name: 'a comparison decides who is first',
      code: `${account}
        export async function transfer(from: Account, to: Account) {
          const [first, second] = from.id < to.id ? [from, to] : [to, from]
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'the two are swapped where they come the wrong way round',
      code: `${lockFor}
        export async function transfer(from, to) {
          if (from > to) [from, to] = [to, from]
          await lockFor(from).runExclusive(() => lockFor(to).runExclusive(move))
        }`,
    },
    {
      name: 'the wrong way round calls itself the right way round',
      code: `${account}
        export async function transfer(from: Account, to: Account): Promise<void> {
          if (to.id < from.id) return transfer(to, from)
          await from.lock.runExclusive(() => to.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'the smaller index first',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = Array.from({ length: 8 }, () => new Mutex())
        export async function swap(i, j) {
          const low = Math.min(i, j), high = Math.max(i, j)
          await locks[low].runExclusive(() => locks[high].runExclusive(move))
        }
      `,
    },
    {
      name: 'another function brings them into an order',
      code: `${account}
        const inOrder = (a: Account, b: Account) => (a.id < b.id ? [a, b] : [b, a])
        export async function transfer(from: Account, to: Account) {
          const [first, second] = inOrder(from, to)
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'the caller sorts',
      code: `${lockFor}
        async function withAll(ids, work) {
          const releases = []
          for (const id of ids) releases.push(await lockFor(id).acquire())
          try { return await work() } finally { while (releases.length > 0) releases.pop()() }
        }
        export const merge = (a, b) => withAll([a, b].toSorted(), move)`,
    },
    {
      name: 'a lock around the whole transfer',
      code: `${lockFor}
        const gate = new Mutex()
        export const transfer = (from, to) => gate.runExclusive(() => lockFor(from).runExclusive(() => lockFor(to).runExclusive(move)))`,
    },
    {
      name: 'keys of different sorts',
      code: `${lockFor}\nexport const buy = (userId, orderId) => lockFor(userId).runExclusive(() => lockFor(orderId).runExclusive(book))`,
    },
    {
      name: 'two keys that are never held against each other may be of two sorts',
      code: text`
        ${lockFor}
        export const assign = (task, person) => lockFor(task).runExclusive(() => lockFor(person).runExclusive(async () => {
          if (task === undefined || person === null) throw new Error('nothing to assign')
        }))
      `,
    },
    {
      name: 'a tree has an order of its own',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Folder {
          lock = new Mutex()
          parent?: Folder
          rename() { return this.lock.runExclusive(() => this.parent?.lock.runExclusive(async () => {})) }
        }
        export const rotate = (folder: { left: Folder; right: Folder }) => folder.left.lock.runExclusive(() => folder.right.lock.runExclusive(async () => {}))
      `,
    },
    {
      name: 'parent and child have an order of their own',
      code: `${lockFor}
        export const attach = (parentId, childId) => lockFor(parentId).runExclusive(() => lockFor(childId).runExclusive(move))`,
    },
    {
      name: 'another function says which comes first, by its name',
      code: `${account}
        export async function transfer(from: Account, to: Account) {
          const [first, second] = comesBefore(from, to) ? [from, to] : [to, from]
          await first.lock.runExclusive(() => second.lock.runExclusive(async () => {}))
        }`,
    },
    {
      name: 'one lock is taken where a test holds, the other where it does not',
      code: `${accountsFirst}
        export async function close(month, dry) {
          let release
          if (!dry) release = await ledger.acquire()
          try {
            if (dry) await accounts.runExclusive(() => month.check())
          } finally {
            release?.()
          }
        }`,
    },
    {
      name: 'a function of the file that is always called the same way',
      code: text`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        async function both(first, second, work) { return first.runExclusive(() => second.runExclusive(work)) }
        export const buy = () => both(users, orders, book)
        export const ban = () => both(users, orders, hide)
      `,
    },
  ],
  invalid: [
    {
      name: 'two objects of one class',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          readonly lock = new Mutex()
          balance = 0
        }
        export async function transfer(from: Account, to: Account, amount: number) {
          if (from === to) return
          const releaseFrom = await from.lock.acquire()
          try {
            const releaseTo = await to.lock.acquire()
                                    ~~~~~~~~~~~~~~~ given {"first": "from.lock", "second": "to.lock", "since": "8"}
            from.balance -= amount
            releaseTo()
          } finally {
            releaseFrom()
          }
        }
      `,
    },
    {
      name: 'two keys that can be compared: the repair takes the locks in their order',
      language: 'ts',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export async function transfer(from: string, to: string) {
          await lock.acquire(from, () => lock.acquire(to, () => move(from, to)))
                                         ~~~~~~~~~~~~ given
        }
      `,
      suggestions: [[{
        messageId: 'sort',
        output: text`
          import AsyncLock from 'async-lock'
          const lock = new AsyncLock()
          export async function transfer(from: string, to: string) {
            const [first, second] = from < to ? [from, to] : [to, from]
            await lock.acquire(first, () => lock.acquire(second, () => move(from, to)))
          }
        `,
      }]],
    },
    {
      name: 'no repair for keys that may be anything, and none where the names are taken',
      language: 'ts',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export async function transfer(from: unknown, to: unknown) {
          await lock.acquire(from, () => lock.acquire(to, move))
                                         ~~~~~~~~~~~~ given
        }
        export async function swap(from: string, to: string) {
          const first = await load(from)
          await lock.acquire(from, () => lock.acquire(to, () => first.move()))
                                         ~~~~~~~~~~~~ given
        }
      `,
    },
    {
      name: 'without types: the file shows what holds the lock',
      language: 'js',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          constructor(id) {
            this.id = id
            this.lock = new Mutex()
          }
        }
        export const transfer = ({ from, to }) => from.lock.runExclusive(() => to.lock.runExclusive(move))
                                                                               ~~~~~~~~~~~~~~~~~~~~ given {"first": "from.lock", "second": "to.lock", "since": "8"}
      `,
    },
    {
      name: 'this object and another of its class',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          #lock = new Mutex()
          merge(other: Account) {
            return this.#lock.runExclusive(() => other.#lock.runExclusive(async () => {}))
                                                 ~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "this.#lock", "second": "other.#lock", "since": "5"}
          }
        }
      `,
    },
    {
      name: 'two keys of a collection',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Bank {
          #locks = new Map()
          #lockFor(id) {
            if (!this.#locks.has(id)) this.#locks.set(id, new Mutex())
            return this.#locks.get(id)
          }
          async transfer(fromId, toId) {
            await this.#lockFor(fromId).runExclusive(async () => {
              await this.#lockFor(toId).runExclusive(move)
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "this.#locks[fromId]", "second": "this.#locks[toId]", "since": "9"}
            })
          }
        }
      `,
    },
    {
      name: 'two names of a family',
      ...marked`
        export const move = (from, to) => navigator.locks.request(${'`folder:${from}`'}, () => navigator.locks.request(${'`folder:${to}`'}, rename))
                                                                                          ~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "\"folder:${'${from}'}\"", "second": "\"folder:${'${to}'}\"", "since": "1"}
      `,
    },
    {
      name: 'two indexes',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = Array.from({ length: 8 }, () => new Mutex())
        export async function swap(i, j) {
          await locks[i].runExclusive(() => locks[j].runExclusive(move))
                                            ~~~~~~~~~~~~~~~~~~~~~ given {"first": "locks[i]", "second": "locks[j]", "since": "4"}
        }
      `,
    },
    {
      name: 'the two of a pair',
      ...marked`
        import AsyncLock from 'async-lock'
        const lock = new AsyncLock()
        export const swap = (ids) => lock.acquire(ids[0], () => lock.acquire(ids[1], move))
                                                                ~~~~~~~~~~~~ given {"first": "lock[ids[0]]", "second": "lock[ids[1]]", "since": "3"}
      `,
    },
    {
      name: 'a comparison of something else is no order',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Account {
          readonly lock = new Mutex()
          balance = 0
        }
        export async function transfer(from: Account, to: Account, amount: number) {
          if (from.balance < amount) throw new Error('insufficient funds')
          await from.lock.runExclusive(() => to.lock.runExclusive(async () => {}))
                                             ~~~~~~~~~~~~~~~~~~~~ given
        }
      `,
    },
    {
      name: 'through a collection of a class of the file',
      ...marked`
        import { Mutex } from 'async-mutex'
        class KeyedMutex {
          #mutexes = new Map()
          runExclusive(key, work) {
            let mutex = this.#mutexes.get(key)
            if (!mutex) this.#mutexes.set(key, mutex = new Mutex())
            return mutex.runExclusive(work)
          }
        }
        const rooms = new KeyedMutex()
        export const swap = (fromRoom, toRoom) => rooms.runExclusive(fromRoom, () => rooms.runExclusive(toRoom, move))
                                                                                     ~~~~~~~~~~~~~~~~~~ given {"first": "rooms.#mutexes[fromRoom]", "second": "rooms.#mutexes[toRoom]", "since": "11"}
      `,
    },
    {
      name: 'two keys that are held against each other, whatever they are called',
      ...marked`
        ${lockFor}
        export async function absorb(staying, going) {
          if (staying === going) return
          await lockFor(staying).runExclusive(() => lockFor(going).runExclusive(join))
                                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "locks[staying]", "second": "locks[going]", "since": "14"}
        }
      `,
    },
    {
      name: 'a map that is said to hold locks',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        const doors = new Map<string, Mutex>()
        export async function swap(a, b) {
          await doors.get(a)!.runExclusive(() => doors.get(b)!.runExclusive(exchange))
                                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~ given {"first": "doors[a]", "second": "doors[b]", "since": "4"}
        }
      `,
    },
    {
      name: 'entries of a map and of a table, each with a lock',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        interface Shelf { readonly lock: Mutex; books: number }
        const shelves = new Map<string, Shelf>()
        const spares: Record<string, Shelf> = {}
        export async function move(from, to) {
          await shelves.get(from)!.lock.runExclusive(async () => {
            await shelves.get(to)!.lock.runExclusive(async () => { shelves.get(to)!.books++ })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ given
          })
        }
        export async function trade(from, to) {
          await spares[from].lock.runExclusive(async () => {
            await spares[to].lock.runExclusive(async () => { spares[to].books++ })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ given
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- records that are got or made

const shelves = (order: string): string => text`
  import { Mutex } from 'async-mutex'
  const shelves = new Map()
  function shelfOf(id) {
    let shelf = shelves.get(id)
    if (!shelf) {
      shelf = { id, books: [], mutex: new Mutex() }
      shelves.set(id, shelf)
    }
    return shelf
  }
  export async function empty(fromId, intoId) {
    ${order}
    return a.mutex.runExclusive(() => b.mutex.runExclusive(() => carry(a, b)))
  }
`

run(rule, {
  valid: [
    { name: 'the smaller id first', code: shelves('const [a, b] = [fromId, intoId].sort().map((id) => shelfOf(id))') },
    { name: 'another kind of thing', code: shelves('const a = shelfOf(fromId)\n    const b = cellar') },
  ],
  invalid: [
    { name: 'one into another, as they are named', code: shelves('const a = shelfOf(fromId)\n    const b = shelfOf(intoId)'), errors: [{ messageId: 'given', line: 14, column: 37 }] },
  ],
})

// ---------------------------------------------------------------- what is compared when both are held comes too late

run(rule, {
  valid: [
    {
      name: 'compared before',
      code: text`
        import AsyncLock from 'async-lock'
        const doors = new AsyncLock()
        export function exchange(from, to) {
          if (from > to) [from, to] = [to, from]
          return doors.acquire(from, () => doors.acquire(to, () => swap(from, to)))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'exchanged under the locks',
      ...marked`
        import AsyncLock from 'async-lock'
        const doors = new AsyncLock()
        export function exchange(from, to) {
          return doors.acquire(from, () => doors.acquire(to, () => swap(from, to)))
                                           ~~~~~~~~~~~~~ given
        }
      `,
    },
  ],
})

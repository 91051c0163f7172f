import rule from '../../src/rules/consistent-lock-order.ts'
import { marked, text } from '../support/marked.ts'
import { run, typed } from '../support/run.ts'

/** Two locks of a module, and a function that takes the ledger while it holds the accounts. */
const accountsFirst = `
  import { Mutex } from 'async-mutex'
  const accounts = new Mutex(), ledger = new Mutex()
  export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))`

// ---------------------------------------------------------------- circles

run(rule, {
  valid: [
    {
      name: 'the same order everywhere',
      code: `${accountsFirst}
        export async function audit() {
          const release = await accounts.acquire()
          try { await ledger.runExclusive(compare) } finally { release() }
        }`,
    },
    {
      name: 'the first lock is given back before the second is taken',
      code: `${accountsFirst}
        export async function audit() {
          await ledger.runExclusive(read)
          await accounts.runExclusive(compare)
        }`,
    },
    {
      name: 'one section after the other in a chain',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(read).then(() => accounts.runExclusive(compare))`,
    },
    {
      name: 'both sections side by side, neither inside the other',
      code: `${accountsFirst}\nexport const audit = () => Promise.all([ledger.runExclusive(read), accounts.runExclusive(compare)])`,
    },
    {
      name: 'a release in one branch, before the other lock',
      code: `${accountsFirst}
        export async function audit(quick) {
          const release = await ledger.acquire()
          let held = true
          try {
            if (quick) {
              release()
              held = false
              await accounts.runExclusive(compare)
            }
          } finally {
            if (held) release()
          }
        }`,
    },
    {
      name: 'a lock that is taken only sometimes, and given back where it was',
      code: `${accountsFirst}
        export async function audit(deep) {
          let release
          if (deep) release = await ledger.acquire()
          try { await read() } finally { if (release) release() }
          await accounts.runExclusive(compare)
        }`,
    },
    {
      name: 'nobody awaits the inner section',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => { void accounts.runExclusive(compare) })`,
    },
    {
      name: 'the inner section begins after the outer one is over (a promise that is returned from try … finally)',
      code: `${accountsFirst}
        export async function audit() {
          const release = await ledger.acquire()
          try { return accounts.runExclusive(compare) } finally { release() }
        }`,
    },
    {
      name: 'in a timer that is started under the lock',
      code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => { setTimeout(() => accounts.runExclusive(compare), 100) })`,
    },
    {
      name: 'in a listener that is added under the lock',
      code: `${accountsFirst}\nexport const audit = (bus) => ledger.runExclusive(async () => { bus.on('change', async () => { await accounts.runExclusive(compare) }) })`,
    },
    {
      name: 'a lock around both',
      code: text`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex(), accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => gate.runExclusive(() => accounts.runExclusive(() => ledger.runExclusive(book)))
        export const audit = () => gate.runExclusive(() => ledger.runExclusive(() => accounts.runExclusive(compare)))
      `,
    },
    {
      name: 'a class that only looks like a lock',
      code: text`
        class Mutex { runExclusive(work) { return work() } }
        const accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        export const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
      `,
    },
    {
      name: 'producer and consumer: semaphores that each gives to the other',
      code: text`
        import { Mutex, Semaphore } from 'async-mutex'
        const free = new Semaphore(8), filled = new Semaphore(0), slots = new Mutex()
        export async function put(item) {
          await free.acquire()
          await slots.runExclusive(() => items.push(item))
          filled.release()
        }
        export async function take() {
          await filled.acquire()
          const item = await slots.runExclusive(() => items.shift())
          free.release()
          return item
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'two functions, one order each',
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex()
        const ledger = new Mutex()
        export async function pay() {
          await accounts.runExclusive(() => ledger.runExclusive(book))
        }
        export async function audit() {
          const release = await ledger.acquire()
          try {
            await accounts.runExclusive(compare)
                  ~~~~~~~~~~~~~~~~~~~~~ cycle {"taken": "accounts", "held": "ledger", "since": "8", "through": "", "otherLine": "5", "otherThrough": ""}
          } finally {
            release()
          }
        }
      `,
    },
    {
      name: 'an early return in between does not end the other path',
      ...marked`
        import { Mutex } from 'async-mutex'
        const index = new Mutex(), files = new Mutex()
        export async function save(deep) {
          const releaseIndex = await index.acquire()
          if (!deep) {
            releaseIndex()
            return
          }
          const releaseFiles = await files.acquire()
          releaseFiles()
          releaseIndex()
        }
        export async function scan() {
          const releaseFiles = await files.acquire()
          try {
            const releaseIndex = await index.acquire()
                                       ~~~~~~~~~~~~~ cycle
            releaseIndex()
          } finally {
            releaseFiles()
          }
        }
      `,
    },
    {
      name: 'a release that comes with the end of a promise',
      ...marked`
        import { Mutex } from 'async-mutex'
        const users = new Mutex(), orders = new Mutex()
        export async function buy() {
          const release = await users.acquire()
          return orders.runExclusive(book).finally(release)
        }
        export const ship = () => orders.runExclusive(() => users.runExclusive(send))
                                                            ~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'inside Promise.all under the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        const index = new Mutex(), files = new Mutex()
        export const rebuild = (names) => index.runExclusive(async () => {
          await Promise.all(names.map(async (name) => {
            const release = await files.acquire()
            try { await read(name) } finally { release() }
          }))
        })
        export const write = (name) => files.runExclusive(() => index.runExclusive(() => add(name)))
                                                                ~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
    {
      name: 'a circle of three locks',
      ...marked`
        import { Mutex } from 'async-mutex'
        const cart = new Mutex(), stock = new Mutex(), user = new Mutex()
        export const add = () => cart.runExclusive(() => stock.runExclusive(take))
        export const fill = () => stock.runExclusive(() => user.runExclusive(notify))
        export const drop = () => user.runExclusive(() => cart.runExclusive(clear))
                                                          ~~~~~~~~~~~~~~~~~ circle {"taken": "cart", "held": "user", "since": "5", "through": "", "others": "line 3 locks ${'`stock`'} while ${'`cart`'} is held, line 4 locks ${'`user`'} while ${'`stock`'} is held"}
      `,
    },
    {
      name: 'once per circle, however many functions take part',
      ...marked`
        import { Mutex } from 'async-mutex'
        const a = new Mutex(), b = new Mutex()
        export const one = () => a.runExclusive(() => b.runExclusive(work))
        export const two = () => a.runExclusive(() => b.runExclusive(work))
        export const three = () => b.runExclusive(() => a.runExclusive(work))
                                                        ~~~~~~~~~~~~~~ cycle {"taken": "a", "held": "b", "since": "5", "through": "", "otherLine": "3", "otherThrough": ""}
        export const four = () => b.runExclusive(() => a.runExclusive(work))
      `,
    },
  ],
})

// ---------------------------------------------------------------- options

run(rule, {
  valid: [
    { name: 'a lock whose order does not matter', options: [{ allow: ['ledger'] }], code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))` },
    { name: 'a pair that never meets the other way', options: [{ allow: [['ledger', 'accounts']] }], code: `${accountsFirst}\nexport const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))` },
  ],
  invalid: [
    {
      name: 'another lock is allowed',
      options: [{ allow: ['cache', ['ledger', 'cache']] }],
      ...marked`
        import { Mutex } from 'async-mutex'
        const accounts = new Mutex(), ledger = new Mutex()
        export const pay = () => accounts.runExclusive(() => ledger.runExclusive(book))
        export const audit = () => ledger.runExclusive(() => accounts.runExclusive(compare))
                                                             ~~~~~~~~~~~~~~~~~~~~~ cycle
      `,
    },
  ],
})

// ---------------------------------------------------------------- types

typed(rule, {
  valid: [
    {
      name: 'an object of unknown type',
      code: `export const one = (a: any, b: any) => a.runExclusive(() => b.runExclusive(async () => {}))
        export const two = (a: any, b: any) => b.runExclusive(() => a.runExclusive(async () => {}))`,
    },
  ],
  invalid: [
    {
      name: 'a lock that only its type shows',
      ...marked`
        import { Mutex } from 'async-mutex'
        const pair = <T>(make: () => T): [T, T] => [make(), make()]
        const [a, b] = pair(() => new Mutex())
        export const one = () => a.runExclusive(() => b.runExclusive(async () => {}))
        export const two = () => b.runExclusive(() => a.runExclusive(async () => {}))
                                                      ~~~~~~~~~~~~~~ cycle
      `,
    },
  ],
})

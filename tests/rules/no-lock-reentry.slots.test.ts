import rule from '../../src/rules/no-lock-reentry.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** For names in the data of a message. */
const tick = '`'

/** A lock built on a chain of promises. */
const chain = `
  let tail = Promise.resolve()
  function serial(job) {
    const run = tail.then(job, job)
    tail = run.catch(() => {})
    return run
  }`

// ---------------------------------------------------------------- slots

/** A client that is handed to a function, and the pool that is asked behind that. */
const handedOn = (finish: string): string => text`
  import { Pool } from 'pg'
  const pool = new Pool({ max: 5 })
  const idle = []
  const finish = ${finish}
  export async function order(rows) {
    const client = await pool.connect()
    await client.query('INSERT INTO lines VALUES ($1)', rows)
    await finish(client)
    await pool.query('NOTIFY orders')
  }
`

run(rule, {
  valid: [
    {
      name: 'a recursion that holds no slot while it goes down',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function size(dir) {
          const names = await limit(() => list(dir))
          return Promise.all(names.map((name) => size(name)))
        }
      `,
    },
    {
      name: 'a task that adds others and does not wait for them',
      code: text`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        export const crawl = (url) => queue.add(async () => { for (const link of await links(url)) void crawl(link) })
      `,
    },
    {
      name: 'no limit, or another one',
      code: text`
        import pLimit from 'p-limit'
        import PQueue from 'p-queue'
        const outer = pLimit(2), inner = pLimit(2), queue = new PQueue()
        export const nested = (work) => outer(() => inner(work))
        export const free = (work) => queue.add(() => queue.add(work))
      `,
    },
    {
      name: 'once, at the start of the module: it needs two of four slots',
      code: text`
        import { Semaphore } from 'async-mutex'
        const slots = new Semaphore(4)
        await slots.runExclusive(() => slots.runExclusive(warmUp))
      `,
    },
    {
      name: 'a task queue that is no limit: everything that is queued starts at once',
      code: text`
        const tasks = []
        const run = (task) => new Promise((resolve, reject) => { tasks.push({ task, resolve, reject }); setImmediate(flush) })
        function flush() { for (const { task, resolve, reject } of tasks.splice(0)) task().then(resolve, reject) }
        export const build = (target) => run(async () => { for (const each of await deps(target)) await build(each) })
      `,
    },
  ],
  invalid: [
    {
      name: 'a recursion inside its own tasks',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function size(dir) {
          const names = await list(dir)
          return Promise.all(names.map((name) => limit(async () => (await isFolder(name) ? size(name) : 1))))
                                                                                           ~~~~ slot {"lock": "limit", "through": " (through ${tick}size${tick})", "since": "line 5", "long": "for ever", "repair": ""}
        }
      `,
    },
    {
      name: 'a task of a fan-out that waits for another task',
      ...marked`
        import PQueue from 'p-queue'
        export class Jobs {
          #queue = new PQueue({ concurrency: 3 })
          run(job) { return this.#queue.add(job) }
          importAll(files) { return Promise.all(files.map((file) => this.run(() => this.#importFile(file)))) }
                                                                                   ~~~~~~~~~~~~~~~~ slot {"lock": "this.#queue", "through": " (through ${tick}#importFile${tick} and ${tick}run${tick})", "since": "line 5", "long": "for ever", "repair": ""}
          async #importFile(file) { return this.run(() => load(file)) }
        }
      `,
    },
    {
      name: 'a semaphore, taken by hand and by section',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(10)
        async function upload(page) {
          await slots.acquire()
          try { await store(page) } finally { slots.release() }
        }
        export async function publish(page) {
          await slots.acquire()
          try { await upload(await render(page)) } finally { slots.release() }
                      ~~~~~~ slot
        }
      `,
    },
    {
      name: 'lists of tasks',
      ...marked`
        import PQueue from 'p-queue'
        const queue = new PQueue({ concurrency: 2 })
        const page = (n) => queue.add(() => load(n))
        export const two = () => queue.addAll([() => page(1), () => load(2)])
                                                     ~~~~ slot
        export const all = (list) => queue.addAll(list.map((n) => async () => { await page(n) }))
                                                                                      ~~~~ slot
      `,
    },
    {
      name: 'a worker of a queue that waits for another task, and functions that a limiter wraps',
      ...marked`
        import fastq from 'fastq'
        import Bottleneck from 'bottleneck'
        const queue = fastq.promise(visit, 2)
        async function visit(path) {
          for (const each of await list(path)) await queue.push(each)
                                                     ~~~~~~~~~~ slot {"lock": "queue", "through": "", "since": "line 3", "long": "for ever", "repair": ""}
        }
        const limiter = new Bottleneck({ maxConcurrent: 1 })
        export const user = limiter.wrap((id) => load(id))
        export const team = limiter.wrap(async (ids) => Promise.all(ids.map((id) => user(id))))
                                                                                    ~~~~ again {"lock": "limiter", "through": "", "since": "line 9", "long": "for ever", "repair": ""}
      `,
    },
    {
      name: 'limiters that the file builds itself: waiters, and queued tasks',
      ...marked`
        export function createLimiter(max) {
          let active = 0
          const waiting = []
          const next = () => { active--; waiting.shift()?.() }
          return async function limited(work) {
            if (active >= max) await new Promise((resolve) => waiting.push(resolve))
            active++
            try { return await work() } finally { next() }
          }
        }
        const limit = createLimiter(3)
        export const copy = (dir) => limit(async () => { for (const each of await list(dir)) await copy(each) })
                                                                                                   ~~~~ slot
        class TaskQueue {
          #tasks = []
          #running = 0
          add(task) { return new Promise((resolve, reject) => { this.#tasks.push({ task, resolve, reject }); this.#next() }) }
          #next() {
            if (this.#running >= 2 || this.#tasks.length === 0) return
            this.#running++
            const { task, resolve, reject } = this.#tasks.shift()
            task().then(resolve, reject).finally(() => { this.#running--; this.#next() })
          }
        }
        const queue = new TaskQueue()
        export const build = (target) => queue.add(async () => { await Promise.all((await deps(target)).map(build)) })
                                                                                                            ~~~~~ slot {"lock": "queue", "through": " (through ${tick}build${tick})", "since": "line 25", "long": "for ever", "repair": ""}
      `,
    },
    {
      name: 'a chain of promises is a queue of one',
      ...marked`
        ${chain}
        export const stage = () => serial(add)
        export const commit = () => serial(async () => { await stage(); await write() })
                                                               ~~~~~ again
      `,
    },
  ],
})

// ---------------------------------------------------------------- connections and rows

run(rule, {
  valid: [
    { name: 'a helper gives the client back', code: handedOn('(client) => client.release()') },
    { name: 'a helper keeps the client for others', code: handedOn('(client) => { idle.push(client) }') },
    { name: 'a helper of another file', code: handedOn("undefined\nimport { finish as end } from './ends.js'").replace('finish(client)', 'end(client)') },
    {
      name: 'the client, the transaction or the manager that is at hand',
      code: text`
        import { Pool } from 'pg'
        import knex from 'knex'
        import { DataSource } from 'typeorm'
        const pool = new Pool(), db = knex({}), source = new DataSource({})
        export async function order(id) {
          const client = await pool.connect()
          try { await price(client, id) } finally { client.release() }
          await pool.query('NOTIFY orders')
        }
        const price = (on, id) => on.query('SELECT price FROM items WHERE id = $1', [id])
        export const transfer = () => db.transaction(async (trx) => {
          await trx('accounts').update({})
          await db('accounts').transacting(trx).update({})
          await trx('log').insert({ at: db.raw('now()') })
        })
        export const place = () => source.transaction(async (manager) => {
          await manager.query('UPDATE stock', source.createQueryBuilder().getQuery())
        })
      `,
    },
    {
      name: 'a helper that begins one of its own only where it is given none',
      code: text`
        import knex from 'knex'
        const db = knex({})
        const read = (id, trx) => trx('notes').where({ id }).first()
        export async function summary(id, trx) {
          if (trx === undefined) return await db.transaction((own) => read(id, own))
          return await read(id, trx)
        }
        export async function author(id, trx) {
          return trx ? read(id, trx) : db.transaction((own) => read(id, own))
        }
        export const page = (id) => db.transaction(async (trx) => ({ ...await summary(id, trx), ...await author(id, trx) }))
      `,
    },
    {
      name: 'transactions that find themselves',
      code: text`
        import { Sequelize } from 'sequelize'
        import { createNamespace } from 'cls-hooked'
        Sequelize.useCLS(createNamespace('tx'))
        const sequelize = new Sequelize('')
        export const move = () => sequelize.transaction(async () => { await sequelize.query('UPDATE a') })
      `,
    },
    {
      name: 'a row that is written in its transaction, or after it, or that is not locked',
      code: text`
        export async function rename(id, name, transaction) {
          const user = await User.findByPk(id, { lock: true, transaction })
          await user.update({ name }, { transaction })
          const team = await Team.findByPk(id, { transaction })
          await team.save()
          const group = await Group.findByPk(id, { lock: true, transaction })
          await transaction.commit()
          await group.save()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the client is lent to a helper in between, and by that to another one',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool({ max: 5 })
        const note = (text) => pool.query('INSERT INTO notes VALUES ($1)', [text])
        const insert = (client, row) => client.query('INSERT INTO lines VALUES ($1)', [row])
        async function insertAll(client, rows) {
          for (const row of rows) await insert(client, row)
        }
        export async function order(rows) {
          const client = await pool.connect()
          try {
            await insertAll(client, rows)
            await note('done')
                  ~~~~ connection
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'a helper that begins one of its own, and is not given the one that is at hand',
      ...marked`
        import knex from 'knex'
        const db = knex({})
        const read = (id, trx) => trx('notes').where({ id }).first()
        export async function summary(id, trx) {
          if (trx === undefined) return await db.transaction((own) => read(id, own))
          return await read(id, trx)
        }
        export const page = (id) => db.transaction(async (trx) => ({ ...await read(id, trx), ...await summary(id) }))
                                                                                                      ~~~~~~~ connection
      `,
    },
    {
      name: 'the pool is asked while a client of it is kept',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool({ max: 5 })
        const price = (id) => pool.query('SELECT price FROM items WHERE id = $1', [id])
        export async function order(id) {
          const client = await pool.connect()
          try {
            await client.query('INSERT INTO lines VALUES ($1)', [await price(id)])
                                                                       ~~~~~ connection {"lock": "pool", "through": " (through ${tick}price${tick})", "since": "line 5", "long": "for ever", "repair": "the client that is checked out"}
          } finally {
            client.release()
          }
        }
      `,
    },
    {
      name: 'a statement outside of the transaction that runs',
      ...marked`
        import knex from 'knex'
        import { Sequelize } from 'sequelize'
        import { PrismaClient } from '@prisma/client'
        const db = knex({}), sequelize = new Sequelize(''), prisma = new PrismaClient()
        const audit = (id) => db('audit').insert({ id })
        export const transfer = (id) => db.transaction(async (trx) => { await trx('accounts').update({}); await audit(id) })
                                                                                                                ~~~~~ connection
        export const move = () => sequelize.transaction(async (transaction) => {
          await sequelize.query('UPDATE a', { transaction })
          await sequelize.query('INSERT INTO log')
                ~~~~~~~~~~~~~~~ connection
        })
        export const signUp = (data) => prisma.$transaction(async (tx) => {
          await tx.user.create({ data })
          await prisma.audit.create({ data })
                ~~~~~~~~~~~~~~~~~~~ connection
        })
      `,
    },
    {
      name: 'a field of a service',
      language: 'ts',
      ...marked`
        import type { DataSource } from 'typeorm'
        export class Orders {
          constructor(private readonly source: DataSource) {}
          place(order: object) {
            return this.source.transaction(async (manager) => {
              await manager.save(order)
              await this.source.query('UPDATE stock')
                    ~~~~~~~~~~~~~~~~~ connection {"lock": "this.source", "through": "", "since": "line 5", "long": "for ever", "repair": "the manager that the callback is given"}
            })
          }
        }
      `,
    },
    {
      name: 'a repository that the constructor makes of what it is given, beside one that it is handed itself',
      ...marked`
        import type { DataSource, Repository } from 'typeorm'
        export class Orders {
          private readonly stock: Repository<object>
          constructor(private readonly source: DataSource, private readonly log: { insert(entry: object): Promise<void> }) {
            this.stock = source.getRepository('stock')
          }
          place(order: object) {
            return this.source.transaction(async (manager) => {
              await manager.save(order)
              await manager.getRepository('stock').insert(order)
              await this.log.insert(order)
              await this.stock.insert(order)
                    ~~~~~~~~~~~~~~~~~ connection {"lock": "this.source", "through": "", "since": "line 8", "long": "for ever", "repair": "the manager that the callback is given"}
            })
          }
        }
      `,
    },
    {
      name: 'a pool of one, in a field that is declared as something wider',
      ...marked`
        import { createPool, type Pool } from 'generic-pool'
        export class Lines {
          private readonly pool: Pool<Line>
          private readonly others: Pool<Line>
          constructor(connect: () => Promise<Line>) {
            this.pool = createPool({ create: connect, destroy: (line) => line.end() }, { max: 1 })
            this.others = createPool({ create: connect, destroy: (line) => line.end() }, { max: 1 })
          }
          async say(text: string) {
            const line = await this.pool.acquire()
            try {
              await this.others.use((other) => other.say(text))
              await this.pool.use((other) => other.say(text))
                    ~~~~~~~~~~~~~ again {"lock": "this.pool", "through": "", "since": "line 10", "long": "for ever", "repair": ""}
            } finally {
              await this.pool.release(line)
            }
          }
        }
      `,
    },
    {
      name: 'a row that is read with a lock and written outside of the transaction',
      ...marked`
        export async function unsubscribe(id, transaction) {
          const user = await User.findByPk(id, { lock: transaction.LOCK.UPDATE, transaction })
          user.subscribed = false
          await user.save()
                ~~~~~~~~~ row {"row": "user", "since": "line 2"}
        }
      `,
      suggestions: [[{
        messageId: 'pass',
        output: text`
          export async function unsubscribe(id, transaction) {
            const user = await User.findByPk(id, { lock: transaction.LOCK.UPDATE, transaction })
            user.subscribed = false
            await user.save({ transaction })
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- limits that are kept in a field

run(rule, {
  valid: [
    {
      name: 'a limit in a field, and a method that takes no slot',
      code: text`
        import pLimit from 'p-limit'
        export class Fleet {
          #turn = pLimit(1)
          call(name) { return this.#turn(() => this.send(name)) }
          send(name) { return radio(name) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a limit in a field, taken by a task of its own',
      ...marked`
        import pLimit from 'p-limit'
        export class Fleet {
          #turn = pLimit(1)
          call(name) { return this.#turn(() => this.call(name)) }
                                               ~~~~~~~~~ again
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- promises in a list

run(rule, {
  valid: [
    {
      name: 'nobody waits for the list',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(3)
        export async function walk(folder) {
          const sizes = []
          for (const each of folder.folders) sizes.push(limit(() => walk(each)))
          return sizes.length
        }
      `,
    },
    {
      name: 'only the files take a slot',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(3)
        export async function walk(folder) {
          const sizes = []
          for (const file of folder.files) sizes.push(limit(() => file.measure()))
          for (const each of folder.folders) sizes.push(walk(each))
          return (await Promise.all(sizes)).flat()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'put into a list that is waited for in a slot',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(3)
        export async function walk(folder) {
          const sizes = []
          for (const each of folder.folders) sizes.push(limit(() => walk(each)))
                                                                    ~~~~ slot
          return (await Promise.all(sizes)).flat()
        }
      `,
    },
  ],
})

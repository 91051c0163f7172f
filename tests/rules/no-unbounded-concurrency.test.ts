import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a copy with something added that is written down, as options are',
      code: text`
        export async function pages(readFile) {
          const places = { ...{ head: 'head.html', foot: 'foot.html' } }
          return Promise.all(Object.keys(places).map(async (name) => readFile(places[name])))
        }
      `,
    },
    {
      name: 'a listener that stops the reading meanwhile, that only collects, and one of what comes by itself',
      code: text`
        import fs from 'node:fs'
        import { createInterface } from 'node:readline'
        import csv from 'csv-parser'
        export function load(path, db) {
          const rows = fs.createReadStream(path).pipe(csv())
          rows.on('data', async (row) => {
            rows.pause()
            await db.insert(row)
            rows.resume()
          })
        }
        export function collect(path) {
          const rows = []
          fs.createReadStream(path).pipe(csv()).on('data', (row) => rows.push(row))
          return rows
        }
        export function talk(db) {
          createInterface({ input: process.stdin }).on('line', async (line) => { await db.insert({ line }) })
        }
        export async function loadInTurn(path, db) {
          for await (const row of fs.createReadStream(path).pipe(csv())) await db.insert(row)
        }
      `,
    },
    {
      name: 'lists that are written down, or configured',
      code: text`
        const MIRRORS = ['https://a.example', 'https://b.example']
        export const one = () => Promise.all(MIRRORS.map((url) => fetch(url)))
        export const two = () => Promise.all([fetch('/a'), fetch('/b')])
        export const three = (options) => Promise.all(options.plugins.map(({ url }) => fetch(url)))
      `,
    },
    {
      name: 'a limiter, p-map with concurrency, slices, slots',
      code: text`
        import pLimit from 'p-limit'
        import pMap from 'p-map'
        import { chunk } from 'lodash'
        import { cpus } from 'node:os'
        const limit = pLimit(8)
        export const limited = (urls) => Promise.all(urls.map((url) => limit(() => fetch(url))))
        export const mapped = (urls, options) => [pMap(urls, (url) => fetch(url), { concurrency: 8 }), pMap(urls, (url) => fetch(url), options), pMap(urls, (url) => fetch(url), { concurrency: cpus().length })]
        export async function sliced(urls) {
          for (let i = 0; i < urls.length; i += 8) await Promise.all(urls.slice(i, i + 8).map((url) => fetch(url)))
          for (const part of chunk(urls, 8)) await Promise.all(part.map((url) => fetch(url)))
          while (urls.length > 0) await Promise.all(urls.splice(0, 8).map((url) => fetch(url)))
        }
        export const slotted = (urls, slots) => Promise.all(urls.map(async (url) => {
          const release = await slots.acquire()
          try { return await fetch(url) } finally { release() }
        }))
      `,
    },
    {
      name: 'a part at a time, by the name of what hands it on',
      code: text`
        export const all = (batch, urls) => batch.processArray(urls, async (some) => { await Promise.all(some.map((url) => fetch(url))) })
        export const also = (urls) => inChunks(urls, (some) => Promise.all(some.map((url) => fetch(url))))
      `,
    },
    {
      name: 'a fixed number of runners that share a list',
      code: text`
        export async function drain(urls, runners) {
          await Promise.all(Array.from({ length: runners }, async () => {
            for (let url = urls.shift(); url; url = urls.shift()) await fetch(url)
          }))
        }
      `,
    },
    {
      name: 'one after the other',
      code: "export async function all(urls) { const found = []; for (const url of urls) found.push(await fetch(url)); return Promise.all(found) }",
    },
    {
      name: 'file accesses that the thread pool holds back, and work of which we know nothing',
      code: text`
        import { stat, unlink } from 'node:fs/promises'
        import { publish } from './publish.js'
        export const sizes = (files) => Promise.all(files.map((file) => stat(file)))
        export const erase = (files) => Promise.all(files.map(unlink))
        export const all = (posts) => Promise.all(posts.map((post) => publish(post)))
      `,
    },
    {
      name: 'an answer that was told how long it may be, and a list that is tested',
      code: text`
        export async function page(db, offset) {
          const [rows] = await Promise.all([db.posts.findAll({ where: { published: true }, include: ['author', 'tags', 'comments'], offset, limit: 20 })])
          return Promise.all(rows.map((row) => fetch(row.url)))
        }
        export async function few(urls) {
          if (urls.length > 50) throw new RangeError('too many')
          return Promise.all(urls.map((url) => fetch(url)))
        }
      `,
    },
    { name: 'the first answer of several', code: 'export const fastest = (urls) => Promise.any(urls.map((url) => fetch(url)))' },
    { name: 'in a test', filename: '/project/load.test.js', code: "test('all', () => Promise.all(urls().map((url) => fetch(url))))" },
    {
      name: 'a list that is known to be short',
      options: [{ allow: ['this.tenants'] }],
      code: 'export class Sync { run() { return Promise.all(this.tenants.map((tenant) => fetch(tenant.url))) } }',
    },
    {
      name: 'queues that are told how many',
      code: text`
        import Bottleneck from 'bottleneck'
        import PQueue from 'p-queue'
        export const queues = (options) => [new PQueue({ concurrency: 2 }), new PQueue(options), new PQueue({ ...options }), new PQueue({ intervalCap: 10, interval: 1000 }), new Bottleneck({ minTime: 200 })]
        export const later = new PQueue()
        later.concurrency = 4
      `,
    },
  ],
  invalid: [
    {
      name: 'a copy of what somebody gives',
      ...marked`
        export async function added(sizes, readFile) {
          const left = { ...sizes }
          return Promise.all(Object.keys(left).map(async (path) => ({ path, text: await readFile(path) })))
                                               ~~~ fanOut
        }
      `,
    },
    {
      name: 'all at once, by the name of what hands them on',
      ...marked`
        export const all = (hooks, urls) => hooks.with(urls, async (some) => { await Promise.all(some.map((url) => fetch(url))) })
                                                                                                      ~~~ fanOut
      `,
    },
    {
      name: 'a request for each element, directly and through a method',
      ...marked`
        export class Api {
          ids = []
          add(id) { this.ids.push(id) }
          async get(id) {
            const answer = await fetch('/items/' + id)
            if (answer.status >= 400) throw new Error(answer.statusText)
            return answer.json()
          }
          all() {
            return Promise.all(this.ids.map((id) => this.get(id)))
                                        ~~~ fanOut {"what": "this.ids", "origin": "from the input", "call": "fetch", "where": " on line 5", "harm": "a long list opens thousands of sockets, and the other side answers 429 or not at all"}
          }
          some(urls) {
            return Promise.allSettled(urls.map(fetch))
                                           ~~~ fanOut {"what": "urls", "origin": "from the input", "call": "fetch", "where": "", "harm": "a long list opens thousands of sockets, and the other side answers 429 or not at all"}
          }
        }
      `,
    },
    {
      name: 'promises that a loop collects, with the descriptors they hold',
      ...marked`
        import { readFile } from 'node:fs/promises'
        import { readdirSync } from 'node:fs'
        export async function load(dir) {
          const pending = []
          for (const name of readdirSync(dir)) pending.push(readFile(name, 'utf8'))
                                                            ~~~~~~~~ fanOut {"what": "readdirSync(dir)", "origin": "from the input", "call": "readFile", "where": "", "harm": "each holds a file open, so that a long list ends in EMFILE"}
          return Promise.all(pending)
        }
      `,
    },
    {
      name: 'a tree, all of it at once',
      ...marked`
        import fs from 'node:fs/promises'
        import path from 'node:path'
        export async function visit(dir, found) {
          const entries = await fs.readdir(dir, { withFileTypes: true })
          await Promise.all(entries.map(async (entry) => {
                                    ~~~ fanOut {"what": "entries", "origin": "from readdir() on line 4", "call": "fs.open", "where": " on line 7", "harm": "each holds a file open, so that a long list ends in EMFILE"}
            if (entry.isDirectory()) return visit(path.join(dir, entry.name), found)
            const file = await fs.open(path.join(dir, entry.name))
            try { found.push(await file.stat()) } finally { await file.close() }
          }))
        }
      `,
    },
    {
      name: 'a transaction for each, and a query for each row',
      ...marked`
        import { uniqBy } from 'lodash'
        import { sequelize } from './database.js'
        export async function invite(invites) {
          const fresh = uniqBy(invites.map(({ email }) => ({ email: email.toLowerCase() })), 'email')
          await Promise.all(fresh.map(async ({ email }) => {
                                  ~~~ fanOut {"what": "fresh", "origin": "from the input", "call": "sequelize.transaction", "where": " on line 6", "harm": "a long list takes every connection of the pool, and everything else waits for one"}
            const transaction = await sequelize.transaction()
            try { await store(email, transaction); await transaction.commit() } catch (error) { await transaction.rollback(); throw error }
          }))
        }
        export async function posts(db) {
          const users = await db.query('select * from users')
          return Promise.all(users.map((user) => db.query('select * from posts where author = $1', [user.id])))
                                   ~~~ fanOut
        }
      `,
    },
    {
      name: 'an object that is filled elsewhere, and what comes piece by piece',
      ...marked`
        import fs from 'node:fs'
        export async function build(routes, lines) {
          const pages = {}
          for (const route of routes) pages[route.path] = route.render()
          await Promise.all(Object.keys(pages).map(async (id) => { await fs.promises.writeFile(id, pages[id]) }))
                                               ~~~ fanOut
          const sent = []
          for await (const line of lines) sent.push(fetch('/log', { method: 'POST', body: line }))
                                                    ~~~~~ fanOut
          await Promise.all(sent)
        }
      `,
    },
    {
      name: 'nobody waits for them at all',
      ...marked`
        import axios from 'axios'
        export function notify(users) {
          users.forEach(async (user) => { await axios.post(user.hook, { name: user.name }) })
                ~~~~~~~ fanOut
        }
      `,
    },
    {
      name: 'libraries that limit, and are not told to',
      ...marked`
        import pMap from 'p-map'
        import PQueue from 'p-queue'
        import { render } from './render.js'
        export const pages = (paths) => pMap(paths, (path) => render(path))
                                        ~~~~ library {"what": "paths", "origin": "from the input", "call": "pMap"}
        export const open = (paths) => pMap(paths, render, { concurrency: paths.length })
                                       ~~~~ library
        export const queue = new PQueue({ timeout: 1000 })
                                 ~~~~~~ queue {"option": "concurrency"}
      `,
    },
    {
      name: 'a function that runs itself for each of what it finds',
      ...marked`
        export class Crawler {
          links(html) { return html.split('href=') }
          async visit(url) {
            const answer = await fetch(url)
            await Promise.all(this.links(await answer.text()).map((link) => this.visit(link)))
                                                              ~~~ fanOut
          }
        }
      `,
    },
    {
      name: 'a transaction for each row',
      ...marked`
        export class Import {
          apply(row) { return this.db.transaction(async (trx) => trx.insert(row)) }
          run(rows) { return Promise.all(rows.map((row) => this.apply(row))) }
                                              ~~~ fanOut
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- functions of other modules, by what they say

run(rule, {
  valid: [
    {
      name: 'says nothing of the kind, answers at once, or is of this file',
      code: text`
        import { render, readFileSync, fetchPage } from './pages.js'
        export const pages = (ids) => Promise.all(ids.map(async (id) => render(id)))
        export const texts = (ids) => Promise.all(ids.map(async (id) => { const text = readFileSync(id); return text }))
        export const known = (ids) => Promise.all(ids.map(async (id) => fetchPage(id)))
        const readJson = (id) => ({ id })
        export const records = (ids) => Promise.all(ids.map(async (id) => readJson(id)))
      `,
    },
    { name: 'a map called so', code: 'const cache = new Map()\nexport const values = (keys) => Promise.all(keys.map(async (key) => cache.get(key)))' },
    { name: 'a copy of a list that is written down', code: "import { readJsonFile } from './pages.js'\nconst ids = ['a', 'b']\nexport const pages = () => Promise.all([...ids].map((id) => readJsonFile(id)))" },
    {
      name: 'a client of something else',
      code: text`
        import mail from './mail.js'
        export const renew = (list) => Promise.all(list.map(async (key) => await mail.mainClient.expire(key, 60)))
      `,
    },
  ],
  invalid: [
    {
      name: 'reads a file, or asks a database',
      ...marked`
        import { safeReadPackageJsonFromDir } from './pages.js'
        export const names = (dirs) => Promise.all(dirs.map(async (dir) => (await safeReadPackageJsonFromDir(dir)).name))
                                                        ~~~ fanOut {"what": "dirs", "origin": "from the input", "call": "safeReadPackageJsonFromDir", "where": "", "harm": "each holds a file open, so that a long list ends in EMFILE"}
        export class Notes {
          async load(list) {
            return Promise.all(list.map(async (item) => this.page(item)))
                                    ~~~ fanOut
          }
          async page(item) {
            const { blocks } = await this.store.readPageFile(item.id)
            return blocks
          }
          async restore(records) {
            const rows = new Map()
            for (const each of records) rows.set(each.key, each)
            await Promise.all([...[...rows].map(async ([key, row]) => await this.db.set(key, row))])
                                            ~~~ fanOut
          }
        }
      `,
    },
    {
      name: 'what is called a database, or a client of one',
      ...marked`
        import Redis from './shelf.js'
        export async function forget(prefix) {
          const keys = await Redis.mainClient.keys(prefix)
          await Promise.all(keys.map(async (key) => {
                                 ~~~ fanOut
            await Redis.mainClient.del(key)
          }))
        }
        export function renew(list, redisClient) {
          return Promise.all(list.map(async (key) => await redisClient.expire(key, 60)))
                                  ~~~ fanOut
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- work in a transaction that all of them share

run(rule, {
  valid: [
    {
      name: 'a payment that is called so, and one transaction after the other',
      code: text`
        import { confirm } from './chain.js'
        export const all = (tx, signers) => Promise.all(signers.map(async (signer) => { await confirm(signer, tx) }))
        export const each = (txs) => Promise.all(txs.map(async (tx) => { await confirm(tx) }))
        export async function inOrder(db, rows) {
          await db.transaction(async (trx) => { for (const row of rows) await confirm(row, trx) })
        }
      `,
    },
    {
      name: 'a few rows, and what answers at once',
      code: text`
        import { insert, describe } from './rows.js'
        export async function first(db) {
          await db.transaction(async (transaction) => { await Promise.all(['a', 'b'].map(async (name) => insert({ name, transaction }))) })
        }
        export async function texts(db, rows) {
          return db.transaction(async (transaction) => Promise.all(rows.map(async (row) => { const text = describe(row, transaction); return text.trim() })))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a function of another module, that is given the transaction of a callback',
      ...marked`
        import { insert } from './rows.js'
        export async function load(db, items) {
          await db.transaction(async (transaction) => {
            await Promise.all(items.map(async (item) => {
                                    ~~~ fanOut {"what": "items", "origin": "from the input", "call": "insert", "where": " on line 5", "harm": "all of them wait in memory for the one connection of the transaction, and when one fails it is rolled back while others go on"}
              await insert({ name: item.name, data: await item.buffer(), transaction })
            }))
          })
        }
      `,
    },
    {
      name: 'of a model, in a transaction that is opened here or that a query is given',
      ...marked`
        export async function rename(db, Page, pages) {
          const transaction = await db.transaction()
          await Promise.all(pages.map((page) => Page.change({ id: page.id }, { transaction })))
                                  ~~~ fanOut
          await transaction.commit()
        }
        export async function fill(Book, names, transaction) {
          const book = await Book.findByPk(1, { transaction })
          await Promise.all(names.map(async (name) => { await book.addPage(name, { transaction }) }))
                                  ~~~ fanOut
        }
        export async function find(Book, names, trx) {
          return Promise.all(names.map((name) => Book.findOne({ name, trx })))
                                   ~~~ fanOut {"what": "names", "origin": "from the input", "call": "Book.findOne", "where": "", "harm": "all of them wait in memory for the one connection of the transaction, and when one fails it is rolled back while others go on"}
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what options say

run(rule, {
  valid: [
    {
      name: 'that it is no request, or that nobody waits for it',
      code: text`
        import { ask, note } from './net.js'
        export const all = (ids) => Promise.all(ids.map(async (id) => {
          note({ method: 'GET', url: id })
          return await ask({ method: 'sum', url: id }, { method: 'GET', id })
        }))
      `,
    },
  ],
  invalid: [
    {
      name: 'that it is a request, whoever makes it',
      ...marked`
        import Promise from 'pouchdb-promise'
        import { ask } from './net.js'
        export function pages(ids, base) {
          return Promise.all(ids.map(function (id) {
                                 ~~~... fanOut
            return ask({ method: 'GET', url: base + id, binary: true }).then((page) => page.text)
          }))
        }
      `,
    },
    {
      name: 'a listener that is given rows as fast as they can be read',
      ...marked`
        import fs from 'node:fs'
        import { createInterface } from 'node:readline'
        import csv from 'csv-parser'
        export function load(path, db) {
          fs.createReadStream(path)
            .pipe(csv())
            .on('data', async (row) => {
             ~~ listened {"call": "db.insert", "where": " on line 8", "harm": "a long list takes every connection of the pool, and everything else waits for one"}
              await db.insert(row)
            })
        }
        export function loadLines(path) {
          const lines = createInterface({ input: fs.createReadStream(path) })
          lines.on('line', send)
                ~~ listened
        }
        async function send(line) {
          await fetch('/rows', { method: 'POST', body: line })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- functions that are bound, made or given

run(rule, {
  valid: [
    {
      name: 'bound to something with an argument, which is another function then; a name that says nothing',
      code: text`
        import { readFile } from 'node:fs/promises'
        export class Pack {
          async size(name) { return name.length }
          async load(part, name) { return readFile(name) }
          all(names) { return Promise.all(names.map(this.size.bind(this))) }
          look(names, read) { return Promise.all(names.map(async (name) => { const text = await read(name); return text.length })) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that is bound',
      ...marked`
        import { readFile, stat } from 'node:fs/promises'
        export class Pack {
          load(name) { return Promise.all([this.read(name), stat(name)]) }
          read(name) { return readFile(name) }
          all(names) { return Promise.all(names.map(this.load.bind(this))) }
                                                ~~~ fanOut {"what": "names", "origin": "from the input", "call": "readFile", "where": " on line 4", "harm": "each holds a file open, so that a long list ends in EMFILE"}
        }
      `,
    },
    {
      name: 'promisified by a library',
      ...marked`
        const Promises = require('bluebird')
        const fs = require('fs')
        const readdir = Promises.promisify(fs.readdir)
        const readFile = Promises.promisify(fs.readFile)
        exports.all = (dir) => readdir(dir).then((names) => Promises.all(names.map((name) => readFile(name).then(JSON.parse))))
                                                                               ~~~ fanOut
      `,
    },
    {
      name: 'given by the caller, with a name that says what it does',
      ...marked`
        export async function sizes(names, readFile) {
          return Promise.all(names.map(async (name) => {
                                   ~~~ fanOut {"what": "names", "origin": "from the input", "call": "readFile", "where": " on line 3", "harm": "each holds a file open, so that a long list ends in EMFILE"}
            const text = await readFile(name)
            return text.length
          }))
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what stands for a table

/** Guests of a house, each of which is stored. */
const guests = (store: string): string => text`
  export class House {
    async settle(ids) {
      await Promise.all(ids.map(async (id) => { ${store} }))
    }
  }
`
const column = { messageId: 'fanOut', line: 3, column: 27 } as const

run(rule, {
  valid: [
    { name: 'in memory, answered at once', code: guests('this.guestRepository.rename(id)') },
    { name: 'says nothing of a database', code: guests('await this.visitors.rename(id)') },
    { name: 'a verb of no table', code: guests('await this.prisma.guest.describe(id)') },
  ],
  invalid: [
    { name: 'by the name of the object', code: guests('await this.guestRepository.rename(id)'), errors: [column] },
    { name: 'a table of a database', code: guests('await this.prisma.guest.update({ where: { id }, data: { here: true } })'), errors: [column] },
    { name: 'a row that is made', code: guests('await this.db.guests.create({ id })'), errors: [column] },
  ],
})

run(rule, {
  valid: [],
  invalid: [
    {
      name: 'by the name of its type',
      ...marked`
        import { GuestRepository } from './guest-repository'
        export class House {
          constructor(private readonly guests: GuestRepository) {}
          async settle(ids: string[]) {
            await Promise.all(ids.map(async (id) => { await this.guests.rename(id) }))
                                  ~~~ fanOut
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- sizes that say nothing of how many run

const archive = (test: string): string => text`
  import { readFile, writeFile } from 'node:fs/promises'
  import { globby } from 'globby'
  export async function pack(folder) {
    const files = await globby('**', { cwd: folder })
    ${test.startsWith('if (files') ? test : ''}
    await Promise.all(files.map(async (file) => {
      const content = await readFile(file)
      ${test.startsWith('if (files') ? '' : test}
      await writeFile(file + '.packed', squeeze(content))
    }))
  }
`

run(rule, {
  valid: [
    { name: 'too many files', code: archive("if (files.length > 64) throw new Error('too many')") },
    { name: 'too many under way', code: archive('if (pending.length > 64) return') },
  ],
  invalid: [
    { name: 'a file that is too short', code: archive('if (content.length < 1024) return'), errors: [{ messageId: 'fanOut', line: 6, column: 27 }] },
    { name: 'a name that is too long', code: archive('if (file.length > 255) return'), errors: [{ messageId: 'fanOut', line: 6, column: 27 }] },
  ],
})

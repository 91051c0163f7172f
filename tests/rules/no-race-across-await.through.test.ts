import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a helper writes at once

run(rule, {
  valid: [
    {
      name: 'a cache of the file that keeps boxes, looked at again before it is filled',
      options: [{ thorough: true }],
      code: text`
        class Shelf {
          #boxes = new Map()
          find(key) {
            const box = this.#boxes.get(key)
            if (!box || box.until > Date.now()) return box?.value
            this.#boxes.delete(key)
            return undefined
          }
          keep(key, value) { this.#boxes.set(key, { value, until: Date.now() + 60_000 }) }
        }
        export class Recipes {
          shelf = new Shelf()
          async get(id) {
            const known = this.shelf.find(id)
            if (known) return known
            const recipe = await this.kitchen.fetchRecipe(id)
            const other = this.shelf.find(id)
            if (other) return other
            this.shelf.keep(id, recipe)
            return recipe
          }
        }
      `,
    },
    {
      name: 'the helper keeps the promise, or looks again itself',
      code: text`
        const views = new Map()
        const keep = (name, view) => { views.set(name, view) }
        const keepFirst = (name, view) => { if (!views.has(name)) views.set(name, view) }
        export function drop(name) { views.delete(name) }
        export function view(name) {
          if (!views.has(name)) keep(name, compileView(name))
          return views.get(name)
        }
        export async function first(name) {
          if (!views.has(name)) keepFirst(name, await compileView(name))
          return views.get(name)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a cache of the file that keeps boxes, and takes out what is too old where it is looked for',
      ...marked`
        class Shelf {
          #boxes = new Map()
          find(key) {
            const box = this.#boxes.get(key)
            if (!box || box.until > Date.now()) return box?.value
            this.#boxes.delete(key)
            return undefined
          }
          keep(key, value) { this.#boxes.set(key, { value, until: Date.now() + 60_000 }) }
          drop(key) { this.#boxes.delete(key) }
        }
        export class Recipes {
          shelf = new Shelf()
          async get(id) {
            const known = this.shelf.find(id)
            if (known) return known
            const recipe = await this.kitchen.fetchRecipe(id)
            this.shelf.keep(id, recipe)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
            return recipe
          }
          async change(id, patch) {
            await this.kitchen.update(id, patch)
            this.shelf.drop(id)
          }
        }
      `,
    },
    {
      name: 'a cache that is read and filled by helpers',
      ...marked`
        const views = new Map()
        const known = (name) => views.get(name)
        function keep(name, view) {
          views.set(name, view)
          return view
        }
        export function drop(name) { views.delete(name) }
        export async function view(name) {
          const found = known(name)
          if (found) return found
          const source = await compileView(name)
          return keep(name, source)
                 ~~~~~~~~~~~~~~~~~~ refilled
        }
      `,
    },
    {
      name: 'two parts of one condition that point in different ways',
      ...marked`
        export class Feed {
          constructor(login) { this.login = login; this.line = null }
          async send(data) {
            if (!this.line || this.line.state > 1) this.line = await this.login.open()
                                                   ~~~~~~~~~ second
            this.line.send(data)
          }
          close() { this.line?.close() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- stores and files, by helpers too

run(rule, {
  valid: [
    {
      name: 'read after the wait; another file; changes in a chain',
      code: text`
        import { readFile, writeFile } from 'node:fs/promises'
        const read = () => JSON.parse(localStorage.getItem('basket') ?? '[]')
        const write = (items) => localStorage.setItem('basket', JSON.stringify(items))
        export async function put(id) {
          const article = await lookUp(id)
          const items = read()
          items.push(article)
          write(items)
        }
        export class Notes {
          tail = Promise.resolve()
          add(note) {
            this.tail = this.tail.then(async () => {
              const notes = JSON.parse(await readFile(this.file, 'utf8'))
              notes.push(note)
              await writeFile(this.file, JSON.stringify(notes))
            })
            return this.tail
          }
          async copy() {
            const notes = JSON.parse(await readFile(this.file, 'utf8'))
            notes.push('copied')
            await writeFile(this.backup, JSON.stringify(notes))
          }
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'what is moved was not made of what was read; fields that are named',
      code: text`
        import { readFile, rename, writeFile } from 'node:fs/promises'
        export async function turn(file) {
          const rows = JSON.parse(await readFile(file, 'utf8'))
          await writeFile(file + '.count', String(rows.length))
          await rename(file + '.old', file)
        }
        export async function setTheme(file, theme) {
          const all = JSON.parse(await readFile(file, 'utf8'))
          all.theme = theme
          const beside = file + '.new'
          await writeFile(beside, JSON.stringify(all))
          await rename(beside, file)
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a file for each element of a list',
      code: text`
        import { readdir, readFile, writeFile } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function raise(folder, version) {
          const names = await readdir(folder)
          await Promise.all(names.map(async (name) => {
            const home = join(folder, name)
            const file = join(home, 'package.json')
            const manifest = JSON.parse(await readFile(file, 'utf8'))
            await writeFile(file, JSON.stringify({ ...manifest, version, names: manifest.names.concat(name) }))
          }))
        }
      `,
    },
    {
      name: 'the file of a command that runs once',
      filename: 'bin/release.mjs',
      code: text`
        #!/usr/bin/env node
        import { readFile, writeFile } from 'node:fs/promises'
        async function note(line) {
          const lines = JSON.parse(await readFile('log.json', 'utf8'))
          lines.push(line)
          await writeFile('log.json', JSON.stringify(lines))
        }
        await note(process.argv[2])
      `,
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    {
      name: 'the store of a page, read and written by helpers',
      ...marked`
        const KEY = 'basket'
        const read = () => JSON.parse(localStorage.getItem(KEY) ?? '[]')
        function write(items) { localStorage.setItem(KEY, JSON.stringify(items)) }
        export async function put(id) {
          const items = read()
          items.push(await lookUp(id))
          write(items)
          ~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'the file of a command that does many things at once',
      filename: 'bin/fetch.mjs',
      ...marked`
        #!/usr/bin/env node
        import { readFile, writeFile } from 'node:fs/promises'
        async function note(name) {
          const lines = JSON.parse(await readFile('log.json', 'utf8'))
          lines.push(name)
          await writeFile('log.json', JSON.stringify(lines))
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
        await Promise.all(process.argv.slice(2).map(async (name) => {
          await fetch(name)
          await note(name)
        }))
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a file that each request reads and writes',
      ...marked`
        import { readFile, writeFile } from 'node:fs/promises'
        import express from 'express'
        const app = express()
        app.post('/names', async (req, res) => {
          const names = JSON.parse(await readFile('names.json', 'utf8'))
          names.push(req.body.name)
          await writeFile('names.json', JSON.stringify(names))
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          res.json(names.length)
        })
      `,
    },
    {
      name: 'one file for all elements of a list',
      ...marked`
        import { readdir, readFile, writeFile } from 'node:fs/promises'
        export async function list(folder, file) {
          const names = await readdir(folder)
          await Promise.all(names.map(async (name) => {
            const index = JSON.parse(await readFile(file, 'utf8'))
            await writeFile(file, JSON.stringify(index.concat(name)))
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          }))
        }
      `,
    },
    {
      name: 'a file that is written beside and moved into its place',
      ...marked`
        import { readFile, rename, writeFile } from 'node:fs/promises'
        export class Settings {
          async read() { return JSON.parse(await readFile(this.file, 'utf8')) }
          async write(all) {
            const beside = this.file + '.new'
            await writeFile(beside, JSON.stringify(all))
            await rename(beside, this.file)
          }
          async set(name, value) {
            const all = await this.read()
            all[name] = value
            await this.write(all)
                  ~~~~~~~~~~~~~~~ lost
          }
        }
        export async function add(file, row) {
          const rows = JSON.parse(await readFile(file, 'utf8'))
          rows.push(row)
          await writeFile(file + '.new', JSON.stringify(rows))
          await rename(file + '.new', file)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
      options: [{ thorough: true }],
    },
    {
      name: 'a file behind the methods of a class, with thorough',
      ...marked`
        import { readFile, writeFile } from 'node:fs/promises'
        export class Settings {
          async read() { return JSON.parse(await readFile(this.file, 'utf8')) }
          async write(all) { await writeFile(this.file, JSON.stringify(all)) }
          async set(name, value) {
            const all = await this.read()
            all[name] = value
            await this.write(all)
                  ~~~~~~~~~~~~~~~ lost
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})

// ---------------------------------------------------------------- what a helper makes of what it is given, and writes

run(rule, {
  valid: [
    {
      name: 'a helper that counts what it is given, and writes what it has itself',
      code: text`
        import { readFile, writeFile } from 'node:fs/promises'
        export class Herbarium {
          async read() { return JSON.parse(await readFile(this.file, 'utf8')) }
          async write(leaves) {
            this.size = leaves.length
            const text = this.title
            await writeFile(this.file, text)
          }
          async press(leaf) {
            const leaves = await this.read()
            leaves.push(leaf)
            await this.write(leaves)
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    {
      name: 'lines, one for each',
      ...marked`
        import { readFile, writeFile } from 'node:fs/promises'
        export class Herbarium {
          async read() {
            const text = await readFile(this.file, 'utf8')
            return text.split('\\n').map((line) => JSON.parse(line))
          }
          async write(leaves) {
            const lines = leaves.map((leaf) => JSON.stringify(leaf))
            const text = lines.join('\\n')
            await writeFile(this.file, text)
          }
          async press(leaf) {
            const leaves = await this.read()
            leaves.push(leaf)
            await this.write(leaves)
                  ~~~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})

// ---------------------------------------------------------------- answers behind a promise

run(rule, {
  valid: [
    {
      name: 'an effect that ends its last run; a test of what has begun since; something that asks for nothing new',
      filename: 'card.jsx',
      code: text`
        import { useEffect, useState } from 'react'
        import { ref, watch } from 'vue'
        export function Card({ id }) {
          const [card, setCard] = useState(null)
          const [all, setAll] = useState([])
          useEffect(() => {
            let gone = false
            load(id).then((found) => { if (!gone) setCard(found) })
            return () => { gone = true }
          }, [id])
          useEffect(() => { list().then(setAll) }, [])
          return card ?? all
        }
        export function useShelf(api) {
          const fixed = { word: '', page: 1 }
          const books = ref([])
          watch(tick, async () => { books.value = await api.find({ ...fixed }) })
          return books
        }
        export class Box {
          constructor(input) {
            input.addEventListener('input', () => {
              const ticket = ++this.latest
              find(input.value).then((hits) => { if (ticket === this.latest) this.hits = hits })
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an effect whose last run goes on',
      filename: 'card.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Card() {
          const [id, setId] = useState(1)
          const [card, setCard] = useState(null)
          useEffect(() => {
            fetch('/cards/' + id).then((answer) => answer.json()).then((found) => setCard(found)).catch(show)
                                                                                  ~~~~~~~~~~~~~~ overtaken
          }, [id])
          return <button onClick={() => setId(id + 1)}>{card}</button>
        }
        export function Name({ id, onIdChange }) {
          const [name, setName] = useState('')
          useEffect(() => { nameOf(id).then(setName) }, [id])
                                            ~~~~~~~ overtaken
          return <button onClick={() => onIdChange(id + 1)}>{name}</button>
        }
      `,
    },
    {
      name: 'a filter that is a reactive object',
      ...marked`
        import { reactive, ref, watch } from 'vue'
        export function useShelf(api) {
          const filter = reactive({ word: '', page: 1 })
          const books = ref([])
          async function load() {
            const found = await api.find({ ...filter })
            books.value = found
            ~~~~~~~~~~~ overtaken
          }
          watch(filter, load)
          return { filter, books }
        }
      `,
    },
    {
      name: 'a listener that asks for each letter',
      ...marked`
        export class Box {
          constructor(input) {
            input.addEventListener('input', () => {
              find(input.value).then((hits) => { this.hits = hits })
                                                 ~~~~~~~~~ overtaken
            })
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- handed out by a name

run(rule, {
  valid: [
    {
      name: 'taken out before the wait; only counted',
      code: text`
        export class Outbox {
          entries = []
          add(entry) { this.entries.push(entry) }
          async flush() {
            const batch = this.entries
            this.entries = []
            await post(JSON.stringify(batch))
          }
        }
      `,
    },
    {
      name: 'one entry taken, and nobody wants the others',
      code: text`
        export class Call {
          early = new Map()
          add(peer, candidate) { this.early.set(peer, [...(this.early.get(peer) ?? []), candidate]) }
          async accept(peer) {
            const mine = this.early.get(peer)
            if (mine) await this.use(mine)
            this.early.clear()
          }
        }
      `,
    },
    {
      name: 'a position that a helper steps on, behind a test of where it is',
      code: text`
        export class Reader {
          cursor = 0
          step(by) { this.cursor += by }
          async byte() {
            if (this.cursor === this.buffer.length) await this.load()
            this.step(1)
            return this.buffer[this.cursor - 1]
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    {
      name: 'sent as a text, and emptied after',
      ...marked`
        export class Outbox {
          entries = []
          add(entry) { this.entries.push(entry) }
          async flush() {
            const body = JSON.stringify(this.entries)
            await post(body)
            this.entries = []
            ~~~~~~~~~~~~ dropped
          }
        }
      `,
    },
  ],
})

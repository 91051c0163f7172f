import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Marks that are lowered only when the work is done.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a mark that is lowered before what has said so is asked',
      options,
      code: text`
        export class Notebook {
          isDirty = false
          constructor(page, put) {
            this.page = page
            this.put = put
            page.onChange(() => { this.isDirty = true })
            setInterval(() => void this.save(), 500)
          }
          async save() {
            if (!this.isDirty) return
            this.isDirty = false
            await this.put(this.page.text())
          }
        }
      `,
    },
    {
      name: 'what says that it has changed is not what is saved (without thorough)',
      code: text`
        export class Notebook {
          isDirty = false
          constructor(clock, page, put) {
            this.page = page
            this.put = put
            clock.onChange(() => { this.isDirty = true })
            setInterval(() => void this.save(), 500)
          }
          async save() {
            if (!this.isDirty) return
            await this.put(this.page.text())
            this.isDirty = false
          }
        }
      `,
    },
    {
      name: 'a helper that says that the function is at work',
      options,
      code: text`
        export class List {
          rows = []
          loading = false
          add(row) {
            this.rows.push(row)
            this.setLoading(true)
          }
          async load() {
            if (this.loading) return
            this.setLoading(true)
            await this.store.put(this.rows)
            this.setLoading(false)
          }
          setLoading(loading) {
            this.loading = loading
          }
        }
      `,
    },
    {
      name: 'a helper that is told how the mark stands, told it before the wait, or told it only where nothing has changed',
      options,
      code: text`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          text = ''
          dirty = false
          edit(text) {
            this.text = text
            this.mark(true)
          }
          async save() {
            if (!this.dirty) return
            this.mark(false)
            await writeFile('notes.txt', this.text)
          }
          async saveAs(path) {
            if (!this.dirty) return
            const saved = this.text
            await writeFile(path, saved)
            if (this.text === saved) this.mark(false)
          }
          mark(dirty) {
            if (dirty === this.dirty) return
            this.dirty = dirty
          }
        }
      `,
    },
    {
      name: 'lowered before the wait, and raised again where the work fails',
      options,
      code: text`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          notes = []
          dirty = false
          add(note) {
            this.notes.push(note)
            this.dirty = true
          }
          async save() {
            if (!this.dirty) return
            this.dirty = false
            try {
              await writeFile('notes.json', JSON.stringify(this.notes))
            } catch (error) {
              this.dirty = true
              throw error
            }
          }
        }
      `,
    },
    {
      name: 'lowered where nothing has changed since',
      options,
      code: text`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          notes = []
          count = 0
          dirty = false
          add(note) {
            this.notes.push(note)
            this.count++
            this.dirty = true
          }
          async save() {
            if (!this.dirty) return
            const count = this.count
            await writeFile('notes.json', JSON.stringify(this.notes))
            if (this.count === count) this.dirty = false
          }
        }
      `,
    },
    {
      name: 'a state that lasts until the wait is over, and a flag of who is at work',
      options,
      code: text`
        export class Line {
          async open(dial) {
            this.wire = await dial()
            this.connected = true
          }
          async close() {
            if (!this.connected) return
            await this.wire.end()
            this.connected = false
          }
        }
        export class Runner {
          begin(job) {
            this.job = job
            this.busy = true
          }
          async finish() {
            if (!this.busy) return
            await this.tell(this.name)
            this.busy = false
          }
        }
      `,
    },
    {
      name: 'a loop that lowers it first in each round',
      options,
      code: text`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          notes = []
          dirty = false
          add(note) {
            this.notes.push(note)
            this.dirty = true
          }
          async save() {
            while (this.dirty) {
              this.dirty = false
              await writeFile('notes.json', JSON.stringify(this.notes))
            }
          }
        }
      `,
    },
    {
      name: 'asked for elsewhere, and lowered before what has been changed is written down, or a flag of another kind',
      options,
      code: text`
        export class Notes {
          notes = []
          dirty = false
          open = false
          add(note) {
            this.notes.push(note)
            this.dirty = true
          }
          async save(store) {
            this.dirty = false
            await store.put(JSON.stringify(this.notes))
          }
          begin(notes) {
            this.notes = notes
            this.open = true
          }
          async end(store) {
            await store.put(JSON.stringify(this.notes))
            this.open = false
          }
          tick(store) {
            if (this.dirty && this.open) return this.save(store)
          }
        }
      `,
    },
    {
      name: 'nobody asks for the mark, or nothing of what it stands for is saved',
      options,
      code: text`
        export class Notes {
          notes = []
          changed = false
          dirty = false
          add(note) {
            this.notes.push(note)
            this.changed = true
            this.dirty = true
          }
          async save(store) {
            await store.put(JSON.stringify(this.notes))
            this.changed = false
          }
          async tell(people) {
            await people.greet()
            this.dirty = false
          }
          get isDirty() {
            return this.dirty
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what says that it has changed is asked for what is saved',
      ...marked`
        export class Notebook {
          isDirty = false
          constructor(page, put) {
            this.page = page
            this.put = put
            page.onChange(() => { this.isDirty = true })
            setInterval(() => void this.save(), 500)
          }
          async save() {
            if (!this.isDirty) return
            await this.put(this.page.text())
            this.isDirty = false
            ~~~~~~~~~~~~ lowered {"place":"this.isDirty","read":"line 10","wait":"line 11","other":"line 6"}
          }
        }
      `,
    },
    {
      name: 'a mark of two words',
      options,
      ...marked`
        export class Notebook {
          hasChanges = false
          edit() {
            this.hasChanges = true
          }
          async save() {
            if (!this.hasChanges) return
            await this.put()
            this.hasChanges = false
            ~~~~~~~~~~~~~~~ lowered {"place":"this.hasChanges","read":"line 7","wait":"line 8","other":"line 4"}
          }
        }
      `,
    },
    {
      name: 'by a helper that is told how the mark stands',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          text = ''
          dirty = false
          listeners = new Set()
          edit(text) {
            this.text = text
            this.mark(true)
          }
          async save() {
            if (!this.dirty) return
            await writeFile('notes.txt', this.text)
            this.mark(false)
            ~~~~~~~~~~~~~~~~ lowered {"place": "this.dirty", "read": "line 11", "wait": "line 12", "other": "line 8"}
          }
          mark(dirty) {
            if (dirty === this.dirty) return
            this.dirty = dirty
            for (const listener of this.listeners) listener(dirty)
          }
        }
      `,
    },
    {
      name: 'asked for by who has it saved',
      ...marked`
        export class Notes {
          notes = []
          dirty = false
          add(note) {
            this.notes.push(note)
            this.dirty = true
          }
          async save(store) {
            await store.put(JSON.stringify(this.notes))
            this.dirty = false
            ~~~~~~~~~~ lowered {"place": "this.dirty", "read": "line 13", "wait": "line 9", "other": "line 6"}
          }
          tick(store) {
            if (this.dirty) return this.save(store)
          }
        }
      `,
    },
    {
      name: 'a property answers with the mark, and a helper lowers it',
      ...marked`
        export class Sheet {
          #rows = new Map()
          #unsaved = false
          put(key, row) {
            this.#rows.set(key, row)
            this.#unsaved = true
          }
          get hasChanges() {
            return this.#unsaved
          }
          #clean() {
            this.#unsaved = false
          }
          async flush(store) {
            await store.put([...this.#rows])
            this.#clean()
            ~~~~~~~~~~~~~ lowered {"place": "this.#unsaved", "read": "line 9", "wait": "line 15", "other": "line 6"}
          }
        }
      `,
    },
    {
      name: 'a method of its own raises it, whatever it is called',
      options,
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export class Album {
          photos = new Map()
          differs = false
          put(name, photo) {
            this.photos.set(name, photo)
            this.#touch()
          }
          #touch() {
            this.differs = true
          }
          async save() {
            if (!this.differs) return
            await writeFile('album.json', JSON.stringify([...this.photos]))
            this.differs = false
            ~~~~~~~~~~~~ lowered
          }
        }
      `,
    },
    {
      name: 'another wait comes before that which saves',
      options,
      ...marked`
        import { mkdtemp, writeFile } from 'node:fs/promises'
        export class Album {
          photos = new Map()
          differs = false
          put(name, photo) {
            this.photos.set(name, photo)
            this.differs = true
          }
          async save() {
            if (!this.differs) return
            const text = JSON.stringify([...this.photos])
            const folder = await mkdtemp('album')
            await writeFile(folder + '/album.json', text)
            this.differs = false
            ~~~~~~~~~~~~ lowered
          }
        }
      `,
    },
    {
      name: 'what is added while it is saved is not saved',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          notes = []
          dirty = false
          add(note) {
            this.notes.push(note)
            this.dirty = true
          }
          async save() {
            if (!this.dirty) return
            const text = JSON.stringify(this.notes)
            await writeFile('notes.json', text)
            this.dirty = false
            ~~~~~~~~~~ lowered {"place": "this.dirty", "read": "line 10", "wait": "line 12", "other": "line 7"}
          }
        }
      `,
    },
    {
      name: 'a helper that saves, and a count of changes',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export class Ledger {
          rows = new Map()
          edits = 0
          book(key, row) {
            this.rows.set(key, row)
            this.edits++
          }
          async flush() {
            if (this.edits > 0) {
              await this.write()
              this.edits = 0
              ~~~~~~~~~~ lowered {"place": "this.edits", "read": "line 10", "wait": "line 11", "other": "line 7"}
            }
          }
          write() {
            return writeFile('ledger.json', JSON.stringify([...this.rows]))
          }
        }
      `,
    },
    {
      name: 'by its name alone',
      options,
      ...marked`
        export class View {
          touch() { this.needsRender = true }
          async frame() {
            if (!this.needsRender) return
            await this.draw()
            this.needsRender = false
            ~~~~~~~~~~~~~~~~ lowered {"place": "this.needsRender", "read": "line 4", "wait": "line 5", "other": "line 2"}
          }
        }
      `,
    },
  ],
})

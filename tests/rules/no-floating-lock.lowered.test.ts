import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- flags that are taken down while the work goes on

run(rule, {
  valid: [
    {
      name: 'work that is waited for, that answers at once, that nobody is to wait for, or is only begun under the flag',
      code: text`
        export class Mail {
          letters = []
          async send(letter) {
            this.letters.push(letter)
            if (this.busy) return
            this.busy = true
            try { await this.drain() } finally { this.busy = false }
          }
          async sort() {
            if (this.sorting) return
            this.sorting = true
            try { this.inOrder() } finally { this.sorting = false }
          }
          async hand() {
            if (this.handing) return
            this.handing = true
            try { void this.drain() } finally { this.handing = false }
          }
          async begin() {
            if (this.starting) return
            this.starting = true
            try { this.drain() } finally { this.starting = false }
          }
          inOrder() { this.letters.sort() }
          async drain() {
            while (this.letters.length > 0) await this.box.put(this.letters.shift())
          }
        }
      `,
    },
    {
      name: 'return await, and a plain value',
      code: text`
        export class Page {
          async save(store) {
            if (this.saving) return
            this.saving = true
            try { return await store.put(this.text) } finally { this.saving = false }
          }
          async read(store) {
            if (this.reading) return
            this.reading = true
            try { await store.pull(); return this.text } finally { this.reading = false }
          }
        }
      `,
    },
    {
      name: 'a function that answers at once: the flag is there for what calls it again meanwhile',
      code: text`
        export class Page {
          async wait() { await this.ready }
          render(view) {
            if (this.rendering) return
            this.rendering = true
            try { return view.draw(this.text) } finally { this.rendering = false }
          }
          async refresh() {
            if (this.busy) return
            this.busy = true
            try { return this.lines() } finally { this.busy = false }
          }
          async length() {
            if (this.counting) return
            this.counting = true
            try { return JSON.parse(this.text) } finally { this.counting = false }
          }
          async listed() {
            if (this.listing) return
            this.listing = true
            try { return this.index.getAll() } finally { this.listing = false }
          }
          lines() { return this.text.split('\n') }
        }
      `,
    },
    {
      name: 'nothing asks the flag before the work begins, or nobody is kept out by it',
      code: text`
        export class Page {
          async load(store) {
            this.loading = true
            try { return store.fetch(this.id) } finally { this.loading = false }
          }
          async save(store) {
            if (this.saving) this.count++
            this.saving = true
            try { return store.put(this.text) } finally { this.saving = false }
          }
        }
      `,
    },
    {
      name: 'it is the start that the flag is there for',
      code: text`
        export class Player {
          async play(source) {
            if (this.starting) return
            this.starting = true
            try {
              await source.open()
              return this.run(source)
            } finally {
              this.starting = false
            }
          }
          async run(source) { for await (const each of source) this.position = each }
        }
      `,
    },
    {
      name: 'work of another file after a pause, work that changes nothing, and one more try',
      code: text`
        export class Sync {
          async push(store) {
            if (this.pushing) return
            this.pushing = true
            try {
              await store.pull()
              return store.report()
            } finally {
              this.pushing = false
            }
          }
          async check(store) {
            if (this.checking) return
            this.checking = true
            try {
              await store.pull()
              return this.compare(store)
            } finally {
              this.checking = false
            }
          }
          async again(store) {
            if (this.trying) return
            this.trying = true
            try {
              await store.pull()
            } catch {
              return this.again(store)
            } finally {
              this.trying = false
              this.count++
            }
          }
          async compare(store) { return (await store.head()) === this.head }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'work that nobody waits for',
      code: text`
        export class Mail {
          letters = []
          async send(letter) {
            this.letters.push(letter)
            if (this.busy) return
            this.busy = true
            try {
              this.drain()
            } finally {
              this.busy = false
            }
          }
          async drain() {
            while (this.letters.length > 0) await this.box.put(this.letters.shift())
          }
        }
      `,
      errors: [{
        messageId: 'ongoing',
        data: { what: 'this.busy', line: 'line 10' },
        line: 8,
        column: 7,
        endLine: 8,
        endColumn: 17,
      }],
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Mail {
            letters = []
            async send(letter) {
              this.letters.push(letter)
              if (this.busy) return
              this.busy = true
              try {
                await this.drain()
              } finally {
                this.busy = false
              }
            }
            async drain() {
              while (this.letters.length > 0) await this.box.put(this.letters.shift())
            }
          }
        `,
      }]],
    },
    {
      name: 'nobody could ever find it up: the run does not pause',
      ...marked`
        export class Page {
          save = async (store) => {
            if (this.saving) return this
            this.saving = true
            try {
              return store.put(this.id, this.text)
                     ~~~~~~~~~ lowered {"what": "this.saving", "line": "line 8"}
            } finally {
              this.saving = false
            }
          }
          async wait() { await this.ready }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Page {
            save = async (store) => {
              if (this.saving) return this
              this.saving = true
              try {
                return await store.put(this.id, this.text)
              } finally {
                this.saving = false
              }
            }
            async wait() { await this.ready }
          }
        `,
      }]],
    },
    {
      name: 'an asynchronous function of the class, from one that is not async itself; keys of a set',
      ...marked`
        const under = new Set()
        async function upload(name) { await fetch(name) }
        export function send(name) {
          if (under.has(name)) return
          under.add(name)
          try {
            return upload(name)
                   ~~~~~~ lowered {"what": "under", "line": "line 9"}
          } finally {
            under.delete(name)
          }
        }
      `,
    },
    {
      name: 'work of the class that changes it, begun after a pause and kept in a field',
      ...marked`
        export class Loop {
          async run(source) {
            if (this.running) throw new Error('it runs already')
            try {
              this.running = true
              const client = await source.client
              this.rounds = this.turn(client)
              return this.rounds
                     ~~~~~~~~~~~ lowered {"what": "this.running", "line": "line 10"}
            } finally {
              this.running = false
            }
          }
          async turn(client) { while (!this.closed) this.last = await client.next() }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          export class Loop {
            async run(source) {
              if (this.running) throw new Error('it runs already')
              try {
                this.running = true
                const client = await source.client
                this.rounds = this.turn(client)
                return await this.rounds
              } finally {
                this.running = false
              }
            }
            async turn(client) { while (!this.closed) this.last = await client.next() }
          }
        `,
      }]],
    },
  ],
})

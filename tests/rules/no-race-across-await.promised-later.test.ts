import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What the first caller is promised for when it is ready, and the second is given at once.

run(rule, {
  valid: [
    { name: 'the promise is what is kept', code: text`
      export class Shelves {
        shelves = new Map()
        get(name) {
          const known = this.shelves.get(name)
          if (known) return known
          const shelf = new Shelf(name)
          const ready = this.prepare(shelf).then(() => shelf)
          this.shelves.set(name, ready)
          return ready
        }
        prepare(shelf) { return this.client.send(shelf.name) }
      }
    ` },
    { name: 'the first is given it at once too', code: text`
      export class Shelves {
        shelves = new Map()
        get(name) {
          const known = this.shelves.get(name)
          if (known) return Promise.resolve(known)
          const shelf = new Shelf(name)
          this.shelves.set(name, shelf)
          this.prepare(shelf).then(() => this.emit('ready', name))
          return Promise.resolve(shelf)
        }
        prepare(shelf) { return this.client.send(shelf.name) }
      }
    ` },
    { name: 'a deferred one that has to do with something else', code: text`
      export class Shelves {
        shelves = {}
        get(name) {
          if (this.shelves[name]) return Promise.resolve(this.shelves[name])
          const told = defer()
          const shelf = new Shelf(name)
          this.shelves[name] = shelf
          this.greet('reader').then(() => told.resolve(shelf))
          return told.promise
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a map, and a local name for what was found',
      ...marked`
        export class Shelves {
          shelves = new Map()
          get(name) {
            const known = this.shelves.get(name)
            if (known) return Promise.resolve(known)
            const shelf = new Shelf(name)
            this.shelves.set(name, shelf)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060get\u0060", "place": "this.shelves[name]", "read": "line 5", "wait": "line 8", "other": "line 5"}
            return this.prepare(shelf).then(() => shelf)
          }
          prepare(shelf) { return this.client.send(shelf.name) }
        }
      `,
    },
    {
      name: 'a deferred promise, settled when the object is ready',
      ...marked`
        export class Shelves {
          shelves = {}
          get(name, isLarge) {
            if (this.shelves[name]) return Promise.resolve(this.shelves[name])
            const opened = defer()
            let shelf
            if (isLarge) shelf = new LargeShelf(name)
            else shelf = new Shelf(name)
            this.prepare(shelf).then(() => { opened.resolve(shelf) })
            this.shelves[name] = shelf
            ~~~~~~~~~~~~~~~~~~ published {"who": "\u0060get\u0060", "place": "this.shelves[name]", "read": "line 4", "wait": "line 9", "other": "line 4"}
            return opened.promise
          }
          prepare(shelf) { return this.client.send(shelf.name) }
        }
      `,
    },
  ],
})

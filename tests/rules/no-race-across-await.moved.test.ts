import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked for anew while the last answer is under way: by who is told what is to be shown from now on.

run(rule, {
  valid: [
    {
      name: 'without proof it is only likely',
      code: text`
        export class Catalogue {
          setShelf(shelf) {
            this.shelf = shelf
            void this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf)
          }
        }
      `,
    },
    {
      name: 'behind the wait it is asked whether the same is still wanted',
      options: [{ thorough: true }],
      code: text`
        export class Catalogue {
          setShelf(shelf) {
            this.shelf = shelf
            void this.load()
          }
          async load() {
            const { shelf } = this
            const books = await this.library.booksOf(shelf)
            if (shelf === this.shelf) this.books = books
          }
        }
      `,
    },
    {
      name: 'who is told breaks off what is under way',
      options: [{ thorough: true }],
      code: text`
        export class Catalogue {
          setShelf(shelf) {
            this.asking?.abort()
            this.asking = new AbortController()
            this.shelf = shelf
            void this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf, this.asking.signal)
          }
        }
      `,
    },
    {
      name: 'it asks for something else than what is set there',
      options: [{ thorough: true }],
      code: text`
        export class Catalogue {
          setColour(colour) {
            this.colour = colour
            void this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf)
          }
        }
      `,
    },
    {
      name: 'what begins is told what to be only once',
      options: [{ thorough: true }],
      code: text`
        export class Catalogue {
          open(shelf) {
            this.shelf = shelf
            return this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf)
          }
        }
      `,
    },
    {
      name: 'it waits for the answer, and goes on with it: a step of what it does',
      options: [{ thorough: true }],
      code: text`
        export class Tool {
          async setMarks(args) {
            this.folder = args.folder
            await this.prepare()
            await this.ask(this.names)
          }
          async prepare() {
            this.names = await this.disk.namesIn(this.folder)
          }
        }
      `,
    },
    {
      name: 'what it makes, it makes for each that is chosen',
      options: [{ thorough: true }],
      code: text`
        export class Orders {
          setBasket(basket) {
            this.basket = basket
            void this.send()
          }
          async send() {
            this.order = await this.shop.createOrder(this.basket)
          }
        }
      `,
    },
    {
      name: 'news are asked for after the last answer only',
      options: [{ thorough: true }],
      code: text`
        export class Panel {
          async refresh(list) {
            const key = list.ids.join()
            if (this.busy) return
            this.busy = true
            try {
              while (key !== this.last) {
                this.last = key
                await this.fetch(list)
              }
            } finally {
              this.busy = false
            }
          }
          async fetch(list) {
            if (this.asking) return
            this.asking = true
            try {
              this.rows = await this.server.rowsOf(list.ids)
            } finally {
              this.asking = false
            }
          }
        }
      `,
    },
    {
      name: 'a timer that is set anew, whose answer is compared with what was asked',
      code: text`
        export class Preview {
          source = ''
          edit(source) {
            this.source = source
            clearTimeout(this.timer)
            this.timer = setTimeout(() => this.refresh(), 300)
          }
          async refresh() {
            const { source } = this
            const shown = await this.render(source)
            if (source === this.source) this.shown = shown
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it sets what is wanted, and has it fetched',
      options: [{ thorough: true }],
      ...marked`
        export class Catalogue {
          setShelf(shelf) {
            this.shelf = shelf
            void this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf)
            ~~~~~~~~~~ overtaken {"who": "\u0060load\u0060", "place": "this.books", "wait": "line 7"}
          }
        }
      `,
    },
    {
      name: 'a little later, and by way of a name',
      options: [{ thorough: true }],
      ...marked`
        export class Probe {
          updateTarget(target) {
            this.target = target
            clearTimeout(this.timer)
            this.timer = setTimeout(() => this.check(), 500)
          }
          async check() {
            const { host } = this.target
            const answer = await this.net.ask(host)
            this.answer = answer
            ~~~~~~~~~~~ overtaken {"who": "\u0060check\u0060", "place": "this.answer", "wait": "line 9"}
          }
        }
      `,
    },
    {
      name: 'as the last thing that it waits for',
      options: [{ thorough: true }],
      ...marked`
        export class Catalogue {
          async setShelf(shelf) {
            this.shelf = shelf
            await this.load()
          }
          async load() {
            this.books = await this.library.booksOf(this.shelf)
            ~~~~~~~~~~ overtaken {"who": "\u0060load\u0060", "place": "this.books", "wait": "line 7"}
          }
        }
      `,
    },
    {
      name: 'a setter',
      options: [{ thorough: true }],
      ...marked`
        export class Catalogue {
          #shelf
          books = []
          set shelf(shelf) {
            this.#shelf = shelf
            this.#load()
          }
          async #load() {
            this.books = await fetch('/books?shelf=' + this.#shelf)
            ~~~~~~~~~~ overtaken {"who": "\u0060load\u0060", "place": "this.books", "wait": "line 9"}
          }
        }
      `,
    },
    {
      name: 'whenever it is another than the one that was asked for last',
      options: [{ thorough: true }],
      ...marked`
        export class Panel {
          render(list) {
            const key = list.ids.join()
            if (key !== this.last) {
              this.last = key
              void this.fetch(list)
            }
            return this.rows
          }
          async fetch(list) {
            const rows = await this.server.rowsOf(list.ids)
            this.rows = rows
            ~~~~~~~~~ overtaken {"who": "\u0060fetch\u0060", "place": "this.rows", "wait": "line 11"}
          }
        }
      `,
    },
    {
      name: 'a function that searches, as its name says',
      options: [{ thorough: true }],
      ...marked`
        export class Finder {
          async search(words) {
            this.busy = true
            const found = await this.server.ask({ words })
            this.found = found.rows
            ~~~~~~~~~~ overtaken {"who": "\u0060search\u0060", "place": "this.found", "wait": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a timer that is set anew with each change',
      ...marked`
        export class Preview {
          source = ''
          edit(source) {
            this.source = source
            clearTimeout(this.timer)
            this.timer = setTimeout(() => this.refresh(), 300)
          }
          async refresh() {
            this.shown = await this.render(this.source)
            ~~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})

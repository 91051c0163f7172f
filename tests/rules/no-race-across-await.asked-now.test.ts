import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is chosen now is asked, not read

const gallery = (check: string): string => text`
  export class Gallery extends HTMLElement {
    picture = null
    connectedCallback() {
      this.addEventListener('change', (event) => this.show(event.target.value))
    }
    async show(name) {
      const picture = await fetchPicture(name)
      ${check}
      this.picture = picture
    }
  }
`

run(rule, {
  valid: [
    { name: 'an attribute', code: gallery("if (name !== this.getAttribute('picture')) return") },
    { name: 'a function without arguments', code: `const chosen = () => document.location.hash\n${gallery('if (name !== chosen()) return')}` },
    { name: 'a local function that compares', code: gallery('const isChosen = () => this.isOpen && picture.name === this.options.chosen\n    if (!isChosen()) return') },
    { name: 'a method that compares', code: gallery('if (!this.isChosen(picture)) return').replace('async show', 'isChosen(picture) { return picture.name === this.options.chosen }\n  async show') },
    { name: 'a method of another object', code: gallery('if (this.menu.selectedName() !== name) return') },
  ],
  invalid: [
    {
      name: 'a local function that looks only at what has come',
      ...marked`
        export class Gallery extends HTMLElement {
          picture = null
          connectedCallback() {
            this.addEventListener('change', (event) => this.show(event.target.value))
          }
          async show(name) {
            const picture = await fetchPicture(name)
            const isComplete = () => picture.parts.length > 0
            if (!isComplete()) return
            this.picture = picture
            ~~~~~~~~~~~~ overtaken
          }
        }
      `,
    },
    {
      name: 'something that is made of what has come, or of the time',
      ...marked`
        export class Gallery extends HTMLElement {
          picture = null
          connectedCallback() {
            this.addEventListener('change', (event) => this.show(event.target.value))
          }
          async show(name) {
            const picture = await fetchPicture(name)
            if (name !== this.plain(picture.name)) return
            if (name === Date.now()) return
            this.picture = picture
            ~~~~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- the answer to a click that changes something

const renamed = (call: string): string => text`
  export class Door extends HTMLElement {
    code = null
    connectedCallback() {
      this.addEventListener('click', (event) => this.show(event.target.value))
    }
    async show(name) {
      const code = await ${call}
      this.code = code
    }
  }
`

run(rule, {
  valid: [
    { name: 'something is put in force', code: renamed('enableLock(name)') },
    { name: 'something is made anew', code: renamed('codes.regenerate(name)') },
    { name: 'what is run is named for what it does', code: renamed('createCode.execute(name)') },
  ],
  invalid: [
    { name: 'something is asked for', code: renamed('codes.execute(name)'), errors: [{ messageId: 'overtaken', line: 8, column: 5 }] },
    { name: 'a hook that may as well ask', code: renamed('mutateAsync(name)'), errors: [{ messageId: 'overtaken', line: 8, column: 5 }] },
    { name: 'it only begins like such a word', code: renamed('importantCode(name)'), errors: [{ messageId: 'overtaken', line: 8, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- what a run has just put there itself

const shelf = (...filling: readonly string[]): string => text`
  export class Shelf {
    constructor(bus) { bus.on('moved', async () => { await this.load() }) }
    async load() {
      const books = await this.read()
      ${filling.join('\n      ')}
      this.books = await this.sort(this.books)
    }
  }
`

run(rule, {
  valid: [
    { name: 'on the only way', code: shelf('this.books = books') },
    { name: 'on each of two ways', code: shelf('if (books) this.books = parse(books)', 'else this.books = []') },
    { name: 'again behind another wait', code: shelf('this.books = books', 'await this.dust()', 'this.books = [...books]') },
  ],
  invalid: [
    { name: 'on one of two ways', code: shelf('if (books) this.books = parse(books)'), errors: [{ messageId: 'reused', line: 6, column: 5 }] },
    { name: 'before another wait', code: shelf('this.books = books', 'await this.dust()'), errors: [{ messageId: 'reused', line: 7, column: 5 }] },
  ],
})

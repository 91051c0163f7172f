import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- an answer that a helper puts there, behind a chain

run(rule, {
  valid: [
    {
      name: 'the callback asks whether it is still the last',
      code: text`
        export class Finder {
          hits = []
          #last = 0
          constructor(input) {
            input.addEventListener('input', () => this.find(input.value))
          }
          find(text) {
            const ticket = ++this.#last
            return fetch('/find?' + text).then((answer) => answer.json()).then((hits) => {
              if (ticket === this.#last) this.show(hits)
            })
          }
          show(hits) {
            this.hits = hits
          }
        }
      `,
    },
    {
      name: 'the helper is asked for one thing only',
      code: text`
        export class Finder {
          hits = []
          constructor(button) {
            button.addEventListener('click', () => this.refresh())
          }
          refresh() {
            return fetch('/all').then((answer) => answer.json()).then((hits) => this.show(hits))
          }
          show(hits) {
            this.hits = hits
          }
        }
      `,
    },
    {
      name: 'a named function that asks whether it is still wanted',
      code: text`
        let wanted = ''
        let hits = []
        export function install(input) {
          input.addEventListener('input', () => find(input.value))
        }
        function find(text) {
          wanted = text
          fetch('/find?' + text).then((answer) => answer.json()).then(show)
        }
        function show(found) {
          if (found.text === wanted) hits = found.hits
        }
      `,
    },
    {
      name: 'a callback that asks whether it is still the last',
      code: text`
        export class Finder {
          hits = []
          #last = 0
          constructor(input, api) {
            this.api = api
            input.addEventListener('input', () => this.find(input.value))
          }
          find(text) {
            const ticket = ++this.#last
            this.api.query(text, (error, hits) => {
              if (error || ticket !== this.#last) return
              this.hits = hits
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method of the object',
      ...marked`
        export class Finder {
          hits = []
          constructor(input) {
            input.addEventListener('input', () => this.find(input.value))
          }
          find(text) {
            return fetch('/find?' + text).then((answer) => answer.json()).then((hits) => this.show(hits))
                                                                                         ~~~~~~~~~~~~~~~ overtaken
          }
          show(hits) {
            this.hits = hits
          }
        }
      `,
    },
    {
      name: 'a function of the file',
      ...marked`
        let hits = []
        export function install(input) {
          input.addEventListener('input', () => find(input.value))
        }
        function find(text) {
          fetch('/find?' + text).then((found) => {
            show(found)
            ~~~~~~~~~~~ overtaken
          })
        }
        function show(found) {
          hits = found
        }
      `,
    },
    {
      name: 'a function of the file that is named',
      ...marked`
        let hits = []
        export function install(input) {
          input.addEventListener('input', () => find(input.value))
        }
        function find(text) {
          fetch('/find?' + text).then((answer) => answer.json()).then(show)
                                                                      ~~~~ overtaken
        }
        function show(found) {
          hits = found
        }
      `,
    },
    {
      name: 'a method that is bound to the object',
      ...marked`
        export class Finder {
          hits = []
          constructor(input) {
            input.addEventListener('input', () => this.find(input.value))
          }
          find(text) {
            return fetch('/find?' + text).then((answer) => answer.json()).then(this.show.bind(this))
                                                                               ~~~~~~~~~~~~~~~~~~~~ overtaken
          }
          show(hits) {
            this.hits = hits
          }
        }
      `,
    },
    {
      name: 'behind an error, in a callback',
      ...marked`
        export class Finder {
          hits = []
          constructor(input, api) {
            this.api = api
            input.addEventListener('input', () => this.find(input.value))
          }
          find(text) {
            this.api.query(text, (error, hits) => {
              if (error) return
              this.hits = hits
              ~~~~~~~~~ overtaken
            })
          }
        }
      `,
    },
  ],
})

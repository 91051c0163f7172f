import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What two runs make, each its own, where what they wait for only finds something out.

run(rule, {
  valid: [
    {
      name: 'what is found out is kept, and nothing is counted on from it',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          async count(store) {
            if (this.books === undefined) {
              const keys = await store.getKeys()
              this.books = keys.length
            }
            return this.books
          }
        }
      `,
    },
    {
      name: 'another list is gone through',
      options: [{ thorough: true }],
      code: text`
        const boats = []
        const names = ['Ark']
        function find(name) {
          for (const each of names) if (each === name) return each
          return undefined
        }
        export async function launch(name) {
          if (find(name)) return
          boats.push(await build(name))
        }
      `,
    },
    {
      name: 'an element that is there before the wait, and one that the run takes out again',
      code: text`
        let panel
        async function open(name) {
          if (panel) return panel.focus()
          panel = document.createElement('dialog')
          document.body.append(panel)
          panel.innerHTML = await template(name)
        }
        async function draw(name) {
          const sheet = document.createElement('canvas')
          document.body.append(sheet)
          await paint(sheet, name)
          sheet.remove()
        }
        document.querySelector('#help').addEventListener('click', () => open('help'))
        document.querySelector('#draw').addEventListener('click', () => draw('help'))
      `,
    },
  ],
  invalid: [
    {
      name: 'an element that is put into the page',
      ...marked`
        let panel = null
        async function open(name) {
          if (panel) return panel.focus()
          const text = await template(name)
          const dialog = document.createElement('dialog')
          dialog.textContent = text
          document.body.append(dialog)
          panel = dialog
          ~~~~~ twice
        }
        document.querySelector('#help').addEventListener('click', () => open('help'))
      `,
    },
    {
      name: 'a part of an editor',
      ...marked`
        import * as vscode from 'vscode'
        import { getSettings } from './settings.js'
        let terminal
        export async function start() {
          if (terminal) return terminal.show()
          const env = await getSettings()
          terminal = vscode.window.createTerminal({ name: 'Kiln', env })
          ~~~~~~~~ twice {"who": "${'`start`'}", "place": "terminal", "read": "line 5", "wait": "line 6", "other": ""}
          terminal.show()
        }
      `,
    },
    {
      name: 'what a function makes that says so, with thorough',
      options: [{ thorough: true }],
      ...marked`
        import { getSettings, makeKiln } from './kilns.js'
        let kiln
        export async function start() {
          if (kiln) return
          const settings = await getSettings()
          kiln = makeKiln(settings)
          ~~~~ filled {"who": "${'`start`'}", "place": "kiln", "read": "line 4", "wait": "line 5", "other": ""}
        }
      `,
    },
    {
      name: 'a number that others count on from',
      ...marked`
        export class Shelf {
          async put(store, book) {
            await this.#count(store)
            await store.set(book.title, book)
            this.books++
          }
          async #count(store) {
            if (this.books === undefined) {
              const keys = await store.getKeys()
              this.books = keys.length
              ~~~~~~~~~~ replaced {"who": "${'`count`'}", "place": "this.books", "read": "line 8", "wait": "line 9", "other": "line 5"}
            }
          }
        }
      `,
    },
    {
      name: 'one more in a list that a helper goes through',
      ...marked`
        const boats = []
        function find(name) {
          for (const boat of boats) if (boat.name === name) return boat
          return undefined
        }
        export async function launch(name) {
          if (find(name)) return
          const boat = new Boat(name)
          await boat.build()
          boats.push(boat)
          ~~~~~~~~~~~~~~~~ appended {"who": "${'`launch`'}", "place": "boats", "read": "line 7", "wait": "line 9", "other": ""}
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- the first of a list of what is ended

const pool = (end: string): string => text`
  export class Kitchen {
    #stoves = []
    async cook(meal) {
      if (this.#stoves.length === 0) {
        const gas = await this.connect()
        this.#stoves.push(await gas.light())
      }
      return this.#stoves[0].boil(meal)
    }
    async close() {
      ${end}
      this.#stoves = []
    }
  }
`

run(rule, {
  valid: [
    { name: 'nobody has to end the elements', code: pool('log(this.#stoves.length)') },
    {
      name: 'looked at again behind the wait',
      code: text`
        export class Kitchen {
          #stoves = []
          async cook(meal) {
            const gas = await this.connect()
            if (this.#stoves.length === 0) this.#stoves.push(gas.light())
            return this.#stoves[0].boil(meal)
          }
          async close() {
            for (const stove of this.#stoves) await stove.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'each of them is closed by the class',
      code: pool('for (const stove of this.#stoves) await stove.close()'),
      errors: [{ messageId: 'appended', line: 6, column: 7 }],
    },
  ],
})

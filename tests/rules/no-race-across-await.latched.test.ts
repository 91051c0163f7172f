import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'under a latch that is raised behind a question, something is only looked up',
      code: text`
        const asked = new Set()
        const heights = new Map()
        export async function height(field) {
          if (asked.has(field)) return
          if (!(await isKnown(field))) return
          asked.add(field)
          try {
            heights.set(field, await findHeight(field))
          } finally {
            asked.delete(field)
          }
        }
      `,
    },
    {
      name: 'one latch is opened in the same turn in which the next one is shut',
      options: [{ thorough: true }],
      code: text`
        export class Boss {
          #starting = false
          #started = false
          async start(contractor) {
            if (this.#starting || this.#started) return this
            this.#starting = true
            await contractor.migrate()
            this.#starting = false
            this.#started = true
            return this
          }
          async stop(contractor) {
            if (!this.#started) return
            await contractor.close()
          }
        }
      `,
    },
    {
      name: 'a promise that is kept wherever the work waits, and waited for by who finds it',
      options: [{ thorough: true }],
      code: text`
        export class Thread {
          events = []
          fetched = false
          fetching = undefined
          async update(client) {
            if (this.fetched) return
            if (this.fetching) {
              await this.fetching
            } else {
              if (this.events.length === 0) {
                this.events.push('root')
              } else {
                this.fetching = client.fetch(this.events)
                await this.fetching
              }
              this.fetched = true
            }
          }
        }
      `,
    },
    {
      name: 'a mark on the element of the page is a latch',
      options: [{ thorough: true }],
      code: text`
        export class NotePane extends HTMLElement {
          connectedCallback() {
            this.addEventListener('dblclick', () => void this.open(this.dataset.path))
            this.addEventListener('keydown', () => void this.print(this.dataset.path))
          }
          async open(path) {
            if (this.hasAttribute('busy')) return
            this.setAttribute('busy', '')
            try {
              this.textContent = await notes.read(path)
            } finally {
              this.removeAttribute('busy')
            }
          }
          async print(path) {
            if (this.classList.contains('printing')) return
            this.classList.add('printing')
            this.textContent = await notes.printed(path)
            this.classList.remove('printing')
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'another mark than the one that is looked for',
      ...marked`
        export class NotePane extends HTMLElement {
          connectedCallback() {
            this.addEventListener('dblclick', () => void this.open(this.dataset.path))
          }
          async open(path) {
            if (this.hasAttribute('broken')) return
            this.setAttribute('busy', '')
            const text = await notes.read(path)
            this.textContent = text
            ~~~~~~~~~~~~~~~~ overtaken
          }
        }
      `,
    },
    {
      name: 'a latch that is raised behind a question, and work under it',
      ...marked`
        const ploughed = new Set()
        export async function plough(field, horse) {
          if (ploughed.has(field)) return
          if (!(await isDry(field))) return
          ploughed.add(field)
          ~~~~~~~~~~~~~~~~~~~ done
          try {
            await horse.walk(field)
          } finally {
            ploughed.delete(field)
          }
        }
      `,
    },
    {
      name: 'the latch is opened before the last wait',
      options: [{ thorough: true }],
      ...marked`
        export class Boss {
          #starting = false
          #started = false
          async start(contractor) {
            if (this.#starting || this.#started) return this
            this.#starting = true
            await contractor.migrate()
            this.#starting = false
            await contractor.connect()
            this.#started = true
            ~~~~~~~~~~~~~ done
            return this
          }
        }
      `,
    },
    {
      name: 'one of the branches that wait keeps no promise',
      options: [{ thorough: true }],
      ...marked`
        export class Thread {
          events = []
          fetched = false
          fetching = undefined
          async update(client) {
            if (this.fetched) return
            if (this.fetching) {
              await this.fetching
            } else {
              if (this.events.length === 0) {
                await client.fetchAll()
              } else {
                this.fetching = client.fetch(this.events)
                await this.fetching
              }
              this.fetched = true
              ~~~~~~~~~~~~ done
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- asked again in the branch that waits

const printer = (again: string): string => text`
  export class Printer {
    busy = false
    pages = []
    async print() {
      if (this.busy || this.pages.length === 0) return false
      if (this.remote) {
        try {
          await this.wake()
          await this.clean()
        } catch {
          return false
        }
        ${again}
      }
      this.busy = true
      await this.send(this.pages)
      this.busy = false
      return true
    }
  }
`

run(rule, {
  valid: [
    { name: 'each wait is followed by the test', code: printer('if (this.stopped || this.busy || this.pages.length === 0) return false') },
    { name: 'the other branch does not wait', code: printer('if (this.busy) { this.log("busy"); return false }') },
  ],
  invalid: [
    { name: 'not asked again', code: printer('this.log("awake")'), errors: [{ messageId: 'done', line: 15, column: 5 }] },
    { name: 'asked for something else', code: printer('if (this.stopped) return false'), errors: [{ messageId: 'done', line: 15, column: 5 }] },
    { name: 'a wait behind the test', code: printer('if (this.busy) return false; await this.warm()'), errors: [{ messageId: 'done', line: 15, column: 5 }] },
    { name: 'whatever comes of the test', code: printer('if (this.busy) this.log("busy")'), errors: [{ messageId: 'done', line: 15, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- a latch of the function that begins the work

const till = (begins: string): string => text`
  import { filter, first, take, timeout } from 'rxjs'
  export class Till {
    isBusy = false
    card = undefined
    price$() {
      return this.prices$.pipe(filter((price) => price !== null), take(1), timeout(30_000))
    }
    async pay() {
      if (this.isBusy) return
      this.isBusy = true
      ${begins}
    }
    close() {
      this.card?.destroy()
    }
  }
`

const open = 'async () => { if (!this.card) this.card = await openCard()\nthis.isBusy = false }'

run(rule, {
  valid: [
    { name: 'of an observable that has one value, by a method', code: till(`this.price$().subscribe(${open})`) },
    { name: 'of one that is made there', code: till(`this.prices$.pipe(first()).subscribe(${open})`) },
    { name: 'a timer', code: till(`setTimeout(${open}, 500)`) },
  ],
  invalid: [
    {
      name: 'of an observable that goes on, and of one that goes on behind the first value',
      ...marked`
        import { switchMap, take } from 'rxjs'
        export class Till {
          isBusy = false
          card = undefined
          reader = undefined
          pay() {
            if (this.isBusy) return
            this.isBusy = true
            this.prices$.subscribe(async () => {
              if (!this.card) this.card = await openCard()
                              ~~~~~~~~~ second
              this.isBusy = false
            })
            this.prices$.pipe(take(1), switchMap(() => this.readers$)).subscribe(async () => {
              if (!this.reader) this.reader = await openReader()
                                ~~~~~~~~~~~ second
            })
          }
          close() {
            this.card?.destroy()
            this.reader?.destroy()
          }
        }
      `,
    },
    {
      name: 'the function opens it again itself',
      ...marked`
        export class Till {
          isBusy = false
          card = undefined
          pay() {
            if (this.isBusy) return
            this.isBusy = true
            setTimeout(async () => {
              if (!this.card) this.card = await openCard()
                              ~~~~~~~~~ second
            }, 500)
            this.isBusy = false
          }
          close() {
            this.card?.destroy()
          }
        }
      `,
    },
  ],
})

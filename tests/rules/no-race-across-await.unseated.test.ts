import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Turns that are taken out when they are over, whoever's is there by then: the next one finds nothing to wait for.

run(rule, {
  valid: [
    {
      name: 'it is looked whose turn is there',
      code: text`
        const turns = new Map()
        export async function ferry(pier, crossing) {
          const before = turns.get(pier) ?? Promise.resolve()
          const mine = before.then(crossing, crossing)
          turns.set(pier, mine)
          try {
            return await mine
          } finally {
            if (turns.get(pier) === mine) turns.delete(pier)
          }
        }
      `,
    },
    {
      name: 'the same where the promise is settled',
      code: text`
        const turns = new Map()
        export function ferry(pier, crossing) {
          const before = turns.get(pier) ?? Promise.resolve()
          const mine = before.then(crossing).finally(() => {
            if (turns.get(pier) === mine) turns.delete(pier)
          })
          turns.set(pier, mine)
          return mine
        }
      `,
    },
    {
      name: 'who finds one takes that, and puts nothing there',
      code: text`
        const crossings = new Map()
        export async function cross(pier, sail) {
          const known = crossings.get(pier)
          if (known) return known
          const mine = sail(pier)
          crossings.set(pier, mine)
          try {
            return await mine
          } finally {
            crossings.delete(pier)
          }
        }
      `,
    },
    {
      name: 'it is asked in a loop until nothing is there',
      code: text`
        const crossings = new Map()
        export async function cross(pier, sail) {
          while (crossings.has(pier)) await crossings.get(pier)
          const mine = sail(pier)
          crossings.set(pier, mine)
          try {
            return await mine
          } finally {
            crossings.delete(pier)
          }
        }
      `,
    },
    {
      name: 'it is counted who still waits',
      code: text`
        const piers = new Map()
        export async function ferry(pier, crossing) {
          const entry = piers.get(pier) ?? { last: Promise.resolve(), waiting: 0 }
          piers.set(pier, entry)
          entry.waiting++
          const mine = entry.last.then(crossing)
          entry.last = mine
          try {
            return await mine
          } finally {
            if (--entry.waiting === 0) piers.delete(pier)
          }
        }
      `,
    },
    {
      name: 'nothing is taken out',
      code: text`
        export class Ferry {
          last = Promise.resolve()
          async cross(crossing) {
            const mine = this.last.then(crossing)
            this.last = mine.catch(() => {})
            return await mine
          }
        }
      `,
    },
    {
      name: 'the one before is only told, and nobody waits for it',
      code: text`
        const sailings = new Map()
        export async function sail(pier, trip) {
          const before = sailings.get(pier)
          before?.hail()
          sailings.set(pier, trip)
          await trip.run()
          sailings.delete(pier)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock for each key',
      ...marked`
        export class Ferry {
          turns = new Map()
          async alone(pier, crossing) {
            const before = this.turns.get(pier) || Promise.resolve()
            let leave
            const mine = new Promise((resolve) => { leave = resolve })
            this.turns.set(pier, mine)
            try {
              await before
              return await crossing()
            } finally {
              this.turns.delete(pier)
              ~~~~~~~~~~~~~~~~~~~~~~~ unseated {"who": "\u0060alone\u0060", "place": "this.turns[pier]", "read": "line 4", "other": "line 7", "wait": "line 9"}
              leave()
            }
          }
        }
      `,
    },
    {
      name: 'a private one that others of the class run',
      ...marked`
        export class Ferry {
          private readonly turns = new Map<string, Promise<void>>()
          private async alone<T>(pier: string, crossing: () => T): Promise<T> {
            const before = this.turns.get(pier) || Promise.resolve()
            let leave!: () => void
            this.turns.set(pier, new Promise<void>((resolve) => { leave = resolve }))
            await before
            try {
              return crossing()
            } finally {
              this.turns.delete(pier)
              ~~~~~~~~~~~~~~~~~~~~~~~ unseated {"who": "\u0060alone\u0060", "place": "this.turns[pier]", "read": "line 4", "other": "line 6", "wait": "line 7"}
              leave()
            }
          }
          load(pier: string) {
            return this.alone(pier, () => this.cargo.get(pier))
          }
        }
      `,
    },
    {
      name: 'work that follows what was there',
      ...marked`
        const turns = new Map()
        export async function ferry(pier, crossing) {
          const before = turns.get(pier) ?? Promise.resolve()
          const mine = before.then(crossing)
          turns.set(pier, mine)
          try {
            return await mine
          } finally {
            turns.delete(pier)
            ~~~~~~~~~~~~~~~~~~ unseated {"who": "\u0060ferry\u0060", "place": "turns[pier]", "read": "line 3", "other": "line 5", "wait": "line 7"}
          }
        }
      `,
    },
    {
      name: 'taken out when the promise is settled',
      ...marked`
        const turns = new Map()
        export function ferry(pier, crossing) {
          const before = turns.get(pier) ?? Promise.resolve()
          const mine = before.then(crossing)
          turns.set(pier, mine)
          mine.finally(() => turns.delete(pier))
                             ~~~~~~~~~~~~~~~~~~ unseated {"who": "\u0060ferry\u0060", "place": "turns[pier]", "read": "line 3", "other": "line 5", "wait": "line 6"}
          return mine
        }
      `,
    },
    {
      name: 'one place for all',
      ...marked`
        export class Ferry {
          last = null
          async cross(crossing) {
            const mine = (this.last ?? Promise.resolve()).then(() => crossing())
            this.last = mine
            try {
              await mine
            } finally {
              this.last = null
              ~~~~~~~~~ unseated {"who": "\u0060cross\u0060", "place": "this.last", "read": "line 4", "other": "line 5", "wait": "line 7"}
            }
          }
        }
      `,
    },
    {
      name: 'given back by the function that is returned',
      ...marked`
        const berths = {}
        export async function moor(pier) {
          const before = berths[pier]
          let leave
          berths[pier] = new Promise((resolve) => { leave = resolve })
          await before
          return () => {
            delete berths[pier]
                   ~~~~~~~~~~~~ unseated {"who": "\u0060moor\u0060", "place": "berths[pier]", "read": "line 3", "other": "line 5", "wait": "line 6"}
            leave()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what is there is no turn

run(rule, {
  valid: [
    {
      name: 'a text that is written, told of and forgotten where that fails, and a file that is open',
      code: text`
        export class Page {
          async write(change) {
            try {
              const text = change(this.text ?? '')
              await this.disk.write(text)
              this.text = text
              await this.tell({ text })
            } catch {
              this.text = undefined
            }
          }
        }
        export class Log {
          async add(lines) {
            let file = this.file
            if (file === undefined) {
              file = await open(this.path)
              this.file = file
            }
            try {
              await copy(lines, file)
            } catch {
              this.file = undefined
              await close(file)
            }
          }
        }
      `,
    },
  ],
  invalid: [],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is published before it is ready, where the code has a name of its own for what it finds there, and for what it puts there.

run(rule, {
  valid: [
    {
      name: 'it is ready before it is there',
      code: text`
        export class Almanac {
          static shared
          static async open() {
            let almanac = Almanac.shared
            if (!almanac) {
              almanac = new Almanac()
              await almanac.load()
              Almanac.shared ??= almanac
            }
            return Almanac.shared
          }
          async load() {
            this.tides = await (await fetch('/tides')).json()
          }
        }
      `,
      options: [{ allow: ['Almanac.shared'] }],
    },
    {
      name: 'who finds it waits for the same preparation',
      code: text`
        export class Almanac {
          static shared
          static async open() {
            let almanac = Almanac.shared
            if (!almanac) {
              almanac = Almanac.shared = new Almanac()
              almanac.ready = almanac.load()
            }
            await almanac.ready
            return almanac
          }
          async load() {
            this.tides = await (await fetch('/tides')).json()
          }
        }
      `,
    },
    {
      name: 'the wait is about something else',
      code: text`
        export class Almanac {
          static shared
          static async open(log) {
            let almanac = Almanac.shared
            if (!almanac) {
              almanac = Almanac.shared = new Almanac()
              await log.write('opened')
            }
            return almanac
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in one assignment',
      ...marked`
        export class Almanac extends Book {
          protected static shared: Book | undefined
          static async open<T extends Book>(this: new (port?: string) => T, port?: string): Promise<T> {
            let almanac = Almanac.shared as Almanac
            if (!almanac) {
              almanac = Almanac.shared = new this(port) as unknown as Almanac
                        ~~~~~~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "Almanac.shared", "read": "line 5", "wait": "line 7", "other": "line 10"}
              await almanac.load()
            }
            if (Almanac.dated) await almanac.refresh()
            return Almanac.shared as T
          }
        }
      `,
    },
    {
      name: 'one after the other, and given back by its name',
      ...marked`
        export class Almanac {
          static shared
          static async open() {
            let almanac = Almanac.shared
            if (!almanac) {
              almanac = new Almanac()
              Almanac.shared = almanac
              ~~~~~~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "Almanac.shared", "read": "line 5", "wait": "line 8", "other": "line 10"}
              await almanac.load()
            }
            return almanac
          }
          async load() {
            this.tides = await (await fetch('/tides')).json()
          }
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Values that look as if they were made of what was there before, and are not; runs that something keeps apart.
const bookmark = (given: string): string => text`
  import * as vscode from 'vscode'
  export class Bookmark {
    private last = ''
    async open() {
      const address = await ${given}
      if (!address) return
      this.last = address
      this.log.push(address)
    }
  }
`
const link = (decorators: string): string => text`
  export class Link {
    private server?: Disposable
    ${decorators}
    async start() {
      this.server?.dispose()
      const port = await this.ports.next()
      this.server = listen(port)
    }
  }
`

run(rule, {
  valid: [
    { name: 'what the user is asked for: the old one is only where he begins', options: [{ thorough: true }], code: bookmark('vscode.window.showInputBox({ value: (await vscode.env.clipboard.readText()) || this.last })') },
    { name: 'a decorator by which calls at the same time are one', code: link('@gate()') },
    { name: 'a decorator by which there is one call at a time', code: link("@AsyncSingleton('Link.start')") },
    { name: 'a decorator by which they come one after the other', code: link('@serialized') },
    {
      name: 'only where nothing was there',
      code: text`
        const known = new Map()
        export async function scopeOf(key, refine) {
          const old = refine ? known.get(key) : undefined
          const scope = old ?? (await ask(key))
          if (old == null) known.set(key, { text: scope.text })
          return scope
        }
      `,
    },
    {
      name: 'what this run has put there itself is ended',
      code: text`
        export class Transport {
          async connect(host) {
            this.socket = host.secure ? await secure(host) : await dial(host)
            if (this.done) this.socket.destroy()
            await this.greet()
            this.socket = await upgrade(this.socket)
          }
        }
      `,
    },
    {
      name: 'a for await asks for the next one when it is done with the last',
      code: text`
        export function pages(table) {
          let rows = []
          let last = null
          const more = async () => {
            rows = await table.find({ after: last })
            last = rows.at(-1) ?? null
          }
          return {
            [Symbol.asyncIterator]() {
              return {
                async next() {
                  if (rows.length === 0) await more()
                  return rows.length === 0 ? { done: true, value: undefined } : { done: false, value: rows.shift() }
                },
              }
            },
          }
        }
      `,
    },
    {
      name: 'each object of the class belongs to one run, which takes parts of it by name',
      options: [{ thorough: true }],
      code: text`
        class Lookup {
          constructor(words) {
            this.words = words
          }
          async resolve(driver) {
            this.words[0] = await driver.wait(this.words[0])
          }
        }
        export async function ask(driver, words) {
          const lookup = new Lookup(words)
          const { size } = lookup
          await lookup.resolve(driver)
          return size
        }
      `,
    },
  ],
  invalid: [
    { name: 'no decorator', ...marked`
      export class Link {
        private server?: Disposable
        @logged()
        async start() {
          this.server?.dispose()
          const port = await this.ports.next()
          this.server = listen(port)
          ~~~~~~~~~~~ reopened
        }
      }
    ` },
    { name: 'a test whether anything is there makes nothing of it: it is found missing', options: [{ thorough: true }], ...marked`
      export class Rebase {
        async read() {
          const [branch, status] = await Promise.all([this.name === undefined ? this.git.branch() : undefined, this.git.status()])
          if (this.name === undefined) this.name = branch.name
                                       ~~~~~~~~~ filled
          return status
        }
      }
    ` },
    { name: 'made of the old one by something else', options: [{ thorough: true }], ...marked`
      export class Bookmark {
        private last = ''
        async open() {
          const address = await this.shortener.exchange({ value: (await this.clipboard.readText()) || this.last })
          if (!address) return
          this.last = address
          ~~~~~~~~~ reused
          this.log.push(address)
        }
      }
    ` },
  ],
})

// ---------------------------------------------------------------- a helper whose calls at the same time are one

const buoy = (decorators: string): string => text`
  export class Buoy {
    private isLit = false
    ${decorators}
    async light() {
      await this.lamp.turn('on')
      this.isLit = true
      return true
    }
    async blink(times: number) {
      if (!this.isLit && !(await this.light())) return
      await this.lamp.blink(times)
    }
  }
`

run(rule, {
  valid: [{ name: 'whoever comes second joins the first', language: 'ts', options: [{ thorough: true }], code: buoy("@AsyncSingleton('Buoy.light')") }],
  invalid: [
    { name: 'each lights it', language: 'ts', options: [{ thorough: true }], code: buoy('@logged()'), errors: [{ messageId: 'done', line: 10, column: 32 }] },
    { name: 'one after the other, each lights it', language: 'ts', options: [{ thorough: true }], code: buoy('@serialized'), errors: [{ messageId: 'done', line: 10, column: 32 }] },
  ],
})

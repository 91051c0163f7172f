import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- promises that each run begins

run(rule, {
  valid: [
    {
      name: 'the promise that is awaited is begun once',
      code: text`
        export class Lazy {
          constructor(open) { this.open = open }
          async first() {
            if (this.socket === undefined) {
              if (this.opening === undefined) this.opening = this.open()
              this.socket = await this.opening
            }
            return this.socket
          }
          async second() {
            if (this.socket === undefined) {
              this.opening ??= this.open()
              this.socket = await this.opening
            }
            return this.socket
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what is begun only looks something up',
      code: text`
        export class Lazy {
          constructor(dns) { this.dns = dns }
          async address() {
            if (this.found === undefined) {
              this.asked = this.dns.resolve('host')
              this.found = await this.asked
            }
            return this.found
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'each run begins one and keeps it',
      ...marked`
        export class Lazy {
          constructor(open) { this.open = open }
          async socketOf() {
            if (this.socket === undefined) {
              this.opening = this.open()
              this.socket = await this.opening
              ~~~~~~~~~~~ filled {"who": ${'"`socketOf`"'}, "place": "this.socket", "read": "line 4", "wait": "line 6", "other": ""}
            }
            return this.socket
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- asked for the same

run(rule, {
  valid: [
    {
      name: 'the others are waited for first',
      code: text`
        export class Encryption {
          async switchTo(enabled) {
            if (this.switching) await this.switching
            if (enabled === this.enabled) return
            this.enabled = enabled
            await this.restart()
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what is waited for is the work itself',
      code: text`
        export class Page {
          async show(id) {
            if (id === this.id) return
            const text = await this.loadText(id)
            this.id = id
            this.draw(text)
          }
          async rename(name) {
            if (name === this.name) return
            await writeFile('name.txt', name)
            this.name = name
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a second run asks for the same while the first waits',
      ...marked`
        export class Encryption {
          async switchTo(enabled) {
            if (enabled === this.enabled) return
            if (this.switching) await this.switching
            this.enabled = enabled
            ~~~~~~~~~~~~ done {"who": ${'"`switchTo`"'}, "place": "this.enabled", "read": "line 3", "wait": "line 4", "other": ""}
            await this.restart()
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'without thorough only what is lost is reported: work that is done twice may cost nothing',
      ...marked`
        export class Encryption {
          async switchTo(enabled) {
            if (enabled === this.enabled) return
            await this.switching
            this.enabled = enabled
          }
          async count() {
            this.counted = this.counted + (await this.one())
            ~~~~~~~~~~~~ lost
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- rounds that nobody waits for

const rounds = (before: string, after: string): string => text`
  export function each(items, limit, work) {
    return new Promise((resolve, reject) => {
      let running = 0
      let done = false
      async function fill() {
        while (running < limit && !done) {
          ${before}
          const next = await items.next()
          done = next.done
          ${after}
          if (!done) work(next.value).then(async () => { running--; await fill() }).catch(reject)
        }
        if (done && running === 0) resolve()
      }
      fill().catch(reject)
    })
  }
`

run(rule, {
  valid: [{ name: 'counted before the wait', code: rounds('running++', 'if (done) running--') }],
  invalid: [{ name: 'what each round begins comes back before the next one is counted', code: rounds('', 'if (!done) running++'), errors: [{ messageId: 'exceeded', line: 10, column: 20 }] }],
})

// ---------------------------------------------------------------- entries that are found empty

const listeners = (body: readonly string[]): string => text`
  export class Channels {
    #listeners = new Map()
    async listen(name, callback) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, new Set())
      this.#listeners.get(name).add(callback)
      await this.send('listen', name)
    }
    async leave(name, callback) {
      this.#listeners.get(name).delete(callback)
      ${body.join('\n      ')}
    }
  }
`

run(rule, {
  valid: [
    { name: 'looked at again', code: listeners(["if (this.#listeners.get(name).size === 0) {", "  await this.send('leave', name)", '  if (this.#listeners.get(name).size === 0) this.#listeners.delete(name)', '}']), options: thorough },
    { name: 'removed before the wait', code: listeners(["if (this.#listeners.get(name).size === 0) {", '  this.#listeners.delete(name)', "  await this.send('leave', name)", '}']), options: thorough },
  ],
  invalid: [
    {
      name: 'what is added during the wait goes with it',
      code: listeners(["if (this.#listeners.get(name)?.size === 0) {", "  await this.send('leave', name)", '  this.#listeners.delete(name)', '}']),
      errors: [{ messageId: 'dropped', line: 12, column: 7, data: { place: 'this.#listeners[name]', wait: 'line 11', other: 'line 5', read: 'line 10', who: '`leave`' } }],
    },
  ],
})

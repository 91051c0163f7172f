import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked, counted, set and ended for something else than it seems.

/** What is loaded once, with what is set when the work has begun. */
const lazy = (begun: string): string => text`
  export class Lazy {
    state = State.Idle
    get() {
      switch (this.state) {
        case State.Idle: {
          const loading = this.load().then((value) => {
            this.state = State.Ready
            this.value = value
            return value
          }, (error) => {
            this.state = State.Idle
            throw error
          })
          ${begun}
          return loading
        }
        case State.Loading:
          return this.loading
        default:
          return Promise.resolve(this.value)
      }
    }
  }
`

const reader = (counted: string, failed: string): string => text`
  const MOST = 100
  export class Cache {
    failed = 0
    async read(key) {
      if (this.failed >= MOST) return null
      ${counted}
      let found = null
      try {
        found = await this.disk.read(key)
      } catch {
        ${failed}
      }
      return found
    }
  }
`

/** The tokens of a limiter, and how a run sees that a newer one has begun. */
const tokens = (overtaken: string): string => text`
  export class Tokens {
    last = 0
    sequence = 0
    async next() {
      const sequence = ++this.sequence
      const since = this.clock.now() - this.last
      await this.pause(this.between - since)
      if (${overtaken}) return false
      this.last = this.last + since
      return true
    }
  }
`

const sound = (use: string): string => text`
  let bell = null
  async function load() {
    if (bell !== null) return
    bell = await openSound('bell.wav')
  }
  export async function ring() {
    if (bell === null) await load()
    ${use}
  }
`

/** A list of commands, of which one is marked. */
const commands = (sure: string): string => text`
  let active = null
  let at = 0
  export function open() {
    active = null
  }
  async function mark() {
    active = (await found())[at] ?? null
  }
  export async function run() {
    ${sure}
    if (command.question) {
      ask(command)
    } else if (command.part) {
      push(command.part)
      await list()
      await mark()
    }
  }
`

/** What is worked out once for each key, and kept where it was of use. */
const hashes = (kept: string, made = 'new Map()'): string => text`
  const hashes = ${made}
  export class Guests {
    async hashOf(key) {
      const known = hashes.get(key)
      if (known) return known
      const made = await digest(key)
      return made.text
    }
    async guest(key) {
      const hash = await this.hashOf(key)
      const row = await db.first(hash)
      if (!row) return null
      hashes.set(key, ${kept})
      return row
    }
  }
`

run(rule, {
  valid: [
    { name: 'set in the same turn in which the work is begun', language: 'ts', code: lazy('this.state = State.Loading\n        this.loading = loading') },
    { name: 'a count of failures', code: reader('', 'this.failed++') },
    { name: 'a newer one has moved the count on', code: tokens('this.sequence > sequence') },
    { name: 'what is stopped is begun anew', code: sound('bell.stop()\n    bell.play()') },
    { name: 'kept as it was found', code: hashes('hash') },
    { name: 'the same in a store', code: hashes('hash', 'new Cache(100)') },
    { name: 'a part of what is there', code: commands('if (active === null) return\n    const command = active') },
  ],
  invalid: [
    { name: 'set to what lets the next one in', language: 'ts', code: lazy('this.state = State.Idle'), errors: [{ messageId: 'done', line: 7, column: 11 }] },
    { name: 'the count that is tested', code: reader('await this.open(); this.failed++', ''), errors: [{ messageId: 'exceeded', line: 6, column: 24 }] },
    { name: 'a count of something else', code: tokens('this.sequence > since'), errors: [{ messageId: 'lost', line: 9, column: 5 }] },
    { name: 'made of what was found', code: hashes('hash + row.id'), errors: [{ messageId: 'lost', line: 13, column: 5 }] },
    { name: 'made of what was found in a store', code: hashes('hash + row.id', 'new Cache(100)'), errors: [{ messageId: 'lost', line: 13, column: 5 }] },
    { name: 'what is stopped is over', code: sound('bell.stop()'), errors: [{ messageId: 'second', line: 4, column: 3 }] },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is there before it is ready, and who comes second knows that.

const archive = (found: string): string => text`
  import { Source } from 'typeorm'
  export class Archive {
    source = null
    async open() {
      if (this.source) {
        ${found}
      }
      this.source = new Source({ name: 'charts' })
      await this.source.initialize()
      return this.source
    }
  }
`

/** Answers that are kept, and asked for once at a time. */
const depths = (second: string, entry: string): string => text`
  const soundings = new Map()
  export async function depthAt(mark) {
    const known = soundings.get(mark)
    ${second}
    const entry = {}
    ${entry}
    soundings.set(mark, entry)
    entry.depth = await sound(mark)
    return entry
  }
  async function sound(mark) {
    const answer = await fetch('/depths/' + mark)
    return answer.json()
  }
`

/** A client that is made when it is first needed. */
const tide = (from: string, wait = 'connect'): string => text`
  import Client from '${from}'
  export class Tide {
    client = null
    async level(port) {
      if (!this.client) {
        this.client = new Client()
        await this.client.${wait}()
      }
      return this.client.get(port)
    }
  }
`

/** The same, made by a function. */
const made = (from: string): string => text`
  import { createClient } from '${from}'
  export class Tide {
    client = null
    async level(port) {
      if (!this.client) {
        this.client = createClient({ url: this.url })
        await this.client.connect()
      }
      return this.client.get(port)
    }
  }
`

run(rule, {
  valid: [
    { name: 'what keeps questions until it is connected', code: tide('ioredis') },
    { name: 'the same, made by a function', code: made('redis') },
    { name: 'asked whether it is', code: archive('if (!this.source.isInitialized) await this.source.initialize()\n      return this.source') },
    { name: 'asked for its state', code: archive("if (this.source.readyState !== 'open') throw new Error('not yet')\n      return this.source.query('charts')") },
    { name: 'with a promise in it that is waited for', code: depths('if (known?.asking) return known.asking\n  if (known) return known', 'entry.asking = sound(mark)') },
  ],
  invalid: [
    { name: 'a client of which that is not known, made by a function', code: made('./tides.js'), errors: [{ messageId: 'published', line: 6, column: 7 }] },
    { name: 'what needs more than a connection', code: tide('ioredis', 'loadScripts'), errors: [{ messageId: 'published', line: 6, column: 7 }] },
    { name: 'what may refuse questions before', code: tide('./client.js'), errors: [{ messageId: 'published', line: 6, column: 7 }] },
    { name: 'used as it is', code: archive("return this.source.query('charts')"), errors: [{ messageId: 'published', line: 8, column: 5 }] },
    { name: 'asked for something else', code: archive("if (!this.source.isLarge) await this.source.query('charts')\n      return this.source"), errors: [{ messageId: 'published', line: 9, column: 5 }] },
    { name: 'with a promise in it that nobody waits for', code: depths('if (known) return known', 'entry.asking = sound(mark)'), errors: [{ messageId: 'published', line: 7, column: 3 }] },
    { name: 'without a promise in it', code: depths('if (known) return known', 'entry.mark = mark'), errors: [{ messageId: 'published', line: 7, column: 3 }] },
  ],
})

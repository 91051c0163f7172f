import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- put back where it is still one's own

/** A panel that is hidden at once, and shown again where that fails. */
const hiding = (undo: string): string => text`
  export class Panel {
    shown = null
    async hide(page) {
      const before = this.shown
      this.shown = page.id
      try {
        await save(page.id)
      } catch (error) {
        ${undo}
        throw error
      }
    }
  }
`

run(rule, {
  valid: [
    { name: 'it asks whether what it has put there is there still', code: hiding('if (this.shown === page.id) this.shown = before') },
    { name: 'it leaves where something else is there', code: hiding('if (this.shown !== page.id) throw error; this.shown = before') },
  ],
  invalid: [
    { name: 'whatever is there by now', code: hiding('this.shown = before'), errors: [{ messageId: 'restored', line: 9, column: 7 }] },
    { name: 'it asks for something that it has not put there', code: hiding('if (this.shown !== page.title) this.shown = before'), errors: [{ messageId: 'restored', line: 9, column: 38 }] },
  ],
})

// ---------------------------------------------------------------- put back by what was asked what to do

/** A crane whose states say what may be done with it. */
const crane = (move: string): string => text`
  export class Crane {
    state = new Resting()
    async lift() {
      const before = this.state
      this.state = new Lifting()
      try {
        this.state = await ${move}
      } catch (error) {
        this.state = before
      }
    }
  }
`

run(rule, {
  valid: [{ name: 'the state itself, which refuses while another run is under way', code: crane('before.lift(this)') }],
  invalid: [{ name: 'somebody else', code: crane('this.motor.lift(before)'), errors: [{ messageId: 'restored', line: 9, column: 7 }] }],
})

// ---------------------------------------------------------------- a generation that a method asks for

/** Labels that are fetched once, and forgotten when somebody edits them. */
const labels = (check: string, ...methods: readonly string[]): string => text`
  export class Labels {
    known = new Map()
    edits = new Map()
    forget(id) {
      this.edits.set(id, (this.edits.get(id) ?? 0) + 1)
      this.known.delete(id)
    }
    ${methods.join('\n  ')}
    async of(id) {
      const edit = this.edits.get(id) ?? 0
      if (!this.known.has(id)) {
        const label = await load(id)
        ${check}
        this.known.set(id, label)
      }
      return this.known.get(id)
    }
  }
`

const compares = 'isEdited(id, edit) { return (this.edits.get(id) ?? 0) !== edit }'

run(rule, {
  valid: [
    { name: 'it compares what the run has noted', code: labels('if (this.isEdited(id, edit)) return label', compares) },
    { name: 'through another one', code: labels('if (this.isStale(id, edit)) return label', compares, 'isStale(id, edit) { return this.isClosed || this.isEdited(id, edit) }') },
  ],
  invalid: [
    { name: 'it is given nothing that the run has noted', code: labels('if (this.isEdited(id, 0)) return label', compares), errors: [{ messageId: 'refilled', line: 14, column: 7 }] },
    { name: 'it looks at something else', code: labels('if (this.isLong(label)) return label', 'isLong(label) { return label.length > this.most }'), errors: [{ messageId: 'refilled', line: 14, column: 7 }] },
  ],
})

// ---------------------------------------------------------------- each run has its own work

/** Events that are sent in bulk, until the other end has said that it takes no more. */
const sending = (taken: string): string => text`
  export class Outbox {
    queue = []
    isOver = false
    async flush() {
      if (this.isOver) return
      ${taken}
      const answer = await send(events)
      setInterval(report, 1000, answer)
      this.isOver = true
    }
    add(event) { this.queue.push(event) }
  }
`

run(rule, {
  valid: [
    { name: 'what it works on it has taken away', code: sending('const events = this.queue; this.queue = []') },
  ],
  invalid: [
    { name: 'both work on the same', code: sending('const events = [...this.queue]'), errors: [{ messageId: 'done', line: 9, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- what is closed is the cache

run(rule, {
  valid: [
    {
      name: 'what is put into it is data',
      code: text`
        export class Settings {
          constructor(cache) { this.cache = cache }
          async get(id) {
            let found = this.cache.get(id)
            if (found === undefined) {
              found = parse(await this.store.read(id))
              this.cache.set(id, found)
            }
            return found
          }
          close() { this.cache.close() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what is put there itself',
      ...marked`
        export class Channel {
          async get(id) {
            let found = this.open
            if (found === undefined) {
              found = await dial(id)
              this.open = found
              ~~~~~~~~~ second
            }
            return found
          }
          close() { this.open.close() }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- set, and something else than asked for

/** An editor that goes to another folder when its own is closed. */
const closing = (test: string): string => text`
  let folder
  export async function closed(gone, board) {
    if (${test}) {
      folder = choose(board)
      await prepare(folder)
    }
    show(folder)
  }
`

run(rule, {
  valid: [
    { name: 'who finds it set is who waits', code: closing('folder && gone.path === folder') },
  ],
  invalid: [
    { name: 'who finds it set goes on', code: closing('!folder'), errors: [{ messageId: 'published', line: 4, column: 5 }] },
  ],
})

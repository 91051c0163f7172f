import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Rooms that are put into a map with nothing in them, and filled behind a wait. */
function rooms(made: string, filled: string, found = 'if (known) return known'): string {
  return text`
    import { load, open } from './store.js'
    export class Rooms {
      rooms = new Map()
      async room(id) {
        const known = this.rooms.get(id)
        ${found}
        const room = ${made}
        this.rooms.set(id, room)
        ${filled}
        return room
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'nothing in it is empty', options: [{ thorough: true }], code: rooms('{ id, lines: linesOf(id) }', 'room.lines = await load(id)') },
    { name: 'a flag says how far it has come', options: [{ thorough: true }], code: rooms('{ id, lines: [], ready: false }', 'room.lines = await load(id); room.ready = true') },
    { name: 'a word says how far it has come', options: [{ thorough: true }], code: rooms("{ id, state: 'loading', lines: [] }", "room.lines = await load(id); room.state = 'loaded'") },
    { name: 'a promise that who comes second may wait for', options: [{ thorough: true }], code: rooms('{ id, loading: undefined, lines: [] }', 'room.loading = load(id); room.lines = await room.loading') },
    { name: 'who comes second waits', options: [{ thorough: true }], code: rooms('{ id, lines: [] }', 'room.lines = await load(id)', 'if (known) return this.filled(known)').replace('export class Rooms {', 'export class Rooms {\n  async filled(room) { while (room.lines.length === 0) await this.next(room); return room }') },
    { name: 'something else is waited for, and nothing filled', options: [{ thorough: true }], code: rooms('{ id, lines: [] }', 'await open(id)') },
    { name: 'what is filled was not empty', options: [{ thorough: true }], code: rooms('{ id, lines: [id] }', 'room.lines = await load(id)') },
  ],
  invalid: [
    {
      name: 'who comes second is given the empty one',
      options: [{ thorough: true }],
      ...marked`
        import { load } from './store.js'
        export class Rooms {
          rooms = new Map()
          async room(id) {
            const known = this.rooms.get(id)
            if (known) return known
            const room = { id, lines: [] }
            this.rooms.set(id, room)
            ~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060room\u0060", "place": "this.rooms[id]", "read": "line 6", "wait": "line 9", "other": "line 6"}
            room.lines = await load(id)
            return room
          }
        }
      `,
    },
  ],
})

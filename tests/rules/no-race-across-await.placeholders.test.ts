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

/** The same without a name for what is kept: rooms by their id, and one room. */
function kept(change: string, found = 'if (this.rooms[id]) return this.rooms[id]'): string {
  return text`
    import { load } from './store.js'
    export class Rooms {
      rooms = {}
      async room(id) {
        ${found}
        this.rooms[id] = { lines: [], people: [] }
        ${change}
        return this.rooms[id]
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'another entry is filled', options: [{ thorough: true }], code: kept('const { lines, parent } = await load(id); this.rooms[parent].lines.push(...lines)') },
    { name: 'the fields are filled before the wait', options: [{ thorough: true }], code: kept('this.rooms[id].lines.push(id); await this.tell(id)') },
    { name: 'a field of it is given a promise', options: [{ thorough: true }], code: kept('this.rooms[id].coming = load(id); this.rooms[id].lines = await this.rooms[id].coming') },
    { name: 'what is filled is named, and who comes second waits', options: [{ thorough: true }], code: kept('const room = await load(id); this.rooms[id].lines = room.lines', 'if (this.rooms[id]) return this.filled(this.rooms[id])').replace('export class Rooms {', 'export class Rooms {\n  async filled(room) { while (room.lines.length === 0) await this.next(room); return room }') },
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
      name: 'the fields are filled through the place itself',
      options: [{ thorough: true }],
      ...marked`
        import { load } from './store.js'
        const rooms = {}
        export async function room(id) {
          if (rooms[id]) return rooms[id]
          rooms[id] = { lines: [], people: [] }
          ~~~~~~~~~ published {"who": "\u0060room\u0060", "place": "rooms[id]", "read": "line 4", "wait": "line 6", "other": "line 4"}
          const { lines } = await load(id)
          rooms[id].lines = lines
          return rooms[id]
        }
      `,
    },
    {
      name: 'so with the one of a class, whose list is added to',
      options: [{ thorough: true }],
      ...marked`
        import { load } from './store.js'
        export class Lobby {
          room = null
          async open() {
            if (this.room) return this.room
            this.room = { lines: [] }
            ~~~~~~~~~ published {"who": "\u0060open\u0060", "place": "this.room", "read": "line 5", "wait": "line 7", "other": "line 5"}
            const lines = await load('lobby')
            this.room.lines.push(...lines)
            return this.room
          }
        }
      `,
    },
    {
      name: 'and with a name that it is given as it is put there',
      options: [{ thorough: true }],
      ...marked`
        import { load } from './store.js'
        export class Rooms {
          rooms = {}
          async room(id) {
            if (this.rooms[id]) return this.rooms[id]
            const room = (this.rooms[id] = { lines: [] })
                          ~~~~~~~~~~~~~~ published {"who": "\u0060room\u0060", "place": "this.rooms[id]", "read": "line 5", "wait": "line 7", "other": "line 5"}
            room.lines = (await load(id)).lines
            return room
          }
        }
      `,
    },
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

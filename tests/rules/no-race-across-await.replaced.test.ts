import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is made where it was missing and changed from then on: a second one in its place has none of the changes.

run(rule, {
  valid: [
    {
      name: 'nothing is changed in it, or only while it is made; only how often it is asked for is counted',
      code: text`
        export class Rooms {
          #rooms = new Map()
          async open(id) {
            if (!this.#rooms.has(id)) {
              const room = await fetchRoom(id)
              this.#rooms.set(id, room)
              this.#rooms.get(id).guests.push(room.host)
            }
            this.#rooms.get(id).visits++
            return this.#rooms.get(id)
          }
        }
      `,
    },
    {
      name: 'the promise is kept, or the run looks again',
      options: [{ thorough: true }],
      code: text`
        export class Rooms {
          #rooms = new Map()
          async join(id, guest) {
            if (!this.#rooms.has(id)) this.#rooms.set(id, makeRoom(id))
            const room = await this.#rooms.get(id)
            room.guests.push(guest)
          }
        }
        export class Notes {
          #notes = {}
          async add(id, note) {
            if (!this.#notes[id]) {
              const before = await fetchNotes(id)
              this.#notes[id] ??= before
            }
            this.#notes[id].push(note)
          }
        }
      `,
    },
    {
      name: 'who changes it comes to the helper only now and then',
      code: text`
        export class Notes {
          async add(id, note) {
            if (note !== '') await this.#begin(id)
            this.notes.push(note)
          }
          async #begin(id) {
            if (this.notes) return
            this.notes = await fetchNotes(id)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an entry of a map, of an object, in a listener',
      ...marked`
        export class Rooms {
          #rooms = new Map()
          async join(id, guest) {
            let room = this.#rooms.get(id)
            if (!room) {
              const settings = await fetchSettings(id)
              room = { guests: [], settings }
              this.#rooms.set(id, room)
              ~~~~~~~~~~~~~~~~~~~~~~~~~ replaced {"who": "\u0060join\u0060", "place": "this.#rooms[id]", "read": "line 4", "wait": "line 6", "other": "line 10"}
            }
            room.guests.push(guest)
          }
        }
        const sessions = {}
        bot.on('text', async ({ chat, text }) => {
          if (!sessions[chat]) {
            const known = await fetchProfile(chat)
            sessions[chat] = { name: known.name, answers: [] }
            ~~~~~~~~~~~~~~ replaced
          }
          sessions[chat].answers.push(text)
        })
      `,
    },
    {
      name: 'what other code changes; what a flag tells of, in a helper that every run of a method comes to',
      ...marked`
        let table
        export async function open() {
          if (!table) table = await fetchTable()
                      ~~~~~ replaced {"who": "\u0060open\u0060", "place": "table", "read": "line 3", "wait": "line 3", "other": "line 7"}
          return table
        }
        export function add(row) {
          table.rows.push(row)
        }
        export class Store {
          async set(key, value) {
            await this.#load()
            this.data[key] = value
            await write(this.file, this.data)
          }
          async #load() {
            if (this.loaded) return
            this.data = JSON.parse(await read(this.file))
            this.loaded = true
            ~~~~~~~~~~~ replaced {"who": "\u0060load\u0060", "place": "this.loaded", "read": "line 16", "wait": "line 17", "other": "line 12"}
          }
        }
      `,
    },
    {
      name: 'what a caller changes in what an awaited helper has put there',
      ...marked`
        export class Rooms {
          rooms = new Map()
          async join(name, guest) {
            const room = await this.open(name)
            room.guests.add(guest)
          }
          async open(name) {
            let room = this.rooms.get(name)
            if (!room) {
              const state = await this.load(name)
              room = { state, guests: new Set() }
              this.rooms.set(name, room)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ replaced
            }
            return room
          }
        }
      `,
    },
  ],
})

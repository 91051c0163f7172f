import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A function that begins itself for several at once, and hands all of them what it has noted.

run(rule, {
  valid: [
    {
      name: 'one after the other, noted before the wait, or each way with its own',
      options: [{ thorough: true }],
      code: text`
        export async function inTurn(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          for (const door of doors) await inTurn(door, seen)
        }
        export async function first(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          seen.add(room)
          const doors = await openDoors(room)
          await Promise.all(doors.map((door) => first(door, seen)))
        }
        export async function apart(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          await Promise.all(doors.map((door) => apart(door, new Set(seen))))
        }
      `,
      language: 'ts',
    },
    {
      name: 'nobody begins itself, or what it hands on is replaced',
      options: [{ thorough: true }],
      code: text`
        export async function look(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          await Promise.all(doors.map((door) => open(door, seen)))
        }
        export async function anew(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          seen = new Set()
          await Promise.all(doors.map((door) => anew(door, seen)))
        }
      `,
      language: 'ts',
    },
  ],
  invalid: [
    {
      name: 'for each element',
      options: [{ thorough: true }],
      ...marked`
        export async function explore(room, seen = new Set()) {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          ~~~~~~~~~~~~~~ done {"who": "${'`explore`'}", "place": "seen[room]", "read": "line 2", "wait": "line 3", "other": ""}
          await Promise.all(doors.map((door) => explore(door, seen)))
        }
      `,
    },
    {
      name: 'by a callback that waits, of a class, and what is kept is what was got',
      options: [{ thorough: true }],
      ...marked`
        export class House {
          async explore(room: string, rooms: Map<string, string[]>): Promise<void> {
            if (rooms.has(room)) return
            const doors = await this.openDoors(room)
            rooms.set(room, doors)
            ~~~~~~~~~~~~~~~~~~~~~~ filled
            await Promise.all(doors.map(async (door) => {
              await this.explore(door, rooms)
            }))
          }
        }
      `,
      language: 'ts',
    },
    {
      name: 'through another function, which begins one for each',
      options: [{ thorough: true }],
      ...marked`
        async function explore(room: string, seen: Set<string>): Promise<void> {
          if (seen.has(room)) return
          const doors = await openDoors(room)
          seen.add(room)
          ~~~~~~~~~~~~~~ done
          await exploreAll(doors, seen)
        }
        async function exploreAll(doors: string[], known: Set<string>): Promise<void> {
          await Promise.all(doors.map((door) => explore(door, known)))
        }
        export async function start(door: string): Promise<void> {
          await exploreAll([door], new Set())
        }
      `,
      language: 'ts',
    },
  ],
})

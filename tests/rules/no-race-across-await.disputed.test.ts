import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run asks whose it is before a wait, and takes away behind it.

run(rule, {
  valid: [
    {
      name: 'asked again, taken away first, said before, or put there only where none is',
      code: text`
        const desks = new Map()
        export function sit(number, guest) {
          desks.set(number, { guest })
        }
        export async function leave(number, guest) {
          const desk = desks.get(number)
          if (desk?.guest !== guest) return
          await note(number)
          if (desks.get(number) === desk) desks.delete(number)
        }
        export async function leaveFirst(number, guest) {
          if (desks.get(number)?.guest !== guest) return
          desks.delete(number)
          await note(number)
        }
        export async function leaveSlowly(number, guest) {
          const desk = desks.get(number)
          if (desk?.guest !== guest) return
          desk.leaving = true
          await note(number)
          desks.delete(number)
        }
        const rooms = new Map()
        export function book(number, guest) {
          if (rooms.has(number)) throw new Error('taken')
          rooms.set(number, { guest })
        }
        export async function free(number, guest) {
          if (rooms.get(number)?.guest !== guest) return
          await note(number)
          rooms.delete(number)
        }
      `,
    },
    {
      name: 'a question about something else, or about nobody in particular',
      code: text`
        export class Stage {
          play(piece) {
            this.piece = piece
          }
          async clear(hall) {
            if (this.hall.name !== hall) return
            await hall.sweep()
            this.piece = null
          }
          async pause() {
            if (this.piece?.state !== 'running') return
            await this.dim()
            this.piece = null
          }
        }
      `,
    },
    {
      name: 'under a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const desks = new Map()
        export function sit(number, guest) {
          return mutex.runExclusive(() => desks.set(number, { guest }))
        }
        export function leave(number, guest) {
          return mutex.runExclusive(async () => {
            if (desks.get(number)?.guest !== guest) return
            await note(number)
            desks.delete(number)
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an entry whose owner is asked',
      ...marked`
        const desks = new Map()
        export function sit(number, guest) {
          const desk = desks.get(number)
          if (desk && desk.until > Date.now()) return false
          desks.set(number, { guest, until: Date.now() + 1000 })
          return true
        }
        export async function leave(number, guest) {
          if (desks.get(number)?.guest !== guest) return
          await note(number)
          desks.delete(number)
          ~~~~~~~~~~~~~~~~~~~~ disputed {"who": "${'`leave`'}", "place": "desks[number]", "read": "line 9", "wait": "line 10", "other": "line 5"}
        }
      `,
    },
    {
      name: 'under the name that the run has for it, in a field',
      ...marked`
        export class Stage {
          piece = null
          play(piece) {
            this.piece = piece
          }
          async end(id) {
            const piece = this.piece
            if (piece?.id !== id) return
            await piece.finish()
            this.piece = null
            ~~~~~~~~~~ disputed {"who": "${'`end`'}", "place": "this.piece", "read": "line 8", "wait": "line 9", "other": "line 4"}
          }
        }
      `,
    },
  ],
})

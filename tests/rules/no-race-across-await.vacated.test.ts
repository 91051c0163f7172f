import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Entries of a collection that are given up after a wait because nobody uses them, while others may come and use them.

/** Halls that are opened for the first guest and closed behind the last. */
const halls = (leave: readonly string[], enter: readonly string[] = ENTER): string => text`
  export class Halls {
    halls = new Map()
    enter(name, guest) {
      ${enter.join('\n      ')}
      hall.guests.add(guest)
    }
    async leave(name, guest) {
      const hall = this.halls.get(name)
      hall.guests.delete(guest)
      ${leave.join('\n      ')}
    }
  }
`
const ENTER = ['let hall = this.halls.get(name)', 'if (!hall) {', 'hall = { guests: new Set(), light: lightUp(name) }', 'this.halls.set(name, hall)', '}']

/** The same for sheets, of which the readers are counted. */
const sheets = (close: readonly string[], open = 'sheet.readers++'): string => text`
  const sheets = new Map()
  export function open(id) {
    let sheet = sheets.get(id)
    if (!sheet) sheets.set(id, (sheet = { readers: 0, text: '' }))
    ${open}
    return sheet
  }
  export async function close(id) {
    const sheet = sheets.get(id)
    ${close.join('\n    ')}
  }
`

run(rule, {
  valid: [
    { name: 'given up before the wait', code: halls(['if (hall.guests.size === 0) {', 'this.halls.delete(name)', 'await hall.light.out()', '}']) },
    { name: 'asked again behind the wait', code: halls(['if (hall.guests.size === 0) {', 'await hall.light.out()', 'if (hall.guests.size === 0) this.halls.delete(name)', '}']) },
    { name: 'it says that it closes', code: halls(['if (hall.guests.size === 0) {', 'hall.closing = true', 'await hall.light.out()', 'this.halls.delete(name)', '}']) },
    { name: 'where somebody is in there', code: halls(['if (hall.guests.size > 0) {', 'await hall.light.out()', 'this.halls.delete(name)', '}']) },
    { name: 'nobody comes in', code: halls(['if (hall.guests.size === 0) {', 'await hall.light.out()', 'this.halls.delete(name)', '}'], ['const hall = { guests: new Set() }']) },
    { name: 'another part is filled', code: halls(['if (hall.staff.size === 0) {', 'await hall.light.out()', 'this.halls.delete(name)', '}']) },
    { name: 'counted, and given up before the wait', code: sheets(['if (--sheet.readers > 0) return', 'sheets.delete(id)', 'await save(sheet)']) },
    { name: 'another number', code: sheets(['if (--sheet.readers > 0) return', 'await save(sheet)', 'sheets.delete(id)'], 'sheet.opened++') },
  ],
  invalid: [
    {
      name: 'closed behind the last guest',
      ...marked`
        export class Halls {
          halls = new Map()
          enter(name, guest) {
            let hall = this.halls.get(name)
            if (!hall) {
              hall = { guests: new Set(), light: lightUp(name) }
              this.halls.set(name, hall)
            }
            hall.guests.add(guest)
          }
          async leave(name, guest) {
            const hall = this.halls.get(name)
            hall.guests.delete(guest)
            if (hall.guests.size > 0) return
            await hall.light.out()
            this.halls.delete(name)
            ~~~~~~~~~~~~~~~~~~~~~~~ dropped {"place": "this.halls[name]", "read": "line 14", "wait": "line 15", "other": "line 9"}
          }
        }
      `,
    },
    {
      name: 'opened by a function of its own',
      ...marked`
        export class Halls {
          halls = new Map()
          open(name) {
            const hall = { guests: new Set(), light: lightUp(name) }
            this.halls.set(name, hall)
            return hall
          }
          enter(name, guest) {
            const hall = this.halls.get(name) ?? this.open(name)
            hall.guests.add(guest)
          }
          async leave(name, guest) {
            const hall = this.halls.get(name)
            hall.guests.delete(guest)
            if (hall.guests.size === 0) {
              await hall.light.out()
              this.halls.delete(name)
              ~~~~~~~~~~~~~~~~~~~~~~~ dropped {"place": "this.halls[name]", "read": "line 15", "wait": "line 16", "other": "line 10"}
            }
          }
        }
      `,
    },
    {
      name: 'what opens is kept as a promise',
      ...marked`
        export class Halls {
          halls = new Map()
          open(name) {
            let hall = this.halls.get(name)
            if (!hall) {
              hall = this.builder.build(name)
              this.halls.set(name, hall)
            }
            return hall
          }
          async enter(name, guest) {
            const hall = await this.open(name)
            hall.guests.set(guest.id, guest)
          }
          async leave(name, guest) {
            const hall = await this.halls.get(name)
            hall.guests.delete(guest.id)
            if (hall.guests.size === 0) {
              await hall.light.out()
              this.halls.delete(name)
              ~~~~~~~~~~~~~~~~~~~~~~~ dropped {"place": "this.halls[name]", "read": "line 18", "wait": "line 19", "other": "line 13"}
            }
          }
        }
      `,
    },
    { name: 'counted', code: sheets(['if (--sheet.readers === 0) {', 'await save(sheet)', 'sheets.delete(id)', '}']), errors: [{ messageId: 'dropped', line: 12, column: 3 }] },
    { name: 'counted before the test', code: sheets(['sheet.readers -= 1', 'if (sheet.readers > 0) return', 'await save(sheet)', 'sheets.delete(id)'], 'sheet.readers += 1'), errors: [{ messageId: 'dropped', line: 13, column: 3 }] },
    {
      name: 'of an object',
      ...marked`
        const sheets = {}
        export function open(id) {
          if (!sheets[id]) sheets[id] = { readers: 0 }
          sheets[id].readers++
        }
        export async function close(id) {
          const sheet = sheets[id]
          if (--sheet.readers > 0) return
          await save(sheet)
          delete sheets[id]
                 ~~~~~~~~~~ dropped {"place": "sheets[id]", "read": "line 8", "wait": "line 9", "other": "line 4"}
        }
      `,
    },
  ],
})

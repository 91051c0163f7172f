import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Promises that a loop puts into a set, a map or a field, by a name of their own or not.
run(rule, {
  valid: [
    {
      name: 'with room for some at a time',
      code: text`
        export async function remind(guests) {
          const open = new Set()
          for await (const guest of guests) {
            const mail = fetch('/mail', { method: 'POST', body: guest.address }).finally(() => open.delete(mail))
            open.add(mail)
            if (open.size >= 8) await Promise.race(open)
          }
          await Promise.all(open)
        }
      `,
    },
    {
      name: 'one after the other',
      code: text`
        export async function remind(guests) {
          const sent = new Map()
          for await (const guest of guests) {
            const mail = fetch('/mail', { method: 'POST', body: guest.address })
            sent.set(guest.id, mail)
            await mail
          }
          return Promise.all(sent.values())
        }
      `,
    },
    {
      name: 'a limiter holds the rest back',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function remind(guests) {
          const open = new Set()
          for await (const guest of guests) {
            const mail = limit(() => fetch('/mail', { body: guest.address })).finally(() => open.delete(mail))
            open.add(mail)
          }
          await Promise.all(open)
        }
      `,
    },
    {
      name: 'a set of something else',
      code: text`
        export async function remind(guests) {
          const names = new Set()
          for await (const guest of guests) {
            const name = guest.name.trim()
            names.add(name)
          }
          return Promise.all(names)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a set of what is under way, which nobody waits for in the loop',
      ...marked`
        export async function remind(guests) {
          const open = new Set()
          for await (const guest of guests) {
            const mail = fetch('/mail', { method: 'POST', body: guest.address })
                         ~~~~~ fanOut
              .catch(() => undefined)
              .finally(() => open.delete(mail))
            open.add(mail)
          }
          await Promise.all(open)
        }
      `,
    },
    {
      name: 'a map, by the values that it holds',
      ...marked`
        export async function remind(guests) {
          const sent = new Map()
          for await (const guest of guests) sent.set(guest.id, fetch('/mail', { body: guest.address }))
                                                               ~~~~~ fanOut
          return Promise.all([...sent.values()])
        }
      `,
    },
    {
      name: 'a field of the object',
      ...marked`
        export class Reminder {
          #open = new Set()
          async remind(guests) {
            for await (const guest of guests) {
              const mail = this.#send(guest).finally(() => this.#open.delete(mail))
                           ~~~~~~~~~~ fanOut
              this.#open.add(mail)
            }
            await Promise.all(this.#open)
          }
          async #send(guest) {
            await fetch('/mail', { method: 'POST', body: guest.address })
          }
        }
      `,
    },
  ],
})

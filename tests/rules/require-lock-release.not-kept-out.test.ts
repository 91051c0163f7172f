import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Whoever finds it set goes on and does the work all the same: it is no latch.

run(rule, {
  valid: [
    {
      name: 'what is there once, whoever comes',
      code: text`
        const rooms = new Map()
        export async function enter(name, guest) {
          if (!rooms.has(name)) rooms.set(name, new Room(name))
          await rooms.get(name).greet(guest)
          rooms.delete(name)
        }
        const seen = new Set()
        export async function note(name, work) {
          if (!seen.has(name)) seen.add(name)
          await work(name)
          seen.delete(name)
        }
      `,
    },
    {
      name: 'a flag that only says that there is work',
      code: text`
        export class Lamp {
          async blink(work) {
            if (!this.isOn) this.isOn = true
            await work()
            this.isOn = false
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it is left, or left out',
      ...marked`
        const guests = new Set()
        export async function greet(name, work) {
          if (guests.has(name)) return
          guests.add(name)
          ~~~~~~~~~~~~~~~~ stuck
          await work(name)
          guests.delete(name)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const guests = new Set()
        export async function greet(name, work) {
          if (guests.has(name)) return
          guests.add(name)
          try {
            await work(name)
          } finally {
            guests.delete(name)
          }
        }
      ` }]],
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// An answer that belongs to what has been taken away meanwhile: who signs out finds his account back.
const desk = (ask: string, leave = 'this.ticket = null; this.guest = null'): string => text`
  export class Desk {
    async look() {
      ${ask}
    }
    signOut() { ${leave} }
  }
`
const ask = "const { ticket } = this\n    if (!ticket) return\n    const answer = await fetch('/guest', { headers: { ticket } })"

run(rule, {
  valid: [
    { name: 'asked again behind the wait', code: desk(`${ask}\n    if (this.ticket === ticket) this.guest = answer`) },
    { name: 'what is taken away is another thing', code: desk(`${ask}\n    this.guest = answer`, 'this.ticket = null; this.bill = null') },
    { name: 'it is there without the other', code: desk("const answer = await fetch('/guest', { headers: { ticket: this.ticket } })\n    this.guest = answer") },
    { name: 'what is under way is broken off', code: desk(`${ask}\n    this.guest = answer`, 'this.asking.abort(); this.ticket = null; this.guest = null') },
    { name: 'the object ends', code: desk(`${ask}\n    this.guest = answer`).replace('signOut', 'dispose') },
    { name: 'it is asked for where the other is missing', options: [{ thorough: true }], code: desk("if (this.ticket) return\n    this.guest = await fetch('/guest')") },
    { name: 'what is gone is what answers', code: desk('if (!this.ticket) return\n    this.guest = await this.ticket.show()') },
    { name: 'it begins', code: desk(`${ask}\n    this.guest = answer`).replace('signOut', 'initialize') },
    { name: 'a mark, and no answer', code: desk(`${ask}\n    this.guest = true`) },
    { name: 'the function takes it away itself, before', code: desk(`this.signOut()\n    ${ask}\n    this.guest = answer`) },
  ],
  invalid: [
    { name: 'the account of who has signed out', ...marked`
      export class Desk {
        async look() {
          if (!this.ticket) return
          const answer = await fetch('/guest', { headers: { ticket: this.ticket } })
          this.guest = await answer.json()
          ~~~~~~~~~~ undone {"who": "\u0060signOut\u0060", "place": "this.guest", "read": "line 3", "wait": "line 4", "other": "line 9"}
        }
        signOut() {
          this.ticket = null
          this.guest = null
        }
      }
    ` },
    { name: 'in a store of Zustand', ...marked`
      import { create } from 'zustand'
      export const useGuest = create((set, get) => ({
        ticket: null,
        guest: null,
        async look() {
          const ticket = get().ticket
          if (!ticket) return
          const answer = await fetch('/guest', { headers: { ticket } })
          set({ guest: await answer.json() })
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ undone
        },
        signOut() { set({ ticket: null, guest: null }) },
      }))
    ` },
    { name: 'in variables of a module', ...marked`
      let ticket = null
      let guest = null
      export async function look() {
        if (!ticket) return
        guest = await load(ticket)
        ~~~~~ undone
      }
      export function signOut() {
        ticket = null
        guest = null
      }
    ` },
  ],
})

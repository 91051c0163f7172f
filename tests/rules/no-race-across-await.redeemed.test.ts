import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Entries that are found under a key, used in a wait, and taken out only behind it.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'taken out, replaced or marked before the wait',
      options,
      code: text`
        const orders = new Map()
        export async function taken(id) {
          const order = orders.get(id)
          if (!order) return
          orders.delete(id)
          await charge(order)
        }
        export async function replaced(id) {
          const order = orders.get(id)
          if (!order || order === 'paying') return
          orders.set(id, 'paying')
          await charge(order)
          orders.delete(id)
        }
        export async function marked(id) {
          const order = orders.get(id)
          if (!order || order.isPaying) return
          order.isPaying = true
          await charge(order)
          orders.delete(id)
        }
      `,
    },
    {
      name: 'what only finds something out, waits for the entry, or ends it',
      options,
      code: text`
        export class Sessions {
          sessions = new Map()
          async end(id) {
            const session = this.sessions.get(id)
            if (!session) return
            await session.close()
            this.sessions.delete(id)
          }
          async size(id) {
            const session = this.sessions.get(id)
            if (!session) return 0
            const size = await session.getSize()
            this.sessions.delete(id)
            return size
          }
          async result(id) {
            const session = this.sessions.get(id)
            if (!session) return undefined
            const result = await session.done
            this.sessions.delete(id)
            return result
          }
        }
      `,
    },
    {
      name: 'a function that is there to take it away, also by what it begins',
      options,
      code: text`
        const points = new Map()
        export function removePoint(name) {
          return new Promise((resolve) => {
            if (!points.has(name)) return resolve(false)
            sendCommand('delete ' + points.get(name)).then(() => {
              points.delete(name)
              resolve(true)
            })
          })
        }
      `,
    },
    {
      name: 'who looks at what the removal answers, or whether it is still there',
      options,
      code: text`
        const orders = new Map()
        export async function heard(id) {
          const order = orders.get(id)
          if (!order) return
          const bill = await charge(order)
          if (!orders.delete(id)) await refund(bill)
        }
        export async function again(id) {
          const order = orders.get(id)
          if (!order) return
          await charge(order)
          if (orders.get(id) === order) orders.delete(id)
        }
      `,
    },
    {
      name: 'each run has a key of its own, and a map of one call is nobody else\'s',
      options,
      code: text`
        const orders = new Map()
        export function all(ids) {
          return Promise.all(ids.map(async (id) => {
            const order = orders.get(id)
            if (!order) return
            await other(order)
            orders.delete(id)
          }))
        }
        async function other(order) {
          const own = new Map([[1, order]])
          const first = own.get(1)
          if (!first) return
          await charge(first)
          own.delete(1)
        }
      `,
    },
    {
      name: 'whoever finds it is kept out: the removal is for those who find nothing',
      options,
      code: text`
        const running = new Map()
        export async function start(id, job) {
          if (running.has(id)) return
          running.set(id, job)
          await job.run(id)
          running.delete(id)
        }
      `,
    },
    {
      name: 'a callback for a failure, and one that follows what has been taken out',
      options,
      code: text`
        const orders = new Map()
        export function failed(id) {
          const order = orders.get(id)
          if (!order) return Promise.resolve()
          return charge(order).catch(() => {
            orders.delete(id)
          })
        }
        export function taken(id) {
          const order = orders.get(id)
          if (!order) return Promise.resolve()
          orders.delete(id)
          return charge(order).then(() => {
            orders.delete(id)
          })
        }
      `,
    },
    {
      name: 'work of which nobody knows that it changes anything: only where all races are told',
      code: text`
        const drafts = new Map()
        export async function finish(id) {
          const draft = drafts.get(id)
          if (!draft) return
          await arrange(draft)
          drafts.delete(id)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an order is charged before it is taken out',
      ...marked`
        const orders = new Map()
        export async function confirm(id) {
          const order = orders.get(id)
          if (!order) return
          await charge(order)
          orders.delete(id)
          ~~~~~~~~~~~~~~~~~ redeemed {"who": "\u0060confirm\u0060", "place": "orders[id]", "read": "line 4", "wait": "line 5"}
        }
      `,
    },
    {
      name: 'a code that is there, or not, in whatever way it fails',
      ...marked`
        export class Invitations {
          codes = new Set()
          async accept(code, user) {
            if (!this.codes.has(code)) throw new Error('unknown')
            try {
              await sendInvitation(this.codes.has(code) && user)
            } catch {}
          }
          async redeem(code, user) {
            const invitation = this.open.get(code)
            if (invitation === undefined) throw new Error('unknown')
            try {
              await this.store.addMember(user, invitation)
            } finally {
              this.open.delete(code)
              ~~~~~~~~~~~~~~~~~~~~~~ redeemed {"who": "\u0060redeem\u0060", "place": "this.open[code]", "read": "line 11", "wait": "line 13"}
            }
          }
          open = new Map()
        }
      `,
    },
    {
      name: 'taken out in a callback that follows the work',
      ...marked`
        const orders = new Map()
        export function confirm(id) {
          const order = orders.get(id)
          if (!order) return Promise.resolve()
          return charge(order).then(() => {
            orders.delete(id)
            ~~~~~~~~~~~~~~~~~ redeemed {"who": "\u0060confirm\u0060", "place": "orders[id]", "read": "line 4", "wait": "line 5"}
          })
        }
      `,
    },
    {
      name: 'something is done with it',
      options,
      ...marked`
        const drafts = new Map()
        export async function finish(id) {
          const draft = drafts.get(id)
          if (!draft) return
          await arrange(draft)
          drafts.delete(id)
          ~~~~~~~~~~~~~~~~~ redeemed {"who": "\u0060finish\u0060", "place": "drafts[id]", "read": "line 4", "wait": "line 5"}
        }
      `,
    },
  ],
})

import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A tab of the bar that a helper finds, and a sum that waits in between. */
const billed = (helper: string, found = 'tabOf(order.table)', write = 'tab.sum = before + price'): string => text`
  const tabs = new Map()
  export function open(table) {
    tabs.set(table, { sum: 0 })
  }
  ${helper}
  export async function bill(order, last) {
    const tab = ${found}
    const before = tab.sum
    const price = await priceOf(order)
    ${write}
  }
`

const tabOf = text`
  function tabOf(table) {
    const tab = tabs.get(table)
    if (!tab) throw new Error('closed')
    return tab
  }
`

/** The same in a function whose variable all of its handlers share. */
const plugin = (helper: string, found: string): string => text`
  export function bar(app: import('fastify').FastifyInstance) {
    const tabs = new Map<string, { sum: number }>()
    ${helper}
    app.post('/bill', async (request) => {
      ${found}
      const before = tab.sum
      const price = await priceOf(request.body)
      tab.sum = before + price
    })
  }
`

const lost = (line: number, column: number) => [{ messageId: 'lost', line, column }]

run(rule, {
  valid: [
    { name: 'what is read and what is written are found by different keys', code: billed(tabOf, 'tabOf(order.table)', 'tabOf(last.table).sum = before + price') },
    { name: 'the helper makes one where it finds none, and that is nobody else\'s', code: billed('const tabOf = (table) => tabs.get(table) ?? { sum: 0 }') },
    { name: 'it returns one of two', code: billed('function tabOf(table) { if (table) return tabs.get(table); return { sum: 0 } }') },
    { name: 'it returns a copy', code: billed('const tabOf = (table) => ({ ...tabs.get(table) })') },
    { name: 'read again after the wait', code: billed(tabOf, 'tabOf(order.table)', 'tab.sum += price') },
    { name: 'each run has its own collection', language: 'ts', code: text`
      export async function bill(orders: Order[]) {
        const tabs = new Map<string, { sum: number }>()
        for (const order of orders) {
          const tab = tabs.get(order.table)
          const before = tab.sum
          const price = await priceOf(order)
          tab.sum = before + price
        }
      }
    ` },
    { name: 'the helper of another object', code: text`
      class Bar {
        tabs = new Map()
        tabOf(table) {
          return this.tabs.get(table)
        }
      }
      export async function bill(order) {
        const bar = new Bar()
        const tab = bar.tabOf(order.table)
        const before = tab.sum
        tab.sum = before + await priceOf(order)
      }
    ` },
  ],
  invalid: [
    { name: 'found by a helper', code: billed(tabOf), errors: [{ messageId: 'lost', line: 14, column: 5, data: { who: '`bill`', place: 'tab.sum', read: 'line 12', wait: 'line 13' } }] },
    { name: 'in one expression', code: billed('const tabOf = (table) => tabs.get(table)'), errors: lost(10, 3) },
    { name: 'by a part of what the helper is given', code: billed('const tabOf = (order) => tabs.get(order.table)', 'tabOf(order)'), errors: lost(10, 3) },
    { name: 'by a method', code: text`
      export class Bar {
        tabs = new Map()
        open(table) {
          this.tabs.set(table, { sum: 0 })
        }
        tabOf(table) {
          return this.tabs.get(table)
        }
        async bill(order) {
          const tab = this.tabOf(order.table)
          tab.sum = tab.sum + await priceOf(order)
        }
      }
    `, errors: lost(11, 5) },
    { name: 'in a variable of the function around', language: 'ts', code: plugin('', 'const tab = tabs.get(request.headers.table)'), errors: lost(8, 5) },
    { name: 'by a helper, in a variable of the function around', language: 'ts', code: plugin('const tabOf = (request: import("fastify").FastifyRequest) => tabs.get(request.headers.table)', 'const tab = tabOf(request)'), errors: lost(8, 5) },
  ],
})

/** The last ticket of a stack, and what is done with it. */
const last = (take: string, remove = 'stack.pop()'): string => text`
  const stack = []
  export function add(ticket) {
    stack.push(ticket)
  }
  export async function serve(other) {
    while (stack.length > 0) {
      const ticket = ${take}
      await cook(ticket)
      ${remove}
    }
  }
`

run(rule, {
  valid: [
    { name: 'taken out before the wait', code: last('stack.pop()', '') },
    { name: 'the length of something else', code: last('stack[other.length - 1]') },
  ],
  invalid: [
    { name: 'the last one by its number', code: last('stack[stack.length - 1]'), errors: [{ messageId: 'taken', line: 9, column: 5, data: { who: '`serve`', place: 'stack', read: 'line 6', wait: 'line 8' } }] },
    { name: 'the last one by its place', code: last('stack.at(-1)'), errors: [{ messageId: 'taken', line: 9, column: 5 }] },
  ],
})

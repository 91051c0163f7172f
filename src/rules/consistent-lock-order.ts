import type { TSESLint } from '@typescript-eslint/utils'

import type { GivenOrder } from '../analysis/locks/order/given.ts'
import { givenOrders } from '../analysis/locks/order/given.ts'
import { rowOrders } from '../analysis/locks/order/rows.ts'
import type { Cycle, Edge } from '../analysis/locks/order/order.ts'
import { deadlocks } from '../analysis/locks/order/order.ts'
import { sortedByKey } from '../analysis/locks/order/sorted.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { createRule } from '../utils/rule.ts'

type MessageId = 'cycle' | 'circle' | 'given' | 'each' | 'rows' | 'eachRow' | 'sort'
type Allowed = string | readonly [string, string]

export default createRule<MessageId, readonly [{ readonly allow?: readonly Allowed[] }]>({
  name: 'consistent-lock-order',
  meta: {
    type: 'problem',
    docs: {
      description: 'require locks that are held together to be taken in one order everywhere',
      category: 'Locks',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        description: 'Options of the rule.',
        properties: {
          allow: {
            type: 'array',
            description: 'Locks, by the names that messages give them, whose order does not matter; or pairs of which the second may be taken while the first is held.',
            items: {
              anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 }],
            },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      cycle:
        '`{{taken}}` is locked here{{through}} while `{{held}}` is held (since line {{since}}), but line {{otherLine}} takes them the other way round{{otherThrough}}: two callers can wait for each other for ever. Take them in one order everywhere.',
      circle:
        '`{{taken}}` is locked here{{through}} while `{{held}}` is held (since line {{since}}), and {{others}}: callers can wait for each other in a circle for ever. Take these locks in one order everywhere.',
      given:
        '`{{second}}` is locked here while `{{first}}` is held (since line {{since}}), in the order in which the caller names them: two callers that name them the other way round wait for each other for ever. Lock them in an order of their own, for example sorted by key.',
      each:
        '`{{lock}}` is locked here, turn by turn in the order of `{{over}}`, while those of earlier turns are still held: two callers with the same elements in another order wait for each other for ever. Sort them before locking.',
      rows:
        '`{{second}}` is locked here while `{{first}}` is locked by the same transaction (since line {{since}}), in the order in which the caller names them: of two transactions that name them the other way round, each waits for the other until the database ends one with an error. Lock them in an order of their own, for example sorted by key.',
      eachRow:
        '`{{lock}}` is locked here, turn by turn in the order of `{{over}}`, and stays locked until the transaction ends: of two transactions with the same rows in another order, each waits for the other until the database ends one with an error. Sort them before locking.',
      sort: 'Take them in the order of their keys',
    },
  },
  evidence: mayLock,
  check(context, [{ allow = [] }]) {
    for (const cycle of deadlocks(context.sourceCode)) {
      if (!cycle.some((edge) => isAllowed(allow, edge.from.text, edge.to.text))) context.report(describeCycle(cycle))
    }
    for (const order of [...givenOrders(context.sourceCode), ...rowOrders(context.sourceCode)]) {
      if (!isAllowed(allow, order.first, order.second)) context.report({ ...describeGiven(order), suggest: suggestionsFor(context.sourceCode, order) })
    }
  },
})

function isAllowed(allow: readonly Allowed[], held: string, taken: string): boolean {
  return allow.some((each) => (typeof each === 'string' ? each === held || each === taken : each[0] === held && each[1] === taken))
}

/** Reported where the last of the acquisitions stands: there the circle closes. */
function describeCycle(cycle: Cycle) {
  const last = cycle.reduce((a, b) => (before(b, a) ? a : b))
  const others = cycle.filter((edge) => edge !== last)
  const data = { taken: last.to.text, held: last.from.text, since: String(last.since.start.line), through: throughOf(last) }
  const [other, more] = others
  if (other && !more) {
    return { loc: last.at, messageId: 'cycle' as const, data: { ...data, otherLine: String(other.at.start.line), otherThrough: throughOf(other) } }
  }
  const list = others.map((edge) => `line ${String(edge.at.start.line)} locks \`${edge.to.text}\`${throughOf(edge)} while \`${edge.from.text}\` is held`)
  return { loc: last.at, messageId: 'circle' as const, data: { ...data, others: list.join(', ') } }
}

function before(a: Edge, b: Edge): boolean {
  return a.at.start.line < b.at.start.line || (a.at.start.line === b.at.start.line && a.at.start.column < b.at.start.column)
}

function throughOf({ through }: Edge): string {
  const names = [...new Set(through)].map((name) => `\`${name}\``)
  const last = names.pop()
  return last === undefined ? '' : ` (through ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last})`
}

function describeGiven({ first, second, since, at, over, areRows }: GivenOrder) {
  return over === undefined
    ? { loc: at, messageId: areRows ? ('rows' as const) : ('given' as const), data: { first, second, since: String(since.start.line) } }
    : { loc: at, messageId: areRows ? ('eachRow' as const) : ('each' as const), data: { lock: second, over } }
}

function suggestionsFor(sourceCode: SourceCode, order: GivenOrder): TSESLint.SuggestionReportDescriptor<MessageId>[] {
  const sorted = order.over === undefined && !order.areRows ? sortedByKey(sourceCode, order) : undefined
  if (!sorted) return []
  const { before, declaration, renamed } = sorted
  const fix: TSESLint.ReportFixFunction = (fixer) => [
    fixer.insertTextBefore(before, `${declaration}\n${' '.repeat(before.loc.start.column)}`),
    ...renamed.map(({ node, name }) => fixer.replaceText(node, name)),
  ]
  return [{ messageId: 'sort', fix }]
}

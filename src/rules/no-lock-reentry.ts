import type { TSESLint } from '@typescript-eslint/utils'

import { type Reentry, reentries } from '../analysis/locks/reentry.ts'
import { type RowWrite, rowWrites } from '../analysis/locks/transactions/rows.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<Reentry['kind'] | 'row' | 'pass', readonly [{ readonly allow?: readonly string[] }]>({
  name: 'no-lock-reentry',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow waiting for a lock, a slot or a connection that the waiting path holds itself',
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
            description: 'Locks, by the names that messages give them, that a holder may take again.',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      again:
        '`{{lock}}` is taken again here{{through}} by a path that holds it already (since {{since}}): it waits for itself {{long}}, and everybody who needs the lock waits behind it. Move the shared part into a function that takes no lock, and call that.',
      slot:
        'A slot of `{{lock}}` is waited for here{{through}} by a path that holds one already (since {{since}}): once every slot is held by somebody who waits for another one, none is ever given back. Do this part without a slot, or give it a limit of its own.',
      connection:
        'Another connection of `{{lock}}` is waited for here{{through}} by a path that keeps one already (since {{since}}): once all of them are kept by callers who wait for a second one, nobody gets it. Use {{repair}}.',
      upgrade:
        '`{{lock}}` is waited for exclusively here{{through}} by a path that shares it already (since {{since}}): the wait ends when nobody shares it any more, so never. Give it back first and look again afterwards, or take it exclusively from the start.',
      downgrade:
        '`{{lock}}` is taken again here{{through}}, shared, by a path that holds it exclusively (since {{since}}): it waits for itself {{long}}. Move the shared part into a function that takes no lock, and call that.',
      idle:
        'Nothing is to hold `{{lock}}` before this wait{{through}} ends, but the path that waits holds it itself (since {{since}}): it waits {{long}}. Wait for it outside.',
      row:
        '`{{row}}` was read with a lock on its row, in a transaction ({{since}}), and is written outside of that transaction here: the write waits for the lock, and the transaction for the write, until one of them times out. Pass the transaction on.',
      pass: 'Pass `{ transaction }`',
    },
  },
  evidence: mayLock,
  check(context, [{ allow = [] }]) {
    for (const found of reentries(context.sourceCode)) if (!allow.includes(found.lock)) context.report(describe(found))
    for (const found of rowWrites(context.sourceCode)) context.report(describeRow(found))
  },
})

function describe({ lock, kind, since, at, through, bounded, repair = '' }: Reentry) {
  const long = bounded ? 'until it gives up' : 'for ever'
  return { loc: at, messageId: kind, data: { lock, since: `line ${String(since.start.line)}`, through: throughOf(through), long, repair } }
}

function throughOf(through: readonly string[]): string {
  const names = [...new Set(through)].map((name) => `\`${name}\``)
  const last = names.pop()
  return last === undefined ? '' : ` (through ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last})`
}

function describeRow({ row, since, write, transaction, optionsAt }: RowWrite) {
  const option = transaction === 'transaction' ? '{ transaction }' : `{ transaction: ${transaction} }`
  const last = write.arguments.at(-1)
  const [end, text] = last ? [last.range[1], `, ${option}`] : [write.range[1] - 1, option]
  return {
    node: write.callee,
    messageId: 'row' as const,
    data: { row, since: lineOf(since) },
    suggest: write.arguments.length === optionsAt ? [{ messageId: 'pass' as const, fix: (fixer: TSESLint.RuleFixer) => fixer.insertTextAfterRange([end, end], text) }] : [],
  }
}

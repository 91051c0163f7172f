import type { TSESTree } from '@typescript-eslint/utils'

import { implicitTransactions, rowLocks } from '../../../knowledge/locks/connections.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isAwaited, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { isNothing, variableHolding } from '../../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'

/** A row that a transaction has locked, and that is written outside of it: the write waits for the transaction, and the transaction for the write. */
export interface RowWrite {
  readonly row: string
  /** Where it was read, and what writes it. */
  readonly since: Node
  readonly write: TSESTree.CallExpression
  /** Where its options stand. */
  readonly optionsAt: number
  /** The transaction, as the read names it. */
  readonly transaction: string
}

const implicit = evidenceFrom(implicitTransactions)

export const rowWrites = perFile((sourceCode): readonly RowWrite[] => {
  if (!rowLocks.options.every((name) => nodesOf(sourceCode).names.has(name)) || mentions(sourceCode, implicit)) return []
  return nodesOf(sourceCode).calls.flatMap((call) => (call.type === 'CallExpression' ? writesOf(sourceCode, call) : []))
})

function writesOf(sourceCode: SourceCode, read: TSESTree.CallExpression): readonly RowWrite[] {
  const options = read.arguments.find((each) => each.type === 'ObjectExpression' && rowLocks.options.every((name) => isGiven(property(each, name))))
  const transaction = options && property(options, rowLocks.passedIn)
  const row = isAwaited(read) ? variableHolding(sourceCode, wrapped(read).parent as Node) : undefined
  if (!transaction || !row || row.references.some((reference) => reference.isWrite() && reference.init !== true)) return []
  return row.references.flatMap(({ identifier }): readonly RowWrite[] => {
    const member = identifier.parent
    const call = member.type === 'MemberExpression' && member.object === identifier ? member.parent : undefined
    const method = member.type === 'MemberExpression' ? (keyName(member) ?? '') : ''
    const at = rowLocks.writes.get(method)
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member || at === undefined || call.arguments.length > at) return []
    const { awaits, returned } = fateOf(sourceCode, call)
    if ((awaits.length === 0 && !returned) || functionAround(call) !== functionAround(read) || endsBetween(sourceCode, read, call)) return []
    return [{ row: row.name, since: read, write: call, optionsAt: at, transaction: sourceCode.getText(transaction) }]
  })
}

/** Whether a transaction is ended somewhere between the two. */
function endsBetween(sourceCode: SourceCode, from: Node, to: Node): boolean {
  return nodesOf(sourceCode).calls.some(({ callee, range }) => range[0] > from.range[1] && range[1] < to.range[0]
    && callee.type === 'MemberExpression' && (rowLocks.ends as readonly string[]).includes(keyName(callee) ?? ''))
}

function property(record: Node, name: string): Node | undefined {
  const found = record.type === 'ObjectExpression' ? record.properties.find((each) => each.type === 'Property' && keyName(each) === name) : undefined
  return found?.type === 'Property' ? found.value : undefined
}

function isGiven(value: Node | undefined): boolean {
  return value !== undefined && !isNothing(value) && !(value.type === 'Literal' && value.value === false)
}

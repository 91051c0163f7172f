import { transactionMethods } from '../../../knowledge/io.ts'
import { transactionClosers, transactionHolders } from '../../../knowledge/locks/lent.ts'
import { sharedServices } from '../../../knowledge/requests.ts'
import { calledName, membersNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { classAround, type CodeOwner, functionAround, isFunction, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { memberOf } from '../../resolve/functions.ts'
import { isKind } from '../../resolve/kin.ts'
import type { Fault } from '../faults.ts'
import { isOfOneRequest } from '../finders/state/requests.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { accessesIn } from '../places/accesses.ts'

/**
 * `async begin() { this.runner = this.source.createQueryRunner(); … }` and `async commit() { await this.runner.commitTransaction() }`, of
 * the one object that a framework makes for all requests: who begins second puts his own into the place of the first one's.
 */
export function usurpedTransactions(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || memberOf(owner)?.kind === 'constructor') return []
  const { writes, reads } = accessesIn(sourceCode, owner)
  return writes.flatMap((write): readonly Fault[] => {
    const { place, effect, value, node } = write
    const { root } = place
    if (effect !== 'set' || root.kind !== 'this' || place.path.length !== 1 || !value || !isOpening(value) || !isKind(sourceCode, root.of, NONE, sharedServices) || isOfOneRequest(sourceCode, root.of)) return []
    // Who looks first whether there is one may let nobody in meanwhile.
    if (reads.some((read) => read.place.base === place.base && read.node.range[0] < node.range[0]) || isSerialized(sourceCode, owner)) return []
    const end = membersNamed(sourceCode, place.path[0] ?? '').map((member) => endOf(member)).find((call) => call && classAround(call) === root.of && functionAround(call) !== owner)
    const entry = end && entryOf(sourceCode, owner)
    return end && entry && !isLocked(sourceCode, node, end) ? [{ kind: 'usurped', place: place.text, node, read: node, wait: end, other: end, entry, proven: true }] : []
  })
}

const NONE: ReadonlySet<string> = new Set()

/** `source.createQueryRunner()`, `await client.startSession()`, `await sequelize.transaction()`. */
function isOpening(value: Node): boolean {
  const node = unwrap(value)
  const call = node.type === 'AwaitExpression' ? unwrap(node.argument) : node
  if (call.type !== 'CallExpression' || unwrap(call.callee).type !== 'MemberExpression') return false
  const name = calledName(call) ?? ''
  return transactionHolders.has(name) || (node.type === 'AwaitExpression' && transactionMethods.has(name) && !call.arguments.some((each) => isFunction(unwrap(each))))
}

/** The call that ends what a member holds: `this.runner.commitTransaction()`. */
function endOf(member: Node): Node | undefined {
  const outer = wrapped(member)
  const method = outer.parent?.type === 'MemberExpression' && outer.parent.object === outer ? outer.parent : undefined
  const call = method && wrapped(method).parent
  return call?.type === 'CallExpression' && unwrap(call.callee) === method && transactionClosers.has(keyName(method) ?? '') ? call : undefined
}

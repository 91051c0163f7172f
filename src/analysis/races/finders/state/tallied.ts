import { beginning, beginStatement } from '../../../../knowledge/locks/lent.ts'
import { reading } from '../../../../knowledge/reading.ts'
import { calledName } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { firstTextOf } from '../../../resolve/constants.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { placeOf, VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { awaitedName } from '../../reads/stale.ts'

/**
 * A count of users of which the first one begins something, and which is raised only behind that: `if (this.users === 0) await
 * this.open(); this.users++`. A second one that comes during the wait finds nobody there, and begins it as well.
 */
export function lateTallies(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const raises = writes.filter((each) => each.effect === 'step' && each.place.part === VALUE && each.shared !== 'caller' && !each.origin && isRaised(each.node))
  const flow = raises.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const raise of raises) {
    const fault = testsOf(flow).map((test) => faultOf(sourceCode, flow, writes, test, raise)).find((each) => each !== undefined)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, flow: Flow, writes: readonly Access[], test: Test, raise: Access): Fault | undefined {
  const ofNobody = outcomeForZero(test.node, (node) => placeOf(sourceCode, node)?.base === raise.place.base)
  // Where only the first one comes to it, it is a mark that is set too late.
  if (ofNobody === undefined || !reaches(flow, test.event, raise.event) || decides(flow, test, raise.event) !== undefined) return undefined
  const gap = suspensionPoints(flow).find((each) => decides(flow, test, each) === ofNobody && reaches(flow, each, raise.event) && isWork(sourceCode, nodeOf(flow, each)))
  if (gap === undefined || writes.some(({ place, event }) => event !== raise.event && place.base === raise.place.base && reaches(flow, test.event, event) && reaches(flow, event, raise.event))) return undefined
  if (latchesBefore(sourceCode, flow.owner, test.event).length > 0 || isHeldFrom(sourceCode, flow, test, raise)) return undefined
  const entry = entryFor(sourceCode, flow.owner, raise)
  return entry && { kind: 'done', place: raise.place.text, node: raise.node, read: test.node, wait: nodeOf(flow, gap), entry, proven: false }
}

/** Whether what is waited for does something that is done once: it does not look something up, unless that is a statement by which a transaction begins. */
function isWork(sourceCode: SourceCode, wait: Node): boolean {
  if (!reading.test(awaitedName(sourceCode, wait) ?? '')) return true
  const call = awaitedAt(sourceCode, wait)
  return isCall(call) && beginning.has(calledName(call) ?? '') && beginStatement.test(firstTextOf(sourceCode, call) ?? '')
}

/** `users++`, `users += 1`. */
function isRaised(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'UpdateExpression') return parent.operator === '++'
  return parent?.type === 'AssignmentExpression' && parent.operator === '+=' && parent.right.type === 'Literal' && typeof parent.right.value === 'number' && parent.right.value > 0
}

/** How a test of a count comes out where it is zero; undefined for another test. */
function outcomeForZero(test: Node, isCount: (node: Node) => boolean): boolean | undefined {
  const node = unwrap(test)
  if (isCount(node)) return false
  if (node.type === 'UnaryExpression') return node.operator === '!' && isCount(unwrap(node.argument)) ? true : undefined
  if (node.type !== 'BinaryExpression' || !isCount(unwrap(node.left)) || node.right.type !== 'Literal') return undefined
  const { value } = node.right
  if (value === 0 && /^[!=]==?$/u.test(node.operator)) return node.operator.startsWith('=')
  return (value === 0 && node.operator === '>') || (value === 1 && node.operator === '>=') ? false : (value === 1 && node.operator === '<') || undefined
}

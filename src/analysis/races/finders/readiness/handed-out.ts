import type { SourceCode } from '../../../../utils/per-file.ts'
import { type FunctionNode, isInside, keyName, type Node, unwrap } from '../../../../utils/syntax.ts'
import type { EventId, Flow, Test } from '../../../flow/graph.ts'
import { findPath } from '../../../flow/queries.ts'
import { leadsOn, reaches } from '../../../flow/reach.ts'
import { isSuspension } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNothing, variableOf } from '../../../resolve/bindings.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../../../resolve/members.ts'
import type { Latch } from '../../overlap/latches.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'

/**
 * Where a second run that finds the flag up answers with what the first one has still to put there, as it answers itself in the
 * end: `if (this.loading) return this.schema; if (this.schema) return this.schema; this.loading = true`. The work begins only
 * where nothing is there, so nothing is what the second run gets; else it would be given what was there before.
 */
export function handedOutEmpty(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, { test, set }: Latch, wait: EventId, opens: boolean): Node | undefined {
  const { reads, writes } = accessesIn(sourceCode, owner)
  const filled = writes.filter(({ effect, place, value, event, shared }) => effect === 'set' && shared === 'all' && place.part === VALUE && value !== undefined && !isNothing(unwrap(value)) && reaches(flow, wait, event))
  if (filled.length === 0) return undefined
  const returned = returnsOf(sourceCode, owner)
  const answers = reads.filter(({ node, place }) => returned.some((each) => unwrap(each) === node) && filled.some((write) => write.place.base === place.base))
  const isOwn = answers.find((early) => isMissingFirst(early) && isReached(early) && answers.some((late) => late.place.base === early.place.base && reaches(flow, wait, late.event)))
  return isOwn && isNothingYet(sourceCode, isOwn.node) ? isOwn.node : undefined

  function asksFor({ place }: Access): readonly Test[] {
    const own = reads.filter((read) => read.place.base === place.base)
    return testsOf(flow).filter((each) => each.event !== test.event && own.some(({ node }) => isInside(node, each.node)))
  }

  /** Whether the flag goes up only where nothing is there. */
  function isMissingFirst(answer: Access): boolean {
    return asksFor(answer).some(({ event }) => leadsOn(flow, event, true, set.event) !== leadsOn(flow, event, false, set.event))
  }

  /** Whether a second run comes there at once, and does not look whether something is there. */
  function isReached(answer: Access): boolean {
    const asked = new Set(asksFor(answer).map(({ event }) => event))
    return findPath(flow, test.event, (event) => event === answer.event, (from, edge, to) => edge !== 'throw' && !(from === test.event && edge === (opens ? 'true' : 'false')) && !isSuspension(flow, to) && !asked.has(to)) !== undefined
  }
}

/** Whether a place holds nothing before somebody puts something there. */
function isNothingYet(sourceCode: SourceCode, node: Node): boolean {
  if (node.type === 'Identifier') {
    const def = variableOf(sourceCode, node)?.defs[0]
    return def?.type === 'Variable' && (!def.node.init || isNothing(unwrap(def.node.init)))
  }
  const owner = node.type === 'MemberExpression' ? classOfObject(sourceCode, node.object) : undefined
  const member = owner && node.type === 'MemberExpression' ? membersOf(sourceCode, owner).get(keyName(node) ?? '') : undefined
  return member !== undefined && !member.getter && assignedValues(member).some((value) => isNothing(unwrap(value)) && !isInside(value, node))
}

import type { TSESTree } from '@typescript-eslint/utils'

import { markAsked, markLowered, puttingAway } from '../../../../knowledge/races.ts'
import { groupBy } from '../../../../utils/group.ts'
import { callsWhere, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, keyName, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import type { Fault } from '../../faults.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { helperAt } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'
import { awaitedName } from '../../reads/stale.ts'

/** The calls that lower the mark of something else, by the code that makes them. */
export const unmarkingsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> => groupBy(callsWhere(sourceCode, (name) => markLowered.test(name)), ownerOf))

/**
 * `if (!doc.isDirty()) return; await writeFile(doc.path, doc.text()); doc.markClean()`: what raises the mark is somewhere else, and
 * its name says what it stands for. What is changed during the wait raises it too, and that is lost.
 */
export function lateUnmarkings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const lowering = unmarkingsByOwner(sourceCode).get(owner)
  const flow = lowering && isFunction(owner) ? flowOf(sourceCode, owner) : undefined
  if (!lowering || !flow || flow.imprecise) return []
  const asked = asksByOwner(sourceCode).get(owner) ?? []
  return lowering.flatMap((call) => faultOf(sourceCode, owner, flow, call, asked) ?? [])
}

/** The members that ask for such a mark. */
const asksByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly TSESTree.MemberExpression[]> =>
  groupBy(nodesOf(sourceCode).members.filter((member) => markAsked.test(keyName(member) ?? '')), ownerOf))

function faultOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, call: Call, asked: readonly TSESTree.MemberExpression[]): Fault | undefined {
  const object = objectOf(call)
  const same = asked.filter((each) => object && sourceCode.getText(each.object) === sourceCode.getText(object))
  // What the file does itself to lower it is known better.
  if (!object || same.length === 0 || helperAt(sourceCode, call)) return undefined
  const [event] = eventsOf(flow, call)
  const tests = testsOf(flow)
  const test = event === undefined ? undefined : tests.find((each) => same.some((member) => isInside(member, each.node)) && decides(flow, each, event) !== undefined)
  const gap = test && event !== undefined ? suspensionPoints(flow).find((each) => reaches(flow, test.event, each) && reaches(flow, each, event) && puttingAway.test(awaitedName(sourceCode, nodeOf(flow, each)) ?? '')) : undefined
  if (!test || event === undefined || gap === undefined || isAskedBehind(flow, gap, event, test) || isLocked(sourceCode, test.node, call)) return undefined
  const entry = entryOf(sourceCode, owner)
  return { kind: 'unmarked', place: sourceCode.getText(object), node: call, read: test.node, wait: nodeOf(flow, gap), ...(entry && { entry }), proven: false }
}

function objectOf(call: Call): Node | undefined {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? callee.object : undefined
}

/** Whether anything that is asked behind the wait can keep from it: a version, the text as it is now. */
function isAskedBehind(flow: Flow, gap: EventId, event: EventId, before: Test): boolean {
  return testsOf(flow).some((test) => test !== before && reaches(flow, gap, test.event) && decides(flow, test, event) !== undefined)
}

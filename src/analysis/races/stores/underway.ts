import { markingUnderWay } from '../../../knowledge/stores.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByOwner, callsWhere } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import type { Fault } from '../faults.ts'
import { entryOf, isOpen } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { helperAt } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { gapBehind } from './answered.ts'
import { isIsolated } from './isolated.ts'
import { isKept } from './named.ts'

/** The calls that tell somebody else that work is under way, and that are waited for, by the code that they stand in: `await this.tasks.setRunning(name)`. */
export const marksByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> => {
  const marks = callsWhere(sourceCode, (name) => markingUnderWay.test(name)).filter((call) => {
    const awaited = wrapped(call).parent
    return awaited?.type === 'AwaitExpression' && wrapped(awaited).parent?.type === 'ExpressionStatement' && !call.arguments.some((each) => each.type === 'Literal' && each.value === false)
  })
  return groupBy(marks, ownerOf)
})

/**
 * `if (await this.tasks.isRunning(name)) return; await this.tasks.setRunning(name); await this.work()`: somebody else is asked whether
 * the work is under way, and told so by a second call. Who asks in between hears that it is not, and does it too.
 */
export function markedUnderWay(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const marks = marksByOwner(sourceCode).get(owner) ?? []
  if (!isFunction(owner) || marks.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const entry = flow.imprecise ? undefined : entryOf(sourceCode, owner)
  if (!entry || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const mark of marks) {
    const [event] = eventsOf(flow, mark)
    const ask = event === undefined ? undefined : (callsByOwner(sourceCode).get(owner) ?? []).find((call) => asksFor(sourceCode, call, mark) && turnsBusyAway(sourceCode, flow, call, event))
    const gap = ask && gapBehind(sourceCode, flow, ask, mark)
    if (!ask || !gap || event === undefined || !isWorkBehind(flow, mark, event) || latchesBefore(sourceCode, owner, event).length > 0 || isHeldFrom(sourceCode, flow, { node: ask, event: gap.from }, { node: mark })) continue
    return [{ kind: 'done', place: `${sourceCode.getText(ask.callee)}()`, node: mark, read: ask, wait: gap.wait, entry, proven: isOpen(entry) }]
  }
  return []
}

/** Whether a call asks, itself or by a function of the file that gives its answer to its callers, for what a mark tells. */
function asksFor(sourceCode: SourceCode, call: Call, mark: Call): boolean {
  const question = `is${markingUnderWay.exec(calledName(mark) ?? '')?.[1] ?? ''}`
  if (isQuestion(sourceCode, call, mark, question)) return textOfGiven(sourceCode, call) === textOfGiven(sourceCode, mark)
  const helper = helperAt(sourceCode, call)
  const [answer, second] = helper ? returnsOf(sourceCode, helper) : []
  const asked = answer && awaitedAt(sourceCode, unwrap(answer))
  return asked !== undefined && !second && helper?.params.length === 0 && isCall(asked) && isQuestion(sourceCode, asked, mark, question) && textOfGiven(sourceCode, asked) === textOfGiven(sourceCode, mark)
}

function isQuestion(sourceCode: SourceCode, call: Call, mark: Call, name: string): boolean {
  const [asked, told] = [unwrap(call.callee), unwrap(mark.callee)]
  return calledName(call) === name && asked.type === 'MemberExpression' && told.type === 'MemberExpression' && sourceCode.getText(asked.object) === sourceCode.getText(told.object)
    && isKept(sourceCode, asked.object) && calledFunction(sourceCode, call) === undefined
}

/** What is given besides whether it is so: `setRunning(name, true)`. */
function textOfGiven(sourceCode: SourceCode, { arguments: given }: Call): string {
  return given.filter((each) => each.type !== 'Literal' || each.value !== true).map((each) => sourceCode.getText(each)).join()
}

/** Whether a test of the answer lets only those come to the mark who have heard no. */
function turnsBusyAway(sourceCode: SourceCode, flow: Flow, ask: Call, mark: EventId): boolean {
  const nodes = new Set<Node>([ask])
  return testsOf(flow).some((test) => {
    const node = unwrap(test.node)
    const isAnswer = node.type === 'AwaitExpression' || node.type === 'Identifier'
    return isAnswer && restsOn(sourceCode, flow, node, nodes).size > 0 && decides(flow, test, mark) === false
  })
}

function isWorkBehind(flow: Flow, mark: Call, event: EventId): boolean {
  return suspensionPoints(flow).some((wait) => reaches(flow, event, wait) && !isInside(mark, nodeOf(flow, wait)))
}

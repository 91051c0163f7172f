import { forEachElement } from '../../../../knowledge/collections.ts'
import { changing } from '../../../../knowledge/reading.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { dominates, reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { calledFunction, functionBehind } from '../../../resolve/receiver.ts'
import type { Fault } from '../../faults.ts'
import { isGrowing } from '../../harm/limits.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, type Accesses, accessesIn, isLonger } from '../../places/accesses.ts'
import { restsOn } from '../../reads/dependence.ts'
import { awaitedName } from '../../reads/stale.ts'

/**
 * Positions that are moved on when the answer is there: `rows.push(...await load(this.page)); this.page++`. A second run meanwhile
 * asks for the same, what is answered is added twice, and the next one is skipped. The same with numbers that something is kept
 * under: `await put(this.next, text); this.next++`.
 */
export function lateAdvances(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const steps = writes.filter(({ effect, shared }) => effect === 'step' && shared !== 'caller')
  const flow = steps.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  return steps.flatMap((step) => faultOf(sourceCode, owner, flow, step) ?? []).slice(0, 1)
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, step: Access): Fault | undefined {
  const accesses = accessesIn(sourceCode, owner)
  const before = accesses.reads.filter(({ event, place, node }) => place.base === step.place.base && place.part === step.place.part && node !== step.node && !dominates(flow, step.event, event))
  const entry = before.length > 0 ? entryFor(sourceCode, owner, step) : undefined
  if (!entry) return undefined
  const adding = accesses.writes.filter((each) => adds(accesses, each, step))
  const handing = adding.length === 0 ? handingsToAdders(sourceCode, owner) : []
  if (adding.length === 0 && handing.length === 0 && !isGrowing(step.node)) return undefined
  for (const wait of suspensionPoints(flow)) {
    if (!reaches(flow, wait, step.event)) continue
    const asked = before.filter((each) => each.event < wait)
    const isAdded = asked.length > 0 && (adding.some((each) => restsOnAnswer(sourceCode, flow, wait, each)) || handing.some((each) => isHandedAnswer(sourceCode, flow, wait, each)))
    const resting = isAdded ? [nodeOf(flow, wait)] : asked.length > 0 ? keptUnder(sourceCode, flow, wait, step) : []
    const read = resting.length > 0 ? asked.find(({ node }) => resting.some((each) => restsOn(sourceCode, flow, each, new Set([node])).size > 0)) : undefined
    if (!read) continue
    if (latchesBefore(sourceCode, owner, wait).length > 0 || isTicketed(sourceCode, owner, step, { flow, tests: testsOf(flow) }) || isHeldFrom(sourceCode, flow, read, step)) return undefined
    return { kind: isAdded ? 'advanced' : 'doubled', place: step.place.text, node: step.node, read: read.node, wait: nodeOf(flow, wait), entry, proven: isOpen(entry) }
  }
  return undefined
}

/** What something is kept under, or changed by: `this.next` and `text` of `await this.store.put(this.next, text); this.next++`. None where a wait does neither. */
function keptUnder(sourceCode: SourceCode, flow: Flow, wait: EventId, step: Access): readonly Node[] {
  const awaited = nodeOf(flow, wait)
  const call = awaited.type === 'AwaitExpression' ? awaitedAt(sourceCode, awaited) : undefined
  return isCall(call) && isGrowing(step.node) && changing.test(awaitedName(sourceCode, awaited) ?? '') ? call.arguments : []
}

/** `photos.forEach(show)`, `showAll(photos)`: calls that hand something to a function of this file which adds to what others share. */
function handingsToAdders(sourceCode: SourceCode, owner: FunctionNode): readonly Call[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => {
    const isForEach = forEachElement.has(calledName(call) ?? '')
    const [given] = call.arguments
    const fn = isForEach ? given && functionBehind(sourceCode, given) : calledFunction(sourceCode, call)
    return fn !== undefined && fn !== owner && accessesIn(sourceCode, fn).writes.some(({ effect, shared }) => effect === 'append' && shared !== 'caller')
  })
}

function isHandedAnswer(sourceCode: SourceCode, flow: Flow, wait: EventId, call: Call): boolean {
  const list = forEachElement.has(calledName(call) ?? '') && call.callee.type === 'MemberExpression' ? [call.callee.object] : call.arguments
  return eventsOf(flow, call).some((event) => reaches(flow, wait, event)) && list.some((each) => restsOn(sourceCode, flow, each, new Set([nodeOf(flow, wait)])).size > 0)
}

/** Whether a write adds something to what others share, other than the position. */
function adds(accesses: Accesses, added: Access, step: Access): boolean {
  return added.shared !== 'caller' && added.place.base !== step.place.base && added.value !== undefined && (added.effect === 'append' || isLonger(accesses, added))
}

/** Whether what is added is what a wait has brought. */
function restsOnAnswer(sourceCode: SourceCode, flow: Flow, wait: EventId, { event, value }: Access): boolean {
  return value !== undefined && reaches(flow, wait, event) && restsOn(sourceCode, flow, value, new Set([nodeOf(flow, wait)])).size > 0
}

import { changing } from '../../../knowledge/reading.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../flow/graph.ts'
import { dominates, reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import type { Fault } from '../faults.ts'
import { isGrowing } from '../harm/limits.ts'
import { entryFor, isOpen } from '../overlap/entries.ts'
import { isLocked, isTicketed } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, type Accesses, accessesIn, isLonger } from '../places/accesses.ts'
import { restsOn } from '../reads/dependence.ts'
import { awaitedName } from '../reads/stale.ts'

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

function faultOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, step: Access): Fault | undefined {
  const accesses = accessesIn(sourceCode, owner)
  const before = accesses.reads.filter(({ event, place, node }) => place.base === step.place.base && place.part === step.place.part && node !== step.node && !dominates(flow, step.event, event))
  const entry = before.length > 0 ? entryFor(sourceCode, owner, step) : undefined
  if (!entry) return undefined
  for (const wait of suspensionPoints(flow)) {
    const read = reaches(flow, wait, step.event) ? before.find((each) => each.event < wait && restsOn(sourceCode, flow, nodeOf(flow, wait), new Set([each.node])).size > 0) : undefined
    const adds = accesses.writes.some((each) => addsAnswer(sourceCode, flow, wait, each, { accesses, step }))
    if (!read || (!adds && !isKeptUnder(sourceCode, flow, wait, read, step))) continue
    if (latchesBefore(sourceCode, owner, wait).length > 0 || isTicketed(sourceCode, owner, step, { flow, tests: testsOf(flow) }) || isLocked(sourceCode, read.node, step.node)) return undefined
    return { kind: adds ? 'advanced' : 'doubled', place: step.place.text, node: step.node, read: read.node, wait: nodeOf(flow, wait), entry, proven: isOpen(entry) }
  }
  return undefined
}

/** `await this.store.put(this.next, text); this.next++`: something is kept, or changed, by the number as it stands. */
function isKeptUnder(sourceCode: SourceCode, flow: Flow, wait: EventId, { node }: Access, step: Access): boolean {
  const awaited = nodeOf(flow, wait)
  const call = awaited.type === 'AwaitExpression' ? awaitedAt(sourceCode, awaited) : undefined
  return isCall(call) && isGrowing(step.node) && changing.test(awaitedName(sourceCode, awaited) ?? '') && call.arguments.some((each) => isInside(node, each))
}

/** Whether a write adds what a wait has brought to something else that others share. */
function addsAnswer(sourceCode: SourceCode, flow: Flow, wait: EventId, added: Access, { accesses, step }: { readonly accesses: Accesses; readonly step: Access }): boolean {
  if (added.shared === 'caller' || added.place.base === step.place.base || !added.value || !(added.effect === 'append' || isLonger(accesses, added))) return false
  return reaches(flow, wait, added.event) && restsOn(sourceCode, flow, added.value, new Set([nodeOf(flow, wait)])).size > 0
}

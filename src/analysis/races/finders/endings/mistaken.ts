import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isFunction, isInside, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { outcomeForNothing } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { endedIn, endingsOf, isMade } from '../../others/ended.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/**
 * What each run puts into one place, and ends there when its work is done: `this.beat = setInterval(…); await work(); clearInterval(
 * this.beat)`. A second run meanwhile puts its own there: that is ended twice, and the first goes on for good.
 */
export function mistakenEnds(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const put of accessesIn(sourceCode, owner).writes) {
    const ends = put.effect === 'set' && put.shared !== 'caller' && put.place.part === VALUE && isMade(sourceCode, put.value) ? endingsOf(sourceCode, put.place) : []
    const fault = ends.length > 0 ? faultOf(sourceCode, owner, put, ends) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, put: Access, ends: readonly Call[]): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  // Who ends what is there before he puts his own there expects others.
  if (flow.imprecise || endedIn(sourceCode, owner, ends).some(({ event }) => event < put.event)) return undefined
  const again = new Set(accessesIn(sourceCode, owner).writes.flatMap((each) => (each.event !== put.event && each.place.base === put.place.base && each.place.part === VALUE ? [each.event] : [])))
  for (const end of ends) {
    // What stands in a `finally` has an event for each way there.
    const event = functionAround(end) === owner ? eventsOf(flow, end).find((each) => gapBefore(flow, put.event, each, again) !== undefined) : undefined
    const gap = event === undefined ? undefined : gapBefore(flow, put.event, event, again)
    if (event === undefined || gap === undefined || isAskedFor(sourceCode, owner, flow, put, event)) continue
    const entry = entryFor(sourceCode, owner, put)
    if (!entry || latchesBefore(sourceCode, owner, put.event).length > 0 || isTicketed(sourceCode, owner, { ...put, event }, { flow, tests: testsOf(flow) })) return undefined
    if (isSerialized(sourceCode, owner) || isLocked(sourceCode, put.node, end)) return undefined
    return { kind: 'mistaken', place: put.place.text, node: put.node, read: end, wait: nodeOf(flow, gap), entry, proven: entry.strength === 'proven' }
  }
  return undefined
}

/** The first wait on the way from one event to the other by none of some others, where nothing fails. */
function gapBefore(flow: Flow, from: EventId, to: EventId, without: ReadonlySet<EventId>): EventId | undefined {
  const free = (_: EventId, edge: unknown, next: EventId): boolean => edge !== 'throw' && !without.has(next)
  return suspensionPoints(flow).find((gap) => reaches(flow, from, gap, free) && reaches(flow, gap, to, free))
}

/** Whether a test keeps the run from the end, other than one whether anything is there: it is no end of what this run has begun. */
function isAskedFor(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Access, event: EventId): boolean {
  const reads = accessesIn(sourceCode, owner).reads.flatMap(({ place, node }) => (place.base === put.place.base ? [node] : []))
  const isPresence = (test: Node): boolean => reads.includes(unwrap(test)) || outcomeForNothing(test) !== undefined
  return testsOf(flow).some((test) => reaches(flow, put.event, test.event) && decides(flow, test, event) !== undefined && !(isPresence(test.node) && reads.some((read) => isInside(read, test.node))))
}

import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isInside, type Node } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import type { Latch } from '../overlap/latches.ts'
import { accessesIn } from '../places/accesses.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { isUse } from './gone.ts'

/** The places that are set only behind the wait, by the run that found a latch open, or by the helper that shuts it: `this.connecting = true; this.socket = await dial()`. */
export function comingBehind(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { set, test }: Latch, wait: EventId): ReadonlySet<string> {
  const helper = set.origin && functionAround(set.origin)
  const own = helper ?? owner
  const { writes } = accessesIn(sourceCode, own)
  const inHelper = helper && flowOf(sourceCode, helper)
  const isBehind = (event: EventId): boolean => (inHelper ? suspensionPoints(inHelper).some((gap) => reaches(inHelper, gap, event)) : reaches(flow, wait, event) && decides(flow, test, event) !== undefined)
  return new Set(writes.flatMap(({ effect, place, event }) => (effect === 'set' && place.base !== set.place.base && isBehind(event) ? [place.base] : [])))
}

/** Whether a use is of something that comes only then, and nobody asks whether it is there. */
export function usesWhatComes(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, coming: ReadonlySet<string>, use: Node): boolean {
  const reads = accessesIn(sourceCode, owner).reads.filter(({ place }) => coming.has(place.base))
  if (!reads.some(({ node }) => isInside(node, use) && isUse(node))) return false
  const nodes = new Set(reads.map(({ node }) => node))
  return !testsOf(flow).some((test) => eventsOf(flow, use).some((event) => decides(flow, test, event) !== undefined) && restsOn(sourceCode, flow, test.node, nodes).size > 0)
}

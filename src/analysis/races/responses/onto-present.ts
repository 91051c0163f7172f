import type { SourceCode } from '../../../utils/per-file.ts'
import type { CodeOwner } from '../../../utils/syntax.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { restsOn } from '../reads/dependence.ts'

/** `text.value = text.value.slice(0, at) + answer`: it adds to what is there now, and replaces nothing. */
export function restsOnPresent(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { value, event, place }: Access): boolean {
  const last = gapsBefore(flow, event).at(-1) ?? 0
  const present = new Set(accessesIn(sourceCode, owner).reads.filter((read) => read.event > last && read.place.base === place.base && read.place.part === place.part).map(({ node }) => node))
  return value !== undefined && present.size > 0 && restsOn(sourceCode, flow, value, present).size > 0
}

/** The suspension points from which a way leads to an event. */
export function gapsBefore(flow: Flow, event: EventId): readonly EventId[] {
  return suspensionPoints(flow).filter((gap) => reaches(flow, gap, event))
}

import { type EdgeId, type EventId, type Flow, incoming, nodeOf } from './graph.ts'
import { eventsWhere } from './queries.ts'
import { allFrom, isReached, reaches } from './reach.ts'

/** Whether other code may run while control waits at the event. */
export function isSuspension(flow: Flow, event: EventId): boolean {
  switch (flow.kinds[event]) {
    case 'await':
    case 'yield':
      return true
    case 'dispose': {
      const declaration = nodeOf(flow, event).parent
      return declaration?.type === 'VariableDeclaration' && declaration.kind === 'await using'
    }
    default:
      return false
  }
}

export function suspensionPoints(flow: Flow): readonly EventId[] {
  return (flow.memo.suspensions ??= eventsWhere(flow, (event) => isSuspension(flow, event)))
}

/**
 * The suspensions that a path from one event to another comes by, in the order of their numbers: on paths that do not come by the
 * first event again, nor by those of `without` on the way.
 */
export function suspensionsBetween(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): readonly EventId[] {
  return between(flow, from, to, suspensionPoints(flow), without)
}

/** Whether there is one. */
export function suspendsBetween(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): boolean {
  return suspensionsBetween(flow, from, to, without).length > 0
}

/** Whether there is one on the way forward, that of no further round of a loop. */
export function suspendsOnward(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): boolean {
  const onward = suspensionPoints(flow).filter((gap) => gap > from && gap < to)
  // Where no way leads back, none can come by the first event again.
  if (without.length === 0 && onward.some((gap) => reaches(flow, from, gap) && reaches(flow, gap, to) && !reaches(flow, gap, from))) return true
  return between(flow, from, to, onward, without).length > 0
}

/** Whether every way to an event comes by one of some others, and nobody else runs between that and the event. Never proven for an imprecise flow. */
export function comesAtOnceBy(flow: Flow, events: ReadonlySet<EventId>, to: EventId): boolean {
  const { first, next } = incoming(flow)
  const seen = new Uint8Array(flow.kinds.length)
  const open: EventId[] = [to]
  let comes = false
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (let edge = first[event] as EdgeId; edge >= 0; edge = next[edge] as EdgeId) {
      const from = flow.from[edge] as EventId
      if (events.has(from)) comes = true
      else if (from === flow.enter || isSuspension(flow, from)) return false
      else if (seen[from] !== 1) {
        seen[from] = 1
        open.push(from)
      }
    }
  }
  return comes && !flow.imprecise
}

/** Those of some events that paths come by: one search forward, which others may have made already, and one backward. */
function between(flow: Flow, from: EventId, to: EventId, events: readonly EventId[], without: readonly EventId[]): readonly EventId[] {
  if (events.length === 0 || from === to) return []
  const past = new Set(without)
  const there = without.length === 0 ? events.filter((event) => reaches(flow, from, event)) : comingBy(flow, from, events, past)
  return there.length === 0 ? there : leadingTo(flow, to, there, past.add(from))
}

/** Those of some events that a path from one event comes by, and none of `past` before. */
function comingBy(flow: Flow, start: EventId, events: readonly EventId[], past: ReadonlySet<EventId>): readonly EventId[] {
  const reached = allFrom(flow, start, (_, __, to) => !past.has(to))
  return events.filter((event) => isReached(reached, event))
}

/** Those of some events from which a path leads to a goal, and comes by none of `past` on its way. */
export function leadingTo(flow: Flow, goal: EventId, events: readonly EventId[], past: ReadonlySet<EventId>): readonly EventId[] {
  const { first, next } = incoming(flow)
  const leads = new Uint8Array(flow.kinds.length)
  const open: EventId[] = [goal]
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (let edge = first[event] as EdgeId; edge >= 0; edge = next[edge] as EdgeId) {
      const from = flow.from[edge] as EventId
      if (leads[from] === 1) continue
      leads[from] = 1
      if (from !== goal && !past.has(from)) open.push(from)
    }
  }
  return events.filter((event) => leads[event] === 1)
}

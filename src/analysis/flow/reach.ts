import { isInside, type Node } from '../../utils/syntax.ts'
import { type EdgeId, type EdgeKind, type EventId, eventsOf, type Flow, lastReturning, nodeOf } from './graph.ts'

/** Whether a path may leave `event` by an edge of this kind for `to`. */
export type Follow = (event: EventId, edge: EdgeKind, to: EventId) => boolean

/** An event, or any of several. */
export type Goal = EventId | ReadonlySet<EventId>

/** The kinds of questions, as numbers: together with the event that one is about they tell it from all others of the flow. */
const FROM = 0
const PAST = 1
const TRUE = 2
const FALSE = 3
const ON_TRUE = 4
const ON_FALSE = 5
const KINDS = 6

/** A question asked more often than this is answered for all goals at once. */
const OFTEN = 3

/** Whether control can get from an event to another one, or to one of several, in at least one step, over edges that `follow` admits. */
export function reaches(flow: Flow, from: EventId, goal: Goal, follow?: Follow): boolean {
  return follow ? comesTo(flow, from, goal, follow) : asked(flow, FROM, from, from, goal)
}

/** Whether every path to `event` passes `before`. Never proven for an imprecise flow. */
export function dominates(flow: Flow, before: EventId, event: EventId): boolean {
  if (flow.imprecise) return false
  return before === event || before === flow.enter || !asked(flow, PAST, before, flow.enter, event, (from) => from !== before)
}

/** Whether every run that comes to its end makes the call, or whatever else `node` stands for; false where that is not known. */
export function isOnEveryWay(flow: Flow, node: Node): boolean {
  return !flow.imprecise && eventsOf(flow, node).some((event) => dominates(flow, event, flow.exit))
}

/**
 * Whether control can come to the goal where a test comes out true, or where it comes out false: an optional chain that is cut
 * short inside the test makes it false. `given`: with these outcomes of other tests.
 */
export function comesWhere(flow: Flow, test: EventId, outcome: boolean, goal: Goal, given?: ReadonlyMap<EventId, boolean>): boolean {
  const condition = nodeOf(flow, test)
  const agrees: Follow = (event, edge) => {
    const comes = event === test ? outcome : given?.get(event)
    if (comes !== undefined) return edge !== (comes ? 'false' : 'true')
    return !(outcome && edge === 'true' && flow.kinds[event] === 'nullish' && isInside(nodeOf(flow, event), condition))
  }
  return given ? comesTo(flow, flow.enter, goal, agrees) : asked(flow, outcome ? TRUE : FALSE, test, flow.enter, goal, agrees)
}

/** Whether one outcome of a test leads on to an event, before the test is asked again. */
export function leadsOn(flow: Flow, test: EventId, outcome: boolean, event: EventId): boolean {
  const edge: EdgeKind = outcome ? 'true' : 'false'
  return asked(flow, outcome ? ON_TRUE : ON_FALSE, test, test, event, (from, kind, to) => to !== test && (from !== test || kind === edge))
}

/** Answers a question about an event that is asked for many goals. */
function asked(flow: Flow, kind: number, about: EventId, from: EventId, goal: Goal, follow?: Follow): boolean {
  const { asked: known } = flow.memo
  const question = about * KINDS + kind
  const answer = known.get(question) ?? 0
  if (typeof answer === 'number' && answer < OFTEN) {
    known.set(question, answer + 1)
    return comesTo(flow, from, goal, follow)
  }
  const reached = typeof answer === 'number' ? allFrom(flow, from, follow) : answer
  if (reached !== answer) known.set(question, reached)
  return typeof goal === 'number' ? isReached(reached, goal) : [...goal].some((each) => isReached(reached, each))
}

/** A search that ends where the goal is found. */
function comesTo(flow: Flow, from: EventId, goal: Goal, follow: Follow | undefined): boolean {
  const lastGoal = typeof goal === 'number' ? goal : Math.max(-1, ...goal)
  const returning = lastReturning(flow)
  if (from >= lastGoal && from > returning) return false
  // What comes later than the goal and than all ways back never leads to it.
  const last = Math.max(lastGoal, returning)
  const seen = new Uint8Array(last + 1)
  const open: EventId[] = [from]
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (let edge = flow.firstOut[event] as EdgeId; edge >= 0; edge = flow.nextOut[edge] as EdgeId) {
      const to = flow.to[edge] as EventId
      if (to < 0 || to > last || seen[to] === 1 || (follow && !follow(event, flow.edgeKinds[edge] as EdgeKind, to))) continue
      if (typeof goal === 'number' ? to === goal : goal.has(to)) return true
      seen[to] = 1
      open.push(to)
    }
  }
  return false
}

/** All events that control can get to from one, as bits; `isReached` reads them. */
export function allFrom(flow: Flow, from: EventId, follow: Follow | undefined): Uint32Array {
  const reached = new Uint32Array((flow.kinds.length + 31) >>> 5)
  const open: EventId[] = [from]
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (let edge = flow.firstOut[event] as EdgeId; edge >= 0; edge = flow.nextOut[edge] as EdgeId) {
      const to = flow.to[edge] as EventId
      if (to < 0 || isReached(reached, to) || (follow && !follow(event, flow.edgeKinds[edge] as EdgeKind, to))) continue
      reached[to >>> 5] = (reached[to >>> 5] as number) | (1 << (to & 31))
      open.push(to)
    }
  }
  return reached
}

export function isReached(reached: Uint32Array, event: EventId): boolean {
  return ((reached[event >>> 5] as number) & (1 << (event & 31))) !== 0
}

import type { Loop } from '../../utils/nodes.ts'
import type { Node } from '../../utils/syntax.ts'
import { isInside } from '../../utils/syntax.ts'
import type { EdgeId, EdgeKind, EventId, EventKind, Flow } from './graph.ts'
import { eventsOf, incoming, lastReturning, nodeOf } from './graph.ts'

export type EventTest = (event: EventId) => boolean

// ---------------------------------------------------------------- suspension

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

export function eventsWhere(flow: Flow, test: EventTest): EventId[] {
  const events: EventId[] = []
  for (let event = 0; event < flow.kinds.length; event++) if (test(event)) events.push(event)
  return events
}

// ---------------------------------------------------------------- paths

/** Whether a path may leave `event` by an edge of this kind for `to`. */
export type Follow = (event: EventId, edge: EdgeKind, to: EventId) => boolean

/**
 * A shortest path of at least one edge from `start` to an event that `goal` accepts, over edges that `follow` admits: its
 * edges in order, or undefined where there is none.
 */
export function findPath(flow: Flow, start: EventId, goal: EventTest, follow: Follow = () => true): EdgeId[] | undefined {
  const cameBy = new Int32Array(flow.kinds.length).fill(-1)
  const queue: EventId[] = [start]
  for (let i = 0; i < queue.length; i++) {
    const event = queue[i] as EventId
    for (let edge = flow.firstOut[event] as EdgeId; edge >= 0; edge = flow.nextOut[edge] as EdgeId) {
      const to = flow.to[edge] as EventId
      if (cameBy[to] !== -1 || !follow(event, flow.edgeKinds[edge] as EdgeKind, to)) continue
      cameBy[to] = edge
      if (goal(to)) return pathTo(flow, start, to, cameBy)
      queue.push(to)
    }
  }
  return undefined
}

function pathTo(flow: Flow, start: EventId, goal: EventId, cameBy: Int32Array): EdgeId[] {
  const path: EdgeId[] = []
  let at = goal
  do {
    const edge = cameBy[at] as EdgeId
    path.push(edge)
    at = flow.from[edge] as EventId
  } while (at !== start)
  return path.reverse()
}

/** An event, or any of several. */
export type Goal = EventId | ReadonlySet<EventId>

/** Whether control can get from an event to another one, or to one of several, in at least one step, over edges that `follow` admits. */
export function reaches(flow: Flow, from: EventId, goal: Goal, follow?: Follow): boolean {
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

/** Some events, and all that control can get to from them. */
export function comingFrom(flow: Flow, starts: readonly EventId[]): ReadonlySet<EventId> {
  const found = new Set(starts)
  const open = [...starts]
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (let edge = flow.firstOut[event] as EdgeId; edge >= 0; edge = flow.nextOut[edge] as EdgeId) {
      const to = flow.to[edge] as EventId
      if (to < 0 || found.has(to)) continue
      found.add(to)
      open.push(to)
    }
  }
  return found
}

/**
 * The suspensions that a path from one event to another comes by, in the order of their numbers: on paths that do not come by the
 * first event again, nor by those of `without` on the way.
 */
export function suspensionsBetween(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): EventId[] {
  return suspensionPoints(flow).filter((gap) => isBetween(flow, gap, from, to, without))
}

/** Whether there is one: the same question, for less. */
export function suspendsBetween(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): boolean {
  return suspensionPoints(flow).some((gap) => isBetween(flow, gap, from, to, without))
}

/** Whether there is one on the way forward, that of no further round of a loop. */
export function suspendsOnward(flow: Flow, from: EventId, to: EventId, without: readonly EventId[] = []): boolean {
  return suspensionPoints(flow).some((gap) => gap > from && gap < to && isBetween(flow, gap, from, to, without))
}

function isBetween(flow: Flow, gap: EventId, from: EventId, to: EventId, without: readonly EventId[]): boolean {
  const isLeftOut = (event: EventId): boolean => without.includes(event)
  return reaches(flow, from, gap, (_, __, next) => !isLeftOut(next)) && reaches(flow, gap, to, (_, __, next) => next !== from && (next === to || !isLeftOut(next)))
}

/** Whether every path to `event` passes `before`. Never proven for an imprecise flow. */
export function dominates(flow: Flow, before: EventId, event: EventId): boolean {
  if (flow.imprecise) return false
  return before === event || before === flow.enter || !reaches(flow, flow.enter, event, (from) => from !== before)
}

/**
 * Whether control can come to the goal where a test comes out true, or where it comes out false: an optional chain that is cut
 * short inside the test makes it false. `given`: with these outcomes of other tests.
 */
export function comesWhere(flow: Flow, test: EventId, outcome: boolean, goal: Goal, given?: ReadonlyMap<EventId, boolean>): boolean {
  const condition = nodeOf(flow, test)
  const excluded: Follow = (event, edge) => {
    const comes = event === test ? outcome : given?.get(event)
    if (comes !== undefined) return edge !== (comes ? 'false' : 'true')
    return !(outcome && edge === 'true' && flow.kinds[event] === 'nullish' && isInside(nodeOf(flow, event), condition))
  }
  return reaches(flow, flow.enter, goal, excluded)
}

// ---------------------------------------------------------------- ways out

/** How control leaves an owner. */
export interface WayOut {
  /** In words for a message: the function returns, control reaches its end, an exception leaves it, its consumer gives up. */
  readonly how: 'return' | 'end' | 'throw' | 'stop'
  /** What makes it leave: the return, the throw, or what fails (await, call) or is given up (yield); the owner at its end. */
  readonly node: Node
  readonly event: EventId
  /** The events of the path, from the start to the exit, both included. */
  readonly path: readonly EventId[]
}

export interface Escapes {
  readonly normal: WayOut | undefined
  readonly exceptional: WayOut | undefined
}

/**
 * The ways from `start`, once it has achieved what it does, out of the owner that pass no event of `settled`: none where
 * every path is settled. Passing means reaching it, whether or not it then fails. `follow` restricts the paths further.
 * Undefined where nothing may be said.
 */
export function escapes(flow: Flow, start: EventId, settled: EventTest, follow?: Follow): Escapes | undefined {
  if (flow.imprecise) return undefined
  const unsettled: Follow = (event, edge, to) =>
    (event === start ? edge !== 'throw' && edge !== 'stop' : true) && !settled(to) && (!follow || follow(event, edge, to))
  const out = (exit: EventId): WayOut | undefined => {
    const path = findPath(flow, start, (event) => event === exit, unsettled)
    return path && wayOut(flow, path)
  }
  return { normal: out(flow.exit), exceptional: out(flow.thrown) }
}

/** What makes control leave at the end of a path that leads to an exit; finalisers on the way out are not the cause. */
export function wayOut(flow: Flow, path: readonly EdgeId[]): WayOut {
  const events = [...path.map((edge) => flow.from[edge] as EventId), flow.to[path.at(-1) as EdgeId] as EventId]
  const failed = events.at(-1) === flow.thrown
  for (let i = path.length - 1; i >= 0; i--) {
    const event = events[i] as EventId
    const how = cause(flow.kinds[event] as EventKind, flow.edgeKinds[path[i] as EdgeId] as EdgeKind, failed)
    if (how) return { how, node: nodeOf(flow, event), event, path: events }
  }
  return { how: 'end', node: flow.owner, event: flow.exit, path: events }
}

function cause(kind: EventKind, edge: EdgeKind, failed: boolean): WayOut['how'] | undefined {
  if (failed) return edge === 'throw' ? 'throw' : undefined
  if (edge === 'stop') return 'stop'
  return kind === 'return' ? 'return' : undefined
}

// ---------------------------------------------------------------- loops

/**
 * On which iterations of a loop that go on to the next one an event of `hit` is passed. `never` also where the loop never
 * comes to a second iteration. Undefined where nothing may be said.
 */
export function iterationsPassing(flow: Flow, loop: Loop, hit: EventTest): 'always' | 'sometimes' | 'never' | undefined {
  if (flow.imprecise) return undefined
  const within = (event: EventId): boolean => isInside(nodeOf(flow, event), loop)
  const heads = eventsOf(flow, loop).filter((event) => flow.kinds[event] === 'loop')
  const answers = new Set(heads.map((head) => {
    const going = goingRound(flow, head, within)
    if (!going.some(hit)) return 'never'
    return findPath(flow, head, (event) => event === head, (_, __, to) => within(to) && !hit(to)) ? 'sometimes' : 'always'
  }))
  return answers.size > 1 ? 'sometimes' : [...answers][0]
}

/** The events on the ways from a loop's head back to it; a loop is entered by its head only. */
function goingRound(flow: Flow, head: EventId, within: EventTest): EventId[] {
  const { first, next } = incoming(flow)
  const back = new Set<EventId>([head])
  for (const event of back) {
    for (let edge = first[event] as EdgeId; edge >= 0; edge = next[edge] as EdgeId) {
      const from = flow.from[edge] as EventId
      if (within(from)) back.add(from)
    }
  }
  return [...back]
}

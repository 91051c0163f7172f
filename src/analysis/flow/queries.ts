import type { Loop } from '../../utils/nodes.ts'
import type { Node } from '../../utils/syntax.ts'
import { isInside } from '../../utils/syntax.ts'
import type { EdgeId, EdgeKind, EventId, EventKind, Flow } from './graph.ts'
import { eventsOf, incoming, nodeOf } from './graph.ts'
import type { Follow } from './reach.ts'

export type EventTest = (event: EventId) => boolean

export function eventsWhere(flow: Flow, test: EventTest): EventId[] {
  const events: EventId[] = []
  for (let event = 0; event < flow.kinds.length; event++) if (test(event)) events.push(event)
  return events
}

// ---------------------------------------------------------------- paths

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

import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import type { Node } from '../../utils/syntax.ts'
import { type EdgeId, type EventId, type Flow, eventsOf } from '../flow/graph.ts'
import { type EventTest, findPath, type WayOut, wayOut } from '../flow/queries.ts'
import { type Follow } from '../flow/reach.ts'
import { isNothing } from '../resolve/bindings.ts'
import { both, worldsOf } from '../worlds.ts'

/**
 * Something acquired that must be given back: a lock, a pooled client, a worker, a port. One engine for all of them; what
 * acquires, gives back and hands on is for the caller to say.
 *
 * An event that acquires does so where it succeeds; one that gives back or hands on does so also where it fails.
 */
export interface Obligation {
  readonly flow: Flow
  /** Where it begins: after one of these events. */
  readonly acquired: readonly EventId[]
  /** Where it ends: given back, or handed on to somebody who will. */
  readonly settled: EventTest
  /** Whether the expression is the thing itself: a test that finds nothing there is a path on which it is not held. */
  readonly isHeld?: (node: Node) => boolean
  /** Edges that no path takes, for reasons of the caller's. */
  readonly follow?: Follow
}

/** The ways out of the function on which the obligation is still open. */
export interface Unmet {
  readonly normal: WayOut | undefined
  readonly exceptional: WayOut | undefined
}

/**
 * How control leaves the function with the obligation open, one example each; none where every path meets it, undefined
 * where nothing may be said. Conditions that cannot change between two tests are taken to turn out the same.
 */
export function unmet(sourceCode: SourceCode, obligation: Obligation): Unmet | undefined {
  const { flow, acquired } = obligation
  if (flow.imprecise) return undefined
  const found: { -readonly [way in keyof Unmet]: Unmet[way] } = { normal: undefined, exceptional: undefined }
  for (const world of worlds(sourceCode, obligation)) {
    const follow = whileHeld(obligation, world)
    for (const start of acquired) {
      const normal = found.normal ?? wayFrom(obligation, start, flow.exit, follow)
      const exceptional = found.exceptional ?? wayFrom(obligation, start, flow.thrown, follow)
      // The way out is short where all is well, the way in is as long as the function: so that comes last.
      if ((normal === found.normal && exceptional === found.exceptional) || !isReached(flow, start, world)) continue
      found.normal = normal
      found.exceptional = exceptional
    }
    if (found.normal && found.exceptional) break
  }
  return found
}

function wayFrom({ flow, settled }: Obligation, start: EventId, exit: EventId, follow: Follow): WayOut | undefined {
  const path = openPath(flow, start, (event) => event === exit, settled, follow)
  return path && wayOut(flow, path)
}

/** A path from behind `start` to a goal that passes no event which settles. */
function openPath(flow: Flow, start: EventId, goal: EventTest, settled: EventTest, follow: Follow): EdgeId[] | undefined {
  return findPath(flow, start, goal, (event, edge, to) => {
    if (event === start && (edge === 'throw' || edge === 'stop')) return false
    return (goal(to) || !settled(to)) && follow(event, edge, to)
  })
}

/** One way on which an obligation stays open: where it begins and ends, and all events of it. */
export interface Open {
  readonly from: EventId
  readonly to: EventId
  readonly path: readonly EventId[]
}

/**
 * Whether control may come from one of `starts` to an event of `goals` while the obligation is open: acquired again
 * without having been given back, for instance. That way, or undefined.
 */
export function openAt(sourceCode: SourceCode, obligation: Obligation, goals: EventTest): Open | undefined {
  const { flow, acquired, settled } = obligation
  if (flow.imprecise) return undefined
  for (const world of worlds(sourceCode, obligation)) {
    const follow = whileHeld(obligation, world)
    for (const from of acquired) {
      const path = openPath(flow, from, goals, settled, follow)
      if (path && isReached(flow, from, world)) return { from, to: flow.to[path.at(-1) as EdgeId] as EventId, path: [from, ...path.map((edge) => flow.to[edge] as EventId)] }
    }
  }
  return undefined
}

/**
 * A way from an event of `first` to one of `second`, both giving back, with no event of `acquires` between them: the second
 * gives back what is not held. The first has to have succeeded. Undefined where there is none.
 */
export function givenTwice(sourceCode: SourceCode, flow: Flow, first: readonly EventId[], second: EventTest, acquires: EventTest, follow?: Follow): Open | undefined {
  return openAt(sourceCode, { flow, acquired: first, settled: acquires, ...(follow && { follow }) }, second)
}

/** An event of `releases` that some path reaches without passing one of `acquires` first; undefined where there is none. */
export function givenUnheld(sourceCode: SourceCode, flow: Flow, releases: EventTest, acquires: EventTest, follow?: Follow): EventId | undefined {
  return openAt(sourceCode, { flow, acquired: [flow.enter], settled: acquires, ...(follow && { follow }) }, releases)?.to
}

/** The restrictions under which the paths of a flow are looked at, one for each way its conditions may turn out. */
function worlds(sourceCode: SourceCode, { flow, follow }: Obligation): readonly Follow[] {
  return worldsOf(sourceCode, flow).map((world) => both(world, follow))
}

/** The same behind the acquisition: what is held is there. */
function whileHeld({ flow, isHeld }: Obligation, world: Follow): Follow {
  return isHeld ? both(world, (event, edge) => !contradicts(flow, event, edge, isHeld)) : world
}

function contradicts(flow: Flow, event: EventId, edge: string, isHeld: (node: Node) => boolean): boolean {
  const kind = flow.kinds[event]
  const node = flow.nodes[event] as Node
  if (kind === 'test' && node.type === 'BinaryExpression') return isFoundMissing(node, edge, isHeld)
  const finds = (kind === 'test' && edge === 'false') || (kind === 'nullish' && edge === 'true')
  return finds && isHeld(node)
}

/** `child.pid === undefined`. */
function isFoundMissing({ operator, left, right }: TSESTree.BinaryExpression, edge: string, isHeld: (node: Node) => boolean): boolean {
  const missing = operator.startsWith('==') ? 'true' : operator.startsWith('!=') ? 'false' : undefined
  return missing === edge && ((isNothing(right) && isHeld(left)) || (isNothing(left) && isHeld(right)))
}

/** Whether control may come to the event at all. */
function isReached(flow: Flow, event: EventId, follow: Follow): boolean {
  return event === flow.enter || findPath(flow, flow.enter, (to) => to === event, follow) !== undefined
}

/** A test for the events of some nodes. */
export function eventsAt(flow: Flow, nodes: Iterable<Node>): EventTest {
  const events = new Set<EventId>()
  for (const node of nodes) for (const event of eventsOf(flow, node)) events.add(event)
  return (event) => events.has(event)
}

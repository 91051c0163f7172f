import type { EdgeId, EdgeKind, EventId, Flow } from './graph.ts'
import { incoming } from './graph.ts'

export type Direction = 'forward' | 'backward'

export interface Problem<S> {
  /** What holds at the start: forward where control comes in, backward at both exits. */
  readonly initial: S
  /**
   * What holds behind the event (backward: before it), when control takes (took) an edge of this kind; it must not change
   * `state`. `undefined`: control cannot take this edge, a test contradicts it for instance.
   */
  readonly transfer: (state: S, event: EventId, edge: EdgeKind) => S | undefined
  /** What holds where two paths meet. */
  readonly join: (a: S, b: S) => S
  readonly equal: (a: S, b: S) => boolean
  readonly direction?: Direction
}

/** Before each event, what holds there; undefined where control never comes. */
export type Solution<S> = readonly (S | undefined)[]

/** How often one event may be looked at before a problem counts as unsolvable. */
const MAX_VISITS = 64

/** Solves a dataflow problem; undefined where nothing may be said: the flow is imprecise, or the states never settle. */
export function solve<S>(flow: Flow, problem: Problem<S>): Solution<S> | undefined {
  const { transfer, join, equal } = problem
  const states = new Array<S | undefined>(flow.kinds.length).fill(undefined)
  const backward = problem.direction === 'backward'
  for (const start of backward ? [flow.exit, flow.thrown] : [flow.enter]) states[start] = problem.initial
  const settled = propagate(flow, problem.direction, (from, to, event, edge) => {
    const state = transfer(states[from] as S, event, edge)
    if (state === undefined) return false
    const known = states[to]
    const joined = known === undefined ? state : join(known, state)
    if (known !== undefined && equal(known, joined)) return false
    states[to] = joined
    return true
  })
  return settled ? states : undefined
}

/**
 * Carries changes along the edges until nothing changes. `carry` moves what holds at `from` to `to`, through `event` and
 * out of it by `edge`, and says whether that changed anything at `to`. Events are taken in the order of their numbers,
 * which is a topological order but for loops; a loop is settled before what follows it. False where it does not end.
 */
export function propagate(
  flow: Flow,
  direction: Direction | undefined,
  carry: (from: EventId, to: EventId, event: EventId, edge: EdgeKind) => boolean,
): boolean {
  if (flow.imprecise) return false
  const { from, to, edgeKinds } = flow
  const size = flow.kinds.length
  const backward = direction === 'backward'
  const into = backward ? incoming(flow) : undefined
  const first = into?.first ?? flow.firstOut
  const next = into?.next ?? flow.nextOut
  const ends = backward ? from : to
  const step = backward ? -1 : 1
  const due = new Uint8Array(size)
  const visits = new Uint8Array(size)
  for (const start of backward ? [flow.exit, flow.thrown] : [flow.enter]) due[start] = 1

  for (let at = backward ? size - 1 : 0; at >= 0 && at < size; ) {
    let following = at + step
    if (due[at] === 1) {
      due[at] = 0
      if ((visits[at] = (visits[at] as number) + 1) > MAX_VISITS) return false
      for (let edge = first[at] as EdgeId; edge >= 0; edge = next[edge] as EdgeId) {
        const end = ends[edge] as EventId
        if (!carry(at, end, from[edge] as EventId, edgeKinds[edge] as EdgeKind)) continue
        due[end] = 1
        if ((end - following) * step < 0) following = end
      }
    }
    at = following
  }
  return true
}

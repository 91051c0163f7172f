import type { CodeOwner, Node } from '../../utils/syntax.ts'

/**
 * What happens, one word per event. The node of an event is what it is about:
 *
 *   read     an identifier, a member expression, or the property of an object pattern (it reads that key)
 *   write    the target: identifier, member expression (`delete` writes too); `let x` without a value writes `undefined`
 *   call     a call or a tagged template        new     a `new` expression        import   an import expression
 *   await    an await expression; a `for await` statement, at its head and where it is left early
 *   yield    a yield expression
 *   test     a condition, without `!`, `&&`, `||`, `?:`, which are edges: true where it is truthy
 *   nullish  what stands left of `??`, `??=` or `?.`: true where it is null or undefined
 *   default  an assignment pattern: true where the default is taken
 *   case     a switch case: true where it matches
 *   next     a `for … of` or `for … in` statement: true where there is one more element
 *   loop     a loop statement: each iteration begins here
 *   closure  a function or class that is created; a static block, which runs here
 *   dispose  the declarator of a `using` or `await using` whose scope ends
 *   return   a return statement, or the body of a concise arrow function
 *   throw    a throw statement
 *   enter, exit, thrown   the owner: where control comes in, goes out, and leaves by an exception
 */
export type EventKind =
  | 'read' | 'write' | 'call' | 'new' | 'import' | 'await' | 'yield'
  | 'test' | 'nullish' | 'default' | 'case' | 'next' | 'loop'
  | 'closure' | 'dispose' | 'return' | 'throw' | 'enter' | 'exit' | 'thrown'

/**
 * How control gets from one event to the next. `throw`: the event fails. `stop`: the consumer of a generator gives up at
 * this `yield`. What an event achieves, it achieves on neither of these two; what it gives back, it gives back on all.
 */
export type EdgeKind = 'normal' | 'true' | 'false' | 'throw' | 'stop'

/** An event's number: every edge but those back to a `loop` leads to a higher one. */
export type EventId = number
export type EdgeId = number

/** The control flow of one owner. Code that is never reached has no events; a `finally` has some for each way through it. */
export interface Flow {
  readonly owner: CodeOwner
  readonly kinds: readonly EventKind[]
  readonly nodes: readonly Node[]
  readonly enter: EventId
  readonly exit: EventId
  readonly thrown: EventId
  /** Paths were merged, or the code is too large: no analysis may speak about this owner. */
  readonly imprecise: boolean
  /** The edges, by number. */
  readonly from: readonly EventId[]
  readonly to: readonly EventId[]
  readonly edgeKinds: readonly EdgeKind[]
  /** The edges out of an event are a list: the first by event, the following by edge, -1 at the end. */
  readonly firstOut: readonly EdgeId[]
  readonly nextOut: readonly EdgeId[]
  /** What follows from all that, once it was asked. */
  readonly memo: FlowMemo
}

/** A test, with the expression whose value decides. */
export interface Test {
  readonly event: EventId
  readonly node: Node
}

export interface FlowMemo {
  byNode?: ReadonlyMap<Node, readonly EventId[]>
  suspensions?: readonly EventId[]
  lastReturning?: EventId
  tests?: readonly Test[]
  byCondition?: ReadonlyMap<Node, readonly Test[]>
  /** The tests that ask for what a caller wishes, or for what is configured. */
  wishes?: readonly EventId[]
  incoming?: Incoming
  /** How often each question of `reach.ts` was asked, or its answer for all events, one bit for each. */
  readonly asked: Map<number, number | Uint32Array>
}

const NO_EVENTS: readonly EventId[] = []

function indexed(nodes: readonly Node[]): Map<Node, readonly EventId[]> {
  const byNode = new Map<Node, readonly EventId[]>()
  for (let event = 0; event < nodes.length; event++) {
    const node = nodes[event] as Node
    const events = byNode.get(node)
    byNode.set(node, events ? [...events, event] : [event])
  }
  return byNode
}

/** The events of a node in the order of their numbers; none where it is never reached or belongs to another owner. */
export function eventsOf(flow: Flow, node: Node): readonly EventId[] {
  return (flow.memo.byNode ??= indexed(flow.nodes)).get(node) ?? NO_EVENTS
}

/** The last event from which control goes back to an earlier one; -1 where nothing repeats. Behind it, what comes later has a higher number. */
export function lastReturning(flow: Flow): EventId {
  const { from, to, memo } = flow
  if (memo.lastReturning !== undefined) return memo.lastReturning
  let last = -1
  for (let edge = 0; edge < from.length; edge++) if ((to[edge] as EventId) >= 0 && (to[edge] as EventId) <= (from[edge] as EventId)) last = Math.max(last, from[edge] as EventId)
  return (memo.lastReturning = last)
}

/** What an event is about. */
export function nodeOf(flow: Flow, event: EventId): Node {
  return flow.nodes[event] ?? flow.owner
}

/** The edges out of an event. */
export function edgesFrom(flow: Flow, event: EventId): EdgeId[] {
  const edges: EdgeId[] = []
  for (let edge = flow.firstOut[event] as EdgeId; edge >= 0; edge = flow.nextOut[edge] as EdgeId) edges.push(edge)
  return edges
}

export interface Incoming {
  readonly first: Int32Array
  readonly next: Int32Array
}

/** The edges into each event, as lists like those of `Flow`. */
export function incoming(flow: Flow): Incoming {
  return (flow.memo.incoming ??= linkedBack(flow))
}

function linkedBack(flow: Flow): Incoming {
  const first = new Int32Array(flow.kinds.length).fill(-1)
  const next = new Int32Array(flow.to.length)
  for (let edge = flow.to.length - 1; edge >= 0; edge--) {
    const to = flow.to[edge] as EventId
    next[edge] = first[to] as number
    first[to] = edge
  }
  return { first, next }
}

import type { TSESTree } from '@typescript-eslint/utils'

import type { Call, CodeOwner, Node } from '../../utils/syntax.ts'
import type { EdgeId, EdgeKind, EventId, EventKind, Flow } from './graph.ts'
import type { Open, Target } from './scope.ts'
import { breakTarget, continueTarget, merged, route, Scope } from './scope.ts'

/** What is known of a call's end: it may throw, always throws, or ends the program. */
export type CallEnd = 'may throw' | 'throws' | 'ends'

export interface FlowOptions {
  /** Calls are taken to return unless this says otherwise. */
  readonly callEnd?: (call: Call) => CallEnd | undefined
}

/** Where a condition leads. */
export interface Branches {
  readonly yes: Open
  readonly no: Open
}

/** More is not looked at: the flow ends there, imprecise. */
const MAX_EVENTS = 20_000
const MAX_DEPTH = 1_000
/** Finalisers inside finalisers multiply: below this depth, one copy serves all ways. */
const COPIED_DEPTH = 2

/**
 * Lays out events one after the other. `open` holds the edges that the next event will be reached by; where it is empty,
 * control never comes, and nothing is laid out.
 */
export class Builder {
  open: Open = []
  scope = new Scope(undefined, { scope: undefined, edges: [] })
  imprecise = false
  readonly callEnd: FlowOptions['callEnd']

  private readonly owner: CodeOwner
  private readonly returned: Target = { scope: undefined, edges: [] }
  private readonly kinds: EventKind[] = []
  private readonly nodes: Node[] = []
  private readonly from: EventId[] = []
  private readonly to: EventId[] = []
  private readonly edgeKinds: EdgeKind[] = []
  private readonly firstOut: EdgeId[] = []
  private readonly nextOut: EdgeId[] = []
  private depth = 0
  private finalisers = 0

  constructor(owner: CodeOwner, options: FlowOptions) {
    this.owner = owner
    this.callEnd = options.callEnd
    this.open = [this.edge(this.add('enter', owner), 'normal')]
  }

  get alive(): boolean {
    return this.open.length > 0
  }

  /** The number that the next event will have. */
  get size(): EventId {
    return this.kinds.length
  }

  finish(): Flow {
    const { owner, kinds, nodes, from, to, edgeKinds, firstOut, nextOut, imprecise } = this
    this.return()
    const exit = this.add('exit', owner)
    this.direct(this.returned.edges, exit)
    const thrown = this.add('thrown', owner)
    this.direct(this.scope.thrown.edges, thrown)
    return { owner, kinds, nodes, enter: 0, exit, thrown, imprecise, from, to, edgeKinds, firstOut, nextOut, memo: { asked: new Map() } }
  }

  // ---------------------------------------------------------------- events and edges

  /** The next event; what comes after follows it. Its number, -1 where control never comes. */
  emit(kind: EventKind, node: Node): EventId {
    const event = this.land(kind, node)
    if (event < 0) return event
    const edge = this.edge(event, 'normal')
    if (this.open.length === 1) this.open[0] = edge
    else this.open = [edge]
    return event
  }

  /** The next event, a question; what comes after is up to its two edges. */
  branch(kind: EventKind, node: Node): Branches {
    const event = this.land(kind, node)
    if (event < 0) return { yes: [], no: [] }
    this.open = []
    return { yes: [this.edge(event, 'true')], no: [this.edge(event, 'false')] }
  }

  /** The next event, from which nothing follows. */
  last(kind: EventKind, node: Node): EventId {
    const event = this.land(kind, node)
    this.open = []
    return event
  }

  /** The event may fail. */
  raise(event: EventId): void {
    if (event >= 0) route(this.scope, this.scope.thrown).push(this.edge(event, 'throw'))
  }

  /** The generator may be given up at the event. */
  stop(event: EventId): void {
    if (event >= 0) route(this.scope, this.returned).push(this.edge(event, 'stop'))
  }

  /** Control that stands here goes back to an event, a loop's head. */
  backTo(event: EventId): void {
    if (event >= 0) this.direct(this.take(), event)
  }

  /** Control that stands here, taken away. */
  take(): Open {
    const { open } = this
    this.open = []
    return open
  }

  /** More control comes in here. */
  join(edges: Open): void {
    this.open = merged(this.open, edges)
  }

  /** The event is a call of which nothing says that it fails. */
  called(event: EventId): void {
    const { thrown } = this.scope
    if (event >= 0 && route(this.scope, thrown) === thrown.edges) thrown.lastCall = event
  }

  /**
   * Somebody expects an exception of the code laid out since `start`. Where none is known, it comes from the last call; without
   * calls, from the last read.
   */
  expectException(start: EventId): void {
    const { edges, lastCall } = this.scope.thrown
    if (edges.length > 0) return
    const calls = this.kinds.includes('call', start) || this.kinds.includes('new', start)
    const event = calls ? lastCall : this.kinds.lastIndexOf('read')
    if (event !== undefined && event >= start) this.raise(event)
  }

  /** Adds an event and leads all control that stands here to it. */
  private land(kind: EventKind, node: Node): EventId {
    if (this.open.length === 0) return -1
    if (this.kinds.length >= MAX_EVENTS) {
      this.imprecise = true
      append(this.returned.edges, this.take())
      return -1
    }
    const event = this.add(kind, node)
    this.direct(this.open, event)
    return event
  }

  private add(kind: EventKind, node: Node): EventId {
    this.nodes.push(node)
    this.firstOut.push(-1)
    return this.kinds.push(kind) - 1
  }

  private edge(from: EventId, kind: EdgeKind): EdgeId {
    const edge = this.from.push(from) - 1
    this.to.push(-1)
    this.edgeKinds.push(kind)
    this.nextOut.push(this.firstOut[from] as EdgeId)
    this.firstOut[from] = edge
    return edge
  }

  private direct(edges: Open, event: EventId): void {
    for (let i = 0; i < edges.length; i++) this.to[edges[i] as EdgeId] = event
  }

  // ---------------------------------------------------------------- jumps

  return(): void {
    this.jump(this.returned)
  }

  break(label: string | undefined): void {
    const target = breakTarget(this.scope, label)
    if (target) this.jump(target)
  }

  continue(label: string | undefined): void {
    const target = continueTarget(this.scope, label)
    if (target) this.jump(target)
  }

  private jump(target: Target): void {
    if (this.open.length > 0) append(route(this.scope, target), this.take())
  }

  // ---------------------------------------------------------------- scopes

  /** A target that jumps out of scopes opened later can go to. */
  target(): Target {
    return { scope: this.scope, edges: [] }
  }

  /** Opens a scope; exceptions in it go to `thrown`, if that is given. */
  enter(thrown: Target = this.scope.thrown): Scope {
    this.scope = new Scope(this.scope, thrown)
    return this.scope
  }

  enterFinaliser(disposed?: TSESTree.VariableDeclarator): void {
    const scope = this.enter()
    scope.waiting = new Map()
    scope.disposed = disposed
  }

  leave(): void {
    this.scope = this.scope.outer ?? this.scope
  }

  /** Leaves the innermost scope, a finaliser: `lay` lays its code out, once for each place that control goes to afterwards. */
  leaveFinaliser(lay: () => void): void {
    const { waiting, outer } = this.scope
    const after: Target = { scope: outer, edges: [] }
    this.jump(after)
    this.leave()
    const ways = [...(waiting ?? [])].filter(([, edges]) => edges.length > 0)
    this.finalisers++
    if (ways.length > 1 && this.finalisers > COPIED_DEPTH) this.merge(ways, lay)
    else {
      for (const [target, edges] of ways) {
        this.open = edges
        lay()
        this.jump(target)
      }
    }
    this.finalisers--
    this.open = after.edges
  }

  private merge(ways: readonly (readonly [Target, Open])[], lay: () => void): void {
    this.imprecise = true
    this.open = ways.flatMap(([, edges]) => edges)
    lay()
    const ends = this.take()
    const distinct = [...new Map(ends.map((edge) => [`${String(this.edgeKinds[edge])} ${String(this.from[edge])}`, edge])).values()]
    ways.forEach(([target], i) => {
      this.open = i === 0 ? ends : distinct.map((edge) => this.edge(this.from[edge] as EventId, this.edgeKinds[edge] as EdgeKind))
      this.jump(target)
    })
  }

  // ---------------------------------------------------------------- depth

  /** Guards a step down in the tree, which `up` ends. False: what is below has to be left out. */
  down(): boolean {
    if (++this.depth <= MAX_DEPTH) return true
    this.imprecise = true
    return false
  }

  up(): void {
    this.depth--
  }
}

function append(edges: Open, more: Open): void {
  for (let i = 0; i < more.length; i++) edges.push(more[i] as EdgeId)
}

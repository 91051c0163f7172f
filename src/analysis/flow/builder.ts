import type { TSESTree } from '@typescript-eslint/utils'

import type { Call, CodeOwner, Node } from '../../utils/syntax.ts'
import type { EdgeId, EdgeKind, EventId, EventKind, Flow } from './graph.ts'
import { EventIndex } from './graph.ts'

/** What is known of a call's end: it may throw, always throws, or ends the program. */
export type CallEnd = 'may throw' | 'throws' | 'ends'

export interface FlowOptions {
  /** Calls are taken to return unless this says otherwise. */
  readonly callEnd?: (call: Call) => CallEnd | undefined
}

/** Edges that wait for the event they lead to. Each list is handed on, never shared. */
export type Open = EdgeId[]

/** Where a condition leads. */
export interface Branches {
  readonly yes: Open
  readonly no: Open
}

/** A place that jumps go to; a jump leaves every scope inside `scope`. */
export interface Target {
  readonly scope: Scope | undefined
  readonly edges: Open
}

/** What a jump out of a stretch of code has to heed. */
export interface Scope {
  readonly outer: Scope | undefined
  /** Where exceptions go. */
  readonly thrown: Target
  /** A finaliser: the edges that have to pass it, by where they go afterwards. */
  readonly waiting: Map<Target, Open> | undefined
  /** The finaliser is that of a `using` declaration. */
  readonly disposed: TSESTree.VariableDeclarator | undefined
  /** A statement that can be left by `break`, or a loop, that can also be continued. */
  readonly breaks: Target | undefined
  readonly continues: Target | undefined
  readonly labels: readonly string[]
  /** A `break` without label means it too. */
  readonly plain: boolean
}

const MAX_EVENTS = 20_000
const MAX_DEPTH = 1_000
/** Finalisers inside finalisers multiply: from this depth on, one copy serves all ways. */
const COPIED_DEPTH = 2

/**
 * Lays out events one after the other. `open` holds the edges that the next event will be reached by; where it is empty,
 * control never comes, and nothing is laid out.
 */
export class Builder {
  open: Open = []
  scope: Scope
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
    const thrown: Target = { scope: undefined, edges: [] }
    this.scope = scopeOf(undefined, { thrown })
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
    this.jump(this.returned)
    const exit = this.add('exit', owner)
    this.direct(this.returned.edges, exit)
    const thrown = this.add('thrown', owner)
    this.direct(this.scope.thrown.edges, thrown)
    return { owner, kinds, nodes, enter: 0, exit, thrown, imprecise, from, to, edgeKinds, firstOut, nextOut, index: new EventIndex() }
  }

  // ---------------------------------------------------------------- events and edges

  /** The next event; what comes after follows it. Its number, -1 where control never comes. */
  emit(kind: EventKind, node: Node): EventId {
    const event = this.land(kind, node)
    if (event >= 0) this.open = [this.edge(event, 'normal')]
    return event
  }

  /** The next event, a question; what comes after is up to its two edges. */
  branch(kind: EventKind, node: Node): Branches {
    const event = this.land(kind, node)
    return event < 0 ? { yes: [], no: [] } : { yes: [this.edge(event, 'true')], no: [this.edge(event, 'false')] }
  }

  /** The next event, from which nothing follows. */
  land(kind: EventKind, node: Node): EventId {
    if (this.open.length === 0) return -1
    if (this.kinds.length >= MAX_EVENTS) {
      this.imprecise = true
      append(this.returned.edges, this.take())
      return -1
    }
    const event = this.add(kind, node)
    this.direct(this.take(), event)
    return event
  }

  /** The event may fail. */
  raise(event: EventId): void {
    if (event >= 0) this.route(this.scope.thrown).push(this.edge(event, 'throw'))
  }

  /** The generator may be given up at the event. */
  stop(event: EventId): void {
    if (event >= 0) this.route(this.returned).push(this.edge(event, 'stop'))
  }

  /** Control that stands here goes back to an event, a loop's head. */
  backTo(event: EventId): void {
    if (event >= 0) this.direct(this.take(), event)
  }

  /** Control that stands here, taken away. */
  take(): Open {
    const open = this.open
    this.open = []
    return open
  }

  /** More control comes in here. */
  join(edges: Open): void {
    if (this.open.length === 0) this.open = edges
    else append(this.open, edges)
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

  /** The last call of those events that came from `start` on; without a call, the last event. */
  lastCall(start: EventId): EventId {
    const last = this.kinds.length - 1
    for (let event = last; event >= start; event--) {
      const kind = this.kinds[event]
      if (kind === 'call' || kind === 'new') return event
    }
    return last >= start ? last : -1
  }

  // ---------------------------------------------------------------- jumps

  return(): void {
    this.jump(this.returned)
  }

  jump(target: Target): void {
    if (this.open.length > 0) append(this.route(target), this.take())
  }

  /** The list that an edge to `target` has to wait in: that of the first finaliser on the way, or the target's own. */
  private route(target: Target): Open {
    for (let scope: Scope | undefined = this.scope; scope && scope !== target.scope; scope = scope.outer) {
      if (!scope.waiting) continue
      let edges = scope.waiting.get(target)
      if (!edges) scope.waiting.set(target, (edges = []))
      return edges
    }
    return target.edges
  }

  break(label: string | undefined): void {
    let scope: Scope | undefined = this.scope
    while (scope && !(scope.breaks && (label === undefined ? scope.plain : scope.labels.includes(label)))) scope = scope.outer
    if (scope?.breaks) this.jump(scope.breaks)
  }

  continue(label: string | undefined): void {
    let scope: Scope | undefined = this.scope
    while (scope && !(scope.continues && (label === undefined || scope.labels.includes(label)))) scope = scope.outer
    if (scope?.continues) this.jump(scope.continues)
  }

  enter(part: Part): Scope {
    this.scope = scopeOf(this.scope, part)
    return this.scope
  }

  leave(): void {
    this.scope = this.scope.outer ?? this.scope
  }

  target(): Target {
    return { scope: this.scope, edges: [] }
  }

  // ---------------------------------------------------------------- finalisers

  enterFinaliser(disposed?: TSESTree.VariableDeclarator): void {
    this.enter({ waiting: new Map(), disposed })
  }

  /** Leaves the innermost scope, a finaliser: `lay` lays its code out, once for each place that control goes to afterwards. */
  leaveFinaliser(lay: () => void): void {
    const { waiting } = this.scope
    const after: Target = { scope: this.scope.outer, edges: [] }
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
    ways.forEach(([target], i) => {
      this.open = i === 0 ? ends.slice() : ends.map((edge) => this.edge(this.from[edge] as EventId, this.edgeKinds[edge] as EdgeKind))
      this.jump(target)
    })
  }

  // ---------------------------------------------------------------- depth

  /** Guards a step down in the tree: too deep means that what is below is left out. Pairs with `up`. */
  down(): boolean {
    if (++this.depth <= MAX_DEPTH) return true
    this.imprecise = true
    return false
  }

  up(): void {
    this.depth--
  }
}

type Part = { readonly [K in keyof Scope]?: Scope[K] | undefined }

function scopeOf(outer: Scope | undefined, part: Part): Scope {
  return {
    outer,
    thrown: part.thrown ?? outer?.thrown ?? { scope: undefined, edges: [] },
    waiting: part.waiting,
    disposed: part.disposed,
    breaks: part.breaks,
    continues: part.continues,
    labels: part.labels ?? [],
    plain: part.plain ?? false,
  }
}

function append(edges: Open, more: Open): void {
  for (let i = 0; i < more.length; i++) edges.push(more[i] as EdgeId)
}

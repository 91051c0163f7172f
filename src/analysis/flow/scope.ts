import type { TSESTree } from '@typescript-eslint/utils'

import type { EdgeId, EventId } from './graph.ts'

/** Edges that wait for the event they lead to. Each list is handed on, never shared. */
export type Open = EdgeId[]

/** Both lists in one of them: the shorter is moved, so that nesting costs no more than its edges. */
export function merged(a: Open, b: Open): Open {
  const [long, short] = a.length < b.length ? [b, a] : [a, b]
  for (let i = 0; i < short.length; i++) long.push(short[i] as EdgeId)
  return long
}

/** A place that jumps go to; a jump leaves every scope inside `scope`. */
export interface Target {
  readonly scope: Scope | undefined
  readonly edges: Open
  /** Of a catch: the last call whose exception would come straight to it. */
  lastCall?: EventId
}

const NO_LABELS: readonly string[] = []

/** A stretch of code that jumps out of it, or exceptions, have to heed. */
export class Scope {
  readonly outer: Scope | undefined
  /** Where exceptions go. */
  readonly thrown: Target
  /** A finaliser: the edges that have to pass it, by where they go afterwards. */
  waiting: Map<Target, Open> | undefined = undefined
  /** The finaliser is that of a `using` declaration. */
  disposed: TSESTree.VariableDeclarator | undefined = undefined
  /** A statement that can be left by `break`, or a loop, that can also be continued. */
  breaks: Target | undefined = undefined
  continues: Target | undefined = undefined
  labels: readonly string[] = NO_LABELS
  /** A `break` without label means it too. */
  plain = false

  constructor(outer: Scope | undefined, thrown: Target) {
    this.outer = outer
    this.thrown = thrown
  }
}

/** Where a `break` at `scope` goes; undefined in code that is wrong. */
export function breakTarget(scope: Scope, label: string | undefined): Target | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    if (at.breaks && (label === undefined ? at.plain : at.labels.includes(label))) return at.breaks
  }
  return undefined
}

export function continueTarget(scope: Scope, label: string | undefined): Target | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    if (at.continues && (label === undefined || at.labels.includes(label))) return at.continues
  }
  return undefined
}

/** The list that an edge from `scope` to `target` has to wait in: that of the first finaliser on the way, or the target's own. */
export function route(scope: Scope, target: Target): Open {
  for (let at: Scope | undefined = scope; at && at !== target.scope; at = at.outer) {
    if (!at.waiting) continue
    let edges = at.waiting.get(target)
    if (!edges) at.waiting.set(target, (edges = []))
    return edges
  }
  return target.edges
}

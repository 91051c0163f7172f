import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf, type EventId, type Flow } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'

/**
 * Whether what happens at `change` may have happened when `use` is reached, with nothing of `unless` in between. Within one
 * function there must be a path; what a function around does must stand before; the module's own code has run. Otherwise no.
 */
export function mayPrecede(sourceCode: SourceCode, change: Node, use: Node, unless: readonly Node[] = []): boolean {
  const owner = ownerOf(change)
  if (isFunction(owner) && !isInside(use, owner)) return false
  const flow = flowOf(sourceCode, owner)
  const from = flow.imprecise ? [] : eventsOf(flow, change)
  const to = flow.imprecise ? [] : eventsOf(flow, within(use, owner))
  if (from.length === 0 || to.length === 0) return change.range[0] < use.range[0]
  return hasPath(flow, from, to, unless)
}

/** Whether the start of a function reaches `use` with nothing of `unless` in between. */
export function survives(sourceCode: SourceCode, owner: CodeOwner, use: Node, unless: readonly Node[]): boolean {
  const flow = flowOf(sourceCode, owner)
  const to = flow.imprecise ? [] : eventsOf(flow, within(use, owner))
  return to.length === 0 || hasPath(flow, [flow.enter], to, unless)
}

function hasPath(flow: Flow, from: readonly EventId[], to: readonly EventId[], unless: readonly Node[]): boolean {
  const blocked = new Set(unless.flatMap((node) => eventsOf(flow, node)))
  const goals = new Set(to)
  return from.some(
    (event) =>
      findPath(
        flow,
        event,
        (at) => goals.has(at),
        (at) => at === event || !blocked.has(at),
      ) !== undefined,
  )
}

/** The event of an owner that stands for a node: itself, or the function around it that is created there. */
function within(node: Node, owner: CodeOwner): Node {
  let at = node
  for (let around: Node = ownerOf(at); around !== owner && isFunction(around); around = ownerOf(at)) at = around
  return at
}

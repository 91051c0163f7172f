import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, ownerOf } from '../../utils/syntax.ts'
import { nameOf } from '../resolve/functions.ts'

/** How many functions a place may be nested in. */
const MOST_NESTED = 8

/**
 * Where, in the code of `owner` itself, the code at `node` is run or handed on: the node, the closure around it, or the
 * places that use the named function around it. Empty where that is nowhere in `owner`.
 */
export function pointsIn(sourceCode: SourceCode, owner: CodeOwner, node: Node): readonly Node[] {
  const points: Node[] = []
  const seen = new Set<Node>()
  const queue: { readonly at: Node; readonly depth: number }[] = [{ at: node, depth: 0 }]
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { at, depth } = next
    if (seen.has(at)) continue
    seen.add(at)
    const around = ownerOf(at)
    if (around === owner) points.push(at)
    else if (isFunction(around) && depth < MOST_NESTED) for (const each of occurrences(sourceCode, around)) queue.push({ at: each, depth: depth + 1 })
  }
  return points
}

/** The closure where it is made, or the uses of its name. */
export function occurrences(sourceCode: SourceCode, function_: FunctionNode): readonly Node[] {
  const name = nameOf(sourceCode, function_)
  if (!name) return [function_]
  return name.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier)
}

/** The functions around `node` inside `owner`, the innermost first. */
export function functionsBetween(node: Node, owner: Node): readonly FunctionNode[] {
  const functions: FunctionNode[] = []
  for (let at: Node | undefined = node.parent; at && at !== owner; at = at.parent) if (isFunction(at)) functions.push(at)
  return functions
}

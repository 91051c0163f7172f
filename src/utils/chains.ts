import type { TSESTree } from '@typescript-eslint/utils'

import { keyName, type Node, unwrap, wrapped } from './syntax.ts'

/** A call that hangs something on a promise: `load().then(show)`. */
export interface Link {
  readonly call: TSESTree.CallExpression
  readonly by: 'then' | 'catch' | 'finally'
  /** What it hangs on, as it is written. */
  readonly promise: Node
}

/** The link that an expression is; undefined for all others. */
export function linkAt(node: Node | null | undefined): Link | undefined {
  const call = node && unwrap(node)
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  const by = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
  return call?.type === 'CallExpression' && callee?.type === 'MemberExpression' && isLinkName(by) ? { call, by, promise: callee.object } : undefined
}

/** The link that hangs on a promise where that stands: `.then(show)` on the `load()` of `load().then(show)`. */
export function linkOn(promise: Node): Link | undefined {
  const outer = wrapped(promise)
  const { parent } = outer
  const link = parent?.type === 'MemberExpression' && parent.object === outer ? linkAt(wrapped(parent).parent) : undefined
  return link && wrapped(link.promise) === outer ? link : undefined
}

/** What a chain begins with: `load()` of `load().then(show).catch(report)`. What is no chain is its own beginning. */
export function startOfChain(end: Node): Node {
  let at = unwrap(end)
  for (let link = linkAt(at); link; link = linkAt(at)) at = unwrap(link.promise)
  return at
}

/** The last link of the chain that hangs on a promise, or the promise itself. */
export function endOfChain(start: Node): Node {
  let at = wrapped(start)
  for (let link = linkOn(at); link; link = linkOn(at)) at = wrapped(link.call)
  return at
}

function isLinkName(name: string | undefined): name is Link['by'] {
  return name === 'then' || name === 'catch' || name === 'finally'
}

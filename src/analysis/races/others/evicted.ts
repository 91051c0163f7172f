import { evicting } from '../../../knowledge/reading.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isFunction, isInside, listsAround, type Node, ownerOf, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { isElementCallback } from '../harm/elements.ts'
import { decides } from '../reads/control.ts'
import type { Use } from './elsewhere.ts'

/**
 * Whether entries are taken out because they are old, or too many: `for (const [id, { at }] of known) if (now - at > TTL) known.delete(id)`.
 * What somebody stores after that is as good as what was stored before; who invalidates something says which.
 */
export function isEviction(sourceCode: SourceCode, { node, owner, does }: Use): boolean {
  if (does !== 'remove' || !isFunction(owner)) return false
  // `if (known.size > MOST) oldest.forEach((id) => known.delete(id))`: the list, or each of it, is asked for its age.
  const run = isElementCallback(owner) ? wrapped(owner).parent : undefined
  if (!run && !goesThrough(sourceCode, node)) return false
  return isChosenByAge(sourceCode, owner, node) || (run !== undefined && isChosenByAge(sourceCode, ownerOf(run), run))
}

function isChosenByAge(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return false
  const events = eventsOf(flow, node)
  return testsOf(flow).some((test) => isOfAge(sourceCode, test.node) && events.some((event) => decides(flow, test, event) !== undefined))
}

/** `load().then((rows) => { kept = rows }).catch(() => { kept = undefined })`: it is emptied where this run has come to nothing that it could store. */
export function isOfOwnFailure({ node }: Use, write: Node): boolean {
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) {
    const reaction = reactionOf(fn)
    if (reaction) return reaction.on === 'rejected' && isInside(write, reaction.promise)
  }
  return false
}

/** Whether the entry is chosen by a loop, not by a caller. */
function goesThrough(sourceCode: SourceCode, node: Node): boolean {
  return listsAround(node).length > 0 || nodesOf(sourceCode).loops.some((loop) => isInside(node, loop))
}

/** `now - entry.at >= entry.ttl`, `known.size <= MOST`. */
function isOfAge(sourceCode: SourceCode, test: Node): boolean {
  if (test.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(test.operator)) return false
  let found = false
  walkOwn(sourceCode, test, (node) => {
    found ||= node.type === 'Identifier' && evicting.test(node.name)
  })
  return found
}

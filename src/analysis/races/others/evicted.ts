import { listings } from '../../../knowledge/collections.ts'
import { timers } from '../../../knowledge/lives.ts'
import { evicting } from '../../../knowledge/reading.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, listsAround, literalText, type Node, ownerOf, sizedIn, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { outcomeForNothing } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { isElementCallback } from '../harm/elements.ts'
import { decides } from '../reads/control.ts'
import type { Use } from './elsewhere.ts'

/**
 * Whether entries are taken out because they are old, or too many: `for (const [id, { at }] of known) if (now - at > TTL) known.delete(id)`.
 * What somebody stores after that is as good as what was stored before; who invalidates something says which.
 */
export function isEviction(sourceCode: SourceCode, { node, owner, does }: Use): boolean {
  if (does !== 'remove' || !isFunction(owner)) return false
  if (isExpiry(sourceCode, owner, node)) return true
  // `if (known.size > MOST) oldest.forEach((id) => known.delete(id))`: the list, or each of it, is asked for its age.
  const run = isElementCallback(owner) ? wrapped(owner).parent : undefined
  if (!run && !goesThrough(sourceCode, node)) return false
  return isChosenByAge(sourceCode, owner, node) || (run !== undefined && isChosenByAge(sourceCode, ownerOf(run), run))
}

/** `setTimeout(() => known.delete(key), TTL)`: a timer that does nothing but take the entry out when it is old. */
function isExpiry(sourceCode: SourceCode, owner: FunctionNode, node: Node): boolean {
  const [only, second] = owner.body.type === 'BlockStatement' ? owner.body.body : [owner.body]
  const done = only?.type === 'ExpressionStatement' ? only.expression : only
  return done !== undefined && !second && unwrap(done) === node && handingsOf(sourceCode, owner).some(({ path }) => path !== undefined && timers.includes(path))
}

function isChosenByAge(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return false
  const events = eventsOf(flow, node)
  return testsOf(flow).some((test) => isOfAge(sourceCode, test.node) && events.some((event) => decides(flow, test, event) !== undefined))
}

/**
 * Whether emptying takes nothing from anybody who is to know: `if (known.size > MOST) known = new Map()`, where there is too much, and
 * `if (!this.sums) this.sums = {}`, where there was nothing yet.
 */
export function isRoomMade(sourceCode: SourceCode, { node, owner, does }: Use): boolean {
  const place = does === 'empty' && isFunction(owner) ? emptiedBy(node) : undefined
  const flow = place && flowOf(sourceCode, owner)
  if (!place || !flow || flow.imprecise) return false
  const text = sourceCode.getText(place)
  const isPlace = (each: Node): boolean => sourceCode.getText(unwrap(each)) === text
  const events = eventsOf(flow, node.type === 'AssignmentExpression' ? unwrap(node.left) : node)
  return events.length > 0 && testsOf(flow).some((test) => {
    const outcome = outcomeForTooMuch(sourceCode, test.node, isPlace) ?? outcomeForMissing(test.node, isPlace)
    return outcome !== undefined && events.every((event) => decides(flow, test, event) === outcome)
  })
}

/** What is emptied: `known`, of `known = {}`, `known.length = 0` and `known.clear()`. */
function emptiedBy(node: Node): Node | undefined {
  const target = node.type === 'AssignmentExpression' ? unwrap(node.left) : node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (target?.type !== 'MemberExpression') return target?.type === 'Identifier' ? target : undefined
  return node.type === 'CallExpression' || (keyName(target) === 'length' && sizedIn(target)) ? unwrap(target.object) : target
}

/** How a comparison of how much there is with more than one comes out where there is too much: true for `Object.keys(known).length > 20`. */
function outcomeForTooMuch(sourceCode: SourceCode, test: Node, isPlace: (node: Node) => boolean): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(node.operator)) return undefined
  const isAmount = (side: Node): boolean => {
    const sized = sizedIn(side)
    const call = sized && unwrap(sized)
    const [listed] = isCall(call) && listings.has(apiOf(sourceCode, call.callee) ?? '') ? call.arguments : []
    return sized !== undefined && (isPlace(sized) || (listed !== undefined && isPlace(listed)))
  }
  const isBound = (side: Node): boolean => !['0', '1'].includes(literalText(side) ?? '')
  if (isAmount(node.left) && isBound(node.right)) return node.operator.startsWith('>')
  return isAmount(node.right) && isBound(node.left) ? node.operator.startsWith('<') : undefined
}

/** How a test of whether there is anything at all comes out where there is not. */
function outcomeForMissing(test: Node, isPlace: (node: Node) => boolean): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression') return isPlace(node) ? false : undefined
  return [node.left, node.right].some(isPlace) ? outcomeForNothing(node) : undefined
}

/** `load().then((rows) => { kept = rows }).catch(() => { kept = undefined })`: it is emptied where this run has come to nothing that it could store. */
export function isOfOwnFailure(sourceCode: SourceCode, { node }: Use, write: Node): boolean {
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) {
    const reaction = reactionOf(sourceCode, fn)
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

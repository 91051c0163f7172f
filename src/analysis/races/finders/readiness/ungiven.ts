import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type FunctionNode, isFunction, leavesFunction, type Node, ownerOf, unwrap, walk, walkOwn, wrapped } from '../../../../utils/syntax.ts'
import { yieldsPromise } from '../../../locks/floating/promises.ts'
import { fateOf } from '../../../promises/fate.ts'
import { callersOf, escapes, memberOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { type Place, placeOf, sharedBy, VALUE } from '../../places/place.ts'

/**
 * A promise that is kept for who comes second, and not given to who comes first: `if (opening) return opening; opening = open()`.
 * The first one goes on at once, before what it has begun is done; all others wait for that.
 */
export const ungivenPromises = perFile((sourceCode): readonly Fault[] => nodesOf(sourceCode).writes.flatMap((write): Fault[] => {
  const owner = write.type === 'AssignmentExpression' && write.operator === '=' && wrapped(write).parent?.type === 'ExpressionStatement' ? ownerOf(write) : undefined
  const fault = owner && isFunction(owner) && write.type === 'AssignmentExpression' ? faultOf(sourceCode, owner, write) : undefined
  return fault ? [fault] : []
}))

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: TSESTree.AssignmentExpression): Fault | undefined {
  if (owner.generator || !owner.body || owner.body.type !== 'BlockStatement' || wrapped(write).parent?.parent !== owner.body) return undefined
  const given = givenBefore(sourceCode, owner, write)
  if (!given || waitsBehind(sourceCode, owner, write) || !yieldsPromise(sourceCode, write.right) || !isWaitedFor(sourceCode, owner)) return undefined
  return { kind: 'ungiven', place: given.place.text, node: write.left, read: given.node, wait: given.node, proven: true }
}

/** Where the function gives the promise to who finds it, and goes no further: `if (opening) return opening`, `if (opening) { await opening; return }`. */
function givenBefore(sourceCode: SourceCode, owner: FunctionNode, write: TSESTree.AssignmentExpression): { readonly node: Node; readonly place: Place } | undefined {
  const body = owner.body?.type === 'BlockStatement' ? owner.body.body : []
  for (const statement of body) {
    if (statement.range[0] > write.range[0]) return undefined
    if (statement.type !== 'IfStatement' || statement.alternate || !leavesFunction(statement.consequent)) continue
    const place = placeOf(sourceCode, write.left)
    if (!place || place.part !== VALUE || !sharedBy(sourceCode, place, owner)) return undefined
    const isSame = (node: Node): boolean => placeOf(sourceCode, node)?.base === place.base
    const node = isFound(statement.test, isSame) ? handedOut(sourceCode, statement.consequent, isSame) : undefined
    if (node) return { node, place }
  }
  return undefined
}

/** `opening`, `this.opening !== undefined`. */
function isFound(test: Node, isSame: (node: Node) => boolean): boolean {
  const node = unwrap(test)
  if (isSame(node)) return true
  return node.type === 'BinaryExpression' && (node.operator === '!==' || node.operator === '!=') && isSame(unwrap(node.left))
}

/** The answer, or the wait, in which who comes second has the promise. */
function handedOut(sourceCode: SourceCode, branch: Node, isSame: (node: Node) => boolean): Node | undefined {
  let found: Node | undefined
  walk(sourceCode, branch, (node) => {
    if (isFunction(node)) return false
    const value = node.type === 'ReturnStatement' || node.type === 'AwaitExpression' ? node.argument : undefined
    if (value && isSame(unwrap(value))) found ??= value
    return !found
  })
  return found
}

/** Whether the function comes to a wait or an answer behind it: who comes first may have the promise there, or what says as much. */
function waitsBehind(sourceCode: SourceCode, owner: FunctionNode, write: Node): boolean {
  let found = false
  walkOwn(sourceCode, owner, (node) => {
    found ||= node.range[0] > write.range[1] && (node.type === 'AwaitExpression' || node.type === 'ForOfStatement' || (node.type === 'ReturnStatement' && node.argument !== null))
  })
  return found
}

/** Whether somebody waits for the function: it is open to others and says so, or a call of this file is awaited. */
function isWaitedFor(sourceCode: SourceCode, owner: FunctionNode): boolean {
  if (memberOf(owner)?.kind === 'get' || memberOf(owner)?.kind === 'set') return false
  const fates = callersOf(sourceCode, owner).map((call) => fateOf(sourceCode, call))
  if (fates.some(({ awaits, returned, chained }) => awaits.length > 0 || returned || chained.some((call) => call.arguments.length > 0))) return true
  return fates.length === 0 && owner.async && escapes(sourceCode, owner)
}

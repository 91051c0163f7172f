import type { TSESTree } from '@typescript-eslint/utils'

import { askedThrough } from '../../../knowledge/requests.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'

/** `this.client` of `loadUnits(this.client)`, and of `this.client.units()`: with what hangs on it otherwise, something may be asked for. */
export function isAskedThrough(member: TSESTree.MemberExpression): boolean {
  if (!askedThrough.test(keyName(member) ?? '')) return false
  const { parent } = wrapped(member)
  if (isCall(parent)) return true
  const taker = parent?.type === 'MemberExpression' && parent.object === member ? wrapped(parent).parent : undefined
  return isCall(taker) && unwrap(taker.callee) === parent
}

/** Whether nothing in a question but whom it is asked through is of the object, or of this run: `loadUnits(this.client, 'power')`. */
export function isAskedOnlyThrough(sourceCode: SourceCode, owner: FunctionNode, wait: Node): boolean {
  let others = false
  walkOwn(sourceCode, wait, (node) => {
    if (node.type === 'ThisExpression') others ||= !(node.parent.type === 'MemberExpression' && (isAskedThrough(node.parent) || isProps(node.parent) || isCalled(node.parent)))
    const [declared] = node.type === 'Identifier' ? (variableOf(sourceCode, node)?.identifiers ?? []) : []
    others ||= declared !== undefined && isInside(declared, owner)
  })
  return !others
}

/** `this.load` of `this.load(this.client)`. */
function isCalled(member: TSESTree.MemberExpression): boolean {
  const { parent } = wrapped(member)
  return isCall(parent) && unwrap(parent.callee) === member
}

/** `this.props`. */
export function isProps(node: Node): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && keyName(node) === 'props'
}

import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { functionsBetween } from './points.ts'
import { usesOf } from './uses.ts'

/**
 * Whether who takes a function here, a function of this file, only puts it into a member, itself or inside another one:
 * `item.dispose = () => end()`. It runs when somebody calls that member, which no call of the taker shows.
 */
export function isPutAway(sourceCode: SourceCode, of: FunctionNode, at: Node): boolean {
  if (!isCall(at)) return false
  const taker = calledFunction(sourceCode, at)
  if (!taker) return false
  const { values } = usesOf(sourceCode, of)
  return at.arguments.every((each, index) => !values.includes(unwrap(each)) || onlyKeeps(sourceCode, taker, at, index))
}

function onlyKeeps(sourceCode: SourceCode, taker: FunctionNode, call: Call, index: number): boolean {
  const parameter = taker.params[index]
  if (parameter?.type !== 'Identifier' || call.arguments.slice(0, index).some(({ type }) => type === 'SpreadElement')) return false
  const uses = variableOf(sourceCode, parameter)?.references ?? []
  return uses.length > 0 && uses.every(({ identifier }) => isInMember(identifier) || functionsBetween(identifier, taker).some(isInMember))
}

function isInMember(node: TSESTree.Identifier | TSESTree.JSXIdentifier | FunctionNode): boolean {
  const value = wrapped(node)
  const { parent } = value
  return parent?.type === 'AssignmentExpression' && parent.right === value && parent.left.type === 'MemberExpression'
}

import { releaseNames } from '../../knowledge/locks/pools.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { calledLocal } from './receiver.ts'

/** How far a handle is followed from one helper to the next. */
const MOST_STEPS = 3

/**
 * Whether a call only lends an argument to a function of this file: that calls methods of it, none of which is named like its
 * end, or lends it on in the same way. False where anything else is done with it.
 */
export function isBorrowed(sourceCode: SourceCode, call: Call, argument: Node, depth = 0): boolean {
  const fn = depth < MOST_STEPS ? calledLocal(sourceCode, call) : undefined
  const parameter = fn?.params[call.arguments.indexOf(argument as Call['arguments'][number])]
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  return variable?.references.every((reference) => !reference.isWrite() && isOnlyAsked(sourceCode, reference.identifier, depth)) ?? false
}

function isOnlyAsked(sourceCode: SourceCode, name: Node, depth: number): boolean {
  const outer = wrapped(name)
  const { parent } = outer
  if (isCall(parent)) return parent.callee !== outer && isBorrowed(sourceCode, parent, outer, depth + 1)
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return false
  const member = wrapped(parent)
  const method = keyName(parent)
  return isCall(member.parent) && member.parent.callee === member && method !== undefined && !releaseNames.test(method)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { carryingFailures } from '../../knowledge/cloneability/kin.ts'
import { linkAt, startOfChain } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isNeverReassigned, type Variable } from '../resolve/bindings.ts'
import { api, type Denotation } from '../resolve/denotation.ts'
import { apiOf } from '../resolve/denote.ts'

type Failure = (typeof carryingFailures)[number]

/**
 * What a caught error is where a member of it is used that only failures of one library have: `error.config` in the `catch` of a
 * `try` that waits for a call of axios, or in the callback that its promise is given.
 */
export function failureOf(sourceCode: SourceCode, node: TSESTree.Identifier, variable: Variable): Denotation | undefined {
  const { parent } = node
  const [def, second] = variable.defs
  if (parent.type !== 'MemberExpression' || parent.object !== node || !def || second) return undefined
  const failure = carryingFailures.find(({ members }) => members.has(keyName(parent) ?? ''))
  if (!failure || !isNeverReassigned(variable)) return undefined
  const fails = def.type === 'CatchClause' ? isOfTry(sourceCode, def.node, failure) : def.type === 'Parameter' && isOfChain(sourceCode, def.node, node, failure)
  return fails ? api(failure.error) : undefined
}

function isOfTry(sourceCode: SourceCode, clause: Node, failure: Failure): boolean {
  const block = clause.parent?.type === 'TryStatement' ? clause.parent.block : undefined
  let fails = false
  if (block) walkOwn(sourceCode, block, (at) => { fails ||= at.type === 'AwaitExpression' && isFailing(sourceCode, at.argument, failure) })
  return fails
}

/** `axios.get(url).then(show).catch((error) => …)` */
function isOfChain(sourceCode: SourceCode, fn: Node, name: Node, failure: Failure): boolean {
  const call = isFunction(fn) && fn.params[0]?.type === 'Identifier' && name.type === 'Identifier' && fn.params[0].name === name.name ? wrapped(fn).parent : undefined
  const link = linkAt(call)
  return link?.by === 'catch' && link.call.arguments[0] === fn && isFailing(sourceCode, link.promise, failure)
}

function isFailing(sourceCode: SourceCode, promise: Node, { calls }: Failure): boolean {
  const call = startOfChain(unwrap(promise))
  return isCall(call) && (apiOf(sourceCode, call.callee) ?? '').startsWith(calls)
}

import { promiseMembers } from '../../../../knowledge/races.ts'
import { callsNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { locationOf } from '../../../resolve/location.ts'

/**
 * Whether a node returns the promise of a deferred one that the same function resolves: `return this.turn.promise`, where the first
 * run comes to `this.turn.resolve()`. Whoever has called waits for it then.
 */
export function givesPromise(sourceCode: SourceCode, owner: FunctionNode, node: Node): boolean {
  const value = node.type === 'ReturnStatement' && node.argument ? unwrap(node.argument) : undefined
  if (value?.type !== 'MemberExpression' || !promiseMembers.has(keyName(value) ?? '')) return false
  const key = locationOf(sourceCode, unwrap(value.object))?.key
  return key !== undefined && callsNamed(sourceCode, ['resolve']).some((call) => {
    const callee = unwrap(call.callee)
    return ownerOf(call) === owner && callee.type === 'MemberExpression' && locationOf(sourceCode, unwrap(callee.object))?.key === key
  })
}

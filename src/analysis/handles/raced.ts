import { races } from '../../knowledge/lives.ts'
import { endOfChain } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { locationOf } from '../resolve/location.ts'
import { calledPath } from '../resolve/receiver.ts'

/**
 * `Promise.race([once(worker, 'message'), once(worker, 'exit')])`: whoever waits goes on as well when something else comes from
 * the handle first. Then its end is listened for, and not waited for.
 */
export function isOneOfRaced(sourceCode: SourceCode, call: Call, handle: Node): boolean {
  const at = endOfChain(call)
  const list = at.parent
  const race = list?.type === 'ArrayExpression' ? wrapped(list).parent : undefined
  if (list?.type !== 'ArrayExpression' || !isCall(race) || !races.has(calledPath(sourceCode, race) ?? '')) return false
  const key = locationOf(sourceCode, unwrap(handle))?.key
  return key !== undefined && list.elements.some((each) => each !== null && each !== at && mentionsPlace(sourceCode, each, key))
}

function mentionsPlace(sourceCode: SourceCode, root: Node, key: string): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    found ||= (node.type === 'Identifier' || node.type === 'MemberExpression') && locationOf(sourceCode, node)?.key === key
    return !found
  })
  return found
}

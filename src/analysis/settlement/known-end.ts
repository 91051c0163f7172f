import { codes } from '../../knowledge/lives.ts'
import { callsNamed, membersNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isInside, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { firstTextOf } from '../resolve/constants.ts'
import { locationOf } from '../resolve/location.ts'
import type { Handle } from './handles.ts'
import type { Listening } from './listenings.ts'
import type { Wait } from './waits.ts'

const CODES: readonly string[] = ['exitCode', 'signalCode']

/**
 * Whether who waits for the end of a child that could not be started knows it all the same: another function has started it, and here its
 * code is asked for first, which it has then as well; or the run says the end itself, `child.emit('exit')`.
 */
export function knowsEnd(sourceCode: SourceCode, { call }: Handle, { at }: Wait, settlers: readonly Listening[]): boolean {
  const here = ownerOf(at)
  if (call && ownerOf(call) !== here && codes.test(sourceCode.text) && CODES.some((name) => membersNamed(sourceCode, name).some((member) => isInside(member, here)))) return true
  return callsNamed(sourceCode, ['emit']).some((says) => {
    const event = firstTextOf(sourceCode, says)
    return isInside(says, here) && event !== undefined && settlers.some((each) => each.event === event && isOfSame(sourceCode, says, each.at))
  })
}

/** Whether two calls are of methods of one object. */
function isOfSame(sourceCode: SourceCode, one: Node, other: Node): boolean {
  const [first, second] = [one, other].map((each) => {
    const callee = isCall(each) ? unwrap(each.callee) : undefined
    return callee?.type === 'MemberExpression' && keyName(callee) !== undefined ? locationOf(sourceCode, callee.object)?.key : undefined
  })
  return first !== undefined && first === second
}

import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isInside, keyName, unwrap } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { flowOf } from '../flow/flow.ts'
import { isOnEveryWay } from '../flow/reach.ts'
import type { Move } from './move.ts'

/** How many functions inside one another are looked out of. */
const MOST = 2

/**
 * A transfer as the functions around see it, where the function that it stands in runs during the call it is written for:
 * `await new Promise((resolve) => { …; worker.postMessage(bytes, [bytes]) })`. Once that call has been made, the thing is gone.
 */
export function outwardMoves(sourceCode: SourceCode, move: Move): readonly Move[] {
  const found: Move[] = []
  for (let at = move; found.length < MOST;) {
    const fn = functionAround(at.call)
    const taker = fn && at.after === undefined && !at.list && !at.place.only && !fn.async && !fn.generator ? takerOf(sourceCode, fn) : undefined
    if (!fn || !taker || !isFromAround(at, fn) || !isOnEveryWay(flowOf(sourceCode, fn), at.call) || isPutBack(sourceCode, at)) return found
    at = { ...at, call: taker }
    found.push(at)
  }
  return found
}

/** The call that runs a function written in it. */
function takerOf(sourceCode: SourceCode, fn: FunctionNode): Call | undefined {
  const handing = isCall(fn.parent) && fn.parent.callee !== fn ? handedTo(sourceCode, fn) : undefined
  return handing?.timing === 'now' && handing.at === fn.parent ? (fn.parent as Call) : undefined
}

/** Whether all that the place depends on is there without the function. */
function isFromAround({ place: { root, variables } }: Move, fn: FunctionNode): boolean {
  const isOutside = 'references' in root ? !isInside(root.scope.block, fn) : root !== fn
  return isOutside && [...variables].every(({ scope }) => !isInside(scope.block, fn))
}

/** Whether a field of that name is written anywhere: an answer may bring the thing back. */
function isPutBack(sourceCode: SourceCode, { place: { path } }: Move): boolean {
  const names = path.filter((name) => name !== 'buffer')
  return names.length > 0 && nodesOf(sourceCode).writes.some((write) => {
    const target = unwrap(write.type === 'AssignmentExpression' ? write.left : write.argument)
    return target.type === 'MemberExpression' && names.includes(keyName(target) ?? '')
  })
}

import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isInside, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
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
    if (!fn || !taker || !isFromAround(at, fn) || !isSurelyRun(at.call, fn) || isPutBack(sourceCode, at)) return found
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

/** Whether nothing in the function decides if it comes to the call. */
function isSurelyRun(call: Node, fn: FunctionNode): boolean {
  for (let at = call; at !== fn; at = at.parent as Node) {
    const { parent } = at
    if (parent?.type === 'BlockStatement' && parent.body.slice(0, parent.body.indexOf(at as never)).some(({ type }) => type === 'IfStatement' || type === 'SwitchStatement')) return false
    if (parent !== fn && !SURE.has(parent?.type ?? '')) return false
  }
  return true
}

const SURE: ReadonlySet<string> = new Set(['BlockStatement', 'ExpressionStatement', 'ReturnStatement', 'VariableDeclarator', 'VariableDeclaration', 'TSNonNullExpression', 'ChainExpression'])

/** Whether a field of that name is written anywhere: an answer may bring the thing back. */
function isPutBack(sourceCode: SourceCode, { place: { path } }: Move): boolean {
  const names = path.filter((name) => name !== 'buffer')
  return names.length > 0 && nodesOf(sourceCode).writes.some((write) => {
    const target = unwrap(write.type === 'AssignmentExpression' ? write.left : write.argument)
    return target.type === 'MemberExpression' && names.includes(keyName(target) ?? '')
  })
}

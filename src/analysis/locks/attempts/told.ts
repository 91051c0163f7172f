import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { callersOf, returnsOf } from '../../resolve/functions.ts'
import type { LockUse } from '../uses.ts'
import { resultOf } from './result.ts'

/** The function whose only answer is that of an attempt: `return lock.tryAcquire()`, `return (await redis.set(…, 'NX')) === 'OK'`. */
export function tellerOf(sourceCode: SourceCode, result: Node): FunctionNode | undefined {
  const owner = ownerOf(result)
  if (!isFunction(owner)) return undefined
  const [only, second] = returnsOf(sourceCode, owner)
  return only && !second && isSaid(only, result) ? owner : undefined
}

/** The same of an attempt that says by what it yields how it went. */
export function tellerOfAttempt(sourceCode: SourceCode, use: LockUse): FunctionNode | undefined {
  const result = use.fails === 'result' ? resultOf(use) : undefined
  return result && tellerOf(sourceCode, result)
}

/** Whether an expression says how the attempt went, and no more. */
function isSaid(whole: Node, result: Node): boolean {
  let outer = wrapped(result)
  while (outer !== wrapped(whole)) {
    const { parent } = outer
    if (parent?.type !== 'UnaryExpression' && parent?.type !== 'BinaryExpression' && parent?.type !== 'AwaitExpression') return false
    outer = wrapped(parent)
  }
  return true
}

/** The calls of such a function that nobody takes the answer of. */
export function unheardOf(sourceCode: SourceCode, teller: FunctionNode): readonly Call[] {
  return callersOf(sourceCode, teller).filter((call) => {
    const outer = wrapped(call)
    const wait = outer.parent?.type === 'AwaitExpression' ? wrapped(outer.parent) : outer
    return (!teller.async || wait !== outer) && wait.parent?.type === 'ExpressionStatement'
  })
}

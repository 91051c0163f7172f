import { counted, piping, singles, thinning } from '../../knowledge/callbacks/observables.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** How many names and functions an observable is followed through. */
const MOST_STEPS = 4

/** Whether at most one value comes of an observable: `orders$.pipe(filter(isOpen), take(1))`, itself, by a name, or by a function of the file. */
export function isSingle(sourceCode: SourceCode, observable: Node, depth = 0): boolean {
  const node = unwrap(observable)
  if (depth > MOST_STEPS) return false
  if (node.type === 'Identifier') {
    const value = onlyValue(sourceCode, node)
    return value !== undefined && isSingle(sourceCode, value, depth + 1)
  }
  if (node.type !== 'CallExpression') return false
  const callee = unwrap(node.callee)
  if (callee.type === 'MemberExpression' && keyName(callee) === piping) {
    const last = node.arguments.findLastIndex((each) => !keepsNumber(sourceCode, each))
    const single = node.arguments.findLastIndex((each) => isCall(each) && yieldsOne(sourceCode, each))
    return single >= 0 ? last <= single : last < 0 && isSingle(sourceCode, callee.object, depth + 1)
  }
  const fn = calledFunction(sourceCode, node)
  const returned = fn ? returnsOf(sourceCode, fn) : []
  return returned.length > 0 && returned.every((each) => isSingle(sourceCode, each, depth + 1))
}

function keepsNumber(sourceCode: SourceCode, operator: Node): boolean {
  return isCall(operator) && thinning.has(apiOf(sourceCode, operator.callee) ?? '')
}

function yieldsOne(sourceCode: SourceCode, { callee, arguments: [count] }: Call): boolean {
  const path = apiOf(sourceCode, callee) ?? ''
  return singles.has(path) || (counted.has(path) && count?.type === 'Literal' && count.value === 1)
}

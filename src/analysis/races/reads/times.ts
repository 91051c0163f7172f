import { clocks } from '../../../knowledge/time.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, type Node, unwrap } from '../../../utils/syntax.ts'
import type { Test } from '../../flow/graph.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'

/** `1000`, `PAUSE`. */
function isFixed(node: Node): boolean {
  return node.type === 'Literal' || (node.type === 'Identifier' && /^[A-Z][A-Z_\d]*$/u.test(node.name))
}

/** Whether a value is the time of now, or of a name that holds it: `Date.now()`, `new Date()`, `now`, `Date.now() + PAUSE`. What an answer says of how long it holds is no time of ours. */
export function isTime(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'BinaryExpression') return node.operator === '+' && isTime(sourceCode, node.left) && isFixed(unwrap(node.right))
  const only = onlyValue(sourceCode, node)
  const made = only ? unwrap(only) : node
  if (!isCall(made) || (made.type === 'NewExpression' && made.arguments.length > 0)) return false
  const path = apiOf(sourceCode, made.callee)
  return path !== undefined && clocks.has(made.type === 'NewExpression' ? `${path}()` : path)
}

/** Whether a test compares the time of now with another: `Date.now() + 30_000 > this.expires`. */
export function isByTime(sourceCode: SourceCode, { node }: Test): boolean {
  if (node.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(node.operator)) return false
  return [node.left, node.right].some((side) => {
    const at = unwrap(side)
    return isTime(sourceCode, at) || (at.type === 'BinaryExpression' && (isTime(sourceCode, at.left) || isTime(sourceCode, at.right)))
  })
}

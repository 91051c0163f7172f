import { takingOne } from '../../../knowledge/collections.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, literalText, type Node, sizedIn, unwrap, wrapped } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { StaleWrite } from '../reads/stale.ts'

/**
 * `if (this.waiting.length === 0) return; await prepare(); this.waiting.shift().begin()`: whether the element that is taken behind the
 * wait is used as if it had to be there, because there was one before.
 */
export function takesUnasked(sourceCode: SourceCode, { read, test, write }: StaleWrite): boolean {
  const taking = write.by ?? write.node
  if (!test || !sizedIn(read.node) || outcomeForNone(test.node) === undefined) return false
  return isCall(taking) && takingOne.has(calledName(taking) ?? '') && isUsedUnasked(sourceCode, taking)
}

/** Which outcome of a test of how much there is means that there is nothing. */
export function outcomeForNone(test: Node): 'true' | 'false' | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') return sizedIn(node.argument) && 'true'
  if (node.type !== 'BinaryExpression') return sizedIn(node) && 'false'
  if (!sizedIn(node.left) || literalText(node.right) !== '0') return undefined
  return /^===?$/u.test(node.operator) ? 'true' : /^(?:>|!==?)$/u.test(node.operator) ? 'false' : undefined
}

/** Whether a value is taken apart, called or handed on, and nobody asks whether there is one. */
function isUsedUnasked(sourceCode: SourceCode, value: Node): boolean {
  const outer = wrapped(value)
  const { parent } = outer
  if (parent?.type !== 'VariableDeclarator' || parent.init !== outer) return isUse(outer)
  if (parent.id.type !== 'Identifier') return parent.id.type === 'ObjectPattern'
  const uses = variableOf(sourceCode, parent.id)?.references.filter(({ init }) => init !== true) ?? []
  return uses.some(({ identifier }) => isUse(wrapped(identifier))) && uses.every((each) => each.isRead() && !isAsked(wrapped(each.identifier)))
}

/** `next.run()`, `next()`, `start(next)`, `{ next }`. */
function isUse(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.object === node && !parent.optional
  if (isCall(parent)) return !(parent.type === 'CallExpression' && parent.optional)
  return parent?.type === 'Property' && parent.value === node
}

function isAsked(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.object === node && parent.optional
  if (parent?.type === 'UnaryExpression') return parent.operator === '!' || parent.operator === 'typeof'
  if (parent?.type === 'CallExpression') return parent.callee === node && parent.optional
  return parent?.type === 'BinaryExpression' || parent?.type === 'LogicalExpression' || (parent !== undefined && 'test' in parent && parent.test === node)
}

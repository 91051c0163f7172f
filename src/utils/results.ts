// What becomes of the value of an expression, as far as the place where it stands says it.
import { type Node, wrapped } from './syntax.ts'

/** Whether nobody takes the value: the expression is a statement of its own, or `void` stands before it. */
export function isDiscarded(expression: Node): boolean {
  const { parent } = wrapped(expression)
  return parent?.type === 'ExpressionStatement' || (parent?.type === 'UnaryExpression' && parent.operator === 'void')
}

/** Whether the promise is waited for, and nobody takes what it yields: `await done`, as a statement of its own. */
export function isAwaitedOnly(expression: Node): boolean {
  const { parent } = wrapped(expression)
  return parent?.type === 'AwaitExpression' && isDiscarded(parent)
}

/** Whether nothing is made of what a call returns, or of what its promise yields. */
export function isDropped(call: Node): boolean {
  return isDiscarded(call) || isAwaitedOnly(call)
}

/** Whether something is changed where it stands, with what is wrapped around it: `count = 1`, `count++`, `delete all.count`. */
export function isTarget(node: Node): boolean {
  const { parent } = node
  return (parent?.type === 'AssignmentExpression' && parent.left === node) || parent?.type === 'UpdateExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'delete')
}

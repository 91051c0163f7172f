import type { TSESTree } from '@typescript-eslint/utils'

import { isFunction, type Node } from '../../utils/syntax.ts'

/** Whether a test around the use asks what kind of value the name holds: then it may hold only some of what it is given. */
export function isNarrowed(node: TSESTree.Identifier): boolean {
  let child: Node = node
  for (let at: Node | undefined = node.parent; at && !isFunction(at) && at.type !== 'Program'; child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test !== child && asksKind(at.test, node.name)) return true
    if (at.type === 'LogicalExpression' && at.right === child && asksKind(at.left, node.name)) return true
  }
  return false
}

/** `typeof x`, `x instanceof C`, `isC(x)` somewhere in a condition. */
function asksKind(test: Node, name: string): boolean {
  switch (test.type) {
    case 'LogicalExpression':
      return asksKind(test.left, name) || asksKind(test.right, name)
    case 'UnaryExpression':
      return (
        asksKind(test.argument, name) || (test.operator === 'typeof' && test.argument.type === 'Identifier' && test.argument.name === name)
      )
    case 'BinaryExpression':
      return (
        asksKind(test.left, name) ||
        asksKind(test.right, name) ||
        (test.operator === 'instanceof' && test.left.type === 'Identifier' && test.left.name === name)
      )
    case 'CallExpression':
      return test.arguments.some((each) => each.type === 'Identifier' && each.name === name)
    default:
      return false
  }
}

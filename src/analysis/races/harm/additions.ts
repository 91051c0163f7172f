import type { Node } from '../../../utils/syntax.ts'

/** `[...notes, note]`, `count + 1`: what another run has added meanwhile is gone where this takes the place of what is there. */
export function isAddedTo(node: Node): boolean {
  if (node.type === 'ArrayExpression') return node.elements.length > 1 && node.elements.some((each) => each?.type === 'SpreadElement')
  return node.type === 'BinaryExpression' && /^[-+*]$/u.test(node.operator)
}

import { type Node, wrapped } from '../../utils/syntax.ts'

/** Whether one call is the statement before another: a store and its notify belong together. */
export function isRightBefore(first: Node, second: Node): boolean {
  const [one, other] = [first, second].map((each) => wrapped(each).parent)
  const block = other?.parent
  return one?.type === 'ExpressionStatement' && other?.type === 'ExpressionStatement' && (block?.type === 'BlockStatement' || block?.type === 'Program')
    && block.body[block.body.indexOf(other) - 1] === one
}

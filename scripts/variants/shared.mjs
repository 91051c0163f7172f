// What several forms ask of the syntax.
import { nodesIn } from '../rewriting.mjs'

export const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
export const isAsyncBlock = (node) => isFunction(node) && node.async && !node.generator && node.body?.type === 'BlockStatement'
export const insertAt = (offset, text) => ({ range: [offset, offset], text })
export const textOf = (file, node) => file.text.slice(...node.range)

/** Whether code of a function's own uses `this`, `super` or `arguments`. */
export function usesItself(fn) {
  return nodesIn(fn.body, (node) => node.type === 'ArrowFunctionExpression' || !isFunction(node))
    .some((node) => node.type === 'ThisExpression' || node.type === 'Super' || (node.type === 'Identifier' && node.name === 'arguments'))
}

/** Of nodes inside one another only the outermost: their edits would overlap. */
export function outermost(nodes) {
  return nodes.filter((node) => !nodes.some((other) => other !== node && other.range[0] <= node.range[0] && node.range[1] <= other.range[1]))
}

/** The statement of a block that a node stands in, functions aside: what is put before it runs right before the node. Undefined where it would not, or not as often. */
export function statementAround(node) {
  for (let at = node; at; at = at.parent) {
    const { parent } = at
    if (!parent || isFunction(parent) || parent.type === 'ClassBody' || parent.type === 'StaticBlock') return parent && parent.type === 'BlockStatement' ? at : undefined
    if (parent.type === 'BlockStatement' || parent.type === 'Program') return ['ExpressionStatement', 'VariableDeclaration', 'ReturnStatement', 'ThrowStatement'].includes(at.type) ? at : undefined
    if (['ConditionalExpression', 'LogicalExpression', 'ChainExpression', 'ForStatement', 'WhileStatement', 'DoWhileStatement', 'ForOfStatement', 'ForInStatement', 'SwitchCase', 'IfStatement'].includes(parent.type)) return undefined
  }
  return undefined
}

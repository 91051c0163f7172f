// What the faults share that are put into code: a parsed file's nodes and texts, and edits of them.
import { nodesIn } from '../rewriting.mjs'

export const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
export const of = (file, type) => file.nodes.filter((node) => node.type === type)
export const textOf = (file, { range }) => file.text.slice(...range)
export const without = ({ range }) => ({ range, text: '' })
export const put = (offset, text) => ({ range: [offset, offset], text })
export const awaits = (file, node) => /\bawait\b/u.test(textOf(file, node))
export const isField = (node) => node?.type === 'MemberExpression' && node.object.type === 'ThisExpression' && !node.computed
export const endsInReturn = ({ body }) => body.at(-1)?.type === 'ReturnStatement'

/** The nodes of a function, or of a statement in it, without those of the functions inside. */
export const ownNodes = (root) => nodesIn(root, (node) => !isFunction(node))

export function functionAround(node) {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at
  return undefined
}

/** The call that a statement or an expression is made of, whether awaited or not. */
export function callOf(node) {
  const inner = { ExpressionStatement: 'expression', AwaitExpression: 'argument', ChainExpression: 'expression', ReturnStatement: 'argument' }[node?.type]
  return inner ? callOf(node[inner]) : node?.type === 'CallExpression' ? node : undefined
}

/** The name of the function or method that a statement or an expression calls. */
export function called(node) {
  const callee = callOf(node)?.callee
  return callee?.type === 'Identifier' ? callee.name : callee?.type === 'MemberExpression' && !callee.computed ? callee.property.name : undefined
}

/** What the method is called on that a statement or an expression calls, as text. */
export function receiver(file, node) {
  const callee = callOf(node)?.callee
  return callee?.type === 'MemberExpression' ? textOf(file, callee.object) : undefined
}

/** Whether an `if` only leaves the function: it returns nothing, or throws. */
export function leaves({ consequent, alternate }) {
  const body = consequent.type === 'BlockStatement' ? consequent.body : [consequent]
  return !alternate && (body.at(-1)?.type === 'ReturnStatement' || body.at(-1)?.type === 'ThrowStatement')
}

/** `try { work } finally { end }` as `work; end`. */
export function unprotected(file, { range, block, finalizer }) {
  return [{ range, text: `${textOf(file, block).slice(1, -1)}\n${textOf(file, finalizer).slice(1, -1)}` }]
}

/** The statements that stand behind another in its block. */
export function after(statement) {
  const { body } = statement.parent
  return Array.isArray(body) ? body.slice(body.indexOf(statement) + 1) : []
}

/** The statement right before another in its block. */
export function before(statement) {
  const { body } = statement.parent
  return Array.isArray(body) ? body[body.indexOf(statement) - 1] : undefined
}

/** Whether a statement waits by itself, and not in a function inside it. */
export const waits = (statement) => statement !== undefined && !isFunction(statement) && ownNodes(statement).some(({ type }) => type === 'AwaitExpression')

/** The texts of what a statement, and not a function inside it, writes: fields of `this`, and variables from outside a function. */
export function sharedWrites(file, statement, around) {
  return ownNodes(statement).filter((node) => node.type === 'AssignmentExpression').map(({ left }) => left).filter((left) => isShared(file, left, around)).map((left) => textOf(file, left))
}

/** Whether an expression is a field of `this`, or a variable that a function takes from outside it. */
export function isShared(file, node, around) {
  if (isField(node)) return true
  if (node?.type !== 'Identifier') return false
  file.definitions ??= new Map(file.scopes.scopes.flatMap(({ references }) => references).map(({ identifier, resolved }) => [identifier, resolved?.defs[0]]))
  const definition = file.definitions.get(node)
  return definition?.type === 'Variable' && (definition.node.range[0] < around.range[0] || definition.node.range[1] > around.range[1])
}

import type { TSESTree } from '@typescript-eslint/utils'

import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isInside, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableHolding, variableOf } from '../resolve/bindings.ts'
import { constantText } from './words.ts'

/** A condition that the value of a read decides. */
export interface Test {
  /** The read itself, or the local constant that holds it. */
  readonly of: Node
  readonly condition: Node
  readonly statement: TSESTree.IfStatement | TSESTree.ConditionalExpression | TSESTree.LogicalExpression | Loop
}

export type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement

const MOST_TESTS = 4

/** The conditions that a read stands in, or that the local constant stands in which it is put into. */
export const testsOf: (sourceCode: SourceCode, read: Node) => readonly Test[] = perNode<Node, readonly Test[]>((sourceCode, read) => {
  const direct = testAt(read)
  if (direct) return [direct]
  const variable = constantOf(sourceCode, read)
  const uses = variable?.references.filter((reference) => reference.isRead()).slice(0, MOST_TESTS) ?? []
  return uses.flatMap(({ identifier }) => testAt(identifier) ?? [])
}, [])

/** The condition that an expression stands in. */
export function testAt(of: Node): Test | undefined {
  let at: Node = wrapped(of)
  for (; at.parent; at = wrapped(at.parent)) {
    const parent: Node = at.parent
    if (parent.type === 'LogicalExpression' && parent.operator === '&&' && parent.left === at && isValueOrStatement(parent)) return { of, condition: at, statement: parent }
    if (!['BinaryExpression', 'UnaryExpression', 'LogicalExpression'].includes(parent.type)) break
  }
  const statement = at.parent
  switch (statement?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return statement.test === at ? { of, condition: at, statement } : undefined
    default:
      return undefined
  }
}

/** `ready && start()` that is no condition itself. */
function isValueOrStatement(node: Node): boolean {
  return node.parent?.type === 'ExpressionStatement'
}

/** `const busy = words[0] === 1`: the variable that is given what the read decides. */
function constantOf(sourceCode: SourceCode, read: Node) {
  let at: Node = wrapped(read)
  while (at.parent && ['BinaryExpression', 'UnaryExpression', 'LogicalExpression'].includes(at.parent.type)) at = wrapped(at.parent)
  return variableHolding(sourceCode, at)
}

/**
 * What a test has come to where code stands that only runs if it comes to that: inside the statement, or behind it where
 * the other way leaves. Undefined where the test decides nothing about that code.
 */
export function outcomeAt({ statement, of }: Test, later: Node): boolean | undefined {
  if (of.range[1] > later.range[0]) return undefined
  switch (statement.type) {
    case 'LogicalExpression':
      return isInside(later, statement.right) ? true : undefined
    case 'ConditionalExpression':
      return isInside(later, statement.consequent) ? true : isInside(later, statement.alternate) ? false : undefined
    case 'IfStatement':
      if (isInside(later, statement.consequent)) return true
      if (statement.alternate && isInside(later, statement.alternate)) return false
      return leaves(statement.consequent) && isBehind(statement, later) ? false : undefined
    default:
      if (isInside(later, statement)) return statement.type === 'DoWhileStatement' ? undefined : isInside(later, statement.body)
      return isBehind(statement, later) ? false : undefined
  }
}

function leaves(node: Node): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node
  return last !== undefined && ['ReturnStatement', 'ContinueStatement', 'BreakStatement', 'ThrowStatement'].includes(last.type)
}

function isBehind(statement: Node, later: Node): boolean {
  if (later.range[0] < statement.range[1]) return false
  for (let at: Node | undefined = later; at; at = at.parent) if (at.parent === statement.parent) return true
  return false
}

/** What is known of a value where a test of it came to `outcome`. */
export interface Fact {
  /** It equals the constant, or it does not, or it was compared with `other` by size, or a sum of it was: `used + size > LIMIT`. */
  readonly relation: 'is' | 'is not' | 'compared' | 'summed'
  /** The text of the constant. */
  readonly constant?: string
  readonly other?: Node
}

/** What a test says of what it tests, when it comes to `outcome`; undefined where it says nothing simple. */
export function factOf(sourceCode: SourceCode, { of, condition }: Test, outcome: boolean): Fact | undefined {
  const held = unwrap(condition)
  if (held.type === 'Identifier' && of.type === 'Identifier') return factOfHeld(sourceCode, of, outcome)
  return factIn(sourceCode, of, held, outcome)
}

/** The variable may hold the outcome of a comparison: `const busy = words[0] === 1`. */
function factOfHeld(sourceCode: SourceCode, name: TSESTree.Identifier, outcome: boolean): Fact | undefined {
  const declarator = variableOf(sourceCode, name)?.defs[0]?.node
  const init = declarator?.type === 'VariableDeclarator' && declarator.init ? unwrap(declarator.init) : undefined
  if (init?.type !== 'BinaryExpression' && init?.type !== 'UnaryExpression') return { relation: outcome ? 'is not' : 'is', constant: '0' }
  return comparison(sourceCode, init, outcome)
}

function factIn(sourceCode: SourceCode, of: Node, expression: Node, outcome: boolean): Fact | undefined {
  const node = unwrap(expression)
  if (node === unwrap(of)) return { relation: outcome ? 'is not' : 'is', constant: '0' }
  if (node.type === 'UnaryExpression' && node.operator === '!') return factIn(sourceCode, of, node.argument, !outcome)
  if (node.type === 'LogicalExpression' && (node.operator === '&&') === outcome) {
    return factIn(sourceCode, of, isInside(of, node.left) ? node.left : node.right, outcome)
  }
  return node.type === 'BinaryExpression' ? comparison(sourceCode, node, outcome, of) : undefined
}

/** One of the terms on one side of a comparison. */
function isInSum(of: Node): boolean {
  let at: Node | undefined = wrapped(of).parent
  while (at?.type === 'BinaryExpression' && (at.operator === '+' || at.operator === '-')) at = wrapped(at).parent
  return at?.type === 'BinaryExpression' && BY_SIZE.has(at.operator)
}

const EQUAL = new Set(['===', '=='])
const UNEQUAL = new Set(['!==', '!='])
const BY_SIZE = new Set(['<', '<=', '>', '>='])

function comparison(sourceCode: SourceCode, node: TSESTree.BinaryExpression | TSESTree.UnaryExpression, outcome: boolean, of?: Node): Fact | undefined {
  if (node.type === 'UnaryExpression') return node.operator === '!' ? { relation: outcome ? 'is' : 'is not', constant: '0' } : undefined
  const isLeft = of === undefined ? constantText(sourceCode, node.right) !== undefined : unwrap(node.left) === unwrap(of)
  if (of !== undefined && !isLeft && unwrap(node.right) !== unwrap(of)) return BY_SIZE.has(node.operator) && isInSum(of) ? { relation: 'summed' } : undefined
  const other = isLeft ? node.right : node.left
  if (BY_SIZE.has(node.operator)) return { relation: 'compared', other }
  const constant = constantText(sourceCode, other)
  if (constant === undefined || (!EQUAL.has(node.operator) && !UNEQUAL.has(node.operator))) return undefined
  return { relation: EQUAL.has(node.operator) === outcome ? 'is' : 'is not', constant: constant.replace(/n$/u, '') }
}

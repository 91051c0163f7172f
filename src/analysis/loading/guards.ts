import type { TSESTree } from '@typescript-eslint/utils'

import { programEnds } from '../../knowledge/lifecycles.ts'
import { roleTests } from '../../knowledge/loading.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, type Node, walk } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'

/** How many names and functions a test is followed through. */
const MOST_DEPTH = 4

/** What chooses between ways: only one of them is taken. */
interface Choice {
  readonly test: Node
  readonly branches: readonly Node[]
}

function choiceAt(node: Node): Choice | undefined {
  switch (node.type) {
    case 'IfStatement':
      return { test: node.test, branches: node.alternate ? [node.consequent, node.alternate] : [node.consequent] }
    case 'ConditionalExpression':
      return { test: node.test, branches: [node.consequent, node.alternate] }
    case 'LogicalExpression':
      return { test: node.left, branches: [node.right] }
    case 'WhileStatement':
      return isCount(node.test) ? undefined : { test: node.test, branches: [node.body] }
    case 'SwitchStatement':
      return { test: node.discriminant, branches: node.cases }
    default:
      return undefined
  }
}

/** `while (workers.length < size)`: how many there are to be says nothing of who runs the code, in a `while` as in a `for`. */
function isCount(test: Node): boolean {
  return test.type === 'BinaryExpression' && ['<', '<=', '>', '>='].includes(test.operator)
}

/**
 * Whether a test of who runs the code decides, up to the function around it, that the code at `node` is reached: it stands
 * in a branch of one, or behind one that leaves. `counts` says which tests do.
 */
export function isGuarded(sourceCode: SourceCode, node: Node, counts: (test: Node) => boolean): boolean {
  for (let child = node, at = node.parent; at && !isFunction(child); child = at, at = at.parent) {
    const choice = choiceAt(at)
    if (choice?.branches.includes(child) && counts(choice.test)) return true
    if (leavingTests(sourceCode, at).some((statement) => statement.range[1] <= child.range[0] && counts(statement.test))) return true
    if (isFunction(at)) break
  }
  return false
}

/** The statements of a block of which one branch leaves. */
const leavingTests: (sourceCode: SourceCode, block: Node) => readonly TSESTree.IfStatement[] = perNode<Node, readonly TSESTree.IfStatement[]>((sourceCode, block) => {
  const list = block.type === 'BlockStatement' || block.type === 'Program' || block.type === 'StaticBlock' ? block.body : block.type === 'SwitchCase' ? block.consequent : []
  return list.filter((statement): statement is TSESTree.IfStatement => statement.type === 'IfStatement' && (leaves(sourceCode, statement.consequent) || (statement.alternate !== null && leaves(sourceCode, statement.alternate))))
}, [])

/** Whether a branch ends what runs: by return, throw, or the end of the program. */
function leaves(sourceCode: SourceCode, branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  if (!last) return false
  if (['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement'].includes(last.type)) return true
  return last.type === 'ExpressionStatement' && isCall(last.expression) && programEnds.has(calledPath(sourceCode, last.expression) ?? '')
}

/** Whether a test may tell the first program from those it starts: it asks for a role, or for something we cannot see into. */
export function isRoleTest(sourceCode: SourceCode, test: Node, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true
  let found = false
  walk(sourceCode, test, (node) => {
    found ||= asks(sourceCode, node, depth)
    return !found && !isFunction(node)
  })
  return found
}

function asks(sourceCode: SourceCode, node: Node, depth: number): boolean {
  switch (node.type) {
    case 'MetaProperty':
    case 'ThisExpression':
    case 'AwaitExpression':
      return true
    case 'UnaryExpression':
      return node.operator === 'typeof'
    case 'MemberExpression':
      return roleTests.has(apiOf(sourceCode, node) ?? '')
    case 'CallExpression': {
      const called = calledFunction(sourceCode, node)
      return called !== undefined && returnsOf(sourceCode, called).some((each) => isRoleTest(sourceCode, each, depth + 1))
    }
    case 'Identifier':
      return isName(node) && asksName(sourceCode, node, depth)
    default:
      return false
  }
}

function isName(node: Node): boolean {
  const parent = node.parent
  return !((parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) || (parent?.type === 'Property' && parent.key === node && !parent.shorthand))
}

function asksName(sourceCode: SourceCode, node: Extract<Node, { type: 'Identifier' }>, depth: number): boolean {
  const path = apiOf(sourceCode, node)
  if (path !== undefined && (roleTests.has(path) || path.startsWith('.'))) return true
  const variable = variableOf(sourceCode, node)
  if (!variable || variable.defs.length === 0) return false
  const sources = sourcesOf(sourceCode, variable)
  if (!sources) return true
  return sources.some((source) => source.kind === 'parameter' || source.kind === 'unknown' || (source.kind === 'value' && isRoleTest(sourceCode, source.value, depth + 1)))
}

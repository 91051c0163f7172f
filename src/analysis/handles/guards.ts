import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, isInside, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'

/** More statements than this under a condition are more than an end. */
const MOST_GUARDED = 3

/**
 * The tests whose only purpose is to decide whether the handle is ended: both their outcomes are meant. Of those, the ones that the
 * caller lets decide.
 */
export function guardsOf(sourceCode: SourceCode, point: Node, acquired: Node, mayDecide: (test: Node) => boolean = () => true): readonly Node[] {
  const tests: Node[] = []
  for (let child = point, at = point.parent; at && !isFunction(at) && !isInside(acquired, at); child = at, at = at.parent) {
    if (at.type === 'IfStatement' && at.test !== child && !at.alternate && isOnlyAnEnd(sourceCode, child)) tests.push(at.test)
    else if (at.type === 'LogicalExpression' && at.right === child) tests.push(at.left)
    else if (at.type === 'ConditionalExpression' && at.test !== child && [at.consequent, at.alternate].some(isNothing)) tests.push(at.test)
  }
  return tests.filter((test) => mayDecide(test)).flatMap((test) => leavesOf(sourceCode, test))
}

/** `client?.query('ROLLBACK')`: what has to be there for the end to be made. */
export function optionalIn(point: Node): readonly Node[] {
  const tests: Node[] = []
  for (let at = unwrap(point); at.type === 'CallExpression' || at.type === 'MemberExpression'; at = unwrap(at.type === 'CallExpression' ? at.callee : at.object)) {
    if (at.optional) tests.push(unwrap(at.type === 'CallExpression' ? at.callee : at.object))
  }
  return tests
}

function isOnlyAnEnd(sourceCode: SourceCode, branch: Node): boolean {
  const statements = branch.type === 'BlockStatement' ? branch.body : [branch]
  if (statements.length > MOST_GUARDED) return false
  let jumps = false
  walk(sourceCode, branch, (node) => {
    if (['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement'].includes(node.type)) jumps = true
    return !isFunction(node)
  })
  return !jumps
}

function leavesOf(sourceCode: SourceCode, test: Node): readonly Node[] {
  const nodes: Node[] = []
  walk(sourceCode, test, (node) => {
    nodes.push(node)
    return !isFunction(node)
  })
  return nodes
}

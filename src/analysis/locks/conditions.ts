import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, type Node, unwrap } from '../../utils/syntax.ts'

/** A test that a node stands behind: its text, and whether it came out true. */
interface Condition {
  readonly test: string
  readonly holds: boolean
}

/** Whether no run comes to both nodes, because one stands behind a test and the other behind its opposite. */
export function excludeEachOther(sourceCode: SourceCode, a: Node, b: Node): boolean {
  const behind = conditionsOf(sourceCode, a)
  return behind.length > 0 && conditionsOf(sourceCode, b).some(({ test, holds }) => behind.some((each) => each.test === test && each.holds !== holds))
}

/** The tests that a node stands behind, in its function. */
function conditionsOf(sourceCode: SourceCode, node: Node): readonly Condition[] {
  const conditions: Condition[] = []
  let child = node
  for (let at = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    const found = conditionAt(at, child)
    if (found) conditions.push(told(sourceCode, found.test, found.holds))
  }
  return conditions
}

function conditionAt(at: Node, child: Node): { readonly test: Node; readonly holds: boolean } | undefined {
  if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') {
    return child === at.test ? undefined : { test: at.test, holds: child === at.consequent }
  }
  return at.type === 'LogicalExpression' && at.operator !== '??' && child === at.right ? { test: at.left, holds: at.operator === '&&' } : undefined
}

function told(sourceCode: SourceCode, test: Node, holds: boolean): Condition {
  let inner = unwrap(test)
  let result = holds
  while (inner.type === 'UnaryExpression' && inner.operator === '!') {
    inner = unwrap(inner.argument)
    result = !result
  }
  return { test: sourceCode.getText(inner), holds: result }
}

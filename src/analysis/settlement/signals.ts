import type { SourceCode } from '../../utils/per-file.ts'
import { isInside, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'

/**
 * Whether a listener tells of `abort` on a signal that the caller may leave out: `signal?.addEventListener('abort', …)`,
 * `if (signal) signal.onabort = …`. Who gives none waits as if the listener was not there.
 */
export function isOfOptionalSignal(sourceCode: SourceCode, object: Node, event: Node | string | undefined): boolean {
  const name = typeof event === 'object' ? textAt(sourceCode, event) : event
  const root = name === 'abort' ? rootOf(sourceCode, object) : undefined
  if (root?.defs[0]?.type !== 'Parameter') return false
  const member = object.parent
  return (member?.type === 'MemberExpression' && member.optional) || isTested(sourceCode, object, root)
}

function rootOf(sourceCode: SourceCode, object: Node): Variable | undefined {
  let at = unwrap(object)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  return at.type === 'Identifier' ? variableOf(sourceCode, at) : undefined
}

/** Whether it stands in a branch that is taken only where something of this name is there. */
function isTested(sourceCode: SourceCode, node: Node, variable: Variable): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const test = at.type === 'IfStatement' && isInside(node, at.consequent) ? at.test : at.type === 'LogicalExpression' && at.operator === '&&' && isInside(node, at.right) ? at.left : undefined
    let asks = false
    if (test) walk(sourceCode, test, (each) => {
      asks ||= each.type === 'Identifier' && variableOf(sourceCode, each) === variable
      return !asks
    })
    if (asks) return true
  }
  return false
}

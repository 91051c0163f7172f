import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isClass, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { keyName } from '../../utils/syntax.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { sharedMemory, viewName } from './memory.ts'

/**
 * Whether a view is known to be private memory: made here from a length, a list, another view or an ArrayBuffer.
 * (Atomics on such a view is pointless, but no race.)
 */
export const isPrivate: (sourceCode: SourceCode, node: Node) => boolean = perNode<Node, boolean>((sourceCode, expression) => {
  const node = unwrap(expression)
  if (sharedMemory(sourceCode, node)) return false
  if (node.type === 'NewExpression') {
    const path = apiOf(sourceCode, node.callee)
    if (path === '#ArrayBuffer') return true
    const [buffer] = node.arguments
    return viewName(path) !== undefined && (buffer === undefined || isMadeHere(sourceCode, buffer))
  }
  const values = valuesOf(sourceCode, node)
  return values.length > 0 && values.every((value) => isPrivate(sourceCode, value))
}, false)

function isMadeHere(sourceCode: SourceCode, node: Node): boolean {
  return node.type === 'Literal' || node.type === 'ArrayExpression' || node.type === 'BinaryExpression' || isPrivate(sourceCode, node)
}

/** What a variable or a field of a local class is given. */
function valuesOf(sourceCode: SourceCode, node: Node): readonly Node[] {
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    const sources = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
    return sources.every((source) => source.kind === 'value' && source.steps.length === 0) ? sources.map((source) => (source as { value: Node }).value) : []
  }
  if (node.type !== 'MemberExpression') return []
  const whole = denote(sourceCode, node.object)
  if (whole?.kind !== 'object' || !isClass(whole.node)) return []
  const member = membersOf(sourceCode, whole.node).get(keyName(node) ?? '')
  return member ? assignedValues(member).slice(0, 16) : []
}

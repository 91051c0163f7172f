import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { isExported } from '../resolve/functions.ts'
import { heldAt, valuesOf } from './held.ts'
import { keyName } from '../../utils/syntax.ts'
import { sharedMemory, viewMade } from './memory.ts'

/**
 * Whether a view is known to be private memory: made here from a length, a list, another view or an ArrayBuffer, or handed
 * over by callers of this file who all made it so. (Atomics on such a view is pointless, but no race.)
 */
export const isPrivate: (sourceCode: SourceCode, node: Node) => boolean = perNode<Node, boolean>((sourceCode, expression) => {
  const node = unwrap(expression)
  if (sharedMemory(sourceCode, node)) return false
  if (node.type === 'NewExpression') {
    if (apiOf(sourceCode, node.callee) === '#ArrayBuffer') return true
    const [buffer] = node.arguments
    return viewMade(sourceCode, node) !== undefined && (buffer === undefined || isMadeHere(sourceCode, buffer))
  }
  const values = valuesAt(sourceCode, node)
  return values.length > 0 && values.every((value) => isPrivate(sourceCode, value))
}, false)

function isMadeHere(sourceCode: SourceCode, node: Node): boolean {
  return node.type === 'Literal' || node.type === 'ArrayExpression' || node.type === 'BinaryExpression' || isPrivate(sourceCode, node)
}

/** All that a variable, parameter or field is given; none where somebody unknown may give it something. */
function valuesAt(sourceCode: SourceCode, node: Node): readonly Node[] {
  if (node.type === 'MemberExpression') return keyName(node) === 'buffer' ? [node.object] : heldAt(sourceCode, node.object, keyName(node) ?? '[]')
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const sources = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
  const known = sources.every((source) => source.kind === 'value' || (source.kind === 'parameter' && !isExported(sourceCode, source.of)))
  return known ? sources.flatMap((source) => valuesOf(sourceCode, source)) : []
}

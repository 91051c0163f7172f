import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { isReceived, type Shared, viewName } from './memory.ts'
import { isConstant } from './words.ts'

/**
 * Memory that a worker received and only ever writes: nothing in the file reads the result, sends it back or hands it on.
 * If it were a copy, the work would be for nothing; so it is taken as shared. Undefined for everything else.
 */
export function wrongOrLost(sourceCode: SourceCode, object: Node): Shared | undefined {
  const node = unwrap(object)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable && onlyWritten(sourceCode, variable)
}

const onlyWritten = perNode<Variable, Shared | undefined>((sourceCode, variable) => {
  const origin = originOf(sourceCode, variable)
  if (!origin) return undefined
  let writes = 0
  for (const reference of variable.references) {
    if (reference.isWrite()) continue
    if (!isElementUpdate(reference.identifier)) return undefined
    writes++
  }
  return writes > 0 ? origin : undefined
}, undefined)

/** Received as it is, or a view made over a received buffer that nothing else touches. */
function originOf(sourceCode: SourceCode, variable: Variable): Shared | undefined {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'value' || second) return undefined
  const [name] = variable.identifiers
  if (name && isReceived(sourceCode, name)) return { form: 'view', wasm: false, own: false }
  const value = unwrap(source.value)
  if (value.type !== 'NewExpression' || source.steps.length > 0) return undefined
  const type = viewName(apiOf(sourceCode, value.callee))
  const [buffer, offset] = value.arguments
  if (type === undefined || !buffer || !isReceived(sourceCode, buffer) || isUsedAgain(sourceCode, buffer)) return undefined
  return { form: 'view', type, wasm: false, own: offset !== undefined && !isConstant(sourceCode, offset) }
}

function isUsedAgain(sourceCode: SourceCode, buffer: Node): boolean {
  const variable = buffer.type === 'Identifier' ? variableOf(sourceCode, buffer) : undefined
  return (variable?.references.filter((reference) => reference.isRead()).length ?? 0) > 1
}

/** `view[i]++` or `view[i] += x` as a statement: the new value goes nowhere else. */
function isElementUpdate(identifier: Node): boolean {
  const outer = wrapped(identifier)
  const member = outer.parent
  if (member?.type !== 'MemberExpression' || member.object !== outer || !member.computed) return false
  const update = wrapped(member).parent
  if (update?.type === 'UpdateExpression') return update.parent.type === 'ExpressionStatement'
  return update?.type === 'AssignmentExpression' && update.operator !== '=' && update.left === wrapped(member) && update.parent.type === 'ExpressionStatement'
}

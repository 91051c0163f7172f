import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { type Shared, viewMade } from './memory.ts'
import { isReceived } from './received.ts'
import { isConstant } from './words.ts'

/**
 * Memory that a worker received and that would make no sense as a copy, so it is taken as shared: it is changed by element,
 * and nothing in the file sends it back or hands it on. Where it came as a view, nothing may read it either. Where a view is
 * made over a received buffer, elements may be read; then only `constant` elements count. Undefined for everything else.
 */
export interface Presumed {
  readonly memory: Shared
  readonly only: 'all' | 'constant'
}

export function presumedShared(sourceCode: SourceCode, object: Node): Presumed | undefined {
  const node = unwrap(object)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  if (variable) return presumedVariable(sourceCode, variable)
  if (node.type !== 'MemberExpression' || !isReceived(sourceCode, node)) return undefined
  const key = locationOf(sourceCode, node)?.key
  const uses = key === undefined ? [] : (receivedMembers(sourceCode).get(key) ?? [])
  return usageOf(uses) === 'changed' ? { memory: { form: 'view', wasm: false, own: false }, only: 'all' } : undefined
}

const presumedVariable = perNode<Variable, Presumed | undefined>((sourceCode, variable) => {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'value' && source?.kind !== 'parameter') return undefined
  const uses = variable.references.filter((reference) => !reference.isWrite()).map(({ identifier }) => identifier as Node)
  const usage = usageOf(uses)
  if (second || usage === 'more') return undefined
  const [name] = variable.identifiers
  if (name && isReceived(sourceCode, name)) return usage === 'changed' ? { memory: { form: 'view', wasm: false, own: false }, only: 'all' } : undefined
  const value = source.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
  if (value?.type !== 'NewExpression') return undefined
  const type = viewMade(sourceCode, value)
  const [buffer, offset] = value.arguments
  if (type === undefined || !buffer || !isReceived(sourceCode, buffer) || isUsedAgain(sourceCode, buffer)) return undefined
  return { memory: { form: 'view', type, wasm: false, own: offset !== undefined && !isConstant(sourceCode, offset) }, only: usage === 'changed' ? 'all' : 'constant' }
}, undefined)

/** By place, the expressions that name a part of what was received (`workerData.counter`), parts of parts aside. */
const receivedMembers = perFile((sourceCode): ReadonlyMap<string, readonly Node[]> =>
  groupBy(nodesOf(sourceCode).members, (member) => (member.computed || !isReceived(sourceCode, member) ? undefined : locationOf(sourceCode, member)?.key)))

/** changed: elements are changed and nothing is read. elements: nothing but elements is used. more: anything else. */
function usageOf(uses: readonly Node[]): 'changed' | 'elements' | 'more' {
  let usage: 'changed' | 'elements' = 'changed'
  let changes = 0
  for (const use of uses) {
    const outer = wrapped(use)
    const member = outer.parent
    if (member?.type !== 'MemberExpression' || member.object !== outer || !member.computed) return 'more'
    if (isChange(member)) changes++
    else usage = 'elements'
  }
  return uses.length > 0 && (changes > 0 || usage === 'elements') ? usage : 'more'
}

/** `view[i]++` or `view[i] += x` as a statement: the new value goes nowhere else. */
function isChange(member: Node): boolean {
  const outer = wrapped(member)
  const update = outer.parent
  if (update?.type === 'UpdateExpression') return update.parent.type === 'ExpressionStatement'
  return update?.type === 'AssignmentExpression' && update.operator !== '=' && update.left === outer && update.parent.type === 'ExpressionStatement'
}

function isUsedAgain(sourceCode: SourceCode, buffer: Node): boolean {
  const variable = buffer.type === 'Identifier' ? variableOf(sourceCode, buffer) : undefined
  return (variable?.references.filter((reference) => reference.isRead()).length ?? 0) > 1
}

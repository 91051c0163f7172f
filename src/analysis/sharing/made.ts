import { sharedBuffers } from '../../knowledge/shared-memory.ts'
import { callsByName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { onlyValue, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { atomicAt } from './atomics.ts'
import { viewMade } from './memory.ts'
import { constantText } from './words.ts'

/**
 * The constants that name an element which is given its value where the memory is made, through a view for this alone:
 * `new Int32Array(memory)[LIMIT] = size`. A zero is no such value: the other side of a ring buffer begins there.
 */
export const setWhereMade = perFile((sourceCode): ReadonlySet<Variable> => {
  const found = new Set<Variable>()
  const add = (view: Node, index: Node, value: Node | undefined): void => {
    const variable = index.type === 'Identifier' ? variableOf(sourceCode, index) : undefined
    if (variable && value && constantText(sourceCode, value) !== '0' && constantText(sourceCode, index) !== undefined && isOverNew(sourceCode, view)) found.add(variable)
  }
  if (!callsByName(sourceCode).has('SharedArrayBuffer')) return found
  for (const member of nodesOf(sourceCode).members) {
    const outer = wrapped(member)
    if (member.computed && outer.parent?.type === 'AssignmentExpression' && outer.parent.left === outer && outer.parent.operator === '=') add(member.object, member.property, outer.parent.right)
  }
  for (const call of nodesOf(sourceCode).calls) {
    const [view, index, value] = call.arguments
    if (view && index && atomicAt(sourceCode, call)?.does === 'store') add(view, index, value)
  }
  return found
})

/** `new Int32Array(memory)`, in the function that has made the memory. */
function isOverNew(sourceCode: SourceCode, view: Node): boolean {
  const made = unwrap(view)
  const [first] = made.type === 'NewExpression' && viewMade(sourceCode, made) !== undefined ? made.arguments : []
  const memory = first && unwrap(onlyValue(sourceCode, unwrap(first)) ?? first)
  return memory?.type === 'NewExpression' && sharedBuffers.has(apiOf(sourceCode, memory.callee) ?? '') && ownerOf(memory) === ownerOf(view)
}

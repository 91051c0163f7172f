import type { SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'

/** How long a list of names of events is. */
const MOST_EVENTS = 12

/** The events that a listener is registered for: the one that is written, or each of a list that a loop goes through. Undefined where they cannot be read. */
export function eventsNamed(sourceCode: SourceCode, name: Node): readonly string[] | undefined {
  const text = textAt(sourceCode, name)
  if (text !== undefined) return [text]
  const inner = unwrap(name)
  const variable = inner.type === 'Identifier' ? variableOf(sourceCode, inner) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!source || second || source.kind === 'unknown' || source.kind === 'caught' || source.kind === 'rest' || source.steps.length > 0) return undefined
  if (source.kind === 'value') return textsIn(sourceCode, [source.value])
  return textsIn(sourceCode, elementsOf(sourceCode, source.kind === 'element' ? source.value : goneThrough(source)))
}

/** `['exit', 'error'].forEach((name) => …)` */
function goneThrough({ of, index }: { readonly of: Node; readonly index: number }): Node | undefined {
  const call = of.parent
  const callee = call?.type === 'CallExpression' && call.arguments[0] === of ? unwrap(call.callee) : undefined
  return index === 0 && callee?.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name === 'forEach' ? callee.object : undefined
}

function elementsOf(sourceCode: SourceCode, list: Node | undefined): readonly (Node | null)[] | undefined {
  const value = list && unwrap(onlyValue(sourceCode, list) ?? list)
  return value?.type === 'ArrayExpression' && value.elements.length <= MOST_EVENTS ? value.elements : undefined
}

function textsIn(sourceCode: SourceCode, nodes: readonly (Node | null)[] | undefined): readonly string[] | undefined {
  const texts = nodes?.map((each) => each && textAt(sourceCode, each))
  return texts?.every((each) => typeof each === 'string') ? texts : undefined
}

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, type Node, walk, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { standingAt } from '../resolve/functions.ts'

/** How a promise is settled by the one who made it. */
export type Settlement = 'resolve' | 'reject'

/** The promise that a function is the executor of: the `new Promise(…)` around it; undefined for other functions. */
export function promiseOf(sourceCode: SourceCode, executor: FunctionNode): Call | undefined {
  const outer = wrapped(standingAt(sourceCode, executor))
  const parent = outer.parent
  if (parent?.type !== 'NewExpression' || parent.arguments[0] !== outer) return undefined
  return apiOf(sourceCode, parent.callee) === '#Promise' ? parent : undefined
}

/** How calling the named function settles a promise; undefined when it settles none that we see. */
export function settles(sourceCode: SourceCode, name: Node): Settlement | undefined {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [source] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind === 'parameter' && promiseOf(sourceCode, source.of)) return source.index === 0 ? 'resolve' : source.index === 1 ? 'reject' : undefined
  if (source?.kind !== 'value' || apiOf(sourceCode, source.value) !== '#Promise.withResolvers()') return undefined
  const [step] = source.steps
  return step?.name === 'resolve' || step?.name === 'reject' ? step.name : undefined
}

/** The names in `root`, functions inside it included, that settle a promise. */
export function settlersIn(sourceCode: SourceCode, root: Node): readonly { readonly node: Node; readonly how: Settlement }[] {
  const found: { node: Node; how: Settlement }[] = []
  walk(sourceCode, root, (node) => {
    const how = node.type === 'Identifier' && isRead(sourceCode, node) ? settles(sourceCode, node) : undefined
    if (how) found.push({ node, how })
  })
  return found
}

function isRead(sourceCode: SourceCode, name: Node): boolean {
  return variableOf(sourceCode, name)?.references.some((reference) => reference.identifier === name && reference.isRead()) ?? false
}

import { calledName, callsByOwner } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'

export type Settlement = 'resolve' | 'reject'

/** The promise that a function is the executor of: the `new Promise(…)` around it; undefined for other functions. */
export function promiseOf(sourceCode: SourceCode, executor: FunctionNode): Call | undefined {
  const outer = wrapped(executor)
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

/** The function a value stands for, written on the spot or by name; undefined for anything else. */
export function functionBehind(sourceCode: SourceCode, value: Node): FunctionNode | undefined {
  const inner = unwrap(value)
  if (isFunction(inner)) return inner
  const target = denote(sourceCode, inner)
  return target?.kind === 'function' ? target.node : undefined
}

const BRANCHES: ReadonlyMap<string, readonly Reaction[]> = new Map<string, readonly Reaction[]>([
  ['then', ['fulfilled', 'rejected']],
  ['catch', ['rejected']],
  ['finally', ['always']],
])

/** When a callback of a promise runs. */
export type Reaction = 'fulfilled' | 'rejected' | 'always'

/** The call of `then`, `catch` or `finally` that a value is handed to, and when it runs there; undefined for other values. */
export function reactionOf(value: Node): { readonly call: Call; readonly on: Reaction; readonly promise: Node } | undefined {
  const outer = wrapped(value)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return undefined
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const on = BRANCHES.get(keyName(callee) ?? '')?.[call.arguments.indexOf(outer as Call['arguments'][number])]
  return on && { call, on, promise: callee.object }
}

/** The promise whose answer a function is given: that of `load().then((rows) => …)`. */
export function promiseAnswering(fn: FunctionNode): Node | undefined {
  const reaction = reactionOf(fn)
  return reaction?.on === 'fulfilled' ? reaction.promise : undefined
}

/** The callbacks that the code of a function hands to promises, with the calls of `then`, `catch` and `finally`. */
export function reactionsIn(sourceCode: SourceCode, owner: FunctionNode): readonly { readonly call: Call; readonly callback: FunctionNode }[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => (BRANCHES.has(calledName(call) ?? '')
    ? call.arguments.flatMap((each) => (isFunction(each) && reactionOf(each) ? [{ call, callback: each }] : []))
    : []))
}

/** The awaits that take a promise: where it stands, or by the name that it is put under. */
export function awaitsOf(sourceCode: SourceCode, promise: Node): readonly Node[] {
  const { parent } = wrapped(promise)
  if (parent?.type === 'AwaitExpression') return [parent]
  const variable = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const around = wrapped(identifier).parent
    return around?.type === 'AwaitExpression' ? [around] : []
  })
}

/** How deep a promise is looked into, and how many nodes of it. */
const MOST_DEPTH = 3
const MOST_NODES = 1000

/** The variables that an expression is made of, closures inside it included, followed through assignments. */
export const partsOf: (sourceCode: SourceCode, root: Node) => ReadonlySet<Variable> = perNode<Node, ReadonlySet<Variable>>((sourceCode, root) => {
  const parts = new Set<Variable>()
  let nodes = 0
  const add = (node: Node, depth: number): void => {
    walk(sourceCode, node, (each) => {
      if (++nodes > MOST_NODES) return false
      const variable = each.type === 'Identifier' ? variableOf(sourceCode, each) : undefined
      if (!variable || parts.has(variable)) return true
      parts.add(variable)
      if (depth >= MOST_DEPTH) return true
      for (const source of sourcesOf(sourceCode, variable) ?? []) if (source.kind === 'value') add(source.value, depth + 1)
      return true
    })
  }
  add(root, 0)
  return parts
}, new Set())

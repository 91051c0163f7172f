import { copyingSinks } from '../../knowledge/boundaries.ts'
import { collectionChanges, fillers } from '../../knowledge/collections.ts'
import { onlyLookAt } from '../../knowledge/shared-memory.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isTarget } from '../../utils/results.ts'
import { type Call, functionAround, isCall, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { sendsOf } from '../messages/sends.ts'
import { isEmpty, isExportedVariable, type Variable, variableOf } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'

/** Something empty that is sent to another thread or process as a copy, and that this file only looks at, as if the other side filled it. */
export interface Copied {
  readonly name: string
  /** Where it is looked at, after it has been sent. */
  readonly read: Node
  readonly send: Call
}

/** All of them in a file, one for each variable. */
export const copiedOf = perFile((sourceCode): readonly Copied[] => {
  const sends = sendsOf(sourceCode).filter(({ sink }) => copyingSinks.test(sink.path))
  const found = new Map<Variable, Copied>()
  for (const { call, payloads } of sends) {
    for (const variable of payloads.flatMap(({ node, property }) => variablesIn(sourceCode, property === undefined ? node : propertyAt(sourceCode, unwrap(node), property), 0))) {
      const copied = found.has(variable) ? undefined : copiedAt(sourceCode, variable, call)
      if (copied) found.set(variable, copied)
    }
  }
  return [...found.values()]
})

/** How deep a message is looked into. */
const MOST_LEVELS = 2

/** The variables whose values are sent whole: `stats` of `{ file, stats }`. */
function variablesIn(sourceCode: SourceCode, payload: Node | undefined, depth: number): readonly Variable[] {
  const node = payload && unwrap(payload)
  const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  if (variable) return [variable]
  if (node?.type !== 'ObjectExpression' || depth >= MOST_LEVELS) return []
  return node.properties.flatMap((each) => (each.type === 'Property' ? variablesIn(sourceCode, each.value, depth + 1) : []))
}

function copiedAt(sourceCode: SourceCode, variable: Variable, send: Call): Copied | undefined {
  const [def, another] = variable.defs
  const made = def?.type === 'Variable' && !another && def.node.id.type === 'Identifier' && def.node.init ? unwrap(def.node.init) : undefined
  const parts = made && partsOf(made)
  if (!parts || isExportedVariable(variable)) return undefined
  const looks: Node[] = []
  for (const { identifier, init } of variable.references) {
    if (init === true || isInside(identifier, send)) continue
    if (!isLook(sourceCode, identifier, parts)) return undefined
    looks.push(identifier)
  }
  const read = looks.find((each) => isLater(sourceCode, each, send))
  return read && { name: variable.name, read, send }
}

/** What is empty in a value: all of a collection, or the collections and numbers among the fields of an object. */
type Parts = 'all' | ReadonlyMap<string, 'collection' | 'number'>

/** Undefined for a value that has something in it, or whose fields may stay as they are: one number is a setting, a few are counts. */
function partsOf(made: Node): Parts | undefined {
  if (made.type !== 'ObjectExpression') return isCollection(made) ? 'all' : undefined
  const parts = new Map<string, 'collection' | 'number'>()
  for (const each of made.properties) {
    const name = each.type === 'Property' && !each.computed ? keyName(each) : undefined
    const value = each.type === 'Property' ? unwrap(each.value) : undefined
    if (name === undefined || !value || !(isCollection(value) || (value.type === 'Literal' && value.value === 0))) return undefined
    parts.set(name, isCollection(value) ? 'collection' : 'number')
  }
  return parts.size > 1 || [...parts.values()].includes('collection') ? parts : undefined
}

function isCollection(value: Node): boolean {
  return (value.type === 'ArrayExpression' || value.type === 'NewExpression') && isEmpty(value)
}

/** Whether a use of the variable changes nothing and hands nothing on that others may change. */
function isLook(sourceCode: SourceCode, name: Node, parts: Parts): boolean {
  if (parts === 'all') return isLookAtCollection(sourceCode, name)
  const { parent } = wrapped(name)
  if (parent?.type !== 'MemberExpression' || parent.object !== wrapped(name)) return isOnlyShown(sourceCode, name)
  const kind = parts.get(keyName(parent) ?? '')
  if (kind === 'collection') return isLookAtCollection(sourceCode, parent)
  return kind === 'number' && !isTarget(wrapped(parent))
}

/** `results.length`, `results.map(…)`, `for (const each of results)`, `[...results]`. */
function isLookAtCollection(sourceCode: SourceCode, collection: Node): boolean {
  const outer = wrapped(collection)
  const { parent } = outer
  if (parent?.type === 'ForOfStatement') return parent.right === outer
  if (parent?.type === 'SpreadElement') return true
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return isOnlyShown(sourceCode, collection)
  const call = wrapped(parent).parent
  return isCall(call) && call.callee === wrapped(parent) ? !collectionChanges.has(keyName(parent) ?? '') : !isTarget(wrapped(parent))
}

/** `console.log(stats)`, `JSON.stringify(stats)`. */
function isOnlyShown(sourceCode: SourceCode, value: Node): boolean {
  const outer = wrapped(value)
  const path = isCall(outer.parent) && outer.parent.callee !== outer ? apiOf(sourceCode, outer.parent.callee) : undefined
  return path !== undefined && !fillers.has(path) && onlyLookAt.some((start) => path.startsWith(start))
}

/** Whether something is looked at when the other side has had time for it: in another function, or behind a wait. */
function isLater(sourceCode: SourceCode, look: Node, send: Call): boolean {
  const owner = functionAround(look)
  if (owner !== functionAround(send)) return true
  let waits = false
  walkOwn(sourceCode, owner?.body ?? sourceCode.ast, (node) => {
    waits ||= node.type === 'AwaitExpression' && node.range[0] >= send.range[1] && node.range[1] <= look.range[0]
  })
  return waits
}

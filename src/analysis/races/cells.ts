import type { TSESTree } from '@typescript-eslint/utils'

import { type CellModel, cellPairs, cells, fieldStores, fieldStoreTypes } from '../../knowledge/cells.ts'
import { addTo } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { denoteType } from '../resolve/annotations.ts'
import { onlyValue, sourceAt, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { returnsOf } from '../resolve/functions.ts'
import { below, type Location, locationOf, numberOf } from '../resolve/location.ts'
import { type Place, VALUE } from './places.ts'

/** What a node does with a cell of state: it answers the value, or puts one there. */
export interface CellUse {
  readonly place: Place
  /** Undefined: it is asked. */
  readonly value?: Node
}

const byPath: ReadonlyMap<string, CellModel> = new Map(cells.map((cell) => [cell.path, cell]))
const roots = evidenceFrom([...byPath.keys(), ...cellPairs, ...fieldStores])
const ASKING: ReadonlySet<string> = new Set(cells.flatMap(({ asks = [], members = [] }) => [...asks, ...members]))

/** The uses of cells, by the call or member that makes them. What replaces a value by a function of it is none. */
export const cellUses = perFile((sourceCode): ReadonlyMap<Node, readonly CellUse[]> => {
  const uses = new Map<Node, CellUse[]>()
  if (!mentions(sourceCode, roots)) return uses
  const { calls, members } = nodesOf(sourceCode)
  for (const call of calls) {
    const use = call.type === 'CallExpression' ? useBy(sourceCode, call) : undefined
    if (use) addTo(uses, call, use)
  }
  for (const member of members) {
    const model = ASKING.has(keyName(member) ?? '') ? modelOf(sourceCode, member.object) : undefined
    const place = model?.members?.includes(keyName(member) ?? '') ? placeOfCell(sourceCode, member.object) : undefined
    if (place) addTo(uses, member, { place })
  }
  for (const fn of storeFunctions(sourceCode)) addFields(sourceCode, fn, uses)
  return uses
})

/** The calls that put something into a cell. */
export const cellWrites = perFile((sourceCode): readonly Call[] => [...cellUses(sourceCode)].flatMap(([node, uses]) => (isCall(node) && uses.some(({ value }) => value) ? [node] : [])))

function modelOf(sourceCode: SourceCode, cell: Node): CellModel | undefined {
  return byPath.get(apiOf(sourceCode, cell) ?? '')
}

function useBy(sourceCode: SourceCode, call: TSESTree.CallExpression): CellUse | undefined {
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  const pair = pairAt(sourceCode, callee)
  if (pair) return pair.does === 'put' ? put(pair.place, first) : { place: pair.place }
  const own = modelOf(sourceCode, callee)
  if (own?.called) return asked(sourceCode, callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  const model = callee.type === 'MemberExpression' && method !== undefined ? modelOf(sourceCode, callee.object) : undefined
  if (model && callee.type === 'MemberExpression') {
    if (model.puts === method) return put(placeOfCell(sourceCode, callee.object), first)
    return model.asks?.includes(method ?? '') ? asked(sourceCode, callee.object) : undefined
  }
  const given = first && modelOf(sourceCode, first)
  return given?.given !== undefined && apiOf(sourceCode, callee) === given.given ? asked(sourceCode, first as Node) : undefined
}

function asked(sourceCode: SourceCode, cell: Node): CellUse | undefined {
  const place = placeOfCell(sourceCode, cell)
  return place && { place }
}

function put(place: Place | undefined, value: Node | undefined): CellUse | undefined {
  return place && value && !isFunction(unwrap(value)) ? { place, value } : undefined
}

function placeOfCell(sourceCode: SourceCode, cell: Node): Place | undefined {
  const at = locationOf(sourceCode, cell)
  return at && placeAt(below(at, VALUE), at.text)
}

function placeAt(at: Location | undefined, text: string): Place | undefined {
  return at && at.root.kind !== 'api' ? { base: at.key, part: VALUE, root: at.root, path: at.path, text } : undefined
}

/** `items()` and `setItems(…)` of `const [items, setItems] = createSignal([])`: both are of the place of `items`. */
function pairAt(sourceCode: SourceCode, callee: Node): { readonly place: Place; readonly does: 'ask' | 'put' } | undefined {
  const variable = callee.type === 'Identifier' ? variableOf(sourceCode, callee) : undefined
  const [name] = variable?.identifiers ?? []
  const pattern = name?.parent
  if (!name || pattern?.type !== 'ArrayPattern') return undefined
  const index = pattern.elements.findIndex((each) => each === name)
  const [state] = pattern.elements
  const source = sourceAt(name)
  if (index > 1 || state?.type !== 'Identifier' || source.kind !== 'value' || !cellPairs.has(apiOf(sourceCode, source.value) ?? '')) return undefined
  const place = placeOfCell(sourceCode, state)
  return place && { place, does: index === 0 ? 'ask' : 'put' }
}

// ---------------------------------------------------------------- stores of fields

/** `create((set, get) => ({ … }))`, with other functions around what is given, and `const slice: StateCreator<State> = (set, get) => …`. */
function storeFunctions(sourceCode: SourceCode): readonly FunctionNode[] {
  return nodesOf(sourceCode).functions.filter((fn) => fn.params.length > 0 && (isTyped(sourceCode, fn) || isGiven(sourceCode, fn)))
}

function isTyped(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const holder = wrapped(fn).parent
  const type = holder?.type === 'VariableDeclarator' ? denoteType(sourceCode, holder.id.typeAnnotation) : undefined
  return type?.kind === 'api' && fieldStoreTypes.has(type.path)
}

const MOST_AROUND = 5

function isGiven(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let at: Node = wrapped(fn)
  for (let i = 0; i < MOST_AROUND; i++) {
    const call = at.parent
    if (call?.type !== 'CallExpression' || call.callee === at) return false
    const callee = unwrap(call.callee)
    if (fieldStores.has(apiOf(sourceCode, callee.type === 'CallExpression' ? callee.callee : callee) ?? '')) return true
    at = wrapped(call)
  }
  return false
}

function addFields(sourceCode: SourceCode, fn: FunctionNode, uses: Map<Node, CellUse[]>): void {
  const [holder] = returnsOf(sourceCode, fn).map(unwrap)
  if (holder?.type !== 'ObjectExpression') return
  const [set, get] = fn.params.map((param) => (param.type === 'Identifier' ? variableOf(sourceCode, param) : undefined))
  const placeOfField = (name: string): Place => ({ base: `object:${String(numberOf(sourceCode, holder))}.${name}`, part: VALUE, root: { kind: 'object', of: holder }, path: [name], text: name })
  for (const call of callsOf(set)) {
    const [given] = call.arguments
    const changes = given && unwrap(given)
    for (const each of changes?.type === 'ObjectExpression' ? changes.properties : []) {
      const name = each.type === 'Property' ? keyName(each) : undefined
      if (each.type === 'Property' && name !== undefined) addTo(uses, call, { place: placeOfField(name), value: each.value })
    }
  }
  for (const call of callsOf(get)) for (const name of namesTaken(sourceCode, call)) addTo(uses, call, { place: placeOfField(name) })
}

function callsOf(variable: Variable | undefined): readonly TSESTree.CallExpression[] {
  return (variable?.references ?? []).flatMap(({ identifier }) => (identifier.parent.type === 'CallExpression' && identifier.parent.callee === identifier ? [identifier.parent] : []))
}

/** The fields that code takes of an object that it is given: `get().items`, `const { items } = get()`, `const state = get()` and `state.items`. */
function namesTaken(sourceCode: SourceCode, call: Node): readonly string[] {
  const outer = wrapped(call)
  const { parent } = outer
  if (parent?.type === 'MemberExpression' && parent.object === outer) {
    // `get().reload()` runs something, and takes no value.
    const member = wrapped(parent)
    const name = isCall(member.parent) && member.parent.callee === member ? undefined : keyName(parent)
    return name === undefined ? [] : [name]
  }
  if (parent?.type !== 'VariableDeclarator' || parent.init !== outer) return []
  if (parent.id.type === 'ObjectPattern') return parent.id.properties.flatMap((each) => (each.type === 'Property' ? (keyName(each) ?? []) : []))
  const variable = parent.id.type === 'Identifier' && onlyValue(sourceCode, parent.id) ? variableOf(sourceCode, parent.id) : undefined
  return (variable?.references ?? []).flatMap(({ identifier }) => (identifier.parent.type === 'MemberExpression' && identifier.parent.object === identifier ? (keyName(identifier.parent) ?? []) : []))
}

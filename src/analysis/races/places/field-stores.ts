import type { TSESTree } from '@typescript-eslint/utils'

import { fieldMethods, fieldStores, fieldStoreTypes } from '../../../knowledge/cells.ts'
import { callsByName, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { denoteType } from '../../resolve/annotations.ts'
import { callsOf, onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { givenTo } from '../../resolve/given.ts'
import { numberOf } from '../../resolve/location.ts'
import { type CellUse, type Place, VALUE } from './place.ts'

/** One use of a cell, with the node that makes it. */
export type UseAt = readonly [Node, CellUse]

const roots = evidenceFrom(fieldStores)

/** What the file does with the fields of stores: inside of the functions that make them, and from outside. */
export function fieldUses(sourceCode: SourceCode): readonly UseAt[] {
  const own = new Map<Variable, TSESTree.ObjectExpression>()
  const uses: UseAt[] = []
  for (const fn of mentions(sourceCode, roots) ? storeFunctions(sourceCode) : []) {
    const [holder] = returnsOf(sourceCode, fn).map(unwrap)
    if (holder?.type !== 'ObjectExpression') continue
    const keeper = keeperOf(sourceCode, fn)
    if (keeper) own.set(keeper, holder)
    const placeOf = placesIn(sourceCode, holder)
    const [set, get] = fn.params.map((param) => (param.type === 'Identifier' ? variableOf(sourceCode, param) : undefined))
    for (const call of callsOf(set)) uses.push(...puts(call, placeOf))
    for (const call of callsOf(get)) uses.push(...asks(sourceCode, call, placeOf))
  }
  return [...uses, ...usesFromOutside(sourceCode, own)]
}

/** `create((set, get) => ({ … }))`, with other functions around what is given, and `const slice: StateCreator<State> = (set, get) => …`. */
function storeFunctions(sourceCode: SourceCode): readonly FunctionNode[] {
  return nodesOf(sourceCode).functions.filter((fn) => isTyped(sourceCode, fn) || givenTo(sourceCode, fn, fieldStores))
}

function isTyped(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const holder = fn.params.length > 0 ? wrapped(fn).parent : undefined
  const type = holder?.type === 'VariableDeclarator' ? denoteType(sourceCode, holder.id.typeAnnotation) : undefined
  return type?.kind === 'api' && fieldStoreTypes.has(type.path)
}

/** The name of the store that a function makes. */
function keeperOf(sourceCode: SourceCode, fn: FunctionNode): Variable | undefined {
  const made = givenTo(sourceCode, fn, fieldStores)
  const holder = made && wrapped(made).parent
  return holder?.type === 'VariableDeclarator' ? variableOf(sourceCode, holder.id) : undefined
}

type PlaceOf = (name: string) => Place

function placesIn(sourceCode: SourceCode, of: TSESTree.ObjectExpression): PlaceOf {
  return (name) => ({ base: `object:${String(numberOf(sourceCode, of))}.${name}`, part: VALUE, root: { kind: 'object', of }, path: [name], text: name })
}

/**
 * `useCart.getState().items` and `useCart.setState({ items })`. Of a store that another file makes, the two methods together are
 * the proof: nothing else has both.
 */
function usesFromOutside(sourceCode: SourceCode, own: ReadonlyMap<Variable, TSESTree.ObjectExpression>): readonly UseAt[] {
  const named = callsByName(sourceCode)
  const [asking = [], putting = []] = [named.get(fieldMethods.asks), named.get(fieldMethods.puts)]
  if (asking.length === 0 || putting.length === 0) return []
  const storesPut = new Set(putting.map((call) => storeOf(sourceCode, call)))
  const placesOf = (store: Variable | undefined): PlaceOf | undefined => {
    if (!store || !storesPut.has(store)) return undefined
    const holder = own.get(store)
    if (holder) return placesIn(sourceCode, holder)
    if (store.defs[0]?.type !== 'ImportBinding') return undefined
    return (name) => ({ base: `store:${String(numberOf(sourceCode, store))}.${name}`, part: VALUE, root: { kind: 'variable', variable: store, scope: 'module' }, path: [name], text: name })
  }
  const uses: UseAt[] = []
  for (const call of [...asking, ...putting]) {
    const placeOf = placesOf(storeOf(sourceCode, call))
    if (placeOf) uses.push(...(putting.includes(call) ? puts(call, placeOf) : asks(sourceCode, call, placeOf)))
  }
  return uses
}

function storeOf(sourceCode: SourceCode, call: Node): Variable | undefined {
  const callee = isCall(call) ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && callee.object.type === 'Identifier' ? variableOf(sourceCode, callee.object) : undefined
}

/** The fields that a call puts something into; what it makes of the present state by a function, it makes at once. */
function puts(call: Node, placeOf: PlaceOf): readonly UseAt[] {
  const [given] = isCall(call) ? call.arguments : []
  const changes = given && unwrap(given)
  return (changes?.type === 'ObjectExpression' ? changes.properties : []).flatMap((each): readonly UseAt[] => {
    const name = each.type === 'Property' ? keyName(each) : undefined
    return each.type === 'Property' && name !== undefined ? [[call, { place: placeOf(name), value: each.value }]] : []
  })
}

function asks(sourceCode: SourceCode, call: Node, placeOf: PlaceOf): readonly UseAt[] {
  return namesTaken(sourceCode, call).map((name): UseAt => [call, { place: placeOf(name) }])
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

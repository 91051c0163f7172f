import type { TSESTree } from '@typescript-eslint/utils'

import { type CellModel, cellPairs, cells, cellWriters } from '../../../knowledge/cells.ts'
import { addTo } from '../../../utils/group.ts'
import { calledName, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { callsOf, isOfModule, sourceAt, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { givenTo } from '../../resolve/given.ts'
import { below, type Location, locationOf, numberOf } from '../../resolve/location.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import { fieldUses } from './field-stores.ts'
import { usesOfNamedPairs } from './named-pairs.ts'
import { type CellUse, type Place, VALUE } from './place.ts'

const byPath: ReadonlyMap<string, CellModel> = new Map(cells.map((cell) => [cell.path, cell]))
const roots = evidenceFrom([...byPath.keys(), ...cellPairs, ...cellWriters])
const ASKING: ReadonlySet<string> = new Set(cells.flatMap(({ asks = [], members = [] }) => [...asks, ...members]))

/** The uses of cells, by the call or member that makes them. What replaces a value by a function of it is none. */
export const cellUses = perFile((sourceCode): ReadonlyMap<Node, readonly CellUse[]> => {
  const uses = new Map<Node, CellUse[]>()
  for (const [node, use] of [...fieldUses(sourceCode), ...usesOfNamedPairs(sourceCode)]) addTo(uses, node, use)
  if (!mentions(sourceCode, roots)) return uses
  const { calls, functions, members } = nodesOf(sourceCode)
  for (const call of calls) {
    const use = call.type === 'CallExpression' ? useBy(sourceCode, call) : undefined
    if (use) addTo(uses, call, use)
  }
  for (const member of members) {
    const model = ASKING.has(keyName(member) ?? '') ? modelOf(sourceCode, member.object) : undefined
    const place = model?.members?.includes(keyName(member) ?? '') ? placeOfCell(sourceCode, member.object) : undefined
    if (place) addTo(uses, member, { place })
  }
  for (const fn of functions) addWritten(sourceCode, fn, uses)
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
  if (pair) return pair.does === 'put' ? put(sourceCode, pair.place, first) : { place: pair.place }
  const own = modelOf(sourceCode, callee)
  if (own?.called) return asked(sourceCode, callee)
  const parted = partedFrom(sourceCode, callee)
  if (parted) return put(sourceCode, parted, first)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  const model = callee.type === 'MemberExpression' && method !== undefined ? modelOf(sourceCode, callee.object) : undefined
  if (model && callee.type === 'MemberExpression') {
    if (model.puts === method) return put(sourceCode, placeOfCell(sourceCode, callee.object), first)
    return model.asks?.includes(method ?? '') ? asked(sourceCode, callee.object) : undefined
  }
  const given = first && modelOf(sourceCode, first)
  return given?.given !== undefined && apiOf(sourceCode, callee) === given.given ? asked(sourceCode, first as Node) : undefined
}

/** The place of the cell that a name was taken out of by which its value is replaced: `const { subscribe, set } = writable(0)`. */
function partedFrom(sourceCode: SourceCode, callee: Node): Place | undefined {
  const variable = callee.type === 'Identifier' ? variableOf(sourceCode, callee) : undefined
  const [name] = variable?.identifiers ?? []
  const source = name?.parent?.type === 'Property' ? sourceAt(name) : undefined
  const model = source?.kind === 'value' && source.steps.length === 1 ? modelOf(sourceCode, source.value) : undefined
  if (!variable || source?.kind !== 'value' || model?.puts !== source.steps[0]?.name || !isCall(unwrap(source.value))) return undefined
  const scope = isOfModule(variable) ? 'module' : 'local'
  return { base: `var:${numberOf(sourceCode, variable)}`, part: VALUE, root: { kind: 'variable', variable, scope }, path: [], text: `${nameOf(source.value)}()` }
}

/** `writable`, of `writable(0)`. */
function nameOf(made: Node): string {
  const call = unwrap(made)
  return isCall(call) ? calledName(call) ?? 'state' : 'state'
}

function asked(sourceCode: SourceCode, cell: Node): CellUse | undefined {
  const place = placeOfCell(sourceCode, cell)
  return place && { place }
}

function put(sourceCode: SourceCode, place: Place | undefined, value: Node | undefined): CellUse | undefined {
  return place && value && !functionBehind(sourceCode, value) ? { place, value } : undefined
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

// ---------------------------------------------------------------- cells that a function is given the means to change

/** `atom(null, async (get, set, id) => …)`: what such a function asks and replaces. */
function addWritten(sourceCode: SourceCode, fn: FunctionNode, uses: Map<Node, CellUse[]>): void {
  const [get, set] = fn.params.length > 1 && givenTo(sourceCode, fn, cellWriters) ? fn.params : []
  if (get?.type !== 'Identifier' || set?.type !== 'Identifier') return
  for (const call of callsOf(variableOf(sourceCode, get))) {
    const place = placeOfName(sourceCode, call.arguments[0])
    if (place) addTo(uses, call, { place })
  }
  for (const call of callsOf(variableOf(sourceCode, set))) {
    const use = put(sourceCode, placeOfName(sourceCode, call.arguments[0]), call.arguments[1])
    if (use) addTo(uses, call, use)
  }
}

/** The place of a cell that is made in the module, of this file or another. */
function placeOfName(sourceCode: SourceCode, cell: Node | undefined): Place | undefined {
  const variable = cell?.type === 'Identifier' ? variableOf(sourceCode, cell) : undefined
  return variable && isOfModule(variable) ? { base: `cell:${String(numberOf(sourceCode, variable))}`, part: VALUE, root: { kind: 'variable', variable, scope: 'module' }, path: [], text: variable.name } : undefined
}

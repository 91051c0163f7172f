import { storeWrites } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node, ownerOf, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { nameIn } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { collectionAt } from '../places/collections.ts'
import { helperAt } from '../reads/answers.ts'
import { restsOn } from '../reads/dependence.ts'
import { keyIn, type StoreCall, storeCalls, WRITING } from './calls.ts'
import { argumentFor } from './columns.ts'
import { twinCalls } from './twins.ts'

/** The functions that do one thing with a store, by which others may do it: what, by name. */
const storeHelpers = perFile((sourceCode): ReadonlyMap<string, StoreCall['does']> =>
  new Map([...storeCalls(sourceCode).keys()].flatMap((owner): readonly (readonly [string, StoreCall['does']])[] => {
    const [only] = onlyCallIn(sourceCode, owner)
    const name = only && isFunction(owner) ? nameIn(owner) : undefined
    return name !== undefined && only ? [[name, only.does]] : []
  })))

/** Whether functions of this name put something into a store, and do nothing else with one. */
export function putsAway(sourceCode: SourceCode, name: string): boolean {
  return writers(sourceCode).has(name) && storeHelpers(sourceCode).get(name) === 'write'
}

/** The names of the functions that may: what they call is looked at by its name alone. */
const writers = perFile((sourceCode): ReadonlySet<string> => new Set(callsNamed(sourceCode, WRITING).flatMap((call) => {
  const owner = ownerOf(call)
  return (isFunction(owner) ? nameIn(owner) : undefined) ?? []
})))

/** The one call that a function makes of a store, as all that it may be: of a row, and of a value under a key. */
function onlyCallIn(sourceCode: SourceCode, owner: CodeOwner): readonly StoreCall[] {
  const calls = storeCalls(sourceCode).get(owner) ?? []
  return calls.every(({ call }) => call === calls[0]?.call) ? calls : []
}

/** The calls that an owner makes of stores, itself or through a helper that does nothing else with one. */
export function callsIn(sourceCode: SourceCode, owner: CodeOwner): readonly StoreCall[] {
  const own = [...(storeCalls(sourceCode).get(owner) ?? []), ...(twinCalls(sourceCode).get(owner) ?? [])]
  const helpers = storeHelpers(sourceCode)
  if (helpers.size === 0) return own
  const helped = (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly StoreCall[] => {
    const helper = helpers.has(calledName(call) ?? '') ? helperAt(sourceCode, call) : undefined
    return helper && helper !== owner ? onlyCallIn(sourceCode, helper).flatMap((only) => throughHelper(sourceCode, helper, only, call) ?? []) : []
  })
  return [...own, ...helped]
}

/** `readCart()` for `JSON.parse(localStorage.getItem(KEY))`, `this.save(items)` for `writeFile(this.path, JSON.stringify(items))`. */
function throughHelper(sourceCode: SourceCode, helper: FunctionNode, only: StoreCall, call: Call): StoreCall | undefined {
  if (storeWrites.get(only.method) === 'whole' || isOfProgram(sourceCode, only)) return undefined
  const flow = flowOf(sourceCode, helper)
  const key = argumentFor(sourceCode, helper, only.keyAt, call)
  const text = key === undefined ? only.key : key && keyIn(sourceCode, key)
  if (flow.imprecise || !text) return undefined
  const callee = unwrap(call.callee)
  const at = callee.type === 'MemberExpression' && callee.object.type !== 'ThisExpression' ? `${sourceCode.getText(callee.object)} ` : ''
  const here = { ...only, helper, call, content: call, key: text, ...(key && { keyAt: key }), store: `${at}${only.isFile ? `file ${text}` : only.store}` }
  if (only.does === 'read') return returnsOf(sourceCode, helper).some((value) => restsOn(sourceCode, flow, value, new Set([only.call])).size > 0) ? { ...here, values: [] } : undefined
  // Which row is meant is said before what is put there.
  const queries: readonly Node[] = only.values.slice(0, -1).filter((each) => each.type === 'ObjectExpression')
  const index = helper.params.findIndex((param) => param.type === 'Identifier' && only.values.some((value) => !queries.includes(value) && names(sourceCode, value, param)))
  const [param, put] = [helper.params[index], call.arguments[index]]
  return param && put && { ...here, values: [...queries, put], ...(only.sets && { sets: only.sets.map((each) => (names(sourceCode, each.value, param) ? { ...each, value: put } : each)) }) }
}

/** Whether what is asked is a map that the program keeps itself, which answers at once: what is waited for is a helper, or a promise that is kept there. */
export function isOfProgram(sourceCode: SourceCode, { call }: StoreCall): boolean {
  const callee = isCall(call) ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && collectionAt(sourceCode, callee.object) === 'map'
}

/** How many names stand between what a helper is given and what it writes: `const lines = rows.map(…)`. */
const MOST_NAMES = 3

function names(sourceCode: SourceCode, value: Node, param: Node, depth = 0): boolean {
  let found = false
  const variable = variableOf(sourceCode, param)
  walkOwn(sourceCode, value, (node) => {
    if (found || node.type !== 'Identifier') return
    const made = depth < MOST_NAMES && variableOf(sourceCode, node) !== variable ? onlyValue(sourceCode, node) : undefined
    found = made ? names(sourceCode, made, param, depth + 1) : variableOf(sourceCode, node) === variable
  })
  return found
}

import { keptRaw, wholeState } from '../../knowledge/results.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, type Node, propertyOf, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { firstState, reactorOf } from '../resolve/components.ts'
import { apiOf } from '../resolve/denote.ts'
import { holderOf, isWrittenDown, valuesOfHolder } from '../resolve/holders.ts'
import { returnValue } from './calls.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { reactiveOf } from './reactive.ts'
import { unknown, type Value } from './value.ts'

/**
 * `this.rows` in a component or a store that begins with `data() { return { rows: [] } }`: whoever makes it turns lists and objects into
 * proxies. Undefined where the field is none of those, may hold what is kept from that, or the object is not known to be one.
 */
export function componentField(e: Evaluation, object: Node, name: string): Value | undefined {
  const holder = object.type === 'ThisExpression' ? holderOf(e.sourceCode, object) : undefined
  const by = holder && isWrittenDown(holder) ? reactorOf(e.sourceCode, holder) : undefined
  const first = holder && isWrittenDown(holder) && by !== undefined ? firstState(e.sourceCode, holder, name) : undefined
  if (!first || by === undefined) return undefined
  const values = [first, ...valuesOfHolder(e.sourceCode, object, name)].map(unwrap)
  if (values.some((each) => isKeptRaw(e.sourceCode, each))) return undefined
  const begun = values.find(({ type }) => type === 'ArrayExpression' || type === 'ObjectExpression')
  return begun && reactiveOf(evaluate(e, begun, undefined), by)
}

function isKeptRaw(sourceCode: SourceCode, value: Node): boolean {
  return value.type === 'CallExpression' && keptRaw.has(apiOf(sourceCode, value.callee) ?? '')
}

/** `useCart()` of `const useCart = defineStore('cart', { state: () => ({ items: [] }) })`, or with a function that yields its parts. */
export function storeValue(e: Evaluation, node: Call, by: ApiPath): Value {
  const maker = onlyValue(e.sourceCode, unwrap(node.callee))
  const made = maker && unwrap(maker)
  const options = made?.type === 'CallExpression' ? made.arguments.at(-1) : undefined
  const state = () => stateOf(e, options && unwrap(options)) ?? unknown(node)
  return { kind: 'proxy', at: node, what: 'reactive', deep: true, by, of: () => withWhole(state(), node) }
}

/** The store has its state under a name as well, and more than that. */
function withWhole(state: Value, at: Node): Value {
  return state.kind === 'record' ? { ...state, open: true, parts: () => [...state.parts(), { name: wholeState, at, sure: true, value: () => state }] } : state
}

function stateOf(e: Evaluation, options: Node | undefined): Value | undefined {
  const state = isFunction(options) ? options : propertyOf(options, 'state')
  return state && isFunction(unwrap(state)) ? returnValue(e, unwrap(state) as FunctionNode, undefined) : undefined
}

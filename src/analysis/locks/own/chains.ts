import type { TSESTree } from '@typescript-eslint/utils'

import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { callbackAt } from '../../promises/reactions.ts'
import { isOfModule, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { functionName } from '../names.ts'
import { valueOf } from '../places/identity.ts'
import { exactKey, hideLast, type Place } from '../places/symbol.ts'
import { ACQUIRES, callsParameter, entryPlace, isCallable, isParameter, type OwnMethod, resolvingCalls } from './method.ts'

/** `this.tail = this.tail.then(() => section())`: sections one after the other. */
export function chainedSection(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): OwnMethod | undefined {
  const then = linkAt(call)
  if (then?.by !== 'then') return undefined
  const section = isConditional(call, fn) ? undefined : sectionRunBy(sourceCode, call.arguments[0], fn)
  const place = section === undefined ? undefined : tailAt(sourceCode, then.promise)
  return place && replaces(sourceCode, fn, place) ? { does: 'scope', place, section: section ?? 0, awaited: true } : undefined
}

/** `const before = this.tail; this.tail = mine; await before`, then the section, or a releaser for the caller. */
export function chainedWait(sourceCode: SourceCode, node: TSESTree.AwaitExpression, fn: FunctionNode): OwnMethod | undefined {
  const waited = unwrap(node.argument)
  const place = waited.type === 'Identifier' && !isConditional(node, fn) ? tailAt(sourceCode, waited) : undefined
  if (!place || !replaces(sourceCode, fn, place)) return undefined
  const section = fn.params.findIndex((_, i) => callsParameter(sourceCode, fn, fn, i))
  if (section >= 0) return { does: 'scope', place, section, lets: resolvingCalls(sourceCode, fn), awaited: true }
  return returnsOf(sourceCode, fn).some((each) => isCallable(sourceCode, each)) ? { does: 'acquire', place, yields: 'releaser', awaited: true } : undefined
}

/**
 * `this.tail = this.tail.then(() => new Promise(begin)); return new Promise((resolve) => { begin = resolve })`, or
 * `const turn = this.tail.then(() => release); this.tail = mine; return turn`: the releaser comes when it is our turn.
 */
export function chainedTurn(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): OwnMethod | undefined {
  const then = linkAt(call)
  const link = callbackAt(sourceCode, call.arguments[0])
  if (then?.by !== 'then' || !link || !ACQUIRES.test(functionName(sourceCode, fn))) return undefined
  const made = returnsOf(sourceCode, link).some((each) => each.type === 'NewExpression' && apiOf(sourceCode, each.callee) === '#Promise')
  const given = returnsOf(sourceCode, fn).some((each) => each.type === 'NewExpression' && apiOf(sourceCode, each.callee) === '#Promise')
  const turn = returnsOf(sourceCode, link).some((each) => isCallable(sourceCode, each)) && returnsOf(sourceCode, fn).some((each) => valueBehind(sourceCode, each) === call)
  const place = (made && given) || turn ? tailAt(sourceCode, then.promise) : undefined
  return place && replaces(sourceCode, fn, place) ? { does: 'acquire', place, yields: 'releaser', awaited: true } : undefined
}

/** An expression, or the one value of the variable that it names. */
function valueBehind(sourceCode: SourceCode, node: Node): Node {
  return unwrap(onlyValue(sourceCode, unwrap(node)) ?? node)
}

/** Whether only some calls of the function come here: who waits only if there is something to wait for, remembers a result. */
function isConditional(node: Node, fn: FunctionNode): boolean {
  for (let at: Node | undefined = node; at && at !== fn; at = at.parent) if (CONDITIONS.has(at.type)) return true
  return false
}

const CONDITIONS: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement', 'CatchClause'])

/** The place that a promise is kept in: `this.tail`, `tails.get(key) ?? Promise.resolve()`, or a variable that holds it. */
function tailAt(sourceCode: SourceCode, node: Node): Place | undefined {
  let inner = unwrap(node)
  if (inner.type === 'Identifier') {
    const variable = variableOf(sourceCode, inner)
    const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
    const copied = source?.kind === 'value' && !second && source.steps.length === 0 && functionAround(inner) === functionAround(source.at)
    if (copied && variable && !isOfModule(variable)) inner = unwrap(source.value)
  }
  if (inner.type === 'LogicalExpression') inner = unwrap(inner.left)
  const value = valueOf(sourceCode, inner)
  return value?.is === 'place' && (value.place.path.length > 0 || !value.place.root.startsWith('param:')) ? hideLast(value.place) : undefined
}

/** Whether each call of the function puts another promise in the place. */
function replaces(sourceCode: SourceCode, fn: FunctionNode, place: Place): boolean {
  const key = exactKey(place)
  if (key === undefined) return false
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression' || found) return false
    const target = node.type === 'AssignmentExpression' && node.operator === '=' ? placeOf(sourceCode, node.left) : node.type === 'CallExpression' ? setAt(sourceCode, node) : undefined
    found = target !== undefined && exactKey(hideLast(target)) === key
    return !found
  })
  return found
}

function placeOf(sourceCode: SourceCode, node: Node): Place | undefined {
  const value = node.type === 'MemberExpression' || node.type === 'Identifier' ? valueOf(sourceCode, node) : undefined
  return value?.is === 'place' ? value.place : undefined
}

/** `tails.set(key, …)` writes `tails[key]`. */
function setAt(sourceCode: SourceCode, call: TSESTree.CallExpression): Place | undefined {
  return call.arguments.length > 1 ? entryPlace(sourceCode, call, 'set') : undefined
}

/** Which parameter of `fn` the callback of a `.then` is or calls. */
function sectionRunBy(sourceCode: SourceCode, callback: Node | undefined, fn: FunctionNode): number | undefined {
  if (!callback) return undefined
  const inner = unwrap(callback)
  const link = callbackAt(sourceCode, inner)
  const index = fn.params.findIndex((_, i) => (link ? callsParameter(sourceCode, link, fn, i) : inner.type === 'Identifier' && isParameter(sourceCode, inner, fn, i)))
  return index < 0 ? undefined : index
}

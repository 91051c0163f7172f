import type { TSESTree } from '@typescript-eslint/utils'

import { joining } from '../../../knowledge/files.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { isNothing, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { bindingOf } from './binding.ts'
import { elementOf, merged, placeOfVariable, someOf, valueOf, variableAt } from './identity.ts'
import { stored } from './kept.ts'
import { concat, patternOf, type Place, stepInto, substitute, type Value } from './symbol.ts'

/** Methods that yield one element by its key; the same elements in the same order; some elements; the value itself. */
const BY_KEY = new Set(['get', 'at'])
const SAME_ORDER = new Set(['values', 'keys'])
const SOME = new Set(['slice', 'filter', 'concat', 'reverse', 'toReversed', 'splice', 'flat'])
const SAME_VALUE = new Set(['toString', 'valueOf', 'trim', 'toLowerCase', 'toUpperCase'])

/** What a call yields. */
export function valueOfCall(sourceCode: SourceCode, node: TSESTree.CallExpression): Value | undefined {
  const callee = unwrap(node.callee)
  const path = apiOf(sourceCode, callee)
  const [first] = node.arguments
  if (first && (path === '#String' || path === '#Array.from' || path === '#Object.freeze' || path === '#Promise.all')) return valueOf(sourceCode, first)
  if (first && path !== undefined && joining.has(path)) return concat(node.arguments.flatMap((each, i) => [...(i > 0 ? [{ parts: ['/'] }] : []), patternOf(valueOf(sourceCode, each))]))
  const fn = calledLocal(sourceCode, node)
  if (fn) {
    const returned = merged(returnsOf(sourceCode, fn).filter((each) => !isNothing(each)).map((each) => valueOf(sourceCode, each)))
    const bind = bindingOf(sourceCode, node, fn)
    if (returned?.is === 'place') return isMadeIn(sourceCode, fn, returned.place) ? stored(sourceCode, node) : substitute(returned.place, bind)
    if (returned?.is === 'text') return concat(returned.text.parts.map((part) => (part && typeof part === 'object' && 'root' in part ? patternOf(substitute(part, bind)) : { parts: [part] })))
    return undefined
  }
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee) ?? ''
  const whole = valueOf(sourceCode, callee.object)
  if (!whole) return undefined
  if (SAME_VALUE.has(method) || SAME_ORDER.has(method)) return whole
  if (SOME.has(method)) return someOf(whole, node)
  if (method === 'map') return first && mapped(sourceCode, first, whole)
  if (!BY_KEY.has(method) || !first || whole.is !== 'place') return undefined
  return stepInto(whole, patternOf(valueOf(sourceCode, first)))
}

/** Whether each call of the function makes a place of its own. */
function isMadeIn(sourceCode: SourceCode, fn: FunctionNode, place: Place): boolean {
  if (place.root.startsWith('new:')) return true
  const scope = place.root.startsWith('local:') ? variableAt(sourceCode, place.root)?.scope.block : undefined
  return scope !== undefined && isInside(scope, fn)
}

/** `ids.map((id) => locks.get(id))`, `ids.map(lockFor)`: one of another kind for each, in the same order. */
function mapped(sourceCode: SourceCode, callback: Node, whole: Value): Value | undefined {
  const fn = functionAt(sourceCode, callback)
  const [parameter] = fn?.params ?? []
  const [returned, second] = fn ? returnsOf(sourceCode, fn) : []
  const value = returned && !second ? valueOf(sourceCode, returned) : undefined
  if (value?.is !== 'place') return undefined
  if (isFunction(callback)) return { is: 'each', item: value }
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  const place = variable && placeOfVariable(sourceCode, variable)
  const item = place && substitute(value.place, (root) => (root === place.root ? (elementOf(whole, place) ?? 'unknown') : 'keep'))
  return item && { is: 'each', item }
}

/** `new Set(ids)`: the elements of `ids`, in their order. */
export function sameElements(sourceCode: SourceCode, node: TSESTree.NewExpression, first: Node | undefined): Value | undefined {
  return first && apiOf(sourceCode, node.callee) === '#Set' ? valueOf(sourceCode, first) : undefined
}

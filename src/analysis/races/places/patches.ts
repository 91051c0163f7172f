import type { TSESTree } from '@typescript-eslint/utils'

import { statePatches } from '../../../knowledge/stores.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { isEmpty, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { below, type Location, locationOf } from '../../resolve/location.ts'
import { classOfObject, membersOf } from '../../resolve/members.ts'
import { type Place, VALUE } from './place.ts'
import { type Change } from './written.ts'

/** Whether a call has the name of one that changes fields of an object: `this.setState(…)`, `Object.assign(this, …)`. */
export function isPatch(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return false
  const name = keyName(callee) ?? ''
  return (callee.object.type === 'ThisExpression' && statePatches.has(name)) || (name === ASSIGN && isOfHelpers(callee.object) && call.arguments.length > 1)
}

const ASSIGN = 'assign'

/** `Object.assign`, and what a library of helpers has under that name: `_.assign`, `Objects.assign`. */
function isOfHelpers(object: Node): boolean {
  return object.type === 'Identifier' && /^[A-Z_]/u.test(object.name)
}

/**
 * What a call puts into the fields of an object that it is given (`Object.assign(this, { items })`), or into the state that
 * the class inherits from: `this.setState({ items })`, and `this.update((state) => { state.items = items })`, where a draft is
 * given. A method of the class itself may do anything.
 */
export function patchesBy(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Change[] {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return []
  const method = keyName(callee) ?? ''
  if (callee.object.type !== 'ThisExpression') return assignedBy(sourceCode, call)
  const of = classOfObject(sourceCode, callee.object)
  const given = call.arguments[0] && unwrap(call.arguments[0])
  if (!of?.superClass || !given || membersOf(sourceCode, of).get(method)?.method) return []
  const whole = locationOf(sourceCode, callee.object)
  const state = whole && below(whole, statePatches.get(method) ?? '')
  if (!state) return []
  return isFunction(given) ? ofDraft(sourceCode, state, given, call) : objectsOf(sourceCode, given).flatMap(({ properties }) => properties.flatMap((each) => ofProperty(state, each, call)))
}

function assignedBy(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Change[] {
  const [target, ...given] = call.arguments
  const whole = target && locationOf(sourceCode, target)
  if (!whole) return []
  return given.flatMap((each) => objectsOf(sourceCode, unwrap(each))).flatMap(({ properties }) => properties.flatMap((each) => ofProperty(whole, each, call)))
}

/** The object that is given, or those that a variable may hold which is: `let changes = { items }; changes = { ...changes, total }`. */
function objectsOf(sourceCode: SourceCode, given: Node): readonly TSESTree.ObjectExpression[] {
  const variable = given.type === 'Identifier' ? variableOf(sourceCode, given) : undefined
  const values = variable ? (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? [unwrap(source.value)] : [])) : [given]
  return values.flatMap((each) => (each.type === 'ObjectExpression' ? [each] : []))
}

function ofProperty(state: Location, property: TSESTree.ObjectLiteralElement, by: Node): readonly Change[] {
  const name = property.type === 'Property' && !property.method ? keyName(property) : undefined
  return property.type === 'Property' && name !== undefined ? change(state, [name], property, property.value, by) : []
}

/** `(state) => { state.items = items }`: the function is run at once, with what the state is now. */
function ofDraft(sourceCode: SourceCode, state: Location, fn: FunctionNode, by: Node): readonly Change[] {
  const [param] = fn.params
  const draft = param?.type === 'Identifier' ? variableOf(sourceCode, param) : undefined
  if (!draft || fn.async || fn.generator) return []
  const changes: Change[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=') return
    const path: string[] = []
    let at = unwrap(node.left)
    while (at.type === 'MemberExpression') {
      const name = at.computed ? undefined : keyName(at)
      if (name === undefined) return
      path.unshift(name)
      at = unwrap(at.object)
    }
    if (at.type === 'Identifier' && variableOf(sourceCode, at) === draft && path.length > 0) changes.push(...change(state, path, node.left, node.right, by))
  })
  return changes
}

function change(state: Location, path: readonly string[], node: Node, value: Node, by: Node): readonly Change[] {
  let at: Location | undefined = state
  for (const name of path) at = at && below(at, name)
  const place: Place | undefined = at && { base: at.key, part: VALUE, root: at.root, path: at.path, text: at.text }
  return place ? [{ node, place, effect: isEmpty(value) ? 'clear' : 'set', value, by }] : []
}

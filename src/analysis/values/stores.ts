import type { TSESTree } from '@typescript-eslint/utils'

import { fieldMethods, fieldStores } from '../../knowledge/cells.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { givenTo } from '../resolve/given.ts'
import { returnValue } from './calls.ts'
import type { Evaluation } from './evaluation.ts'
import type { Value } from './value.ts'

/** How many functions may stand around the one that makes the state: `persist(immer((set) => ({ … })), { name })`. */
const MOST_COATS = 3

/** What a store of fields and functions holds: `useEditor.getState()` of `const useEditor = create((set, get) => ({ … }))`, and `get()` in it. */
export function stateRead(e: Evaluation, callee: Node): Value | undefined {
  if (callee.type === 'MemberExpression') return keyName(callee) === fieldMethods.asks ? stateIn(e, callee.object) : undefined
  const def = callee.type === 'Identifier' ? variableOf(e.sourceCode, callee)?.defs[0] : undefined
  const fn = def?.type === 'Parameter' && isFunction(def.node) && def.node.params[1] === def.name ? def.node : undefined
  return fn && givenTo(e.sourceCode, fn, fieldStores) ? returnValue(e, fn, undefined) : undefined
}

/** What a listener of such a store is given: `useEditor.subscribe((state, before) => …)`. */
export function stateHanded(e: Evaluation, callee: TSESTree.MemberExpression, index: number): Value | undefined {
  return index < 2 && keyName(callee) === fieldMethods.tells ? stateIn(e, callee.object) : undefined
}

function stateIn(e: Evaluation, store: Node): Value | undefined {
  const made = onlyValue(e.sourceCode, unwrap(store))
  const maker = made && makerIn(e.sourceCode, unwrap(made))
  return maker && returnValue(e, maker, undefined)
}

/** The function that makes the first state of a store. */
function makerIn(sourceCode: SourceCode, made: Node): FunctionNode | undefined {
  if (made.type !== 'CallExpression') return undefined
  const callee = unwrap(made.callee)
  // `create<State>()((set) => …)`
  const by = callee.type === 'CallExpression' && callee.arguments.length === 0 ? unwrap(callee.callee) : callee
  let at: Node | undefined = fieldStores.has(apiOf(sourceCode, by) ?? '') ? made.arguments[0] : undefined
  for (let coat = 0; at?.type === 'CallExpression' && coat < MOST_COATS; coat++) [at] = at.arguments
  return at && isFunction(at) && !at.async && !at.generator ? at : undefined
}

import type { TSESTree } from '@typescript-eslint/utils'

import type { LockMethod, LockModel } from '../../knowledge/locks/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { valueOf } from './places/identity.ts'
import { append, type Pattern, patternOf, type Place, placeAt } from './places/symbol.ts'
import { creationsOf } from './receiver.ts'

/** The expression that the lock is, given the call of one of its methods; undefined for functions of a module. */
export function lockExpression(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Node | undefined {
  let at: Node = unwrap(call.callee)
  if (name === '') return at
  for (const step of name.split('.').reverse()) {
    if (step.endsWith('()')) {
      const made = madeBy(sourceCode, at)
      if (!made) return undefined
      at = unwrap(made.callee)
    }
    if (at.type !== 'MemberExpression') return undefined
    at = unwrap(at.object)
  }
  return at
}

/** The call that yields a function: `limiter.wrap(f)`, through the variable that holds it. */
export function madeBy(sourceCode: SourceCode, callee: Node): TSESTree.CallExpression | undefined {
  const [made, second] = callee.type === 'CallExpression' ? [callee] : creationsOf(sourceCode, callee)
  return made?.type === 'CallExpression' && !second ? made : undefined
}

/** The places of the locks that a call is about: one, or one for each key that it is given. */
export function placesOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string): readonly Place[] {
  const lock = lockPlace(sourceCode, call, model, name)
  if (!lock) return []
  const key = method.key === undefined ? undefined : call.arguments[method.key]
  if (!key || isFunction(unwrap(key))) return model.keyedGlobally ? [] : [lock]
  return keysOf(sourceCode, key).map((each) => append(lock, { ...each, named: true })).filter((place) => place !== undefined)
}

/** One key, or each of a list. */
function keysOf(sourceCode: SourceCode, key: Node): readonly Pattern[] {
  const node = unwrap(key)
  if (node.type === 'ArrayExpression') return node.elements.map((each) => (each && each.type !== 'SpreadElement' ? patternOf(valueOf(sourceCode, each)) : { parts: [undefined] }))
  const value = valueOf(sourceCode, node)
  if (value?.is === 'list') return value.items.map(patternOf)
  return [patternOf(value)]
}

/** The place of the lock itself, keys aside; undefined where that is not known. */
export function lockPlace(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): Place | undefined {
  if (model.keyedGlobally) return placeAt(`api:${model.id}`)
  const expression = lockExpression(sourceCode, call, name)
  const inner = expression && model.wraps !== undefined ? wrappedLock(sourceCode, expression, model.wraps) : expression
  // A lock that only its coat knows goes by the coat's name.
  const value = (inner && valueOf(sourceCode, inner)) ?? (expression && model.wraps !== undefined && inner?.type === 'NewExpression' ? valueOf(sourceCode, expression) : undefined)
  return value?.is === 'place' ? value.place : undefined
}

/** The lock in the coat; undefined where the coat is not made in sight. */
function wrappedLock(sourceCode: SourceCode, expression: Node, argument: number): Node | undefined {
  const [creation, second] = creationsOf(sourceCode, expression)
  return creation && !second && 'arguments' in creation ? creation.arguments[argument] : undefined
}

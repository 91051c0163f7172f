import type { TSESTree } from '@typescript-eslint/utils'

import type { LockMethod, LockModel } from '../../knowledge/locks/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, literalText, type Node, propertyOf, unwrap } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { lockExpression, madeBy } from './named.ts'
import { valueOf } from './places/identity.ts'
import { constantOf, patternOf } from './places/symbol.ts'
import { creationsOf } from './receiver.ts'
import type { LockUse } from './uses.ts'

/** A counting lock without a limit, or one that starts empty and is a signal, excludes nobody. */
export function isUnlimited(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  const permits = permitsOf(sourceCode, call, model, name)
  return permits === 0 || permits === Number.POSITIVE_INFINITY
}

/** Whether more than one may hold it. */
export function hasSlots(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  return permitsOf(sourceCode, call, model, name) !== 1
}

/** Whether who holds the lock may take it once more. */
export function isReentrant(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  if (model.reentrant === true || model.reentrantWith === undefined) return model.reentrant === true
  const expression = lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  const options = creation && 'arguments' in creation ? creation.arguments[0] : undefined
  return options !== undefined && isSet(propertyAt(sourceCode, unwrap(options), model.reentrantWith))
}

/** How many may hold the lock at a time; undefined where we cannot say. */
function permitsOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): number | undefined {
  if (model.permits !== 'argument') return model.permits === 1 ? 1 : Number.POSITIVE_INFINITY
  const from = model.permitsFrom
  const expression = lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  if (!from || !creation || !('arguments' in creation)) return undefined
  const given = creation.arguments[from.argument]
  const record = given && from.property !== undefined ? unwrap(given) : undefined
  if (record?.type === 'ObjectExpression' && record.properties.some((each) => each.type === 'SpreadElement')) return undefined
  const value = record?.type === 'ObjectExpression' ? propertyAt(sourceCode, record, from.property ?? '') : given
  if (!value || isNothing(value)) return from.absent
  if (value.type === 'Identifier' && value.name === 'Infinity') return Number.POSITIVE_INFINITY
  const text = constantOf(patternOf(valueOf(sourceCode, value)))
  return text === undefined ? undefined : Number(text)
}

interface Chosen {
  readonly mode?: 'shared' | 'exclusive'
  readonly gives?: 'not' | 'a while'
  readonly node?: Node
}

/** What the options of a call say; options that we cannot see may say anything, so the wait may end. */
export function optionsOf(sourceCode: SourceCode, call: TSESTree.CallExpression, method: LockMethod): Chosen {
  const timeout = method.timeout === undefined ? undefined : call.arguments[method.timeout]
  if (timeout && !isNothing(timeout)) return { gives: 'a while' }
  const given = method.options === undefined ? undefined : call.arguments[method.options]
  if (!given || given.type === 'SpreadElement' || isNothing(given)) return {}
  const [node, second] = creationsOf(sourceCode, given)
  if (isFunction(unwrap(given)) || (method.callback === 'last' && call.arguments.at(-1) === given)) return {}
  if (node?.type !== 'ObjectExpression' || second) return { gives: 'a while' }
  const mode = propertyAt(sourceCode, node, 'mode')
  const shared = mode && literalText(unwrap(mode)) !== 'exclusive'
  const some = (...names: string[]) => names.some((name) => isSet(propertyAt(sourceCode, node, name)))
  return { node, ...(shared ? { mode: 'shared' } : {}), ...(some('ifAvailable', 'steal') ? { gives: 'not' } : some('signal', 'timeout') ? { gives: 'a while' } : {}) }
}

/** Whether a call waits until the lock is free: always, for a while, or not at all. */
export function waitOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string, options: Chosen): LockUse['waits'] {
  if (method.waitsWith) {
    const { node } = options
    if (options.gives) return 'a while'
    return node?.type === 'ObjectExpression' && method.waitsWith.some((option) => isSet(propertyAt(sourceCode, node, option))) ? 'ever' : 'not'
  }
  if (options.gives) return options.gives
  if (model.bounded && model.wraps !== undefined) return 'a while'
  const expression = method.options === undefined ? undefined : lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  const settings = creation?.type === 'NewExpression' ? creation.arguments[0] : undefined
  return settings?.type === 'ObjectExpression' && isSet(propertyAt(sourceCode, settings, 'timeout')) ? 'a while' : 'ever'
}

/** How a call says that it has not got the lock. */
export function failureOf(call: TSESTree.CallExpression, model: LockModel, method: LockMethod, { node }: Chosen, waits: LockUse['waits']): LockUse['fails'] {
  if (method.does === 'try') return 'result'
  if (method.does === 'scope') return node && isSet(propertyOf(node, 'ifAvailable')) ? 'section' : undefined
  if (method.does !== 'acquire') return undefined
  if (method.nothingWith !== undefined && call.arguments[method.nothingWith]) return 'result'
  return waits !== 'ever' || model.bounded ? 'error' : undefined
}

/** Whether an option is there, and not set to nothing. */
function isSet(value: Node | undefined): boolean {
  return value !== undefined && !isNothing(value) && !(value.type === 'Literal' && (value.value === false || value.value === 0))
}

/** The function that a call runs while the lock is held; undefined where there is none. */
export function sectionOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string): Node | undefined {
  if (model.section !== undefined) {
    const expression = lockExpression(sourceCode, call, name)
    const [creation] = expression ? creationsOf(sourceCode, expression) : []
    return creation && 'arguments' in creation ? argumentAt(creation.arguments, model.section) : undefined
  }
  if (method.callback !== undefined) return argumentAt(call.arguments, method.callback)
  return name.endsWith('()') ? madeBy(sourceCode, unwrap(call.callee))?.arguments[0] : undefined
}

/** The argument at a position. */
export function argumentAt(given: readonly Node[], position: number | 'last' | 'function'): Node | undefined {
  if (position === 'last') return given.at(-1)
  if (position === 'function') return given.find((each) => !['Literal', 'TemplateLiteral', 'ObjectExpression'].includes(unwrap(each).type))
  return given[position]
}

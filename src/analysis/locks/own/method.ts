import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { settles } from '../../promises/executors.ts'
import { onlyValue, sourceAt, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { valueOf } from '../places/identity.ts'
import { exactKey, patternOf, type Place } from '../places/symbol.ts'

/** A function of this file that is a method of a lock built here, on promises or shared memory. */
export interface OwnMethod {
  readonly does: 'acquire' | 'release' | 'scope'
  /** Which lock, in terms of the function. */
  readonly place: Place
  readonly yields?: 'releaser' | 'nothing'
  /** scope: which argument is the section. */
  readonly section?: number
  /** scope: the calls of its own code that let the next one in. */
  readonly lets?: readonly TSESTree.CallExpression[]
  /** More than one may hold it. */
  readonly counts?: true
  /** The caller waits for a promise; otherwise the thread waits. */
  readonly awaited: boolean
}

export const ACQUIRES = /^[#_]*(?:acquire|lock|enter|take|obtain|wait|down|p$|get)/iu
export const RELEASES = /^[#_]*(?:release|unlock|leave|exit|free|signal|up$|v$|give|done)/iu

/** The comparable key of the place that an expression is; undefined when it is none. */
export function placeKey(sourceCode: SourceCode, node: Node): string | undefined {
  const value = valueOf(sourceCode, node)
  return value?.is === 'place' ? exactKey(value.place) : undefined
}

/** The place under a key that a method of a map is called for: `tails[key]` of `tails.set(key, …)`; undefined for other calls. */
export function entryPlace(sourceCode: SourceCode, call: TSESTree.CallExpression, method: string): Place | undefined {
  const callee = unwrap(call.callee)
  const [index] = call.arguments
  if (callee.type !== 'MemberExpression' || keyName(callee) !== method || !index) return undefined
  const whole = valueOf(sourceCode, unwrap(callee.object))
  return whole?.is === 'place' ? { ...whole.place, path: [...whole.place.path, patternOf(valueOf(sourceCode, index))] } : undefined
}

/** The places that a function assigns or counts, by key. */
export function placesWritten(sourceCode: SourceCode, fn: FunctionNode): ReadonlySet<string> {
  const keys = new Set<string>()
  walkOwn(sourceCode, fn.body, (node) => {
    const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined
    const key = target && (target.type === 'MemberExpression' || target.type === 'Identifier') ? placeKey(sourceCode, target) : undefined
    if (key !== undefined) keys.add(key)
  })
  return keys
}

/** Whether a value is a function, or what resolves a promise made here: `new Promise((resolve) => { release = resolve })`. */
export function isCallable(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (isFunction(node)) return true
  if (node.type !== 'Identifier') return false
  if (isResolver(sourceCode, node)) return true
  const variable = variableOf(sourceCode, node)
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  return sources.some((source) => source.kind === 'value' && (isFunction(unwrap(source.value)) || isResolver(sourceCode, unwrap(source.value))))
}

/** The calls of a function by which it resolves promises that it has made itself: `release()` of `new Promise((resolve) => { release = resolve })`. */
export function resolvingCalls(sourceCode: SourceCode, fn: FunctionNode): readonly TSESTree.CallExpression[] {
  const calls: TSESTree.CallExpression[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'CallExpression' && isResolving(sourceCode, unwrap(node.callee))) calls.push(node)
  })
  return calls
}

function isResolving(sourceCode: SourceCode, node: Node): boolean {
  // `turn.resolve()` of `const turn = Promise.withResolvers()`
  if (node.type === 'MemberExpression') {
    const made = keyName(node) === 'resolve' ? onlyValue(sourceCode, node.object) : undefined
    return made !== undefined && apiOf(sourceCode, made) === '#Promise.withResolvers()'
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const sources = variable ? sourcesOf(sourceCode, variable) : undefined
  return settles(sourceCode, node) === 'resolve' || (sources?.some((source) => source.kind === 'value' && isResolver(sourceCode, unwrap(source.value))) ?? false)
}

/** Whether a value is a promise of a function: `new Promise((resolve) => { … resolve(release) })`. */
export function promisesCallable(sourceCode: SourceCode, expression: Node): boolean {
  const made = unwrap(expression)
  const [executor] = made.type === 'NewExpression' ? made.arguments : []
  if (!isFunction(executor)) return false
  let found = false
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type === 'CallExpression' && isResolver(sourceCode, node.callee)) found ||= node.arguments.some((each) => isCallable(sourceCode, each))
  })
  return found
}

/** Whether a name is the first parameter of a promise's executor. */
export function isResolver(sourceCode: SourceCode, node: Node): boolean {
  if (node.type !== 'Identifier') return false
  const [declared] = variableOf(sourceCode, node)?.identifiers ?? []
  const source = declared && sourceAt(declared)
  if (source?.kind !== 'parameter' || source.index !== 0) return false
  const made = source.of.parent
  return made.type === 'NewExpression' && apiOf(sourceCode, made.callee) === '#Promise'
}

/** Whether a name is the parameter of a function at this position. */
export function isParameter(sourceCode: SourceCode, node: TSESTree.Identifier, fn: FunctionNode, index: number): boolean {
  const [declared] = variableOf(sourceCode, node)?.identifiers ?? []
  const source = declared && sourceAt(declared)
  return source?.kind === 'parameter' && source.of === fn && source.index === index && source.steps.every(({ name }) => name === '')
}

/** Whether the code of `inside` calls the function that `fn` gets at this parameter. */
export function callsParameter(sourceCode: SourceCode, inside: FunctionNode, fn: FunctionNode, index: number): boolean {
  let calls = false
  walkOwn(sourceCode, inside.body, (node) => {
    calls ||= node.type === 'CallExpression' && node.callee.type === 'Identifier' && isParameter(sourceCode, node.callee, fn, index)
  })
  return calls
}

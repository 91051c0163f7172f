import type { TSESTree } from '@typescript-eslint/utils'

import { type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { memberOf, returnsOf } from '../../resolve/functions.ts'
import { placeOfThis } from '../fields.ts'
import { valueOf } from '../identity.ts'
import { functionName } from '../names.ts'
import { hideLast, type Place } from '../symbol.ts'
import { ACQUIRES, isCallable, isResolver, type OwnMethod, placeKey, placesWritten, promisesCallable, RELEASES } from './method.ts'

/** A function that puts waiters into a queue, or takes one out and wakes it. */
export interface QueueUse {
  readonly fn: FunctionNode
  readonly queue: string
  readonly place: Place
  /** What it assigns or counts beside the queue. */
  readonly written: ReadonlySet<string>
}

/** `new Promise((resolve) => waiters.push(resolve))` in a function that is named like an acquisition. */
export function waitsInQueue(sourceCode: SourceCode, made: TSESTree.NewExpression, fn: FunctionNode): QueueUse | undefined {
  const [executor] = made.arguments
  if (!isFunction(executor) || !ACQUIRES.test(functionName(sourceCode, fn)) || apiOf(sourceCode, made.callee) !== '#Promise') return undefined
  let use: QueueUse | undefined
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !['push', 'unshift', 'add', 'enqueue'].includes(keyName(node.callee) ?? '')) return
    if (node.arguments.some((each) => holdsResolver(sourceCode, unwrap(each)))) use ??= useOf(sourceCode, node.callee.object, fn, executor)
  })
  return use
}

function holdsResolver(sourceCode: SourceCode, node: Node): boolean {
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && holdsResolver(sourceCode, each.value))
  return isResolver(sourceCode, node) || isFunction(node)
}

/** `waiters.shift()` in a function that is named like a release, and calls something. */
export function wakesFromQueue(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): QueueUse | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !['shift', 'pop', 'dequeue'].includes(keyName(callee) ?? '') || !RELEASES.test(functionName(sourceCode, fn))) return undefined
  return useOf(sourceCode, callee.object, fn)
}

function useOf(sourceCode: SourceCode, queue: Node, fn: FunctionNode, ...inside: readonly FunctionNode[]): QueueUse | undefined {
  const value = valueOf(sourceCode, queue)
  const key = placeKey(sourceCode, queue)
  if (value?.is !== 'place' || key === undefined) return undefined
  return { fn, queue: key, place: value.place, written: new Set([fn, ...inside].flatMap((each) => [...placesWritten(sourceCode, each)])) }
}

/** Acquire and release of one queue: both also write a flag or a count, which tells a lock from a channel. */
export function queueLock(sourceCode: SourceCode, wait: QueueUse, wakes: readonly QueueUse[]): ReadonlyMap<FunctionNode, OwnMethod> {
  const paired = wakes.filter((wake) => wake.queue === wait.queue && wake.fn !== wait.fn && [...wake.written].some((key) => wait.written.has(key)))
  const owner = memberOf(wait.fn)?.owner
  const place = owner && wait.place.root.startsWith('this:') ? placeOfThis(sourceCode, owner) : hideLast(wait.place)
  const methods = new Map<FunctionNode, OwnMethod>()
  if (paired.length === 0) return methods
  const yields = returnsOf(sourceCode, wait.fn).some((each) => isCallable(sourceCode, each) || promisesCallable(sourceCode, each)) ? 'releaser' : 'nothing'
  methods.set(wait.fn, { does: 'acquire', place, yields, awaited: true })
  for (const wake of paired) methods.set(wake.fn, { does: 'release', place, awaited: false })
  return methods
}

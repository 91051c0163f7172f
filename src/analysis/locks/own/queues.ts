import type { TSESTree } from '@typescript-eslint/utils'

import { type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { memberOf, returnsOf } from '../../resolve/functions.ts'
import { functionName } from '../names.ts'
import { placeOfThis } from '../places/fields.ts'
import { valueOf } from '../places/identity.ts'
import { hideLast, type Place } from '../places/symbol.ts'
import { functionAt } from '../receiver.ts'
import { ACQUIRES, callsParameter, isCallable, isResolver, type OwnMethod, placeKey, placesWritten, promisesCallable, RELEASES } from './method.ts'

/** A function that puts waiters into a queue, or takes one out and wakes it. */
export interface QueueUse {
  readonly node: Node
  readonly fn: FunctionNode
  readonly queue: string
  readonly place: Place
  /** What it assigns or counts beside the queue. */
  readonly written: ReadonlySet<string>
}

/** `new Promise((resolve) => waiters.push(resolve))`. */
export function waitsInQueue(sourceCode: SourceCode, made: TSESTree.NewExpression, fn: FunctionNode): QueueUse | undefined {
  const [executor] = made.arguments
  if (!isFunction(executor) || apiOf(sourceCode, made.callee) !== '#Promise') return undefined
  let use: QueueUse | undefined
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !['push', 'unshift', 'add', 'enqueue'].includes(keyName(node.callee) ?? '')) return
    if (node.arguments.some((each) => holdsResolver(sourceCode, unwrap(each)))) use ??= useOf(sourceCode, made, node.callee.object, fn, executor)
  })
  return use
}

function holdsResolver(sourceCode: SourceCode, node: Node): boolean {
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && holdsResolver(sourceCode, each.value))
  return isResolver(sourceCode, node) || isFunction(node)
}

/** Methods that take a waiter out of its queue. */
export const TAKING: readonly string[] = ['shift', 'pop', 'dequeue']

/** `waiters.shift()`. */
export function wakesFromQueue(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): QueueUse | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !TAKING.includes(keyName(callee) ?? '')) return undefined
  return useOf(sourceCode, call, callee.object, fn)
}

function useOf(sourceCode: SourceCode, node: Node, queue: Node, fn: FunctionNode, ...inside: readonly FunctionNode[]): QueueUse | undefined {
  const value = valueOf(sourceCode, queue)
  const key = placeKey(sourceCode, queue)
  if (value?.is !== 'place' || key === undefined) return undefined
  return { node, fn, queue: key, place: value.place, written: new Set([fn, ...inside].flatMap((each) => [...placesWritten(sourceCode, each)])) }
}

/**
 * Acquire and release of one queue: by their names, and both also write a flag or a count, which tells a lock from a channel; or by
 * a count that one moves up and the other down.
 */
export function queueLock(sourceCode: SourceCode, wait: QueueUse, wakes: readonly QueueUse[]): ReadonlyMap<FunctionNode, OwnMethod> {
  const methods = new Map<FunctionNode, OwnMethod>()
  const named = ACQUIRES.test(functionName(sourceCode, wait.fn))
  const returned = returnsOf(sourceCode, wait.fn)
  const isReleaser = ({ fn }: QueueUse): boolean => returned.some((each) => unwrap(each) === fn)
  const isNamed = (wake: QueueUse): boolean => named && (isReleaser(wake) || RELEASES.test(functionName(sourceCode, wake.fn))) && [...wake.written].some((key) => wait.written.has(key))
  const paired = wakes.filter((wake) => wake.queue === wait.queue && wake.fn !== wait.fn && (isNamed(wake) || isCountedBack(sourceCode, wait.fn, wake.fn)))
  const isHanded = named && wakes.some((wake) => wake.queue === wait.queue && wake.fn !== wait.fn && handsReleaser(sourceCode, wake))
  if (isHanded) return methods.set(wait.fn, { does: 'acquire', place: lockPlace(sourceCode, wait), yields: 'releaser', awaited: true })
  if (paired.length === 0) return queueScope(sourceCode, wait, wakes)
  const place = lockPlace(sourceCode, wait)
  const yields = returned.some((each) => isCallable(sourceCode, each) || promisesCallable(sourceCode, each)) ? 'releaser' : 'nothing'
  methods.set(wait.fn, { does: 'acquire', place, yields, awaited: true, ...(counts(sourceCode, wait) ? { counts: true } : {}) })
  for (const wake of paired) if (!isReleaser(wake)) methods.set(wake.fn, { does: 'release', place, awaited: false })
  return methods
}

/** `const next = waiters.shift(); next(() => this.free())`: whoever is woken is given what gives the lock back. */
function handsReleaser(sourceCode: SourceCode, { node, fn }: QueueUse): boolean {
  let hands = false
  walkOwn(sourceCode, fn.body, (each) => {
    if (each.type !== 'CallExpression' || each.callee.type !== 'Identifier') return
    const [given, more] = each.arguments
    hands ||= given !== undefined && !more && isFunction(unwrap(given)) && unwrap(onlyValue(sourceCode, each.callee) ?? each) === node
  })
  return hands
}

/** `active++` in one function, and `active--` in the other: who comes in, and who goes out. */
function isCountedBack(sourceCode: SourceCode, enter: FunctionNode, leave: FunctionNode): boolean {
  // What is given something to hold is a queue with room for so many.
  if (enter.params.length + leave.params.length > 0) return false
  const up = countedIn(sourceCode, enter, ['++', '+='])
  return up.size > 0 && [...countedIn(sourceCode, leave, ['--', '-='])].some((key) => up.has(key))
}

/** The places that the code of a function moves by one of these operators. */
function countedIn(sourceCode: SourceCode, fn: FunctionNode, operators: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>()
  walkOwn(sourceCode, fn.body, (node) => {
    if ((node.type !== 'UpdateExpression' && node.type !== 'AssignmentExpression') || !operators.includes(node.operator)) return
    const key = placeKey(sourceCode, node.type === 'UpdateExpression' ? node.argument : node.left)
    if (key !== undefined) keys.add(key)
  })
  return keys
}

function lockPlace(sourceCode: SourceCode, wait: QueueUse): Place {
  const owner = memberOf(wait.fn)?.owner
  return owner && wait.place.root.startsWith('this:') ? placeOfThis(sourceCode, owner) : hideLast(wait.place)
}

/** A function that waits in the queue, runs what it is given, and wakes the next one itself or through a function that it calls then. */
function queueScope(sourceCode: SourceCode, wait: QueueUse, wakes: readonly QueueUse[]): ReadonlyMap<FunctionNode, OwnMethod> {
  const section = wait.fn.params.findIndex((_, i) => callsParameter(sourceCode, wait.fn, wait.fn, i))
  const wakers = new Set(wakes.filter(({ queue }) => queue === wait.queue).map(({ fn }) => fn))
  const lets: TSESTree.CallExpression[] = []
  walkOwn(sourceCode, wait.fn.body, (node) => {
    if (node.type !== 'CallExpression' || node.range[0] < wait.node.range[1]) return
    const called = functionAt(sourceCode, node.callee)
    if (called !== undefined && wakers.has(called)) lets.push(node)
  })
  const own = wakes.flatMap(({ queue, fn, node }) => (queue === wait.queue && fn === wait.fn && node.type === 'CallExpression' && node.range[0] >= wait.node.range[1] ? [node] : []))
  const found: OwnMethod = { does: 'scope', place: lockPlace(sourceCode, wait), section, lets: [...lets, ...own], awaited: true, ...(counts(sourceCode, wait) ? { counts: true } : {}) }
  return new Map(section >= 0 && (lets.length > 0 || wakers.has(wait.fn)) ? [[wait.fn, found]] : [])
}

/** Whether the function counts who is in: `active++`, `active += 1`, or compares a count with a limit. */
function counts(sourceCode: SourceCode, { fn }: QueueUse): boolean {
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    found ||= node.type === 'UpdateExpression' || (node.type === 'AssignmentExpression' && (node.operator === '+=' || node.operator === '-='))
  })
  return found
}

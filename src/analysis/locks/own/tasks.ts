import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walk, walkOwn } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { valueOf } from '../places/identity.ts'
import { hideLast, type Place } from '../places/symbol.ts'
import { callsParameter, isParameter, isResolver, type OwnMethod, placeKey } from './method.ts'
import type { QueueUse } from './queues.ts'

/** A function that puts a task it is given into a queue, with what settles the promise that it yields. */
export interface QueuedTask {
  readonly fn: FunctionNode
  readonly queue: string
  readonly place: Place
  readonly section: number
}

/** `new Promise((resolve, reject) => { this.tasks.push({ task, resolve, reject }); this.next() })`. */
export function queuesTask(sourceCode: SourceCode, made: TSESTree.NewExpression, fn: FunctionNode): QueuedTask | undefined {
  const [executor] = made.arguments
  if (!isFunction(executor) || apiOf(sourceCode, made.callee) !== '#Promise') return undefined
  let found: QueuedTask | undefined
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !['push', 'enqueue', 'add'].includes(keyName(node.callee) ?? '')) return
    const section = node.arguments.some((each) => mentionsResolver(sourceCode, each)) ? fn.params.findIndex((_, i) => node.arguments.some((each) => holds(sourceCode, each, fn, i))) : -1
    const queue = valueOf(sourceCode, node.callee.object)
    const key = placeKey(sourceCode, node.callee.object)
    if (section >= 0 && queue?.is === 'place' && key !== undefined) found ??= { fn, queue: key, place: queue.place, section }
  })
  return found
}

function mentionsResolver(sourceCode: SourceCode, root: Node): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    found ||= node.type === 'Identifier' && isResolver(sourceCode, node)
    return !found
  })
  return found
}

/** Whether the value has the parameter in it, or calls it. */
function holds(sourceCode: SourceCode, value: Node, fn: FunctionNode, index: number): boolean {
  const node = unwrap(value)
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && holds(sourceCode, each.value, fn, index))
  if (node.type === 'ArrayExpression') return node.elements.some((each) => each !== null && holds(sourceCode, each, fn, index))
  return isFunction(node) ? callsParameter(sourceCode, node, fn, index) : node.type === 'Identifier' && isParameter(sourceCode, node, fn, index)
}

/** The method that such a function is, where something takes tasks out and lets only so many run: it raises and lowers a count or a flag. */
export function taskQueue(sourceCode: SourceCode, { queue, place, section }: QueuedTask, wakes: readonly QueueUse[]): OwnMethod | undefined {
  const limits = wakes.filter((wake) => wake.queue === queue).map(({ fn }) => raised(sourceCode, fn)).filter((each) => each !== undefined)
  return limits.length > 0 ? { does: 'scope', place: hideLast(place), section, awaited: true, ...(limits.includes('count') ? { counts: true as const } : {}) } : undefined
}

/** What a function, with what stands in it, changes at least twice: a count, or a flag. */
function raised(sourceCode: SourceCode, fn: FunctionNode): 'count' | 'flag' | undefined {
  const times = new Map<string, number>()
  let counted = false
  walk(sourceCode, fn.body, (node) => {
    const counts = node.type === 'UpdateExpression' || (node.type === 'AssignmentExpression' && (node.operator === '+=' || node.operator === '-='))
    const target = node.type === 'UpdateExpression' ? node.argument : node.type === 'AssignmentExpression' && (counts || node.right.type === 'Literal') ? node.left : undefined
    const key = target && placeKey(sourceCode, target)
    if (key === undefined) return
    counted ||= counts
    times.set(key, (times.get(key) ?? 0) + 1)
  })
  if (![...times.values()].some((n) => n > 1)) return undefined
  return counted ? 'count' : 'flag'
}

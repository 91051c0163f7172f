import type { TSESTree } from '@typescript-eslint/utils'

import { forEachElement } from '../../knowledge/collections.ts'
import { fewByName, waitsForTurn } from '../../knowledge/fanouts.ts'
import { isLoop, type Loop } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, propertyOf, sizedIn, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyFirst } from '../blocking/kept.ts'
import { usesOf } from '../callbacks/uses.ts'
import { lockUseAt } from '../locks/uses.ts'
import { hasBound, hasBoundOnRuns } from '../loops/caps.ts'
import { constantOf } from '../loops/constants.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { type Extent, extentAt, extentOfLoop } from './extents.ts'
import { mapperAt, waitsIn } from './fanouts.ts'

/** What makes code run once for each of several things, without waiting for one before the next. */
export interface Repetition extends Extent {
  /** The loop, or the call that takes a callback. */
  readonly by: Loop | Call
  /** What is in it that starts each: the code itself, or the outermost call that leads to it. */
  readonly at: Node
}

/** How many functions are gone through on the way out, and how many uses of one are looked at. */
const MOST_FUNCTIONS = 5
const MOST_USES = 12

/**
 * What repeats the code at `node`: the loops and callbacks around it, and those around the calls of its function. Nothing
 * where each round waits for it, where something limits how many run, or where we do not know who runs it.
 */
export function repetitionsOf(sourceCode: SourceCode, node: Node): readonly Repetition[] {
  return outward(sourceCode, node, node, 0)
}

function outward(sourceCode: SourceCode, node: Node, at: Node, depth: number): readonly Repetition[] {
  const found: Repetition[] = []
  if (onlyFirst(sourceCode, node) === 'of all') return found
  let child = node
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (isConditionallyMade(up, child)) return found
    if (isLoop(up) && (up as Loop).body === child) {
      const loop = up as Loop
      if (waitsIn(sourceCode, loop)) return found
      found.push({ by: loop, at, ...extentOfLoop(sourceCode, loop) })
    }
    if (isFunction(up)) return isBounded(sourceCode, up) ? [] : [...found, ...beyond(sourceCode, up, at, depth)]
  }
  return found
}

/** Whether a function does something about too much: it tests a number against a bound, or waits for its turn. */
export const isBounded: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => hasBound(sourceCode, fn) || takesTurns(sourceCode, fn), true)

/** The same of a function of which many run. */
export function isBoundedRun(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return hasBoundOnRuns(sourceCode, fn) || takesTurns(sourceCode, fn)
}

/** Whether code runs each time its function does, and not just where there is none yet. */
export function isMadeEachTime(sourceCode: SourceCode, node: Node): boolean {
  let child = node
  for (let up = node.parent; up && !isFunction(up); child = up, up = up.parent) if (isConditionallyMade(up, child)) return false
  return onlyFirst(sourceCode, node) === undefined
}

/** `if (!worker) worker = new Worker(…)`, `worker ??= new Worker(…)`: made once. */
function isConditionallyMade(up: Node, child: Node): boolean {
  if (up.type === 'AssignmentExpression') return up.right === child && up.operator !== '='
  if (up.type === 'LogicalExpression') return up.right === child
  if (up.type !== 'IfStatement' || up.consequent !== child) return false
  const test = unwrap(up.test)
  return (test.type === 'UnaryExpression' && test.operator === '!') || (test.type === 'BinaryExpression' && /^===?$/u.test(test.operator))
}

function beyond(sourceCode: SourceCode, fn: FunctionNode, at: Node, depth: number): readonly Repetition[] {
  if (depth > MOST_FUNCTIONS) return []
  const { calls, values } = usesOf(sourceCode, fn)
  if (calls.length + values.length > MOST_USES) return []
  return [
    ...calls.flatMap((call) => (isInside(call, fn) ? [] : outward(sourceCode, call, call, depth + 1))),
    ...values.flatMap((value) => handed(sourceCode, value, fn, at, depth)),
  ]
}

/** `await this.slot()`, `await semaphore.acquire()`. */
function takesTurns(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let takes = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'AwaitExpression' || takes) return
    const call = unwrap(node.argument)
    if (call.type !== 'CallExpression') return
    const callee = unwrap(call.callee)
    const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
    takes = (name !== undefined && waitsForTurn.test(name)) || lockUseAt(sourceCode, call) !== undefined
  })
  return takes
}

/** A function that is handed to something: to what runs it for each element, or to what runs it once, now. */
function handed(sourceCode: SourceCode, value: Node, fn: FunctionNode, at: Node, depth: number): readonly Repetition[] {
  const outer = wrapped(value)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return []
  const start = value === fn ? at : value
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  if (path === '#Promise') return outward(sourceCode, call, at, depth + 1)
  const mapper = mapperAt(path)
  if (mapper) {
    const task = mapper.task === undefined ? undefined : call.arguments[mapper.task]
    const items = mapper.items === undefined ? undefined : call.arguments[mapper.items]
    return task === outer && items && !isLimited(sourceCode, call, mapper.limit) ? [{ by: call, at: start, over: items, amount: extentAt(sourceCode, items, call) }] : []
  }
  if (callee.type !== 'MemberExpression') return []
  const method = keyName(callee) ?? ''
  if (method === 'from' && path === '#Array.from' && call.arguments[1] === outer && call.arguments[0]) {
    return [{ by: call, at: start, ...overOfFrom(sourceCode, call.arguments[0]), amount: extentAt(sourceCode, call, call) }]
  }
  if (call.arguments[0] !== outer || !forEachElement.has(method)) return []
  return [{ by: call, at: start, over: callee.object, amount: extentAt(sourceCode, callee.object, call) }]
}

/** `Array.from(items, …)`, `Array.from({ length: 8 }, …)`. */
function overOfFrom(sourceCode: SourceCode, first: Node): Pick<Repetition, 'over' | 'count'> {
  if (first.type !== 'ObjectExpression') return { over: first }
  const length = first.properties.find((each): each is TSESTree.Property => each.type === 'Property' && keyName(each) === 'length')
  const over = length && sizedIn(length.value)
  const count = length && constantOf(sourceCode, length.value, undefined)
  return { ...(over && { over }), ...(count !== undefined && { count }) }
}

/** Whether a call is told how many may run at once, or is given options that we cannot read. */
export function isLimited(sourceCode: SourceCode, call: Call, limit: { readonly argument: number; readonly property?: string } | undefined): boolean {
  if (!limit) return false
  if (call.arguments.slice(0, limit.argument + 1).some((each) => each.type === 'SpreadElement')) return true
  const given = call.arguments[limit.argument]
  if (!given) return false
  const options = limit.property === undefined ? undefined : recordAt(sourceCode, given)
  if (limit.property === undefined || !options) return !isInfinite(given)
  const most = propertyOf(options, limit.property)
  return most ? !isInfinite(most) : options.properties.some((each) => each.type === 'SpreadElement')
}

/** `urls.length`, not `cpus().length`. */
function isSizeOfList(node: Node): boolean {
  const list = sizedIn(node)
  return list?.type === 'Identifier' && !fewByName.test(list.name)
}

/** No limit at all, or as many as there are. */
function isInfinite(node: Node): boolean {
  return isSizeOfList(node) || (node.type === 'Identifier' && node.name === 'Infinity') || (node.type === 'MemberExpression' && keyName(node) === 'POSITIVE_INFINITY')
}

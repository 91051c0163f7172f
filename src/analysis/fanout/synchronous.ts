import type { TSESTree } from '@typescript-eslint/utils'

import { deferrers } from '../../knowledge/fanouts.ts'
import { blockingAt, heavyAt, lockMethodAt } from '../../knowledge/index.ts'
import { plainGlobals, plainMethods } from '../../knowledge/yields.ts'
import { calledName } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, type Variable, variableHolding, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { blockOf } from '../loops/blocks.ts'
import type { Frame } from '../loops/frames.ts'
import { pauseIn, waitFor } from '../loops/yields.ts'
import { type HeavyWork, heavyWorkOf, targetOf } from './heavy.ts'
import type { Task } from './fanouts.ts'

/** Work that a promise stands for although nothing of it goes on elsewhere. */
export interface FakeTask {
  readonly task: Task
  readonly work: HeavyWork
  /** at once: the work is done before there is a promise. later: in a timer, still on this thread. */
  readonly runs: 'at once' | 'later'
}

/** The work of a task that only looks as if it went on beside others; undefined where anything of it waits, or it is light. */
export function fakeTask(sourceCode: SourceCode, task: Task): FakeTask | undefined {
  const outer: Frame | undefined = task.maker && { fn: task.maker, ...(task.by && { each: task.by }) }
  const root: Frame | undefined = task.fn && { fn: task.fn, ...(outer ? { outer } : task.by && { each: task.by }) }
  const found = root ? ofFunction(sourceCode, root.fn, root, 0) : ofExpression(sourceCode, task.node, around(task.node), 0)
  return found && { task, ...found }
}

function around(node: Node): Frame | undefined {
  const fn = functionAround(node)
  return fn && { fn }
}

type Found = Pick<FakeTask, 'work' | 'runs'>

/** How many wrappers a task is looked for behind. */
const MOST_DEPTH = 4

function ofExpression(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth: number): Found | undefined {
  if (depth > MOST_DEPTH) return undefined
  const node = unwrap(expression)
  if (node.type === 'AwaitExpression') return ofExpression(sourceCode, node.argument, frame, depth + 1)
  if (node.type === 'Identifier') {
    const only = onlyValue(sourceCode, node)
    return only && ofExpression(sourceCode, only, frame, depth + 1)
  }
  if (node.type === 'NewExpression') return apiOf(sourceCode, node.callee) === '#Promise' ? ofExecutor(sourceCode, node.arguments[0], frame) : undefined
  if (node.type !== 'CallExpression') return undefined
  const handed = handedOn(sourceCode, node)
  if (handed) return ofFunction(sourceCode, handed, frame ? { fn: handed, outer: frame } : { fn: handed }, depth + 1)
  const target = targetOf(sourceCode, node, frame)
  return target && ofFunction(sourceCode, target.fn, target.frame, depth + 1)
}

function ofFunction(sourceCode: SourceCode, fn: FunctionNode, frame: Frame, depth: number): Found | undefined {
  if (fn.generator || depth > MOST_DEPTH) return undefined
  if (isSynchronous(sourceCode, fn)) {
    const work = heavyWorkOf(sourceCode, fn, frame)
    if (work) return { work, runs: 'at once' }
  }
  // `() => inBackground(() => work(item))`, `(item) => limit(() => work(item))`
  const [returned, second] = returnsOf(sourceCode, fn)
  if (!returned || second || pauseIn(sourceCode, blockOf(sourceCode, fn)) !== 'none') {
    const [only, more] = fn.async ? blockOf(sourceCode, fn).awaits : []
    return only?.type === 'AwaitExpression' && !more ? ofExpression(sourceCode, only, frame, depth + 1) : undefined
  }
  return ofExpression(sourceCode, returned, frame, depth + 1)
}

/** `limit(() => work(item))`: what a limiter runs when it is its turn. */
function handedOn(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const path = apiOf(sourceCode, unwrap(call.callee))
  const does = path === undefined ? undefined : lockMethodAt(path)
  if (does?.method.does !== 'scope') return path === '#Promise.resolve().then' ? functionAt(sourceCode, call.arguments[0]) : undefined
  return call.arguments.map((each) => functionAt(sourceCode, each)).find((each) => each !== undefined)
}

function functionAt(sourceCode: SourceCode, value: Node | undefined): FunctionNode | undefined {
  const node = value && unwrap(value)
  if (!node || isFunction(node)) return node
  const target = node.type === 'Identifier' ? denote(sourceCode, node) : undefined
  return target?.kind === 'function' ? target.node : undefined
}

// ---------------------------------------------------------------- promises made by hand

/** `new Promise((resolve) => { work(); resolve() })`, also with the work in a timer. */
function ofExecutor(sourceCode: SourceCode, executor: Node | undefined, frame: Frame | undefined): Found | undefined {
  const fn = executor && unwrap(executor)
  const [resolve] = isFunction(fn) ? fn.params : []
  const variable = resolve?.type === 'Identifier' ? variableOf(sourceCode, resolve) : undefined
  if (!isFunction(fn) || !variable || variable.references.length === 0 || !isSynchronousBlock(sourceCode, fn)) return undefined
  const homes = new Set(variable.references.map(({ identifier }) => (isCallee(identifier) ? functionAround(identifier) : undefined)))
  const [home] = homes
  if (!home || homes.size !== 1) return undefined
  const inside = (at: FunctionNode): Frame => (frame ? { fn: at, outer: frame } : { fn: at })
  if (home === fn) {
    if (!variable.references.every(({ identifier }) => isSettledAtOnce(sourceCode, identifier))) return undefined
    const work = heavyWorkOf(sourceCode, fn, inside(fn))
    return work && { work, runs: 'at once' }
  }
  if (!isDeferred(sourceCode, home, fn) || !isSynchronousBlock(sourceCode, home)) return undefined
  const work = heavyWorkOf(sourceCode, home, inside(home))
  return work && { work, runs: 'later' }
}

/** `resolve(value)`, and not `resolve(load())` of a promise that takes its time. */
function isSettledAtOnce(sourceCode: SourceCode, { parent }: Node): boolean {
  const value = parent?.type === 'CallExpression' ? parent.arguments[0] : undefined
  return value === undefined || isThere(sourceCode, value)
}

function isCallee(name: Node): boolean {
  return name.parent?.type === 'CallExpression' && name.parent.callee === name
}

/** Handed to a timer without a real delay, directly in the executor. */
function isDeferred(sourceCode: SourceCode, fn: FunctionNode, executor: FunctionNode): boolean {
  const call: Node = fn.parent
  if (call.type !== 'CallExpression' || call.arguments[0] !== fn || functionAround(call) !== executor) return false
  const delay = call.arguments[1]
  return deferrers.has(apiOf(sourceCode, call.callee) ?? '') && (!delay || (delay.type === 'Literal' && Number(delay.value) <= 10))
}

/** A loop of a task that never waits and begins nothing, light or not: of its own, or of a function that it calls. */
export function loopOfTask(sourceCode: SourceCode, { fn }: Task): Node | undefined {
  if (!fn || !isSynchronous(sourceCode, fn) || beginsSomething(sourceCode, fn)) return undefined
  const { iterations: [own], calls } = blockOf(sourceCode, fn)
  if (own) return own.node
  for (const call of calls) {
    const target = calledFunction(sourceCode, call)
    const [below] = target ? blockOf(sourceCode, target).iterations : []
    if (below) return below.node
  }
  return undefined
}

/** A call in it may yield a promise: of a function that is not known, unless something is reckoned with what it yields. */
function beginsSomething(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let begins = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (begins || node.type !== 'CallExpression' || isThereFrom(sourceCode, node) || (node.parent.type === 'ExpressionStatement' && FILLS.has(calledName(node) ?? ''))) return
    const variable = variableHolding(sourceCode, node)
    begins = variable === undefined || !isReckonedWith(variable)
  })
  return begins
}

const FILLS: ReadonlySet<string> = new Set(['push', 'set', 'add', 'unshift'])

// ---------------------------------------------------------------- what never waits

/** Whether a promise of the function is settled, microtasks aside, when the call returns. Unknown counts as waiting. */
export const isSynchronous: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>(
  (sourceCode, fn) => !fn.generator && isSynchronousBlock(sourceCode, fn) && returnsOf(sourceCode, fn).every((each) => isThere(sourceCode, each)),
  false,
)

function isSynchronousBlock(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const pause = pauseIn(sourceCode, blockOf(sourceCode, fn))
  return pause === 'none' || pause === 'microtasks'
}

/** A value that is there at once: no promise that something else will settle. */
function isThere(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  switch (node.type) {
    case 'AwaitExpression':
      return true // waiting is the block's business
    case 'ConditionalExpression':
      return isThere(sourceCode, node.consequent) && isThere(sourceCode, node.alternate)
    case 'LogicalExpression':
      return isThere(sourceCode, node.left) && isThere(sourceCode, node.right)
    case 'Identifier':
      return isThereAs(sourceCode, node)
    case 'NewExpression':
      return waitFor(sourceCode, node) === 'microtasks' || apiOf(sourceCode, node.callee) !== '#Promise'
    case 'CallExpression':
      return isThereFrom(sourceCode, node)
    case 'ImportExpression':
      return false
    default:
      return true
  }
}

function isThereAs(sourceCode: SourceCode, name: TSESTree.Identifier): boolean {
  const variable = variableOf(sourceCode, name)
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  return (variable !== undefined && isReckonedWith(variable)) || sources.every((source) => source.kind !== 'value' || source.steps.length > 0 || isThere(sourceCode, source.value))
}

/** `layout.badness < best.badness`: no promise has anything to reckon with. */
function isReckonedWith({ references }: Variable): boolean {
  return references.some(({ identifier: { parent } }) => parent.type === 'MemberExpression' && parent.object.type === 'Identifier' && wrapped(parent).parent?.type === 'BinaryExpression')
}

function isThereFrom(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  if (waitFor(sourceCode, call) === 'microtasks') return true
  const target = calledFunction(sourceCode, call)
  if (target) return isSynchronous(sourceCode, target)
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  if (path !== undefined && (blockingAt(path) !== undefined || heavyAt(path) !== undefined || plainGlobals.has(/^#[\w$]+/u.exec(path)?.[0] ?? ''))) return true
  return callee.type === 'MemberExpression' && (plainMethods.has(keyName(callee) ?? '') || VALUES.has(keyName(callee) ?? ''))
}

/** Methods of collections that give back what is in them, or what a callback makes of it. */
const VALUES: ReadonlySet<string> = new Set(['reduce', 'some', 'every', 'find', 'findIndex', 'at', 'get', 'has', 'pop', 'shift', 'toSorted', 'entries', 'keys', 'values', 'fill', 'subarray'])

/** A promise that is made by hand around work that is done at once. */
export function wrapsWork(sourceCode: SourceCode, node: Node): HeavyWork | undefined {
  if (node.type !== 'NewExpression' || apiOf(sourceCode, node.callee) !== '#Promise') return undefined
  const found = ofExecutor(sourceCode, node.arguments[0], around(node))
  return found?.runs === 'at once' && !rejectsLater(sourceCode, node) ? found.work : undefined
}

/** Something in it is handed on: it may wait after all. */
function rejectsLater(sourceCode: SourceCode, node: Node): boolean {
  let later = false
  walkOwn(sourceCode, node, (at) => {
    if (at.type === 'AwaitExpression') later = true
  })
  return later
}

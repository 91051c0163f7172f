import type { TSESTree } from '@typescript-eslint/utils'

import { blockingAt, heavyAt, yieldAt } from '../../knowledge/index.ts'
import { plainGlobals, plainMethods, yieldingModules } from '../../knowledge/yields.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { promisifiedFrom } from '../resolve/promisified.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Block, blockOf, bodyOf, type Iteration } from './blocks.ts'

/**
 * What waiting for a value does to the event loop: other tasks (timers, input, messages) run meanwhile, or only microtasks
 * do, so that nothing else gets a turn. Unknown is taken for a real wait.
 */
export type Wait = 'tasks' | 'microtasks' | 'unknown'

/** What `await value` lets run. */
export const waitFor: (sourceCode: SourceCode, value: Node) => Wait = perNode<Node, Wait>((sourceCode, expression) => {
  const value = unwrap(expression)
  switch (value.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'UpdateExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'microtasks'
    case 'Identifier':
      return waitForName(sourceCode, value)
    case 'AwaitExpression':
      return waitFor(sourceCode, value.argument)
    case 'ConditionalExpression':
      return least(waitFor(sourceCode, value.consequent), waitFor(sourceCode, value.alternate))
    case 'NewExpression':
      return apiOf(sourceCode, value.callee) === '#Promise' ? waitForExecutor(sourceCode, value.arguments[0]) : 'unknown'
    case 'CallExpression':
      return waitForCall(sourceCode, value)
    default:
      return 'unknown'
  }
}, 'unknown')

/** One alternative that may really wait is enough. */
function least(...waits: readonly Wait[]): Wait {
  return waits.includes('tasks') ? 'tasks' : waits.includes('unknown') ? 'unknown' : 'microtasks'
}

const MOST_SOURCES = 4

function waitForName(sourceCode: SourceCode, name: TSESTree.Identifier): Wait {
  if (name.name === 'undefined') return 'microtasks'
  const variable = variableOf(sourceCode, name)
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (sources.length === 0 || sources.length > MOST_SOURCES) return 'unknown'
  return least(...sources.map((source): Wait => {
    if (source.kind === 'value' && source.steps.length === 0) return waitFor(sourceCode, source.value)
    return source.kind === 'unknown' && isArithmetic(source.at.parent) ? 'microtasks' : 'unknown'
  }))
}

/** `n += 1`, `n++` make no promise. */
function isArithmetic(node: Node | undefined): boolean {
  return node?.type === 'UpdateExpression' || (node?.type === 'AssignmentExpression' && /^[-+*/%&|^<>]+=$/u.test(node.operator))
}

function waitForCall(sourceCode: SourceCode, call: TSESTree.CallExpression): Wait {
  const path = apiOf(sourceCode, call.callee)
  const [first] = call.arguments
  if (path === '#Promise.resolve') return first ? (first.type === 'SpreadElement' ? 'unknown' : waitFor(sourceCode, first)) : 'microtasks'
  if (path === '#Promise.all' || path === '#Promise.allSettled' || path === '#Promise.race' || path === '#Promise.any') return waitForAll(sourceCode, first)
  const known = path === undefined ? undefined : yieldAt(path)
  if (known) return known
  if (isPlainCall(call, path)) return 'microtasks'
  if (path !== undefined && yieldingModules.has(path.slice(0, path.indexOf('#')))) return 'tasks'
  // `promisify(setImmediate)()` waits for what it was made from.
  const original = path === undefined ? undefined : promisifiedFrom(sourceCode, call.callee)
  const waits = original === undefined ? undefined : yieldAt(original)
  if (waits) return waits
  const target = calledFunction(sourceCode, call)
  return target ? waitForFunction(sourceCode, target) : 'unknown'
}

/** A call that surely yields no promise. */
function isPlainCall(call: TSESTree.CallExpression, path: string | undefined): boolean {
  if (path !== undefined && (plainGlobals.has(/^#[\w$]+/u.exec(path)?.[0] ?? '') || heavyAt(path) !== undefined || blockingAt(path) !== undefined)) return true
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && plainMethods.has(keyName(callee) ?? '')
}

function waitForAll(sourceCode: SourceCode, list: Node | undefined): Wait {
  if (list?.type !== 'ArrayExpression') return 'unknown'
  return least('microtasks', ...list.elements.map((each) => (each && each.type !== 'SpreadElement' ? waitFor(sourceCode, each) : 'unknown')))
}

// ---------------------------------------------------------------- promises made here

/** When the executor of a promise settles it: on the spot, or in the queue it puts `resolve` into. */
function waitForExecutor(sourceCode: SourceCode, executor: Node | undefined): Wait {
  const fn = executor && unwrap(executor)
  if (!isFunction(fn)) return (fn && yieldAt(apiOf(sourceCode, fn) ?? '')) ?? 'unknown'
  const [resolve] = fn.params
  const variable = resolve?.type === 'Identifier' ? variableOf(sourceCode, resolve) : undefined
  if (!variable || variable.references.length === 0) return 'unknown'
  return least(...variable.references.map(({ identifier }) => waitForUse(sourceCode, identifier, fn)))
}

const MOST_NESTED = 3

/** What has to happen before the function that is used here runs; `until` is the executor, which runs on the spot. */
function waitForUse(sourceCode: SourceCode, use: Node, until: FunctionNode, depth = 0): Wait {
  const parent = use.parent
  if (parent?.type === 'CallExpression' && parent.callee === use) {
    const around = functionAround(use)
    if (around === until) return 'microtasks'
    return around && depth < MOST_NESTED ? waitForUse(sourceCode, around, until, depth + 1) : 'unknown'
  }
  const handing = handedTo(sourceCode, use)
  if (handing?.path === undefined || functionAround(use) !== until) return 'unknown'
  return yieldAt(handing.path) ?? 'unknown'
}

/** A function of this file: a promise it makes, or an asynchronous one that never waits for more than microtasks. */
const waitForFunction: (sourceCode: SourceCode, fn: FunctionNode) => Wait = perNode<FunctionNode, Wait>((sourceCode, fn) => {
  if (fn.generator) return 'unknown'
  const returned = returnsOf(sourceCode, fn).map((each) => waitFor(sourceCode, each))
  if (!fn.async) return returned.length > 0 ? least(...returned.map((each) => each)) : 'microtasks'
  const block = blockOf(sourceCode, fn)
  return least(blockWait(sourceCode, block), ...returned.map((wait, i) => (isPlain(sourceCode, returnsOf(sourceCode, fn)[i]) ? 'microtasks' : wait)))
}, 'unknown')

/** A value that cannot be a promise, as far as the file shows: a local array or object, a number. */
function isPlain(sourceCode: SourceCode, node: Node | undefined): boolean {
  const value = node && unwrap(node)
  if (value?.type !== 'Identifier') return false
  const target = denote(sourceCode, value)
  return target?.kind === 'record' || target?.kind === 'elements' || target?.kind === 'class'
}

// ---------------------------------------------------------------- loops

/** What the code of a block waits for, nested loops included: nothing is `none`. */
export type Pause = Wait | 'none'

/** What an iteration lets run between one round and the next. `unknown` also where a generator gives values away. */
export function pauseOf(sourceCode: SourceCode, iteration: Iteration): Pause {
  const { callback } = iteration
  const body = bodyOf(sourceCode, iteration)
  const pause = pauseIn(sourceCode, body)
  // Callbacks of array methods do not wait for one another: what waits comes back later, and the rest of it is a turn of its own.
  return callback && pause === 'microtasks' ? 'none' : pause
}

/** `own`: calls whose wait is the very one that is asked for, those of a function that waits for itself. */
export function pauseIn(sourceCode: SourceCode, block: Block, own: readonly Node[] = []): Pause {
  if (block.givesWay) return 'unknown'
  const awaited = block.awaits.map((each) => (each.type === 'AwaitExpression' ? each.argument : each))
  const waits = awaited.map((each): Wait => (own.includes(unwrap(each)) ? 'microtasks' : waitFor(sourceCode, each)))
  for (const inner of block.iterations) {
    if (inner.callback) continue
    const pause = pauseIn(sourceCode, inner, own)
    if (pause !== 'none') waits.push(pause)
  }
  return waits.length > 0 ? least(...waits) : 'none'
}

function blockWait(sourceCode: SourceCode, block: Block): Wait {
  const pause = pauseIn(sourceCode, block)
  return pause === 'none' ? 'microtasks' : pause
}

/** The awaits of an iteration that let nothing but microtasks run, where all of its awaits are such. */
export function vainAwaits(sourceCode: SourceCode, iteration: Iteration): readonly TSESTree.AwaitExpression[] {
  if (pauseOf(sourceCode, iteration) !== 'microtasks') return []
  const own = iteration.awaits.filter((each) => each.type === 'AwaitExpression')
  return own.length > 0 ? own : iteration.iterations.filter((each) => !each.callback).flatMap((each) => [...vainAwaits(sourceCode, each)])
}


import type { TSESTree } from '@typescript-eslint/utils'

import { lettingOthersIn, microtaskQueues } from '../../knowledge/yields.ts'
import { calledName, callsNamed, isLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, isInside, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { functionNames, nameIn } from '../callbacks/uses.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { locationOf } from '../resolve/location.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { blockOf, type Iteration } from './blocks.ts'
import { constantOf } from './constants.ts'
import { limitOf } from './limits.ts'
import { callsHeavy } from './work.ts'
import { vainAwaits, waitFor } from './yields.ts'

/** Long work that somebody cut into pieces, with nothing but microtasks between them: it holds the loop all the same. */
export interface VainPause {
  readonly fn: FunctionNode
  /** What does not let others in: an await, or the call that schedules the next piece. */
  readonly node: Node
  /** The loop whose rounds or pieces it stands between. */
  readonly loop: Iteration
  /** By name: `process.nextTick`, `await Promise.resolve()`. */
  readonly text: string
}

/** The pauses of this file that are none. */
export const vainPauses = perFile((sourceCode): readonly VainPause[] => [...awaitsInVain(sourceCode), ...piecesInVain(sourceCode)])

// ---------------------------------------------------------------- await null

function awaitsInVain(sourceCode: SourceCode): VainPause[] {
  const { awaits, loops } = nodesOf(sourceCode)
  const found: VainPause[] = []
  for (const node of loops.length > 0 ? awaits : []) {
    const fn = node.parent.type === 'ExpressionStatement' && isInLoop(node) && isNothingToWaitFor(sourceCode, node.argument) ? functionAround(node) : undefined
    if (!fn || waitFor(sourceCode, node.argument) !== 'microtasks') continue
    const loop = loopAround(blockOf(sourceCode, fn).iterations, node)
    if (!loop || !isCut(sourceCode, loop, node) || !vainAwaits(sourceCode, loop).includes(node)) continue
    found.push({ fn, node, loop, text: sourceCode.getText(node) })
  }
  return found.filter((each, i) => found.findIndex((other) => other.loop.node === each.loop.node) === i)
}

function isInLoop(node: Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return true
  return false
}

/** Written to wait for nothing: a constant, a promise made on the spot or by a function that does nothing else. */
function isNothingToWaitFor(sourceCode: SourceCode, argument: Node): boolean {
  const node = unwrap(argument)
  switch (node.type) {
    case 'NewExpression':
    case 'Literal':
      return true
    case 'Identifier':
      return node.name === 'undefined'
    case 'UnaryExpression':
      return node.operator === 'void'
    case 'CallExpression': {
      const [first] = node.arguments
      const name = calledName(node)
      if (name === 'resolve') return !first || isNothingToWaitFor(sourceCode, first)
      return !first && name !== undefined && functionNames(sourceCode).has(name) && isPause(calledFunction(sourceCode, node))
    }
    default:
      return false
  }
}

/** A function that does nothing but wait. */
function isPause(fn: FunctionNode | undefined): boolean {
  if (!fn || fn.params.length > 0) return false
  if (fn.body.type !== 'BlockStatement') return isPromise(fn.body)
  const [only, more] = fn.body.body
  if (!only) return true
  return !more && (only.type === 'ReturnStatement' ? only.argument !== null && isPromise(only.argument) : only.type === 'ExpressionStatement' && only.expression.type === 'AwaitExpression')
}

function isPromise(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'NewExpression' || (node.type === 'CallExpression' && calledName(node) === 'resolve' && node.arguments.length === 0)
}

function loopAround(iterations: readonly Iteration[], node: Node): Iteration | undefined {
  const outer = iterations.find((each) => !each.callback && isInside(node, each.node))
  return outer && (outer.awaits.includes(node) ? outer : (loopAround(outer.iterations, node) ?? outer))
}

/** Rounds that are counted one by one need no pause that is rarer than this. */
const FEW = 64

/** Every so many rounds, or between rounds that are heavy each: somebody means to let others in. */
function isCut(sourceCode: SourceCode, loop: Iteration, node: TSESTree.AwaitExpression): boolean {
  const limit = limitOf(sourceCode, loop)
  if (limit.kind === 'few') return false
  // Who counts rounds to let others in now and then expects many, whatever the head of the loop says.
  if (limit.kind === 'open') return isEverySoManyRounds(sourceCode, node, loop)
  if (limit.kind === 'number' && limit.of.some((each) => (constantOf(sourceCode, each, undefined) ?? Infinity) < 1000)) return false
  return isEverySoOften(sourceCode, node, loop) || isInPieces(sourceCode, loop) || saysSo(sourceCode, node) || callsHeavy(sourceCode, loop) || loop.iterations.some((each) => limitOf(sourceCode, each).kind !== 'open')
}

/** `// let the event loop turn` before it, or behind it. */
function saysSo(sourceCode: SourceCode, { parent: statement }: TSESTree.AwaitExpression): boolean {
  const after = sourceCode.getCommentsAfter(statement).filter(({ loc }) => loc.start.line === statement.loc.end.line)
  return [...sourceCode.getCommentsBefore(statement), ...after].some(({ value }) => lettingOthersIn.test(value))
}

/** `if (++rounds % 500 === 0) await null`. */
function isEverySoManyRounds(sourceCode: SourceCode, node: Node, loop: Iteration): boolean {
  for (let at = node.parent; at && at !== loop.node; at = at.parent) {
    const test = at.type === 'IfStatement' && at.test.type === 'BinaryExpression' ? at.test : undefined
    const count = test && [test.left, test.right].map((each) => unwrap(each)).find((each) => each.type === 'BinaryExpression')
    if (count?.type === 'BinaryExpression' && (count.operator === '%' || count.operator === '&') && (constantOf(sourceCode, count.right, undefined) ?? 0) >= FEW) return true
  }
  return false
}

/** `for (let at = 0; at < rows.length; at += 500)`: each round does a piece of the work. */
function isInPieces(sourceCode: SourceCode, { node }: Iteration): boolean {
  const step = node.type === 'ForStatement' && node.update ? unwrap(node.update) : undefined
  return step?.type === 'AssignmentExpression' && step.operator === '+=' && (constantOf(sourceCode, step.right, undefined) ?? 0) >= FEW
}

function isEverySoOften(sourceCode: SourceCode, node: Node, loop: Iteration): boolean {
  for (let at = node.parent; at && at !== loop.node; at = at.parent) {
    const test = at.type === 'IfStatement' ? (at.test.type === 'UnaryExpression' ? at.test.argument : at.test) : undefined
    if (test?.type === 'BinaryExpression' && !isAskedForThisRound(sourceCode, test, loop)) return true
  }
  return false
}

/** `if (next === turnMark) await Promise.resolve()`, of what this round has taken out: it is told to wait there, and has nothing else to do. */
function isAskedForThisRound(sourceCode: SourceCode, { operator, left, right }: TSESTree.BinaryExpression, loop: Iteration): boolean {
  return /^[!=]==?$/u.test(operator) && [left, right].some((side) => {
    const [def] = (side.type === 'Identifier' && variableOf(sourceCode, side)?.defs) || []
    return def?.type === 'Variable' && def.parent.kind === 'const' && isInside(def.node, loop.node)
  })
}

// ---------------------------------------------------------------- process.nextTick(step)

const queueRoots = evidenceFrom(microtaskQueues)
const queueNames = new Set([...microtaskQueues].map(lastName))

function piecesInVain(sourceCode: SourceCode): VainPause[] {
  if (!mentions(sourceCode, queueRoots)) return []
  return callsNamed(sourceCode, queueNames).flatMap((call): VainPause[] => {
    const fn = mayQueue(call) ? functionAround(call) : undefined
    if (!fn || call.type !== 'CallExpression' || call.arguments.length === 0 || !leadsToMicrotasks(sourceCode, call)) return []
    if (!runsAgain(sourceCode, call, fn) || !isConditional(call, fn)) return []
    const loop = blockOf(sourceCode, fn).iterations.find((each) => isPiece(sourceCode, each, fn))
    return loop ? [{ fn, node: call, loop, text: sourceCode.getText(call.callee) }] : []
  })
}

/** By its name: `process.nextTick`, and `then` on a promise that is made on the spot. */
function mayQueue(call: Call): boolean {
  return calledName(call) !== 'then' || (call.callee.type === 'MemberExpression' && call.callee.object.type === 'CallExpression' && calledName(call.callee.object) === 'resolve')
}

function leadsToMicrotasks(sourceCode: SourceCode, call: Call): boolean {
  return microtaskQueues.has(apiOf(sourceCode, call.callee) ?? '')
}

/** The function hands itself on, or a function whose only purpose is to call it. */
function runsAgain(sourceCode: SourceCode, call: Call, fn: FunctionNode): boolean {
  const [callback] = call.arguments
  const value = callback && unwrap(callback)
  if (!value) return false
  if (!isFunction(value)) {
    const target = denote(sourceCode, value)
    return target?.kind === 'function' && target.node === fn
  }
  let again = false
  const name = nameIn(fn)
  walkOwn(sourceCode, value.body, (node) => {
    if (node.type === 'CallExpression' && calledName(node) === name && calledFunction(sourceCode, node) === fn) again = true
  })
  return again
}

function isConditional(call: Node, fn: FunctionNode): boolean {
  for (let at = call.parent; at && at !== fn; at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'LogicalExpression') return true
  }
  return fn.body.type === 'BlockStatement' && fn.body.body.some((statement) => statement.type === 'IfStatement' && statement.range[1] < call.range[0])
}

/** One piece of a longer way: the loop begins where the last one ended, or ends at a limit of its own. */
function isPiece(sourceCode: SourceCode, loop: Iteration, fn: FunctionNode): boolean {
  const limit = limitOf(sourceCode, loop)
  if (limit.kind === 'elements') return isSliceOf(sourceCode, limit.of)
  if (limit.kind !== 'number') return false
  return limit.of.some((each) => isLeast(sourceCode, each)) || startsLater(sourceCode, limit.counter, fn)
}

function isSliceOf(sourceCode: SourceCode, list: Node): boolean {
  const value = valueOf(sourceCode, list)
  return value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && value.arguments.length > 1
}

function isLeast(sourceCode: SourceCode, number: Node): boolean {
  const value = valueOf(sourceCode, number)
  return value.type === 'CallExpression' && apiOf(sourceCode, value.callee) === '#Math.min'
}

function valueOf(sourceCode: SourceCode, node: Node): Node {
  const value = unwrap(node)
  const only = onlyValue(sourceCode, value)
  return only ? unwrap(only) : value
}

/** The counter goes on from a parameter, a field or a variable outside the function. */
function startsLater(sourceCode: SourceCode, counter: Variable, fn: FunctionNode): boolean {
  if (!counter.defs.some((def) => isInside(def.name, fn))) return true
  return sourcesOf(sourceCode, counter)?.some((source) => {
    if (source.kind === 'parameter') return source.of === fn
    if (source.kind !== 'value') return false
    const root = locationOf(sourceCode, source.value)?.root
    return root?.kind === 'this' || (root?.kind === 'variable' && root.scope !== 'local')
  }) ?? false
}

import { clocks, sleeps, timer } from '../../../knowledge/time.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, literalText, type Node, unwrap, walk, walkOwn } from '../../../utils/syntax.ts'
import { sourceAt, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { promisifiedFrom } from '../../resolve/promisified.ts'
import { isResolver } from '../own/method.ts'
import { calledLocal } from '../receiver.ts'

/** A promise that does nothing but settle after a time, which is not computed from the clock. */
export function isFixedSleep(sourceCode: SourceCode, promise: Node): boolean {
  const delay = delayOf(sourceCode, promise)
  return delay !== undefined && isFixed(sourceCode, delay)
}

const MOST_DEPTH = 3

/** How long a promise sleeps; undefined where it does anything else. */
function delayOf(sourceCode: SourceCode, promise: Node, depth = 0): Node | undefined {
  const node = unwrap(promise)
  if (node.type === 'NewExpression') return apiOf(sourceCode, node.callee) === '#Promise' ? delayOfTimer(sourceCode, node.arguments[0]) : undefined
  if (node.type !== 'CallExpression' || depth > MOST_DEPTH) return undefined
  const at = sleeps.get(apiOf(sourceCode, unwrap(node.callee)) ?? '') ?? (promisifiedFrom(sourceCode, node.callee) === timer.path ? 0 : undefined)
  if (at !== undefined) return node.arguments[at]
  const fn = calledLocal(sourceCode, node)
  const inner = fn && onlyPromise(sourceCode, fn)
  const delay = inner && delayOf(sourceCode, inner, depth + 1)
  return delay && fn && givenFor(sourceCode, fn, node.arguments, delay)
}

/** `new Promise((resolve) => setTimeout(resolve, ms))` */
function delayOfTimer(sourceCode: SourceCode, executor: Node | undefined): Node | undefined {
  if (!isFunction(executor)) return undefined
  const calls: Node[] = []
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') calls.push(node)
  })
  const [call, second] = calls
  // A timer that hands on a value stands for the work that would yield it.
  if (call?.type !== 'CallExpression' || second || call.arguments.length > timer.delay + 1 || apiOf(sourceCode, call.callee) !== timer.path) return undefined
  const callback = call.arguments[timer.callback]
  return callback && resolves(sourceCode, callback) ? call.arguments[timer.delay] : undefined
}

function resolves(sourceCode: SourceCode, callback: Node): boolean {
  const node = unwrap(callback)
  if (!isFunction(node)) return isResolver(sourceCode, node)
  const body = node.body.type === 'BlockStatement' && node.body.body.length === 1 ? node.body.body[0] : node.body
  const call = body?.type === 'ExpressionStatement' ? body.expression : body
  return call?.type === 'CallExpression' && isResolver(sourceCode, call.callee)
}

/** The promise that a function comes to, where that is all it does: `return promise`, `await promise`. */
function onlyPromise(sourceCode: SourceCode, fn: FunctionNode): Node | undefined {
  if (fn.generator) return undefined
  const [returned, second] = returnsOf(sourceCode, fn)
  if (fn.body.type !== 'BlockStatement') return awaited(returned)
  const [only, more] = fn.body.body
  if (more || second) return undefined
  return only?.type === 'ReturnStatement' ? awaited(returned) : only?.type === 'ExpressionStatement' && only.expression.type === 'AwaitExpression' ? only.expression.argument : undefined
}

function awaited(node: Node | undefined): Node | undefined {
  const inner = node && unwrap(node)
  return inner?.type === 'AwaitExpression' ? inner.argument : inner
}

/** What the call gives for the delay, where that is a parameter. */
function givenFor(sourceCode: SourceCode, fn: FunctionNode, given: readonly Node[], delay: Node): Node | undefined {
  const [declared] = (delay.type === 'Identifier' ? variableOf(sourceCode, delay)?.identifiers : undefined) ?? []
  const source = declared && sourceAt(declared)
  if (source?.kind !== 'parameter' || source.of !== fn) return delay
  return given[source.index] ?? source.steps.find(({ name }) => name === '')?.fallback
}

const clockTold = perNode<Node, boolean>((sourceCode, root) => {
  let told = false
  walk(sourceCode, root, (node) => {
    if (node.type === 'BinaryExpression' && node.operator === '-') told = true
    else if (node.type === 'CallExpression' && clocks.has(apiOf(sourceCode, unwrap(node.callee)) ?? '')) told = true
    else if (node.type === 'Identifier' && node !== root) {
      const variable = variableOf(sourceCode, node)
      const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
      told ||= sources.some((source) => source.kind === 'value' && source.steps.length === 0 && clockTold(sourceCode, source.value))
    }
    return !told
  })
  return told
}, false)

/** Whether a delay has nothing to do with how much time has gone by. No delay, or none to speak of, lets others run and no more. */
function isFixed(sourceCode: SourceCode, delay: Node): boolean {
  const node = unwrap(delay)
  if (literalText(node) !== undefined) return Number(literalText(node)) > 1
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
    return sources.length > 0 && sources.every((source) => source.kind === 'parameter' || (source.kind === 'value' && !clockTold(sourceCode, source.value)))
  }
  return !clockTold(sourceCode, node)
}

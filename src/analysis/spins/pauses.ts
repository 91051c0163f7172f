import { turns } from '../../knowledge/spins.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { waitFor } from '../loops/yields.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { promisifiedFrom } from '../resolve/promisified.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** How long awaiting a value takes: until the microtasks have run, or until the next turn of the event loop; undefined: longer, or unknown. */
export type Pause = 'microtasks' | 'turn'

export function pauseFor(sourceCode: SourceCode, value: Node): Pause | undefined {
  if (waitFor(sourceCode, value) === 'microtasks') return 'microtasks'
  return isTurn(sourceCode, value) ? 'turn' : undefined
}

function isTurn(sourceCode: SourceCode, expression: Node): boolean {
  const value = unwrap(expression)
  if (value.type === 'NewExpression') return apiOf(sourceCode, value.callee) === '#Promise' && isTurnExecutor(sourceCode, value.arguments[0], () => undefined)
  if (value.type !== 'CallExpression') return false
  const path = apiOf(sourceCode, value.callee)
  if (path !== undefined && turns.has(path) && !path.startsWith('#set')) return isDue(sourceCode, value, path, () => undefined)
  const original = promisifiedFrom(sourceCode, value.callee)
  if (original !== undefined) return original === '#setImmediate'
  const target = calledFunction(sourceCode, value)
  return target !== undefined && isTurnFunction(sourceCode, target, value)
}

/** `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))`, called with zero. */
function isTurnFunction(sourceCode: SourceCode, fn: FunctionNode, call: Call): boolean {
  const [returned, second] = returnsOf(sourceCode, fn)
  const promise = returned && !second ? unwrap(returned) : undefined
  if (promise?.type !== 'NewExpression' || apiOf(sourceCode, promise.callee) !== '#Promise') return false
  return isTurnExecutor(sourceCode, promise.arguments[0], (name) => {
    const variable = variableOf(sourceCode, name)
    const position = fn.params.findIndex((each) => {
      const parameter = each.type === 'AssignmentPattern' ? each.left : each
      return parameter.type === 'Identifier' && variableOf(sourceCode, parameter) === variable
    })
    const parameter = fn.params[position]
    return call.arguments[position] ?? (parameter?.type === 'AssignmentPattern' ? parameter.right : undefined)
  })
}

function isTurnExecutor(sourceCode: SourceCode, executor: Node | undefined, given: (name: Node) => Node | undefined): boolean {
  const fn = executor && unwrap(executor)
  if (!fn) return false
  if (!isFunction(fn)) return apiOf(sourceCode, fn) === '#setImmediate'
  const only = fn.body.type === 'BlockStatement' ? fn.body.body[0] : fn.body
  const expression = only?.type === 'ExpressionStatement' ? only.expression : only
  if (expression?.type !== 'CallExpression' || (fn.body.type === 'BlockStatement' && fn.body.body.length > 1)) return false
  const path = apiOf(sourceCode, expression.callee)
  return path !== undefined && turns.has(path) && isDue(sourceCode, expression, path, given)
}

/** Without a delay, or with one of zero. */
export function isDue(sourceCode: SourceCode, call: Call, path: string, given: (name: Node) => Node | undefined): boolean {
  const position = turns.get(path)
  if (position === undefined) return true
  const written = call.arguments[position]
  if (!written) return true
  const delay = written.type === 'Identifier' ? (given(written) ?? onlyValue(sourceCode, written)) : written
  return delay !== undefined && literalText(delay) === '0'
}

import { arrayMethods, errorEvents, errorNames, surelyErrors } from '../../knowledge/callbacks/index.ts'
import { registering } from '../../knowledge/departures.ts'
import { calledName, callsByOwner } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableHolding } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { standingAt } from '../resolve/functions.ts'

const BRANCHES: ReadonlyMap<string, readonly Reaction[]> = new Map<string, readonly Reaction[]>([
  ['then', ['fulfilled', 'rejected']],
  ['catch', ['rejected']],
  ['finally', ['always']],
])

/** When a callback of a promise runs. */
export type Reaction = 'fulfilled' | 'rejected' | 'always'

/** The call of `then`, `catch` or `finally` that a value is handed to, and when it runs there, of a function also by its name; undefined for other values. */
export function reactionOf(sourceCode: SourceCode, value: Node): { readonly call: Call; readonly on: Reaction; readonly promise: Node } | undefined {
  const outer = wrapped(isFunction(value) ? standingAt(sourceCode, value) : value)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return undefined
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const on = BRANCHES.get(keyName(callee) ?? '')?.[call.arguments.indexOf(outer as Call['arguments'][number])]
  return on && { call, on, promise: callee.object }
}

/** The promise whose answer a function is given: that of `load().then((rows) => …)`. */
export function promiseAnswering(sourceCode: SourceCode, fn: FunctionNode): Node | undefined {
  const reaction = reactionOf(sourceCode, fn)
  return reaction?.on === 'fulfilled' ? reaction.promise : undefined
}

/** The call that calls a function back when it has done its work, and tells it of an error first: that of `gate.open((err) => …)`. */
export function callTelling(sourceCode: SourceCode, fn: FunctionNode): Call | undefined {
  const [error] = fn.params
  if (error?.type !== 'Identifier' || !errorNames.test(error.name)) return undefined
  const outer = wrapped(standingAt(sourceCode, fn))
  const call = outer.parent
  return isCall(call) && call.callee !== outer && call.arguments.at(-1) === outer ? call : undefined
}

/** Whether what a function is given first is an error: that of a listener for errors, or the first of two that it is called back with. */
export function isGivenError(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const [error] = fn.params
  const call = error?.type === 'Identifier' && surelyErrors.test(error.name) ? callTelling(sourceCode, fn) : undefined
  if (!call) return false
  const name = calledName(call) ?? ''
  const event = call.arguments[0] && literalText(call.arguments[0])
  if (registering.has(name)) return event !== undefined && errorEvents.has(event)
  return fn.params.length > 1 && !arrayMethods.has(name)
}

/** The same where the function is given an answer behind the error: that of `db.get(sql, (err, row) => …)`. */
export function callAnswering(sourceCode: SourceCode, fn: FunctionNode): Call | undefined {
  return fn.params.length > 1 ? callTelling(sourceCode, fn) : undefined
}

/** The callbacks that the code of a function hands to promises, with the calls of `then`, `catch` and `finally`. */
export function reactionsIn(sourceCode: SourceCode, owner: FunctionNode): readonly { readonly call: Call; readonly callback: FunctionNode }[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => (BRANCHES.has(calledName(call) ?? '')
    ? call.arguments.flatMap((each) => {
      const callback = callbackAt(sourceCode, each)
      return callback && reactionOf(sourceCode, callback) ? [{ call, callback }] : []
    })
    : []))
}

/** The function that an argument is, where it stands there or is handed there by a constant that is for nothing else; undefined for others. */
export function callbackAt(sourceCode: SourceCode, argument: Node | undefined): FunctionNode | undefined {
  if (!argument || isFunction(argument)) return argument
  const value = argument.type === 'Identifier' ? functionNamed(sourceCode, argument) : undefined
  return value && standingAt(sourceCode, value) === argument ? value : undefined
}

function functionNamed(sourceCode: SourceCode, name: Node): FunctionNode | undefined {
  const target = denote(sourceCode, name)
  return target?.kind === 'function' ? target.node : undefined
}

/** The awaits that take a promise: where it stands, or by the name that it is put under. */
export function awaitsOf(sourceCode: SourceCode, promise: Node): readonly Node[] {
  const { parent } = wrapped(promise)
  if (parent?.type === 'AwaitExpression') return [parent]
  const variable = variableHolding(sourceCode, promise)
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const around = wrapped(identifier).parent
    return around?.type === 'AwaitExpression' ? [around] : []
  })
}

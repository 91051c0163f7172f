import { streamParts, turnOptions } from '../../knowledge/callbacks/index.ts'
import { limitedQueues, queueWidths } from '../../knowledge/fanouts.ts'
import { callsNamed, within } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, functionAround, isCall, isLiteral, keyName, type Node, propertyOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { suspensionPoints } from '../flow/suspension.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { saidTaskOf } from './said-task.ts'
import { apiOf } from '../resolve/denote.ts'
import { memberOf } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { calledModel, type Handler, handlerOf, optionTaker } from './handlers.ts'

/** Whether the platform, or a pool with one task for each worker, calls a function again only when its last run has ended: when it has called back, or its promise is settled. */
export function runsInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return callsBackInTurn(sourceCode, fn) || isOfWebStream(sourceCode, fn) || isTimedInTurn(sourceCode, fn) || saidTaskOf(sourceCode)?.fn === fn
}

/** `new Cron(pattern, { protect: true }, run)`, `@Cron(pattern, { waitForCompletion: true })`: a timer that does not let its runs overlap. */
function isTimedInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const handler = handlerOf(sourceCode, fn)
  if (handler?.kind !== 'timer') return false
  const call = handler.at.type === 'Decorator' ? handler.at.expression : handler.at
  return isCall(call) && call.arguments.some((each) => turnOptions.some((name) => {
    const value = propertyAt(sourceCode, each, name)
    return value !== undefined && !isLiteral(value, false)
  }))
}

/** Whether a handler is one of a queue that hands out the next job when the last one is done, as long as it is not told how many there may be at a time. */
export function takesOneByOne({ at, handing }: Handler): boolean {
  if (handing?.path === undefined || !limitedQueues.has(handing.path) || !isCall(at)) return false
  return !at.arguments.some((each) => (each.type === 'Literal' && typeof each.value === 'number') || queueWidths.some((name) => propertyOf(each, name) !== undefined))
}

/** A method of a stream of Node that does not call back before its work is done. */
function callsBackInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const model = calledModel(sourceCode, fn)
  if (model?.inTurn !== true) return false
  if (model.names.includes('_read')) return pushesAtTheEnd(sourceCode, fn)
  const back = fn.params.at(-1)
  const variable = back?.type === 'Identifier' ? variableOf(sourceCode, back) : undefined
  return variable !== undefined && !variable.references.some(({ identifier }) => isCalledAtOnce(fn, identifier))
}

/** Whether a `_read` waits for nothing once it has pushed something: that is what it is called again for. */
function pushesAtTheEnd(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const flow = flowOf(sourceCode, fn)
  const pushes = within(callsNamed(sourceCode, ['push']), fn.body).filter((call) => functionAround(call) === fn)
  return !flow.imprecise && pushes.every((call) => eventsOf(flow, call).every((event) => !suspensionPoints(flow).some((gap) => reaches(flow, event, gap))))
}

/** `callback()` as a statement of a method that waits for nothing: not where it leaves, `return callback()`. */
function isCalledAtOnce(fn: FunctionNode, callee: Node): boolean {
  const call = wrapped(callee).parent
  return call?.type === 'CallExpression' && call.callee === callee && !fn.async && functionAround(call) === fn && call.parent.type !== 'ReturnStatement'
}

/** `new ReadableStream({ async pull(controller) { … } })`, and the same method of a class that such a stream is made of. */
function isOfWebStream(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const member = memberOf(fn)
  const property = wrapped(fn).parent
  const name = member?.name ?? (property?.type === 'Property' ? keyName(property) : undefined)
  const part = streamParts.find(({ names }) => name !== undefined && names.includes(name))
  if (!part) return false
  if (member) return (member.owner.implements ?? []).some(({ expression }) => expression.type === 'Identifier' && part.types.includes(expression.name)) || isGiven(sourceCode, member.owner, part.of)
  return isStream(sourceCode, optionTaker(fn)?.callee, part.of)
}

/** Whether the file makes a stream of an object of the class. */
function isGiven(sourceCode: SourceCode, owner: ClassNode, stream: string): boolean {
  return callsNamed(sourceCode, [stream]).some((call) => {
    const [given] = call.arguments
    const source = given && unwrap(onlyValue(sourceCode, unwrap(given)) ?? given)
    const made = source?.type === 'NewExpression' && source.callee.type === 'Identifier' ? variableOf(sourceCode, source.callee)?.defs[0]?.node : undefined
    return call.type === 'NewExpression' && made === owner && isStream(sourceCode, call.callee, stream)
  })
}

function isStream(sourceCode: SourceCode, callee: Node | undefined, stream: string): boolean {
  const path = callee && apiOf(sourceCode, callee)
  return path !== undefined && lastName(path) === stream
}

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, type Node, wrapped } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { variableOf } from '../resolve/bindings.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** How many functions that run at once are looked out of. */
const MOST = 2

/**
 * The function that a helper of the file runs again and again, of this one and those around it that run it at once:
 * `retry(() => send(part))`, whose loop comes back to where it calls what it was given.
 */
export function runInRounds(sourceCode: SourceCode, fn: FunctionNode): FunctionNode | undefined {
  let at: FunctionNode | undefined = fn
  for (let i = 0; at && i <= MOST; i++) {
    const given: Node = wrapped(at)
    const call: Node | undefined = given.parent
    if (!isCall(call) || call.callee === given) return undefined
    if (isRepeatedBy(sourceCode, call, given)) return at
    at = handedTo(sourceCode, at)?.timing === 'now' ? functionAround(call) : undefined
  }
  return undefined
}

function isRepeatedBy(sourceCode: SourceCode, call: Call, given: Node): boolean {
  const helper = calledFunction(sourceCode, call)
  const parameter = helper?.params[call.arguments.indexOf(given as never)]
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  return helper !== undefined && (variable?.references ?? []).some(({ identifier }) => {
    const run = wrapped(identifier).parent
    return isCall(run) && run.callee === wrapped(identifier) && functionAround(run) === helper && comesBack(sourceCode, helper, run)
  })
}

/** Whether a function may come to a call once more after it. */
function comesBack(sourceCode: SourceCode, fn: FunctionNode, call: Call): boolean {
  const flow = flowOf(sourceCode, fn)
  const events = flow.imprecise ? [] : eventsOf(flow, call)
  return events.some((event) => findPath(flow, event, (at) => events.includes(at)) !== undefined)
}

import { earlyEndings } from '../../../knowledge/endings.ts'
import { observableClasses } from '../../../knowledge/teardowns.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { isParameterOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from '../faults.ts'
import { endedBy } from '../others/ended.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { effectOf, isOfMount } from './effect-calls.ts'

/**
 * What a function begins behind a wait, and what the function that it returns is to end: `let off; load().then(() => { off =
 * feed.listen(draw) }); return () => off?.()`. Who ends it during the wait finds nothing there, and what comes then stays open.
 */
export function lateForCleanup(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  for (const fn of [owner, ...reactionsIn(sourceCode, owner)]) {
    for (const write of accessesIn(sourceCode, fn).writes) {
      const fault = write.effect === 'set' && write.place.part === VALUE && write.place.path.length === 0 ? faultOf(sourceCode, fn, write) : undefined
      if (fault) return [fault]
    }
  }
  return []
}

/** What a function has done when promises are settled. */
function reactionsIn(sourceCode: SourceCode, owner: FunctionNode): readonly FunctionNode[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => (linkAt(call)?.by === 'then' ? call.arguments.filter((each): each is FunctionNode & typeof each => isFunction(each)) : []))
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access): Fault | undefined {
  const { root } = write.place
  if (root.kind !== 'variable' || root.scope !== 'local' || !write.value || !isBegun(sourceCode, owner, write.value)) return undefined
  const home = root.variable.scope.block
  const starter = isFunction(home) ? home : functionAround(home)
  if (!starter || starter === owner || !isInside(owner, starter)) return undefined
  const cleanup = returnsOf(sourceCode, starter).map((each) => unwrap(each)).find(isFunction)
  const end = cleanup && endIn(sourceCode, cleanup, root.variable)
  const wait = end && waitBefore(sourceCode, owner, starter, write)
  if (!cleanup || !end || !wait || tellsOthers(sourceCode, cleanup, root.variable) || endIn(sourceCode, owner, root.variable)) return undefined
  return { kind: 'unended', place: write.place.text, node: write.node, read: write.node, wait, other: end, proven: isEndedAnyTime(sourceCode, starter) }
}

/** Whether a value is made here, or what a promise has answered: something that goes on. */
function isBegun(sourceCode: SourceCode, owner: FunctionNode, value: Node): boolean {
  const node = unwrap(value)
  const made = awaitedAt(sourceCode, node)
  return isCall(made) || (made.type === 'Identifier' && reactionOf(owner)?.on === 'fulfilled' && isParameterOf(sourceCode, owner, made))
}

/** The call in a function that ends what a variable holds: `socket?.close()`, `clearInterval(timer)`, `off()`. */
function endIn(sourceCode: SourceCode, fn: FunctionNode, variable: Variable): Call | undefined {
  const isIt = (node: Node | undefined): boolean => node !== undefined && unwrap(node).type === 'Identifier' && variableOf(sourceCode, unwrap(node)) === variable
  return callsByOwner(sourceCode).get(fn)?.find((call) => {
    return !earlyEndings.has(calledName(call) ?? '') && (isIt(call.callee) || isIt(endedBy(call)))
  })
}

/** Where others run before the write: a wait of the function itself, or the promise whose answer it is given, on the way from the function that starts it. */
function waitBefore(sourceCode: SourceCode, owner: FunctionNode, starter: FunctionNode, write: Access): Node | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const gap = suspensionPoints(flow).find((each) => each < write.event && reaches(flow, each, write.event))
  if (gap !== undefined) return nodeOf(flow, gap)
  for (let at: FunctionNode | undefined = owner; at && at !== starter; at = functionAround(at)) {
    const reaction = reactionOf(at)
    if (reaction) return reaction.call
  }
  return undefined
}

/** Whether a function leaves a word that all is over: it sets something else, or breaks something off. */
function tellsOthers(sourceCode: SourceCode, cleanup: FunctionNode, variable: Variable): boolean {
  const targets = targetsByOwner(sourceCode).get(cleanup) ?? []
  if (targets.some((target) => target.type !== 'Identifier' || variableOf(sourceCode, target) !== variable)) return true
  return (callsByOwner(sourceCode).get(cleanup) ?? []).some((call) => ['abort', 'next', 'then', 'resolve'].includes(calledName(call) ?? ''))
}

/** Whether what runs the function ends it when it likes: a component that goes away, or who listens no longer. */
function isEndedAnyTime(sourceCode: SourceCode, starter: FunctionNode): boolean {
  if (effectOf(sourceCode, starter)) return !isOfMount(sourceCode, starter)
  const made = wrapped(starter).parent
  return made?.type === 'NewExpression' && made.arguments[0] === wrapped(starter) && observableClasses.has(apiOf(sourceCode, made.callee) ?? '')
}

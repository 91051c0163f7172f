import { boxes } from '../../../knowledge/boxes.ts'
import { earlyEndings } from '../../../knowledge/endings.ts'
import { mountHooks, unmountHooks } from '../../../knowledge/lifecycles.ts'
import { observableClasses } from '../../../knowledge/teardowns.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName, callsByOwner, membersNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { callbackAt, reactionOf } from '../../promises/reactions.ts'
import { isParameterOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from '../faults.ts'
import { endedBy } from '../others/ended.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { type Place, VALUE } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { effectOf, hookOf, isOfMount } from './effect-calls.ts'

/**
 * What a function begins behind a wait, and what the function that it returns is to end: `let off; load().then(() => { off =
 * feed.listen(draw) }); return () => off?.()`. Who ends it during the wait finds nothing there, and what comes then stays open. The same with what a component begins and ends by its hooks.
 */
export function lateForCleanup(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  for (const fn of [owner, ...reactionsIn(sourceCode, owner)]) {
    for (const write of accessesIn(sourceCode, fn).writes) {
      const fault = write.effect === 'set' && write.place.part === VALUE && (write.place.path.length === 0 || isSlot(write.place)) ? faultOf(sourceCode, fn, write) : undefined
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
  if (root.kind !== 'variable' || !write.value || !isBegun(sourceCode, owner, write.value)) return undefined
  const ending = root.scope === 'local' ? (returnedBy(sourceCode, owner, write.place, root.variable) ?? unmountingBy(sourceCode, owner)) : root.scope === 'module' ? unmountingBy(sourceCode, owner) : undefined
  const cleanup = ending?.cleanups.find((each) => endIn(sourceCode, each, root.variable))
  const end = cleanup && endIn(sourceCode, cleanup, root.variable)
  const wait = ending && end ? waitBefore(sourceCode, owner, ending.starter, write) : undefined
  if (!ending || !cleanup || !end || !wait || tellsOthers(sourceCode, cleanup, root.variable) || endIn(sourceCode, owner, root.variable) || (isSlot(write.place) && isAskedOfOther(sourceCode, owner, wait, root.variable))) return undefined
  if (ending.kind === 'unwanted' && asksBehind(sourceCode, owner, wait)) return undefined
  return { kind: ending.kind, place: write.place.text, node: write.node, read: write.node, wait, other: end, proven: ending.proven }
}

/** What ends what the code of a function begins, and the function that starts it. */
interface Ending {
  readonly kind: 'unended' | 'unwanted'
  readonly starter: FunctionNode
  readonly cleanups: readonly FunctionNode[]
  readonly proven: boolean
}

/** The function that the starter returns. */
function returnedBy(sourceCode: SourceCode, owner: FunctionNode, place: Place, variable: Variable): Ending | undefined {
  const starter = starterOf(sourceCode, owner, place, variable)
  if (!starter || starter === owner || !isInside(owner, starter)) return undefined
  const cleanup = returnsOf(sourceCode, starter).map((each) => unwrap(each)).find(isFunction)
  return cleanup && { kind: 'unended', starter, cleanups: [cleanup], proven: isEndedAnyTime(sourceCode, starter) }
}

/** What the same component has run when it goes away: `onMounted(async () => { chart = await draw() }); onUnmounted(() => chart?.dispose())`. */
function unmountingBy(sourceCode: SourceCode, owner: FunctionNode): Ending | undefined {
  for (let at: FunctionNode | undefined = owner; at; at = functionAround(at)) {
    const mount = hookOf(sourceCode, at, mountHooks)
    if (!mount) continue
    const cleanups = (callsByOwner(sourceCode).get(ownerOf(mount)) ?? []).flatMap((call) => (unmountHooks.has(apiOf(sourceCode, call.callee) ?? '') ? (callbackAt(sourceCode, call.arguments[0]) ?? []) : []))
    return { kind: 'unwanted', starter: at, cleanups, proven: false }
  }
  return undefined
}

/** Whether anything is asked behind the wait: whether the component, or what it shows, is still there. */
function asksBehind(sourceCode: SourceCode, owner: FunctionNode, wait: Node): boolean {
  return testsOf(flowOf(sourceCode, owner)).some(({ node }) => node.range[0] > wait.range[1])
}

/** `map.current`, `chart.value`, of what a component keeps from one time to the next. */
function isSlot({ path }: Place): boolean {
  return path.length === 1 && slots.has(path[0] ?? '')
}

const slots: ReadonlySet<string> = new Set(boxes.values())

/** Whether something else that a component keeps is asked for behind the wait: `if (!mounted.current) return`, `if (!box.current) return`. */
function isAskedOfOther(sourceCode: SourceCode, owner: FunctionNode, wait: Node, variable: Variable): boolean {
  return membersNamed(sourceCode, 'current').some((member) => member.range[0] >= wait.range[1] && isInside(member, owner) && !isOf(sourceCode, member, variable)
    && testsOf(flowOf(sourceCode, owner)).some(({ node }) => isInside(member, node)))
}

/** The function that has the variable, and returns what ends it; for what a component keeps, the effect around the code. */
function starterOf(sourceCode: SourceCode, owner: FunctionNode, place: Place, { scope: { block } }: Variable): FunctionNode | undefined {
  if (!isSlot(place)) return isFunction(block) ? block : functionAround(block)
  let at = functionAround(owner)
  while (at && !effectOf(sourceCode, at)) at = functionAround(at)
  return at
}

/** Whether a value is made here, or what a promise has answered, something that goes on; or a function, by which that is ended. */
function isBegun(sourceCode: SourceCode, owner: FunctionNode, value: Node): boolean {
  const node = unwrap(value)
  if (isFunction(node)) return true
  const made = awaitedAt(sourceCode, node)
  return isCall(made) || (made.type === 'Identifier' && reactionOf(sourceCode, owner)?.on === 'fulfilled' && isParameterOf(sourceCode, owner, made))
}

/** The call in a function that ends what a variable holds: `socket?.close()`, `clearInterval(timer)`, `off()`. */
function endIn(sourceCode: SourceCode, fn: FunctionNode, variable: Variable): Call | undefined {
  const isIt = (node: Node | undefined): boolean => node !== undefined && isOf(sourceCode, node, variable)
  return callsByOwner(sourceCode).get(fn)?.find((call) => {
    return !earlyEndings.has(calledName(call) ?? '') && (isIt(call.callee) || isIt(endedBy(call)))
  })
}

/** Whether an expression is the variable, or what a component keeps by it: `map.current`. */
function isOf(sourceCode: SourceCode, expression: Node, variable: Variable): boolean {
  const node = unwrap(expression)
  const name = node.type === 'MemberExpression' && slots.has(keyName(node) ?? '') ? unwrap(node.object) : node
  return name.type === 'Identifier' && variableOf(sourceCode, name) === variable
}

/** Where others run before the write: a wait of the function itself, or the promise whose answer it is given, on the way from the function that starts it. */
function waitBefore(sourceCode: SourceCode, owner: FunctionNode, starter: FunctionNode, write: Access): Node | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const gap = suspensionPoints(flow).find((each) => each < write.event && reaches(flow, each, write.event))
  if (gap !== undefined) return nodeOf(flow, gap)
  for (let at: FunctionNode | undefined = owner; at && at !== starter; at = functionAround(at)) {
    const reaction = reactionOf(sourceCode, at)
    if (reaction) return reaction.call
  }
  return undefined
}

/** Whether a function leaves a word that all is over: it sets something else, or breaks something off. */
function tellsOthers(sourceCode: SourceCode, cleanup: FunctionNode, variable: Variable): boolean {
  const targets = targetsByOwner(sourceCode).get(cleanup) ?? []
  if (targets.some((target) => !isOf(sourceCode, target, variable) && isAsked(sourceCode, target))) return true
  return (callsByOwner(sourceCode).get(cleanup) ?? []).some((call) => ['abort', 'next', 'then', 'resolve'].includes(calledName(call) ?? ''))
}

/** Whether anybody may ask for what is written: not of a variable that nothing reads. */
function isAsked(sourceCode: SourceCode, target: Node): boolean {
  return target.type !== 'Identifier' || (variableOf(sourceCode, target)?.references.some((reference) => reference.isRead()) ?? true)
}

/** Whether what runs the function ends it when it likes: a component that goes away, or who listens no longer. */
function isEndedAnyTime(sourceCode: SourceCode, starter: FunctionNode): boolean {
  if (effectOf(sourceCode, starter)) return !isOfMount(sourceCode, starter)
  const made = wrapped(starter).parent
  return made?.type === 'NewExpression' && made.arguments[0] === wrapped(starter) && observableClasses.has(apiOf(sourceCode, made.callee) ?? '')
}

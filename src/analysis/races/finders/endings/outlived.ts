import { breakings } from '../../../../knowledge/endings.ts'
import { isEnding } from '../../../../knowledge/lifecycles.ts'
import { timers } from '../../../../knowledge/lives.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, isLiteral, type Node, unwrap } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { actionName } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor, usesOfPlace } from '../../others/elsewhere.ts'
import { endingsOf } from '../../others/ended.ts'
import { accessesOf } from '../../others/touched.ts'
import { type Entry, entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/**
 * What is kept after a wait although another function may have ended it all meanwhile: that one says so in a flag which is asked,
 * or raised, before the wait, and not asked after it, and ends what was there. What comes then stays open. So does a second flag
 * that is raised after the wait, and that the end has lowered: `this.ready = true`.
 */
export function outlivedEnds(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const kept = accessesIn(sourceCode, owner).writes.filter((write) => write.effect === 'set' && write.shared !== 'caller' && write.place.part === VALUE && write.value !== undefined && (isSomething(write.value) || isLiteral(write.value, true)))
  for (const write of kept) {
    for (const end of endsOf(sourceCode, write)) {
      const closing = functionAround(end)
      const fault = closing && closing !== owner ? faultOf(sourceCode, owner, write, end, closing) : undefined
      if (fault) return [fault]
    }
  }
  return []
}

/** Whether a value is made or given here, and no sign that there is nothing. */
export function isSomething(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Identifier' ? node.name !== 'undefined' : node.type === 'AwaitExpression' || node.type === 'NewExpression' || node.type === 'CallExpression'
}

/** Calls that end what is kept, or where a flag is lowered by a function that ends all. */
function endsOf(sourceCode: SourceCode, { value, place }: Access): readonly Node[] {
  if (value && isSomething(value)) return endingsOf(sourceCode, place)
  return usesOfPlace(sourceCode, place).flatMap(({ does, node, owner }) => (does === 'empty' && isEnding(actionName(sourceCode, owner)) ? [node] : []))
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access, end: Node, closing: FunctionNode): Fault | undefined {
  const flags = flagsOf(sourceCode, closing)
  if (flags.length === 0 || !entryOf(sourceCode, closing) || waitsFirst(sourceCode, closing, end) || isAborted(sourceCode, closing) || isCalledBy(sourceCode, closing, owner)) return undefined
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner) || isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) })) return undefined
  const { reads } = accessesOf(sourceCode, owner)
  const isFlag = write.value !== undefined && isLiteral(write.value, true)
  const unasked = isFlag ? undefined : unaskedFault(sourceCode, owner, write, end, flow, flags)
  if (unasked) return unasked
  for (const flag of flags) {
    if (flag.place.base === write.place.base) continue
    const asked = reads.filter(({ place }) => place.base === flag.place.base)
    const first = flag.value && isLiteral(flag.value, true) ? askedBefore(flow, asked, write.event) : raisedBefore(sourceCode, owner, flag, write.event)
    const gap = first && unaskedGap(flow, first, asked, write.event)
    if (!first || gap === undefined) continue
    const said = askedLast(flow, first, asked, gap)
    if (said.kind === 'outlived' && asksAtItsStart(flow, first) && isRunAgainBy(sourceCode, owner, write)) continue
    if (isLocked(sourceCode, said.node, write.node)) continue
    const entry = entryOf(sourceCode, owner)
    return { kind: isFlag ? 'belated' : said.kind, place: write.place.text, node: write.node, read: said.node, wait: nodeOf(flow, gap), other: end, ...(entry && { entry }), proven: !isFlag && isRunByItself(entry) }
  }
  return undefined
}

/** Whether a function asks before it waits for anything. */
function asksAtItsStart(flow: Flow, { event }: Said): boolean {
  return !suspensionPoints(flow).some((gap) => reaches(flow, gap, event))
}

/** `this.timer = setTimeout(poll, 500)` in `poll`: the timer does nothing but run it again, and then it asks, and is over. */
function isRunAgainBy(sourceCode: SourceCode, owner: FunctionNode, { value }: Access): boolean {
  const call = value && unwrap(value)
  if (!isCall(call) || !timers.includes(apiOf(sourceCode, call.callee) ?? '') || !call.arguments[0]) return false
  const callback = unwrap(call.arguments[0])
  const { calls, values } = usesOf(sourceCode, owner)
  if (values.some((each) => unwrap(each) === callback)) return true
  return isFunction(callback) && calls.some((each) => isOnlyStep(callback, each))
}

/** `() => poll()`, `() => { void poll() }`. */
function isOnlyStep({ body }: FunctionNode, call: Node): boolean {
  const [step, second] = body.type === 'BlockStatement' ? body.body : [body]
  if (!step || second) return false
  const expression = unwrap(step.type === 'ExpressionStatement' ? step.expression : step)
  return (expression.type === 'UnaryExpression' ? unwrap(expression.argument) : expression) === call
}

/** The flags that a function raises or lowers. */
export function flagsOf(sourceCode: SourceCode, fn: FunctionNode): readonly Access[] {
  return accessesIn(sourceCode, fn).writes.filter(({ effect, place, value }) => (effect === 'set' || effect === 'clear') && place.part === VALUE && value && (isLiteral(value, true) || isLiteral(value, false)))
}

/** What is kept after a wait by a function that never asks for the flag that says that all has ended, though others of its kind do. */
function unaskedFault(sourceCode: SourceCode, owner: FunctionNode, write: Access, end: Node, flow: Flow, flags: readonly Access[]): Fault | undefined {
  const { reads, writes } = accessesOf(sourceCode, owner)
  const raised = flags.filter(({ value }) => value !== undefined && isLiteral(value, true))
  const flag = raised.find(({ place }) => ![...reads, ...writes].some((each) => each.place.base === place.base) && usesOfPlace(sourceCode, place).some((use) => use.does === 'other' && use.owner !== functionAround(end)))
  const gap = flag && suspensionPoints(flow).find((each) => reaches(flow, each, write.event))
  if (!flag || gap === undefined || latchesBefore(sourceCode, owner, write.event).length > 0 || reads.some((read) => reaches(flow, gap, read.event) && testsOf(flow).some(({ node }) => isInside(read.node, node)))) return undefined
  const entry = entryOf(sourceCode, owner)
  return { kind: 'unasked', place: write.place.text, node: write.node, read: flag.node, wait: nodeOf(flow, gap), other: end, ...(entry && { entry }), proven: isRunByItself(entry) }
}

/** Whether events or timers run the code, whatever the callers of the whole wait for: its end may come at any time. */
export function isRunByItself(entry: Entry | undefined): boolean {
  return entry?.strength === 'proven' && entry.setup === undefined
}

/** Where the function asks whether all has ended, or says that it has begun. */
interface Said {
  readonly kind: 'outlived' | 'revived'
  readonly event: EventId
  readonly node: Node
}

/** The first test of what is asked that decides whether control comes to an event. */
export function askedBefore(flow: Flow, asked: readonly Access[], late: EventId): Said | undefined {
  const test = testsOf(flow).find(({ event, node }) => event < late && asked.some((read) => isInside(read.node, node)) && decides(flow, { event, node }, late) !== undefined)
  return test && { ...test, kind: 'outlived' }
}

/** `this.running = true`, of a flag that is false again when all has ended. */
export function raisedBefore(sourceCode: SourceCode, owner: FunctionNode, flag: Access, late: EventId): Said | undefined {
  const raise = accessesIn(sourceCode, owner).writes.find(({ event, effect, place, value }) =>
    effect === 'set' && event < late && place.base === flag.place.base && place.part === VALUE && value !== undefined && isLiteral(value, true))
  return raise && { event: raise.event, node: raise.node, kind: 'revived' }
}

/** The first wait behind which nobody asks any more: what has been asked between two waits says nothing of the second one. */
function unaskedGap(flow: Flow, test: Said, asked: readonly Access[], event: EventId): EventId | undefined {
  return suspensionPoints(flow).find((gap) => reaches(flow, test.event, gap) && reaches(flow, gap, event) && !asked.some((read) => reaches(flow, gap, read.event)))
}

/** The last of the tests before a wait: `if (this.closed) return; … await login(); if (this.closed) return; this.socket = await dial()`. */
function askedLast(flow: Flow, first: Said, asked: readonly Access[], gap: EventId): Said {
  if (first.kind === 'revived') return first
  const last = testsOf(flow).findLast(({ event, node }) => event > first.event && event < gap && reaches(flow, event, gap) && asked.some((read) => isInside(read.node, node)))
  return last ? { ...last, kind: 'outlived' } : first
}

/** Whether a function waits for something before it comes to a node: who ends something, as likely as not for what is being opened. */
export function waitsFirst(sourceCode: SourceCode, fn: FunctionNode, node: Node): boolean {
  const flow = flowOf(sourceCode, fn)
  const ends = new Set(eventsOf(flow, node))
  return flow.imprecise || suspensionPoints(flow).some((gap) => reaches(flow, gap, ends))
}

/** Whether a function breaks off what is being waited for. */
export function isAborted(sourceCode: SourceCode, closing: FunctionNode): boolean {
  return (callsByOwner(sourceCode).get(closing) ?? []).some((call) => BREAKINGS.some((name) => calledName(call)?.startsWith(name)))
}

const BREAKINGS = [...breakings]

/** Whether a function is called in the code of another. */
export function isCalledBy(sourceCode: SourceCode, closing: FunctionNode, owner: FunctionNode): boolean {
  return usesOf(sourceCode, closing).calls.some((call) => isInside(call, owner))
}

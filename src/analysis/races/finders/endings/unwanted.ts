import { isEnding } from '../../../../knowledge/lifecycles.ts'
import { membersNamed, nodesOf } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, isLiteral, keyName, type Node, unwrap, walk } from '../../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../../callbacks/uses.ts'
import { actionName } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { onlyValue, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { endingsOf, isMade } from '../../others/ended.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { type Latch, latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { type Place, VALUE } from '../../places/place.ts'
import { writtenIn } from '../../places/written.ts'
import { callEvents, callsIn, helperAt } from '../../reads/answers.ts'
import { isAborted, isCalledBy, isRunByItself, isSomething, waitsFirst } from './outlived.ts'

/**
 * What is opened with a wait on the way, and kept only then: `const ticket = await ask(); this.socket = new WebSocket(…)`. Who ends it
 * meanwhile (`close()`) finds nothing to end, and it stays open.
 */
export function unwantedOpenings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const write of [...accessesIn(sourceCode, owner).writes, ...madeBySteps(sourceCode, owner)]) {
    if (write.effect !== 'set' || write.shared === 'caller' || write.place.part !== VALUE || !write.value || !isSomething(write.value) || isOfKeptPromise(sourceCode, write.value) || isOverByItself(sourceCode, write.value)) continue
    const end = endingsOf(sourceCode, write.place).find((each) => isEndOf(sourceCode, each, owner))
    const fault = end && faultOf(sourceCode, owner, write, end)
    if (fault) return [fault]
  }
  return []
}

/** What a step of the code makes and keeps at once, whatever is there: `this.dial(ticket)`, by the events of the calls. */
function madeBySteps(sourceCode: SourceCode, owner: FunctionNode): readonly Access[] {
  return callsIn(sourceCode, owner).flatMap((call) => {
    const step = helperAt(sourceCode, call)
    if (!step || step === owner || step.async || step.generator || writtenIn(sourceCode, step).length === 0) return []
    const flow = flowOf(sourceCode, step)
    return accessesIn(sourceCode, step).writes.flatMap((write) => {
      if (write.place.root.kind !== 'this' || !isMade(sourceCode, write.value) || flow.imprecise || asksBehind(sourceCode, step, flow, flow.enter, write.place)) return []
      return callEvents(flowOf(sourceCode, owner), call).map((event) => ({ ...write, event, node: call, origin: write.node }))
    })
  })
}

/** Whether a call stands in a function that others run to end the whole, or in a step of one; it waits for nothing before. */
function isEndOf(sourceCode: SourceCode, end: Node, owner: FunctionNode): boolean {
  const around = functionAround(end)
  const closing = namedAround(end)
  if (!closing || closing === owner || isAborted(sourceCode, closing) || (around === closing && waitsFirst(sourceCode, closing, end))) return false
  const callers = usesOf(sourceCode, closing).calls.flatMap((call) => {
    const by = functionAround(call)
    return by && by !== closing && !waitsFirst(sourceCode, by, call) ? [by] : []
  })
  if (isCalledBy(sourceCode, closing, owner) || callers.includes(owner) || [closing, ...callers].some((each) => setsFlag(sourceCode, each))) return false
  return [closing, ...callers].some((each) => isEnding(actionName(sourceCode, each)) && isOpen(entryOf(sourceCode, each)) && !isCalledBy(sourceCode, each, owner))
}

/** Whether a function says by a flag that all has ended, and anybody in the file asks for that flag: who opens may do so. */
function setsFlag(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return accessesIn(sourceCode, fn).writes.some(({ node, value }) => value !== undefined && (isLiteral(value, true) || isLiteral(value, false)) && isAsked(sourceCode, node))
}

/** Whether the file reads what is written here, by its name; true for what has no name. */
function isAsked(sourceCode: SourceCode, written: Node): boolean {
  if (written.type === 'Identifier') return variableOf(sourceCode, written)?.references.some((reference) => reference.isRead()) ?? true
  const name = written.type === 'MemberExpression' ? keyName(written) : undefined
  return name === undefined || membersNamed(sourceCode, name).some((member) => member.parent.type !== 'AssignmentExpression' || member.parent.left !== member || member.parent.operator !== '=') || nodesOf(sourceCode).taken.some((part) => keyName(part) === name)
}

/** Whether a value is what a promise has come to that somebody keeps: it belongs to all who wait for that. */
function isOfKeptPromise(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(onlyValue(sourceCode, value) ?? value)
  return node.type === 'AwaitExpression' && unwrap(node.argument).type !== 'CallExpression'
}

/** `setTimeout(() => { note.hidden = true }, 3000)`: a timer that runs once, and touches only what the function itself has. */
function isOverByItself(sourceCode: SourceCode, value: Node): boolean {
  const timer = unwrap(value)
  const [work] = timer.type === 'CallExpression' ? timer.arguments : []
  const around = functionAround(timer)
  if (timer.type !== 'CallExpression' || !isFunction(work) || !around || apiOf(sourceCode, timer.callee) !== '#setTimeout') return false
  let touchesMore = false
  walk(sourceCode, work.body, (node) => {
    touchesMore ||= node.type === 'ThisExpression'
    return !touchesMore
  })
  return !touchesMore && (sourceCode.scopeManager?.acquire(work)?.through ?? []).every(({ resolved }) => resolved !== null && resolved.defs.length > 0 && resolved.defs.every(({ name }) => isInside(name, around)))
}

/** The function with a name around a node: the callback of a `forEach` in it is a part of that. */
function namedAround(node: Node): FunctionNode | undefined {
  let at = functionAround(node)
  while (at && nameIn(at) === undefined) at = functionAround(at)
  return at
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access, end: Node): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  const gap = flow.imprecise ? undefined : suspensionPoints(flow).find((each) => reaches(flow, each, write.event))
  const entry = gap === undefined ? undefined : entryOf(sourceCode, owner)
  if (gap === undefined || !isOpen(entry) || !entry || asksBehind(sourceCode, owner, flow, gap, write.place)) return undefined
  if (isSerialized(sourceCode, owner) || latchesBefore(sourceCode, owner, write.event).some((latch) => keepsEndOut(sourceCode, owner, latch, end, nodeOf(flow, gap))) || isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) })) return undefined
  if (isLocked(sourceCode, end, write.node)) return undefined
  return { kind: 'unwanted', place: write.place.text, node: write.node, read: write.node, wait: nodeOf(flow, gap), other: end, entry, proven: isRunByItself(entry) }
}

/**
 * Whether a latch is anything to who ends: its code asks for it, or what is begun behind the wait does. Where it only puts another
 * word there (`this.state = 'idle'`), the latch keeps out a second opening, and nobody else.
 */
function keepsEndOut(sourceCode: SourceCode, owner: FunctionNode, { set: { place } }: Latch, end: Node, gap: Node): boolean {
  const closing = namedAround(end)
  const name = place.path.at(-1)
  if (!closing || place.root.kind !== 'this' || name === undefined) return true
  const enders = [closing, ...usesOf(sourceCode, closing).calls.flatMap((call) => functionAround(call) ?? [])]
  const isSaid = enders.some((each) => accessesIn(sourceCode, each).writes.some((write) => write.place.base === place.base && write.effect === 'set'))
  const isAskedLater = membersNamed(sourceCode, name).some((member) => isInside(member, owner) && member.range[0] > gap.range[1])
  return !isSaid || isAskedLater || enders.some((each) => accessesIn(sourceCode, each).reads.some((read) => read.place.base === place.base))
}

/** Whether anything of what others may change is tested behind the wait; whether there is something to end first decides on nothing: `this.socket?.close()`. */
function asksBehind(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gap: EventId, place: Place): boolean {
  const ends = endingsOf(sourceCode, place)
  const reads = accessesOf(sourceCode, owner).reads.filter(({ event, node }) => reaches(flow, gap, event) && !ends.some((end) => unwrap(end.callee).type === 'MemberExpression' && isInside(node, end.callee)))
  return reads.length > 0 && testsOf(flow).some(({ node }) => reads.some((read) => isInside(read.node, node)))
}

import { earlyEndings } from '../../knowledge/endings.ts'
import { calledName, callsByOwner } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isFunction, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { suspensionPoints } from '../flow/suspension.ts'
import { testsOf } from '../flow/tests.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { type Access, accessesIn } from './accesses.ts'
import { callEvents, helperAt } from './answers.ts'
import { decides } from './dependence.ts'
import { endingsOf, isConstructor } from './elsewhere.ts'
import { entryFor } from './entries.ts'
import type { Fault } from './faults.ts'
import { isLocked, isSerialized, isTicketed } from './guards.ts'
import { latchesBefore } from './latches.ts'
import { VALUE } from './places.ts'
import { accessesOf } from './touched.ts'

/**
 * What is ended, waited for and made anew in one run: `this.close(); const ticket = await ask(); this.socket = new WebSocket(…)`.
 * A second run that comes during the wait ends the same once more, or nothing, and each makes one: nobody ends the first.
 */
export const reopenings: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const write of accessesIn(sourceCode, owner).writes) {
    const ends = write.effect === 'set' && write.shared !== 'caller' && write.place.part === VALUE && isMade(sourceCode, write.value) ? endingsOf(sourceCode, write.place) : []
    const fault = ends.length > 0 ? faultOf(sourceCode, owner, write, ends) : undefined
    if (fault) return [fault]
  }
  return []
}, [])

/** Whether a run makes the value itself. */
function isMade(sourceCode: SourceCode, value: Node | undefined): boolean {
  const node = value && unwrap(value)
  const made = node?.type === 'Identifier' ? unwrap(onlyValue(sourceCode, node) ?? node) : node
  return made?.type === 'NewExpression' || made?.type === 'CallExpression' || made?.type === 'AwaitExpression'
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access, ends: readonly Call[]): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const ended = endedIn(sourceCode, owner, flow, ends).filter(({ event }) => event < write.event)
  if (ended.length === 0) return undefined
  const isOfEnd = (gap: EventId): boolean => ended.some(({ event }) => isInside(nodeOf(flow, event), nodeOf(flow, gap)))
  const gaps = suspensionPoints(flow).filter((each) => reaches(flow, each, write.event) && !ended.some(({ event }) => reaches(flow, each, event)) && ended.some(({ event }) => reaches(flow, event, each)))
  const gap = gaps.find((each) => !isOfEnd(each)) ?? gaps[0]
  const first = gap === undefined ? undefined : ended.find(({ event }) => reaches(flow, event, gap))
  const entry = first && entryFor(sourceCode, owner, write)
  if (gap === undefined || !entry || isAskedBehind(sourceCode, owner, flow, gap, write)) return undefined
  if (latchesBefore(sourceCode, owner, write.event).length > 0 || isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) })) return undefined
  if (isSerialized(sourceCode, owner) || isLocked(sourceCode, nodeOf(flow, first.event), write.node)) return undefined
  return { kind: 'reopened', place: write.place.text, node: write.node, read: nodeOf(flow, first.event), wait: nodeOf(flow, gap), other: first.end, entry, proven: (entry.strength === 'proven' || (entry.strength === 'public' && !isOfEnd(gap))) && !earlyEndings.has(calledName(first.end) ?? '') }
}

/** Where a run ends what is kept: itself, or by a function that it calls. */
function endedIn(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, ends: readonly Call[]): readonly { readonly event: EventId; readonly end: Call }[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const helper = helperAt(sourceCode, call)
    const end = ends.find((each) => each === call || (helper !== undefined && helper !== owner && functionAround(each) === helper))
    return end ? callEvents(flow, call).map((event) => ({ event, end })) : []
  })
}

/** Whether anything that others may change is asked behind the wait, and can keep from the write. */
function isAskedBehind(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gap: EventId, write: Access): boolean {
  const behind = accessesOf(sourceCode, owner).reads.filter(({ event }) => reaches(flow, gap, event))
  return behind.length > 0 && testsOf(flow).some((test) => reaches(flow, gap, test.event) && decides(flow, test, write.event) !== undefined && behind.some(({ node }) => isInside(node, test.node)))
}

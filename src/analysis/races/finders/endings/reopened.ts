import { earlyEndings } from '../../../../knowledge/endings.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { type Variable, variableHolding, variableOf } from '../../../resolve/bindings.ts'
import { locationOf } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { type Begun, endedBy, endedIn, endingsOf, isMade, isOwn } from '../../others/ended.ts'
import { isAskedBehind } from '../../others/touched.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { type Place, VALUE } from '../../places/place.ts'
import { callEvents } from '../../reads/answers.ts'

/**
 * What is ended, waited for and made anew in one run: `this.close(); const ticket = await ask(); this.socket = new WebSocket(…)`.
 * A second run that comes during the wait ends the same once more, or nothing, and each makes one: nobody ends the first. The same
 * where a run takes what is there, to end it when the new one has come: `const old = this.pool; this.pool = await open(); old.close()`.
 */
export function reopenings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const write of accessesIn(sourceCode, owner).writes) {
    const ends = write.effect === 'set' && write.shared !== 'caller' && isMade(sourceCode, write.value) ? endsOf(sourceCode, owner, write.place) : []
    const fault = ends.length > 0 ? faultOfEnds(sourceCode, owner, write, ends) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOfEnds(sourceCode: SourceCode, owner: FunctionNode, write: Access, ends: readonly Call[]): Fault | undefined {
  const swapped = (): Fault | undefined => faultOf(sourceCode, owner, write, { kind: 'swapped', begun: takenIn(sourceCode, owner, write, ends) })
  if (write.place.part === VALUE) return faultOf(sourceCode, owner, write, { kind: 'reopened', begun: endedIn(sourceCode, owner, ends) }) ?? swapped()
  return swapped() ?? faultOf(sourceCode, owner, write, { kind: 'reopened', begun: entryEndedIn(sourceCode, owner, write, ends) })
}

/** The calls that end what is kept in the place; of one entry of a collection, those of this code, which has a name for it. */
function endsOf(sourceCode: SourceCode, owner: FunctionNode, place: Place): readonly Call[] {
  if (place.part === VALUE) return endingsOf(sourceCode, place)
  return place.part === 'entry:?' ? [] : (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => endedBy(call) !== undefined)
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access, { kind, begun }: { readonly kind: 'reopened' | 'swapped'; readonly begun: readonly Begun[] }): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const ended = begun.filter(({ event }) => event < write.event && !isOwn(sourceCode, owner, flow, write, event))
  if (ended.length === 0) return undefined
  const isOfEnd = (gap: EventId): boolean => ended.some(({ event, end }) => isInside(nodeOf(flow, event), nodeOf(flow, gap)) || isInside(end, nodeOf(flow, gap)))
  const gaps = suspensionPoints(flow).filter((each) => reaches(flow, each, write.event) && !ended.some(({ event }) => reaches(flow, each, event)) && ended.some(({ event }) => reaches(flow, event, each)))
  const gap = gaps.find((each) => !isOfEnd(each)) ?? gaps[0]
  const first = gap === undefined ? undefined : ended.find(({ event }) => reaches(flow, event, gap))
  const entry = first && entryFor(sourceCode, owner, write)
  if (gap === undefined || !entry || isAskedBehind(sourceCode, owner, flow, gap, write)) return undefined
  if (latchesBefore(sourceCode, owner, write.event).length > 0 || isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) })) return undefined
  if (isRoundOf(sourceCode, owner, write) || isSerialized(sourceCode, owner) || isHeldFrom(sourceCode, flow, { node: nodeOf(flow, first.event), event: first.event }, write)) return undefined
  return { kind, place: write.place.text, node: write.node, read: nodeOf(flow, first.event), wait: nodeOf(flow, gap), other: first.end, entry, proven: (entry.strength === 'proven' || (entry.strength === 'public' && !isOfEnd(gap))) && !earlyEndings.has(calledName(first.end) ?? '') }
}

/** `tick = setInterval(loop, 100)`, in the file as in `loop` itself, where nobody else runs `loop`: who has ended that timer is the only run. */
function isRoundOf(sourceCode: SourceCode, owner: FunctionNode, { place }: Access): boolean {
  const { calls, values } = usesOf(sourceCode, owner)
  const handed = values.filter((each) => each !== owner)
  return calls.length === 0 && handed.length > 0 && handed.every((each) => {
    const timer = wrapped(each).parent
    const kept = isCall(timer) && timer.arguments[0] === wrapped(each) && calledName(timer) === 'setInterval' ? wrapped(timer).parent : undefined
    return kept?.type === 'AssignmentExpression' && locationOf(sourceCode, kept.left)?.key === place.base
  })
}

/** Where a run ends what it finds under a key: `clearTimeout(timers.get(id))`. */
function entryEndedIn(sourceCode: SourceCode, owner: FunctionNode, write: Access, ends: readonly Call[]): readonly Begun[] {
  const flow = flowOf(sourceCode, owner)
  return accessesIn(sourceCode, owner).reads.flatMap((read) => {
    if (read.place.base !== write.place.base || read.place.part !== write.place.part) return []
    return ends.filter((each) => unwrap(endedBy(each) as Node) === read.node).flatMap((end) => callEvents(flow, end).map((event) => ({ event, end })))
  })
}

/** Where a run takes what is kept under a name of its own, by which it ends that later. */
function takenIn(sourceCode: SourceCode, owner: FunctionNode, write: Access, ends: readonly Call[]): readonly Begun[] {
  return accessesIn(sourceCode, owner).reads.flatMap((read) => {
    const taken = read.place.base === write.place.base && read.place.part === write.place.part ? nameTaken(sourceCode, read) : undefined
    const end = taken && ends.find((each) => ownerOf(each) === owner && isOn(sourceCode, each, taken))
    return end ? [{ event: read.event, end }] : []
  })
}

/** `old` in `const old = this.pool`. */
function nameTaken(sourceCode: SourceCode, { node }: Access): Variable | undefined {
  return variableHolding(sourceCode, node)
}

/** Whether a call ends what has this name. */
function isOn(sourceCode: SourceCode, call: Call, variable: Variable): boolean {
  const ended = endedBy(call)
  const name = ended && unwrap(ended)
  return name?.type === 'Identifier' && variableOf(sourceCode, name) === variable
}

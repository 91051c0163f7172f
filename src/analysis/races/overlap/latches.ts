import { takingOne } from '../../../knowledge/collections.ts'
import { calledName, isLoop } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import type { Test } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { dominates, reaches } from '../../flow/reach.ts'
import { isSuspension, suspendsBetween, suspendsOnward, suspensionPoints } from '../../flow/suspension.ts'
import { conditionOf, partsWith, testsOf } from '../../flow/tests.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { ALL, overlaps, type Place, sharedBy, VALUE } from '../places/place.ts'
import { writtenIn } from '../places/written.ts'
import { callEvents, callsIn, helperAt, readsOf } from '../reads/answers.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { constantIn, decides, decideTogether, outcomeWith } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { isTime } from '../reads/times.ts'
import { marksIn } from './marks.ts'

/** A place that is tested and then set before anybody else can run; who finds it set does not come by. */
export interface Latch {
  readonly test: Test
  readonly set: Access
}

/** A test and a write that makes it come out the other way; where others may run in between it is no latch. */
export interface Gate extends Latch {
  readonly isAtOnce: boolean
}

/** The latches of an owner's code. */
export function latchesOf(sourceCode: SourceCode, owner: CodeOwner): readonly Latch[] {
  return gatesOf(sourceCode, owner).filter((gate) => gate.isAtOnce)
}

/** The same with those of which the write comes late. */
export const gatesOf: (sourceCode: SourceCode, owner: CodeOwner) => readonly Gate[] = perNode<CodeOwner, readonly Gate[]>((sourceCode, owner) => {
  const flow = flowOf(sourceCode, owner)
  const tests = testsOf(flow)
  const marks = marksIn(sourceCode, owner)
  const own = [...accessesIn(sourceCode, owner).writes, ...marks.writes]
  const helped = tests.length === 0 ? [] : writingCalls(sourceCode, owner)
  if (tests.length === 0 || own.length + helped.length === 0) return []
  const reads = [...readsOf(sourceCode, owner), ...marks.reads]
  // What nobody reads here no test is about.
  const isRead = amongReads(reads)
  const writes = [...own.filter(({ place }) => isRead(place)), ...raisedFor(sourceCode, owner, helped, isRead)]
  if (writes.length === 0) return []
  const nodes = new Set(reads.map(({ node }) => node))
  const gates: Gate[] = []
  for (const test of tests) {
    const links = restsOn(sourceCode, flow, test.node, nodes)
    if (links.size === 0) continue
    const tested = reads.filter(({ node }) => links.has(node))
    for (const write of writes) {
      if (!reaches(flow, test.event, write.event)) continue
      const set = asksWhetherThere(test, tested) && holdsContainer(write) ? { ...write, effect: 'set' as const } : write
      // A helper that empties something is no latch: what it leaves is asked for by its size.
      if (set.origin && isEmptying(set.effect)) continue
      if (!tested.some((read) => overlaps(read.place, set.place))) continue
      const opens = decides(flow, test, set.event)
      const isShut = opens === undefined ? isStamped(sourceCode, flow, test, set, reads) : shuts(flow, test, set, opens)
      if (isShut) gates.push({ test, set, isAtOnce: isAtOnce(flow, test.event, set.event, tested) })
    }
  }
  return gates
}, [])

/** `if (!this.index)`: the test looks at what stands there itself, not at how much is in it. */
function asksWhetherThere({ node }: Test, tested: readonly Access[]): boolean {
  return tested.some((read) => read.node === unwrap(node) && read.place.part === VALUE)
}

/** `this.index = new Map()`: nothing is in it, but it is there. */
function holdsContainer({ effect, value, place }: Access): boolean {
  return effect === 'clear' && place.part === VALUE && value !== undefined && ['NewExpression', 'ArrayExpression', 'ObjectExpression'].includes(unwrap(value).type)
}

/** A first look, at names alone: whether a write to a place may overlap any of these reads. */
function amongReads(reads: readonly Access[]): (place: Place) => boolean {
  const bases = new Set<string>()
  for (const { place: { base } } of reads) {
    bases.add(base)
    // Who sets `this.client` sets `this.client.socket`.
    for (let dot = base.indexOf('.'); dot >= 0; dot = base.indexOf('.', dot + 1)) bases.add(base.slice(0, dot))
  }
  return ({ base }) => bases.has(base)
}

interface WritingCall {
  readonly call: Call
  readonly helper: FunctionNode
}

/** The calls of helpers that write to shared places. */
function writingCalls(sourceCode: SourceCode, owner: CodeOwner): readonly WritingCall[] {
  return callsIn(sourceCode, owner).flatMap((call) => {
    const helper = helperAt(sourceCode, call)
    return helper && helper !== owner && writtenIn(sourceCode, helper).length > 0 ? [{ call, helper }] : []
  })
}

/** What helpers that the code calls write before they wait, to places that are wanted, at the events of the calls. */
function raisedFor(sourceCode: SourceCode, owner: CodeOwner, calls: readonly WritingCall[], isWanted: (place: Place) => boolean): readonly Access[] {
  return calls.flatMap(({ call, helper }) => {
    if (!writtenIn(sourceCode, helper).some(({ place }) => isWanted(place))) return []
    return raisedBy(sourceCode, helper).flatMap(({ place, node: origin, value, effect = 'set' }) => {
      const shared = isWanted(place) ? sharedBy(sourceCode, place, owner) : undefined
      return shared ? callEvents(flowOf(sourceCode, owner), call).map((event) => ({ place, effect, shared, event, node: call, origin, ...(value && { value }) })) : []
    })
  })
}

/** The writes that a function makes on every way, before others may run, and does not take back before it waits again. */
const raisedBy: (sourceCode: SourceCode, fn: FunctionNode) => readonly Access[] = perNode<FunctionNode, readonly Access[]>((sourceCode, fn) => {
  const { writes } = accessesIn(sourceCode, fn)
  const flow = flowOf(sourceCode, fn)
  if (writes.length === 0 || flow.imprecise) return []
  const gaps = suspensionPoints(flow)
  return writes.filter((write) => {
    const { effect, value, place, event: at } = write
    if (!(effect === 'set' || holdsContainer(write)) || gaps.some((gap) => reaches(flow, gap, at))) return false
    const alike = writes.filter((each) => each.place.base === place.base && each.place.part === place.part)
    if (alike.some((each) => each !== write && isEmptying(each.effect) && gaps.some((gap) => reaches(flow, each.event, gap)))) return false
    const isBefore = (event: EventId): boolean => event === flow.exit || gaps.includes(event)
    if (findPath(flow, flow.enter, isBefore, (_, __, to) => !alike.some((each) => each.event === to)) !== undefined) return false
    // What is made of the old value says nothing for sure.
    return value === undefined || !accessesIn(sourceCode, fn).reads.some((read) => isInside(read.node, value) && read.place.base === place.base)
  })
}, [])

/** Whether the write makes the test come out the other way: `if (busy) return; busy = true`. */
function shuts(flow: Flow, test: Test, set: Access, opens: boolean): boolean {
  const { node, event } = test
  const { effect, origin, value } = set
  if (isTakenInRounds(test, set)) return false
  const after = value && (flow.kinds[event] === 'case' ? outcomeOfCase(nodeOf(flow, event), value) : outcomeWith(node, value))
  if (after !== undefined) return after !== opens
  // What a helper sets is a flag where the test asks for one: sums and sizes are another matter.
  if (origin && node.type === 'BinaryExpression' && /[<>]/u.test(node.operator)) return false
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return true
  const opensWhereSet = flow.kinds[event] === 'nullish' ? !opens : opens
  return isEmptying(effect) === opensWhereSet
}

/** `case State.Idle:` of `switch (this.state)`, when the state is another one then. */
function outcomeOfCase(each: Node, value: Node): boolean | undefined {
  const asked = each.type === 'SwitchCase' && each.test ? constantIn(each.test) : undefined
  const kept = constantIn(value)
  return asked === undefined || kept === undefined || asked.of !== kept.of ? undefined : asked.name === kept.name
}

/**
 * `while (next < jobs.length) await run(jobs[next++])`, `if (jobs.length === 0) return; const job = jobs.shift()`: each run takes one,
 * and the next one finds the test as open as before, as long as there are more.
 */
function isTakenInRounds(test: Test, { node, effect, place }: Access): boolean {
  if (effect === 'remove' && place.part === ALL && (!isCall(node) || takingOne.has(calledName(node) ?? ''))) return true
  if (effect !== 'step' && effect !== 'remove') return false
  const condition = conditionOf(test)
  const loop = condition.parent
  return loop !== undefined && isLoop(loop) && 'test' in loop && loop.test === condition && isInside(node, loop)
}

/** `if (!last || Date.now() - last >= LEAST) { last = Date.now(); … }`: for a while nobody else comes by. */
function isStamped(sourceCode: SourceCode, flow: Flow, test: Test, { value, event, place }: Access, reads: readonly Access[]): boolean {
  if (!value || !isTime(sourceCode, value) || test.node.type !== 'BinaryExpression' || !/[<>]/u.test(test.node.operator)) return false
  const nodes = new Set(reads.filter((read) => overlaps(read.place, place)).map(({ node }) => node))
  return decideTogether(flow, partsWith(flow, test).filter((each) => restsOn(sourceCode, flow, each.node, nodes).size > 0), event)
}

function isEmptying(effect: Access['effect']): boolean {
  return effect === 'clear' || effect === 'remove'
}

/** Whether nobody else runs between the reads a test rests on, the test, and the write. */
function isAtOnce(flow: Flow, test: EventId, write: EventId, tested: readonly Access[]): boolean {
  return !suspendsOnward(flow, test, write) && tested.every(({ event }) => event > test || !suspendsOnward(flow, event, test))
}

/** `this.loading ??= load().then(…)`: what runs later is kept where the next run looks first. */
export function isMemoised(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  return latchesOf(sourceCode, owner).some(({ set }) => {
    if (set.value === undefined || set.node === node) return false
    const variable = set.value.type === 'Identifier' ? variableOf(sourceCode, set.value) : undefined
    // `let loading = map.get(key); if (!loading) { loading = load(); map.set(key, loading) }`: the last before it is what is kept.
    const source = ((variable && sourcesOf(sourceCode, variable)) ?? []).findLast(({ at }) => at.range[0] < set.node.range[0])
    return isInside(node, source?.kind === 'value' ? source.value : set.value)
  })
}

/** Whether control comes to a node only behind a latch that stays shut: a second run does not come here while the first is on its way. */
export function latchedAt(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  return eventsOf(flow, node).some((event) => latchesOf(sourceCode, owner).some((latch) =>
    isOnEveryWay(flow, latch, event) && openings(sourceCode, owner, latch, event).every((opening) => !reaches(flow, opening, event, (_, __, to) => to !== latch.set.event))))
}

/** Whether something is begun behind a latch that its code leaves shut: what is begun opens it when it is over. */
export function leftShutAt(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  return eventsOf(flow, node).some((event) => latchesOf(sourceCode, owner).some((latch) => isOnEveryWay(flow, latch, event) && openings(sourceCode, owner, latch, event).every((opening) => !reaches(flow, event, opening)
    && !reaches(flow, opening, event, (_, __, to) => to !== latch.set.event))))
}

/**
 * The latches that every way to an event passes, or every way on which others may run: only who found it open and set it comes
 * by, and nobody runs between its reopening and the event. `isLate`: others may run at the event itself, before what comes of it.
 */
export function latchesBefore(sourceCode: SourceCode, owner: CodeOwner, event: EventId, isLate = false): readonly Latch[] {
  const flow = flowOf(sourceCode, owner)
  return latchesOf(sourceCode, owner).filter((latch) => {
    const { test, set } = latch
    if (isLate && isSetRightBehind(flow, latch, event)) return true
    if (!isOnEveryWay(flow, latch, event) && (isLate || !((set.event !== event || set.origin !== undefined) && isSetBeforeWaiting(flow, test, set.event, event)))) return false
    return openings(sourceCode, owner, latch, event).every((opening) => !suspendsWithout(flow, opening, event, set.event))
  })
}

function isOnEveryWay(flow: Flow, { set }: Latch, event: EventId): boolean {
  // What a helper raises at once comes before all that it does later.
  return (set.event !== event || set.origin !== undefined) && dominates(flow, set.event, event)
}

/** `const loading = load().then(() => { this.state = READY }); this.state = LOADING`: what begins the work shuts the latch in the same turn, whatever is written later. */
function isSetRightBehind(flow: Flow, { test, set }: Latch, event: EventId): boolean {
  if (set.origin !== undefined || !reaches(flow, event, set.event) || !dominates(flow, test.event, event) || decides(flow, test, event) === undefined) return false
  const isOver = (at: EventId): boolean => at === flow.exit || isSuspension(flow, at)
  return findPath(flow, event, isOver, (_, edge, to) => edge !== 'throw' && to !== set.event) === undefined
}

/** The writes that open a latch again after it is set. */
function openings(sourceCode: SourceCode, owner: CodeOwner, { set }: Latch, event: EventId): EventId[] {
  const flow = flowOf(sourceCode, owner)
  return [...accessesIn(sourceCode, owner).writes, ...marksIn(sourceCode, owner).writes].flatMap((each) => {
    const opens = each.event !== set.event && each.event !== event && isEmptying(each.effect) !== isEmptying(set.effect) && overlaps(set.place, each.place)
    return opens && reaches(flow, set.event, each.event) ? [each.event] : []
  })
}

/** Whether a test that lets control come to an event also lets it come to the write, and no way from the test to the event waits without it. */
function isSetBeforeWaiting(flow: Flow, test: Test, set: EventId, event: EventId): boolean {
  const opens = decides(flow, test, event)
  return opens !== undefined && dominates(flow, test.event, event) && decides(flow, test, set) === opens && !suspendsWithout(flow, test.event, event, set)
}

/** Whether others may run on a way from one event to another that does not come by a third before they do. */
function suspendsWithout(flow: Flow, from: EventId, to: EventId, without: EventId): boolean {
  return without !== to && suspendsBetween(flow, from, to, [without])
}

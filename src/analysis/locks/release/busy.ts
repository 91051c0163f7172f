import { groupBy } from '../../../utils/group.ts'
import { nodesOf, within } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { blockAround, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, partsOfCondition, unwrap, wrapped } from '../../../utils/syntax.ts'
import { functionsBetween, pointsIn } from '../../callbacks/points.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { eventsWhere, type EventTest, findPath } from '../../flow/queries.ts'
import { dominates, type Follow } from '../../flow/reach.ts'
import { isSuspension } from '../../flow/suspension.ts'
import { guardsOf } from '../../handles/guards.ts'
import { eventsAt, unmet } from '../../obligations/obligations.ts'
import { promiseAnswering, reactionOf } from '../../promises/reactions.ts'
import { isNeverReassigned, variableOf } from '../../resolve/bindings.ts'
import { letsOthersIn } from '../../resolve/evidence.ts'
import { memberOf } from '../../resolve/functions.ts'
import { isConstructorFunction } from '../../resolve/holders.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { timesOf } from '../../roles/times.ts'
import { both } from '../../worlds.ts'
import { isInCallbackStyle, toldTooEarly } from './early.ts'
import { exampleOf, type Passing } from './exits.ts'
import { flowWithFailures, mayReject, whileHeld } from './failing.ts'
import { type Granting, grantingOf } from './key-marks.ts'
import { marksSeen } from './helped-marks.ts'
import { type Mark, placeKey, testsMark } from './marks.ts'
import { beforeTheEnd, diesWithRun, endsByGuard, endsForGood, failureEndsProgram, notLeftOnPurpose } from './over.ts'
import { isOfFailedRun } from './runs.ts'
import { skippedAtError } from './told-of-error.ts'

/** A flag that keeps other calls out stays set when the work fails. */
export interface StuckFlag {
  readonly text: string
  /** What sets it, what clears it, and the test that keeps others out. */
  readonly set: Node
  readonly clear: Node
  readonly guard: Node
  /** It is a count, of which each failure takes one for ever. */
  readonly counts: boolean
  /** Who asks for it: a test that keeps others out, a loop that waits until the count has come down, or a function that tells others of it. */
  readonly asked: 'test' | 'loop' | 'answer'
  /** What skips the clearing: a way out, or the rejection of a promise. */
  readonly skips: Passing | { readonly promise: Node }
  /** The way out says by a callback that the work is over. */
  readonly isTold: boolean
  /** The way out is that of a callback which is told of an error. */
  readonly isAtError: boolean
}

/** The busy flags of the file that a failure leaves set: one fault for each setting, in source order. */
export const stuckFlags = perFile((sourceCode): readonly StuckFlag[] => {
  if (!letsOthersIn(sourceCode)) return []
  const byKey = groupBy(marksSeen(sourceCode), ({ key }) => key)
  return [...byKey.values()].flatMap((all) => all.filter(({ raises }) => raises).flatMap((mark) => stuck(sourceCode, mark, all) ?? [])).sort((a, b) => a.set.range[0] - b.set.range[0])
})

function stuck(sourceCode: SourceCode, mark: Mark, all: readonly Mark[]): StuckFlag | undefined {
  const owner = ownerOf(mark.at)
  if (!isFunction(owner)) return undefined
  const run = keptRun(sourceCode, mark, all)
  // `this.flight ??= this.load().finally(clear)`: the promise that is kept clears it.
  if (!run && fillsOnly(mark)) return undefined
  const block = blockAround(mark.at)
  const clears = all.filter((each) => !each.raises && isInside(each.at, run ?? owner))
  // A latch is cleared by whoever sets it, when that work is done; anything else is a state.
  const clear = clears.find(({ at }) => run !== undefined || (block && isInside(at, block)))
  if (!clear || all.some((each) => !clears.includes(each) && isClearedBySomebody(sourceCode, each, owner, all))) return undefined
  const ends = endsForGood(sourceCode, mark, owner)
  const promise = skippedByRejection(sourceCode, clears, ends, owner)
  const answered = promise ? undefined : (run ?? answeredAround(clears, owner))
  const isTold = !promise && !answered && isInCallbackStyle(owner, clears)
  const isLater = !promise && !answered && !owner.async && !isTold && clears.every(({ at }) => ownerOf(at) !== owner)
  if (!promise && !answered && !owner.async && !isTold && !isLater) return undefined
  if (mark.tries && (answered || isTold || isLater)) return undefined
  const flow = flowWithFailures(sourceCode, owner)
  if (!flow || flow.imprecise) return undefined
  const granting = mark.answers ? grantingOf(sourceCode, flow, mark) : undefined
  const raised = granting ? eventsOf(flow, granting.test).filter((event) => flow.kinds[event] === 'test') : eventsOf(flow, mark.node).filter((event) => ['write', 'call'].includes(flow.kinds[event] ?? ''))
  const own = mark.answers ? granting?.test : mark.tries ? triedAt(flow, mark) : (fillsOnly(mark) ?? guardBefore(sourceCode, flow, mark, raised))
  const around = own ?? (mark.tries ? undefined : guardAround(sourceCode, owner, mark))
  const waiter = around || !mark.counts ? undefined : waiterFor(sourceCode, mark)
  // What is begun beside the run, and counts down behind it, may be of a kind that never fails: what is only answered does not make that worth a word.
  const isOwn = clears.every(({ at }) => ownerOf(at) === owner)
  const guard = around ?? waiter ?? (mark.counts && isOwn ? answerOf(sourceCode, mark) : undefined)
  if (guard === undefined || timesOf(sourceCode, owner).runs === 'once' || (mark.counts && isOfFailedRun(sourceCode, mark.node, owner))) return undefined
  if (own && !mark.tries && !mark.counts && isPassedToClear(flow, own, { raised, clears })) return undefined
  const over = [...ends, ...endsByGuard(sourceCode, guard, owner)]
  if (promise && !skippedByRejection(sourceCode, clears, over, owner)) return undefined
  const early = isTold ? toldTooEarly(sourceCode, flow, { raised, clears, owner }) : isLater ? neverCleared(sourceCode, flow, { raised, clears, over, mark, owner }) : undefined
  const atError = !early && (isTold || isLater) ? skippedAtError(sourceCode, clears, owner) : undefined
  const skips = promise ? { promise } : isTold || isLater ? early ?? atError : answered ? skippedInAnswer(sourceCode, answered, { clears, over, mark }) : skippedOnPath(sourceCode, flow, { raised, clears, over, mark, owner, granting })
  if (skips && 'way' in skips && skips.way.how === 'throw' && diesWithRun(sourceCode, mark, owner)) return undefined
  return skips && { text: mark.text, set: mark.at, clear: clear.at, guard, counts: mark.counts, asked: around ? 'test' : waiter ? 'loop' : 'answer', skips, isTold: isTold && early !== undefined, isAtError: atError !== undefined }
}

/**
 * The async function of this file whose promise is the mark, and which alone takes that away: `this.flight = this.load()`, `flight =
 * (async () => { …; flight = undefined })()`. What it throws is kept with the promise. Undefined where anybody else takes it away, too.
 */
function keptRun(sourceCode: SourceCode, { at, raises, counts }: Mark, all: readonly Mark[]): FunctionNode | undefined {
  const call = raises && !counts && at.type === 'AssignmentExpression' ? unwrap(at.right) : undefined
  if (!isCall(call)) return undefined
  const callee = unwrap(call.callee)
  const run = isFunction(callee) ? callee : calledFunction(sourceCode, call)
  if (!run?.async || run.generator) return undefined
  const clears = all.filter((each) => !each.raises)
  return clears.length > 0 && clears.every((each) => ownerOf(each.at) === run) ? run : undefined
}

interface Section {
  readonly raised: readonly EventId[]
  readonly clears: readonly Mark[]
  /** What ends the object that the mark is of. */
  readonly over: readonly Node[]
  readonly mark: Mark
  readonly owner: FunctionNode
  /** The test of what it answers. */
  readonly granting?: Granting | undefined
}

/** The way out between the setting and the clearing; undefined where there is none, or where it is meant to stay set. */
function skippedOnPath(sourceCode: SourceCode, flow: Flow, { raised, clears, over, mark, owner, granting }: Section): Passing | undefined {
  const points = [...clears.map(({ at }) => at), ...over].flatMap((at) => pointsIn(sourceCode, owner, at)).map((point) => clears.find(({ at }) => at === point)?.node ?? point)
  const settled = eventsAt(flow, [...points, ...points.flatMap((point) => guardsOf(sourceCode, point, mark.at))])
  const follow = both(both(whileHeld(sourceCode, flow, points, () => undefined), both(beforeTheEnd(sourceCode, flow), notLeftOnPurpose(flow, clears))), whereGranted(flow, mark, granting))
  const isWork = (event: EventId): boolean => isSuspension(flow, event)
  if (!raised.some((event) => findPath(flow, event, isWork, (_, __, to) => !settled(to)))) return undefined
  // Left set on purpose where all goes well: a state, not a latch.
  const smooth = unmet(sourceCode, { flow, acquired: raised, settled, follow: both(follow, (_, edge) => edge !== 'throw') })
  if (!smooth || (smooth.normal && (smooth.normal.how !== 'return' || !clears.some(({ at }) => isUnconditional(at, owner))))) return undefined
  const obligation = { flow, acquired: raised, settled, follow }
  const ways = unmet(sourceCode, obligation)
  const way = ways && (ways.normal ?? exampleOf(sourceCode, obligation, ways))
  return way && { way, flow, settled }
}

/** `if (!this.begin()) return`: the test that keeps others out, and puts the mark up. */
function triedAt(flow: Flow, { at }: Mark): Node | undefined {
  return flow.kinds.some((kind, event) => kind === 'test' && flow.nodes[event] === at) ? at : undefined
}

/** `this.flight ??= this.load()` begins nothing where it finds something. */
function fillsOnly({ at, node }: Mark): Node | undefined {
  return at.type === 'AssignmentExpression' && (at.operator === '??=' || at.operator === '||=') && at.left === node ? node : undefined
}

/** Where a test has put the mark up, and nowhere else. */
function whereGranted(flow: Flow, { tries, at }: Mark, granting: Granting | undefined): Follow {
  if (granting) return (event, edge) => flow.kinds[event] !== 'test' || flow.nodes[event] !== granting.test || edge === granting.edge
  return (event, edge) => !tries || flow.kinds[event] !== 'test' || flow.nodes[event] !== at || edge !== 'false'
}

/** A way out of the function past all callbacks that would clear it: `if (job) send(job, () => { this.busy = false })`. */
function neverCleared(sourceCode: SourceCode, flow: Flow, { raised, clears, over, owner }: Section): Passing | undefined {
  const points = [...clears.map(({ at }) => at), ...over].flatMap((at) => pointsIn(sourceCode, owner, at))
  const settled = eventsAt(flow, points)
  const follow: Follow = (_, edge) => edge !== 'throw'
  // The entry that a timer of its own takes out again: `const timer = setTimeout(() => shown.delete(key)); shown.set(key, timer)`.
  const begun = eventsWhere(flow, settled)
  if (raised.every((event) => begun.some((each) => each !== event && dominates(flow, each, event)))) return undefined
  if (!raised.some((event) => findPath(flow, event, settled, follow))) return undefined
  const ways = unmet(sourceCode, { flow, acquired: raised, settled, follow })
  return ways?.normal && { way: ways.normal, flow, settled }
}

/** The function that a promise is answered with and that does all of the clearing: `return this.ready.then(async (db) => { …; this.busy = false })`. */
function answeredAround(clears: readonly Mark[], owner: Node): FunctionNode | undefined {
  const [first, ...others] = clears.map(({ at }) => functionsBetween(at, owner).at(-1))
  return first && promiseAnswering(first) && others.every((each) => each === first) ? first : undefined
}

/** The way out of that function that goes past the clearing: it begins with the mark set. */
function skippedInAnswer(sourceCode: SourceCode, answered: FunctionNode, section: Pick<Section, 'clears' | 'over' | 'mark'>): Passing | undefined {
  const flow = flowWithFailures(sourceCode, answered)
  return !flow || flow.imprecise ? undefined : skippedOnPath(sourceCode, flow, { ...section, raised: [flow.enter], owner: answered })
}

/** Whether another function clears what it did not set. */
function isClearedBySomebody(sourceCode: SourceCode, mark: Mark, owner: FunctionNode, all: readonly Mark[]): boolean {
  if (mark.raises || isInside(mark.at, owner)) return false
  const by = ownerOf(mark.at)
  if (isFunction(by) && (memberOf(by)?.kind === 'constructor' || isConstructorFunction(sourceCode, by))) return false
  let around = by
  while (isFunction(around)) {
    const here = around
    if (all.some((each) => each.raises && isInside(each.at, here))) return false
    around = ownerOf(around)
  }
  return by.type !== 'Program'
}

/** The test on every way to the setting that keeps out whoever finds it set. */
export function guardBefore(sourceCode: SourceCode, flow: Flow, mark: Mark, raised: readonly EventId[]): Node | undefined {
  const tests = eventsWhere(flow, (event) => flow.kinds[event] === 'test' && testsMark(sourceCode, flow.nodes[event] as Node, mark))
  const isRaised = (event: EventId): boolean => raised.includes(event)
  const guard = tests.find((test) => raised.every((event) => dominates(flow, test, event)) && (mark.counts || !findPath(flow, test, isRaised, (event, edge) => (event === test ? edge === 'true' : !tests.includes(event)))))
    ?? (mark.counts ? undefined : tests.find((test) => isGuardUnlessTold(sourceCode, flow, { test, tests, isRaised })))
  return guard === undefined ? undefined : flow.nodes[guard]
}

/**
 * The test that keeps others out before the function that sets the mark is run: in each function of the file that calls it, or in
 * the one that gives it to something as a callback.
 */
function guardAround(sourceCode: SourceCode, owner: FunctionNode, mark: Mark): Node | undefined {
  const given = wrapped(owner).parent
  const { calls, values } = usesOf(sourceCode, owner)
  const places = given && isCall(given) && given.callee !== wrapped(owner) ? [given] : values.every((each) => each === owner) ? calls : []
  const guards = places.map((place) => {
    const caller = ownerOf(place)
    const flow = isFunction(caller) && caller !== owner ? flowWithFailures(sourceCode, caller) : undefined
    return flow && !flow.imprecise ? guardBefore(sourceCode, flow, mark, eventsOf(flow, place).filter((event) => flow.kinds[event] === 'call')) : undefined
  })
  return guards.every((each) => each !== undefined) ? guards[0] : undefined
}

/** `if (!jobs.has(key)) jobs.set(key, job); await work(); jobs.delete(key)`: whoever finds it set is not kept out. */
function isPassedToClear(flow: Flow, guard: Node, { raised, clears }: Pick<Section, 'raised' | 'clears'>): boolean {
  const cleared = new Set(clears.flatMap(({ node }) => eventsOf(flow, node)))
  const tests = new Set(eventsOf(flow, guard).filter((event) => flow.kinds[event] === 'test'))
  return [...tests].some((test) => findPath(flow, test, (event) => cleared.has(event), (event, edge, to) => (event === test ? edge === 'true' : !tests.has(event)) && !raised.includes(to)))
}

/** `if (this.busy && !force) return`: it keeps out those whose caller does not say that they may pass. */
function isGuardUnlessTold(sourceCode: SourceCode, flow: Flow, { test, tests, isRaised }: { readonly test: EventId; readonly tests: readonly EventId[]; readonly isRaised: EventTest }): boolean {
  const asked = flow.kinds.flatMap((kind, event) => {
    const node = kind === 'test' ? unwrap(flow.nodes[event] as Node) : undefined
    const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    return variable?.defs[0]?.type === 'Parameter' && variable.defs[0].node === flow.owner && isNeverReassigned(variable) ? [{ event, variable }] : []
  })
  return new Set(asked.map(({ variable }) => variable)).size === 1 && (['true', 'false'] as const).some((said) => {
    const isSaid: Follow = (event, edge) => edge === said || !asked.some((each) => each.event === event)
    const isPassed = findPath(flow, flow.enter, isRaised, (event, edge, to) => isSaid(event, edge, to) && to !== test)
    return !isPassed && !findPath(flow, test, isRaised, (event, edge, to) => isSaid(event, edge, to) && (event === test ? edge === 'true' : !tests.includes(event)))
  })
}

/** `while (this.readers > 0) await pause()`: somebody waits until the count has come down. */
function waiterFor(sourceCode: SourceCode, mark: Mark): Node | undefined {
  const { loops, awaits } = nodesOf(sourceCode)
  const loop = loops.find((each) => each.type === 'WhileStatement' && partsOfCondition(each.test).some((test) => testsMark(sourceCode, test, mark) || `${placeKey(sourceCode, test) ?? ''}#` === mark.key) && within(awaits, each.body).length > 0)
  return loop?.type === 'WhileStatement' ? loop.test : undefined
}

/** `get isBusy() { return this.running > 0 }`: what a function says of the count is whether anything is under way. */
function answerOf(sourceCode: SourceCode, mark: Mark): Node | undefined {
  return nodesOf(sourceCode).functions.flatMap((fn) => {
    const [only, second] = fn.body?.type === 'BlockStatement' ? fn.body.body : []
    const value = fn.body?.type === 'BlockStatement' ? (!second && only?.type === 'ReturnStatement' ? only.argument : undefined) : fn.body
    return value ? partsOfCondition(value) : []
  }).find((part) => asksForAny(sourceCode, part, mark))
}

/** `count > 0`, `count !== 0`, `!!count`. */
function asksForAny(sourceCode: SourceCode, part: Node, { key }: Mark): boolean {
  const node = unwrap(part)
  const isCount = (side: Node): boolean => `${placeKey(sourceCode, side) ?? ''}#` === key
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = unwrap(node.argument)
    return inner.type === 'UnaryExpression' && inner.operator === '!' && isCount(inner.argument)
  }
  const than = node.type === 'BinaryExpression' && /^(?:>|!==?)$/u.test(node.operator) && isCount(node.left) ? unwrap(node.right) : undefined
  return than?.type === 'Literal' && than.value === 0
}

/** Whether control always comes to a clearing if nothing fails or leaves before. */
function isUnconditional(clear: Node, owner: Node): boolean {
  for (let child = clear, at = clear.parent; at && at !== owner; child = at, at = at.parent) {
    if (at.type === 'TryStatement' ? at.handler === child : at.type !== 'ExpressionStatement' && at.type !== 'AwaitExpression' && at.type !== 'BlockStatement') return false
  }
  return true
}

/** The promise whose rejection goes past the clearings, where all of them wait for it to be fulfilled. */
function skippedByRejection(sourceCode: SourceCode, clears: readonly Mark[], over: readonly Node[], owner: Node): Node | undefined {
  const reactions = clears.map(({ at }) => functionsBetween(at, owner).map((each) => reactionOf(each)))
  if (reactions.some((each) => each.length === 0 || each.some((reaction) => reaction?.on !== 'fulfilled'))) return undefined
  const first = reactions[0]?.[0]
  // `work().then(clear, (error) => this.destroy(error))`, and the same with `catch` behind it.
  const isOver = over.some((at) => functionsBetween(at, owner).some((each) => {
    const reaction = reactionOf(each)
    return reaction?.on === 'rejected' && first && (reaction.promise === first.promise || isInside(first.call, reaction.promise))
  }))
  return !isOver && first && isCall(unwrap(first.promise)) && mayReject(sourceCode, first.promise) && !failureEndsProgram(sourceCode, first.call) ? first.promise : undefined
}

import { errorNames, lastEvents } from '../../../knowledge/callbacks/index.ts'
import { registering } from '../../../knowledge/departures.ts'
import { isStarting } from '../../../knowledge/lifecycles.ts'
import { holdsFor } from '../../../knowledge/locks/answers.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName, isLoop } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInCatch, isInside, keyName, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { handedTo } from '../../callbacks/handed.ts'
import { functionsBetween, pointsIn } from '../../callbacks/points.ts'
import { flowOf } from '../../flow/flow.ts'
import { type Flow, eventsOf } from '../../flow/graph.ts'
import { comingFrom, eventsWhere, type EventTest, findPath } from '../../flow/queries.ts'
import { type Follow, reaches } from '../../flow/reach.ts'
import { eventsAt, givenTwice, givenUnheld, openAt, unmet } from '../../obligations/obligations.ts'
import { promiseAnswering, type Reaction, reactionOf } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { textAt } from '../../resolve/constants.ts'
import { standingAt } from '../../resolve/functions.ts'
import { roleOf } from '../../roles/role.ts'
import { timesOf } from '../../roles/times.ts'
import { both } from '../../worlds.ts'
import { tellerOfAttempt } from '../attempts/told.ts'
import { functionName } from '../names.ts'
import { ownMethods } from '../own/index.ts'
import { ACQUIRES } from '../own/method.ts'
import { type Acquisition, acquisitionsOf, sameAs } from './acquisitions.ts'
import { releasedWhenFulfilled } from './chained.ts'
import { droppedRelease } from './dropped.ts'
import { settledUnreleased } from './executors.ts'
import { exampleOf, type Passing } from './exits.ts'
import { flowWithFailures, mayReject, whileHeld } from './failing.ts'
import { outcomeOf } from './outcome.ts'
import { isOfOneCall } from './own-lock.ts'
import { isPrivate } from './private.ts'
import { type Release, releasedBy, releasesOf, type Settling, settlingOf } from './settling.ts'
import { releasedUnacquired } from './unacquired.ts'
import { abortedAt, type WellEnded, wellEndedOnly } from './well-ended.ts'

/** Something acquired that is not given back on every way out. */
export type Leak =
  /** Nothing in the file gives it back. */
  | { readonly kind: 'never'; readonly of: Acquisition }
  /** The release is named and not called. */
  | { readonly kind: 'uncalled'; readonly of: Acquisition; readonly at: Node }
  /** One way out of the owner goes past what gives it back, or hands it on. */
  | ({ readonly kind: 'skipped'; readonly of: Acquisition; readonly end: Node; readonly isHandedOver: boolean } & Passing)
  /** Another turn of a loop acquires it again. */
  | ({ readonly kind: 'repeated'; readonly of: Acquisition; readonly end: Node } & Passing)
  /** It is acquired inside a `try` whose `finally` gives it back although acquiring, or what comes before it, failed; missing: by a variable that then holds nothing; caught: in its `catch`, which fails then. */
  | { readonly kind: 'unacquired' | 'missing' | 'caught'; readonly of: Acquisition; readonly end: Node; readonly failing: Node }
  /** It is given back when a promise is fulfilled, and not when that is rejected; the chain may be the one that acquires. */
  | { readonly kind: 'rejected'; readonly of: Acquisition; readonly end: Node; readonly promise: Node; readonly isChain?: true }
  /** It is given back by some of the callbacks that settle a promise, and not by the one in which `by` stands. */
  | { readonly kind: 'settled'; readonly of: Acquisition; readonly end: Node; readonly by: Node }
  /** It is given back when a stream has come to its end in good order, or when somebody aborts, and only then. */
  | ({ readonly kind: 'ended' | 'aborted'; readonly of: Acquisition } & WellEnded)

/** What the file acquires and does not always give back: at most one fault for each acquisition, in source order. */
export const leaksIn = perFile((sourceCode): readonly Leak[] => {
  const acquisitions = acquisitionsOf(sourceCode)
  if (acquisitions.length === 0 || roleOf(sourceCode).program === 'test') return []
  return acquisitions.flatMap((acquisition) => leakOf(sourceCode, acquisition) ?? [])
})

function leakOf(sourceCode: SourceCode, acquisition: Acquisition): Leak | undefined {
  const { owner } = acquisition
  // A module's own code runs once, and its end is the program's; how a lock is made is its own business.
  if (!isFunction(owner) || ownMethods(sourceCode).has(owner)) return undefined
  if (endsWithCommand(sourceCode, acquisition, owner) || isOfOneCall(sourceCode, acquisition)) return undefined
  const settling = settlingOf(sourceCode, acquisition)
  const all = settling.releases.filter(({ isNamedOnly }) => !isNamedOnly)
  if (isKeptUntilOver(acquisition, owner, all)) return undefined
  const aborts = all.flatMap((release) => abortedAt(sourceCode, owner, release) ?? [])
  const called = aborts.length === 0 ? all : all.filter((release) => !abortedAt(sourceCode, owner, release))
  const [abort] = aborts
  if (abort && called.length + settling.leaves.length + settling.ends.length === 0) return { kind: 'aborted', of: acquisition, ...abort }
  if (called.length === 0 && settling.leaves.length === 0) {
    if (settling.ends.length > 0) return undefined
    const chained = releasedWhenFulfilled(sourceCode, acquisition)
    if (chained) return { kind: 'rejected', of: acquisition, ...chained, isChain: true }
    const dropped = settling.releases[0]?.at ?? droppedRelease(sourceCode, acquisition)
    if (dropped) return { kind: 'uncalled', of: acquisition, at: dropped }
    return isNever(sourceCode, acquisition, owner) ? { kind: 'never', of: acquisition } : undefined
  }
  // Handed on, or in good hands, where it is acquired: `return pool.connect()`, `using lock = …`, `await Promise.all([first, second])`.
  if ([...settling.leaves, ...called.map(({ at }) => at)].some((at) => at === acquisition.call || acquisition.from.some((from) => from === at || (from.type === 'AwaitExpression' && isInside(at, from))))) return undefined
  return onPaths(sourceCode, acquisition, { ...settling, releases: called }) ?? ofReactions(sourceCode, acquisition, called, settling) ?? inContinuation(sourceCode, acquisition, called, settling) ?? inExecutor(sourceCode, acquisition, called, settling) ?? withStream(sourceCode, acquisition, called, settling) ?? whereUnacquired(sourceCode, acquisition, called)
}

/** What a command does once, and nobody else shares: it is given back when the command has done its work, and ends. */
function endsWithCommand(sourceCode: SourceCode, { model }: Acquisition, owner: FunctionNode): boolean {
  return roleOf(sourceCode).program === 'command' && !model?.crossProcess && timesOf(sourceCode, owner).runs === 'once'
}

/** `const lock = await locks.acquire(key, ttlMs); try { … } catch { await locks.release(lock) }`: where all goes well it is kept until it opens by itself, so that nobody does the same again until then. */
function isKeptUntilOver({ call, lease }: Acquisition, owner: FunctionNode, releases: readonly Release[]): boolean {
  return !lease && releases.length > 0 && releases.every(({ at }) => isInCatch(at, owner)) && call.arguments.some((each) => holdsFor.test(nameAtEnd(unwrap(each)) ?? ''))
}

// ---------------------------------------------------------------- never

/** Whether what nothing gives back is meant to come back: nobody else can do it, and it is not kept for the program's life. */
function isNever(sourceCode: SourceCode, acquisition: Acquisition, owner: FunctionNode): boolean {
  const { place, use, model, handle, lease, given, mayBeOthers } = acquisition
  const name = functionName(sourceCode, owner)
  const keeps = ACQUIRES.test(name) || isStarting(name) || timesOf(sourceCode, owner).runs === 'once'
  // Whoever is told whether there is something to give back does that: `return lock.tryAcquire()`.
  if (given || mayBeOthers || (model?.crossProcess && keeps) || (use && tellerOfAttempt(sourceCode, use))) return false
  if (lease) return !keeps || lease.brief === true
  if (releasedBy(sourceCode, acquisition, acquisitionsOf(sourceCode)).length > 0) return false
  if (handle && use && model?.crossProcess) return !releasesOf(sourceCode).some((each) => each.model === model)
  return place !== undefined && isPrivate(sourceCode, place) && !ACQUIRES.test(name)
}

// ---------------------------------------------------------------- paths

function onPaths(sourceCode: SourceCode, acquisition: Acquisition, { releases, leaves, guards, ends }: Settling): Leak | undefined {
  const { owner, from, model } = acquisition
  const flow = flowWithFailures(sourceCode, owner)
  if (!flow || flow.imprecise) return undefined
  const points = releases.flatMap((release) => release.points)
  // A releaser that is still to be awaited is read before it is held.
  const calls = releases.flatMap(({ call }) => (call && ownerOf(call) === owner ? [call] : []))
  const settled = eventsAt(flow, [...points, ...calls, ...leaves, ...guards, ...ends])
  const acquired = from.flatMap((node) => (node === owner ? [flow.enter] : eventsOf(flow, node).filter((event) => ['call', 'await'].includes(flow.kinds[event] ?? ''))))
  const obligation = { flow, acquired, settled, follow: both(whileHeld(sourceCode, flow, points, outcomeOf(sourceCode, acquisition)), onceBegun(sourceCode, flow, acquisition)) }
  if (isGivenBackByOthers(flow, owner, acquired, releases)) return undefined
  const ways = unmet(sourceCode, obligation)
  const end = (releases.at(-1)?.at ?? leaves.at(-1)) as Node
  if (!ways) return undefined
  if (ways.normal && releasedBy(sourceCode, acquisition, acquisitionsOf(sourceCode)).length > 0) return undefined
  if (ways.normal && isTakenBack(sourceCode, acquisition, flow, releases)) return undefined
  const isHandedOver = releases.length === 0
  const isOneOfMany = acquisition.trails.some((trail) => trail.isOneOfMany)
  const again = isOneOfMany || isHandedOver || (ways.normal?.how === 'return' && isInLoopOf(ways.normal.node, acquisition.call)) ? undefined : openAt(sourceCode, obligation, (event) => acquired.includes(event))
  if (again) return { kind: 'repeated', of: acquisition, end, way: { how: 'end', node: owner, event: again.to, path: again.path }, flow, settled }
  const way = ways.normal ?? (timesOf(sourceCode, owner).runs === 'once' && !model?.crossProcess ? undefined : exampleOf(sourceCode, obligation, ways))
  return way && { kind: 'skipped', of: acquisition, end, isHandedOver, way, flow, settled }
}

/**
 * `queue.process(async (item) => { …; slots.release() }); for (…) { await slots.acquire(); queue.put(item) }`: what gives it back was
 * handed on before it is taken, and runs by itself. Whether it is given back is seen there, and not on the ways of who takes it.
 */
function isGivenBackByOthers(flow: Flow, owner: CodeOwner, acquired: readonly number[], releases: readonly Release[]): boolean {
  return releases.length > 0 && releases.every(({ at, points }) => {
    const events = ownerOf(at) === owner ? [] : points.flatMap((point) => eventsOf(flow, point))
    return events.length > 0 && !acquired.some((from) => events.some((event) => reaches(flow, from, event)))
  })
}

/** What a thing needs before it holds anything may fail: then there is nothing to give back. What has just been taken does not fail where only a second call would. */
function onceBegun(sourceCode: SourceCode, flow: Flow, acquisition: Acquisition): Follow {
  const { begunBy, unfailing = [] } = acquisition.lease ?? {}
  if (!begunBy && unfailing.length === 0) return () => true
  const isBegun = begunBy ? behindUses(flow, acquisition) : () => true
  return (event, edge) => edge !== 'throw' || (isBegun(event) && !isAsked(sourceCode, acquisition, flow.nodes[event] as Node, [...(begunBy ?? []), ...unfailing]))
}

/** The events that use what was acquired, or that control comes to from those; all where it has no name. */
function behindUses(flow: Flow, { call, trails }: Acquisition): EventTest {
  const names = trails.flatMap(({ variables }) => [...variables]).flatMap(({ references }) => references.filter((each) => each.isRead()).map(({ identifier }) => identifier as Node))
  if (names.length === 0) return () => true
  const uses = eventsWhere(flow, (event) => {
    const node = flow.nodes[event]
    return ['call', 'new', 'await'].includes(flow.kinds[event] ?? '') && node !== undefined && !isInside(call, node) && names.some((name) => isInside(name, node))
  })
  const begun = comingFrom(flow, uses)
  return (event) => begun.has(event)
}

/** Whether a call, or the wait for it, is what makes an acquired thing hold anything: `runner.connect()`. */
function begins(sourceCode: SourceCode, acquisition: Acquisition, node: Node): boolean {
  return isAsked(sourceCode, acquisition, node, acquisition.lease?.begunBy ?? [])
}

/** Whether a call, or the wait for it, is one of these methods of what was acquired. */
function isAsked(sourceCode: SourceCode, { trails }: Acquisition, node: Node, methods: readonly string[]): boolean {
  const call = node.type === 'AwaitExpression' ? unwrap(node.argument) : unwrap(node)
  const callee = isCall(call) ? unwrap(call.callee) : undefined
  const variable = callee?.type === 'MemberExpression' && methods.includes(keyName(callee) ?? '') ? variableOf(sourceCode, unwrap(callee.object)) : undefined
  return variable !== undefined && trails.some((trail) => trail.variables.has(variable))
}

/** Whether the function gives back first what its caller holds, and takes it again: the wait of a condition. */
function isTakenBack(sourceCode: SourceCode, acquisition: Acquisition, flow: Flow, releases: readonly Release[]): boolean {
  // What runs with it from its start has it from nobody else.
  if (acquisition.from.includes(acquisition.owner)) return false
  const direct = eventsAt(flow, releases.flatMap(({ by, call }) => (by !== 'handle' && call ? [call] : [])))
  const acquires = eventsAt(flow, sameAs(sourceCode, acquisition).map(({ call }) => call))
  return givenUnheld(sourceCode, flow, direct, acquires) !== undefined
}

/** Whether a node stands in the innermost loop around the acquisition. */
function isInLoopOf(node: Node, call: Node): boolean {
  for (let at: Node | undefined = call; at && !isFunction(at); at = at.parent) if (isLoop(at)) return isInside(node, at)
  return true
}

function whereUnacquired(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[]): Leak | undefined {
  const found = releasedUnacquired(sourceCode, acquisition, releases)
  return found && { kind: found.isCaught ? 'caught' : found.isMissing ? 'missing' : 'unacquired', of: acquisition, end: found.end, failing: found.failing }
}

// ---------------------------------------------------------------- promises and callbacks

/** The functions between a release and the owner, as reactions to promises; undefined where another function is among them. */
function reactionsOf(sourceCode: SourceCode, release: Release, owner: Node): readonly { readonly on: Reaction; readonly promise: Node }[] | undefined {
  const handed = reactionOf(sourceCode, release.at)
  const between = functionsBetween(release.at, owner).map((each) => reactionOf(sourceCode, each))
  const all = handed ? [handed, ...between] : between
  return all.some((each) => !each) || all.length === 0 ? undefined : all.flatMap((each) => (each ? [each] : []))
}

function ofReactions(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[], { leaves, ends }: Settling): Leak | undefined {
  if (leaves.length + ends.length > 0) return undefined
  const later = releases.filter(({ at }) => ownerOf(at) !== acquisition.owner || reactionOf(sourceCode, at))
  const [first] = later
  const reactions = later.map((release) => reactionsOf(sourceCode, release, acquisition.owner))
  const outermost = reactions.map((each) => each?.find(({ on }) => on === 'fulfilled') ?? undefined)
  const [reaction] = outermost
  if (!first || !reaction || outermost.some((each) => !each)) return undefined
  // What is given back at once ends another way: `if (token) { release(); return token }`.
  if (releases.some((each) => !later.includes(each) && comesTo(sourceCode, acquisition.owner, each.at, reaction.promise))) return undefined
  return isCall(unwrap(reaction.promise)) && mayReject(sourceCode, reaction.promise) && !isCaught(reaction.promise) && !begins(sourceCode, acquisition, reaction.promise) ? { kind: 'rejected', of: acquisition, end: first.at, promise: reaction.promise } : undefined
}

/** Whether control comes from one node of an owner to another. */
function comesTo(sourceCode: SourceCode, owner: CodeOwner, from: Node, to: Node): boolean {
  const flow = flowWithFailures(sourceCode, owner)
  const goals = flow ? eventsOf(flow, unwrap(to)) : []
  return !flow || goals.length === 0 || eventsOf(flow, from).some((event) => findPath(flow, event, (each) => goals.includes(each)) !== undefined)
}

function inExecutor(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[], { leaves, ends }: Settling): Leak | undefined {
  const found = leaves.length + ends.length > 0 ? undefined : settledUnreleased(sourceCode, acquisition.owner, releases)
  return found && { kind: 'settled', of: acquisition, ...found }
}

function withStream(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[], { leaves, ends }: Settling): Leak | undefined {
  const found = leaves.length + ends.length > 0 ? undefined : wellEndedOnly(sourceCode, acquisition.owner, releases)
  return found && { kind: 'ended', of: acquisition, ...found }
}

/** Whether the promise that the reaction hangs on has handled its failure before. */
function isCaught(promise: Node): boolean {
  return linkAt(promise)?.by === 'catch'
}

/**
 * What gives it back stands in one callback that runs once, but for what does so on ways that do not come to that callback:
 * the callback has it, and may leave too early.
 */
function inContinuation(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[], { leaves, ends }: Settling): Leak | undefined {
  const { owner } = acquisition
  const nested = releases.filter(({ at }) => ownerOf(at) !== owner)
  const callback = nested[0] && functionsBetween(nested[0].at, owner).at(-1)
  if (!callback || leaves.length + ends.length > 0 || nested.some(({ at }) => !isInside(at, callback)) || !runsOnce(sourceCode, callback)) return undefined
  if (nested.length < releases.length && !isApart(sourceCode, owner, releases.filter((each) => !nested.includes(each)), nested)) return undefined
  const inside: Acquisition = { ...acquisition, owner: callback, from: [callback] }
  const settling = { ...settlingOf(sourceCode, inside), releases: nested.map((release) => ({ ...release, points: pointsIn(sourceCode, callback, release.at) })) }
  return onPaths(sourceCode, inside, settling) ?? inContinuation(sourceCode, inside, settling.releases, settling)
}

/** Whether no way leads from what gives back at once to where the others are made. */
function isApart(sourceCode: SourceCode, owner: CodeOwner, direct: readonly Release[], others: readonly Release[]): boolean {
  const flow = flowOf(sourceCode, owner)
  const events = (releases: readonly Release[]) => releases.flatMap(({ points }) => points.flatMap((point) => eventsOf(flow, point)))
  const [first, second] = [events(direct), new Set(events(others))]
  return !flow.imprecise && first.length > 0 && second.size > 0 && givenTwice(sourceCode, flow, first, (event) => second.has(event), () => false) === undefined
}

/** A callback of a timer, what a promise is answered with, or the last argument of a call, that is told an error first. */
function runsOnce(sourceCode: SourceCode, callback: FunctionNode): boolean {
  if (promiseAnswering(sourceCode, callback)) return true
  const handing = handedTo(sourceCode, callback)
  const given = wrapped(standingAt(sourceCode, callback))
  const call = given.parent
  if (!handing || !isCall(call) || call.arguments.at(-1) !== given || reactionOf(sourceCode, callback)) return false
  const [error] = callback.params
  return handing.timing === 'once' || isLast(sourceCode, call) || (handing.timing === 'unknown' && error !== undefined && isToldError(sourceCode, error))
}

/** `child.on('exit', …)`: what comes once, and last. */
function isLast(sourceCode: SourceCode, call: Call): boolean {
  const [event] = call.arguments
  return registering.has(calledName(call) ?? '') && event !== undefined && lastEvents.has(textAt(sourceCode, event) ?? '')
}

/** `(error, rows) => …`, or `if (failure) …`. */
function isToldError(sourceCode: SourceCode, parameter: Node): boolean {
  if (parameter.type !== 'Identifier') return false
  const references = variableOf(sourceCode, parameter)?.references ?? []
  return errorNames.test(parameter.name) || references.some(({ identifier: { parent } }) => (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test.type === 'Identifier' && parent.test.name === parameter.name)
}

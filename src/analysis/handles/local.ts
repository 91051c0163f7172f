import { removals } from '../../knowledge/lives.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isAwaited, isCall, isFunction, isInside, type Node, ownerOf, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { functionsBetween, pointsIn } from '../callbacks/points.ts'
import { type Flow, type EventId, eventsOf } from '../flow/graph.ts'
import type { WayOut } from '../flow/queries.ts'
import type { Follow } from '../flow/reach.ts'
import { eventsAt, openAt, unmet } from '../obligations/obligations.ts'
import { promiseOf } from '../promises/executors.ts'
import { isOneOfSeveralRaced } from '../promises/raced.ts'
import { awaitsOf, reactionOf } from '../promises/reactions.ts'
import { isNothing, type Variable, variableOf } from '../resolve/bindings.ts'
import { roleOf } from '../roles/role.ts'
import { type Times, timesOf } from '../roles/times.ts'
import { isWholePage, PER_INSTANCE } from './components.ts'
import type { Use } from './deeds.ts'
import { failsAlive, flowWithEnds } from './failing.ts'
import type { Fault } from './faults.ts'
import { usesOfReads } from './follow.ts'
import { guardsOf } from './guards.ts'
import { leftByReturned } from './left-open.ts'
import { lendingOf } from './lent.ts'
import { faultOfListeners, givenUp } from './listeners.ts'
import { endsItself, hangs, isOneJob, isToldToServe } from './needs.ts'
import { accessesOf } from './places.ts'
import type { Spawn } from './spawns.ts'
import { unawaitedEnd } from './unawaited.ts'

/** Whether the use means that somebody sees to the end. */
export function isEnd({ does }: Use): boolean {
  return does === 'end' || does === 'detach' || does === 'join'
}

/** What goes wrong with a handle that stays in the function that made it; undefined when nothing, or nothing that we can prove. */
export function faultOfLocal(sourceCode: SourceCode, spawn: Spawn): Fault | undefined {
  const { uses, anchor } = spawn.trail
  const owner = ownerOf(anchor)
  const times = spawn.trail.times ?? timesOf(sourceCode, owner)
  if (!isFunction(owner) || times.runs === 'test') return undefined
  // What serves, or has lost a race, goes on whoever listens for its end.
  const goesOn = (times.runs === 'many' && isToldToServe(sourceCode, spawn)) || hasLost(sourceCode, spawn, owner)
  const ends = uses.filter((use) => isEnd(use) && !(goesOn && use.does === 'join' && use.listener))
  const leaving = uses.filter((use) => (use.does === 'give' && !isBorrowed(sourceCode, owner, use, ends)) || use.does === 'return')
  const leaves = leaving.filter((use) => !isFarEnd(use, ends, leaving))
  if ([...ends, ...leaves].some(({ at }) => at === anchor)) return undefined
  const isTest = roleOf(sourceCode).program === 'test'
  const lending = lendingOf(sourceCode, spawn, owner)
  const given = lending.given.filter((each) => !(times.hook ? isIdleCleanup(sourceCode, uses, each) : isUnsubscribing(uses, owner, each)))
  const isSubscription = !times.hook && given.length < lending.given.length
  const { subscribed } = lending
  const left = !isTest ? leftByReturned(sourceCode, spawn, owner) : undefined
  if (left) return left
  if (spawn.trail.times === PER_INSTANCE && isWholePage(sourceCode, anchor)) return undefined
  if (ends.length === 0 && leaves.length === 0 && (given.length === 0 || (spawn.model.kind === 'channel' && times.runs === 'many'))) {
    if ((endsItself(sourceCode, spawn) && !goesOn) || (isTest && times.hook?.runs !== 'each')) return undefined
    return isSubscription || isNever(sourceCode, spawn, owner, times, subscribed.length > 0) ? { kind: 'never', spawn, times } : undefined
  }
  if (isTest || spawn.trail.times) return undefined
  const isLeft = leaves.length + given.length + subscribed.length > 0
  if (!ends.some(({ does }) => does === 'end') && endsItself(sourceCode, spawn) && !leaves.some((use) => isEndedByOwner(sourceCode, spawn, use) || isHandedOut(spawn, use))) return isLeft || !LIVING.has(spawn.model.kind) ? undefined : givenUp(sourceCode, spawn, owner, ends)
  const ways: Ways = { sourceCode, spawn, owner, ends, leaves, lent: [...given, ...subscribed] }
  const byWay = faultOnPaths(ways) ?? faultOfReactions(ways)
  return byWay ?? (isLeft ? undefined : faultOfListeners(sourceCode, spawn, owner, ends)) ?? unawaitedEnd(sourceCode, spawn, ends)
}

/** Whether all but the first of several go on for nothing: each settles a promise of its own, and whoever waits takes the first. */
function hasLost(sourceCode: SourceCode, { model, isLimited }: Spawn, owner: FunctionNode): boolean {
  const promise = LIVING.has(model.kind) && !isLimited ? promiseOf(sourceCode, owner) : undefined
  return promise !== undefined && isOneOfSeveralRaced(sourceCode, promise)
}

/** `return new Engine(worker)`: the object that it is handed to keeps it and ends it, so that it does not end by itself. */
function isEndedByOwner(sourceCode: SourceCode, { model }: Spawn, { place }: Use): boolean {
  const accesses = place && accessesOf(sourceCode, place)
  return accesses !== undefined && usesOfReads(sourceCode, model, accesses.reads, place?.isElement ?? false).some(({ does }) => does === 'end')
}

/** `return { worker, port }`: who gets it from the function counts on it, so that it does not end with the work here. A command may well. */
function isHandedOut({ model }: Spawn, { does }: Use): boolean {
  return does === 'return' && model.entryDecides === true
}

/** What an effect returns for its end, where that neither ends the handle nor tells it anything: the one that begins it, or another one of the component. */
function isIdleCleanup(sourceCode: SourceCode, uses: readonly Use[], closure: FunctionNode): boolean {
  const outer = wrapped(closure)
  const effect = outer.parent?.type === 'ReturnStatement' ? ownerOf(outer.parent) : outer.parent
  const isReturned = effect !== undefined && isFunction(effect) && (outer.parent !== effect || effect.body === outer)
  return isReturned && timesOf(sourceCode, effect).hook?.cleanupReturned === true && uses.every(({ does, at }) => !isInside(at, closure) || does === 'touch' || does === 'listen')
}

/** `return () => channel.removeEventListener('message', tell)`: whoever has subscribed takes his listener away, and leaves the rest open. */
function isUnsubscribing(uses: readonly Use[], owner: FunctionNode, closure: FunctionNode): boolean {
  const outer = wrapped(closure)
  const isReturned = outer.parent?.type === 'ReturnStatement' ? ownerOf(outer.parent) === owner : owner.body === outer
  const inside = uses.filter(({ at }) => isInside(at, closure))
  return isReturned && inside.length > 0 && inside.every(({ does, call }) => does === 'touch' && isCall(call) && removals.has(calledName(call) ?? ''))
}

/** The port that somebody else is given, where the function keeps and closes the one on this side itself. */
function isFarEnd({ part }: Use, ends: readonly Use[], leaving: readonly Use[]): boolean {
  return part !== undefined && ends.some((end) => end.does === 'end' && end.part !== undefined && end.part !== part && !leaving.some((each) => each.part === end.part || each.part === undefined))
}

/** `const result = await task(worker); await worker.terminate()`: a parameter is lent the handle, and this function ends it. */
function isBorrowed(sourceCode: SourceCode, owner: FunctionNode, { at }: Use, ends: readonly Use[]): boolean {
  const call = wrapped(at).parent
  const task = isCall(call) && call.callee.type === 'Identifier' && isAwaited(call) ? variableOf(sourceCode, call.callee) : undefined
  return task?.defs[0]?.type === 'Parameter' && task.defs[0].node === owner
    && ends.some((end) => end.does === 'end' && ownerOf(end.at) === owner && end.at.range[0] > at.range[1])
}

/** Whether a handle that nothing ends is one too many: the function makes it for one job, or runs again and again. */
function isNever(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode, { runs }: Times, isSubscribed: boolean): boolean {
  if (runs === 'many') return true
  return !isSubscribed && isOneJob(sourceCode, spawn, owner) && (runs === 'open' || hangs(sourceCode, spawn))
}

/** What is kept somewhere when all goes well, and lives on without anybody who has it where a wait before that fails, or the function leaves. */
export function lostBeforeKept(sourceCode: SourceCode, spawn: Spawn): Fault | undefined {
  const { uses, anchor } = spawn.trail
  const owner = ownerOf(anchor)
  if (!isFunction(owner) || !LIVING.has(spawn.model.kind) || timesOf(sourceCode, owner).runs === 'test' || roleOf(sourceCode).program === 'test') return undefined
  // What the owner ends later does not end by itself.
  if (endsItself(sourceCode, spawn) && !uses.some((use) => use.does === 'keep' && isEndedByOwner(sourceCode, spawn, use))) return undefined
  const leaves = uses.filter(({ does }) => does === 'keep' || does === 'give' || does === 'return')
  const [keep] = leaves
  if (!keep || leaves.some(({ at }) => at === anchor || ownerOf(at) !== owner) || lendingOf(sourceCode, spawn, owner).given.length > 0) return undefined
  const ends = uses.filter(({ does }) => does === 'end' || does === 'detach')
  const fault = faultBetween({ sourceCode, spawn, owner, ends, leaves, lent: [] }, ends)
  return fault?.kind === 'skipped' && leavesAlive(spawn, fault.way) ? { kind: 'lost', spawn, way: fault.way, keep } : undefined
}

/** A wait for something else fails; or the function says itself that it leaves: a process may have ended by then, a thread hardly. */
function leavesAlive({ model }: Spawn, { how, node }: WayOut): boolean {
  if (how === 'throw' && node.type === 'AwaitExpression') return true
  return model.kind === 'worker' && (node.type === 'ThrowStatement' || node.type === 'ReturnStatement')
}

/** What goes on by itself. */
const LIVING: ReadonlySet<string> = new Set(['worker', 'process'])

/** How the handle leaves the function that made it. */
export interface Ways {
  readonly sourceCode: SourceCode
  readonly spawn: Spawn
  readonly owner: FunctionNode
  readonly ends: readonly Use[]
  readonly leaves: readonly Use[]
  /** Closures that keep it. */
  readonly lent: readonly FunctionNode[]
}

// ---------------------------------------------------------------- paths of the function

function faultOnPaths(ways: Ways): Fault | undefined {
  return faultBetween(ways, ways.ends) ?? skippedByFailure(ways)
}

/**
 * The function ends it on every way that goes well: then it counts on that, and who only listens for the end of it brings no
 * end where something else fails, or where there is nothing to do.
 */
function skippedByFailure(ways: Ways): Fault | undefined {
  const ends = ways.ends.filter(({ does, listener }) => does !== 'join' || !listener)
  if (ends.length === ways.ends.length || !ends.some(({ does }) => does === 'end')) return undefined
  const fault = faultBetween(ways, ends)
  if (fault?.kind !== 'skipped') return undefined
  if (fault.way.how === 'throw') return fault
  const isLeft = fault.way.how === 'return' && (leavesEmpty(fault.way.node) || isServing(ways, fault.way.node)) && ends.every(({ at }) => isOnMainWay(ways.owner, at))
  return isLeft ? fault : undefined
}

/**
 * A thread that is told what to do listens for more, and does not end by itself with an answer that is no good: `if (isBad(answer)) return 0`.
 * Where the answer itself is returned, it may say that the thread has gone.
 */
function isServing({ sourceCode, spawn, owner }: Ways, leaving: Node): boolean {
  const isTold = spawn.model.kind === 'worker' && spawn.trail.uses.some(({ does, at }) => does === 'talk' && ownerOf(at) === owner && at.range[1] < leaving.range[0])
  if (!isTold || leaving.type !== 'ReturnStatement' || !leaving.argument) return false
  const branch = leaving.parent.type === 'BlockStatement' ? leaving.parent.parent : leaving.parent
  if (branch.type !== 'IfStatement') return false
  const asked = variablesIn(sourceCode, branch.test)
  return ![...variablesIn(sourceCode, leaving.argument)].some((variable) => asked.has(variable))
}

function variablesIn(sourceCode: SourceCode, root: Node): ReadonlySet<Variable> {
  const variables = new Set<Variable>()
  walk(sourceCode, root, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable && variable.defs.length > 0) variables.add(variable)
  })
  return variables
}

/** `return`, where there is nothing to do: that says nothing about the handle, as a result of its own would. */
function leavesEmpty(node: Node): boolean {
  return node.type === 'ReturnStatement' && (node.argument === null || isNothing(node.argument))
}

/** Whether a statement of the function itself holds it, and no branch. */
function isOnMainWay({ body }: FunctionNode, node: Node): boolean {
  return body.type === 'BlockStatement' && body.body.some((each) => each.type === 'ExpressionStatement' && isInside(node, each))
}

function faultBetween({ sourceCode, spawn, owner, leaves, lent }: Ways, ends: readonly Use[]): Fault | undefined {
  const flow = flowWithEnds(sourceCode, owner)
  if (!flow) return undefined
  const points = [...[...ends, ...leaves].map(({ at }) => at), ...lent.map(({ body }) => body)].flatMap((at) => pointsIn(sourceCode, owner, at))
  const guards = points.flatMap((point) => guardsOf(sourceCode, point, spawn.trail.anchor))
  const settled = eventsAt(flow, [...points, ...guards])
  const acquired = acquiredAt(sourceCode, flow, spawn)
  const obligation = { flow, acquired, settled, isHeld: holds(sourceCode, spawn), follow: alive(sourceCode, spawn, flow) }
  const ways = unmet(sourceCode, obligation)
  const end = ends[0] ?? leaves[0]
  if (!ways || !end) return undefined
  const isRepeated = ends.length > 0 && !spawn.trail.isOneOfMany && openAt(sourceCode, obligation, (event) => acquired.includes(event))
  if (isRepeated) return { kind: 'repeated', spawn, end: lastOf(ends, leaves) }
  const way = counts(sourceCode, spawn, owner, ways.normal, false) ?? counts(sourceCode, spawn, owner, ways.exceptional, true)
  return way ? { kind: 'skipped', spawn, way, end: lastOf(ends, leaves) } : undefined
}

function lastOf(ends: readonly Use[], leaves: readonly Use[]): Use {
  return (ends.length > 0 ? ends : leaves).reduce((a, b) => (b.at.range[0] > a.at.range[0] ? b : a))
}

/** A program that ends takes its handles along, unless one keeps it alive. */
function counts(sourceCode: SourceCode, spawn: Spawn, owner: CodeOwner, way: WayOut | undefined, isFailure: boolean): WayOut | undefined {
  if (!way) return undefined
  const isOnce = timesOf(sourceCode, owner).runs === 'once'
  const isOfProgram = isOnce || (spawn.model.endsWithProgram === true && roleOf(sourceCode).program !== 'application')
  return isOfProgram && (isFailure || spawn.model.idle !== 'keeps alive') ? undefined : way
}

/** It is there when the promise for it is fulfilled, where there is one. */
function acquiredAt(sourceCode: SourceCode, flow: Flow, { trail }: Spawn): readonly EventId[] {
  const awaited = awaitsOf(sourceCode, trail.anchor).flatMap((each) => eventsOf(flow, each))
  return awaited.length > 0 ? awaited : eventsOf(flow, trail.anchor)
}

/** A handle that is not there, or lacks a member, has not come to life. */
function holds(sourceCode: SourceCode, { trail }: Spawn): (node: Node) => boolean {
  return (node) => {
    const tested = unwrap(node)
    const variable = variableOf(sourceCode, tested.type === 'MemberExpression' ? unwrap(tested.object) : tested)
    return variable !== undefined && trail.variables.has(variable)
  }
}

/** Failures after which the handle has ended by itself are no ways out with it. */
function alive(sourceCode: SourceCode, { model, trail }: Spawn, flow: Flow): Follow {
  return (event, edge) => {
    if (edge !== 'throw' || flow.kinds[event] !== 'await') return true
    const node = flow.nodes[event] as Node
    const awaited = node.type === 'AwaitExpression' ? node.argument : node.type === 'ForOfStatement' ? node.right : undefined
    return awaited === undefined || failsAlive(sourceCode, model, trail, awaited)
  }
}

// ---------------------------------------------------------------- promises

/** It is ended in `then` alone: a rejection goes past that. */
function faultOfReactions({ sourceCode, spawn, owner, ends, leaves, lent }: Ways): Fault | undefined {
  if (leaves.length > 0 || lent.length > 0) return undefined
  const reactions = ends.map((use) => functionsBetween(use.at, owner).map((each) => reactionOf(sourceCode, each)).find((each) => each !== undefined))
  const [first] = reactions
  const [end] = ends
  if (!first || !end || reactions.some((each) => each?.on !== 'fulfilled')) return undefined
  return failsAlive(sourceCode, spawn.model, spawn.trail, first.promise) ? { kind: 'rejected', spawn, at: first.call, end } : undefined
}

import { calledName } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { type EventTest, findPath } from '../../flow/queries.ts'
import { type Follow } from '../../flow/reach.ts'
import { guardsOf } from '../../handles/guards.ts'
import { eventsAt, givenTwice, givenUnheld, type Open, unmet } from '../../obligations/obligations.ts'
import { both } from '../../worlds.ts'
import { isEntry } from '../entries.ts'
import { heldAround, heldAtEntry } from '../held.ts'
import { mayBeSame } from '../locksets.ts'
import { ownMethods } from '../own/index.ts'
import { exactKey, type Place, shown } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'
import { lockOwners, lockSummary } from '../summary.ts'
import { type LockUse, lockUses } from '../uses.ts'
import { type Acquisition, acquisitionsOf, sameAs } from './acquisitions.ts'
import { failures, flowWithFailures } from './failing.ts'
import { outcomeOf } from './outcome.ts'
import { isPrivate } from './private.ts'
import { type Release, releasesOf, settlingOf } from './settling.ts'

/** A release of what is not held. */
export type Excess =
  /** It was released before, on a way to here. */
  | { readonly kind: 'twice' | 'mixed'; readonly text: string; readonly at: Node; readonly before: Node; readonly of: Acquisition }
  /** Some way comes here without acquiring. */
  | { readonly kind: 'unheld'; readonly text: string; readonly at: Node; readonly acquire: Node; readonly path: readonly EventId[]; readonly flow: Flow }
  /** The attempt to acquire has failed on a way to here. */
  | { readonly kind: 'refused'; readonly text: string; readonly at: Node; readonly acquire: Node }
  /** A test has found that somebody holds it. */
  | { readonly kind: 'locked'; readonly text: string; readonly at: Node; readonly test: Node }
  /** Everybody who acquires it releases it, and this function does not acquire. */
  | { readonly kind: 'unowned'; readonly text: string; readonly at: Node; readonly acquire: Node }

/** The releases of the file that give back what is not held: one fault for each call, in source order. */
export const excessReleases = perFile((sourceCode): readonly Excess[] => {
  const found = new Map<Node, Excess>()
  const add = (excess: Excess | undefined): void => {
    if (excess && !found.has(excess.at)) found.set(excess.at, excess)
  }
  for (const acquisition of acquisitionsOf(sourceCode)) {
    if (acquisition.harmless || !isFunction(acquisition.owner) || ownMethods(sourceCode).has(acquisition.owner)) continue
    const { releases } = settlingOf(sourceCode, acquisition)
    if (releases.length === 0) continue
    const code = new Set([acquisition.owner, ...releases.flatMap(({ call }) => (call ? [ownerOf(call)] : []))])
    for (const owner of code) {
      const paths = pathsOf(sourceCode, acquisition, owner)
      if (!paths) continue
      for (const excess of twice(sourceCode, paths)) add(excess)
      if (owner === acquisition.owner) add(unheld(sourceCode, paths) ?? refused(sourceCode, paths))
    }
  }
  for (const use of releasesOf(sourceCode)) {
    if (use.method.harmless || use.model.lease) continue
    add(behindQuery(sourceCode, use) ?? unowned(sourceCode, use))
  }
  return [...found.values()].sort((a, b) => a.at.range[0] - b.at.range[0])
})

/** What is asked about one acquisition. */
interface Paths {
  readonly acquisition: Acquisition
  readonly flow: Flow
  /** The releases in that code. */
  readonly releases: readonly Given[]
  /** Where it, or anything that may be it, is acquired. */
  readonly acquires: EventTest
  readonly follow: Follow
}

/** A release; guarded where a test only decides whether it is done: whoever tests that may know. */
type Given = Release & { readonly call: Node; readonly isGuarded: boolean }

/** The same for the code of one function: of the owner, or of a callback in it that releases. */
function pathsOf(sourceCode: SourceCode, acquisition: Acquisition, owner: CodeOwner): Paths | undefined {
  const { place } = acquisition
  const flow = flowWithFailures(sourceCode, owner)
  if (!flow || flow.imprecise) return undefined
  const releases = settlingOf(sourceCode, acquisition).releases.flatMap((release) => {
    const { call } = release
    return call && ownerOf(call) === owner && isSure(sourceCode, release, place) ? [{ ...release, call, isGuarded: guardsOf(sourceCode, call, acquisition.call).length > 0 }] : []
  })
  const acquired = acquiresIn(sourceCode, owner, flow, acquisition)
  const emptied = emptiedIn(flow, acquisition)
  const acquires: EventTest = (event) => acquired(event) || emptied(event)
  // A release that fails has happened all the same.
  const failed = eventsAt(flow, releases.map(({ call }) => wrapped(call).parent).filter((node) => node?.type === 'AwaitExpression'))
  const follow: Follow = both(failures(sourceCode, flow), (event, edge) => edge !== 'throw' || !failed(event))
  return { acquisition, flow, releases, acquires, follow }
}

const acquiresByLock = perFile(() => new Map<string, EventTest>())

/** Where some code acquires it, or what may be it: found once for all acquisitions of one lock. */
function acquiresIn(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, acquisition: Acquisition): EventTest {
  const find = (): EventTest => eventsAt(flow, sameAs(sourceCode, acquisition).flatMap(({ call, from }) => [call, ...from.filter((node) => node !== owner)]))
  const key = acquisition.place && exactKey(acquisition.place)
  if (key === undefined) return find()
  const known = acquiresByLock(sourceCode)
  const name = `${owner.range[0]} ${acquisition.owner.range[0]} ${key}`
  const acquires = known.get(name) ?? find()
  known.set(name, acquires)
  return acquires
}

/** Where the names of what was acquired are given another value, or none: what is released by them afterwards is something else. */
function emptiedIn(flow: Flow, { handle, trails, call }: Acquisition): EventTest {
  if (!handle) return () => false
  const written = trails.flatMap(({ variables }) => [...variables]).flatMap(({ references }) => references.filter((each) => each.isWrite() && !(each.writeExpr && isInside(call, each.writeExpr))))
  return eventsAt(flow, written.map(({ identifier }) => identifier))
}

/** A function of the file that releases may do so only sometimes. */
function isSure(sourceCode: SourceCode, { by, call }: Release, place: Place | undefined): boolean {
  if (by !== 'helper') return true
  const helper = isCall(call) && place ? calledLocal(sourceCode, call) : undefined
  const flow = helper && flowWithFailures(sourceCode, helper)
  if (!helper || !flow || flow.imprecise) return false
  const releases = eventsAt(flow, releasesOf(sourceCode).filter((use) => ownerOf(use.call) === helper && use.places.some((other) => mayBeSame(place as Place, other))).map((use) => use.call))
  return !findPath(flow, flow.enter, (event) => event === flow.exit, (_, __, to) => !releases(to))
}

function callEvents(flow: Flow, releases: readonly { readonly call: Node }[]): readonly EventId[] {
  return releases.flatMap(({ call }) => eventsOf(flow, call).filter((event) => flow.kinds[event] === 'call'))
}

// ---------------------------------------------------------------- one after the other

function twice(sourceCode: SourceCode, { acquisition, flow, releases, acquires, follow }: Paths): readonly Excess[] {
  const { model, text, use } = acquisition
  if (!model || model.id === 'own') return []
  const isGone = ({ call }: Given): boolean => isCall(call) && use?.method.goneAfter?.includes(calledName(call) ?? '') === true
  const byHandle = releases.filter(({ by }) => by === 'handle')
  const byPlace = releases.filter(({ by, call }) => by !== 'handle' && lockUses(sourceCode).get(call as never)?.method.harmless !== true)
  const found: Excess[] = []
  for (const group of [model.idempotentRelease ? [] : byHandle, byPlace]) {
    const path = again(sourceCode, { flow, acquires, follow }, group.filter((each) => !isGone(each)), group)
    if (path) found.push({ kind: 'twice', text, at: flow.nodes[path.to] as Node, before: flow.nodes[path.from] as Node, of: acquisition })
  }
  for (const [first, second] of [[byHandle, byPlace], [byPlace, byHandle]] as const) {
    const path = again(sourceCode, { flow, acquires, follow }, first, second)
    if (path) found.push({ kind: 'mixed', text, at: flow.nodes[path.to] as Node, before: flow.nodes[path.from] as Node, of: acquisition })
  }
  return found
}

/** A way from one release to another with no acquiring between them. */
function again(sourceCode: SourceCode, { flow, acquires, follow }: Pick<Paths, 'flow' | 'acquires' | 'follow'>, first: readonly Given[], second: readonly Given[]): Open | undefined {
  const goals = new Set(callEvents(flow, second.filter(({ isGuarded }) => !isGuarded)))
  if (first.length === 0 || goals.size === 0) return undefined
  return givenTwice(sourceCode, flow, callEvents(flow, first), (event) => goals.has(event), acquires, follow)
}

// ---------------------------------------------------------------- without acquiring

/** `if (exclusive) await lock.acquire()`, and `lock.release()` in any case. */
function unheld(sourceCode: SourceCode, { acquisition, flow, releases, acquires, follow }: Paths): Excess | undefined {
  const { owner, place, text, call, from } = acquisition
  const byPlace = releases.filter(({ by, isGuarded }) => by !== 'handle' && !isGuarded)
  if (!place || byPlace.length === 0 || !isEntry(sourceCode, owner) || heldAtEntry(sourceCode, owner).some(({ lock }) => mayBeSame(lock, place))) return undefined
  const events = new Set(callEvents(flow, byPlace))
  // Who leaves with the lock held came with it held: it was let go for a while.
  const acquired = from.flatMap((node) => eventsOf(flow, node)).filter((event) => flow.kinds[event] !== 'test')
  if (unmet(sourceCode, { flow, acquired, settled: (event) => events.has(event), follow })?.normal) return undefined
  const outcome = outcomeOf(sourceCode, acquisition)
  // Who has not acquired finds that in the result.
  const smooth: Follow = both(follow, (event, edge) => {
    const kind = flow.kinds[event]
    const missing = kind === 'test' || kind === 'nullish' ? outcome(flow.nodes[event] as Node, kind) : undefined
    return edge !== 'throw' && (missing === undefined || edge === missing)
  })
  const release = givenUnheld(sourceCode, flow, (event) => events.has(event), acquires, smooth)
  const path = release === undefined ? undefined : findPath(flow, flow.enter, (event) => event === release, (event, edge, to) => smooth(event, edge, to) && !acquires(event))
  if (release === undefined || !path) return undefined
  return { kind: 'unheld', text, at: flow.nodes[release] as Node, acquire: call, path: [flow.enter, ...path.map((edge) => flow.to[edge] as EventId)], flow }
}

/** `if (lock.tryAcquire()) …`, and `lock.release()` also where it has failed. */
function refused(sourceCode: SourceCode, { acquisition, flow, releases, acquires, follow }: Paths): Excess | undefined {
  const { use, place, text, call } = acquisition
  const byPlace = releases.filter(({ by, isGuarded }) => by !== 'handle' && !isGuarded)
  if (!place || use?.does !== 'try' || byPlace.length === 0) return undefined
  const events = new Set(callEvents(flow, byPlace))
  const outcome = outcomeOf(sourceCode, acquisition)
  for (let test = 0; test < flow.kinds.length; test++) {
    const kind = flow.kinds[test]
    const missing = kind === 'test' || kind === 'nullish' ? outcome(flow.nodes[test] as Node, kind) : undefined
    const path = missing && findPath(flow, test, (event) => events.has(event), (event, edge, to) => (event === test ? edge === missing : follow(event, edge, to)) && !acquires(to))
    if (path) return { kind: 'refused', text, at: flow.nodes[flow.to[path.at(-1) as number] as EventId] as Node, acquire: call }
  }
  return undefined
}

// ---------------------------------------------------------------- what others hold

/** `if (lock.isLocked()) lock.release()`: whoever holds it, it need not be this call. */
function behindQuery(sourceCode: SourceCode, { call, places: [place] }: LockUse): Excess | undefined {
  if (!place) return undefined
  for (let child: Node = call, at: Node | undefined = call.parent; at && !isFunction(at); child = at, at = at.parent) {
    const test = (at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.consequent === child ? at.test : at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child ? at.left : undefined
    const query = test && [...lockUses(sourceCode).values()].find((use) => use.does === 'query' && isInside(use.call, test) && !isNegated(use.call, test) && use.places.some((other) => mayBeSame(place, other)))
    if (query && !heldAround(sourceCode, call).some(({ lock }) => mayBeSame(place, lock))) return { kind: 'locked', text: shown(place), at: call, test: query.call }
  }
  return undefined
}

function isNegated(query: Node, test: Node): boolean {
  let negated = false
  for (let at: Node | undefined = query; at && at !== test.parent; at = at.parent) if (at.type === 'UnaryExpression' && at.operator === '!') negated = !negated
  return negated
}

/** A release in a function that never acquires, of a lock that nobody leaves held. */
function unowned(sourceCode: SourceCode, { call, places: [place], model }: LockUse): Excess | undefined {
  if (!place || model.permits !== 1 || !isPrivate(sourceCode, place)) return undefined
  const holders = acquisitionsOf(sourceCode).filter((each) => each.place && mayBeSame(place, each.place))
  const [first] = holders
  if (!first || model.id === 'own' || holders.some(({ owner }) => isAround(owner, call)) || !holders.every((each) => isReleasedThere(sourceCode, each))) return undefined
  const isLeft = lockOwners(sourceCode).some((owner) => lockSummary(sourceCode, owner).leaves.some(({ lock }) => mayBeSame(place, lock)))
  return isLeft || heldAround(sourceCode, call).some(({ lock }) => mayBeSame(place, lock)) ? undefined : { kind: 'unowned', text: shown(place), at: call, acquire: first.call }
}

/** Whether a holder stands around the release, or the function around both does. */
function isAround(owner: CodeOwner, call: Node): boolean {
  let at: Node = owner
  for (let outer = ownerOf(at); isFunction(outer); outer = ownerOf(at)) at = outer
  return isInside(call, at)
}

function isReleasedThere(sourceCode: SourceCode, acquisition: Acquisition): boolean {
  const { releases, leaves } = settlingOf(sourceCode, acquisition)
  return leaves.length === 0 && releases.some(({ by }) => by !== 'helper')
}

import { addTo } from '../../utils/group.ts'
import { callsByOwner } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import type { EdgeKind, EventId, Flow } from '../flow/graph.ts'
import { eventsOf } from '../flow/graph.ts'
import { type BitSolution, clearBit, setBit, solveBits } from '../flow/solve-bits.ts'
import { fateOf, type Fate } from '../promises/fate.ts'
import { callbackAt } from '../promises/reactions.ts'
import { standingAt } from '../resolve/functions.ts'
import { isBorrowed } from './borrowed.ts'
import { type Bound, boundSections } from './bound.ts'
import { doneSection, type Effect, effectOf, spotOf, type SummaryOf } from './effects.ts'
import type { Held, Mode, Release, Spot } from './facts.ts'
import { originsOf } from './handles.ts'
import { exactKey, familyKey, isChosen, type Place } from './places/symbol.ts'
import { parameterAt } from './sections.ts'
import { type LockUse, lockUses } from './uses.ts'

/** A lock that a function comes to hold at one place. */
export interface Token {
  readonly lock: Place
  readonly mode: Mode
  readonly at: Spot
  readonly acquired: Spot
  /** The call that takes it, by its offset: what its handle is known by. */
  readonly site: number
  /** The call; the function itself where it begins with the lock held. */
  readonly node: Node
}

/** What a function holds, event by event. */
export interface Locksets {
  readonly flow: Flow
  readonly tokens: readonly Token[]
  readonly effects: readonly { readonly effect: Effect; readonly fate: Fate }[]
  /** On some path, and on every path. */
  readonly may: BitSolution
  readonly must: BitSolution
  /** What the function gives back although it did not take it. */
  readonly foreign: readonly Release[]
  /** What is given back only when the promise or callback of these calls is done: held until then, by nobody in sight. */
  readonly promised: ReadonlyMap<Node, readonly number[]>
}

/** Sections that are ended by a function they are given: who runs them holds the lock from the start. */
const endedByHand = perFile((sourceCode): ReadonlyMap<Node, LockUse> => {
  const sections = new Map<Node, LockUse>()
  for (const use of lockUses(sourceCode).values()) {
    const section = callbackAt(sourceCode, use.section)
    if (section && (use.does === 'acquire' || doneSection(sourceCode, use))) sections.set(section, use)
  }
  return sections
})

/** More acquisitions than this in one function and we do not look at it. */
const MOST_TOKENS = 96

/** Functions given to the `.then` of an acquisition: they run with the lock held. */
const afterAcquire = perNode<Node, LockUse | undefined>((sourceCode, owner) => {
  const given = isFunction(owner) ? standingAt(sourceCode, owner) : undefined
  const call = given?.parent
  if (call?.type !== 'CallExpression' || call.arguments[0] !== given || call.callee.type !== 'MemberExpression') return undefined
  const [origin, second] = originsOf(sourceCode, call.callee.object)
  const use = origin && !second && origin.steps.length === 0 ? lockUses(sourceCode).get(origin.call) : undefined
  return use?.does === 'acquire' && !use.section && fateOf(sourceCode, use.call).chained.includes(call) ? use : undefined
}, undefined)

/**
 * What the function holds at each of its events, given what the functions it calls do. Undefined when it has nothing to do
 * with locks, or when its control flow is too tangled to say.
 */
export function locksetsOf(sourceCode: SourceCode, owner: CodeOwner, get: SummaryOf): Locksets | undefined {
  const effects = (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const effect = effectOf(sourceCode, call, get)
    return effect ? [{ effect, fate: fateOf(sourceCode, call) }] : []
  })
  const entry = entryTokens(sourceCode, owner)
  if (effects.length === 0 && entry.length === 0) return undefined
  const flow = flowOf(sourceCode, owner)
  const tokens = [...entry]
  const gains = new Map<EventId, number[]>()
  for (const { effect, fate } of effects) {
    const events = gainEvents(sourceCode, flow, effect, fate)
    for (const gain of events.length > 0 ? effect.gains : []) {
      const token = tokens.push({ lock: gain.lock, mode: gain.mode, at: gain.at, acquired: gain.site, site: effect.call.range[0], node: effect.call }) - 1
      for (const event of events) addTo(gains, event, token)
    }
  }
  if (tokens.length > MOST_TOKENS) return undefined
  const { kills, foreign, given, promised } = killsOf(flow, effects, tokens)
  addEscapes(sourceCode, flow, owner, { tokens, kills, effects })
  addLoops(flow, effects, tokens, kills)
  const lent = lentInLoops(flow, effects, tokens, kills)
  const nothing = emptyHandles(sourceCode, flow, tokens)
  const solved = (join: 'any' | 'all') => solveBits(flow, {
    size: tokens.length,
    join,
    initial: entry.keys(),
    transfer: (state, event, edge) => {
      for (const token of kills.get(event) ?? []) clearBit(state, token)
      if (edge === 'throw' || edge === 'stop') return
      for (const token of gains.get(event) ?? []) setBit(state, token)
      if (edge === 'true') for (const token of lent.get(event) ?? []) setBit(state, token)
      if (edge === nothing.get(event)?.edge) for (const token of nothing.get(event)?.tokens ?? []) clearBit(state, token)
    },
  })
  const may = solved('any')
  const must = may && solved('all')
  if (!may || !must) return undefined
  // Given back where it cannot be held yet: what the function takes comes after that.
  const before = given.filter(({ events, tokens: of }) => events.length > 0 && events.every((event) => may.reaches(event) && !of.some((token) => may.has(event, token))))
  return { flow, tokens, effects, may, must, foreign: [...foreign, ...before.map(({ release }) => release)], promised }
}

function entryTokens(sourceCode: SourceCode, owner: CodeOwner): Token[] {
  const use: LockUse | Bound | undefined = endedByHand(sourceCode).get(owner) ?? afterAcquire(sourceCode, owner) ?? boundSections(sourceCode).get(owner)
  if (!use) return []
  const at = spotOf(use.call)
  return use.places.map((lock) => ({ lock, mode: use.mode, at, acquired: at, site: use.call.range[0], node: owner }))
}

/** The events after which the lock is held: the waits for it, or the call where there is nothing to wait for. */
function gainEvents(sourceCode: SourceCode, flow: Flow, effect: Effect, fate: Fate): readonly EventId[] {
  if (effect.over === 'now') return eventsOf(flow, effect.call)
  const taken = fate.chained.some((call) => call.arguments.some((each) => isFunction(each) && afterAcquire(sourceCode, each)))
  return taken ? [] : fate.awaits.flatMap((each) => eventsOf(flow, each))
}

// ---------------------------------------------------------------- giving back

interface Kills {
  readonly kills: Map<EventId, number[]>
  readonly foreign: Release[]
  /** What gives back something that the function takes, somewhere. */
  readonly given: readonly Given[]
  readonly promised: ReadonlyMap<Node, readonly number[]>
}

interface Given {
  readonly release: Release
  readonly tokens: readonly number[]
  readonly events: readonly EventId[]
}

/** At which events which locks are given back, as far as calls say so. */
function killsOf(flow: Flow, effects: Locksets['effects'], tokens: readonly Token[]): Kills {
  const kills = new Map<EventId, number[]>()
  const foreign: Release[] = []
  const all: Given[] = []
  const promised = new Map<Node, readonly number[]>()
  for (const { effect, fate } of effects) {
    const given = effect.releases.flatMap((release) => {
      const tokensGiven = givenBack(release, tokens)
      if (tokensGiven.length === 0) foreign.push(release)
      else all.push({ release, tokens: tokensGiven, events: eventsOf(flow, effect.call) })
      return tokensGiven
    })
    const awaited = effect.over !== 'now' && effect.over !== 'callback' ? fate.awaits : []
    const pending = awaited.length === 0 && (effect.over === 'callback' || effect.over === 'chain' || (effect.over === 'promise' && fate.returned))
    if (pending) promised.set(effect.call, given)
    const events = pending ? [] : awaited.length > 0 ? awaited.flatMap((each) => eventsOf(flow, each)) : eventsOf(flow, effect.call)
    for (const event of events) for (const token of given) addTo(kills, event, token)
  }
  return { kills, foreign, given: all, promised }
}

/** Which tokens a release gives back: those of its handle, or else those of its place; an unknown element may be any. */
function givenBack({ site, lock }: Release, tokens: readonly Token[]): readonly number[] {
  const byHandle = tokens.flatMap((token, i) => (site === token.site ? [i] : []))
  return byHandle.length > 0 || !lock ? byHandle : tokens.flatMap((token, i) => (mayBeSame(lock, token.lock) ? [i] : []))
}

/** Whether two places may be the same lock: equal, or elements of one collection of which one is not known. */
export function mayBeSame(a: Place, b: Place): boolean {
  const key = exactKey(a)
  if (key !== undefined && key === exactKey(b)) return true
  if (!isChosen(a) && !isChosen(b)) return false
  const family = familyKey(a)
  return family !== undefined && family === familyKey(b) && (key === undefined || exactKey(b) === undefined)
}

interface Escaping {
  readonly tokens: readonly Token[]
  readonly kills: Map<EventId, number[]>
  readonly effects: Locksets['effects']
}

/** A handle that is passed to a function we do not know or that may end it, or kept in an object, may be used by anybody at any time. */
function addEscapes(sourceCode: SourceCode, flow: Flow, owner: CodeOwner, { tokens, kills, effects }: Escaping): void {
  if (tokens.length === 0) return
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    if (call.callee.type === 'MemberExpression' && /^(?:push|unshift|add|set|then|catch|finally)$/u.test(nameOfMember(call.callee))) continue
    for (const argument of call.arguments) {
      if ((argument.type !== 'Identifier' && argument.type !== 'AwaitExpression') || isBorrowed(sourceCode, call, argument)) continue
      const sites = new Set(originsOf(sourceCode, argument).map((origin) => origin.call.range[0]))
      tokens.forEach((token, i) => {
        if (sites.has(token.site) && !isLent(sourceCode, call, token, effects)) for (const event of eventsOf(flow, call)) addTo(kills, event, i)
      })
    }
  }
  flow.kinds.forEach((kind, event) => {
    const node = flow.nodes[event]
    if (kind !== 'dispose' || node?.type !== 'VariableDeclarator' || !node.init) return
    const sites = new Set(originsOf(sourceCode, node.init).map((origin) => origin.call.range[0]))
    tokens.forEach((token, i) => {
      if (sites.has(token.site)) addTo(kills, event, i)
    })
  })
}

/**
 * `return await work(client)` in a function that is given `work` and releases the client itself behind that: what it hands out is
 * a thing to work with, which the work has until it is done. A function that releases may be called by whoever has it.
 */
function isLent(sourceCode: SourceCode, call: Call, { site, node }: Token, effects: Locksets['effects']): boolean {
  return lockUses(sourceCode).get(node as Call)?.method.yields === 'handle' && parameterAt(sourceCode, unwrap(call.callee)) !== undefined
    && effects.some(({ effect }) => effect.call.range[0] > call.range[0] && effect.releases.some((release) => release.site === site))
}

function nameOfMember(member: Extract<Call['callee'], { type: 'MemberExpression' }>): string {
  return member.property.type === 'Identifier' ? member.property.name : ''
}

/** A loop that gives back one element per turn gives back all. */
function addLoops(flow: Flow, effects: Locksets['effects'], tokens: readonly Token[], kills: Map<EventId, number[]>): void {
  flow.kinds.forEach((kind, event) => {
    const loop = flow.nodes[event]
    if (kind !== 'loop' || !loop) return
    for (const { effect } of effects) {
      if (!isInside(effect.call, loop)) continue
      const given = effect.releases.flatMap((release) => givenBack(release, tokens))
      for (const token of given) if (!isInside((tokens[token] as Token).node, loop)) addTo(kills, event, token)
    }
  })
}

/** `for await (const row of rows())`: what the generator holds when it yields is held in the body of the loop. */
function lentInLoops(flow: Flow, effects: Locksets['effects'], tokens: Token[], kills: Map<EventId, number[]>): ReadonlyMap<EventId, number[]> {
  const lent = new Map<EventId, number[]>()
  for (const { effect: { call, lends } } of effects) {
    const loop = lends.length > 0 ? wrapped(call).parent : undefined
    if (loop?.type !== 'ForOfStatement' || !loop.await || unwrap(loop.right) !== call) continue
    for (const { lock, mode, at, site } of lends) {
      const token = tokens.push({ lock, mode, at, acquired: site, site: call.range[0], node: call }) - 1
      for (const event of eventsOf(flow, loop)) {
        addTo(kills, event, token)
        if (flow.kinds[event] === 'next') addTo(lent, event, token)
      }
    }
  }
  return lent
}

/** Where a handle is tested: on this edge there is none, so nothing is held by it. */
function emptyHandles(sourceCode: SourceCode, flow: Flow, tokens: readonly Token[]): ReadonlyMap<EventId, { readonly edge: EdgeKind; readonly tokens: readonly number[] }> {
  const tests = new Map<EventId, { edge: EdgeKind; tokens: number[] }>()
  if (tokens.length === 0) return tests
  flow.kinds.forEach((kind, event) => {
    const node = flow.nodes[event]
    if ((kind !== 'test' && kind !== 'nullish') || node?.type !== 'Identifier') return
    const sites = new Set(originsOf(sourceCode, node).map((origin) => origin.call.range[0]))
    const tested = tokens.flatMap((token, i) => (sites.has(token.site) ? [i] : []))
    if (tested.length > 0) tests.set(event, { edge: kind === 'test' ? 'false' : 'true', tokens: tested })
  })
  return tests
}

// ---------------------------------------------------------------- asking

/** What is held before an event, on some path at least. */
export function heldAt({ tokens, may, must }: Locksets, event: EventId, only?: (token: number) => boolean): readonly Held[] {
  if (!may.reaches(event)) return []
  return tokens.flatMap((token, i): readonly Held[] => (may.has(event, i) && (!only || only(i))
    ? [{ lock: token.lock, mode: token.mode, at: token.at, site: token.acquired, sure: must.has(event, i) }]
    : []))
}

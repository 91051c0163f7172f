import type { TSESTree } from '@typescript-eslint/utils'

import { disposeSymbols } from '../../knowledge/lifecycles.ts'
import { linkAt } from '../../utils/chains.ts'
import { callsByOwner, nodesOf, within } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { perFile, perNode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { keyName } from '../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { type Follow } from '../flow/reach.ts'
import type { Fate } from '../promises/fate.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { summaries } from '../summaries/fixpoint.ts'
import { worldsOf } from '../worlds.ts'
import { type Effect, gives, type SummaryOf } from './effects.ts'
import { type Held, type Left, NO_LOCKS, onlyIf, type Run, sameSummary, type Summary, type Take, tidy } from './facts.ts'
import { isGuarded } from './guarded.ts'
import { originsOf } from './handles.ts'
import { heldAt, type Locksets, locksetsOf, mayBeSame, type Token } from './locksets.ts'
import { ownMethods } from './own/index.ts'
import { isOrdered } from './places/imposed.ts'
import { familyKey } from './places/symbol.ts'
import { lockRelated, takingCalls } from './reach.ts'
import { functionAt } from './receiver.ts'
import { meeting, under } from './sections.ts'
import { conditionsFor } from './when.ts'

/** What running a function (or the module) does to locks, through everything that it calls in this file. */
export const lockSummary: (sourceCode: SourceCode, owner: CodeOwner) => Summary = summaries<Summary>({
  bottom: NO_LOCKS,
  equal: sameSummary,
  compute(sourceCode, owner, get) {
    if (!mayMatter(sourceCode, owner)) return NO_LOCKS
    const sets = locksetsOf(sourceCode, owner, get)
    latest(sourceCode).set(owner, sets)
    return sets ? summarise(sourceCode, owner, sets, get) : NO_LOCKS
  },
})

/** The locksets that the latest summary of each function rests on: once it has been solved, those of what it calls have been too. */
const latest = perFile(() => new Map<CodeOwner, Locksets | undefined>())

/** What a function holds, event by event; undefined when it has nothing to do with locks. */
export function locksets(sourceCode: SourceCode, owner: CodeOwner): Locksets | undefined {
  lockSummary(sourceCode, owner)
  return latest(sourceCode).get(owner)
}

/** Whether a function may have to do with locks: how a lock is made is its own business. */
function mayMatter(sourceCode: SourceCode, owner: CodeOwner): boolean {
  if (takingCalls(sourceCode).length === 0 || (isFunction(owner) && ownMethods(sourceCode).has(owner))) return false
  return lockRelated(sourceCode).has(owner) || runsParameter(sourceCode, owner)
}

/** Whether a function calls one that it, or a function around it, is given. */
const runsParameter = perNode<CodeOwner, boolean>((sourceCode, owner) => (callsByOwner(sourceCode).get(owner) ?? []).some((call) => {
  const variable = call.callee.type === 'Identifier' ? variableOf(sourceCode, call.callee) : undefined
  return variable?.defs[0]?.type === 'Parameter'
}), false)

/** The functions of the file that have to do with locks, in source order, and at last the module, where it does. */
export const lockOwners = perFile((sourceCode): readonly CodeOwner[] => {
  const related = [...lockRelated(sourceCode)].filter((owner) => mayMatter(sourceCode, owner))
  return related.sort((a, b) => Number(a.type === 'Program') - Number(b.type === 'Program') || a.range[0] - b.range[0] || b.range[1] - a.range[1])
})

function summarise(sourceCode: SourceCode, owner: CodeOwner, sets: Locksets, get: SummaryOf): Summary {
  const takes: Take[] = []
  const runs: Run[] = []
  for (const { effect: raw, fate } of sets.effects) {
    const effect = conditional(sourceCode, owner, sets.flow, raw)
    for (const { held: all, waited } of waits(sets, effect, fate)) {
      const held = all.filter((each) => each.sure || mayMeet(sourceCode, sets, each, effect.call))
      const first = effect.first.map((take) => ({ ...take, held: meeting(held, take) }))
      const rest = under(held, { takes: effect.takes, runs: effect.runs, releases: effect.releases, leaves: [] })
      // What nobody waits for still happens, but keeps nobody waiting.
      takes.push(...(waited ? [...first, ...rest.takes] : [...effect.first, ...effect.takes].map((take) => ({ ...take, waited: false }))).map((take) => compared(sourceCode, owner, take)))
      runs.push(...(waited ? rest.runs : effect.runs.map((run) => ({ ...run, waited: false }))))
    }
  }
  return tidy({ takes, runs, leaves: leavesOf(sourceCode, owner, sets, get), releases: sets.foreign, lends: isFunction(owner) && owner.generator ? heldAtYields(sets) : [] })
}

/** What a generator surely holds at each of its yields. */
function heldAtYields(sets: Locksets): readonly Held[] {
  const { flow, may } = sets
  const [first, ...rest] = flow.kinds.flatMap((kind, event) => (kind === 'yield' && may.reaches(event) ? [heldAt(sets, event).filter(({ sure }) => sure)] : []))
  return (first ?? []).filter((held) => rest.every((all) => all.some(({ lock, at }) => lock === held.lock && at === held.at)))
}

/** The effect, with what has to be the case for it. */
function conditional(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, effect: Effect): Effect {
  const when = effect.first.length + effect.takes.length + effect.runs.length > 0 ? conditionsFor(sourceCode, flow, effect.call) : []
  const guarded = effect.first.length + effect.takes.length > 0 && isGuarded(sourceCode, owner, effect.call)
  if (when.length === 0 && !guarded) return effect
  const mark = (take: Take): Take => (guarded ? { ...onlyIf(take, when), guarded: true } : onlyIf(take, when))
  return { ...effect, first: effect.first.map(mark), takes: effect.takes.map(mark), runs: effect.runs.map((run) => onlyIf(run, when)) }
}

/** Whether some path comes from where a lock is taken to a call with the tests on the way turning out alike. */
function mayMeet(sourceCode: SourceCode, { flow, tokens }: Locksets, { lock, at }: Held, call: Node): boolean {
  const worlds = worldsOf(sourceCode, flow)
  if (worlds.length < 2) return true
  const starts = tokens.filter((token) => token.lock === lock && token.at === at).flatMap(({ node }) => eventsOf(flow, node))
  const goals = new Set(eventsOf(flow, call))
  if (starts.length === 0) return true
  const leads = (from: EventId, to: (event: EventId) => boolean, world: Follow): boolean => findPath(flow, from, to, world) !== undefined
  return worlds.some((world) => starts.some((start) => leads(flow.enter, (event) => event === start, world) && leads(start, (event) => goals.has(event), world)))
}

/** Marks what the function itself brings into an order. */
function compared(sourceCode: SourceCode, owner: CodeOwner, take: Take): Take {
  const family = familyKey(take.lock)
  const alike = ({ lock, ordered }: Held): boolean => !ordered && (familyKey(lock) === family || (lock.kind !== undefined && lock.kind === take.lock.kind))
  if (!take.held.some(alike)) return take
  return { ...take, held: take.held.map((held) => (alike(held) && isOrdered(sourceCode, owner, held.lock, take.lock, take.at) ? { ...held, ordered: true } : held)) }
}

interface Wait {
  readonly held: readonly Held[]
  readonly waited: boolean
}

/** What is held where the effects of a call are waited for: at each await; at the end, where the caller waits. */
function waits(sets: Locksets, effect: Effect, fate: Fate): readonly Wait[] {
  const { flow, tokens, may, promised } = sets
  const calls = eventsOf(flow, effect.call).filter((event) => may.reaches(event))
  if (calls.length === 0) return []
  if (effect.over === 'now') return calls.map((event) => ({ held: heldAt(sets, event), waited: true }))
  const points: Wait[] = []
  if (!fate.raced && effect.over !== 'callback') {
    // A promise settles once: who awaits it a second time takes nothing, unless the call had it already.
    const isOther = (token: number): boolean => tokens[token]?.node !== effect.call || calls.some((event) => may.has(event, token))
    for (const node of fate.awaits) for (const event of eventsOf(flow, node)) if (may.reaches(event)) points.push({ held: heldAt(sets, event, isOther), waited: true })
  }
  const until = new Set([effect.call, ...fate.chained].flatMap((call) => promised.get(call) ?? []))
  const returned = fate.returned && !fate.raced
  if (returned || effect.over === 'callback' || until.size > 0) {
    const lasting = (token: number): boolean => until.has(token) || (returned && may.has(flow.exit, token))
    points.push({ held: calls.flatMap((event) => heldAt(sets, event, lasting)), waited: true })
  }
  return points.length > 0 ? points : [{ held: [], waited: false }]
}

// ---------------------------------------------------------------- what is left held

function leavesOf(sourceCode: SourceCode, owner: CodeOwner, sets: Locksets, get: SummaryOf): readonly Left[] {
  if (!isFunction(owner)) return []
  const { tokens, must, flow, effects } = sets
  const promised = new Set([...sets.promised.values()].flat())
  const left: Left[] = []
  tokens.forEach((token, i) => {
    if (token.node !== owner && must.reaches(flow.exit) && must.has(flow.exit, i) && !promised.has(i)) {
      const via = wayOut(sourceCode, owner, token.site, token.lock, get)
      if (via || !isGivenBackLater(sourceCode, owner, token, get)) left.push({ lock: token.lock, mode: token.mode, at: token.at, site: token.acquired, via })
    }
  })
  // An acquisition that is returned: whoever waits for the result holds the lock.
  const returns = returnsOf(sourceCode, owner)
  for (const { effect, fate } of effects) {
    if (fate.returned && effect.over === 'promise' && returns.length === 1) left.push(...effect.gains.flatMap((gain) => afterReactions(sourceCode, sets, effect, fate, gain, get)))
  }
  return left
}

/** `finished(stream, () => release())`: a function inside gives it back when something else happens, and nobody who calls this one has to. */
function isGivenBackLater(sourceCode: SourceCode, owner: FunctionNode, { lock, site, node }: Token, get: SummaryOf): boolean {
  return within(nodesOf(sourceCode).functions, owner).some((inner) => inner !== owner && inner.range[0] > node.range[0]
    && get(inner).releases.some((release) => release.site === site || (release.lock !== undefined && mayBeSame(release.lock, lock))))
}

/** What is still held of a gain when the reactions chained to its promise have run; nothing where they are not known. */
function afterReactions(sourceCode: SourceCode, sets: Locksets, { call }: Effect, fate: Fate, gain: Left, get: SummaryOf): readonly Left[] {
  const site = call.range[0]
  let left = gain
  for (const [i, link] of fate.chained.entries()) {
    if (sets.effects.some(({ effect }) => effect.call === link && effect.releases.length > 0)) return []
    if (linkAt(link)?.by !== 'then') continue
    const reaction = link.arguments[0] && functionAt(sourceCode, link.arguments[0])
    if (!reaction || (i > 0 && gain.via)) return []
    const inside = locksetsOf(sourceCode, reaction, get)
    const entered = inside?.tokens.findIndex((token) => token.node === reaction && token.site === site) ?? -1
    if (inside && entered >= 0 && !isKept(inside, entered)) return []
    const via = gain.via && wayOut(sourceCode, reaction, site, gain.lock, get)
    if (gain.via && !via) return []
    left = { ...gain, via }
  }
  return [left]
}

/** Whether a token is surely held when the function is done, promises that it waits for included. */
function isKept({ must, flow, promised }: Locksets, token: number): boolean {
  return must.reaches(flow.exit) && must.has(flow.exit, token) && ![...promised.values()].some((tokens) => tokens.includes(token))
}

/** How the result of a function gives back what its call at `site` took: `[]`, or the property that does; undefined when it does not. */
function wayOut(sourceCode: SourceCode, owner: FunctionNode, site: number, lock: Left['lock'], get: SummaryOf): readonly string[] | undefined {
  for (const returned of returnsOf(sourceCode, owner)) {
    const node = unwrap(returned)
    if (releasing(sourceCode, node, site, lock, get)) return []
    if (node.type !== 'ObjectExpression') continue
    for (const property of node.properties) {
      const name = property.type === 'Property' ? (keyName(property) ?? symbolName(sourceCode, property)) : undefined
      if (property.type === 'Property' && name !== undefined && releasing(sourceCode, property.value, site, lock, get)) return [name]
    }
  }
  return undefined
}

/** `[Symbol.dispose]: release`: `Symbol.dispose`. */
function symbolName(sourceCode: SourceCode, { computed, key }: TSESTree.Property): string | undefined {
  const path = computed ? apiOf(sourceCode, key) : undefined
  return path !== undefined && disposeSymbols.has(path) ? path.slice(1) : undefined
}

function releasing(sourceCode: SourceCode, node: Node, site: number, lock: Left['lock'], get: SummaryOf): boolean {
  if (originsOf(sourceCode, node).some((origin) => origin.call.range[0] === site && (origin.steps.length === 0 || gives(sourceCode, origin, get)))) return true
  const fn = functionAt(sourceCode, node)
  return fn !== undefined && get(fn).releases.some((release) => release.site === site || (release.lock && JSON.stringify(release.lock) === JSON.stringify(lock)))
}

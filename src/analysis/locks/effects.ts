import type { TSESTree } from '@typescript-eslint/utils'

import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { callbackAt } from '../../knowledge/index.ts'
import { linkAt } from '../../utils/chains.ts'
import { groupBy } from '../../utils/group.ts'
import { calledName } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, isInside, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourceAt } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { type ConnectionUse, connectionUses } from './connections.ts'
import { type Held, type Left, NO_LOCKS, onlyIf, type Release, type Run, type Spot, type Summary, type Take, type When } from './facts.ts'
import { type Origin, isReleaser, originsOf } from './handles.ts'
import { makingOf } from './making.ts'
import { functionName } from './names.ts'
import { bindingOf } from './places/binding.ts'
import { variableAt } from './places/identity.ts'
import { type Binding, type Place, substitute } from './places/symbol.ts'
import { calledLocal, functionAt } from './receiver.ts'
import { parameterAt, sectionSummary, under } from './sections.ts'
import { type LockUse, lockUseAt, lockUses } from './uses.ts'
import { conditionsAt, conditionsHanded } from './when.ts'

/** What one call does to locks, in terms of the function that it stands in, whatever is held there. */
export interface Effect {
  readonly call: Call
  /** What the call itself takes, before anything else happens. */
  readonly first: readonly Take[]
  readonly takes: readonly Take[]
  /** What is held once the call (and the wait for it) is over. */
  readonly gains: readonly Left[]
  readonly releases: readonly Release[]
  readonly runs: readonly Run[]
  /** What is held while a loop over the result runs its body. */
  readonly lends: readonly Held[]
  /**
   * When it is over: with the call; when its promise settles; that of a `.then` chain, of which it is a link; when its
   * callback has ended it, for which there is no promise.
   */
  readonly over: 'now' | 'promise' | 'chain' | 'callback'
}

/** Where a call is reported: what is called, without what it is given. */
export function spotOf(call: Call): Spot {
  return { start: call.loc.start, end: call.callee.loc.end }
}

export type SummaryOf = (owner: CodeOwner) => Summary

/** What the call does; undefined when it has nothing to do with locks. */
export function effectOf(sourceCode: SourceCode, call: Call, get: SummaryOf): Effect | undefined {
  const effect = call.type === 'CallExpression' ? effectOfCall(sourceCode, call, get) : effectOfCallback(sourceCode, call, call.callee, get)
  return effect && (effect.first.length + effect.takes.length > 0 || effect.gains.length > 0 || effect.releases.length > 0 || effect.runs.length > 0 || effect.lends.length > 0) ? effect : undefined
}

function effectOfCall(sourceCode: SourceCode, call: TSESTree.CallExpression, get: SummaryOf): Effect | undefined {
  const use = lockUseAt(sourceCode, call)
  if (use) return effectOfUse(sourceCode, use, get)
  const connection = connectionUses(sourceCode).get(call)
  if (connection) return effectOfConnection(sourceCode, connection, get)
  const callee = unwrap(call.callee)
  const released = releasesBy(sourceCode, callee, get)
  if (released.length > 0) return effect(call, { releases: released })
  // Before what it stands for: who calls this function decides that.
  const given = parameterAt(sourceCode, callee)
  if (given !== undefined) return effect(call, { runs: [{ given, held: [], at: spotOf(call), waited: true }], over: 'promise' })
  const fn = calledLocal(sourceCode, call)
  if (fn) return effectOfLocal(sourceCode, call, fn, get)
  if (linkAt(call)) return effectOfChain(sourceCode, call, get)
  return effectOfCallback(sourceCode, call, callee, get)
}

function effect(call: Call, part: Partial<Effect>): Effect {
  return { call, first: [], takes: [], gains: [], releases: [], runs: [], lends: [], over: 'now', ...part }
}

// ---------------------------------------------------------------- methods of locks

function effectOfUse(sourceCode: SourceCode, use: LockUse, get: SummaryOf): Effect {
  const { call, does, places, mode, waits, counts, reentrant, method, model } = use
  const at = spotOf(call)
  const first = places.map((lock): Take => ({
    lock, model: model.id, mode, waits, held: [], at, site: at, through: [], waited: true, ...(counts ? { counts } : {}), ...(reentrant ? { guarded: true } : {}), ...(model.bounded ? { bounded: true } : {}), ...(model.patient ? { patient: true } : {}), ...(does === 'wait' ? { until: 'free' } : {}),
  }))
  const over = method.awaited === true ? 'promise' : 'now'
  switch (does) {
    case 'acquire':
    case 'try': {
      if (use.section) {
        const { takes, runs, releases } = sectionSummary(sourceCode, use.section, get)
        return effect(call, { first, takes, runs, releases, over: 'callback' })
      }
      const via = ['', '1', ...(method.releasedBy ?? [])].map((way) => (way === '' ? [] : [way])).find((way) => isReleaser(use, way))
      return effect(call, { first, gains: places.map((lock) => ({ lock, mode, at, site: at, via })), over })
    }
    case 'scope': {
      const held = places.map((lock): Held => ({ lock, mode, at, site: at, sure: true }))
      const inside = use.section ? sectionSummary(sourceCode, use.section, get) : NO_LOCKS
      const done = doneSection(sourceCode, use)
      const { takes, runs } = done ? inside : under(held, inside)
      return effect(call, { first, takes, runs, releases: inside.releases, over: done ? 'callback' : over })
    }
    case 'release': {
      const handle = method.handle === undefined ? undefined : call.arguments[method.handle]
      return effect(call, { releases: handle ? [...handed(sourceCode, handle), ...places.map((lock) => ({ lock }))] : places.map((lock) => ({ lock })) })
    }
    case 'wait':
      return effect(call, { first, over })
    default:
      return effect(call, {})
  }
}

/** A connection of a pool is one of its slots. */
function effectOfConnection(sourceCode: SourceCode, { call, model, pool: lock, section }: ConnectionUse, get: SummaryOf): Effect {
  const at = spotOf(call)
  const first: readonly Take[] = [{ lock, model: model.id, mode: 'exclusive', waits: 'ever', counts: true, held: [], at, site: at, through: [], waited: true }]
  const fn = section && functionAt(sourceCode, section)
  const inside = section ? happening(sectionSummary(sourceCode, section, get), (when) => (fn ? conditionsHanded(sourceCode, when, fn) : when)) : NO_LOCKS
  const { takes, runs } = under([{ lock, mode: 'exclusive', at, site: at, sure: true }], inside)
  return effect(call, { first, takes, runs, releases: inside.releases, over: 'promise' })
}

function handed(sourceCode: SourceCode, argument: Node): readonly Release[] {
  return originsOf(sourceCode, argument).map(({ call }) => ({ site: call.range[0] }))
}

/** Whether the section ends by calling the function that it is given. */
export function doneSection(sourceCode: SourceCode, use: LockUse): boolean {
  const fn = use.section && use.doneParameter !== undefined ? functionAt(sourceCode, use.section) : undefined
  return fn !== undefined && fn.params.length > (use.doneParameter ?? 0)
}

// ---------------------------------------------------------------- functions of this file

function effectOfLocal(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode, get: SummaryOf): Effect {
  const bind = bindingOf(sourceCode, call, fn)
  const name = functionName(sourceCode, fn) || (calledName(call) ?? '')
  const summary = translate(happening(get(fn), (when) => conditionsAt(sourceCode, when, call, fn)), bind, call, name)
  const parts = summary.runs.map((run) => runGiven(sourceCode, call, fn, run, name, get))
  return effect(call, {
    takes: [...summary.takes, ...parts.flatMap((part) => part.takes), ...takesLater(sourceCode, call, fn, bind, get)],
    runs: parts.flatMap((part) => part.runs),
    releases: [...summary.releases, ...parts.flatMap((part) => part.releases)],
    gains: summary.leaves,
    lends: summary.lends ?? [],
    over: isIterated(call) ? 'now' : fn.async || summary.takes.some((take) => take.waited) ? 'promise' : 'now',
  })
}

/** `for await (… of rows())`: the loop waits for what the generator does. */
function isIterated(call: Call): boolean {
  const loop = wrapped(call).parent
  return loop?.type === 'ForOfStatement' && loop.await && unwrap(loop.right) === call
}

/** A summary without what does not happen in this call, because of what the function is given. */
function happening(summary: Summary, open: (when: readonly When[]) => readonly When[] | undefined): Summary {
  const keep = <T extends { readonly when?: readonly When[] }>(fact: T): T[] => {
    if (!fact.when) return [fact]
    const when = open(fact.when)
    return when ? [{ ...fact, when }] : []
  }
  return { ...summary, takes: summary.takes.flatMap(keep), runs: summary.runs.flatMap(keep) }
}

/** A summary in terms of the caller. What it says of places that the caller does not know is dropped. */
function translate(summary: Summary, bind: Binding, call: Call, name: string): Summary {
  const place = (at: Place): Place | undefined => {
    const value = substitute(at, bind)
    return value?.is === 'place' ? value.place : undefined
  }
  const heldThere = (all: readonly Held[]): Held[] => all.flatMap((each) => put({ ...each, at: spotOf(call) }, place(each.lock)))
  return {
    takes: summary.takes.flatMap((take) => put(take, place(take.lock)).map((each) => ({ ...each, held: heldThere(each.held), at: spotOf(call), through: name === '' ? take.through : [name, ...take.through] }))),
    leaves: summary.leaves.flatMap((left) => put(left, place(left.lock)).map((each) => ({ ...each, at: spotOf(call) }))),
    releases: summary.releases.flatMap((release): readonly Release[] => (release.lock ? put(release, place(release.lock)) : [release])),
    runs: summary.runs.map((run) => ({ ...run, held: heldThere(run.held), at: spotOf(call) })),
    lends: heldThere(summary.lends ?? []),
  }
}

function put<T extends { readonly lock?: Place }>(fact: T, lock: Place | undefined): (T & { readonly lock: Place })[] {
  return lock ? [{ ...fact, lock }] : []
}

/** A function called through a parameter of the callee: what the argument does, or the same of our own parameter. */
function runGiven(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode, run: Run, name: string, get: SummaryOf): Summary {
  const variable = variableAt(sourceCode, run.given)
  const [declared] = variable?.identifiers ?? []
  const source = declared && sourceAt(declared)
  if (source?.kind !== 'parameter') return { ...NO_LOCKS, runs: [run] }
  const giving = source.of === fn ? call : makingOf(sourceCode, call, source.of)
  if (!giving) return { ...NO_LOCKS, runs: [run] } // of a function further out
  const argument = source.steps.length === 0 && !source.rest ? giving.arguments[source.index] : undefined
  if (!argument || argument.type === 'SpreadElement') return NO_LOCKS
  const inside = sectionSummary(sourceCode, argument, get)
  const { takes, runs, releases } = under(run.held, inside)
  const waits = <T extends Take | Run>(fact: T): T => onlyIf({ ...fact, at: spotOf(call), waited: fact.waited && run.waited }, run.when)
  return { takes: takes.map((take) => ({ ...waits(take), through: name === '' ? take.through : [name, ...take.through] })), runs: runs.map(waits), releases, leaves: [] }
}

/** `synchronized(f)`: what f takes whenever the function that the call yields runs it, with what is held then. Nobody waits for that here. */
function takesLater(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode, bind: Binding, get: SummaryOf): readonly Take[] {
  return returnsOf(sourceCode, fn).flatMap((returned) => {
    const made = functionAt(sourceCode, returned)
    const runs = made && made !== fn && isInside(made, fn) ? translate({ ...NO_LOCKS, runs: get(made).runs }, bind, call, '').runs : []
    return runs.flatMap((run) => runGiven(sourceCode, call, fn, run, '', get).takes.map((take) => ({ ...take, waited: false })))
  })
}

// ---------------------------------------------------------------- releasing by a handle

/** What calling `callee` gives back: it is a releaser, or the method of a handle that is one. */
function releasesBy(sourceCode: SourceCode, callee: Node, get: SummaryOf): readonly Release[] {
  return originsOf(sourceCode, callee).filter((origin) => gives(sourceCode, origin, get)).map(({ call }) => ({ site: call.range[0], ...placeGiven(sourceCode, call) }))
}

function placeGiven(sourceCode: SourceCode, call: TSESTree.CallExpression): Release {
  const [lock, second] = lockUseAt(sourceCode, call)?.places ?? []
  return lock && !second ? { lock } : {}
}

/** Whether the value at the origin's steps gives back what its call took. */
export function gives(sourceCode: SourceCode, { call, steps }: Origin, get: SummaryOf): boolean {
  const use = lockUseAt(sourceCode, call)
  if (use) return (use.does === 'acquire' || use.does === 'try' || steps[0] === 'done') && isReleaser(use, steps)
  const fn = calledLocal(sourceCode, call)
  return fn !== undefined && get(fn).leaves.some(({ via, site }) => via?.join('.') === steps.join('.') || (via?.length === 0 && usesAt(sourceCode, site).some((each) => isReleaser(each, steps))))
}

/** The uses of locks that stand at a place. */
export function usesAt(sourceCode: SourceCode, site: Spot): readonly LockUse[] {
  return usesBySpot(sourceCode).get(spotKey(site)) ?? []
}

const usesBySpot = perFile((sourceCode) => groupBy(lockUses(sourceCode).values(), ({ call }) => spotKey(spotOf(call))))

function spotKey({ start }: Spot): string {
  return `${String(start.line)}:${String(start.column)}`
}

// ---------------------------------------------------------------- callbacks

/** `p.then(f)`, `p.finally(release)`: f runs before the new promise settles. */
function effectOfChain(sourceCode: SourceCode, call: TSESTree.CallExpression, get: SummaryOf): Effect {
  const parts = call.arguments.map((each) => (functionAt(sourceCode, each) ? sectionSummary(sourceCode, each, get) : { ...NO_LOCKS, releases: releasesBy(sourceCode, unwrap(each), get) }))
  return effect(call, { takes: parts.flatMap(({ takes }) => takes), runs: parts.flatMap(({ runs }) => runs), releases: parts.flatMap(({ releases }) => releases), over: 'chain' })
}

/** Functions that run their callback at once: `forEach`, a promise's executor. */
function effectOfCallback(sourceCode: SourceCode, call: Call, callee: Node, get: SummaryOf): Effect | undefined {
  const position = callbackNow(sourceCode, call, callee)
  const given = position === undefined ? undefined : call.arguments[position]
  if (!given || given.type === 'SpreadElement') return undefined
  const { takes, runs, releases } = sectionSummary(sourceCode, given, get)
  const fn = isFunction(unwrap(given)) ? undefined : functionAt(sourceCode, given)
  if (!fn) return effect(call, { takes, runs, releases, over: 'promise' })
  const [name, at] = [functionName(sourceCode, fn), given.loc]
  return effect(call, {
    takes: takes.map((take) => ({ ...take, at, through: name === '' ? take.through : [name, ...take.through] })), runs: runs.map((run) => ({ ...run, at })), releases, over: 'promise',
  })
}

/** Which argument the call runs at once, if any. */
export function callbackNow(sourceCode: SourceCode, call: Call, callee: Node): number | undefined {
  const [first] = call.arguments
  const path = apiOf(sourceCode, callee)
  const model = path === undefined ? undefined : callbackAt(path, first && textAt(sourceCode, first))
  if (model) return model.timing === 'now' && typeof model.callback === 'number' ? model.callback : undefined
  if (callee.type !== 'MemberExpression' || !arrayMethods.has(keyName(callee) ?? '')) return undefined
  return first && (isFunction(first) || first.type === 'Identifier') ? 0 : undefined
}

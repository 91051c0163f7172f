import type { TSESTree } from '@typescript-eslint/utils'

import { callbackAt } from '../../knowledge/index.ts'
import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { sourceAt, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { bindingOf } from './binding.ts'
import { type Held, type Left, NO_LOCKS, type Release, type Run, type Spot, type Summary, type Take } from './facts.ts'
import { type Origin, isReleaser, originsOf } from './handles.ts'
import { placeOfVariable, variableAt } from './identity.ts'
import { calledLocal, functionAt } from './receiver.ts'
import { functionName } from './names.ts'
import { type Binding, type Place, substitute } from './symbol.ts'
import { type LockUse, lockUseAt } from './uses.ts'

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
  return effect && (effect.first.length + effect.takes.length > 0 || effect.gains.length > 0 || effect.releases.length > 0 || effect.runs.length > 0) ? effect : undefined
}

function effectOfCall(sourceCode: SourceCode, call: TSESTree.CallExpression, get: SummaryOf): Effect | undefined {
  const use = lockUseAt(sourceCode, call)
  if (use) return effectOfUse(sourceCode, use, get)
  const callee = unwrap(call.callee)
  const released = releasesBy(sourceCode, callee, get)
  if (released.length > 0) return effect(call, { releases: released })
  // Before what it stands for: who calls this function decides that.
  const given = parameterAt(sourceCode, callee)
  if (given !== undefined) return effect(call, { runs: [{ given, held: [], at: spotOf(call), waited: true }], over: 'promise' })
  const fn = calledLocal(sourceCode, call)
  if (fn) return effectOfLocal(sourceCode, call, fn, get)
  if (callee.type === 'MemberExpression' && ['then', 'catch', 'finally'].includes(keyName(callee) ?? '')) return effectOfChain(sourceCode, call, get)
  return effectOfCallback(sourceCode, call, callee, get)
}

function effect(call: Call, part: Partial<Effect>): Effect {
  return { call, first: [], takes: [], gains: [], releases: [], runs: [], over: 'now', ...part }
}

// ---------------------------------------------------------------- methods of locks

function effectOfUse(sourceCode: SourceCode, use: LockUse, get: SummaryOf): Effect {
  const { call, does, places, mode, waits, method, model } = use
  const at = spotOf(call)
  const first = places.map((lock): Take => ({ lock, model: model.id, mode, waits, held: [], at, site: at, through: [], waited: true }))
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
    default:
      return effect(call, {})
  }
}

function handed(sourceCode: SourceCode, argument: Node): readonly Release[] {
  return originsOf(sourceCode, argument).map(({ call }) => ({ site: call.range[0] }))
}

/** Whether the section ends by calling the function that it is given. */
export function doneSection(sourceCode: SourceCode, use: LockUse): boolean {
  const fn = use.section && use.doneParameter !== undefined ? functionAt(sourceCode, use.section) : undefined
  return fn !== undefined && fn.params.length > (use.doneParameter ?? 0)
}

/** What a function that a call is given does: one of this file, or a parameter that is handed on. */
function sectionSummary(sourceCode: SourceCode, section: Node, get: SummaryOf): Summary {
  const given = parameterAt(sourceCode, unwrap(section))
  if (given !== undefined) return { ...NO_LOCKS, runs: [{ given, held: [], at: section.loc, waited: true }] }
  const fn = functionAt(sourceCode, section)
  return fn ? get(fn) : NO_LOCKS
}

/** The same, done while locks are held. What the summary gives back itself is not held throughout, so it is left out. */
export function under(held: readonly Held[], { takes, runs, releases, leaves }: Summary): Summary {
  const given = new Set(releases.map(({ lock }) => lock && JSON.stringify(lock.path) + lock.root))
  const kept = held.filter(({ lock }) => !given.has(JSON.stringify(lock.path) + lock.root))
  return {
    takes: takes.map((take) => (take.waited ? { ...take, held: [...meeting(kept, take), ...take.held] } : take)),
    runs: runs.map((run) => (run.waited ? { ...run, held: [...kept, ...run.held] } : run)),
    releases,
    leaves,
  }
}

/** What is held when a take comes. */
export function meeting(held: readonly Held[], take: Take): readonly Held[] {
  return held.map((each) => ({ ...each, meeting: { at: take.at, through: take.through, since: each.at, held: each.lock, taken: take.lock } }))
}

// ---------------------------------------------------------------- functions of this file

function effectOfLocal(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode, get: SummaryOf): Effect {
  const bind = bindingOf(sourceCode, call, fn)
  const name = functionName(sourceCode, fn)
  const summary = translate(get(fn), bind, call, name)
  const parts = summary.runs.map((run) => runGiven(sourceCode, call, fn, run, name, get))
  return effect(call, {
    takes: [...summary.takes, ...parts.flatMap((part) => part.takes)],
    runs: parts.flatMap((part) => part.runs),
    releases: [...summary.releases, ...parts.flatMap((part) => part.releases)],
    gains: summary.leaves,
    over: fn.async || summary.takes.some((take) => take.waited) ? 'promise' : 'now',
  })
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
  if (source?.kind !== 'parameter' || source.of !== fn) return { ...NO_LOCKS, runs: [run] } // of a function further out
  const argument = source.steps.length === 0 && !source.rest ? call.arguments[source.index] : undefined
  if (!argument || argument.type === 'SpreadElement') return NO_LOCKS
  const inside = sectionSummary(sourceCode, argument, get)
  const { takes, runs, releases } = under(run.held, inside)
  const waits = <T extends { readonly waited: boolean }>(fact: T): T => ({ ...fact, at: spotOf(call), waited: fact.waited && run.waited })
  return { takes: takes.map((take) => ({ ...waits(take), through: name === '' ? take.through : [name, ...take.through] })), runs: runs.map(waits), releases, leaves: [] }
}

/** The root of the parameter that an expression is; undefined for everything else. */
function parameterAt(sourceCode: SourceCode, node: Node): string | undefined {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable?.defs[0]?.type === 'Parameter' ? placeOfVariable(sourceCode, variable).root : undefined
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
  return fn !== undefined && get(fn).leaves.some(({ via }) => via?.join('.') === steps.join('.'))
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
  return effect(call, { takes, runs, releases, over: 'promise' })
}

/** Which argument the call runs at once, if any. */
export function callbackNow(sourceCode: SourceCode, call: Call, callee: Node): number | undefined {
  const [first] = call.arguments
  const path = apiOf(sourceCode, callee)
  const model = path === undefined ? undefined : callbackAt(path, first && literalText(first))
  if (model) return model.timing === 'now' && typeof model.callback === 'number' ? model.callback : undefined
  if (callee.type !== 'MemberExpression' || !arrayMethods.has(keyName(callee) ?? '')) return undefined
  return first && (isFunction(first) || first.type === 'Identifier') ? 0 : undefined
}

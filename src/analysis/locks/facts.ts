import type { TSESTree } from '@typescript-eslint/utils'

import type { Step } from '../resolve/bindings.ts'
import { exactKey, type Place } from './places/symbol.ts'

/** Plain data about what running a function does to locks: places are relative to that function. */

export type Spot = TSESTree.SourceLocation
export type Mode = 'shared' | 'exclusive'

/** A lock that is held. */
export interface Held {
  readonly lock: Place
  readonly mode: Mode
  /** What the function does to take it, and the acquiring call: they differ where another function takes it. */
  readonly at: Spot
  readonly site: Spot
  /** On every path, not only on some. */
  readonly sure: boolean
  /** In a take: where both locks come together. */
  readonly meeting?: Meeting
  /** In a take: the code compares the two locks (or what chooses them) to take them in one order. */
  readonly ordered?: true
}

/** One function in which a lock is taken while another is held. */
export interface Meeting {
  /** What takes the one, through which functions, and where the other was taken. */
  readonly at: Spot
  readonly through: readonly string[]
  readonly since: Spot
  /** Both, in terms of that function. */
  readonly held: Place
  readonly taken: Place
}

/** A part of a parameter: of which function, at which position, and the way to the part. */
export interface WhenOf {
  readonly slot: string
  readonly steps: readonly Step[]
}

/** A condition on what a function is given: it counts as true, it is nothing, it is equal to a constant; or (`holds`) is not. */
export interface When {
  readonly of: WhenOf
  readonly is: 'true' | 'nothing' | 'equal'
  readonly value?: unknown
  readonly holds: boolean
}

/** The taking of a lock. */
export interface Take {
  readonly lock: Place
  /** The id of its model: what kind of lock it is. */
  readonly model: string
  readonly mode: Mode
  readonly waits: 'ever' | 'a while' | 'not'
  /** It has slots: more than one may hold it at a time. */
  readonly counts?: true
  /** The wait gives up by itself after a time. */
  readonly bounded?: true
  /** After one that all calls share: who holds it and asks again surely fails. */
  readonly patient?: true
  /** It is waited for until nobody holds it, and not taken. */
  readonly until?: 'free'
  /** What has to be given for it to happen. */
  readonly when?: readonly When[]
  /** It may be taken by its holder: it is reentrant, or somebody on the way looks first whether it is held already. */
  readonly guarded?: true
  /** What this function and those that it calls hold while they wait for it. */
  readonly held: readonly Held[]
  /** What the function does to take it: the acquiring call itself, or a call through which that happens. */
  readonly at: Spot
  /** The acquiring call. */
  readonly site: Spot
  /** The functions called on the way from `at` to `site`. */
  readonly through: readonly string[]
  /** Who waits for it: the function's caller, if it waits for the function; or nobody. */
  readonly waited: boolean
}

/** A lock that is still held when the function is done. */
export interface Left {
  readonly lock: Place
  readonly mode: Mode
  readonly at: Spot
  readonly site: Spot
  /** Where what the function yields gives it back: `['release']` for a property, `[]` for the whole; undefined: not by that. */
  readonly via: readonly string[] | undefined
}

/** A lock that is given back: the place, or the acquiring call (by its offset) whose handle is used. */
export interface Release {
  readonly lock?: Place
  readonly site?: number
}

/** A function that was given to this one is called. */
export interface Run {
  /** The root of the parameter. */
  readonly given: string
  readonly held: readonly Held[]
  readonly at: Spot
  readonly waited: boolean
  readonly when?: readonly When[]
}

/** What running a function does to locks. */
export interface Summary {
  readonly takes: readonly Take[]
  readonly leaves: readonly Left[]
  /** What it gives back without having taken it. */
  readonly releases: readonly Release[]
  readonly runs: readonly Run[]
  /** A generator: what it holds whenever it yields, while the code of its consumer runs. */
  readonly lends?: readonly Held[]
}

export const NO_LOCKS: Summary = { takes: [], leaves: [], releases: [], runs: [] }

/** How much one function may do before we stop listing, and how much may be held meanwhile. */
const MOST = 64
const MOST_HELD = 8
const MOST_CONDITIONS = 8
/** Functions on the way that are remembered. */
const MOST_THROUGH = 4

export function keyOfHeld({ lock, mode, sure, ordered }: Held): string {
  return `${exactKey(lock) ?? JSON.stringify(lock)}${mode === 'shared' ? '/s' : ''}${sure ? '!' : ''}${ordered ? '<' : ''}`
}

/** Takes of one lock through one call are one: which of its acquiring calls is named makes no difference to what can happen. */
export function keyOfTake(take: Take): string {
  const held = take.held.map(keyOfHeld).sort().join(',')
  const { line, column } = take.at.start
  return `${exactKey(take.lock) ?? JSON.stringify(take.lock)}${take.mode === 'shared' ? '/s' : ''} ${take.waits} ${String(take.waited)}${take.guarded ? '?' : ''}${keyOfWhen(take)} ${String(line)}:${String(column)} ${held}`
}

function keyOfWhen({ when = [] }: Take | Run): string {
  return when.map(keyOfCondition).sort().join(',')
}

function keyOfCondition({ of, is, value, holds }: When): string {
  return `${holds ? '' : '!'}${of.slot}.${of.steps.map(({ name }) => name).join('.')} ${is} ${String(value)}`
}

/** A fact under more conditions. */
export function onlyIf<T extends { readonly when?: readonly When[] }>(fact: T, more: readonly When[] = []): T {
  return more.length === 0 ? fact : { ...fact, when: distinct([...(fact.when ?? []), ...more], keyOfCondition).slice(0, MOST_CONDITIONS) }
}

function keyOfRun(run: Run): string {
  return `${run.given} ${String(run.waited)}${keyOfWhen(run)} ${run.held.map(keyOfHeld).sort().join(',')}`
}

function keyOfRelease({ lock, site }: Release): string {
  return `${lock ? (exactKey(lock) ?? JSON.stringify(lock)) : ''}@${String(site)}`
}

function keyOfLeft({ lock, mode, via }: Left): string {
  return `${exactKey(lock) ?? JSON.stringify(lock)}/${mode} ${via?.join('.') ?? '-'}`
}

/** The summary without what it says twice, and within bounds. */
export function tidy({ takes, leaves, releases, runs, lends }: Summary): Summary {
  return {
    ...(lends && lends.length > 0 ? { lends } : {}),
    takes: distinct(takes.map((take) => ({ ...take, held: distinctHeld(take.held), through: take.through.slice(0, MOST_THROUGH) })), keyOfTake),
    leaves: distinct(leaves, keyOfLeft),
    releases: distinct(releases, keyOfRelease),
    runs: distinct(runs.map((run) => ({ ...run, held: distinctHeld(run.held) })), keyOfRun),
  }
}

/** Each lock once: what a recursion holds over and over is held. */
function distinctHeld(held: readonly Held[]): readonly Held[] {
  return held.length < 2 ? held : distinct(held, (each) => JSON.stringify([each.lock, each.mode])).slice(0, MOST_HELD)
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const seen = new Map<string, T>()
  for (const item of items) {
    const key = keyOf(item)
    if (!seen.has(key) && seen.size < MOST) seen.set(key, item)
  }
  return [...seen.values()]
}

export function sameSummary(a: Summary, b: Summary): boolean {
  if (a === b) return true
  if (a.takes.length !== b.takes.length || a.leaves.length !== b.leaves.length || a.releases.length !== b.releases.length || a.runs.length !== b.runs.length) return false
  const keys = (s: Summary) => JSON.stringify([s.takes.map(keyOfTake), s.leaves.map(keyOfLeft), s.releases.map(keyOfRelease), s.runs.map(keyOfRun), s.lends?.map(keyOfHeld)])
  return keys(a) === keys(b)
}

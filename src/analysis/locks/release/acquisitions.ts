import type { TSESTree } from '@typescript-eslint/utils'

import type { Lease, LockModel } from '../../../knowledge/locks/schema.ts'
import type { SpawnModel } from '../../../knowledge/schema.ts'
import { groupBy } from '../../../utils/group.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { callersOf, returnsOf } from '../../resolve/functions.ts'
import { doneSection, type Effect, usesAt } from '../effects.ts'
import type { Left } from '../facts.ts'
import { mayBeSame } from '../locksets.ts'
import { type Place, shown } from '../places/symbol.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockOwners, locksets } from '../summary.ts'
import { type LockUse, lockUses } from '../uses.ts'
import { BARE, type Holding, holdingOf, RELEASER, trailsOfParameter } from './holding.ts'
import { lockText, shapedAcquisitions } from './shapes.ts'

/** A lock, permit, connection or session that some code acquires and has to give back. */
export interface Acquisition extends Holding {
  readonly call: TSESTree.CallExpression
  /** What a message calls it. */
  readonly text: string
  readonly lease?: Lease
  /** What acquires it, where that is known. */
  readonly use?: LockUse
  readonly model?: LockModel
  /** Given back by the place: `lock.release()`. */
  readonly place?: Place
  /** Given back by these calls, where names tell it. */
  readonly given?: readonly TSESTree.CallExpression[]
  /** Calls that may make it something else, or end it. */
  readonly changed?: readonly Node[]
  /** To give it back where it is not held does nothing: `ROLLBACK` without a transaction. */
  readonly harmless?: true
  /** Given back by what acquiring yields. */
  readonly handle?: SpawnModel
  /** It may also be something that the function was given, and somebody else's to give back. */
  readonly mayBeOthers?: boolean
  /** The callback's error: where there is one, nothing was acquired. */
  readonly error?: Variable
}

/** How many functions of the file one handle is returned through. */
const MOST_FACTORIES = 3

/** Everything that this file acquires and has to give back by hand, in source order of the acquiring calls. */
export const acquisitionsOf = perFile((sourceCode): readonly Acquisition[] => {
  const found = new Map<Node, Acquisition>()
  const add = (acquisition: Acquisition | undefined): void => {
    if (acquisition && !found.has(acquisition.call) && !isOnlyAsked(acquisition)) found.set(acquisition.call, acquisition)
  }
  for (const use of lockUses(sourceCode).values()) add(ofUse(sourceCode, use))
  for (const owner of lockUses(sourceCode).size > 0 ? lockOwners(sourceCode) : []) {
    for (const { effect } of locksets(sourceCode, owner)?.effects ?? []) {
      if (effect.call.type === 'CallExpression' && calledLocal(sourceCode, effect.call)) for (const gain of effect.gains) if (!isLent(effect, gain)) add(ofGain(sourceCode, effect.call, gain))
    }
  }
  for (const acquisition of shapedAcquisitions(sourceCode)) add(acquisition)
  let made = [...found.values()]
  for (let round = 0; round < MOST_FACTORIES && made.length > 0; round++) {
    const known = found.size
    for (const acquisition of made) for (const each of returnedBy(sourceCode, acquisition)) add(each)
    made = [...found.values()].slice(known)
  }
  return [...found.values()].sort((a, b) => a.call.range[0] - b.call.range[0])
})

/** Whether the call gives back first what it comes back with: the wait of a condition. Who called it held that before, and still does. */
function isLent({ releases }: Effect, { lock }: Left): boolean {
  return releases.some((release) => release.lock && mayBeSame(release.lock, lock))
}

/** `source.createQueryRunner().connection`: all that is taken of it is something that needs nothing to be held. */
function isOnlyAsked({ call, lease }: Acquisition): boolean {
  const { parent } = wrapped(call)
  const names = parent?.type === 'MemberExpression' ? [keyName(parent)] : parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern' ? parent.id.properties.map((each) => (each.type === 'Property' ? keyName(each) : undefined)) : []
  return lease?.plain !== undefined && names.length > 0 && names.every((name) => lease.plain?.includes(name ?? ''))
}

/** Every acquisition in the same code of what is or may be the same, itself included. */
export function sameAs(sourceCode: SourceCode, acquisition: Acquisition): readonly Acquisition[] {
  const { owner, place } = acquisition
  const others = place ? (byOwner(sourceCode).get(owner) ?? []) : []
  return [acquisition, ...others.filter((each) => each.call !== acquisition.call && each.place && place && mayBeSame(place, each.place))]
}

const byOwner = perFile((sourceCode) => groupBy(acquisitionsOf(sourceCode), ({ owner }) => owner))

// ---------------------------------------------------------------- methods of locks and pools

function ofUse(sourceCode: SourceCode, use: LockUse): Acquisition | undefined {
  const { call, does, method } = use
  // Who waits until all is done, or asks, has nothing then.
  if (does === 'wait' || does === 'query') return undefined
  const section = use.section && (does !== 'scope' || doneSection(sourceCode, use)) ? functionAt(sourceCode, use.section) : undefined
  if (use.section || does === 'scope') return section && does !== 'release' ? inCallback(sourceCode, use, section) : undefined
  if (does !== 'acquire' && does !== 'try') return undefined
  const handle = handleOf(use)
  const holding = holdingOf(sourceCode, call, handle ?? BARE, method.awaited === true)
  return holding && { ...common(sourceCode, use), ...holding, ...(handle ? { handle } : {}) }
}

function common(sourceCode: SourceCode, use: LockUse): Omit<Acquisition, keyof Holding> {
  const { call, model, places: [place, second] } = use
  return { call, text: textOf(sourceCode, use), use, model, ...(model.lease ? { lease: model.lease } : {}), ...(place && !second && !model.lease ? { place } : {}) }
}

/** What the lock is called in the code: by its key where that alone names it. */
function textOf(sourceCode: SourceCode, { call, method, model, places: [place] }: LockUse): string {
  if (model.lease) return model.lease.noun
  const key = method.key === undefined || !model.keyedGlobally ? undefined : call.arguments[method.key]
  if (key) return sourceCode.getText(key)
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression') return lockText(sourceCode, call)
  return place ? shown(place) : sourceCode.getText(callee)
}

/** Callback style: the callback holds it, and is given what gives it back. */
function inCallback(sourceCode: SourceCode, use: LockUse, section: FunctionNode): Acquisition {
  const { doneParameter, errorParameter, handleParameter, releasedBy } = use.method
  const parameter = (index: number | undefined) => (index === undefined ? undefined : section.params[index])
  const [done, thing, error] = [parameter(doneParameter), parameter(handleParameter), parameter(errorParameter)]
  const trails = [
    ...(done ? trailsOfParameter(sourceCode, RELEASER, done) : []),
    ...(thing ? trailsOfParameter(sourceCode, modelOf(use.model, { ends: releasedBy ?? [] }), thing) : []),
  ]
  const failure = error?.type === 'Identifier' ? variableOf(sourceCode, error) : undefined
  return { ...common(sourceCode, use), owner: section, from: [section], ...(done || thing ? { handle: RELEASER } : {}), trails, ...(failure ? { error: failure } : {}) }
}

// ---------------------------------------------------------------- handles

function modelOf(model: LockModel, more: Partial<SpawnModel>): SpawnModel {
  const endedBy = model.on.flatMap((on) => Object.entries(model.methods).flatMap(([name, method]) => (method.does === 'release' && method.handle === 0 ? [`${on}${on.endsWith('#') ? '' : '.'}${name}`] : [])))
  return { ...BARE, endedBy, ...more }
}

/** How what acquiring yields gives back; undefined where it does not. */
function handleOf({ method, model }: LockUse): SpawnModel | undefined {
  switch (method.yields) {
    case 'releaser':
      return modelOf(model, { endedByCall: true })
    case 'tuple':
      return modelOf(model, { endedByCall: true, handles: ['1'] })
    case 'handle':
      return modelOf(model, { ends: method.releasedBy ?? [] })
    case undefined:
      return model.wraps === undefined ? undefined : modelOf(model, { endedByCall: true })
    default:
      return undefined
  }
}

// ---------------------------------------------------------------- functions of this file

/** A function of this file returns with the lock held: whoever calls it has it. */
function ofGain(sourceCode: SourceCode, call: TSESTree.CallExpression, { lock, via, site }: Left): Acquisition | undefined {
  const use = usesAt(sourceCode, site)[0]
  const [name] = via ?? []
  const handle = via && (name === undefined ? { ...RELEASER, ends: use?.method.releasedBy ?? [] } : { ...BARE, ends: [name] })
  const holding = holdingOf(sourceCode, call, handle ?? BARE, use?.method.awaited === true || isAsync(sourceCode, call))
  const lease = use?.model.lease
  // What a function keeps for its callers is given back by who finds it there: `held.set(name, client)`.
  if (lease && !handle) return undefined
  const what = lease ? { text: lease.noun, lease } : { text: shown(lock), place: lock }
  return holding && { call, ...what, ...(use ? { model: use.model } : {}), ...(handle ? { handle } : {}), ...holding }
}

/** The calls of a function that acquires something for its caller, and does nothing else with it than return it. */
function returnedBy(sourceCode: SourceCode, acquisition: Acquisition): readonly Acquisition[] {
  const { handle, trails: [trail], owner } = acquisition
  const returned = trail?.uses.filter((use) => use.does === 'return' && use.isWhole && ownerOf(use.at) === owner) ?? []
  if (!handle || !isFunction(owner) || returned.length === 0 || owner.generator || trail?.uses.some(({ does }) => does === 'keep' || does === 'give')) return []
  // Of a function that may return something else, the caller does not know whether it owns that.
  const mayBeOthers = returnsOf(sourceCode, owner).some((each) => !isPlain(each) || !returned.some(({ at }) => isInside(at, each)))
  return callersOf(sourceCode, owner).flatMap((call) => {
    const holding = call.type === 'CallExpression' ? holdingOf(sourceCode, call, handle, acquisition.use?.method.awaited === true || isAsync(sourceCode, call)) : undefined
    return call.type === 'CallExpression' && holding ? [{ ...acquisition, ...holding, call, ...(mayBeOthers ? { mayBeOthers } : {}) }] : []
  })
}

function isAsync(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  return calledLocal(sourceCode, call)?.async === true
}

function isPlain(node: Node): boolean {
  return node.type !== 'LogicalExpression' && node.type !== 'ConditionalExpression'
}

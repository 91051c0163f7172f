import { registering } from '../../../knowledge/departures.ts'
import { endingNames, releaseNames } from '../../../knowledge/locks/pools.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByName, nodesOf, within } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { pointsIn } from '../../callbacks/points.ts'
import type { Use } from '../../handles/deeds.ts'
import { guardsOf, optionalIn } from '../../handles/guards.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { isNeverReassigned, variableOf } from '../../resolve/bindings.ts'
import { mayBeSame } from '../locksets.ts'
import { calledLocal } from '../receiver.ts'
import { lockOwners, lockSummary, locksets } from '../summary.ts'
import { lockUses } from '../uses.ts'
import type { Acquisition } from './acquisitions.ts'
import { keepsOption } from './kept-option.ts'

/** One giving back. */
export interface Release {
  /** What does it: the call; or a mention of the releaser where it is handed on as the end. */
  readonly at: Node
  /** The call that does it. */
  readonly call?: Node
  /** Where that happens in the code of the owner: there, or where the function that does it is made or called. */
  readonly points: readonly Node[]
  /** By what acquiring yielded, by the lock, or by a function of the file that does so. */
  readonly by: 'handle' | 'place' | 'helper'
  /** It is what a statement does with its value, and not called. */
  readonly isNamedOnly?: true
}

/** How an acquisition may end in the code of its owner. */
export interface Settling {
  readonly releases: readonly Release[]
  /** Where somebody else becomes responsible: returned, stored, handed to somebody who keeps it. */
  readonly leaves: readonly Node[]
  /** Tests that only decide whether it is given back. */
  readonly guards: readonly Node[]
  /** What ends the thing that it was taken from, and it with that; what may make it something else. */
  readonly ends: readonly Node[]
}

export function settlingOf(sourceCode: SourceCode, acquisition: Acquisition): Settling {
  const releases = [...releasesByHandle(sourceCode, acquisition), ...byPlace(sourceCode, acquisition), ...byName(sourceCode, acquisition)]
  releases.sort((a, b) => a.at.range[0] - b.at.range[0])
  const leaves = acquisition.trails.flatMap((trail) => leavesOf(sourceCode, acquisition, trail.uses, releases.length > 0))
  const isSure = acquisition.handle?.endedByCall === true && !acquisition.lease && isUnconditional(acquisition)
  const mayDecide = (test: Node): boolean => !isSure || !isAsked(sourceCode, acquisition, test) || !decidesOnWork(sourceCode, test, releases)
  const guards = releases.flatMap(({ points }) => points).flatMap((point) => [...guardsOf(sourceCode, point, acquisition.call, mayDecide), ...optionalIn(point)])
  const changed = (acquisition.changed ?? []).flatMap((at) => pointsIn(sourceCode, acquisition.owner, at))
  return { releases, leaves, guards, ends: [...changed, ...endsOf(sourceCode, acquisition)] }
}

/** Whether the owner comes to the acquisition on each way: nothing decides whether it has to give anything back. */
function isUnconditional({ call, owner, from }: Acquisition): boolean {
  if (from.includes(owner)) return true
  for (let at: Node | undefined = call; at && at !== owner; at = at.parent) if (CONDITIONS.has(at.type)) return false
  return true
}

const CONDITIONS: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'])

/** Whether a test decides on the work under the lock as well: the branch does more than give it back. */
function decidesOnWork(sourceCode: SourceCode, test: Node, releases: readonly Release[]): boolean {
  const { parent } = test
  return parent?.type === 'IfStatement' && within(nodesOf(sourceCode).calls, parent.consequent).some((each) => !releases.some(({ call }) => call === each))
}

/** `options.audio || options.video`: only what a function was given before is asked for, which knows nothing of the lock. */
function isAsked(sourceCode: SourceCode, acquisition: Acquisition, test: Node): boolean {
  const says = (part: Node): boolean => isAsked(sourceCode, acquisition, part)
  const node = unwrap(test)
  switch (node.type) {
    case 'LogicalExpression':
      return says(node.left) && says(node.right)
    case 'UnaryExpression':
      return node.operator === '!' && says(node.argument)
    case 'MemberExpression':
      return !node.computed && says(node.object)
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const [def] = variable?.defs ?? []
      return variable !== undefined && isNeverReassigned(variable) && def?.type === 'Parameter' && !acquisition.from.includes(def.node)
    }
    default:
      return false
  }
}

// ---------------------------------------------------------------- by what acquiring yields

/** The calls that give back by what acquiring yields, and where the releaser is handed on as the end. */
export function releasesByHandle(sourceCode: SourceCode, { handle, trails, owner }: Acquisition): readonly Release[] {
  if (!handle) return []
  return trails.flatMap(({ uses }) => uses).filter((use) => use.does === 'end' || isGivenBack(use) || (handle.endedByCall && isReaction(sourceCode, use))).map((use) => ({
    at: use.at,
    points: pointsIn(sourceCode, owner, use.at),
    by: 'handle' as const,
    ...(use.call && use.does === 'end' ? { call: use.call } : {}),
    ...(isNamedOnly(use) ? { isNamedOnly: true as const } : {}),
  }))
}

/** `pool.release(client)`, whatever `pool` is. */
function isGivenBack({ does, call }: Use): boolean {
  return does === 'give' && call?.type === 'CallExpression' && releaseNames.test(calledName(call) ?? '')
}

/** `work().then(release)`, `stream.on('end', release)`. */
function isReaction(sourceCode: SourceCode, { does, at, call }: Use): boolean {
  return does === 'give' && (reactionOf(sourceCode, at) !== undefined || isListener(call, at))
}

function isListener(call: Use['call'], given: Node): boolean {
  return call?.type === 'CallExpression' && registering.has(calledName(call) ?? '') && call.arguments.length === 2 && call.arguments[1] === wrapped(given)
}

/** `lock.release` as a statement. */
function isNamedOnly({ does, call, at }: Use): boolean {
  return does === 'end' && !call && at.parent?.type === 'MemberExpression' && at.parent.parent.type === 'ExpressionStatement'
}

function leavesOf(sourceCode: SourceCode, { handle, owner, lease }: Acquisition, uses: readonly Use[], isReleased: boolean): readonly Node[] {
  if (!handle) return []
  return uses.filter((use) => {
    if (use.does === 'keep' || use.does === 'return') return true
    if (lease?.lentAs !== undefined && isLentAs(use, lease.lentAs)) return false
    return use.does === 'give' && !isGivenBack(use) && !(handle.endedByCall && isReaction(sourceCode, use)) && !(isReleased && !handle.endedByCall && isLent(sourceCode, use))
  }).flatMap(({ at }) => pointsIn(sourceCode, owner, at))
}

/** `row.save({ session })`, `Row.find(key).session(session)`. */
function isLentAs({ call, at }: Use, name: string): boolean {
  const given = wrapped(at)
  const { parent } = given
  if (parent?.type === 'Property') return keyName(parent) === name && parent.value === given && isCall(wrapped(parent.parent).parent)
  return call !== undefined && calledName(call) === name && call.arguments.length === 1 && call.arguments[0] === given
}

/** Methods that put an argument where it stays. */
const KEEPERS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'enqueue', 'append', 'register', 'resolve'])

/** Given to a call, alone or among options: a function that releases it itself afterwards has only lent it. */
function isLent(sourceCode: SourceCode, { call, to, at }: Use): boolean {
  const taker = call ?? to
  const name = taker?.type === 'CallExpression' ? (calledName(taker) ?? '') : undefined
  if (taker?.type !== 'CallExpression' || name === undefined || KEEPERS.has(name)) return false
  if (to && keepsOption(sourceCode, taker, at)) return false
  return !endingNames.test(name) || calledLocal(sourceCode, taker) !== undefined
}

// ---------------------------------------------------------------- by the lock itself

function byPlace(sourceCode: SourceCode, { place, owner, use, model }: Acquisition): readonly Release[] {
  if (!place) return []
  const direct = within(releasingCalls(sourceCode), owner).flatMap((call) => lockUses(sourceCode).get(call) ?? []).filter((each) => each.places.some((other) => mayBeSame(place, other)) && (!model || each.model === model || model.wraps !== undefined || each.model.wraps !== undefined))
  const helpers = (locksets(sourceCode, owner)?.effects ?? []).flatMap(({ effect }) => (
    effect.call !== use?.call && !lockUses(sourceCode).has(effect.call) && calledLocal(sourceCode, effect.call) && effect.releases.some((release) => release.lock && mayBeSame(place, release.lock)) ? [effect.call] : []
  ))
  return [
    ...direct.map(({ call }) => ({ at: call, call, points: pointsIn(sourceCode, owner, call), by: 'place' as const })),
    ...helpers.map((call) => ({ at: call, call, points: [call], by: 'helper' as const })),
  ]
}

/** The calls of the file that give a lock back by its name. */
export const releasesOf = perFile((sourceCode) => [...lockUses(sourceCode).values()].filter(({ does }) => does === 'release'))

const releasingCalls = perFile((sourceCode) => releasesOf(sourceCode).map(({ call }) => call).sort((a, b) => a.range[0] - b.range[0]))

/** By names: what the pair gives back; functions named like a release that are told the key of the lock. */
function byName(sourceCode: SourceCode, { given, owner, use, model }: Acquisition): readonly Release[] {
  const key = use?.method.key === undefined || !model?.keyedGlobally ? undefined : use.call.arguments[use.method.key]
  const text = key && sourceCode.getText(key)
  const told = text === undefined ? [] : within(nodesOf(sourceCode).calls, owner).filter((call) => (
    !lockUses(sourceCode).has(call) && releaseNames.test(calledName(call) ?? '') && call.arguments[0] !== undefined && sourceCode.getText(call.arguments[0]) === text
  ))
  return [...(given ?? []), ...told].map((call) => ({ at: call, call, points: pointsIn(sourceCode, owner, call), by: 'place' as const }))
}

// ---------------------------------------------------------------- elsewhere

/** By function, the locks that it gives back without having taken them. */
const foreignReleases = perFile((sourceCode) => lockOwners(sourceCode).flatMap((owner) => {
  const locks = lockSummary(sourceCode, owner).releases.flatMap(({ lock, site }) => (lock && site === undefined ? [lock] : []))
  return locks.length > 0 ? [{ owner, locks }] : []
}))

const releasesByOwner = perFile((sourceCode) => groupBy(releasesOf(sourceCode), ({ call }) => ownerOf(call)))

/** A function and those around it, the module last. */
function ownersAround(owner: CodeOwner): readonly CodeOwner[] {
  const owners = [owner]
  for (let at = owner; at.type !== 'Program'; owners.push(at)) at = ownerOf(at)
  return owners
}

/** `await source.destroy()` of the source that a runner was taken from. */
function endsOf(sourceCode: SourceCode, { call, owner, lease }: Acquisition): readonly Node[] {
  const callee = unwrap(call.callee)
  if (!lease?.endedWith || callee.type !== 'MemberExpression') return []
  const source = sourceCode.getText(callee.object)
  return lease.endedWith.flatMap((name) => within(callsByName(sourceCode).get(name) ?? [], owner)).flatMap((each) => {
    const on = unwrap(each.callee)
    return on.type === 'MemberExpression' && sourceCode.getText(on.object) === source ? pointsIn(sourceCode, owner, each) : []
  })
}

/** The functions of the file that give a lock back without holding it: whoever leaves it to them means it. */
export function releasedBy(sourceCode: SourceCode, { place, owner }: Acquisition, all: readonly Acquisition[]): readonly CodeOwner[] {
  if (!place) return []
  const foreign = foreignReleases(sourceCode).filter(({ locks }) => locks.some((other) => mayBeSame(place, other))).map((each) => each.owner)
  const around = ownersAround(owner).flatMap((each) => releasesByOwner(sourceCode).get(each) ?? []).filter(({ places }) => places.some((other) => mayBeSame(place, other))).map(({ call }) => ownerOf(call))
  if (foreign.length + around.length === 0) return []
  // A closure of a function that holds it gives back what that function has, unless that has it from here.
  const holders = all.filter((each) => each.place && mayBeSame(place, each.place) && calledLocal(sourceCode, each.call) !== owner).map((each) => each.owner)
  return [...new Set([...foreign, ...around])].filter((each) => !holders.some((holder) => isFunction(holder) && isInside(each, holder)))
}

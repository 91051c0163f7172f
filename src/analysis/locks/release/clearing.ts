import type { SourceCode } from '../../../utils/per-file.ts'
import { blockAround, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { functionsBetween } from '../../callbacks/points.ts'
import { promiseAnswering, reactionOf } from '../../promises/reactions.ts'
import { memberOf } from '../../resolve/functions.ts'
import { isConstructorFunction } from '../../resolve/holders.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { isInCallbackStyle } from './early.ts'
import { mayReject } from './failing.ts'
import { fillsOnly, type Mark } from './marks.ts'
import { endsForGood, failureEndsProgram } from './over.ts'

/** What takes a mark down that one run has put up. */
export interface Clearing {
  readonly clears: readonly Mark[]
  /** The first of them, for a report. */
  readonly first: Mark
  readonly way: ClearingWay
  /** What ends the object that the mark is of. */
  readonly ends: readonly Node[]
}

/**
 * Where that is. rejection: behind a promise, when it is fulfilled. answer: in a function that a promise runs, or that yields what is
 * kept. told: in a callback, and another one says that all is done. later: in callbacks alone. path: in the run itself.
 */
export type ClearingWay = { readonly in: 'rejection'; readonly promise: Node } | { readonly in: 'answer'; readonly fn: FunctionNode } | { readonly in: 'told' | 'later' | 'path' }

/** How a mark comes down that a function puts up; undefined where that is a state rather than a latch, or nothing is waited for. */
export function clearingOf(sourceCode: SourceCode, owner: FunctionNode, mark: Mark, all: readonly Mark[]): Clearing | undefined {
  const run = keptRun(sourceCode, mark, all)
  // `this.flight ??= this.load().finally(clear)`: the promise that is kept clears it.
  if (!run && fillsOnly(mark)) return undefined
  const block = blockAround(mark.at)
  const clears = all.filter((each) => !each.raises && isInside(each.at, run ?? owner))
  // A latch is cleared by whoever sets it, when that work is done; anything else is a state.
  const first = clears.find(({ at }) => run !== undefined || (block && isInside(at, block)))
  if (!first || all.some((each) => !clears.includes(each) && isClearedBySomebody(sourceCode, each, owner, all))) return undefined
  const ends = endsForGood(sourceCode, mark, owner)
  const way = wayOf(sourceCode, owner, clears, ends, run)
  return way && !(mark.tries && way.in !== 'rejection' && way.in !== 'path') ? { clears, first, way, ends } : undefined
}

function wayOf(sourceCode: SourceCode, owner: FunctionNode, clears: readonly Mark[], over: readonly Node[], run: FunctionNode | undefined): ClearingWay | undefined {
  const promise = skippedByRejection(sourceCode, clears, over, owner)
  if (promise) return { in: 'rejection', promise }
  const answered = run ?? answeredAround(sourceCode, clears, owner)
  if (answered) return { in: 'answer', fn: answered }
  if (isInCallbackStyle(owner, clears)) return { in: 'told' }
  if (owner.async) return { in: 'path' }
  return clears.every(({ at }) => ownerOf(at) !== owner) ? { in: 'later' } : undefined
}

/**
 * The async function of this file whose promise is the mark, and which alone takes that away: `this.flight = this.load()`, `flight =
 * (async () => { …; flight = undefined })()`. What it throws is kept with the promise. Undefined where anybody else takes it away, too.
 */
function keptRun(sourceCode: SourceCode, { at, raises, counts }: Mark, all: readonly Mark[]): FunctionNode | undefined {
  const call = raises && !counts && at.type === 'AssignmentExpression' ? unwrap(at.right) : undefined
  if (!isCall(call)) return undefined
  const callee = unwrap(call.callee)
  const run = isFunction(callee) ? callee : calledFunction(sourceCode, call)
  if (!run?.async || run.generator) return undefined
  const clears = all.filter((each) => !each.raises)
  return clears.length > 0 && clears.every((each) => ownerOf(each.at) === run) ? run : undefined
}

/** The function that a promise is answered with and that does all of the clearing: `return this.ready.then(async (db) => { …; this.busy = false })`. */
function answeredAround(sourceCode: SourceCode, clears: readonly Mark[], owner: Node): FunctionNode | undefined {
  const [first, ...others] = clears.map(({ at }) => functionsBetween(at, owner).at(-1))
  return first && promiseAnswering(sourceCode, first) && others.every((each) => each === first) ? first : undefined
}

/** Whether another function clears what it did not set. */
function isClearedBySomebody(sourceCode: SourceCode, mark: Mark, owner: FunctionNode, all: readonly Mark[]): boolean {
  if (mark.raises || isInside(mark.at, owner)) return false
  const by = ownerOf(mark.at)
  if (isFunction(by) && (memberOf(by)?.kind === 'constructor' || isConstructorFunction(sourceCode, by))) return false
  let around = by
  while (isFunction(around)) {
    const here = around
    if (all.some((each) => each.raises && isInside(each.at, here))) return false
    around = ownerOf(around)
  }
  return by.type !== 'Program'
}

/** The promise whose rejection goes past the clearings, where all of them wait for it to be fulfilled. */
export function skippedByRejection(sourceCode: SourceCode, clears: readonly Mark[], over: readonly Node[], owner: Node): Node | undefined {
  const reactions = clears.map(({ at }) => functionsBetween(at, owner).map((each) => reactionOf(sourceCode, each)))
  if (reactions.some((each) => each.length === 0 || each.some((reaction) => reaction?.on !== 'fulfilled'))) return undefined
  const first = reactions[0]?.[0]
  // `work().then(clear, (error) => this.destroy(error))`, and the same with `catch` behind it.
  const isOver = over.some((at) => functionsBetween(at, owner).some((each) => {
    const reaction = reactionOf(sourceCode, each)
    return reaction?.on === 'rejected' && first && (reaction.promise === first.promise || isInside(first.call, reaction.promise))
  }))
  return !isOver && first && isCall(unwrap(first.promise)) && mayReject(sourceCode, first.promise) && !failureEndsProgram(sourceCode, first.call) ? first.promise : undefined
}

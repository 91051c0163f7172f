import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, isCall, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { eventsOf } from '../../flow/graph.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { standingAt } from '../../resolve/functions.ts'
import { callbackNow, effectOf } from '../effects.ts'
import type { Spot } from '../facts.ts'
import { heldAtEntry } from '../held.ts'
import { familyKey, type Place } from '../places/symbol.ts'
import { locksets, lockSummary } from '../summary.ts'
import { isTurn, lockUses } from '../uses.ts'

/** A lock that is held where something happens, and given back by code in sight. */
export interface Section {
  readonly lock: Place
  readonly since: Spot
}

/** How many callbacks may stand between a node and the section that runs them. */
const MOST_CALLBACKS = 4

/** The section that a node surely runs in, callbacks that are run or waited for within it included; undefined outside of all. */
export function sectionAround(sourceCode: SourceCode, node: Node): Section | undefined {
  let at = node
  for (let i = 0; i < MOST_CALLBACKS; i++) {
    const owner = ownerOf(at)
    const found = heldByHandle(sourceCode, at) ?? heldFromOutside(sourceCode, owner)
    if (found || !isFunction(owner)) return found
    const runner = runnerOf(sourceCode, owner)
    if (!runner) return undefined
    at = runner
  }
  return undefined
}

/** A lock that the function around has taken on every path to the node and gives back before it ends. */
function heldByHandle(sourceCode: SourceCode, node: Node): Section | undefined {
  const sets = locksets(sourceCode, ownerOf(node))
  if (!sets || sets.flow.imprecise) return undefined
  const { flow, tokens, may, must } = sets
  const events = eventsOf(flow, node).filter((event) => may.reaches(event))
  if (events.length === 0) return undefined
  const index = tokens.findIndex(({ lock }, i) => keepsOut(sourceCode, lock) && events.every((event) => must.has(event, i)) && (!may.reaches(flow.exit) || !may.has(flow.exit, i)))
  const token = tokens[index]
  return token && { lock: token.lock, since: token.at }
}

function heldFromOutside(sourceCode: SourceCode, owner: Node): Section | undefined {
  const held = isFunction(owner) ? heldAtEntry(sourceCode, owner).find(({ lock }) => keepsOut(sourceCode, lock)) : undefined
  return held && { lock: held.lock, since: held.at }
}

/** The families of pools: what they hand out keeps nobody out of anything. */
const pools = perFile((sourceCode): ReadonlySet<string | undefined> =>
  new Set([...lockUses(sourceCode).values()].filter(({ does, model }) => does === 'acquire' && !isTurn(model)).flatMap(({ places }) => places.map(familyKey))))

/** Whether who holds the lock keeps others out. */
export function keepsOut(sourceCode: SourceCode, lock: Place): boolean {
  return !pools(sourceCode).has(familyKey(lock))
}

/** The call that runs a function it is given while it is itself under way: `forEach(f)`, `map(f)`, `promise.then(f)`. */
export function runnerOf(sourceCode: SourceCode, fn: Node): Call | undefined {
  const outer = wrapped(isFunction(fn) ? standingAt(sourceCode, fn) : fn)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return undefined
  if (callbackNow(sourceCode, call, unwrap(call.callee)) === call.arguments.findIndex((each) => each === outer)) return call
  return reactionOf(sourceCode, fn)?.call
}

/** Whether work takes the lock itself: it comes into its own section once the lock is free, and must not be waited for before. */
export function takesItself(sourceCode: SourceCode, work: Node, lock: Place): boolean {
  const node = unwrap(work)
  const effect = isCall(node) ? effectOf(sourceCode, node, (owner) => lockSummary(sourceCode, owner)) : undefined
  const family = familyKey(lock)
  return effect !== undefined && [...effect.first, ...effect.takes].some((take) => familyKey(take.lock) === family)
}

import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { callAnswering, callTelling, promiseAnswering, reactionOf } from '../../promises/reactions.ts'
import { standingAt } from '../../resolve/functions.ts'
import { gapBetween } from '../reads/tokens.ts'

/** How many callbacks may lie inside one another between a question and what rests on its answer. */
const MOST_CALLBACKS = 4

/**
 * What was asked whose answer a callback is given, or one around it, inner ones first: `return load(id).then((account) => …)`,
 * `db.get(sql, [id], (err, row) => …)`. `asksIn` tells what the code of a function asks. None for what is no callback.
 */
export function askedBefore<T extends { readonly call: Node }>(sourceCode: SourceCode, callback: FunctionNode, asksIn: (owner: FunctionNode) => readonly T[], depth = 0): readonly T[] {
  const answered = promiseAnswering(sourceCode, callback) ?? callAnswering(sourceCode, callback)
  const asker = isCall(wrapped(standingAt(sourceCode, callback)).parent) && depth < MOST_CALLBACKS ? functionAround(callback) : undefined
  if (!asker) return []
  const own = answered ? asksIn(asker).filter(({ call }) => isInside(call, answered)) : []
  return [...own, ...askedBefore(sourceCode, asker, asksIn, depth + 1)]
}

/** A piece of control flow, and where it leads on to what is looked at. */
export interface Level {
  readonly flow: Flow
  readonly at: Node
}

/**
 * The code that control comes through on its way to a node: its own, and that of the functions around that give the callbacks on the
 * way, as far as the one that asks.
 */
export function levelsTo(sourceCode: SourceCode, flow: Flow, at: Node, asked: Node): readonly Level[] {
  const levels: Level[] = [{ flow, at }]
  let { owner } = flow
  while (isFunction(owner) && owner !== ownerOf(asked) && levels.length <= MOST_CALLBACKS) {
    const call = reactionOf(sourceCode, owner)?.call ?? callTelling(sourceCode, owner)
    const around = functionAround(owner)
    if (!call || !around) break
    levels.push({ flow: flowOf(sourceCode, around), at: call })
    owner = around
  }
  return levels.filter((each) => !each.flow.imprecise)
}

/** From which event on an answer is there, and where others run before what rests on it. */
export interface Gap {
  readonly from: EventId
  readonly wait: Node
}

/** What lies between a question and what rests on its answer: in the code itself, or until a callback is run that is given the answer. Undefined where nobody runs in between. */
export function gapBehind(sourceCode: SourceCode, flow: Flow, asked: Node, changed: Node): Gap | undefined {
  const [from] = eventsOf(flow, asked)
  const goals = eventsOf(flow, changed)
  if (goals.length === 0) return undefined
  const wait = from === undefined ? waitForAnswer(sourceCode, flow, asked) : goals.map((to) => gapBetween(flow, from, to)).find((gap) => gap !== undefined)
  return wait && { from: from ?? flow.enter, wait }
}

function waitForAnswer(sourceCode: SourceCode, { owner }: Flow, asked: Node): Node | undefined {
  return isFunction(owner) && ownerOf(asked) !== owner ? (reactionOf(sourceCode, owner)?.call ?? asked) : undefined
}

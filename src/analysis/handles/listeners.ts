import { races } from '../../knowledge/lives.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, isInside, literalText, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { occurrences, pointsIn } from '../callbacks/points.ts'
import { eventsOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { type Follow } from '../flow/reach.ts'
import { eventsAt } from '../obligations/obligations.ts'
import { promiseOf, settlersIn } from '../promises/executors.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { calledPath, functionBehind } from '../resolve/receiver.ts'
import type { Use } from './deeds.ts'
import { flowWithEnds, isFatal } from './failing.ts'
import type { Fault } from './faults.ts'
import { guardsOf } from './guards.ts'
import type { Spawn } from './spawns.ts'

/** How many functions lie between what is called and what calls it. */
const MOST_NESTED = 6

/**
 * One listener or timer settles the promise and ends the handle, another settles it and does not. Where somebody listens for the end
 * of it, it ends by itself when it has done its work, and only a timer or an abort gives it up before that.
 */
export function faultOfListeners(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode, ends: readonly Use[]): Fault | undefined {
  const kills = ends.filter(({ does }) => does === 'end')
  const joins = ends.filter(({ does }) => does !== 'end')
  const [end] = kills
  const isEndedInListeners = kills.every(({ at }) => triggersOf(sourceCode, spawn, owner, at).length > 0)
  if (!end || !isEndedInListeners || joins.some(({ listener }) => !listener)) return undefined
  for (const { node } of settlersIn(sourceCode, owner.body)) {
    const isOpen = triggersOf(sourceCode, spawn, owner, node).some((trigger) => {
      // Who ends it on one way of a listener knows that it does not end by itself on the other.
      const counts = joins.length === 0 ? !trigger.isFatal : trigger.isTimer || trigger.isAbort || kills.some(({ at }) => isInside(at, trigger.node))
      return counts && settlesOpen(sourceCode, trigger.node, node, kills) && !isSetBesideAnEnd(sourceCode, trigger, owner, kills)
    })
    if (isOpen) return { kind: 'unsettled', spawn, at: node, end }
  }
  return undefined
}

/** A timer that is set by what also ends the handle, or tries to: it only sees to it that the promise does not wait for that in vain. */
function isSetBesideAnEnd(sourceCode: SourceCode, { node, isTimer }: Trigger, owner: FunctionNode, ends: readonly Use[]): boolean {
  const by = isTimer && node.parent ? ownerOf(node.parent) : undefined
  return isFunction(by) && by !== owner && isInside(by, owner) && promiseOf(sourceCode, by) === undefined && ends.some(({ at }) => leadsTo(sourceCode, by, at))
}

/** Whether the code of a function, what it calls and begins, comes to a node. */
function leadsTo(sourceCode: SourceCode, by: FunctionNode, node: Node, depth = 0): boolean {
  if (isInside(node, by)) return true
  const around = ownerOf(node)
  return isFunction(around) && depth < MOST_NESTED && occurrences(sourceCode, around).some((each) => leadsTo(sourceCode, by, each, depth + 1))
}

/** A timer gives up a promise that the end of the handle would settle, and nothing ends the handle then or ever. */
export function givenUp(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode, ends: readonly Use[]): Fault | undefined {
  if (spawn.isLimited || !ends.every(({ does, listener }) => does === 'join' && listener)) return undefined
  const settlers = settlersIn(sourceCode, owner.body).map(({ node }) => ({ node, triggers: triggersOf(sourceCode, spawn, owner, node) }))
  const ended = settlers.filter(({ triggers }) => triggers.some(({ isFatal }) => isFatal))
  for (const { node, triggers } of settlers) {
    const isGivenUp = triggers.some((trigger) => trigger.isTimer && isSetIn(sourceCode, trigger.node, node, owner) && !isUsedIn(spawn, trigger.node) && settlesOpen(sourceCode, trigger.node, node, []))
    if (isGivenUp && ended.some((other) => areOne(sourceCode, node, other.node))) return { kind: 'givenUp', spawn, at: node }
  }
  return undefined
}

/** Whether the timer runs from the beginning: no listener sets it, which has heard from the handle. */
function isSetIn(sourceCode: SourceCode, callback: Node, settler: Node, owner: FunctionNode): boolean {
  const around = ownerOf(callback === settler ? callback : callback.parent as Node)
  return around === owner || (isFunction(around) && ownerOf(around) === owner && promiseOf(sourceCode, around) !== undefined)
}

function isUsedIn({ trail }: Spawn, callback: Node): boolean {
  return trail.uses.some(({ at }) => isInside(at, callback))
}

/** Whether two settlers settle one promise, or two that are raced with each other. */
function areOne(sourceCode: SourceCode, a: Node, b: Node): boolean {
  const [first, second] = [a, b].map((each) => promiseSettledBy(sourceCode, each))
  if (!first || !second) return false
  if (first === second) return true
  return nodesOf(sourceCode).calls.some((call) => {
    const [list] = call.arguments
    if (list?.type !== 'ArrayExpression' || !races.has(calledPath(sourceCode, call) ?? '')) return false
    const raced = list.elements.map((each) => each && unwrap(onlyValue(sourceCode, each) ?? each))
    return raced.includes(first) && raced.includes(second)
  })
}

/** The `new Promise(…)` whose executor is given the function that this names. */
function promiseSettledBy(sourceCode: SourceCode, settler: Node): Node | undefined {
  const def = variableOf(sourceCode, settler)?.defs[0]
  return def?.type === 'Parameter' && isFunction(def.node) ? promiseOf(sourceCode, def.node) : undefined
}

interface Trigger {
  /** The listener or the callback of a timer: a function, or a name for one. */
  readonly node: Node
  /** The handle has ended when it runs. */
  readonly isFatal: boolean
  readonly isTimer: boolean
  /** Somebody has given the work up. */
  readonly isAbort: boolean
}

/** The listeners of the handle, timers and abort signals that run the code at `node`. */
function triggersOf(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode, node: Node, depth = 0): readonly Trigger[] {
  if (depth > MOST_NESTED) return []
  const trigger = triggerAt(sourceCode, spawn, node)
  if (trigger) return [trigger]
  const around = ownerOf(node)
  if (around === owner || !isFunction(around)) return []
  return occurrences(sourceCode, around).flatMap((each) => triggersOf(sourceCode, spawn, owner, each, depth + 1))
}

function triggerAt(sourceCode: SourceCode, { model, trail }: Spawn, value: Node): Trigger | undefined {
  const use = trail.uses.find(({ listener }) => listener !== undefined && unwrap(listener) === value)
  if (use) return { node: value, isFatal: use.event !== undefined && isFatal(model, use.event), isTimer: false, isAbort: false }
  if (!isFunction(value) && value.type !== 'Identifier') return undefined
  const handing = handedTo(sourceCode, value)
  const isTimer = handing?.path === '#setTimeout'
  const isAbort = handing?.event === 'abort' || isHeardOfAbort(value)
  return isTimer || isAbort ? { node: value, isFatal: false, isTimer, isAbort } : undefined
}

/** `signal?.addEventListener('abort', cancel)`: only signals and requests tell of that. */
function isHeardOfAbort(value: Node): boolean {
  const outer = wrapped(value)
  const call = outer.parent
  return isCall(call) && call.arguments[1] === outer && calledName(call) === 'addEventListener' && literalText(call.arguments[0] as Node) === 'abort'
}

/** Whether the listener may settle the promise at `settler` without ending the handle, before or after. */
function settlesOpen(sourceCode: SourceCode, listener: Node, settler: Node, ends: readonly Use[]): boolean {
  if (listener === settler) return true
  const runs = functionBehind(sourceCode, listener)
  const flow = runs && flowWithEnds(sourceCode, runs)
  if (!flow || flow.imprecise) return false
  const points = ends.flatMap(({ at }) => pointsIn(sourceCode, runs, at))
  const isEnded = eventsAt(flow, [...points, ...points.flatMap((point) => guardsOf(sourceCode, point, settler))])
  const settled = pointsIn(sourceCode, runs, settler).flatMap((point) => eventsOf(flow, point))
  const open: Follow = (_, __, to) => !isEnded(to)
  return settled.some((event) => findPath(flow, flow.enter, (to) => to === event, open) && findPath(flow, event, (to) => to === flow.exit, open))
}

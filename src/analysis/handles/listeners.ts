import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { occurrences, pointsIn } from '../callbacks/points.ts'
import { eventsOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { type Follow } from '../flow/reach.ts'
import { eventsAt } from '../obligations/obligations.ts'
import { settlersIn } from '../promises/executors.ts'
import { functionBehind } from '../resolve/receiver.ts'
import type { Use } from './deeds.ts'
import { flowWithEnds, isFatal } from './failing.ts'
import type { Fault } from './faults.ts'
import { guardsOf } from './guards.ts'
import type { Spawn } from './spawns.ts'

/** How many functions lie between what is called and what calls it. */
const MOST_NESTED = 6

/** One listener or timer settles the promise and ends the handle, another settles it and does not. */
export function faultOfListeners(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode, ends: readonly Use[]): Fault | undefined {
  const [end] = ends
  const isEndedInListeners = ends.every((use) => use.does === 'end' && triggersOf(sourceCode, spawn, owner, use.at).length > 0)
  if (!end || !isEndedInListeners) return undefined
  for (const { node } of settlersIn(sourceCode, owner.body)) {
    const isOpen = triggersOf(sourceCode, spawn, owner, node).some((trigger) => !trigger.isFatal && settlesOpen(sourceCode, trigger.node, node, ends))
    if (isOpen) return { kind: 'unsettled', spawn, at: node, end }
  }
  return undefined
}

interface Trigger {
  /** The listener or the callback of a timer: a function, or a name for one. */
  readonly node: Node
  /** The handle has ended when it runs. */
  readonly isFatal: boolean
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
  if (use) return { node: value, isFatal: use.event !== undefined && isFatal(model, use.event) }
  if (!isFunction(value) && value.type !== 'Identifier') return undefined
  const handing = handedTo(sourceCode, value)
  const isOther = handing?.path === '#setTimeout' || handing?.event === 'abort'
  return isOther ? { node: value, isFatal: false } : undefined
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

import { passingOn, requestHooks } from '../../../knowledge/requests.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isCall, type Node, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { callTelling, reactionOf } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { lastName } from '../../resolve/path.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { handlerOf } from '../../roles/handlers.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import type { Place } from '../places/place.ts'

/** Where a place is read, and where the reader has waited before. */
export interface Use {
  readonly read: Node
  readonly wait: Node
}

/** Whether a handler lets the next one go on with the same request: it calls the last of its parameters for that, or is there to run before. */
export function passesOn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const { params } = fn
  const last = params.at(-1)
  const name = params.length > 1 && last?.type === 'Identifier' && passingOn.test(last.name) ? variableOf(sourceCode, last) : undefined
  if (name?.references.some(({ identifier }) => isCall(identifier.parent) && identifier.parent.callee === identifier)) return true
  const hook = params.length > 0 ? wrapped(fn).parent : undefined
  return isCall(hook) && HOOKS.has(calledName(hook) ?? '') && requestHooks.has(calledPath(sourceCode, hook) ?? '')
}

const HOOKS: ReadonlySet<string> = new Set([...requestHooks].map(lastName))

/**
 * Where another handler reads a variable that a middleware has written, after a wait: of the middleware before it lets that go on, of
 * the handler, or of a function that it calls then. What a handler that answers by itself leaves there may be meant for all.
 */
export function useByNext(sourceCode: SourceCode, owner: FunctionNode, { place, event }: Access): Use | undefined {
  const variable = place.root.kind === 'variable' && passesOn(sourceCode, owner) ? place.root.variable : undefined
  const readers = new Set(variable?.references.flatMap((each) => (each.isRead() ? (functionAround(each.identifier) ?? []) : [])))
  const waited = variable && waitBeforeNext(sourceCode, owner, event)
  for (const reader of readers) {
    const { reads, writes } = accessesIn(sourceCode, reader)
    if (reader === owner || writes.some((each) => each.place.base === place.base)) continue
    for (const { node: read } of reads.filter((each) => each.place.base === place.base)) {
      const wait = waitOnWay(sourceCode, reader, read, place, waited)
      if (wait) return { read, wait }
    }
  }
  return undefined
}

/** Where a middleware waits behind an event before it calls the last of its parameters: `tenant = req.tenant; await touch(tenant); next()`. */
function waitBeforeNext(sourceCode: SourceCode, fn: FunctionNode, event: EventId): Node | undefined {
  const last = fn.params.at(-1)
  const name = last?.type === 'Identifier' ? variableOf(sourceCode, last) : undefined
  const flow = flowOf(sourceCode, fn)
  const nexts = new Set(name?.references.flatMap(({ identifier }) => (isCall(identifier.parent) && identifier.parent.callee === identifier ? eventsOf(flow, identifier.parent) : [])))
  const wait = nexts.size === 0 ? undefined : suspensionPoints(flow).find((gap) => reaches(flow, event, gap) && reaches(flow, gap, nexts))
  return wait === undefined ? undefined : nodeOf(flow, wait)
}

/** How many functions may lie between a handler and the one that reads. */
const MOST_STEPS = 3

/** Where a handler, or a function on the way from it, has waited when control comes to a node of a function that it runs. */
function waitOnWay(sourceCode: SourceCode, fn: FunctionNode, at: Node, place: Place, found?: Node, steps = 0): Node | undefined {
  const wait = found ?? waitBefore(sourceCode, fn, at)
  if (isAnswering(sourceCode, fn, place)) return wait
  if (steps >= MOST_STEPS) return undefined
  // `return load(id).then((invoice) => …)`, `db.get(sql, (err, row) => …)`: others run before what is called back.
  const asked = reactionOf(sourceCode, fn)?.call ?? callTelling(sourceCode, fn)
  const asker = asked && functionAround(asked)
  if (asker) return waitOnWay(sourceCode, asker, asked, place, wait ?? asked, steps + 1)
  // `items.filter((item) => item.tenant === tenant)` is read where the list is filtered.
  const runs = handingsOf(sourceCode, fn).flatMap((handing) => (handing.timing === 'now' ? [handing.at] : []))
  for (const run of [...usesOf(sourceCode, fn).calls, ...runs]) {
    const caller = functionAround(run)
    const before = caller && caller !== fn ? waitOnWay(sourceCode, caller, run, place, wait, steps + 1) : undefined
    if (before) return before
  }
  return undefined
}

/** Whether a function answers requests, and puts nothing of its own into the place. */
function isAnswering(sourceCode: SourceCode, fn: FunctionNode, place: Place): boolean {
  return handlerOf(sourceCode, fn)?.kind === 'request' && !accessesIn(sourceCode, fn).writes.some((each) => each.place.base === place.base)
}

/** Where the function has waited when it comes to a node. */
function waitBefore(sourceCode: SourceCode, fn: FunctionNode, node: Node): Node | undefined {
  const flow = flowOf(sourceCode, fn)
  const goals = new Set(eventsOf(flow, node))
  const wait = goals.size === 0 ? undefined : suspensionPoints(flow).find((event) => !goals.has(event) && reaches(flow, event, goals))
  return wait === undefined ? undefined : nodeOf(flow, wait)
}

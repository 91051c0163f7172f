import { identities } from '../../../../knowledge/races.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, type Flow } from '../../../flow/graph.ts'
import { dominates, reaches } from '../../../flow/reach.ts'
import { isSuspension } from '../../../flow/suspension.ts'
import { promiseOf } from '../../../promises/executors.ts'
import type { Fault } from '../../faults.ts'
import { isGrowing } from '../../harm/limits.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { waitBetween } from '../../reads/stale.ts'

/**
 * Numbers that a run takes by counting on, and reads again behind a wait as if they were still its own: `this.id++; await
 * this.ready(); this.pending.set(this.id, answer)`.
 */
export function numbersMovedOn(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const steps = writes.filter(({ node, place, shared, wait }) => shared !== 'caller' && place.part === VALUE && wait === undefined && isGrowing(wrapped(node)))
  if (steps.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  const reads = [...accessesIn(sourceCode, owner).reads, ...readsByExecutors(sourceCode, flow)]
  for (const step of steps) {
    const use = reads.find((read) => read.place.base === step.place.base && read.place.part === VALUE && isKey(read.node) && reaches(flow, step.event, read.event) && waitBetween(flow, step.event, read.event))
    const wait = use && waitBetween(flow, step.event, use.event)
    const entry = wait && entryFor(sourceCode, owner, step)
    const isMovedAgain = use && writes.some((each) => each !== step && each.place.base === step.place.base && reaches(flow, step.event, each.event) && reaches(flow, each.event, use.event))
    if (!use || !wait || !entry || isMovedAgain || isNextTaken(flow, use, step) || isHeldFrom(sourceCode, flow, step, use) || latchesBefore(sourceCode, owner, use.event).length > 0) continue
    return [{ kind: 'renumbered', place: step.place.text, node: use.node, read: step.node, wait, entry, proven: isOpen(entry) }]
  }
  return []
}

/** `while (next < jobs.length) { const job = jobs[next]; next += 1; await run(job) }`: each round takes a number and counts on before it waits. */
function isNextTaken(flow: Flow, use: Access, step: Access): boolean {
  return !dominates(flow, step.event, use.event) && reaches(flow, use.event, step.event, (event) => event === use.event || !isSuspension(flow, event))
}

/** What executors of promises read, at once: `new Promise((resolve) => this.pending.set(this.id, resolve))`. */
function readsByExecutors(sourceCode: SourceCode, flow: Flow): readonly Access[] {
  return (callsByOwner(sourceCode).get(flow.owner) ?? []).flatMap((call) => {
    const [executor] = call.arguments
    if (!isFunction(executor) || promiseOf(sourceCode, executor) !== call) return []
    const [event] = eventsOf(flow, call)
    return event === undefined ? [] : accessesIn(sourceCode, executor).reads.map((read) => ({ ...read, event }))
  })
}

/** `pending.set(id, …)`, `pending[id] = …`, `{ id, method }`: by it something is found again. */
function isKey(name: Node): boolean {
  const node = wrapped(name)
  const { parent } = node
  if (parent?.type === 'CallExpression') return parent.arguments[0] === node && calledName(parent) === 'set'
  if (parent?.type === 'MemberExpression') return parent.computed && parent.property === node
  return parent?.type === 'Property' && parent.value === node && identities.test(keyName(parent) ?? '')
}

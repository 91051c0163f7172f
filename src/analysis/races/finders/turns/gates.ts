import { pauses } from '../../../../knowledge/lifecycles.ts'
import { momentCallbacks } from '../../../../knowledge/races.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, isLiteral, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { isGrowing } from '../../harm/limits.ts'
import { executorOf, freersOf, wakesAll } from '../../others/waiters.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import type { Place } from '../../places/place.ts'
import { targetsByOwner } from '../../places/written.ts'
import { decides } from '../../reads/control.ts'

/**
 * Flags that keep others out, and are waited for once: `if (this.closed) await this.opened(); this.closed = true`. All who have
 * waited go on when it is down, and so does who comes before them then. And flags and counts that are taken down for one who is
 * woken, who does not put them up again: `this.closed = false; this.line.shift()?.()`.
 */
export function leakyGates(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !(owner.async || owner.generator)) return []
  const raised = accessesIn(sourceCode, owner).writes.filter((write) => write.shared !== 'caller' && raises(write))
  const flow = raised.length > 0 ? flowOf(sourceCode, owner) : undefined
  const waits = flow ? suspensionPoints(flow).filter((each) => isWait(sourceCode, nodeOf(flow, each))) : []
  if (!flow || waits.length === 0 || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const raise of raised) {
    const fault = faultOf(sourceCode, owner, flow, raise, waits)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, raise: Access, waits: readonly EventId[]): Fault | undefined {
  const asked = accessesIn(sourceCode, owner).reads.filter(({ place }) => isSame(place, raise.place))
  const tests = testsOf(flow).filter(({ node }) => asked.some((read) => (raise.effect === 'step' ? node.type === 'BinaryExpression' && isInside(read.node, node) : read.node === unwrap(node))))
  const entry = tests.length > 0 ? entryFor(sourceCode, owner, raise) : undefined
  // Behind them nothing asks for it again.
  const last = entry ? waits.filter((each) => !tests.some(({ event }) => reaches(flow, each, event))) : []
  const test = tests.find((each) => last.some((wait) => decides(flow, each, wait) !== undefined))
  const wait = test && last.find((each) => decides(flow, test, each) !== undefined)
  if (!entry || !test || wait === undefined || !isLowered(sourceCode, raise)) return undefined
  const at = nodeOf(flow, wait)
  const base = { place: raise.place.text, read: test.node, wait: at, entry, proven: entry.strength !== 'reached' }
  const [freer] = freersOf(sourceCode, at, raise.place, (write) => lowers(write, raise))
  if (!reaches(flow, wait, raise.event)) return freer && { ...base, kind: raise.effect === 'step' ? 'uncounted' : 'unclosed', node: freer.node }
  const isAwaited = raise.effect === 'set' && decides(flow, test, wait) === true && !isTakenBefore(sourceCode, owner, flow, test.event, wait, raise)
  return isAwaited && (freer || isForAll(sourceCode, at)) ? { ...base, kind: 'crowded', node: raise.node } : undefined
}

/** Whether who finds the flag up takes it down before he waits: then it says that the way is free, and the wait is his work. */
function isTakenBefore(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, test: EventId, wait: EventId, raise: Access): boolean {
  const taken = new Set(accessesIn(sourceCode, owner).writes.flatMap(({ place, event, node }) => (isSame(place, raise.place) && node !== raise.node ? [event] : [])))
  return !reaches(flow, test, wait, (_from, _edge, next) => !taken.has(next))
}

/** Whether nothing is awaited but a moment: a time, an event, or that somebody calls the settler. */
function isWait(sourceCode: SourceCode, wait: Node): boolean {
  return executorOf(sourceCode, wait) !== undefined || isForAll(sourceCode, wait)
}

/** Whether all who wait go on by themselves: after a time, or by one event. */
function isForAll(sourceCode: SourceCode, wait: Node): boolean {
  const awaited = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  const executor = executorOf(sourceCode, wait)
  const timed = executor !== undefined && (callsByOwner(sourceCode).get(executor) ?? []).some((call) => momentCallbacks.has(apiOf(sourceCode, call.callee) ?? ''))
  return timed || wakesAll(sourceCode, wait) || (isCall(awaited) && pauses.test(calledName(awaited) ?? ''))
}

/** Whether code of the file takes it down. */
function isLowered(sourceCode: SourceCode, raise: Access): boolean {
  return [...targetsByOwner(sourceCode).keys()].some((owner) => accessesIn(sourceCode, owner).writes.some((write) => isSame(write.place, raise.place) && lowers(write, raise)))
}

function isSame(one: Place, other: Place): boolean {
  return one.base === other.base && one.part === other.part
}

function raises({ effect, value, node }: Access): boolean {
  return (effect === 'set' && value !== undefined && isLiteral(value, true)) || (effect === 'step' && isGrowing(node))
}

function lowers({ effect, value, node }: Access, raise: Access): boolean {
  if (raise.effect === 'step') return effect === 'step' && !isGrowing(node)
  return effect === 'clear' || (effect === 'set' && value !== undefined && isLiteral(value, false))
}

/**
 * Limits that are waited for once: `if (this.running >= this.most) await once(this, 'free'); this.running++`. All who wait are woken
 * by the same word, and each takes a place without looking again. Where one is woken at a time, for whom the place is free before
 * he comes to take it, somebody else may take it meanwhile.
 */
export function crowdedLimits(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !(owner.async || owner.generator)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const steps = writes.filter(({ effect, shared }) => effect === 'step' && shared !== 'caller')
  const flow = steps.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  const { reads } = accessesIn(sourceCode, owner)
  for (const step of steps) {
    const asked = reads.filter(({ place }) => isSame(place, step.place))
    const tests = testsOf(flow).filter(({ node }) => node.type === 'BinaryExpression' && /^(?:[<>]=?|===?)$/u.test(node.operator) && asked.some((read) => isInside(read.node, node)))
    for (const test of tests) {
      const wait = suspensionPoints(flow).find((each) => decides(flow, test, each) !== undefined && reaches(flow, each, step.event) && !reaches(flow, each, test.event) && (wakesAll(sourceCode, nodeOf(flow, each)) || isFreedEarly(sourceCode, nodeOf(flow, each), step)))
      const entry = wait === undefined || tests.some(({ event }) => reaches(flow, wait, event)) ? undefined : entryFor(sourceCode, owner, step)
      if (wait !== undefined && entry) return [{ kind: 'exceeded', place: step.place.text, node: step.node, read: test.node, wait: nodeOf(flow, wait), entry, proven: entry.strength !== 'reached' && wakesAll(sourceCode, nodeOf(flow, wait)) }]
    }
  }
  return []
}

/** Whether the place that a woken one comes to take is counted back before he has come: somebody else may take it until then. */
function isFreedEarly(sourceCode: SourceCode, wait: Node, { place, node: step }: Access): boolean {
  return freersOf(sourceCode, wait, place, (write) => write.effect === 'step' && isGrowing(write.node) !== isGrowing(step)).length > 0
}

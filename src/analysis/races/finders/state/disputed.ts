import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isFunction, isInside, type Node, unwrap } from '../../../../utils/syntax.ts'
import { isParameterOfRun } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { testsOf } from '../../../flow/tests.ts'
import { onlyValue } from '../../../resolve/bindings.ts'
import { locationOf } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor, usesOfPlace } from '../../others/elsewhere.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { waitBetween } from '../../reads/stale.ts'

/**
 * What a run asks whose it is, and takes away behind a wait: `if (leases.get(name)?.owner !== owner) return; await log(name);
 * leases.delete(name)`. Who puts his own there meanwhile loses it: the question was about what was there before.
 */
export function disputedPlaces(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const write of accessesIn(sourceCode, owner).writes) {
    const isTakenAway = write.place.part === VALUE ? write.effect === 'clear' : write.effect === 'remove' && write.place.part !== 'entry:?'
    const fault = isTakenAway && write.shared !== 'caller' && !write.wait ? faultOf(sourceCode, owner, write) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, write: Access): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || !isFunction(owner)) return undefined
  const { reads } = accessesIn(sourceCode, owner)
  const own = reads.filter(({ place }) => place.base === write.place.base && (place.part === write.place.part || place.part === VALUE))
  const asked = own.length === 0 ? undefined : testsOf(flow).find(({ event, node }) => event < write.event && asksWhose(sourceCode, owner, own, node) && decides(flow, { event, node }, write.event) !== undefined)
  const wait = asked && waitBetween(flow, asked.event, write.event)
  if (!asked || !wait || isLookedAtAgain(sourceCode, owner, flow, asked, write, own)) return undefined
  const put = putElsewhere(sourceCode, owner, write)
  const entry = put && entryOf(sourceCode, put.by)
  if (!put || !entry || isSerialized(sourceCode, owner) || isLocked(sourceCode, asked.node, write.node) || latchesBefore(sourceCode, owner, write.event).length > 0) return undefined
  return { kind: 'disputed', place: write.place.text, node: write.node, read: asked.node, wait, other: put.node, entry: entryOf(sourceCode, owner) ?? entry, proven: entry.strength !== 'reached' }
}

/** `lease.owner !== owner`, `this.call?.id === id`: a part of what is there, and what the caller says is his. */
function asksWhose(sourceCode: SourceCode, owner: CodeOwner, own: readonly Access[], test: Node): boolean {
  const node = unwrap(test)
  if (!isFunction(owner) || node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return false
  const [left, right] = [unwrap(node.left), unwrap(node.right)]
  const isPart = (side: Node): boolean => {
    const inner = side.type === 'ChainExpression' ? unwrap(side.expression) : side
    const whole = inner.type === 'MemberExpression' ? unwrap(inner.object) : undefined
    const value = whole && unwrap(onlyValue(sourceCode, whole) ?? whole)
    return value !== undefined && own.some((read) => read.node === value)
  }
  const isGiven = (side: Node): boolean => side.type === 'Identifier' && isParameterOfRun(sourceCode, owner, side)
  return (isPart(left) && isGiven(right)) || (isPart(right) && isGiven(left))
}

/** Whether the place is looked at once more behind the wait, or something is said of it, or of what is there, before that. */
function isLookedAtAgain(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, asked: Test, write: Access, own: readonly Access[]): boolean {
  const isBehind = (event: EventId): boolean => waitBetween(flow, asked.event, event) !== undefined && reaches(flow, event, write.event)
  const isBefore = (event: EventId): boolean => reaches(flow, asked.event, event) && waitBetween(flow, event, write.event) !== undefined
  if (own.some(({ event, node }) => isBehind(event) && !isInside(node, write.node))) return true
  if (accessesIn(sourceCode, owner).writes.some((each) => each !== write && isBefore(each.event))) return true
  return flow.kinds.some((kind, event) => {
    const node = kind === 'write' && isBefore(event) ? nodeOf(flow, event) : undefined
    return node?.type === 'MemberExpression' && locationOf(sourceCode, node)?.root.kind === 'variable'
  })
}

/** Where another function puts something there although one is there already: not only where it has found none. */
function putElsewhere(sourceCode: SourceCode, owner: CodeOwner, { place }: Access): { readonly node: Node; readonly by: CodeOwner } | undefined {
  for (const { owner: by } of usesOfPlace(sourceCode, place)) {
    if (by === owner || !isFunction(by) || isConstructor(by) || functionAround(by) === owner) continue
    const { reads, writes } = accessesIn(sourceCode, by)
    const flow = flowOf(sourceCode, by)
    const put = writes.find((each) => each.effect === 'set' && each.place.base === place.base && (each.place.part === VALUE) === (place.part === VALUE))
    if (!put || flow.imprecise) continue
    const known = reads.filter((read) => read.place.base === place.base).map(({ node }) => node)
    const isLook = (test: Node): boolean => known.some((node) => isInside(node, test) || unwrap(onlyValue(sourceCode, unwrap(test)) ?? test) === node)
    if (!testsOf(flow).some((test) => isLook(test.node) && decides(flow, test, put.event) !== undefined)) return { node: put.node, by }
  }
  return undefined
}

import { perNode, type SourceCode } from '../../utils/per-file.ts'
import type { Call, CodeOwner, Node } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import type { EventId } from '../flow/graph.ts'
import { type Access, type Accesses, accessesIn, NONE } from './accesses.ts'
import { deferredWrites, getterAt, helperAt, isWaitedFor, type LateWrite, lateWrites, placeForCall, placesReturned } from './helpers.ts'
import { sharedBy } from './places.ts'

/** The accesses of an owner's code, with what helpers read for it, and with what code that it begins writes later. */
export const accessesOf: (sourceCode: SourceCode, owner: CodeOwner) => Accesses = perNode<CodeOwner, Accesses>((sourceCode, owner) => {
  const own = accessesIn(sourceCode, owner)
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return NONE
  const reads = [...own.reads]
  const writes = [...own.writes]
  for (let event = 0; event < flow.kinds.length; event++) {
    const node = flow.nodes[event] as Node
    if (flow.kinds[event] === 'read') {
      const getter = node.type === 'MemberExpression' ? getterAt(sourceCode, node) : undefined
      for (const place of getter ? placesReturned(sourceCode, getter) : []) reads.push({ event, node, place, shared: 'all' })
    } else if (flow.kinds[event] === 'call' && node.type === 'CallExpression') addCalled(sourceCode, owner, event, node, reads, writes)
  }
  return { reads, writes: writes.sort((a, b) => a.event - b.event) }
}, NONE)

function addCalled(sourceCode: SourceCode, owner: CodeOwner, event: EventId, call: Call, reads: Access[], writes: Access[]): void {
  for (const late of deferredWrites(sourceCode, call)) addLate(owner, event, late, writes)
  const helper = helperAt(sourceCode, call)
  if (!helper || helper === owner) return
  for (const each of placesReturned(sourceCode, helper)) {
    const place = placeForCall(sourceCode, each, helper, call)
    if (place) reads.push({ event, node: call, place, shared: 'all' })
  }
  if (!isWaitedFor(call)) return
  for (const late of lateWrites(sourceCode, helper)) addLate(owner, event, { ...late, node: call }, writes)
}

function addLate(owner: CodeOwner, event: EventId, late: LateWrite, writes: Access[]): void {
  const shared = sharedBy(late.place, owner)
  if (shared && shared !== 'caller' && !late.place.part.startsWith('entry:?')) writes.push({ ...late, event, shared })
}

import type { TSESTree } from '@typescript-eslint/utils'

import { perNode, type SourceCode } from '../../utils/per-file.ts'
import type { CodeOwner, FunctionNode, Node } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import type { EventId, Flow } from '../flow/graph.ts'
import { type Access, type Accesses, accessesIn } from './accesses.ts'
import { deferredWrites, getterAt, helperAt, isWaitedFor, type LateWrite, lateWrites, placeForCall, placesReturned } from './helpers.ts'
import { sharedBy } from './places.ts'

/** The accesses of an owner's code, with what helpers read for it, and with what code that it begins writes later. */
export function accessesOf(sourceCode: SourceCode, owner: CodeOwner): Accesses {
  return {
    writes: writesOf(sourceCode, owner),
    get reads() {
      return readsOf(sourceCode, owner)
    },
  }
}

const writesOf: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>((sourceCode, owner) => {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const writes = [...accessesIn(sourceCode, owner).writes]
  for (const { event, call } of callsIn(flow)) {
    for (const late of deferredWrites(sourceCode, call)) addLate(sourceCode, owner, event, late, writes)
    const helper = isWaitedFor(call) ? helperAt(sourceCode, call) : undefined
    if (!helper || helper === owner) continue
    for (const late of lateWrites(sourceCode, helper)) addLate(sourceCode, owner, event, { ...late, node: call }, writes)
  }
  return writes.sort((a, b) => a.event - b.event)
}, [])

const readsOf: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>((sourceCode, owner) => {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const reads = [...accessesIn(sourceCode, owner).reads]
  for (let event = 0; event < flow.kinds.length; event++) {
    const node = flow.nodes[event] as Node
    const getter = flow.kinds[event] === 'read' ? getterAt(sourceCode, node) : undefined
    for (const place of getter ? placesReturned(sourceCode, getter) : []) reads.push({ event, node, place, shared: 'all' })
  }
  for (const { event, call } of callsIn(flow)) {
    const helper = helperAt(sourceCode, call)
    for (const each of helper && helper !== owner ? placesReturned(sourceCode, helper) : []) {
      const place = placeForCall(sourceCode, each, helper as FunctionNode, call)
      if (place) reads.push({ event, node: call, place, shared: 'all' })
    }
  }
  return reads
}, [])

function callsIn(flow: Flow): readonly { readonly event: EventId; readonly call: TSESTree.CallExpression }[] {
  return flow.kinds.flatMap((kind, event) => {
    const node = flow.nodes[event]
    return kind === 'call' && node?.type === 'CallExpression' ? [{ event, call: node }] : []
  })
}

function addLate(sourceCode: SourceCode, owner: CodeOwner, event: EventId, late: LateWrite, writes: Access[]): void {
  const shared = sharedBy(sourceCode, late.place, owner)
  if (shared && shared !== 'caller' && !late.place.part.startsWith('entry:?')) writes.push({ ...late, event, shared })
}

import type { TSESTree } from '@typescript-eslint/utils'

import { calledName, callsByOwner } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, type Node, wrapped } from '../../utils/syntax.ts'
import { functionNames } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, eventsOf } from '../flow/graph.ts'
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
  const writes = [...accessesIn(sourceCode, owner).writes]
  for (const { event, call } of callsIn(sourceCode, owner)) {
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
  for (const { event, call } of callsIn(sourceCode, owner)) {
    const helper = isDropped(call) ? undefined : helperAt(sourceCode, call)
    for (const each of helper && helper !== owner ? placesReturned(sourceCode, helper) : []) {
      const place = placeForCall(sourceCode, each, helper as FunctionNode, call)
      if (place) reads.push({ event, node: call, place, shared: 'all' })
    }
  }
  return reads
}, [])

/** The calls that may run code of this file, at once or later, by event. */
function callsIn(sourceCode: SourceCode, owner: CodeOwner): readonly { readonly event: EventId; readonly call: TSESTree.CallExpression }[] {
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => call.type === 'CallExpression' && mayRunCode(sourceCode, call))
  if (calls.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  return calls.flatMap((call) => eventsOf(flow, call).filter((event) => flow.kinds[event] === 'call').map((event) => ({ event, call: call as TSESTree.CallExpression })))
}

/** Whether nothing is made of what a call returns. */
function isDropped(call: Call): boolean {
  const { parent } = wrapped(call)
  return parent?.type === 'ExpressionStatement' || (parent?.type === 'AwaitExpression' && parent.parent.type === 'ExpressionStatement')
}

function mayRunCode(sourceCode: SourceCode, call: Call): boolean {
  const name = calledName(call)
  return name === 'then' || (name !== undefined && functionNames(sourceCode).has(name))
}

function addLate(sourceCode: SourceCode, owner: CodeOwner, event: EventId, late: LateWrite, writes: Access[]): void {
  const shared = sharedBy(sourceCode, late.place, owner)
  if (shared && shared !== 'caller' && !late.place.part.startsWith('entry:?')) writes.push({ ...late, event, shared })
}

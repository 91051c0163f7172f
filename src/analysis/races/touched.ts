import { perNode, type SourceCode } from '../../utils/per-file.ts'
import type { CodeOwner } from '../../utils/syntax.ts'
import type { EventId } from '../flow/graph.ts'
import { type Access, type Accesses, accessesIn } from './accesses.ts'
import { callsIn, helperAt, readsOf } from './answers.ts'
import { deferredWrites, isWaitedFor, type LateWrite, lateWrites } from './helpers.ts'
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

function addLate(sourceCode: SourceCode, owner: CodeOwner, event: EventId, late: LateWrite, writes: Access[]): void {
  const shared = sharedBy(sourceCode, late.place, owner)
  if (shared && shared !== 'caller' && !late.place.part.startsWith('entry:?')) writes.push({ ...late, event, shared })
}

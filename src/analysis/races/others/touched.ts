import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isInside, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { testsOf } from '../../flow/tests.ts'
import { isLetRun, isWaitedFor } from '../../promises/fate.ts'
import { type Access, type Accesses, accessesIn } from '../places/accesses.ts'
import { sharedBy } from '../places/place.ts'
import { callEvents, callsIn, helperAt, placeForCall, readsOf } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { batchedWrites, batchNames, deferredWrites, type LateWrite, lateWrites, valueForCall, writesThrough } from './helpers.ts'

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
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    if (!batchNames.has(calledName(call) ?? '')) continue
    for (const write of batchedWrites(sourceCode, call)) {
      const shared = sharedBy(sourceCode, write.place, owner)
      if (shared && shared !== 'caller') for (const event of callEvents(flowOf(sourceCode, owner), call)) writes.push({ ...write, event, shared })
    }
  }
  for (const call of callsIn(sourceCode, owner)) {
    for (const late of deferredWrites(sourceCode, call)) addLate(sourceCode, owner, call, late, writes)
    writes.push(...writtenBy(sourceCode, owner, call))
    const isWaited = isWaitedFor(call)
    const helper = isWaited || isLetRun(call) ? helperAt(sourceCode, call) : undefined
    if (!helper || helper === owner) continue
    for (const late of lateWrites(sourceCode, helper)) {
      // What is counted back when the work is over has been counted up before.
      if (!isWaited && late.effect === 'step') continue
      const place = placeForCall(sourceCode, late.place, helper, call)
      // What is put into a box with other things may be what was there before.
      const value = late.value && unwrap(late.value).type === 'Identifier' ? valueForCall(sourceCode, late.value, helper, call) : undefined
      if (place) addLate(sourceCode, owner, call, { ...late, place, node: call, ...(value && { value }), ...(!isWaited && { isLetRun: true }) }, writes)
    }
  }
  return writes.sort((a, b) => a.event - b.event)
}, [])

/** What the code of an owner writes with nothing to wait for, itself or through helpers. */
export function writtenAtOnce(sourceCode: SourceCode, owner: CodeOwner): readonly Access[] {
  return [...accessesIn(sourceCode, owner).writes, ...callsIn(sourceCode, owner).flatMap((call) => writtenBy(sourceCode, owner, call))]
}

/** What a helper writes where a call runs it. */
function writtenBy(sourceCode: SourceCode, owner: CodeOwner, call: Call): readonly Access[] {
  return writesThrough(sourceCode, call).flatMap((through) => {
    const shared = sharedBy(sourceCode, through.place, owner)
    return shared && shared !== 'caller' ? callEvents(flowOf(sourceCode, owner), call).map((event) => ({ ...through, event, shared })) : []
  })
}

function addLate(sourceCode: SourceCode, owner: CodeOwner, call: Call, late: LateWrite, writes: Access[]): void {
  const shared = sharedBy(sourceCode, late.place, owner)
  if (!shared || shared === 'caller' || late.place.part.startsWith('entry:?')) return
  for (const event of callEvents(flowOf(sourceCode, owner), call)) writes.push({ ...late, event, shared })
}

/** Whether anything that others may change is asked behind the wait, and can keep from the write. */
export function isAskedBehind(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, gap: EventId, write: Access): boolean {
  const behind = accessesOf(sourceCode, owner).reads.filter(({ event }) => reaches(flow, gap, event))
  return behind.length > 0 && testsOf(flow).some((test) => reaches(flow, gap, test.event) && decides(flow, test, write.event) !== undefined && behind.some(({ node }) => isInside(node, test.node)))
}

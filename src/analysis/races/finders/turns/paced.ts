import { pauses } from '../../../../knowledge/lifecycles.ts'
import { sleeps } from '../../../../knowledge/time.ts'
import { calledName } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, type Node } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { restsOn } from '../../reads/dependence.ts'
import { isTime } from '../../reads/times.ts'

/**
 * Calls that are kept apart by the time of the last one: `await sleep(this.last + GAP - Date.now()); this.last = Date.now()`. All
 * that come meanwhile let the same while pass, and go on together.
 */
export function crowdedPaces(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const noted = writes.filter(({ effect, shared, value }) => effect === 'set' && shared !== 'caller' && value !== undefined && isTime(sourceCode, value))
  if (noted.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const write of noted) {
    const fault = faultOf(sourceCode, owner, flow, write)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, write: Access): Fault | undefined {
  const reads = accessesIn(sourceCode, owner).reads.filter(({ place, node }) => place.base === write.place.base && place.part === write.place.part && node !== write.node)
  if (reads.length === 0) return undefined
  // Who asks once more after the pause goes on only when it is his turn.
  const asked = new Set(reads.map(({ event }) => event))
  for (const gap of suspensionPoints(flow)) {
    const pause = pauseAt(sourceCode, nodeOf(flow, gap))
    const read = pause && reads.find(({ node, event }) => event < gap && pause.arguments.some((each) => restsOn(sourceCode, flow, each, new Set([node])).size > 0))
    if (!read || !reaches(flow, gap, write.event, (_from, _edge, next) => !asked.has(next))) continue
    const entry = entryFor(sourceCode, owner, write)
    if (!entry || latchesBefore(sourceCode, owner, gap).length > 0 || isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) }) || isLocked(sourceCode, read.node, write.node)) return undefined
    return { kind: 'due', place: write.place.text, node: write.node, read: read.node, wait: nodeOf(flow, gap), entry, proven: entry.strength === 'proven' }
  }
  return undefined
}

/** `await sleep(ms)`: nothing happens in it but that time passes. */
function pauseAt(sourceCode: SourceCode, wait: Node): Call | undefined {
  const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  if (!isCall(call)) return undefined
  return pauses.test(calledName(call) ?? '') || sleeps.has(apiOf(sourceCode, call.callee) ?? '') ? call : undefined
}

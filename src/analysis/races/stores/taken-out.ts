import { storeRemovals } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { unwrap } from '../../../utils/syntax.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { dominates } from '../../flow/reach.ts'
import { gapBehind } from './answered.ts'
import { keyIn, type StoreCall } from './calls.ts'

/**
 * `const kept = storage.getItem(key); storage.removeItem(key); await leave(); storage.setItem(key, kept)`: what is read is taken out in
 * the same turn, so that a second run finds nothing there, and puts back nothing of it.
 */
export function isTakenOut(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  const [end] = eventsOf(flow, write.call)
  return end !== undefined && (callsByOwner(sourceCode).get(flow.owner) ?? []).some((call) => {
    const callee = unwrap(call.callee)
    const [key] = call.arguments
    if (!storeRemovals.has(calledName(call) ?? '') || callee.type !== 'MemberExpression' || !key || sourceCode.getText(callee.object) !== read.store || keyIn(sourceCode, key) !== read.key) return false
    const [event] = eventsOf(flow, call)
    return event !== undefined && call.range[0] > read.call.range[0] && dominates(flow, event, end) && gapBehind(sourceCode, flow, read.call, call) === undefined
  })
}

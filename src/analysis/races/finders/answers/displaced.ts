import { sendingOut } from '../../../../knowledge/requests.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, type Node } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { testsOf } from '../../../flow/tests.ts'
import { promiseOf, settles, settlersIn } from '../../../promises/executors.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { targetsByOwner } from '../../places/written.ts'

/** The executors of promises that keep a settler somewhere: `new Promise((resolve) => { this.answer = resolve })`. */
export const executorsKeeping = perFile((sourceCode): ReadonlySet<FunctionNode> => new Set([...targetsByOwner(sourceCode)].flatMap(([owner, targets]) => {
  const promise = isFunction(owner) ? promiseOf(sourceCode, owner) : undefined
  return isFunction(owner) && promise && targets.some((target) => target.parent?.type === 'AssignmentExpression' && isSettler(sourceCode, target.parent.right)) ? [owner] : []
})))

/**
 * Requests that keep who waits for the answer in one place: `this.answer = resolve; this.socket.write(text)`. A second request
 * before the answer puts its own there: the answer to the first goes to the second, and the first waits for ever.
 */
export function displacedSettlers(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const promise = isFunction(owner) ? promiseOf(sourceCode, owner) : undefined
  const asker = promise && functionAround(promise)
  if (!isFunction(owner) || !promise || !asker) return []
  const kept = accessesIn(sourceCode, owner).writes.find((write) => write.effect === 'set' && write.shared !== 'caller' && write.place.part === VALUE && isSettler(sourceCode, write.value))
  if (!kept || !sends(sourceCode, owner, asker) || isLookedAt(sourceCode, kept, owner, asker)) return []
  const entry = entryFor(sourceCode, asker, kept)
  if (!entry || isSerialized(sourceCode, asker) || isLocked(sourceCode, promise, promise)) return []
  return [{ kind: 'displaced', place: kept.place.text, node: kept.node, read: kept.node, wait: promise, entry, proven: entry.strength === 'proven' }]
}

/** `resolve`, or a function that calls it. */
function isSettler(sourceCode: SourceCode, value: Node | undefined): boolean {
  return value !== undefined && (settles(sourceCode, value) !== undefined || (isFunction(value) && settlersIn(sourceCode, value).length > 0))
}

/** Whether each run sends something that is answered. */
function sends(sourceCode: SourceCode, ...owners: readonly CodeOwner[]): boolean {
  return owners.some((owner) => (callsByOwner(sourceCode).get(owner) ?? []).some((call) => call.callee.type === 'MemberExpression' && sendingOut.test(calledName(call) ?? '')))
}

/** Whether something is asked first, or what is there is looked at: somebody may be waiting already. */
function isLookedAt(sourceCode: SourceCode, { place }: Access, ...owners: readonly CodeOwner[]): boolean {
  return owners.some((owner) => testsOf(flowOf(sourceCode, owner)).length > 0 || accessesIn(sourceCode, owner).reads.some((read) => read.place.base === place.base))
}

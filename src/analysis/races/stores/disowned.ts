import { keyDeletions, keyLocks, leaseTimes, lockKeys, onlyIfFree } from '../../../knowledge/commands.ts'
import { calledName, callsByOwner, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { suspensionsBetween } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { outcomeForNothing } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { gapBetween } from '../reads/tokens.ts'
import { askingCommandAt, changingCommandAt, type Command, commandAt, commandNames } from './commands.ts'
import { isIsolated } from './isolated.ts'

/**
 * `if ((await store.get(key)) === token) await store.del(key)`: what this run has put there expires between the two, somebody else puts
 * his own, and that is deleted. So it is where nobody asks at all, and the work takes longer than the lock lasts.
 */
export function disownedKeys(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || commandNames(sourceCode).size === 0) return []
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => commandNames(sourceCode).has(calledName(call) ?? ''))
  const deletes = calls.filter((call) => keyDeletions.has((calledName(call) ?? '').toLowerCase())).flatMap((call) => changingCommandAt(sourceCode, call) ?? [])
  const leases = deletes.length > 0 ? leasesOf(sourceCode) : []
  const asks = deletes.length > 0 && (locksByKey(sourceCode) || deletes.some(({ of }) => lockKeys.test(of))) ? calls.flatMap((call) => askingCommandAt(sourceCode, call) ?? []).filter((each) => each.asks === 'value') : []
  const entry = asks.length + leases.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isIsolated(sourceCode, owner)) return []
  for (const { call, of, key } of deletes) {
    const [to] = eventsOf(flow, call)
    const ask = to === undefined ? undefined : asks.find((each) => each.of === of && each.key === key && isComparedFor(sourceCode, flow, each.call, to))
    const [from] = ask ? eventsOf(flow, ask.call) : []
    const wait = from === undefined || to === undefined ? undefined : gapBetween(flow, from, to)
    if (ask && wait) return [{ kind: 'disowned', place: of, node: call, read: ask.call, wait, entry, proven: true }]
    const lease = asks.length === 0 ? leases.find((each) => each.of === of) : undefined
    const work = lease && to !== undefined ? workBefore(flow, lease, to) : undefined
    if (lease && work) return [{ kind: 'outlasted', place: of, node: call, read: lease.call, wait: work, entry, proven: false }]
  }
  return []
}

/** Where the file takes locks of a store that go away after a time. */
const leasesOf = perFile((sourceCode): readonly Command[] => (locksByKey(sourceCode)
  ? callsNamed(sourceCode, onlyIfFree.keys()).filter((call) => [keyLocks, leaseTimes].every((words) => words.test(sourceCode.getText(call)))).flatMap((call) => commandAt(sourceCode, call) ?? [])
  : []))

/** What is waited for while the lock is held: between the two, or, where another function has taken it, whatever its caller does. */
function workBefore(flow: Flow, { call: taking }: Command, to: EventId): Node | undefined {
  if (ownerOf(taking) !== flow.owner) return taking
  const [from] = eventsOf(flow, taking)
  if (from === undefined) return undefined
  return suspensionsBetween(flow, from, to).map((event) => nodeOf(flow, event)).find((wait) => !isInside(taking, wait) && !isInside(nodeOf(flow, to), wait))
}

/** One look at the whole file: keys that are put only where there are none. */
const locksByKey = perFile((sourceCode): boolean => keyLocks.test(sourceCode.text))

/** Whether a comparison of the answer with something that is there lets control come to the event. */
function isComparedFor(sourceCode: SourceCode, flow: Flow, ask: Node, event: number): boolean {
  const nodes = new Set<Node>([ask])
  return testsOf(flow).some((test) => {
    const { node } = test
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || outcomeForNothing(node) !== undefined) return false
    return decides(flow, test, event) !== undefined && restsOn(sourceCode, flow, node, nodes).size > 0
  })
}

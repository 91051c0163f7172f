import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { partsWith, testsOf } from '../../../flow/tests.ts'
import { type Variable, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { collectionAt } from '../../places/collections.ts'
import { collectionOf, type Place, sharedBy } from '../../places/place.ts'
import { decides, decideTogether } from '../../reads/control.ts'

/** A question for a key that the run counts on, or the call that puts it there. */
interface Keyed {
  readonly call: Call
  readonly event: EventId
  readonly key: Variable
  readonly place: Place
}

/**
 * Keys that are counted on until one is free, and put there after a wait: `while (used.has(port) || !(await probe(port))) port++`,
 * then `used.add(port)`. Two runs begin at the same number, and come to the same one.
 */
export function lateKeys(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const calls = callsByOwner(sourceCode).get(owner) ?? []
  const asks = calls.filter((call) => calledName(call) === 'has')
  if (!isFunction(owner) || asks.length === 0) return []
  const puts = calls.filter((call) => calledName(call) === 'add' || calledName(call) === 'set')
  if (puts.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  const asked = asks.flatMap((call) => keyedAt(sourceCode, flow, call) ?? [])
  for (const put of asked.length === 0 ? [] : puts.flatMap((call) => keyedAt(sourceCode, flow, call) ?? [])) {
    const shared = sharedBy(sourceCode, put.place, owner)
    const entry = shared && shared !== 'caller' ? entryFor(sourceCode, owner, { place: put.place, shared }) : undefined
    const ask = entry && asked.find((each) => each.key === put.key && each.place.base === put.place.base && leadsTo(flow, each, put.event))
    const wait = ask && waitFor(flow, ask, put)
    // Who goes on with the next key takes them all, and not the first that is free.
    if (!ask || !wait || reaches(flow, put.event, ask.event) || isHeldFrom(sourceCode, flow, { node: ask.call, event: ask.event }, { node: put.call }) || latchesBefore(sourceCode, owner, put.event).length > 0) continue
    return [{ kind: 'counted', place: put.place.text, node: put.call, read: ask.call, wait, entry, proven: isOpen(entry) }]
  }
  return []
}

/** `used.has(port)`, of a local name that is counted on. */
function keyedAt(sourceCode: SourceCode, flow: Flow, call: Call): Keyed | undefined {
  const callee = unwrap(call.callee)
  const [name] = call.arguments
  const key = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const place = callee.type === 'MemberExpression' && key && isCounted(key, flow.owner) && collectionAt(sourceCode, callee.object) ? collectionOf(sourceCode, callee.object) : undefined
  const [event] = place ? eventsOf(flow, call) : []
  return key && place && event !== undefined ? { call, event, key, place } : undefined
}

/** Whether a variable of the code is moved on by a fixed step: `port++`, `port += 2`. */
function isCounted({ identifiers: [name], references }: Variable, owner: CodeOwner): boolean {
  return name !== undefined && ownerOf(name) === owner && references.some(({ identifier: { parent } }) =>
    parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.operator === '+=' && parent.right.type === 'Literal' && typeof parent.right.value === 'number'))
}

/** Whether the answer decides, alone or with other parts of its condition, that control comes to the event. */
function leadsTo(flow: Flow, { call }: Keyed, event: EventId): boolean {
  return testsOf(flow).some((test) => isInside(call, test.node) && (decides(flow, test, event) !== undefined || decideTogether(flow, partsWith(flow, test), event)))
}

/** A wait between the two, on a way on which the key stays what it was, and nobody asks again. */
function waitFor(flow: Flow, { event: from, key }: Keyed, { event: to }: Keyed): Node | undefined {
  const moves = new Set(key.references.flatMap(({ identifier }) => [...eventsOf(flow, identifier), ...eventsOf(flow, identifier.parent)].filter((event) => flow.kinds[event] === 'write')))
  const stays = (_: EventId, __: unknown, next: EventId): boolean => next !== from && !moves.has(next)
  const gap = suspensionPoints(flow).find((each) => reaches(flow, from, each, stays) && reaches(flow, each, to, stays))
  return gap === undefined ? undefined : nodeOf(flow, gap)
}

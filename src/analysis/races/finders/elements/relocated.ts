import { adding, choosing } from '../../../../knowledge/collections.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, type Node, unwrap, walkOwn } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNeverReassigned, type Variable, variableHolding, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { ALL, collectionOf, type Place, sharedBy } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { waitBetween } from '../../reads/stale.ts'

/** Methods that answer one element, which stays where it is. */
const FINDS: ReadonlySet<string> = new Set([...choosing, 'get'])

/** An element that the code has found, and where. */
interface Found {
  readonly call: Call
  readonly event: EventId
  readonly element: Variable
  readonly place: Place
}

/**
 * Elements that are found in one collection, and after a wait put into another and taken out of the first: a second run meanwhile
 * finds the same, and puts it there too.
 */
export function relocations(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => FINDS.has(calledName(call) ?? ''))
  if (!isFunction(owner) || calls.length === 0) return []
  const { writes } = accessesIn(sourceCode, owner)
  const puts = writes.filter(({ effect, place, shared, node }) => effect === 'append' && place.part === ALL && shared !== 'caller' && node.type === 'CallExpression')
  if (puts.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const found of calls.flatMap((call) => foundBy(sourceCode, flow, call) ?? [])) {
    const shared = sharedBy(sourceCode, found.place, owner)
    const entry = shared && shared !== 'caller' ? entryFor(sourceCode, owner, { place: found.place, shared }) : undefined
    const put = entry && puts.find((each) => each.place.base !== found.place.base && holds(sourceCode, each, found.element))
    const wait = put && waitBetween(flow, found.event, put.event)
    const removals = writes.filter(({ place, effect }) => place.base === found.place.base && (effect === 'remove' || effect === 'set' || effect === 'clear'))
    if (!put || !wait || removals.length === 0 || removals.some((each) => !waitBetween(flow, found.event, each.event))) continue
    if (isHeldFrom(sourceCode, flow, { node: found.call, event: found.event }, put) || latchesBefore(sourceCode, owner, put.event).length > 0 || isAskedAgain(sourceCode, owner, flow, found, put, removals) || isMarked(flow, found)) continue
    return [{ kind: 'relocated', place: found.place.text, node: put.node, read: found.call, wait, entry, other: (removals[0] as Access).node, proven: isOpen(entry) }]
  }
  return []
}

/** `const crate = this.crates.find(…)`. */
function foundBy(sourceCode: SourceCode, flow: Flow, call: Call): Found | undefined {
  const callee = unwrap(call.callee)
  const element = variableHolding(sourceCode, call)
  const place = callee.type === 'MemberExpression' ? collectionOf(sourceCode, callee.object) : undefined
  const [event] = element && place ? eventsOf(flow, call) : []
  return element && place && event !== undefined && isNeverReassigned(element) ? { call, event, element, place } : undefined
}

/** Whether what is put there is the element, or a new object that holds it. */
function holds(sourceCode: SourceCode, { node }: Access, element: Variable): boolean {
  if (node.type !== 'CallExpression' || !adding.has(calledName(node) ?? '') || calledName(node) === 'set') return false
  return node.arguments.some((given) => {
    let found = false
    walkOwn(sourceCode, given, (inner) => {
      found ||= inner.type === 'Identifier' && inner.parent.type !== 'MemberExpression' && variableOf(sourceCode, inner) === element
    })
    return found
  })
}

/** Whether the collection is looked at once more behind a wait, or says whether anything was taken out, and that decides whether it comes to the change. */
function isAskedAgain(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { event, place }: Found, put: Access, removals: readonly Access[]): boolean {
  const reads = accessesIn(sourceCode, owner).reads.filter((read) => read.place.base === place.base && read.event !== event && waitBetween(flow, event, read.event))
  const again = [...reads, ...removals]
  return testsOf(flow).some((test) => again.some(({ node }) => isInside(node, test.node)) && decides(flow, test, put.event) !== undefined)
}

/** Whether the element is marked before anybody waits. */
function isMarked(flow: Flow, { event, element }: Found): boolean {
  return element.references.some(({ identifier }) => {
    const member: Node = identifier.parent
    const mark = member.type === 'MemberExpression' && member.object === identifier ? member.parent : undefined
    return mark?.type === 'AssignmentExpression' && mark.left === member && eventsOf(flow, member).some((each) => !waitBetween(flow, event, each))
  })
}

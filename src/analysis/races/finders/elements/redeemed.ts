import { givingUp, leaving } from '../../../../knowledge/departures.ts'
import { endings } from '../../../../knowledge/endings.ts'
import { isEnding, waitsOnly } from '../../../../knowledge/lifecycles.ts'
import { changing, doing, gettingAgain, handingOn, lookingUp, reading, repeatable, telling } from '../../../../knowledge/reading.ts'
import { startOfChain } from '../../../../utils/chains.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionsBetween } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { reactionOf, reactionsIn } from '../../../promises/reactions.ts'
import { outcomeForNothing, variableHolding } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isKeyOfElement } from '../../harm/elements.ts'
import { entryFor, isOpen, nameFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { awaitedName, waitBetween } from '../../reads/stale.ts'

/** The work that a run does with an entry that it has found. */
interface Work {
  readonly wait: Node
  readonly event: EventId
  readonly name: string
}

/**
 * Entries that are found under a key, used in a wait, and taken out only behind it: `const order = orders.get(id); if (!order)
 * return; await charge(order); orders.delete(id)`. A second run meanwhile finds the same one, and uses it too.
 */
export function lateRedemptions(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || takesAway(nameFor(owner).replace(/^`[#_]*|`$/gu, ''))) return []
  const { reads, writes } = accessesIn(sourceCode, owner)
  const removals = writes.filter(isRemoval)
  const later = removedLater(sourceCode, owner)
  if (removals.length + later.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const write of [...removals, ...later.flatMap((each) => eventsOf(flow, each.wait as Node).map((event) => ({ ...each, event })))]) {
    const found = reads.filter(({ place, event }) => place.base === write.place.base && place.part === write.place.part && reaches(flow, event, write.event))
    const asked = askedFirst(sourceCode, flow, found, write)
    const work = asked && workOf(sourceCode, flow, asked, found, write)
    const entry = work && !isOfOneRun(sourceCode, owner, write) ? entryFor(sourceCode, owner, write) : undefined
    if (!asked || !work || !entry || isKept(sourceCode, flow, asked, work, found, write) || isHeldFrom(sourceCode, flow, asked, write) || latchesBefore(sourceCode, owner, work.event).length > 0) continue
    return [{ kind: 'redeemed', place: write.place.text, node: write.node, read: asked.node, wait: work.wait, entry, proven: isOpen(entry) && changesSomething(work.name) }]
  }
  return []
}

function isRemoval({ effect, place, shared, node, origin }: Omit<Access, 'event'>): boolean {
  return effect === 'remove' && shared !== 'caller' && place.part.startsWith('entry:') && !origin && isUnheard(node)
}

/** What a callback takes out that follows a promise: `charge(orders.get(id)).then(() => orders.delete(id))`. */
function removedLater(sourceCode: SourceCode, owner: FunctionNode): readonly Omit<Access, 'event'>[] {
  if (owner.async) return []
  return reactionsIn(sourceCode, owner).flatMap(({ call, callback }) => (reactionOf(sourceCode, callback)?.on === 'rejected' ? [] : accessesIn(sourceCode, callback).writes).filter(isRemoval).map((write) => ({ ...write, wait: call })))
}

/** Who looks at what a removal answers knows whether it was there. */
function isUnheard(node: Node): boolean {
  const { parent } = wrapped(node)
  return parent?.type === 'ExpressionStatement' || parent?.type === 'ArrowFunctionExpression' || (parent?.type === 'UnaryExpression' && wrapped(parent).parent?.type === 'ExpressionStatement')
}

/** The test that finds the entry there, and without which control does not come to the removal. */
function askedFirst(sourceCode: SourceCode, flow: Flow, found: readonly Access[], { event, node: removal }: Access): Test | undefined {
  const nodes = new Set(found.map(({ node }) => node))
  return testsOf(flow).find((test) => reaches(flow, test.event, event) && !isInside(removal, test.node) && restsOn(sourceCode, flow, test.node, nodes).size > 0 && decides(flow, test, event) === outcomeWhereThere(test.node) && suspensionsBetween(flow, flow.enter, test.event).every((gap) => found.some((read) => reaches(flow, gap, read.event))))
}

/** How a test of an entry comes out where there is one; undefined where it asks for something of it. */
function outcomeWhereThere(test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = outcomeWhereThere(node.argument)
    return inner === undefined ? undefined : !inner
  }
  if (node.type === 'Identifier' || node.type === 'CallExpression' || node.type === 'MemberExpression') return true
  const missing = node.type === 'BinaryExpression' ? outcomeForNothing(node) : undefined
  return missing === undefined ? undefined : !missing
}

/** The first wait for something that is done with the entry, or, where only its key is asked for, with what has that key. */
function workOf(sourceCode: SourceCode, flow: Flow, asked: Test, found: readonly Access[], { event: removal, node, wait: later }: Access): Work | undefined {
  const nodes = new Set(found.map((read) => read.node))
  const waits = later ? eventsOf(flow, startOfChain(later)).map((event) => ({ wait: later, event })) : suspensionsBetween(flow, asked.event, removal).map((event) => ({ wait: nodeOf(flow, event), event }))
  for (const { wait, event } of waits) {
    const call = startOfChain(later ?? awaitedAt(sourceCode, wait))
    const name = isCall(call) ? awaitedName(sourceCode, wait) : undefined
    if (!isCall(call) || name === undefined || mayBeTwice(name) || isInside(node, call)) continue
    if (usesEntry(sourceCode, flow, call, nodes)) return { wait: later ? call : wait, event, name }
  }
  return undefined
}

/** `await charge(order)`, `await job.run()`: an argument of a call, or what it is called on, is the entry. */
function usesEntry(sourceCode: SourceCode, flow: Flow, call: Call, entries: ReadonlySet<Node>): boolean {
  const callee = unwrap(call.callee)
  const parts = callee.type === 'MemberExpression' ? [callee.object, ...call.arguments] : call.arguments
  return parts.some((part) => [...restsOn(sourceCode, flow, part, entries).keys()].length > 0 || (part.type === 'CallExpression' && entries.has(part)))
}

/** What only finds something out may be done twice, and so may what ends something, or takes it away: it has ended then. */
function mayBeTwice(name: string): boolean {
  return repeatable.test(name) || reading.test(name) || lookingUp.test(name) || gettingAgain.test(name) || waitsOnly.test(name) || endings.has(name) || isEnding(name)
}

/** Whether a function is there to end something, or to take it away: whoever calls it twice wants the same. */
function takesAway(name: string): boolean {
  return repeatable.test(name) || isEnding(name) || givingUp.test(name) || leaving.test(name)
}

/** Whether work changes something by its name: then that is done twice. */
function changesSomething(name: string): boolean {
  return telling.test(name) || handingOn.test(name) || doing.test(name) || changing.test(name)
}

/** `ids.map(async (id) => …)`, where each run has a key of its own. */
function isOfOneRun(sourceCode: SourceCode, owner: CodeOwner, { node }: Access): boolean {
  const [key] = node.type === 'CallExpression' ? node.arguments : node.type === 'MemberExpression' ? [node.property] : []
  return key !== undefined && isKeyOfElement(sourceCode, owner, key)
}

/** Whether something is said before the wait that keeps others from the entry: it is taken out, replaced or marked; or it is asked for again behind it. */
function isKept(sourceCode: SourceCode, flow: Flow, asked: Test, work: Work, found: readonly Access[], write: Access): boolean {
  const { writes } = accessesIn(sourceCode, flow.owner)
  if (writes.some((each) => each !== write && each.place.base === write.place.base && reaches(flow, asked.event, each.event) && reaches(flow, each.event, write.event))) return true
  if (found.some(({ event }) => waitBetween(flow, work.event, event) || (reaches(flow, work.event, event) && reaches(flow, event, write.event)))) return true
  return found.some(({ node }) => {
    const variable = variableHolding(sourceCode, node)
    return (variable?.references ?? []).some(({ identifier: { parent } }) => {
      const target = parent.type === 'MemberExpression' && parent.object.type === 'Identifier' ? wrapped(parent).parent : undefined
      const isMarked = target?.type === 'UpdateExpression' || (target?.type === 'AssignmentExpression' && target.left === parent)
      return isMarked && ownerOf(parent) === flow.owner && eventsOf(flow, parent).some((event) => reaches(flow, asked.event, event) && reaches(flow, event, work.event))
    })
  })
}

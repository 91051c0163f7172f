import type { TSESTree } from '@typescript-eslint/utils'

import { givingUp, goneEvents, leaving, registering } from '../../../../knowledge/departures.ts'
import { endings } from '../../../../knowledge/endings.ts'
import { calledName, callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isWaitedFor } from '../../../promises/fate.ts'
import { isParameterOf, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { textAt } from '../../../resolve/constants.ts'
import { standingAt } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { accessesOf } from '../../others/touched.ts'
import { type Entry, entryOf, nameFor } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { collectionAt } from '../../places/collections.ts'
import { collectionOf, type Place, sharedBy } from '../../places/place.ts'
import { callEvents } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'

/** A call that takes an entry out of a collection when somebody has gone, or has given it up. */
interface Removal {
  readonly call: Call
  readonly owner: FunctionNode
  /** What is taken out: the key, or the element. */
  readonly key: Node
  /** Who tells of that, where it is an event. */
  readonly of?: Variable
}

/** The listeners of a file that hear that somebody has gone, and the methods that give something up, with what they take out. */
const removals = perFile((sourceCode): readonly Removal[] => callsNamed(sourceCode, ['delete', 'splice']).flatMap((call): readonly Removal[] => {
  const owner = ownerOf(call)
  const key = keyTaken(call)
  if (!isFunction(owner) || !key) return []
  const of = heardFrom(sourceCode, owner, goneEvents)
  if (of) return [{ call, owner, key, of }]
  const name = nameIn(owner) ?? ''
  return (givingUp.test(name) || leaving.test(name)) && endsEntry(sourceCode, owner, key) && entryOf(sourceCode, owner) ? [{ call, owner, key }] : []
}))

/** `key` in `rooms.delete(key)`, `guest` in `guests.splice(guests.indexOf(guest), 1)`. */
function keyTaken(call: Call): Node | undefined {
  const [first, second] = call.arguments
  if (calledName(call) === 'delete') return second ? undefined : first
  const found = first && unwrap(first)
  return found?.type === 'CallExpression' && calledName(found) === 'indexOf' ? found.arguments[0] : undefined
}

/** The variable of which a function hears an event by one of these names: `socket`, of `socket.on('disconnect', () => …)`. */
function heardFrom(sourceCode: SourceCode, fn: FunctionNode, events: ReadonlySet<string>): Variable | undefined {
  const call = wrapped(standingAt(sourceCode, fn)).parent
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  const [event] = call?.type === 'CallExpression' ? call.arguments : []
  if (callee?.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || !registering.has(keyName(callee) ?? '') || !events.has((event && textAt(sourceCode, event)) ?? '')) return undefined
  return variableOf(sourceCode, callee.object)
}

/** Whether a function also ends what it takes out: `this.running.get(id)?.abort(); this.running.delete(id)`. */
function endsEntry(sourceCode: SourceCode, owner: FunctionNode, key: Node): boolean {
  return (callsByOwner(sourceCode).get(owner) ?? []).some((call) => endings.has(calledName(call) ?? '') && call.callee.type === 'MemberExpression') && isParameterOf(sourceCode, owner, key)
}

/**
 * What is put into a collection after a wait, although who takes it out may have come meanwhile: a listener that hears that the
 * socket has closed, or a method that gives the work up. There is nothing to take out yet, and what comes then stays for good.
 */
export function stayedEntries(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !owner.async || removals(sourceCode).length === 0) return []
  const puts = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => (calledName(call) === 'set' && call.arguments.length === 2) || ((calledName(call) === 'add' || calledName(call) === 'push') && call.arguments.length === 1))
  const flow = puts.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const put of puts) {
    for (const removal of removals(sourceCode)) {
      const fault = removal.owner === owner ? undefined : faultOf(sourceCode, owner, flow, put, removal)
      if (fault) return [fault]
    }
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Call, removal: Removal): Fault | undefined {
  const [event] = callEvents(flow, put)
  const gap = event === undefined ? undefined : suspensionPoints(flow).find((each) => reaches(flow, each, event))
  if (event === undefined || gap === undefined) return undefined
  const meeting = removal.of ? meetingOfListeners(sourceCode, owner, put, nodeOf(flow, gap), { ...removal, of: removal.of }) : meetingOfMethods(sourceCode, owner, put, removal)
  if (!meeting || isAskedBehind(sourceCode, owner, flow, gap, event, removal.of)) return undefined
  const callee = unwrap(put.callee) as TSESTree.MemberExpression
  return { kind: 'stayed', place: sourceCode.getText(callee.object), node: put, read: put, wait: nodeOf(flow, gap), other: removal.call, ...meeting }
}

/** How the code is entered, and whether it is sure that who takes the entry out may come meanwhile. */
type Meeting = Pick<Required<Fault>, 'entry' | 'proven'>

/** A listener that stands beside the code, of one that both are about, or that the code itself registers: behind the wait nobody hears that he has gone before. */
function meetingOfListeners(sourceCode: SourceCode, owner: FunctionNode, put: Call, wait: Node, { call, key: other, owner: remover, of }: Removal & { readonly of: Variable }): Meeting | undefined {
  const [key] = put.arguments
  const home = of.identifiers[0] && ownerOf(of.identifiers[0])
  if (!key || !home || !isFunction(home) || of.defs[0]?.type !== 'Parameter' || sourceCode.getText(key) !== sourceCode.getText(other)) return undefined
  const [one, two] = [put, call].map((each) => holderOf(sourceCode, each))
  if (one !== undefined && two !== undefined && one !== two) return undefined
  const entry: Entry = { strength: 'proven', who: 'This listener', of: owner }
  if (home === owner) return { entry, proven: remover.range[1] < wait.range[0] }
  return isInside(owner, home) && !isInside(remover, owner) && isOf(sourceCode, key, of) ? { entry, proven: true } : undefined
}

/** What holds the collection that a method is called on, itself or among others: `rooms`, of `rooms.get(name).add(guest)`. Undefined where that is not known. */
function holderOf(sourceCode: SourceCode, call: Call): string | undefined {
  const callee = unwrap(call.callee)
  const place = callee.type === 'MemberExpression' ? collectionOf(sourceCode, callee.object) : undefined
  const [name] = place?.root.kind === 'variable' ? place.root.variable.identifiers : []
  // A name of its own, as that of a loop, stands for something else.
  return name && ownerOf(name) === ownerOf(call) ? undefined : place?.base.split(/@|\.\[\]/u)[0]
}

/** A method that gives up what another one has begun: both are open to all who have the object, and take the key from those. */
function meetingOfMethods(sourceCode: SourceCode, owner: FunctionNode, put: Call, { call, owner: remover }: Removal): Meeting | undefined {
  const [key] = put.arguments
  const callee = unwrap(put.callee)
  const place = callee.type === 'MemberExpression' && collectionAt(sourceCode, callee.object) ? collectionOf(sourceCode, callee.object) : undefined
  const isSame = key !== undefined && place !== undefined && holderOf(sourceCode, put) === holderOf(sourceCode, call) && isKeptForAll(sourceCode, place, owner) && isParameterOf(sourceCode, owner, key)
  const entry = isSame ? entryOf(sourceCode, owner) ?? begunBy(sourceCode, owner) : undefined
  // Who only leaves may well have waited until it was there.
  return entry && { entry, proven: entry.strength !== 'reached' && givingUp.test(nameIn(remover) ?? '') }
}

/** Whether all runs find the same collection: of the module, of the object, or of the function around. */
function isKeptForAll(sourceCode: SourceCode, place: Place, owner: FunctionNode): boolean {
  const shared = sharedBy(sourceCode, place, owner)
  return shared === 'all' || shared === 'closure'
}

/** Whoever begins the code and does not wait for it: he may be told to end it before it is done, whether a second run is let in or not. */
function begunBy(sourceCode: SourceCode, owner: FunctionNode): Entry | undefined {
  const isBegun = usesOf(sourceCode, owner).calls.some((call) => {
    const fn = functionAround(call)
    return fn !== undefined && !isWaitedFor(call) && entryOf(sourceCode, fn) !== undefined
  })
  return isBegun ? { strength: 'reached', who: nameFor(owner), of: owner } : undefined
}

/** `socket`, `socket.id`. */
function isOf(sourceCode: SourceCode, key: Node, of: Variable): boolean {
  const node = unwrap(key)
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node
  return root.type === 'Identifier' && variableOf(sourceCode, root) === of
}

/** Whether the code asks after the wait whether that still holds: of the one who may have gone, of anything that others change, or of a signal. */
function isAskedBehind(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gap: EventId, put: EventId, of: Variable | undefined): boolean {
  const { reads } = accessesOf(sourceCode, owner)
  const asksOf = (test: Node): boolean => {
    let found = reads.some(({ node }) => isInside(node, test))
    walk(sourceCode, test, (node) => {
      found ||= node.type === 'Identifier' && ((of !== undefined && variableOf(sourceCode, node) === of) || node.name === 'aborted')
      return !found
    })
    return found
  }
  return testsOf(flow).some((test) => reaches(flow, gap, test.event) && asksOf(test.node) && decides(flow, test, put) !== undefined)
    || (callsByOwner(sourceCode).get(owner) ?? []).some((call) => calledName(call) === 'throwIfAborted')
}

import { goneEvents } from '../../../../knowledge/departures.ts'
import { earlyEndings } from '../../../../knowledge/endings.ts'
import { silencings } from '../../../../knowledge/lives.ts'
import { addTo } from '../../../../utils/group.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { leadsOn, reaches } from '../../../flow/reach.ts'
import { suspendsBetween, suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { reactionOf, reactionsIn } from '../../../promises/reactions.ts'
import { isNothing, onlyValue, variableOf } from '../../../resolve/bindings.ts'
import { textAt } from '../../../resolve/constants.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { standingAt } from '../../../resolve/functions.ts'
import { locationOf } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { type Begun, endedIn, endedReceiver, endingsOf, isMade, isOwn } from '../../others/ended.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { targetsByOwner } from '../../places/written.ts'
import { callEvents } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'

/**
 * What is ended and made anew by each run, and forgotten by an older run that comes to its end only then: `this.request?.abort();
 * this.request = new AbortController(); try { … } finally { this.request = null }`. The new one is there already, and is forgotten
 * too: the next run finds nothing to end. The same where a listener of the old one forgets what is there by then.
 */
export function forgottenNewer(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const put of accessesIn(sourceCode, owner).writes) {
    const begun = put.effect === 'set' && put.shared !== 'caller' ? begunIn(sourceCode, owner, put) : []
    const fault = begun.length > 0 ? faultOf(sourceCode, owner, put, begun) : undefined
    if (fault) return [fault]
  }
  return []
}

/** Where a run ends what is there before it puts its own there: what stands for itself, or an entry that it looks up, `this.running.get(id)?.abort()`. */
function begunIn(sourceCode: SourceCode, owner: FunctionNode, put: Access): readonly Begun[] {
  const parts = partsMade(sourceCode, put)
  if (parts.length > 0) return endedIn(sourceCode, owner, parts.flatMap((part) => endingsOf(sourceCode, { ...put.place, base: `${put.place.base}.${part}` })))
  if (!isMade(sourceCode, put.value)) return []
  if (put.place.part === VALUE) return endedIn(sourceCode, owner, endingsOf(sourceCode, put.place))
  if (put.place.part === 'entry:?') return []
  const found = accessesIn(sourceCode, owner).reads.filter(({ place }) => place.base === put.place.base && place.part === put.place.part).map(({ node }) => node)
  const flow = flowOf(sourceCode, owner)
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((end) => {
    const receiver = endedReceiver(end)
    const ended = receiver && unwrap(receiver)
    return ended && found.includes(unwrap(onlyValue(sourceCode, ended) ?? ended)) ? callEvents(flow, end).map((event) => ({ event, end })) : []
  })
}

/** The fields of an object that is put there with what this run makes: `abort` of `this.run = { id, abort }`. */
function partsMade(sourceCode: SourceCode, { value, place }: Access): readonly string[] {
  const object = value && unwrap(value)
  if (object?.type !== 'ObjectExpression' || place.part !== VALUE) return []
  return object.properties.flatMap((each) => (each.type === 'Property' && !each.computed && isMade(sourceCode, each.value) ? keyName(each) ?? [] : []))
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, put: Access, begun: readonly Begun[]): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  // During a wait between the two, the older run comes to its end before there is a new one.
  const ended = begun.find(({ event }) => event < put.event && reaches(flow, event, put.event) && !suspendsBetween(flow, event, put.event) && !isOwn(sourceCode, owner, flow, put, event))
  const late = ended && (forgottenBehind(sourceCode, owner, flow, put, ended) ?? forgottenBy(sourceCode, owner, put, ended))
  const entry = late && entryFor(sourceCode, owner, put)
  if (!entry || latchesBefore(sourceCode, owner, put.event).length > 0 || isSerialized(sourceCode, owner) || isLocked(sourceCode, put.node, put.node)) return undefined
  return { ...late, place: put.place.text, read: nodeOf(flow, ended.event), entry, proven: entry.strength !== 'reached' }
}

type Late = Pick<Fault, 'kind' | 'node' | 'wait'>

/** Where a run comes to forget it although it has been ended: what it waits for fails then, and it forgets it all the same, or that is the end itself. */
function forgottenBehind(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Access, { end }: Begun): Late | undefined {
  for (const empty of accessesIn(sourceCode, owner).writes.filter((each) => isForgetting(each, put) && reaches(flow, put.event, each.event))) {
    const isReached = (gap: EventId): boolean => reaches(flow, gap, empty.event, isEndOf(sourceCode, nodeOf(flow, gap)) && !earlyEndings.has(calledName(end) ?? '') ? undefined : (from, edge) => from !== gap || edge === 'throw')
    const gap = suspensionPoints(flow).find((each) => reaches(flow, put.event, each) && isReached(each))
    if (gap === undefined || isAsked(flow, gap, empty) || isTicketed(sourceCode, owner, empty, { flow, tests: testsOf(flow) })) continue
    return { kind: 'forgotten', node: empty.node, wait: nodeOf(flow, gap) }
  }
  return undefined
}

export function isForgetting({ effect, place, value }: Access, put: Access): boolean {
  if (place.base !== put.place.base || place.part !== put.place.part) return false
  return effect === 'remove' || (effect === 'clear' && value !== undefined && isNothing(unwrap(value)))
}

/** Whether anything that is asked behind the wait can keep from the write. What stands in a `finally` has an event for each way there. */
export function isAsked(flow: Flow, gap: EventId, { node }: Access): boolean {
  const events = eventsOf(flow, node)
  const leads = (test: Test, outcome: boolean): boolean => events.some((event) => leadsOn(flow, test.event, outcome, event))
  return testsOf(flow).some((test) => reaches(flow, gap, test.event) && leads(test, true) !== leads(test, false))
}

/** `await once(child, 'exit')`. */
function isEndOf(sourceCode: SourceCode, wait: Node): boolean {
  const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  const event = call?.type === 'CallExpression' && apiOf(sourceCode, call.callee) === 'node:events#once' ? call.arguments[1] : undefined
  return event !== undefined && goneEvents.has(textAt(sourceCode, event) ?? '')
}

/** A callback that hears that something has ended, and what it is the end of. */
interface Listener {
  readonly callback: FunctionNode
  readonly at: Node
  readonly of: Node
}

/** The callbacks that change something when something has ended, or when a timer fires, by the functions that they stand in: `socket.on('close', …)`, `socket.onclose = …`. */
export const listenersByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Listener[]> => {
  const found = new Map<CodeOwner, Listener[]>()
  for (const callback of targetsByOwner(sourceCode).keys()) {
    if (!isFunction(callback)) continue
    const outer = wrapped(standingAt(sourceCode, callback))
    const { parent } = outer
    const callee = parent?.type === 'CallExpression' && parent.callee !== outer ? unwrap(parent.callee) : parent?.type === 'AssignmentExpression' && parent.right === outer ? unwrap(parent.left) : undefined
    if (!parent) continue
    if (callback.async && isCall(parent) && calledName(parent) === 'setTimeout') addTo(found, ownerOf(parent), { callback, at: parent, of: parent })
    if (callee?.type !== 'MemberExpression') continue
    const [first] = parent.type === 'CallExpression' ? parent.arguments : []
    const event = first ? textAt(sourceCode, first) : keyName(callee)?.replace(/^on/u, '')
    if (goneEvents.has(event ?? '')) addTo(found, ownerOf(parent), { callback, at: parent, of: callee.object })
  }
  return found
})

/** The callback of this code that forgets what is there, without a look at what that is: when the old one has ended, or what was done with it. */
function forgottenBy(sourceCode: SourceCode, owner: FunctionNode, put: Access, { end }: Begun): Late | undefined {
  const isAborted = earlyEndings.has(calledName(end) ?? '')
  if (!isAborted && (isSilenced(sourceCode, owner) || isSilenced(sourceCode, functionAround(end)))) return undefined
  const late = lateIn(sourceCode, owner, put)
  if (late) return late
  const heard = isAborted ? finallyIn(sourceCode, owner) : (listenersByOwner(sourceCode).get(owner) ?? []).filter(({ of }) => isPut(sourceCode, of, put))
  for (const { callback, at } of heard) {
    const empty = accessesIn(sourceCode, callback).writes.find((each) => isForgetting(each, put))
    const flow = empty && flowOf(sourceCode, callback)
    if (!empty || !flow || flow.imprecise || testsOf(flow).some((test) => decides(flow, test, empty.event) !== undefined)) continue
    return { kind: isAborted ? 'forgotten' : 'misheard', node: empty.node, wait: at }
  }
  return undefined
}

/** `this.timer = setTimeout(async () => { await save(); this.timer = null })`: where what is put there comes to forget it behind a wait of its own. */
function lateIn(sourceCode: SourceCode, owner: FunctionNode, put: Access): Late | undefined {
  const made = put.value && unwrap(onlyValue(sourceCode, unwrap(put.value)) ?? put.value)
  const callback = isCall(made) ? made.arguments.find((each) => isFunction(each)) : undefined
  if (!callback || !isFunction(callback) || functionAround(callback) !== owner) return undefined
  const flow = flowOf(sourceCode, callback)
  const empty = flow.imprecise ? undefined : accessesIn(sourceCode, callback).writes.find((each) => isForgetting(each, put))
  const gap = empty && suspensionPoints(flow).find((each) => reaches(flow, each, empty.event))
  return empty && gap !== undefined && !isAsked(flow, gap, empty) && !accessesIn(sourceCode, callback).writes.some((each) => isForgetting(each, put) && reaches(flow, each.event, gap)) ? { kind: 'forgotten', node: empty.node, wait: nodeOf(flow, gap) } : undefined
}

/** The callbacks that run whether a promise has failed or not. */
function finallyIn(sourceCode: SourceCode, owner: FunctionNode): readonly Pick<Listener, 'callback' | 'at'>[] {
  return reactionsIn(sourceCode, owner).flatMap(({ call, callback }) => (reactionOf(sourceCode, callback)?.on === 'always' ? [{ callback, at: call }] : []))
}

/** Whether an expression is what is put there: the place, or the name that the run has for it. */
function isPut(sourceCode: SourceCode, expression: Node, { place, value }: Access): boolean {
  const node = unwrap(expression)
  const named = value && unwrap(value)
  return locationOf(sourceCode, node)?.key === place.base || (node.type === 'Identifier' && named?.type === 'Identifier' && variableOf(sourceCode, node) === variableOf(sourceCode, named))
}

/** Whether the code takes listeners away: `socket.removeAllListeners()`, `socket.onclose = null`. */
function isSilenced(sourceCode: SourceCode, owner: FunctionNode | undefined): boolean {
  if (!owner) return false
  return (callsByOwner(sourceCode).get(owner) ?? []).some((call) => silencings.has(calledName(call) ?? ''))
    || (targetsByOwner(sourceCode).get(owner) ?? []).some((target) => {
      const { parent } = wrapped(target)
      return target.type === 'MemberExpression' && /^on[a-z]/u.test(keyName(target) ?? '') && parent?.type === 'AssignmentExpression' && isNothing(unwrap(parent.right)) && isInside(parent, owner)
    })
}

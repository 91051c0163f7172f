import { goneEvents } from '../../../knowledge/departures.ts'
import { earlyEndings } from '../../../knowledge/endings.ts'
import { removals } from '../../../knowledge/lives.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import { addTo } from '../../../utils/group.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, keyName, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { reactionOf, reactionsIn } from '../../promises/reactions.ts'
import { isNothing, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { locationOf } from '../../resolve/location.ts'
import type { Fault } from '../faults.ts'
import { isConstructor } from '../others/elsewhere.ts'
import { type Begun, endedIn, endingsOf, isMade, isOwn } from '../others/ended.ts'
import { entryFor } from '../overlap/entries.ts'
import { isLocked, isTicketed } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { decides } from '../reads/control.ts'

/**
 * What is ended and made anew by each run, and forgotten by an older run that comes to its end only then: `this.request?.abort();
 * this.request = new AbortController(); try { … } finally { this.request = null }`. The new one is there already, and is forgotten
 * too: the next run finds nothing to end. The same where a listener of the old one forgets what is there by then.
 */
export function forgottenNewer(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  for (const put of accessesIn(sourceCode, owner).writes) {
    const ends = put.effect === 'set' && put.shared !== 'caller' && put.place.part === VALUE && isMade(sourceCode, put.value) ? endingsOf(sourceCode, put.place) : []
    const fault = ends.length > 0 ? faultOf(sourceCode, owner, put, endedIn(sourceCode, owner, ends)) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, put: Access, begun: readonly Begun[]): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const ended = begun.find(({ event }) => event < put.event && reaches(flow, event, put.event) && !isOwn(sourceCode, owner, flow, put, event))
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

function isForgetting({ effect, place, value }: Access, put: Access): boolean {
  return effect === 'clear' && place.base === put.place.base && place.part === VALUE && value !== undefined && isNothing(unwrap(value))
}

/** Whether anything that is asked behind the wait can keep from the write. */
function isAsked(flow: Flow, gap: EventId, { event }: Access): boolean {
  return testsOf(flow).some((test) => reaches(flow, gap, test.event) && decides(flow, test, event) !== undefined)
}

/** `await once(child, 'exit')`. */
function isEndOf(sourceCode: SourceCode, wait: Node): boolean {
  const call = wait.type === 'AwaitExpression' ? unwrap(wait.argument) : undefined
  const event = call?.type === 'CallExpression' && apiOf(sourceCode, call.callee) === 'node:events#once' ? call.arguments[1] : undefined
  return event !== undefined && goneEvents.has(literalText(event) ?? '')
}

/** A callback that hears that something has ended, and what it is the end of. */
interface Listener {
  readonly callback: FunctionNode
  readonly at: Node
  readonly of: Node
}

/** The callbacks that change something when something has ended, by the functions that they stand in: `socket.on('close', …)`, `socket.onclose = …`. */
export const listenersByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Listener[]> => {
  const found = new Map<CodeOwner, Listener[]>()
  for (const callback of targetsByOwner(sourceCode).keys()) {
    const outer = wrapped(callback)
    const { parent } = outer
    const callee = parent?.type === 'CallExpression' && parent.callee !== outer ? unwrap(parent.callee) : parent?.type === 'AssignmentExpression' && parent.right === outer ? unwrap(parent.left) : undefined
    if (!isFunction(callback) || !parent || callee?.type !== 'MemberExpression') continue
    const [first] = parent.type === 'CallExpression' ? parent.arguments : []
    const event = first ? literalText(first) : keyName(callee)?.replace(/^on/u, '')
    if (goneEvents.has(event ?? '')) addTo(found, ownerOf(parent), { callback, at: parent, of: callee.object })
  }
  return found
})

/** The callback of this code that forgets what is there, without a look at what that is: when the old one has ended, or what was done with it. */
function forgottenBy(sourceCode: SourceCode, owner: FunctionNode, put: Access, { end }: Begun): Late | undefined {
  const isAborted = earlyEndings.has(calledName(end) ?? '')
  if (!isAborted && (isSilenced(sourceCode, owner) || isSilenced(sourceCode, functionAround(end)))) return undefined
  const heard = isAborted ? finallyIn(sourceCode, owner) : (listenersByOwner(sourceCode).get(owner) ?? []).filter(({ of }) => isPut(sourceCode, of, put))
  for (const { callback, at } of heard) {
    const empty = accessesIn(sourceCode, callback).writes.find((each) => isForgetting(each, put))
    const flow = empty && flowOf(sourceCode, callback)
    if (!empty || !flow || flow.imprecise || testsOf(flow).some((test) => decides(flow, test, empty.event) !== undefined)) continue
    return { kind: isAborted ? 'forgotten' : 'misheard', node: empty.node, wait: at }
  }
  return undefined
}

/** The callbacks that run whether a promise has failed or not. */
function finallyIn(sourceCode: SourceCode, owner: FunctionNode): readonly Pick<Listener, 'callback' | 'at'>[] {
  return reactionsIn(sourceCode, owner).flatMap(({ call, callback }) => (reactionOf(callback)?.on === 'always' ? [{ callback, at: call }] : []))
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
  const isRemoval = (call: Call): boolean => removals.has(calledName(call) ?? '') || calledName(call) === 'removeAllListeners'
  return (callsByOwner(sourceCode).get(owner) ?? []).some(isRemoval)
    || (targetsByOwner(sourceCode).get(owner) ?? []).some((target) => {
      const { parent } = wrapped(target)
      return target.type === 'MemberExpression' && /^on[a-z]/u.test(keyName(target) ?? '') && parent?.type === 'AssignmentExpression' && isNothing(unwrap(parent.right)) && isInside(parent, owner)
    })
}

import { readying } from '../../../../knowledge/openings.ts'
import { answerEvents, answerNames, answersThrough, listenerEnds, nextLine, ownNames, sendingOut } from '../../../../knowledge/requests.ts'
import { calledName, callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, type Node, ownerOf, unwrap, walk } from '../../../../utils/syntax.ts'
import { nameIn } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { promiseOf, settles, settlersIn } from '../../../promises/executors.ts'
import { onlyValue, variableOf } from '../../../resolve/bindings.ts'
import { textAt } from '../../../resolve/constants.ts'
import { isInputOf } from '../../../settlement/inputs.ts'
import { writtenBy } from '../../../settlement/output.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { placeOf, sharedBy } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/** Where the code takes the next message of something for an answer: `worker.once('message', resolve)`, by who does so. */
export const takersOfNext = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> => {
  const takers = new Map<CodeOwner, Call[]>()
  for (const call of callsNamed(sourceCode, ['once', 'on', 'addListener'])) {
    const [event, listener] = call.arguments
    const owner = ownerOf(call)
    if (!event || !listener || !isFunction(owner) || !isOfAnswers(sourceCode, event) || (calledName(call) !== 'once' && !takesItselfAway(sourceCode, listener))) continue
    takers.set(owner, [...(takers.get(owner) ?? []), call])
  }
  return takers
})

/** `'message'`, or a name that is worked out, says that it is of answers, and is the same for each request: `${channel}-response`. */
function isOfAnswers(sourceCode: SourceCode, event: Node): boolean {
  const literal = textAt(sourceCode, event)
  if (literal !== undefined) return literal === nextLine || answerEvents.test(literal)
  const value = onlyValue(sourceCode, event)
  const text = sourceCode.getText(value ?? event)
  return answerNames.test(event.type === 'Identifier' ? event.name : text) && (event.type !== 'Identifier' || value !== undefined) && !ownNames.test(text)
}

/** `(answer) => { worker.off('message', listen); … }`: it hears one message. */
function takesItselfAway(sourceCode: SourceCode, listener: Node): boolean {
  let found = false
  if (isFunction(listener)) walk(sourceCode, listener.body, (node) => {
    found ||= node.type === 'CallExpression' && listenerEnds.test(calledName(node) ?? '')
    return !found
  })
  return found
}

/**
 * Requests to something that serves all, of which the next message is taken for the answer: `worker.once('message', resolve);
 * worker.postMessage(job)`. Who asks before the first answer has come waits for the same message, and both take the first answer.
 */
export function crossedAnswers(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const taking = takersOfNext(sourceCode).get(owner)
  if (!taking || !isFunction(owner)) return []
  const promise = promiseOf(sourceCode, owner)
  const asker = promise ? functionAround(promise) : owner
  if (!asker || readying.test(nameIn(asker) ?? '') || (promise && isAsked(sourceCode, asker, promise))) return []
  return taking.slice(0, 1).flatMap((call) => {
    if (isAsked(sourceCode, owner, call)) return []
    const peer = peerOf(call)
    const sending = peer && sendingTo(sourceCode, peer, [owner, asker])
    if (!peer || !sending || !isForAll(sourceCode, peer, asker) || !takesAnswer(sourceCode, call.arguments[1] as Node, asker)) return []
    const place = placeOf(sourceCode, peer)
    const shared = place && sharedBy(sourceCode, place, asker)
    const entry = place && shared ? entryFor(sourceCode, asker, { place, shared }) : entryOf(sourceCode, asker)
    if (!entry || isSerialized(sourceCode, asker) || isLocked(sourceCode, promise ?? call, call)) return []
    return [{ kind: 'crossed', place: sourceCode.getText(peer), node: call.callee, read: call, wait: sending, entry, proven: false } as const]
  })
}

/** What the message comes from. */
function peerOf(call: Call): Node | undefined {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
}

/** The request that each run sends to it, or to the process whose output it tells: `child.stdin.write(task)`. */
function sendingTo(sourceCode: SourceCode, peer: Node, owners: readonly CodeOwner[]): Call | undefined {
  const name = sourceCode.getText(peer)
  const sends = owners.flatMap((owner) => callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const to = sendingOut.test(calledName(call) ?? '') ? peerOf(call) : undefined
    return to ? [{ call, to }] : []
  })
  const same = sends.find(({ to }) => sourceCode.getText(to) === name)
  if (same || sends.length === 0) return same?.call
  const process = writtenBy(sourceCode, peer, answersThrough)
  return process && sends.find(({ to }) => isInputOf(sourceCode, process, to))?.call
}

/** Whether it is one for all runs: a field, or a name from outside of the function. */
function isForAll(sourceCode: SourceCode, peer: Node, asker: FunctionNode): boolean {
  let root = peer
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  if (root.type === 'ThisExpression') return peer !== root
  const variable = root.type === 'Identifier' ? variableOf(sourceCode, root) : undefined
  const [def] = variable?.defs ?? []
  return root.type === 'Identifier' && (!def || (def.type !== 'Parameter' && !isInside(def.name, asker)))
}

/** Whether what listens only hands the message on: it settles the promise, or calls what the caller has given, and looks at nothing. */
function takesAnswer(sourceCode: SourceCode, listener: Node, asker: FunctionNode): boolean {
  const given = unwrap(listener)
  if (settles(sourceCode, given) === 'resolve') return true
  if (!isFunction(given) || testsOf(flowOf(sourceCode, given)).length > 0 || given.params.length === 0) return false
  return settlersIn(sourceCode, given).some(({ how }) => how === 'resolve') || callsBack(sourceCode, given, asker)
}

/** `(message) => done(null, message.text)`, of a parameter of the one who asks. */
function callsBack(sourceCode: SourceCode, listener: FunctionNode, asker: FunctionNode): boolean {
  let found = false
  walk(sourceCode, listener.body, (node) => {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
    const def = callee?.type === 'Identifier' ? variableOf(sourceCode, callee)?.defs[0] : undefined
    found ||= def?.type === 'Parameter' && def.node === asker
    return !found
  })
  return found
}

/** Whether something decides that one asks, or is waited for before: somebody may be waiting already. */
function isAsked(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  const events = eventsOf(flow, node)
  return flow.imprecise || events.some((event) => testsOf(flow).some((test) => decides(flow, test, event) !== undefined) || suspensionPoints(flow).some((gap) => gap < event && reaches(flow, gap, event)))
}

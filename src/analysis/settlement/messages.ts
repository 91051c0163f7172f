import { sinkAt } from '../../knowledge/index.ts'
import { channelListeners, channelSends, messageListeners } from '../../knowledge/lives.ts'
import { linkAt } from '../../utils/chains.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { sendsOf } from '../messages/sends.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isLeftRejecting, mayFail, mayReject } from './rejections.ts'
import { catchesAll, endsWithErrors } from './unheard.ts'

const roots = evidenceFrom([...messageListeners.keys(), ...channelListeners])
const MESSAGE = 'message'

/** What waits for something at all: one look at the text. */
const waits = /\basync\b|\.then\(/u

/** Listeners of messages that are async, or answer behind a promise, and whose rejection nobody catches. */
export const faultsOfMessages = perFile((sourceCode): readonly Fault[] => {
  if (!mentions(sourceCode, roots) || !waits.test(sourceCode.text) || !sourceCode.text.includes(MESSAGE)) return []
  const found = rejections(sourceCode)
  return found.length > 0 && (roleOf(sourceCode).program === 'test' || catchesAll(sourceCode)) ? [] : found
})

function rejections(sourceCode: SourceCode): readonly Fault[] {
  return nodesOf(sourceCode).functions.flatMap((fn): Fault[] => {
    const rejecting = rejectingIn(sourceCode, fn)
    if (rejecting.length === 0) return []
    const channel = handingsOf(sourceCode, fn).find((each) => channelListeners.has(each.path ?? '') && isOfMessages(each))
    if (channel && rejecting.some((each) => answersIn(sourceCode, each))) return [{ kind: 'rejects', at: pointOf(channel.at), side: 'channel' }]
    const handing = handingsOf(sourceCode, fn).find((each) => sideOf(each) !== undefined)
    const side = handing && sideOf(handing)
    if (!handing || !side || (side === 'page' && roleOf(sourceCode).thread !== 'worker') || (side === 'process' && endsWithErrors(sourceCode))) return []
    return [{ kind: 'rejects', at: pointOf(handing.at), side }]
  })
}

/**
 * What rejects and nobody catches: `async (message) => …`, `(message) => this.handle(message)`, `(message) => { this.handle(message) }`,
 * or what stands before an answer: `(message) => { work(message).then((result) => postMessage(result)) }`.
 */
function rejectingIn(sourceCode: SourceCode, fn: FunctionNode): readonly Node[] {
  if (fn.async && mayReject(sourceCode, fn)) return [fn]
  const found: Node[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'CallExpression' || !(node === unwrap(fn.body) || isLeftRejecting(node))) return
    const called = calledFunction(sourceCode, node)
    if (called ? mayReject(sourceCode, called) : isAnswerBehind(sourceCode, node)) found.push(called ?? node)
  })
  return found
}

/** `work(message).then(answer)`, where the work may fail and nothing is said of that. */
function isAnswerBehind(sourceCode: SourceCode, call: Call): boolean {
  const link = linkAt(call)
  const [answer, onFailure] = call.arguments
  if (link?.by !== 'then' || !answer || onFailure || !mayFail(sourceCode, link.promise)) return false
  const by = unwrap(answer)
  return isFunction(by) ? sendsOf(sourceCode).some((each) => isAnswer(each.sink.path) && isInside(each.call, by)) : isAnswer(sinkAt(apiOf(sourceCode, by) ?? '')?.path ?? '')
}

/** `postMessage` of whatever it is, `process.send`. */
function isAnswer(path: string): boolean {
  return ANSWERS.has(lastName(path))
}

const ANSWERS: ReadonlySet<string> = new Set(['postMessage', 'send'])

/** Whether a function or a call answers through a channel: who has asked waits for it, wherever that is. */
function answersIn(sourceCode: SourceCode, within: Node): boolean {
  return sendsOf(sourceCode).some(({ call, sink }) => channelSends.has(sink.path) && isInside(call, within))
}

function sideOf(handing: Handing): 'process' | 'worker' | 'page' | undefined {
  return handing.path !== undefined && isOfMessages(handing) ? messageListeners.get(handing.path) : undefined
}

function isOfMessages({ event, at }: Handing): boolean {
  return event === MESSAGE || at.type === 'AssignmentExpression'
}

function pointOf(at: Node): Node {
  if (at.type === 'AssignmentExpression') return at.left
  return isCall(at) ? (at.arguments[0] ?? at.callee) : at
}

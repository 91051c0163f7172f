import { channelListeners, channelSends, messageListeners } from '../../knowledge/lives.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isInside, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { sendsOf } from '../messages/sends.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isDropped, mayReject } from './rejections.ts'
import { catchesAll, endsWithErrors } from './unheard.ts'

const roots = evidenceFrom([...messageListeners.keys(), ...channelListeners])
const MESSAGE = 'message'

/** Listeners of messages that are async, and whose rejection nobody catches. */
export const faultsOfMessages = perFile((sourceCode): readonly Fault[] => {
  if (!mentions(sourceCode, roots) || !sourceCode.text.includes('async') || !sourceCode.text.includes(MESSAGE)) return []
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

/** What rejects and nobody catches: `async (message) => …`, `(message) => this.handle(message)`, or `(message) => { this.handle(message) }`. */
function rejectingIn(sourceCode: SourceCode, fn: FunctionNode): readonly FunctionNode[] {
  if (fn.async && mayReject(sourceCode, fn)) return [fn]
  const found: FunctionNode[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    const isLost = node.type === 'CallExpression' && (node === unwrap(fn.body) || isDropped(node))
    const called = isLost ? calledFunction(sourceCode, node) : undefined
    if (called && mayReject(sourceCode, called)) found.push(called)
  })
  return found
}

/** Whether a function answers through a channel: who has asked waits for it, wherever that is. */
function answersIn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return sendsOf(sourceCode).some(({ call, sink }) => channelSends.has(sink.path) && isInside(call, fn))
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

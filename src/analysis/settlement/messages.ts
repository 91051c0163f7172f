import { messageListeners } from '../../knowledge/lives.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isDropped, mayReject } from './rejections.ts'
import { catchesAll, endsWithErrors } from './unheard.ts'

const roots = evidenceFrom([...messageListeners.keys()])
const MESSAGE = 'message'

/** Listeners of messages that are async, and whose rejection nobody catches. */
export const faultsOfMessages = perFile((sourceCode): readonly Fault[] => {
  if (!sourceCode.text.includes(MESSAGE) || !sourceCode.text.includes('async') || !mentions(sourceCode, roots)) return []
  const { program, thread } = roleOf(sourceCode)
  if (program === 'test' || catchesAll(sourceCode)) return []
  return nodesOf(sourceCode).functions.flatMap((fn): Fault[] => {
    if (!isRejecting(sourceCode, fn)) return []
    const handing = handingsOf(sourceCode, fn).find((each) => sideOf(each) !== undefined)
    const side = handing && sideOf(handing)
    if (!handing || !side || (side === 'page' && thread !== 'worker') || (side === 'process' && endsWithErrors(sourceCode))) return []
    return [{ kind: 'rejects', at: pointOf(handing.at), side }]
  })
})

/** `async (message) => …`, `(message) => this.handle(message)`, or `(message) => { this.handle(message) }`. */
function isRejecting(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (fn.async && mayReject(sourceCode, fn)) return true
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    const isLost = node.type === 'CallExpression' && (node === unwrap(fn.body) || isDropped(node))
    const called = isLost && !found ? calledFunction(sourceCode, node) : undefined
    found ||= called !== undefined && mayReject(sourceCode, called)
    return !found
  })
  return found
}

function sideOf({ path, event, at }: Handing): 'process' | 'worker' | 'page' | undefined {
  if (path === undefined) return undefined
  return event === MESSAGE || at.type === 'AssignmentExpression' ? messageListeners.get(path) : undefined
}

function pointOf(at: Node): Node {
  if (at.type === 'AssignmentExpression') return at.left
  return isCall(at) ? (at.arguments[0] ?? at.callee) : at
}

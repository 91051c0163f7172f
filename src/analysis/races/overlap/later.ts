import { startOfChain } from '../../../utils/chains.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, literalText, type Node, wrapped } from '../../../utils/syntax.ts'
import { callAnswering, reactionOf } from '../../promises/reactions.ts'
import { standingAt } from '../../resolve/functions.ts'

/** What calls a callback once, when what has been asked for is there, and the function that asks. */
export interface Later {
  readonly call: Call
  /** Where others run meanwhile. */
  readonly wait: Node
  readonly starter: FunctionNode
}

/** The call that calls a function back once: `dial().then(keep)`, `dial((error, wire) => …)`, `wire.once('open', keep)`. */
export function laterCallOf(sourceCode: SourceCode, owner: FunctionNode): Later | undefined {
  const reaction = reactionOf(sourceCode, owner)
  const call = reaction?.on === 'fulfilled' ? reaction.call : (callAnswering(sourceCode, owner) ?? onceCall(sourceCode, owner))
  const starter = call && functionAround(call)
  return call && starter ? { call, wait: reaction ? startOfChain(call) : call, starter } : undefined
}

function onceCall(sourceCode: SourceCode, owner: FunctionNode): Call | undefined {
  const given = wrapped(standingAt(sourceCode, owner))
  const { parent } = given
  const [event] = parent?.type === 'CallExpression' ? parent.arguments : []
  return parent?.type === 'CallExpression' && parent.arguments[1] === given && calledName(parent) === 'once' && event && literalText(event) !== undefined ? parent : undefined
}

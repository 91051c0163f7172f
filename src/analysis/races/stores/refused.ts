import { duplicates } from '../../../knowledge/stores.ts'
import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, type Node, walk } from '../../../utils/syntax.ts'

/** Whether the code expects the store to refuse the second: it catches that, by what it is called. */
export function isRefused(sourceCode: SourceCode, owner: FunctionNode, call: Node): boolean {
  if (duplicates.test(sourceCode.getText(call))) return true
  for (let at: Node | undefined = call; at && at !== owner; at = at.parent) {
    const { parent }: Node = at
    if (parent?.type === 'TryStatement' && parent.block === at && parent.handler && duplicates.test(sourceCode.getText(parent.handler))) return true
    const link = linkAt(parent)
    if (link?.by === 'catch' && link.call.arguments.some((each) => letsPass(sourceCode, each))) return true
  }
  return false
}

/** `.catch(() => undefined)`, `.catch((error) => { if (error.code !== DUPLICATE) throw error })`. */
function letsPass(sourceCode: SourceCode, handler: Node): boolean {
  if (duplicates.test(sourceCode.getText(handler))) return true
  let does = !isFunction(handler)
  walk(sourceCode, handler, (node) => {
    does ||= isCall(node) || node.type === 'ThrowStatement'
  })
  return !does
}

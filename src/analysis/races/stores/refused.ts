import { duplicates } from '../../../knowledge/stores.ts'
import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../../utils/syntax.ts'

/** Whether the code expects the store to refuse the second: it catches that, by what it is called. */
export function isRefused(sourceCode: SourceCode, owner: FunctionNode, call: Node): boolean {
  if (duplicates.test(sourceCode.getText(call))) return true
  for (let at: Node | undefined = call; at && at !== owner; at = at.parent) {
    const { parent }: Node = at
    if (parent?.type === 'TryStatement' && parent.block === at && parent.handler && duplicates.test(sourceCode.getText(parent.handler))) return true
    if (linkAt(parent)?.by === 'catch') return true
  }
  return false
}

import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName } from '../../utils/syntax.ts'
import { memberOf, nameOf } from '../resolve/functions.ts'

/** What a function is called in a message; '' for functions without a name. */
export function functionName(sourceCode: SourceCode, fn: FunctionNode): string {
  const { parent } = fn
  const property = parent.type === 'Property' && parent.value === fn ? keyName(parent) : parent.type === 'AssignmentExpression' && parent.right === fn && parent.left.type === 'MemberExpression' ? keyName(parent.left) : undefined
  return nameOf(sourceCode, fn)?.name ?? memberOf(fn)?.name ?? fn.id?.name ?? property ?? ''
}

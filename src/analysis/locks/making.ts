import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode } from '../../utils/syntax.ts'
import { originsOf } from './handles.ts'
import { calledLocal } from './receiver.ts'

/** The call of `outer` that made the function which is called here: `const read = synchronized(f)`, then `read()`. */
export function makingOf(sourceCode: SourceCode, call: TSESTree.CallExpression, outer: FunctionNode): TSESTree.CallExpression | undefined {
  const [made, second] = originsOf(sourceCode, call.callee)
  return made && !second && made.steps.length === 0 && calledLocal(sourceCode, made.call) === outer ? made.call : undefined
}

import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { apiOf } from './denote.ts'

const MOST_AROUND = 5

/** The call of one of these that a function is given to, itself or through others: `create(devtools((set, get) => …))`. */
export function givenTo(sourceCode: SourceCode, fn: FunctionNode, among: ReadonlySet<string>): TSESTree.CallExpression | undefined {
  let at: Node = wrapped(fn)
  for (let i = 0; i < MOST_AROUND; i++) {
    const call: Node | undefined = at.parent
    if (call?.type !== 'CallExpression' || call.callee === at) return undefined
    const callee = unwrap(call.callee)
    if (among.has(apiOf(sourceCode, callee.type === 'CallExpression' ? callee.callee : callee) ?? '')) return call
    at = wrapped(call)
  }
  return undefined
}

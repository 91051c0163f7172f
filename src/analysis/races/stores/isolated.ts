import type { TSESTree } from '@typescript-eslint/utils'

import { beginStatement } from '../../../knowledge/locks/lent.ts'
import { isolating, rowCounts, rowReads } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isFunction, keyName, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { textAt } from '../../resolve/constants.ts'

/** Whether the code, or what it is given to, makes all its calls one step. */
export function isIsolated(sourceCode: SourceCode, owner: CodeOwner): boolean {
  let found = false
  for (let at: CodeOwner | undefined = owner; at && isFunction(at); at = functionAround(at)) {
    walkOwn(sourceCode, at, (node) => {
      if (node.type === 'TaggedTemplateExpression' && beginStatement.test(node.quasi.quasis[0]?.value.raw ?? '')) found = true
      const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
      if (node.type === 'CallExpression' && node.arguments[0] && beginStatement.test(textAt(sourceCode, node.arguments[0]) ?? '')) found = true
      if (node.type === 'CallExpression' && takesChanges(node)) return
      found ||= callee?.type === 'MemberExpression' ? isolating.has(keyName(callee) ?? '') : callee?.type === 'Identifier' && isolating.has(callee.name)
    })
  }
  return found
}

/** `prisma.$transaction([seats.update(…), sales.create(…)])`: what they are given has been read before, outside of it. */
function takesChanges({ arguments: [list, ...options] }: TSESTree.CallExpression): boolean {
  if (list?.type !== 'ArrayExpression' || options.length > 0) return false
  return list.elements.every((each) => each?.type === 'CallExpression' && !rowReads.has(calledName(each) ?? '') && !rowCounts.has(calledName(each) ?? ''))
}

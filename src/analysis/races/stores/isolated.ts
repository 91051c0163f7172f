import { beginStatement } from '../../../knowledge/locks/lent.ts'
import { isolating } from '../../../knowledge/stores.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isFunction, keyName, literalText, unwrap, walkOwn } from '../../../utils/syntax.ts'

/** Whether the code, or what it is given to, makes all its calls one step. */
export function isIsolated(sourceCode: SourceCode, owner: CodeOwner): boolean {
  let found = false
  for (let at: CodeOwner | undefined = owner; at && isFunction(at); at = functionAround(at)) {
    walkOwn(sourceCode, at, (node) => {
      if (node.type === 'TaggedTemplateExpression' && beginStatement.test(node.quasi.quasis[0]?.value.raw ?? '')) found = true
      const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
      if (node.type === 'CallExpression' && node.arguments[0] && beginStatement.test(literalText(node.arguments[0]) ?? '')) found = true
      found ||= callee?.type === 'MemberExpression' ? isolating.has(keyName(callee) ?? '') : callee?.type === 'Identifier' && isolating.has(callee.name)
    })
  }
  return found
}

import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import type { Use } from './elsewhere.ts'

/** How many names and sums a key is looked for behind. */
const MOST_STEPS = 4

/** Whether what is taken out is never what another change puts there: keys that begin with other words, `page-${id}` and `user-${id}`. */
export function isOfOtherKeys(sourceCode: SourceCode, { node, does }: Use, change: Node): boolean {
  const [taken, put] = does === 'remove' ? [beginning(sourceCode, keyIn(node)), beginning(sourceCode, keyIn(change))] : []
  return taken !== undefined && put !== undefined && !taken.startsWith(put) && !put.startsWith(taken)
}

/** The key of `cache.delete(key)`, `delete cache[key]`, `cache.set(key, value)`, `cache[key] = value`. */
function keyIn(change: Node): Node | undefined {
  const node = unwrap(change)
  if (isCall(node)) return node.arguments[0]
  if (node.type === 'UnaryExpression') return keyIn(node.argument)
  if (node.type === 'AssignmentExpression') return keyIn(node.left)
  return node.type === 'MemberExpression' && node.computed ? node.property : undefined
}

/** What a key surely begins with. */
function beginning(sourceCode: SourceCode, key: Node | undefined, steps = 0): string | undefined {
  if (!key || steps > MOST_STEPS) return undefined
  const node = unwrap(key)
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked ?? undefined
  if (node.type === 'BinaryExpression') return node.operator === '+' ? beginning(sourceCode, node.left, steps + 1) : undefined
  if (node.type === 'Identifier') {
    const value = onlyValue(sourceCode, node)
    return value && value !== node ? beginning(sourceCode, value, steps + 1) : undefined
  }
  return literalText(node)
}

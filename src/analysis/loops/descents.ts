import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { parameterIndex } from '../resolve/functions.ts'

/** How many names are looked behind. */
const MOST_NAMES = 4

/**
 * Whether a list that a function goes through is what it finds by a parameter, which the next call is given another one of: each
 * call goes down to what is below one node, `for (const name of children.get(path) ?? []) visit(path + name, depth + 1)`.
 */
export function descendsBy(sourceCode: SourceCode, fn: FunctionNode, call: Call, list: Node, depth = 0): boolean {
  let found = false
  walk(sourceCode, list, (node) => {
    if (found) return false
    const key = node.type === 'CallExpression' ? foundBy(node) : node.type === 'MemberExpression' && node.computed ? node.property : undefined
    found ||= key !== undefined && isHandedOnChanged(sourceCode, fn, call, unwrap(key))
    const value = !found && depth < MOST_NAMES && node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
    found ||= value !== undefined && value !== node && isInside(value, fn) && descendsBy(sourceCode, fn, call, value, depth + 1)
    return !found
  })
  return found
}

/** The key of `children.get(path)`. */
function foundBy({ callee, arguments: [key] }: Call): Node | undefined {
  const method = unwrap(callee)
  return method.type === 'MemberExpression' && keyName(method) === 'get' ? key : undefined
}

function isHandedOnChanged(sourceCode: SourceCode, fn: FunctionNode, call: Call, key: Node): boolean {
  const index = parameterIndex(sourceCode, fn, key)
  const given = call.arguments[index]
  return given !== undefined && parameterIndex(sourceCode, fn, given) !== index
}

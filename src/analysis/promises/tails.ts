import type { TSESTree } from '@typescript-eslint/utils'

import { endOfChain, linkAt } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { isOfModule, onlyValue, variableOf } from '../resolve/bindings.ts'

/** How many names a promise has on the way back to its queue. */
const MOST_NAMES = 3

/** Where the tail of a queue is kept, as text: `this.tail`, `tails.get(key) ?? Promise.resolve()`, or a name that a function has for it. */
export function tailOf(sourceCode: SourceCode, node: Node, depth = 0): string | undefined {
  const inner = unwrap(node)
  if (inner.type === 'LogicalExpression' && inner.operator !== '&&') return tailOf(sourceCode, inner.left, depth)
  if (inner.type === 'CallExpression') return entryText(sourceCode, inner, 'get')
  if (inner.type !== 'Identifier') return inner.type === 'MemberExpression' ? sourceCode.getText(inner) : undefined
  const variable = variableOf(sourceCode, inner)
  const only = variable && !isOfModule(variable) && depth < MOST_NAMES ? onlyValue(sourceCode, inner) : undefined
  return (only && tailOf(sourceCode, only, depth + 1)) ?? inner.name
}

/** `tails[key]` for `tails.get(key)`, as a member is written. */
function entryText(sourceCode: SourceCode, { callee, arguments: [key] }: TSESTree.CallExpression, method: string): string | undefined {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' && key && keyName(member) === method ? `${sourceCode.getText(member.object)}[${sourceCode.getText(key)}]` : undefined
}

/** What puts a promise, or what hangs on it, where the tail of a queue is. */
export interface Put {
  /** The assignment, or the call of `set`. */
  readonly by: TSESTree.AssignmentExpression | TSESTree.CallExpression
  /** Something on the way takes a rejection: `tails.set(key, mine.catch(ignore))`. */
  readonly isCaught: boolean
}

/** Where a promise is put back as the tail of its queue: more links, names and reactions may lie in between. Undefined where it is not. */
export function putInto(sourceCode: SourceCode, promise: Node, tail: string, depth = 0): Put | undefined {
  const end = endOfChain(promise)
  const { parent } = end
  const isCaught = catches(promise, end)
  if (parent?.type === 'AssignmentExpression' && parent.right === end && sourceCode.getText(parent.left) === tail) return { by: parent, isCaught }
  if (parent?.type === 'CallExpression' && parent.arguments[1] === end) return entryText(sourceCode, parent, 'set') === tail ? { by: parent, isCaught } : undefined
  const target = parent?.type === 'VariableDeclarator' && parent.init === end ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === end ? parent.left : undefined
  const variable = target?.type === 'Identifier' && depth < MOST_NAMES ? variableOf(sourceCode, target) : undefined
  for (const reference of variable?.references ?? []) {
    const put = reference.isRead() ? putInto(sourceCode, reference.identifier, tail, depth + 1) : undefined
    if (put) return isCaught ? { ...put, isCaught } : put
  }
  return undefined
}

/** Whether one of the links between a promise and the end of what hangs on it takes rejections. */
function catches(promise: Node, end: Node): boolean {
  let at = unwrap(end)
  const start = unwrap(promise)
  for (let link = linkAt(at); link && at !== start; link = linkAt(at)) {
    if (link.by === 'catch' || (link.by === 'then' && link.call.arguments.length > 1)) return true
    at = unwrap(link.promise)
  }
  return false
}

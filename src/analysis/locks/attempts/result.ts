import type { TSESTree } from '@typescript-eslint/utils'

import { linkOn } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { type LockUse, lockUseAt } from '../uses.ts'

/** What the code does with the result of an attempt: nothing, more than we follow, or it tests it at these places. */
export type Regard = { readonly is: 'ignored' | 'elsewhere' } | { readonly is: 'tested'; readonly tests: readonly Node[] }

const ELSEWHERE: Regard = { is: 'elsewhere' }
const IGNORED: Regard = { is: 'ignored' }

/** How much the code cares for the result of an attempt: `value` is the call, or what waits for it. */
export function regardOf(sourceCode: SourceCode, value: Node): Regard {
  const outer = wrapped(value)
  const parent = outer.parent
  switch (parent?.type) {
    case 'ExpressionStatement':
      return IGNORED
    case 'UnaryExpression':
      return parent.operator === 'void' ? IGNORED : parent.operator === '!' ? regardOf(sourceCode, parent) : ELSEWHERE
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return parent.test === outer ? { is: 'tested', tests: [unwrap(value)] } : ELSEWHERE
    case 'VariableDeclarator':
      return parent.parent.kind.endsWith('using') || parent.id.type !== 'Identifier' ? ELSEWHERE : regardOfName(sourceCode, parent.id)
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'Identifier' && parent.parent.type === 'ExpressionStatement' ? regardOfName(sourceCode, parent.left) : ELSEWHERE
    default:
      return ELSEWHERE
  }
}

function regardOfName(sourceCode: SourceCode, name: TSESTree.Identifier): Regard {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || !source || second) return ELSEWHERE
  return regardOfReads(sourceCode, variable, ownerOf(name))
}

/** How the reads of a variable look at it. Giving the lock back by it is no look. */
export function regardOfReads(sourceCode: SourceCode, variable: Variable, owner: Node): Regard {
  const tests: Node[] = []
  for (const reference of variable.references) {
    if (!reference.isRead()) continue
    const read = reference.identifier
    if (ownerOf(read) !== owner) return ELSEWHERE
    if (isUsedToGiveBack(sourceCode, read)) continue
    const test = testAround(read)
    if (!test) return ELSEWHERE
    tests.push(test)
  }
  return tests.length > 0 ? { is: 'tested', tests } : IGNORED
}

/** `if (release) await release()`, `release && release()`: asked for nothing else. */
function isAskedForThat(sourceCode: SourceCode, read: Node): boolean {
  const { parent } = read
  const branch = parent?.type === 'IfStatement' && parent.test === read && !parent.alternate ? parent.consequent
    : parent?.type === 'LogicalExpression' && parent.operator === '&&' && parent.left === read && parent.parent.type === 'ExpressionStatement' ? parent.right : undefined
  const [only, second] = branch?.type === 'BlockStatement' ? branch.body : [branch]
  const does = only?.type === 'ExpressionStatement' ? unwrap(only.expression) : only
  const call = does?.type === 'AwaitExpression' ? unwrap(does.argument) : does
  if (second || call?.type !== 'CallExpression') return false
  const callee = unwrap(call.callee)
  const given = callee.type === 'MemberExpression' && sourceCode.getText(callee.object) !== sourceCode.getText(read) ? call.arguments[0] : callee.type === 'MemberExpression' ? callee.object : callee
  return given !== undefined && sourceCode.getText(given) === sourceCode.getText(read)
}

/** `release()`, `lock.release(token)`, `handle.unlock()`, with or without `?.`. */
export function isUsedToGiveBack(sourceCode: SourceCode, read: Node): boolean {
  const outer = wrapped(read)
  const parent = outer.parent
  if (isAskedForThat(sourceCode, outer)) return true
  if (parent?.type === 'CallExpression') return parent.callee === outer || lockUseAt(sourceCode, parent)?.does === 'release'
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return false
  const member = wrapped(parent)
  return member.parent?.type === 'CallExpression' && member.parent.callee === member
}

/** Whether a read is the whole of a condition, turned round or not. */
export function isTested(read: Node): boolean {
  return testAround(read) !== undefined
}

/** The read itself where it is the whole of a condition. */
function testAround(read: Node): Node | undefined {
  const outer = wrapped(read)
  const parent = outer.parent
  if (parent?.type === 'UnaryExpression' && parent.operator === '!') return testAround(parent) && read
  return parent && 'test' in parent && parent.test === outer ? read : undefined
}

/** What stands for the result of an attempt: the call, the await of it, or the parameter of the `.then` behind it. */
export function resultOf({ call, method }: LockUse): Node | undefined {
  if (!method.awaited) return call
  const outer = wrapped(call)
  return outer.parent?.type === 'AwaitExpression' ? outer.parent : undefined
}

/** The `.then(f)` on an attempt, where `f` does not take what it is given. */
export function isIgnoredByThen(sourceCode: SourceCode, { call, method }: LockUse): boolean {
  const link = method.awaited ? linkOn(call) : undefined
  const callback = link?.by === 'then' ? link.call.arguments[0] : undefined
  return isFunction(callback) && takesNothing(sourceCode, callback)
}

/** Whether a function never looks at its first parameter. */
export function takesNothing(sourceCode: SourceCode, fn: Node): boolean {
  if (!isFunction(fn)) return false
  const [first] = fn.params
  if (!first) return !usesArguments(sourceCode, fn)
  const variable = first.type === 'Identifier' ? variableOf(sourceCode, first) : undefined
  return variable?.references.every((reference) => !reference.isRead()) ?? false
}

function usesArguments(sourceCode: SourceCode, fn: Node): boolean {
  return fn.type !== 'ArrowFunctionExpression' && sourceCode.getText(fn).includes('arguments')
}

import type { TSESTree } from '@typescript-eslint/utils'

import { kindTests } from '../../knowledge/cloneability/kin.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, keyName, leavesFunction, nameAtEnd, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { isNeverReassigned, variableOf } from '../resolve/bindings.ts'
import { api, type Denotation } from '../resolve/denotation.ts'
import { apiOf, denote } from '../resolve/denote.ts'

/** Whether a test around the use, or one before it that leaves, asks what kind of value the name holds: then it may hold only some of what it is given. */
export function isNarrowed(sourceCode: SourceCode, node: TSESTree.Identifier): boolean {
  let child: Node = node
  for (let at: Node | undefined = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test !== child && asksKind(at.test, node.name)) return true
    if (at.type === 'LogicalExpression' && at.right === child && asksKind(at.left, node.name)) return true
    if (at.type === 'BlockStatement' || at.type === 'Program') {
      const { body } = at
      if (body.slice(0, body.indexOf(child as TSESTree.Statement)).some((each) => each.type === 'IfStatement' && leavesFunction(each.consequent) && asksForPromise(sourceCode, each.test, node.name))) return true
    }
  }
  return false
}

/** Whether a condition asks a name whether it is a promise: `x instanceof Promise`, `typeof x.then`, `isPromise(x)`. */
function asksForPromise(sourceCode: SourceCode, test: Node, name: string): boolean {
  let asks = false
  walk(sourceCode, test, (at) => {
    if (at.type !== 'Identifier' || at.name !== name) return
    const { parent } = at
    asks ||=
      (parent.type === 'MemberExpression' && parent.object === at && keyName(parent) === 'then') ||
      (parent.type === 'BinaryExpression' && parent.operator === 'instanceof') ||
      (parent.type === 'CallExpression' && /promise|thenable/iu.test(nameAtEnd(parent.callee) ?? ''))
  })
  return asks
}

/** `typeof x`, `x instanceof C`, `isC(x)` somewhere in a condition. */
function asksKind(test: Node, name: string): boolean {
  switch (test.type) {
    case 'LogicalExpression':
      return asksKind(test.left, name) || asksKind(test.right, name)
    case 'UnaryExpression':
      return (
        asksKind(test.argument, name) || (test.operator === 'typeof' && test.argument.type === 'Identifier' && test.argument.name === name)
      )
    case 'BinaryExpression':
      return (
        asksKind(test.left, name) ||
        asksKind(test.right, name) ||
        (test.operator === 'instanceof' && test.left.type === 'Identifier' && test.left.name === name)
      )
    case 'CallExpression':
      return test.arguments.some((each) => each.type === 'Identifier' && each.name === name)
    default:
      return false
  }
}

/** What a test around the use has found the name to be an instance of, a class of an API or of the file: `if (axios.isAxiosError(error)) send(error.config)`. */
export function kindFound(sourceCode: SourceCode, node: TSESTree.Identifier): Denotation | undefined {
  for (let child: Node = node, at: Node | undefined = node.parent; at && !isFunction(at) && at.type !== 'Program'; child = at, at = at.parent) {
    const test = (at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.consequent === child ? at.test : at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child ? at.left : undefined
    const found = test && kindIn(sourceCode, unwrap(test), node.name)
    if (found === undefined) continue
    const variable = variableOf(sourceCode, node)
    return variable && isNeverReassigned(variable) ? found : undefined
  }
  return undefined
}

function kindIn(sourceCode: SourceCode, test: Node, name: string): Denotation | undefined {
  const isIt = (each: Node | undefined): boolean => each?.type === 'Identifier' && each.name === name
  if (test.type === 'LogicalExpression') return test.operator === '&&' ? (kindIn(sourceCode, unwrap(test.left), name) ?? kindIn(sourceCode, unwrap(test.right), name)) : undefined
  if (test.type === 'BinaryExpression' && test.operator === 'instanceof' && isIt(test.left)) {
    const target = denote(sourceCode, test.right)
    return target?.kind === 'api' ? api(`${target.path}()`) : target?.kind === 'class' ? { kind: 'object', node: target.node } : undefined
  }
  const path = test.type === 'CallExpression' && isIt(test.arguments[0]) ? kindTests.get(apiOf(sourceCode, test.callee) ?? '') : undefined
  return path === undefined ? undefined : api(path)
}

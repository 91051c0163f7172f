import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, literalText, type Node, propertyOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { onlyValue, type Variable, variableOf } from './bindings.ts'

/**
 * The text that an expression stands for: a literal, a name that never has another value (`const MESSAGE = 'message'`), or a member of
 * an enum or an object of constants (`Events.MESSAGE`). A number as its text; undefined for everything else.
 */
export function textAt(sourceCode: SourceCode, expression: Node): string | undefined {
  const node = unwrap(expression)
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return literalText(node)
  const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : constantMember(sourceCode, node)
  return value && literalText(unwrap(value))
}

/** The text of the first argument of a call: the name of an event, mostly. */
export function firstTextOf(sourceCode: SourceCode, { arguments: [first] }: Pick<Call, 'arguments'>): string | undefined {
  return first && textAt(sourceCode, first)
}

/** What a member of an enum, or of an object that stands in a constant, is given where it is declared. */
function constantMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): Node | undefined {
  const name = keyName(node)
  const variable = name !== undefined && node.object.type === 'Identifier' ? variableOf(sourceCode, node.object) : undefined
  const declared: Node | undefined = variable?.defs[0]?.node
  if (!variable || name === undefined) return undefined
  if (declared?.type === 'TSEnumDeclaration') return declared.body.members.find(({ id }) => (id.type === 'Identifier' ? id.name : literalText(id)) === name)?.initializer
  const whole = onlyValue(sourceCode, node.object)
  const record = whole && frozen(unwrap(whole))
  return record && !isChanged(variable) ? propertyOf(record, name) : undefined
}

/** `Object.freeze({ … })` is the object. */
function frozen(node: Node): Node {
  const [only] = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyName(node.callee) === 'freeze' ? node.arguments : []
  return only ? unwrap(only) : node
}

/** The object that an expression is as it is written down: here, or where its name gets its only value and nobody sets a part of it. */
export function recordAt(sourceCode: SourceCode, expression: Node | undefined): TSESTree.ObjectExpression | undefined {
  const node = expression && unwrap(expression)
  if (node?.type !== 'Identifier') return node?.type === 'ObjectExpression' ? node : undefined
  const value = onlyValue(sourceCode, node)
  const record = value && unwrap(value)
  const variable = record?.type === 'ObjectExpression' ? variableOf(sourceCode, node) : undefined
  return record?.type === 'ObjectExpression' && variable && !isChanged(variable) ? record : undefined
}

/** Whether something sets a part of what a variable holds: `options.env = …`. */
function isChanged({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const target = member?.type === 'MemberExpression' && member.object === wrapped(identifier) ? wrapped(member) : undefined
    return (target?.parent?.type === 'AssignmentExpression' && target.parent.left === target) || target?.parent?.type === 'UpdateExpression' || (target?.parent?.type === 'UnaryExpression' && target.parent.operator === 'delete')
  })
}

/** The value of a property of an object that is written down, here or in a constant; undefined where it has none, or is no such object. */
export function propertyAt(sourceCode: SourceCode, object: Node | undefined, name: string): Node | undefined {
  return propertyOf(recordAt(sourceCode, object), name)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { isInLoop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { classAround, type ClassNode, functionAround, type FunctionNode, keyName, type Node, ownerOf } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { promiseOf } from '../promises/executors.ts'
import type { Variable } from '../resolve/bindings.ts'
import { type Location, numberOf } from '../resolve/location.ts'

export function isTested(parent: TSESTree.ConditionalExpression | TSESTree.LogicalExpression, child: Node): boolean {
  return parent.type === 'ConditionalExpression' ? parent.test === child : parent.left === child
}

export function isLiteralPart(node: Node): boolean {
  return node.type === 'ArrayExpression' || node.type === 'ObjectExpression' || node.type === 'Property' || node.type === 'SpreadElement'
}

/** The place of a declared field of an instance, or of one that a parameter of the constructor declares. */
export function fieldLocation(sourceCode: SourceCode, field: TSESTree.PropertyDefinition | TSESTree.AccessorProperty | TSESTree.TSParameterProperty): Location | undefined {
  if (field.type === 'TSParameterProperty') {
    const bound = field.parameter.type === 'AssignmentPattern' ? field.parameter.left : field.parameter
    const of = classAround(field)
    return bound.type === 'Identifier' && of ? fieldOf(sourceCode, of, bound.name) : undefined
  }
  const name = keyName(field)
  return name === undefined || field.static ? undefined : fieldOf(sourceCode, field.parent.parent, name)
}

function fieldOf(sourceCode: SourceCode, of: ClassNode, name: string): Location {
  return { key: `this:${String(numberOf(sourceCode, of))}.${name}`, root: { kind: 'this', of }, path: [name], text: `this.${name}` }
}

/** Whether a declaration disposes of its value at the end of its scope. */
export function isUsing(at: Node): boolean {
  const declaration = at.type === 'VariableDeclarator' ? at.parent : undefined
  return declaration?.kind === 'using' || declaration?.kind === 'await using'
}

const FUNCTION_SCOPES: ReadonlySet<string> = new Set(['function', 'module', 'global', 'class-static-block', 'tsModule'])

/** Whether the variable lives longer than the function around a place that fills it. */
export function outlives(variable: Variable, name: Node): boolean {
  let scope = variable.scope
  while (scope.upper && !FUNCTION_SCOPES.has(scope.type)) scope = scope.upper
  const owner = functionAround(name)
  return owner !== undefined && scope.block !== owner
}

/** Whether nobody looks at what a callback returns: executors, listeners, `forEach`. */
export function isIgnored(sourceCode: SourceCode, callback: FunctionNode): boolean {
  const handing = handedTo(sourceCode, callback)
  if (promiseOf(sourceCode, callback) || handing?.event !== undefined) return true
  const callee = handing?.at.type === 'CallExpression' ? handing.at.callee : undefined
  return handing?.timing === 'now' && callee?.type === 'MemberExpression' && keyName(callee) === 'forEach'
}

/** Whether a read of a variable comes before one of its writes, always: it finds what was there before. */
export function comesBefore(read: Node, write: Node): boolean {
  const owner = ownerOf(write)
  return read.range[1] <= write.range[0] && ownerOf(read) === owner && !isInLoop(read, owner)
}

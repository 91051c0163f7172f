import type { TSESTree } from '@typescript-eslint/utils'

import type { Node } from '../../utils/syntax.ts'
import { unwrap } from '../../utils/syntax.ts'
import type { Builder } from './builder.ts'
import { layCall, layChain, layReference } from './chains.ts'
import { layClass } from './classes.ts'
import { layConditional, layLogical } from './conditions.ts'
import type { EventId } from './graph.ts'
import { layJsx } from './jsx.ts'
import { layPattern } from './patterns.ts'

/** Lays out the evaluation of an expression, in the order in which the language evaluates it. */
export function layValue(b: Builder, node: Node): void {
  if (node.type === 'Identifier') b.emit('read', node)
  else if (b.alive) {
    if (b.down()) layCompound(b, node)
    b.up()
  }
}

function layCompound(b: Builder, node: Node): void {
  switch (node.type) {
    case 'Literal':
    case 'ThisExpression':
    case 'Super':
    case 'MetaProperty':
    case 'PrivateIdentifier':
    case 'JSXText':
    case 'JSXEmptyExpression':
      break
    case 'MemberExpression':
    case 'CallExpression':
    case 'ChainExpression':
    case 'TaggedTemplateExpression':
    case 'TSNonNullExpression':
      b.join(layChain(b, node, 'read'))
      break
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      b.emit('closure', node)
      break
    case 'AwaitExpression':
      layValue(b, node.argument)
      b.raise(b.emit('await', node))
      break
    case 'AssignmentExpression':
      layAssignment(b, node)
      break
    case 'BinaryExpression':
      layBinary(b, node)
      break
    case 'LogicalExpression':
      layLogical(b, node)
      break
    case 'ConditionalExpression':
      layConditional(b, node)
      break
    case 'ObjectExpression':
      for (const property of node.properties) {
        if (property.type === 'SpreadElement') layValue(b, property.argument)
        else {
          if (property.computed) layValue(b, property.key)
          layValue(b, property.value)
        }
      }
      break
    case 'ArrayExpression':
      for (const element of node.elements) if (element) layValue(b, element)
      break
    case 'SpreadElement':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      layValue(b, node.type === 'SpreadElement' ? node.argument : node.expression)
      break
    case 'UnaryExpression':
      if (node.operator === 'delete') layDelete(b, node)
      else layValue(b, node.argument)
      break
    case 'UpdateExpression':
      layReference(b, node.argument)
      b.emit('read', unwrap(node.argument))
      b.emit('write', unwrap(node.argument))
      break
    case 'NewExpression':
      layValue(b, node.callee)
      for (const argument of node.arguments) layValue(b, argument)
      layCall(b, 'new', node)
      break
    case 'TemplateLiteral':
      for (const part of node.expressions) layValue(b, part)
      break
    case 'SequenceExpression':
      for (const part of node.expressions) layValue(b, part)
      break
    case 'ImportExpression':
      layValue(b, node.source)
      if (node.options) layValue(b, node.options)
      b.emit('import', node)
      break
    case 'YieldExpression':
      if (node.argument) layValue(b, node.argument)
      layYield(b, b.emit('yield', node))
      break
    case 'ClassDeclaration':
    case 'ClassExpression':
      layClass(b, node)
      break
    case 'JSXElement':
    case 'JSXFragment':
    case 'JSXExpressionContainer':
    case 'JSXSpreadChild':
      layJsx(b, node)
      break
    default:
      // Syntax that we do not know may hide anything.
      b.imprecise = true
  }
}

function layYield(b: Builder, event: EventId): void {
  b.raise(event)
  b.stop(event)
}

// ---------------------------------------------------------------- assignments

function layAssignment(b: Builder, node: TSESTree.AssignmentExpression): void {
  const target = unwrap(node.left)
  if (target.type === 'ObjectPattern' || target.type === 'ArrayPattern') {
    layValue(b, node.right)
    layPattern(b, target)
    return
  }
  layReference(b, target)
  switch (node.operator) {
    case '=':
      layValue(b, node.right)
      b.emit('write', target)
      break
    case '&&=':
    case '||=':
    case '??=': {
      b.emit('read', target)
      const { yes, no } = b.branch(node.operator === '??=' ? 'nullish' : 'test', target)
      b.join(node.operator === '||=' ? no : yes)
      layValue(b, node.right)
      b.emit('write', target)
      b.join(node.operator === '||=' ? yes : no)
      break
    }
    default:
      b.emit('read', target)
      layValue(b, node.right)
      b.emit('write', target)
  }
}

function layDelete(b: Builder, node: TSESTree.UnaryExpression): void {
  const chained = node.argument.type === 'ChainExpression' || unwrap(node.argument).type === 'MemberExpression'
  if (chained) b.join(layChain(b, node.argument, 'write'))
  else if (unwrap(node.argument).type !== 'Identifier') layValue(b, node.argument)
}

// ---------------------------------------------------------------- operators

function layBinary(b: Builder, node: TSESTree.BinaryExpression): void {
  const rights: Node[] = []
  let left: Node = node
  for (; left.type === 'BinaryExpression'; left = left.left) rights.push(left.right)
  layValue(b, left)
  for (let i = rights.length - 1; i >= 0; i--) layValue(b, rights[i] as Node)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { cloneability, parsedText, syntacticTypes } from '../../knowledge/index.ts'
import { containers } from '../../knowledge/results.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { classOfObject } from '../resolve/members.ts'
import { callValue, newValue } from './calls.ts'
import { checkedValue } from './checked.ts'
import { componentField } from './components.ts'
import { denotedValue } from './denoted.ts'
import { evaluation, type Evaluation, type Frame, step } from './evaluation.ts'
import { instanceValue } from './instances.ts'
import { elementParts } from './lists.ts'
import { nameValue } from './names.ts'
import { isHandedByCallers } from './parameters.ts'
import { partValue, recordParts } from './parts.ts'
import { typeValue } from './types.ts'
import { isCalled } from './uses.ts'
import { aFunction, data, either, unknown, type Value } from './value.ts'

/** What an expression is; unknown when this file does not prove it. */
export function valueOf(sourceCode: SourceCode, node: Node): Value {
  return evaluate(evaluation(sourceCode), node, undefined)
}

/** What an expression is when its parameters are what `frame` hands to them. */
export function evaluate(e: Evaluation, node: Node, frame: Frame | undefined): Value {
  return step(e, node, () => {
    const value = compute(e, node, frame)
    return isVague(value) ? fallback(e, node, value) : value
  })
}

/** What resolution and, last, the type checker say of an expression that the tree alone does not explain. */
function fallback(e: Evaluation, node: Node, value: Value): Value {
  if (!ASKED.has(node.type)) return value
  const denoted = isHandedByCallers(e, node) ? undefined : denote(e.sourceCode, node)
  const known = denoted ? denotedValue(e, denoted, node) : value
  return isVague(known) ? (checkedValue(e, node) ?? known) : known
}

/** Nothing is known, or a path is that says nothing about messages. */
export function isVague(value: Value): boolean {
  return (value.kind === 'unknown' && !value.settled) || (value.kind === 'api' && cloneability(value.path, 'clone') === undefined)
}

const ASKED = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'NewExpression', 'AwaitExpression', 'ThisExpression'])

function compute(e: Evaluation, node: Node, frame: Frame | undefined): Value {
  switch (node.type) {
    case 'Identifier':
      return nameValue(e, node, frame)
    case 'MemberExpression':
      return memberValue(e, node, frame)
    case 'CallExpression':
      return callValue(e, node, frame)
    case 'NewExpression':
      return newValue(e, node, frame)
    case 'ObjectExpression':
      return { kind: 'record', at: node, open: false, parts: () => recordParts(e, node, frame) }
    case 'ArrayExpression':
      return { kind: 'list', at: node, path: containers.array, elements: () => elementParts(e, node, frame) }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return aFunction(node)
    case 'ClassExpression':
    case 'ClassDeclaration':
      return aFunction(node, 'class')
    case 'ThisExpression': {
      const owner = classOfObject(e.sourceCode, node)
      return owner ? { ...instanceValue(e, node, owner), ...(frame && { frame }) } : unknown(node)
    }
    case 'AwaitExpression':
      return awaited(evaluate(e, node.argument, frame))
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return asserted(e, node, frame)
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return evaluate(e, node.expression, frame)
    case 'AssignmentExpression':
      return ['=', '??=', '||='].includes(node.operator) ? evaluate(e, node.right, frame) : data(node)
    case 'SequenceExpression':
      return evaluate(e, node.expressions.at(-1) as Node, frame)
    case 'ConditionalExpression':
      return anyOf(e, node, [node.consequent, node.alternate], frame)
    case 'LogicalExpression':
      return node.operator === '&&' ? evaluate(e, node.right, frame) : anyOf(e, node, [node.left, node.right], frame)
    case 'Literal':
      if ('bigint' in node) return { kind: 'bigint', at: node }
      return 'regex' in node ? { kind: 'api', at: node, path: '#RegExp()' } : data(node)
    case 'BinaryExpression':
      return isOfBigints(e, node, frame) ? { kind: 'bigint', at: node } : data(node)
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'UpdateExpression':
      return data(node)
    case 'ImportExpression':
      return { kind: 'promise', at: node, of: () => ({ kind: 'namespace', at: node }) }
    default:
      return unknown(node)
  }
}

/** `now - before`: what is reckoned with a bigint is one, for both sides have to be. A sum may be a text. */
function isOfBigints(e: Evaluation, { operator, left, right }: TSESTree.BinaryExpression, frame: Frame | undefined): boolean {
  return ['-', '*', '/', '%', '**'].includes(operator) && [left, right].some((side) => evaluate(e, side, frame).kind === 'bigint')
}

/** What waiting for a value yields: it is not a promise any more. */
export function awaited(value: Value): Value {
  if (value.kind === 'promise') return value.of()
  // A promise of which nothing but that is known: what it comes to is not.
  if (value.kind === 'api' && value.path === syntacticTypes.promise) return { kind: 'unknown', at: value.at, settled: true }
  if (value.kind === 'either') return { ...value, of: value.of.map(awaited) }
  return value
}

/** An assertion adds what it says only where the expression does not say it itself. */
function asserted(e: Evaluation, node: TSESTree.TSAsExpression | TSESTree.TSTypeAssertion, frame: Frame | undefined): Value {
  const value = evaluate(e, node.expression, frame)
  if (value.kind === 'api' && value.path === parsedText) return namesAlone(typeValue(e, node.typeAnnotation))
  return value.kind === 'unknown' ? typeValue(e, node.typeAnnotation) : value
}

/** What was read from text has the properties that its type says, and nothing in them that cannot be sent. */
function namesAlone(value: Value): Value {
  if (value.kind !== 'record') return { kind: 'unknown', at: value.at }
  const { parts } = value
  return { ...value, parts: () => parts().map((part) => ({ ...part, value: () => data(part.at) })) }
}

/** Several branches: each may be what is there, so each may be the fault. */
function anyOf(e: Evaluation, node: Node, branches: readonly Node[], frame: Frame | undefined): Value {
  return either(
    node,
    branches.filter((each) => !isNothing(each)).map((each) => evaluate(e, each, frame)),
    false,
  )
}

function memberValue(e: Evaluation, node: TSESTree.MemberExpression, frame: Frame | undefined): Value {
  if (node.object.type === 'Super') return unknown(node)
  const name = keyName(node) ?? '[]'
  const value = partValue(e, evaluate(e, node.object, frame), name, node)
  if (!isVague(value)) return value
  return isCalled(e.sourceCode, node) ? aFunction(node) : (componentField(e, node.object, name) ?? value)
}

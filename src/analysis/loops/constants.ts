import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { argumentAt } from '../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../resolve/members.ts'
import { type Frame, frameOf } from './frames.ts'

const MOST_STEPS = 12

/** The number that an expression surely is: literals, constants, sums and products of them, arguments; undefined otherwise. */
export function constantOf(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): number | undefined {
  if (depth > MOST_STEPS) return undefined
  const node = unwrap(expression)
  const below = (inner: Node): number | undefined => constantOf(sourceCode, inner, frame, depth + 1)
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' ? node.value : typeof node.value === 'bigint' ? Number(node.value) : undefined
    case 'UnaryExpression': {
      const value = node.operator === '-' || node.operator === '+' ? below(node.argument) : undefined
      return value === undefined ? undefined : node.operator === '-' ? -value : value
    }
    case 'BinaryExpression': {
      const left = node.left.type === 'PrivateIdentifier' ? undefined : below(node.left)
      const right = left === undefined ? undefined : below(node.right)
      return left === undefined || right === undefined ? undefined : operate(node.operator, left, right)
    }
    case 'Identifier':
      return constantName(sourceCode, node, frame, depth)
    case 'MemberExpression':
      return constantMember(sourceCode, node, frame, depth)
    default:
      return undefined
  }
}

function operate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '**':
      return left ** right
    case '<<':
      return left * 2 ** right
    default:
      return undefined
  }
}

function constantName(sourceCode: SourceCode, name: TSESTree.Identifier, frame: Frame | undefined, depth: number): number | undefined {
  if (name.name === 'Infinity') return Infinity
  const variable = variableOf(sourceCode, name)
  const sources = variable && sourcesOf(sourceCode, variable)
  const [source, second] = sources ?? []
  if (!variable || !source || second || variable.references.some((each) => each.isWrite() && each.init !== true)) return undefined
  if (source.kind === 'value') return source.steps.length === 0 ? constantOf(sourceCode, source.value, frame, depth + 1) : undefined
  if (source.kind !== 'parameter' || source.rest) return undefined
  const here = frameOf(frame, source.of)
  const argument = here?.call && argumentAt(here.call, source.index)
  const [step, more] = source.steps
  if (argument) return step && (step.name !== '' || more) ? undefined : constantOf(sourceCode, argument, here.outer, depth + 1)
  const fallback = step && !more ? step.fallback : undefined
  return fallback && (!here || here.call) ? constantOf(sourceCode, fallback, frame, depth + 1) : undefined
}

const LIMITS: Readonly<Record<string, number>> = {
  '#Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER, '#Number.MAX_VALUE': Number.MAX_VALUE, '#Number.POSITIVE_INFINITY': Infinity,
}

/** A field that is assigned once, and a property of a constant object. */
function constantMember(sourceCode: SourceCode, node: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): number | undefined {
  const name = keyName(node)
  if (name === undefined) return undefined
  const limit = LIMITS[apiOf(sourceCode, node) ?? '']
  if (limit !== undefined) return limit
  const value = valueOfMember(sourceCode, node, name)
  return value && !isFunction(value) ? constantOf(sourceCode, value, frame, depth + 1) : undefined
}

function valueOfMember(sourceCode: SourceCode, node: TSESTree.MemberExpression, name: string): Node | undefined {
  const owner = classOfObject(sourceCode, node.object)
  const member = owner && membersOf(sourceCode, owner).get(name)
  if (member) {
    const isWritten = member.uses.some(({ parent }) => parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.operator !== '='))
    const values = assignedValues(member)
    return values.length === 1 && !isWritten ? values[0] : undefined
  }
  if (node.object.type !== 'Identifier') return undefined
  const only = onlyValue(sourceCode, node.object)
  const object = only ? unwrap(only) : undefined
  if (object?.type === 'ClassDeclaration' || object?.type === 'ClassExpression') return undefined
  if (object?.type !== 'ObjectExpression') return undefined
  const property = object.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? property.value : undefined
}

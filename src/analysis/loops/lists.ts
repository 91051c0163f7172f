import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { typeServices } from '../../utils/types.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { argumentAt } from '../resolve/functions.ts'
import { type Frame, frameOf } from './frames.ts'

/** Methods and functions that yield an array, not text. */
const LISTS = new Set(['map', 'filter', 'split', 'concat', 'flat', 'flatMap', 'sort', 'toSorted', 'reverse', 'toReversed', 'toArray'])
const MAKERS = new Set(['#Object.keys', '#Object.values', '#Object.entries', '#Array.from', '#Array.of', '#Array'])
const MOST_STEPS = 8

/** Whether an expression surely is an array: text has methods of the same names that are faster by far. */
export function isList(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): boolean {
  if (depth > MOST_STEPS) return false
  const node = unwrap(expression)
  switch (node.type) {
    case 'ArrayExpression':
      return true
    case 'AwaitExpression':
      return isList(sourceCode, node.argument, frame, depth + 1)
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      if (callee.type === 'MemberExpression' && LISTS.has(keyName(callee) ?? '')) return true
      return MAKERS.has(apiOf(sourceCode, callee) ?? '') || isListType(sourceCode, node)
    }
    case 'Identifier':
      return isListName(sourceCode, node, frame, depth) || isListType(sourceCode, node)
    case 'MemberExpression':
      return isListType(sourceCode, node)
    default:
      return false
  }
}

function isListName(sourceCode: SourceCode, name: Node, frame: Frame | undefined, depth: number): boolean {
  const variable = variableOf(sourceCode, name)
  if (!variable) return false
  if (variable.identifiers.some((each) => each.type === 'Identifier' && isArrayAnnotation(each.typeAnnotation?.typeAnnotation))) return true
  if (variable.references.some(({ identifier }) => isUsedAsList(identifier))) return true
  return sourcesOf(sourceCode, variable)?.some((source) => {
    if (source.kind === 'value') return source.steps.length === 0 && isList(sourceCode, source.value, frame, depth + 1)
    if (source.kind !== 'parameter' || source.steps.length > 0) return false
    const here = frameOf(frame, source.of)
    const argument = here?.call && argumentAt(here.call, source.index)
    return argument !== undefined && isList(sourceCode, argument, here?.outer, depth + 1)
  }) ?? false
}

/** Only lists have these methods: `ids.filter(…)`. */
function isUsedAsList(name: Node): boolean {
  const member = name.parent
  return member?.type === 'MemberExpression' && member.object === name && member.parent.type === 'CallExpression' && (arrayMethods.has(keyName(member) ?? '') || keyName(member) === 'push')
}

function isArrayAnnotation(type: Node | undefined): boolean {
  if (type?.type === 'TSTypeOperator') return isArrayAnnotation(type.typeAnnotation)
  if (type?.type === 'TSArrayType') return true
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && ['Array', 'ReadonlyArray'].includes(type.typeName.name)
}

function isListType(sourceCode: SourceCode, node: Node): boolean {
  const services = typeServices(sourceCode)
  if (!services) return false
  try {
    return services.checker.isArrayType(services.checker.getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(node as never)))
  } catch {
    return false // a checker that fails on broken code knows nothing
  }
}

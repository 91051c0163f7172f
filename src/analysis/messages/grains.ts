import { coarseNames, converters, convertingMethods, elementMethods, elementsOf, fineMethods, fineNames, linePaths, sameElements, vagueWords } from '../../knowledge/grains.ts'
import { viewPaths } from '../../knowledge/transfers.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf, pathOf } from '../resolve/denote.ts'
import { receiver } from '../resolve/receiver.ts'

/** How much one element of something is: a number, character, line or row; surely so, or as it is called. */
export type Grain = 'sure' | 'named' | 'coarse' | undefined

const MOST_STEPS = 6

/** The grain of the elements of a list. */
export function grainOf(sourceCode: SourceCode, list: Node, depth = 0): Grain {
  if (depth > MOST_STEPS) return undefined
  const node = unwrap(list)
  const path = pathOf(sourceCode, receiver(sourceCode, node))
  if (path !== undefined && viewPaths.test(path)) return 'sure'
  if (path !== undefined && linePaths.has(path)) return 'named'
  const below = (inner: Node | null | undefined): Grain => (inner ? grainOf(sourceCode, inner, depth + 1) : undefined)
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return 'sure'
    case 'AwaitExpression':
      return below(node.argument)
    case 'ArrayExpression': {
      const [only, second] = node.elements
      return only?.type === 'SpreadElement' && !second ? below(only.argument) : undefined
    }
    case 'Identifier':
      return ofName(node.name) ?? ofVariable(sourceCode, variableOf(sourceCode, node), depth)
    case 'MemberExpression': {
      const name = keyName(node)
      return name === undefined ? undefined : ofName(name)
    }
    case 'CallExpression':
    case 'NewExpression': {
      const callee = unwrap(node.callee)
      const [first, second] = node.arguments
      if (elementsOf.has(apiOf(sourceCode, callee) ?? '')) return second ? madeBy(second) : below(first)
      if (callee.type !== 'MemberExpression') return undefined
      const method = keyName(callee) ?? ''
      if (fineMethods.has(method) && first) return 'named'
      if (method === 'keys') return isCounted(sourceCode, callee.object) ? 'sure' : undefined
      return sameElements.has(method) ? below(callee.object) : undefined
    }
    default:
      return undefined
  }
}

/** `(_, index) => index`. */
function madeBy(callback: Node): Grain {
  const fn = unwrap(callback)
  const [, index] = isFunction(fn) ? fn.params : []
  return isFunction(fn) && index?.type === 'Identifier' && fn.body.type === 'Identifier' && fn.body.name === index.name ? 'sure' : undefined
}

/** `new Array(size).keys()`. */
function isCounted(sourceCode: SourceCode, list: Node): boolean {
  const node = unwrap(list)
  return (node.type === 'NewExpression' || node.type === 'CallExpression') && apiOf(sourceCode, node.callee) === '#Array'
}

function ofVariable(sourceCode: SourceCode, variable: Variable | undefined, depth: number): Grain {
  if (!variable) return undefined
  for (const name of variable.identifiers) {
    const grain = name.type === 'Identifier' ? ofType(name.typeAnnotation?.typeAnnotation) : undefined
    if (grain) return grain
  }
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'value' || second || source.steps.length > 0) return undefined
  // A short text that is written down is no data.
  return textAt(sourceCode, unwrap(source.value)) === undefined ? grainOf(sourceCode, source.value, depth + 1) : undefined
}

/** `number[]`, `readonly boolean[]`, `string` whose elements are characters. */
function ofType(type: Node | undefined): Grain {
  switch (type?.type) {
    case 'TSStringKeyword':
      return 'sure'
    case 'TSTypeOperator':
      return ofType(type.typeAnnotation)
    case 'TSArrayType':
      return ['TSNumberKeyword', 'TSBooleanKeyword'].includes(type.elementType.type) ? 'named' : undefined
    case 'TSTypeReference': {
      const [argument] = type.typeArguments?.params ?? []
      return argument && ['TSNumberKeyword', 'TSBooleanKeyword'].includes(argument.type) ? 'named' : undefined
    }
    default:
      return undefined
  }
}

/** What a name says, by its last word that tells anything: `sensorValues`, `pixelList`, `tilesX`. */
export function ofName(name: string): Grain {
  const words = name.split(/(?<=[a-z\d])(?=[A-Z])|[_$]+/u)
  const last = words.findLast((word) => word !== '' && !vagueWords.test(word)) ?? name
  return coarseNames.test(last) ? 'coarse' : fineNames.test(last) ? 'named' : undefined
}

/** Whether a call only turns its operands into another number or text; `element` takes one element of what it is called on. */
export function conversionAt(sourceCode: SourceCode, call: Node): 'operands' | 'receiver' | 'element' | undefined {
  if (call.type !== 'CallExpression') return undefined
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  if (path !== undefined && (converters.has(path) || path.startsWith('#Math.'))) return 'operands'
  const name = callee.type === 'MemberExpression' ? keyName(callee) ?? '' : ''
  return convertingMethods.has(name) ? 'receiver' : elementMethods.has(name) ? 'element' : undefined
}

import { typeServices, type TypeServices } from '../../utils/types.ts'
import type { Node } from '../../utils/syntax.ts'
import { declaringModule, denoteDeclared } from '../resolve/receiver.ts'
import { cloneability } from '../../knowledge/index.ts'
import { containers } from '../../knowledge/results.ts'
import { denotedValue } from './denoted.ts'
import type { Evaluation } from './evaluation.ts'
import { aFunction, data, either, listOf, type Part, unknown, type Value } from './value.ts'

type Type = ReturnType<TypeServices['checker']['getTypeAtLocation']>

/** How many types inside one another are looked at, and how many properties of each. */
const DEPTH = 3
const MOST = 64

/** Types that say nothing, and those whose values hold nothing. */
const NOTHING = new Set(['any', 'unknown', 'never', 'object', '{}', 'error'])
const ABSENT = new Set(['undefined', 'null', 'void'])
/** What primitives behave as: flags would be quicker, but their numbers change between versions of the compiler. */
const PRIMITIVES = new Map<string, 'data' | 'symbol' | 'bigint'>([
  ['String', 'data'],
  ['Number', 'data'],
  ['Boolean', 'data'],
  ['Symbol', 'symbol'],
  ['BigInt', 'bigint'],
])

/** What the type checker says of an expression; undefined without type information, and where it says nothing. */
export function checkedValue(e: Evaluation, node: Node): Value | undefined {
  const services = typeServices(e.sourceCode)
  if (!services) return undefined
  try {
    const tsNode = services.esTreeNodeToTSNodeMap.get(node)
    const value = tsNode ? typed(e, services, services.checker.getTypeAtLocation(tsNode), node, 0) : undefined
    return value?.kind === 'unknown' ? undefined : value
  } catch {
    return undefined // a checker that fails on broken code knows nothing
  }
}

function typed(e: Evaluation, services: TypeServices, type: Type, at: Node, depth: number): Value {
  const { checker } = services
  const parameter: boolean = type.isTypeParameter()
  if (depth > DEPTH || parameter) return unknown(at)
  if (type.isUnion()) {
    const present = type.types.filter((each) => !ABSENT.has(checker.typeToString(each)))
    return present.length > MOST
      ? unknown(at)
      : either(
          at,
          present.map((each) => typed(e, services, each, at, depth + 1)),
          true,
        )
  }
  const literal: boolean = type.isLiteral()
  if (literal) return data(at)
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return { kind: 'function', at, what: 'function' }
  const primitive = PRIMITIVES.get(checker.getApparentType(type).getSymbol()?.name ?? '')
  if (primitive) return { kind: primitive, at }
  const symbol = type.getSymbol()
  if (!symbol) {
    const text = checker.typeToString(type)
    return ABSENT.has(text) ? data(at) : type.isIntersection() && !NOTHING.has(text) ? record(e, services, type, at, depth) : unknown(at)
  }
  if (symbol.name === 'Promise') return { kind: 'promise', at, of: () => unknown(at) }
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as Parameters<typeof checker.getTypeArguments>[0])
    return listOf(at, containers.array, () => (element ? typed(e, services, element, at, depth + 1) : unknown(at)))
  }
  const declared = denoteDeclared(services, type)
  if (!declared) return record(e, services, type, at, depth)
  return declared.kind === 'api' && cloneability(declared.path, 'clone') === undefined ? unknown(at) : denotedValue(e, declared, at)
}

function record(e: Evaluation, services: TypeServices, type: Type, at: Node, depth: number): Value {
  return { kind: 'record', at, open: true, parts: () => members(e, services, type, at, depth) }
}

/**
 * The members that every value of the type has of its own: properties, methods of object literals, and those that a type of
 * the program declares, which may be inherited; none of them optional. Methods of classes are inherited.
 */
function members(e: Evaluation, services: TypeServices, type: Type, at: Node, depth: number): readonly Part[] {
  try {
    return type
      .getProperties()
      .slice(0, MOST)
      .flatMap((symbol): Part[] => {
        const { name, valueDeclaration } = symbol
        if (!valueDeclaration) return []
        const memberType = services.checker.getTypeOfSymbolAtLocation(symbol, valueDeclaration)
        const optional = memberType.isUnion() && memberType.types.some((each) => services.checker.typeToString(each) === 'undefined')
        if (optional) return []
        if ('parameters' in valueDeclaration) return memberType.getCallSignatures().length > 0 ? method(services, name, valueDeclaration, at) : []
        return [{ name, at, sure: true, value: () => typed(e, services, memberType, at, depth + 1) }]
      })
  } catch {
    return []
  }
}

type Declaration = Parameters<TypeServices['checker']['getTypeOfSymbolAtLocation']>[1]

/** A method of an object that is written somewhere, or of a type that the program declares; none for those of classes and of libraries. */
function method(services: TypeServices, name: string, declaration: Declaration, at: Node): Part[] {
  const holder = declaration.parent
  if (declaringModule(declaration) !== undefined || ('questionToken' in declaration && declaration.questionToken !== undefined)) return []
  if ('properties' in holder) return [{ name, at, sure: true, value: () => aFunction(at, 'method') }]
  const isOfClass: boolean = services.checker.getTypeAtLocation(holder).isClass()
  return isOfClass ? [] : [{ name, at, sure: true, value: () => ({ kind: 'function', at, what: 'method', declared: true }) }]
}

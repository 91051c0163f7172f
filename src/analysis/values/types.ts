import type { TSESTree } from '@typescript-eslint/utils'

import { containers, containerTypes, functionTypes } from '../../knowledge/results.ts'
import { keyName, type Node } from '../../utils/syntax.ts'
import { denoteType } from '../resolve/annotations.ts'
import { variableOf } from '../resolve/bindings.ts'
import { denotedValue } from './denoted.ts'
import { evaluate } from './evaluate.ts'
import { type Evaluation, step } from './evaluation.ts'
import { instanceValue } from './instances.ts'
import { arrayOf, isOpen, partsOf, partValue } from './parts.ts'
import { aFunction, data, either, elementPart, listOf, type Part, unknown, type Value } from './value.ts'

/** What a value of a type is, by the type's syntax. Optional members are not proven; a union is what all its members are. */
export function typeValue(e: Evaluation, type: Node | null | undefined): Value {
  if (!type) return unknown(e.sourceCode.ast)
  return step(e, type, () => compute(e, type))
}

/** Whether a value leaves it to its type to say what it is, or what it will hold: nothing is known of it, or it is an empty collection. */
export function isLeftToType(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'list' && partsOf(value).length === 0)
}

function compute(e: Evaluation, type: Node): Value {
  switch (type.type) {
    case 'TSTypeAnnotation':
    case 'TSOptionalType':
    case 'TSRestType':
      return typeValue(e, type.typeAnnotation)
    case 'TSTypeOperator':
      if (type.operator === 'unique') return { kind: 'symbol', at: type }
      return type.operator === 'keyof' ? data(type) : typeValue(e, type.typeAnnotation)
    case 'TSFunctionType':
    case 'TSConstructorType':
      return aFunction(type)
    case 'TSSymbolKeyword':
      return { kind: 'symbol', at: type }
    case 'TSBigIntKeyword':
      return { kind: 'bigint', at: type }
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBooleanKeyword':
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
    case 'TSNeverKeyword':
    case 'TSLiteralType':
    case 'TSTemplateLiteralType':
      return data(type)
    case 'TSArrayType':
      return listOf(type, containers.array, () => typeValue(e, type.elementType), type.elementType)
    case 'TSTupleType':
      return arrayOf(type, () =>
        type.elementTypes.map((each, i) => ({
          name: String(i),
          at: each,
          sure: true,
          value: () => typeValue(e, each.type === 'TSNamedTupleMember' ? each.elementType : each),
        })),
      )
    case 'TSUnionType':
      return either(
        type,
        type.types.filter((each) => !isAbsent(each)).map((each) => typeValue(e, each)),
        true,
      )
    case 'TSIntersectionType':
      return intersection(
        type,
        type.types.map((each) => typeValue(e, each)),
      )
    case 'TSTypeLiteral':
      return record(e, type, [type.members])
    case 'TSIndexedAccessType': {
      const [name] = type.indexType.type === 'TSNumberKeyword' ? ['[]'] : [...(literalKeys(type.indexType) ?? [])]
      return name === undefined ? unknown(type) : partValue(e, typeValue(e, type.objectType), name, type)
    }
    case 'TSMappedType':
      return {
        kind: 'record',
        at: type,
        open: false,
        parts: () => [
          { name: '[]', at: type, sure: type.optional !== true && type.optional !== '+', value: () => typeValue(e, type.typeAnnotation) },
        ],
      }
    case 'TSTypeQuery':
      return type.exprName.type === 'Identifier' && !type.typeArguments ? evaluate(e, type.exprName, undefined) : unknown(type)
    case 'TSTypeReference':
      return referenceValue(e, type)
    default:
      return unknown(type)
  }
}

function isAbsent(type: Node): boolean {
  return type.type === 'TSNullKeyword' || type.type === 'TSUndefinedKeyword' || type.type === 'TSVoidKeyword'
}

/** What is one of them and all of them at once. */
function intersection(type: Node, all: readonly Value[]): Value {
  const strange = all.find((each) => each.kind !== 'record' && each.kind !== 'unknown')
  if (strange) return strange
  return { kind: 'record', at: type, open: all.some(isOpen), parts: () => all.flatMap(partsOf) }
}

/** An object type: a call signature makes it a function. */
function record(e: Evaluation, type: Node, bodies: readonly (readonly TSESTree.TypeElement[])[], open = false): Value {
  const members = bodies.flat()
  if (members.some((each) => each.type === 'TSCallSignatureDeclaration' || each.type === 'TSConstructSignatureDeclaration'))
    return aFunction(type)
  return { kind: 'record', at: type, open, parts: () => members.flatMap((each) => memberPart(e, each) ?? []) }
}

function memberPart(e: Evaluation, member: TSESTree.TypeElement): Part | undefined {
  switch (member.type) {
    case 'TSPropertySignature': {
      const name = keyName(member)
      return name === undefined ? undefined : { name, at: member, sure: !member.optional, ...(member.optional && { optional: true }), value: () => typeValue(e, member.typeAnnotation) }
    }
    case 'TSMethodSignature': {
      const name = keyName(member)
      return name === undefined || member.kind !== 'method'
        ? undefined
        : { name, at: member, sure: !member.optional, ...(member.optional && { optional: true }), value: () => ({ kind: 'function', at: member, what: 'method', declared: true }) }
    }
    case 'TSIndexSignature':
      return elementPart(member, () => typeValue(e, member.typeAnnotation))
    default:
      return undefined
  }
}

// ---------------------------------------------------------------- references

/** Generic types that stand for their argument. */
const SAME = new Set(['Readonly', 'NonNullable', 'Awaited', 'Required', 'DeepReadonly'])
const PROMISES = new Set(['Promise', 'PromiseLike'])

function referenceValue(e: Evaluation, type: TSESTree.TSTypeReference): Value {
  const { typeName: name } = type
  const args = type.typeArguments?.params ?? []
  const declarations = name.type === 'Identifier' ? (variableOf(e.sourceCode, name)?.defs ?? []) : []
  if (name.type === 'Identifier' && declarations.length === 0) {
    const known = builtIn(e, type, name.name, args)
    if (known) return known
  }
  if (declarations.length > 0) {
    const local = declaredType(
      e,
      type,
      declarations.map((def) => def.node as Node),
    )
    if (local) return local
  }
  const denoted = denoteType(e.sourceCode, type)
  return denoted && denoted.kind !== 'typed' ? denotedValue(e, denoted, type) : unknown(type)
}

function builtIn(e: Evaluation, type: Node, name: string, args: readonly Node[]): Value | undefined {
  const container = containerTypes.get(name)
  if (container !== undefined)
    return listOf(type, container, () => typeValue(e, args.at(name.includes('Generator') ? 0 : -1)), args.at(-1) ?? type)
  if (functionTypes.has(name)) return aFunction(type)
  if (PROMISES.has(name)) return { kind: 'promise', at: type, of: () => typeValue(e, args[0]) }
  if (SAME.has(name)) return typeValue(e, args[0])
  switch (name) {
    case 'Partial':
      return reshaped(typeValue(e, args[0]), (part) => ({ ...part, sure: false }))
    case 'Record':
      return { kind: 'record', at: type, open: false, parts: () => [elementPart(type, () => typeValue(e, args[1]))] }
    case 'Pick':
    case 'Omit': {
      const keys = literalKeys(args[1])
      return keys
        ? reshaped(typeValue(e, args[0]), (part) => (keys.has(part.name) === (name === 'Pick') ? part : undefined))
        : unknown(type)
    }
    case 'Extract':
    case 'Exclude':
    case 'Parameters':
    case 'ReturnType':
      return unknown(type)
    default:
      return undefined
  }
}

function reshaped(value: Value, change: (part: Part) => Part | undefined): Value {
  if (value.kind !== 'record') return unknown(value.at)
  return { ...value, parts: () => value.parts().flatMap((part) => change(part) ?? []) }
}

/** The names in `'a' | 'b'`; undefined when some are not literal. */
function literalKeys(type: Node | undefined): ReadonlySet<string> | undefined {
  const all = type?.type === 'TSUnionType' ? type.types : type ? [type] : []
  const names = all.map((each) =>
    each.type === 'TSLiteralType' && each.literal.type === 'Literal' ? String(each.literal.value) : undefined,
  )
  return names.every((each) => each !== undefined) ? new Set(names) : undefined
}

/** What a type of this file says; undefined where it is no local type. */
function declaredType(e: Evaluation, type: Node, declarations: readonly Node[]): Value | undefined {
  const [first] = declarations
  if (first?.type === 'TSTypeAliasDeclaration' || first?.type === 'TSInterfaceDeclaration') bindTypes(e, first, type)
  switch (first?.type) {
    case 'TSTypeAliasDeclaration':
      return typeValue(e, first.typeAnnotation)
    case 'TSInterfaceDeclaration': {
      const all = declarations.flatMap((each) => (each.type === 'TSInterfaceDeclaration' ? [each] : []))
      const parents = all.flatMap((each) => each.extends)
      const own = record(
        e,
        first,
        all.map((each) => each.body.body),
        parents.length > 0,
      )
      return parents.length === 0 || own.kind !== 'record'
        ? own
        : intersection(first, [own, ...parents.map((each) => parentValue(e, each))])
    }
    case 'ClassDeclaration':
      return instanceValue(e, type, first)
    case 'TSTypeParameter':
      return typeValue(e, e.typeArguments.get(first) ?? first.constraint)
    case 'TSEnumDeclaration':
    case 'TSEnumMember':
      return data(type)
    default:
      return first?.type.startsWith('Import') ? undefined : unknown(type)
  }
}

/** Notes what the parameters of a generic type stand for; those of two uses with different arguments stand for nothing. */
function bindTypes(e: Evaluation, declaration: TSESTree.TSTypeAliasDeclaration | TSESTree.TSInterfaceDeclaration, use: Node): void {
  const given = 'typeArguments' in use ? (use.typeArguments?.params ?? []) : []
  for (const [i, parameter] of (declaration.typeParameters?.params ?? []).entries()) {
    const argument: Node | undefined = given[i] ?? parameter.default
    const before = e.typeArguments.get(parameter)
    e.typeArguments.set(parameter, e.typeArguments.has(parameter) && before !== argument ? undefined : argument)
  }
}

/** What an interface extends. */
function parentValue(e: Evaluation, parent: TSESTree.TSInterfaceHeritage): Value {
  const { expression } = parent
  if (expression.type !== 'Identifier') return unknown(parent)
  const declarations = variableOf(e.sourceCode, expression)?.defs.map((def) => def.node) ?? []
  const local = declarations.length > 0 ? declaredType(e, parent, declarations) : undefined
  if (local) return local
  const reference = { ...parent, type: 'TSTypeReference', typeName: expression } as unknown as TSESTree.TSTypeReference
  const denoted = denoteType(e.sourceCode, reference)
  return denoted && denoted.kind !== 'typed' ? denotedValue(e, denoted, parent) : unknown(parent)
}

/** What a value of an interface or type literal is. */
export function typeLiteralValue(e: Evaluation, node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeLiteral): Value {
  return node.type === 'TSTypeLiteral' ? typeValue(e, node) : (declaredType(e, node, [node]) ?? unknown(node))
}

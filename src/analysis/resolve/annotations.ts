import type { TSESTree } from '@typescript-eslint/utils'

import { boxes } from '../../knowledge/boxes.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node } from '../../utils/syntax.ts'
import { variableOf } from './bindings.ts'
import { bundledWorkers } from './bundled.ts'
import { api, type Denotation } from './denotation.ts'
import { globalPath, memberPath, modulePath, resultPath } from './path.ts'

/** Generic types that stand for their (last) argument, and those that hold several of it. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'NonNullable', 'Required', 'Partial', 'MaybePromise'])
const SEVERAL = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Map', 'ReadonlyMap', 'WeakMap', 'Iterable', 'AsyncIterable', 'Record'])
/** Generic types that stand for what calling, or building, their argument yields: `ReturnType<typeof pLimit>`. */
const RESULTS = new Set(['ReturnType', 'InstanceType'])
const DEPTH = 6

/**
 * What a value of the annotated type stands for; undefined for types that say nothing (`any`, generics, unions of
 * several things) and beyond six nested types.
 */
export function denoteType(sourceCode: SourceCode, type: Node | null | undefined, depth = 0): Denotation | undefined {
  if (!type || depth > DEPTH) return undefined
  const below = (inner: Node | null | undefined) => denoteType(sourceCode, inner, depth + 1)
  switch (type.type) {
    case 'TSTypeAnnotation':
      return below(type.typeAnnotation)
    case 'TSUnionType': {
      const rest = type.types.filter((each) => !isAbsent(each))
      return rest.length === 1 ? below(rest[0]) : undefined
    }
    case 'TSArrayType':
      return several(below(type.elementType))
    case 'TSTypeOperator':
    case 'TSOptionalType':
    case 'TSRestType':
      return below(type.typeAnnotation)
    case 'TSTypeLiteral':
      return { kind: 'typed', node: type }
    case 'TSTypeQuery':
      return type.exprName.type === 'TSImportType' ? undefined : denoteQuery(sourceCode, type.exprName)
    case 'TSTypeReference':
      return denoteReference(sourceCode, type, below)
    case 'TSImportType': {
      const specifier = type.source.value
      if (typeof specifier !== 'string' || !type.qualifier) return undefined
      return { kind: 'api', path: resultPath(names(type.qualifier).reduce(memberPath, modulePath(specifier))) }
    }
    default:
      return undefined
  }
}

function denoteReference(sourceCode: SourceCode, type: TSESTree.TSTypeReference, below: (inner: Node | null | undefined) => Denotation | undefined): Denotation | undefined {
  const name = type.typeName
  const root = leftmost(name)
  if (root.type !== 'Identifier') return undefined
  const [first = '', ...rest] = names(name)
  const args = type.typeArguments?.params ?? []
  const variable = variableOf(sourceCode, root)
  const declared = variable?.defs[0]
  if (!variable || !declared) {
    if (TRANSPARENT.has(root.name)) return below(args[0])
    if (SEVERAL.has(root.name)) return several(below(args.at(-1)))
    if (RESULTS.has(root.name)) return resultOf(below(args[0]))
    return instance(rest.reduce(memberPath, globalPath(first)))
  }
  const node: Node = declared.node
  switch (node.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return instance(rest.reduce(memberPath, importedPath(sourceCode, node)))
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'object', node }
    case 'TSTypeAliasDeclaration':
      return node.typeParameters ? undefined : below(node.typeAnnotation)
    case 'TSInterfaceDeclaration': {
      const [parent, second] = node.extends
      if (parent && !second && node.body.body.length === 0 && parent.expression.type === 'Identifier') {
        return { kind: 'api', path: resultPath(globalPath(parent.expression.name)) }
      }
      return { kind: 'typed', node }
    }
    default:
      return undefined
  }

  /** A value of a type of an API, and what it keeps. */
  function instance(type: ApiPath): Denotation {
    const path = resultPath(type)
    return api(path, boxes.has(path) ? below(args[0]) : undefined)
  }
}

/** `typeof pLimit`: what the file imports, or a class of its own. */
function denoteQuery(sourceCode: SourceCode, name: TSESTree.EntityName): Denotation | undefined {
  const root = leftmost(name)
  const declared = root.type === 'Identifier' ? variableOf(sourceCode, root)?.defs[0]?.node : undefined
  const rest = names(name).slice(1)
  switch (declared?.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return { kind: 'api', path: rest.reduce(memberPath, importedPath(sourceCode, declared)) }
    case 'ClassDeclaration':
      return rest.length === 0 ? { kind: 'class', node: declared } : undefined
    default:
      return undefined
  }
}

function resultOf(type: Denotation | undefined): Denotation | undefined {
  if (type?.kind === 'class') return { kind: 'object', node: type.node }
  return type?.kind === 'api' ? { kind: 'api', path: resultPath(type.path) } : undefined
}

/** What a new collection is said to hold: `new Map<string, Worker>()`. */
export function denoteArguments(sourceCode: SourceCode, { typeArguments }: TSESTree.NewExpression, path: ApiPath): Denotation | undefined {
  return typeArguments && path.startsWith('#') && SEVERAL.has(path.slice(1)) ? several(denoteType(sourceCode, typeArguments.params.at(-1))) : undefined
}

/** The path of an import specifier's binding. */
export function importedPath(sourceCode: SourceCode, node: TSESTree.ImportClause): string {
  if (bundledWorkers(sourceCode).has(node)) return globalPath('Worker')
  const declaration: Node = node.parent
  const whole = modulePath(declaration.type === 'ImportDeclaration' ? declaration.source.value : '')
  if (node.type === 'ImportNamespaceSpecifier') return whole
  if (node.type === 'ImportDefaultSpecifier') return memberPath(whole, 'default')
  return memberPath(whole, node.imported.type === 'Identifier' ? node.imported.name : node.imported.value)
}

/** What calling a value of the annotated type yields: `() => Handle`. */
export function denoteResult(sourceCode: SourceCode, type: Node | null | undefined): Denotation | undefined {
  const inner = type?.type === 'TSTypeAnnotation' ? type.typeAnnotation : type
  return inner?.type === 'TSFunctionType' ? denoteType(sourceCode, inner.returnType) : undefined
}

/** The annotated type of a member of a local interface or type literal; undefined when it has none of that name. */
export function memberType(node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeLiteral, name: string): Node | undefined {
  const members = node.type === 'TSInterfaceDeclaration' ? node.body.body : node.members
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && keyName(member) === name) return member.typeAnnotation
  }
  return undefined
}

function several(of: Denotation | undefined): Denotation | undefined {
  return of && { kind: 'elements', of }
}

function isAbsent(type: Node): boolean {
  return type.type === 'TSNullKeyword' || type.type === 'TSUndefinedKeyword' || type.type === 'TSVoidKeyword'
}

function leftmost(name: TSESTree.EntityName): Node {
  let at: TSESTree.EntityName = name
  while (at.type === 'TSQualifiedName') at = at.left
  return at
}

/** The names of `a.b.c` from left to right. */
function names(name: TSESTree.EntityName): string[] {
  if (name.type === 'TSQualifiedName') return [...names(name.left), name.right.name]
  return name.type === 'Identifier' ? [name.name] : []
}

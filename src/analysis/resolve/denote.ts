import type { TSESTree } from '@typescript-eslint/utils'

import { parametersAt } from '../../knowledge/index.ts'
import { uniqueMethods } from '../../knowledge/members.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isFunction, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { denoteType, importedPath, memberType } from './annotations.ts'
import { isNothing, type Source, sourcesOf, type Step, type Variable, variableOf } from './bindings.ts'
import { callersOf, isExported, returnsOf } from './functions.ts'
import { agreed, type Denotation } from './denotation.ts'
import { addedElements } from './elements.ts'
import { denoteTypeText, parameterTypeTextOf, typeTextOf } from './jsdoc.ts'
import { assignedValues, classOfObject, membersOf } from './members.ts'
import { globalPath, memberPath, modulePath, resultPath } from './path.ts'

/**
 * What an expression stands for, by imports, constructors, annotations and the flow of single assignments in this file.
 * Undefined when that is not proven. Types from a type checker are asked separately (`receiver`), and last.
 */
export const denote: (sourceCode: SourceCode, node: Node) => Denotation | undefined = perNode<Node, Denotation | undefined>(compute, undefined)

/** The path of the API that the expression names; undefined for everything else. */
export function apiOf(sourceCode: SourceCode, node: Node): string | undefined {
  return pathOf(sourceCode, denote(sourceCode, node))
}

/** The API path of a denotation: for an instance of a local class, that of the API class it extends. */
export function pathOf(sourceCode: SourceCode, denotation: Denotation | undefined): string | undefined {
  if (denotation?.kind === 'api') return denotation.path
  if (denotation?.kind !== 'object') return undefined
  const parent = superOf(sourceCode, denotation.node)
  if (parent?.kind === 'api') return resultPath(parent.path)
  return parent?.kind === 'class' ? pathOf(sourceCode, { kind: 'object', node: parent.node }) : undefined
}

/** What the class extends; undefined when it extends nothing known. */
export function superOf(sourceCode: SourceCode, node: ClassNode): Denotation | undefined {
  return node.superClass ? denote(sourceCode, node.superClass) : undefined
}

function api(path: string): Denotation {
  return { kind: 'api', path }
}

function compute(sourceCode: SourceCode, node: Node): Denotation | undefined {
  switch (node.type) {
    case 'Identifier':
      return denoteIdentifier(sourceCode, node)
    case 'MemberExpression':
      return denoteMember(sourceCode, node)
    case 'CallExpression':
      return denoteCall(sourceCode, node)
    case 'NewExpression': {
      const callee = denote(sourceCode, node.callee)
      if (callee?.kind === 'class') return { kind: 'object', node: callee.node }
      if (callee?.kind !== 'api') return undefined
      return ownElements(sourceCode, node, callee.path) ?? api(resultPath(callee.path))
    }
    case 'ThisExpression': {
      const owner = classOfObject(sourceCode, node)
      return owner && { kind: 'object', node: owner }
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'class', node }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { kind: 'function', node }
    case 'ObjectExpression':
      return { kind: 'record', node }
    case 'ArrayExpression':
      return elements(agreed(node.elements.map((each) => (each && each.type !== 'SpreadElement' ? denote(sourceCode, each) : undefined))))
        ?? (node.elements.length === 0 ? ownElements(sourceCode, node, '#Array') : undefined)
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return denote(sourceCode, node.expression) ?? denoteType(sourceCode, node.typeAnnotation)
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return denote(sourceCode, node.expression)
    case 'AwaitExpression':
      return denote(sourceCode, node.argument)
    case 'AssignmentExpression':
      return ['=', '??=', '||='].includes(node.operator) ? denote(sourceCode, node.right) : undefined
    case 'SequenceExpression':
      return denoteIf(sourceCode, node.expressions.at(-1))
    case 'ConditionalExpression':
      return someOf(sourceCode, [node.consequent, node.alternate])
    case 'LogicalExpression':
      return node.operator === '&&' ? denote(sourceCode, node.right) : someOf(sourceCode, [node.left, node.right])
    case 'ImportExpression': {
      const specifier = literalText(node.source)
      return specifier === undefined ? undefined : api(modulePath(specifier))
    }
    default:
      return undefined
  }
}

function denoteIf(sourceCode: SourceCode, node: Node | null | undefined): Denotation | undefined {
  return node ? denote(sourceCode, node) : undefined
}

/** What all alternatives stand for, place holders aside. */
function someOf(sourceCode: SourceCode, nodes: readonly Node[]): Denotation | undefined {
  return agreed(nodes.filter((each) => !isNothing(each)).map((each) => denote(sourceCode, each)))
}

function elements(of: Denotation | undefined): Denotation | undefined {
  return of && { kind: 'elements', of }
}

// ---------------------------------------------------------------- names

function denoteIdentifier(sourceCode: SourceCode, node: TSESTree.Identifier): Denotation | undefined {
  const variable = variableOf(sourceCode, node)
  if (!variable || variable.defs.length === 0) return api(globalPath(node.name))
  return denoteVariable(sourceCode, variable)
}

function denoteVariable(sourceCode: SourceCode, variable: Variable): Denotation | undefined {
  const [def] = variable.defs
  if (!def) return undefined
  const declared: Node = def.node
  switch (declared.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return api(importedPath(declared))
    case 'TSImportEqualsDeclaration': {
      const reference = declared.moduleReference
      const specifier = reference.type === 'TSExternalModuleReference' ? literalText(reference.expression) : undefined
      return specifier === undefined ? undefined : api(modulePath(specifier))
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'class', node: declared }
    default:
  }
  const sources = sourcesOf(sourceCode, variable)
  if (def.type === 'FunctionName' && isFunction(declared)) return sources?.length === 0 ? { kind: 'function', node: declared } : undefined
  if (!sources) return undefined
  const byValue = agreed(sources.map((source) => denoteSource(sourceCode, source)))
  return byValue ?? denoteDeclaration(sourceCode, variable)
}

/** What the declaration of a variable says of it: its annotation or its JSDoc. */
function denoteDeclaration(sourceCode: SourceCode, variable: Variable): Denotation | undefined {
  for (const name of variable.identifiers) {
    if (name.type !== 'Identifier') continue
    const parent: Node = name.parent
    if (name.typeAnnotation) return denoteType(sourceCode, name.typeAnnotation)
    if (parent.type === 'VariableDeclarator' && parent.id === name) {
      const text = typeTextOf(sourceCode, parent.parent)
      if (text !== undefined) return denoteText(sourceCode, text)
    }
  }
  return undefined
}

function denoteText(sourceCode: SourceCode, text: string): Denotation | undefined {
  const module = sourceCode.scopeManager?.scopes.find((scope) => scope.type === 'module') ?? sourceCode.scopeManager?.globalScope
  return denoteTypeText(text, (name) => (module?.set.get(name)?.defs.length ?? 0) > 0)
}

/** What a source puts into its variable. */
export function denoteSource(sourceCode: SourceCode, source: Source): Denotation | undefined {
  switch (source.kind) {
    case 'value':
      return stepped(sourceCode, denote(sourceCode, source.value), source.steps)
    case 'element':
      return stepped(sourceCode, partOf(sourceCode, denote(sourceCode, source.value), '[]'), source.steps)
    case 'parameter':
      return denoteParameter(sourceCode, source)
    default:
      return undefined
  }
}

function stepped(sourceCode: SourceCode, whole: Denotation | undefined, steps: readonly Step[]): Denotation | undefined {
  let at = whole
  for (const { name, fallback } of steps) {
    if (name !== '') at = partOf(sourceCode, at, name)
    if (!at && fallback) at = denote(sourceCode, fallback)
  }
  return at
}

// ---------------------------------------------------------------- parameters

type ParameterSource = Extract<Source, { kind: 'parameter' }>

function denoteParameter(sourceCode: SourceCode, source: ParameterSource): Denotation | undefined {
  const slot = source.of.params[source.index]
  if (!slot || source.rest) return undefined
  const pattern = slot.type === 'TSParameterProperty' ? slot.parameter : slot
  const name = pattern.type === 'AssignmentPattern' ? pattern.left : pattern
  const annotated = 'typeAnnotation' in name && name.typeAnnotation ? denoteType(sourceCode, name.typeAnnotation) : undefined
  if (annotated) return stepped(sourceCode, annotated, source.steps)
  const text = typeTextOf(sourceCode, pattern) ?? (name.type === 'Identifier' ? parameterTypeTextOf(sourceCode, source.of, name.name) : undefined)
  const documented = text === undefined ? undefined : denoteText(sourceCode, text)
  if (documented) return stepped(sourceCode, documented, source.steps)
  return stepped(sourceCode, denoteArgument(sourceCode, source.of, source.index), source.steps)
}

/** What is handed to a parameter: by the API that calls the function back, or by all callers in the file. */
function denoteArgument(sourceCode: SourceCode, of: FunctionNode, index: number): Denotation | undefined {
  const call = of.parent
  if (call.type === 'CallExpression' && call.arguments.includes(of as TSESTree.CallExpressionArgument)) return denoteCallbackParameter(sourceCode, call, of, index)
  const callers = callersOf(sourceCode, of)
  if (callers.length === 0 || (callers.length === 1 && isExported(sourceCode, of) && index >= (callers[0]?.arguments.length ?? 0))) return undefined
  return agreed(callers.map((each) => {
    const argument = each.arguments[index]
    return argument && argument.type !== 'SpreadElement' ? denote(sourceCode, argument) : undefined
  }))
}

/** Methods of arrays, sets and maps that hand an element to their callback first, and reduce, which hands it second. */
const ELEMENT_FIRST = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap'])

function denoteCallbackParameter(sourceCode: SourceCode, call: TSESTree.CallExpression, of: FunctionNode, index: number): Denotation | undefined {
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression') {
    const method = keyName(callee) ?? ''
    if (call.arguments[0] === of && method === 'then' && index === 0) return denote(sourceCode, callee.object)
    const element = ELEMENT_FIRST.has(method) ? 0 : method === 'reduce' || method === 'reduceRight' ? 1 : -1
    if (index === element) {
      const whole = denote(sourceCode, callee.object)
      if (whole) return partOf(sourceCode, whole, '[]')
    }
  }
  const path = apiOf(sourceCode, callee)
  const [first] = call.arguments
  const event = first ? literalText(first) : undefined
  const parameter = path === undefined ? undefined : parametersAt(path, event)?.[index]
  return parameter ? api(parameter) : undefined
}

// ---------------------------------------------------------------- members

function denoteMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): Denotation | undefined {
  const name = keyName(node) ?? '[]'
  if (node.object.type === 'Super') return superMember(sourceCode, node, name)
  const whole = denote(sourceCode, node.object)
  return whole && partOf(sourceCode, whole, name)
}

function superMember(sourceCode: SourceCode, node: Node, name: string): Denotation | undefined {
  const owner = classOfThisAt(sourceCode, node)
  const parent = owner && superOf(sourceCode, owner)
  if (parent?.kind === 'class') return partOf(sourceCode, { kind: 'object', node: parent.node }, name)
  return parent?.kind === 'api' ? api(memberPath(resultPath(parent.path), name)) : undefined
}

function classOfThisAt(_sourceCode: SourceCode, node: Node): ClassNode | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.type === 'ClassBody') return at.parent
  return undefined
}

/** What a part of a value stands for; '[]' is an element, a number a position. */
export function partOf(sourceCode: SourceCode, whole: Denotation | undefined, name: string): Denotation | undefined {
  switch (whole?.kind) {
    case 'api':
      return api(memberPath(whole.path, name))
    case 'elements':
      return name === '[]' || /^\d+$/u.test(name) ? whole.of : undefined
    case 'object':
      return instanceMember(sourceCode, whole.node, name)
    case 'class':
      return classMember(sourceCode, whole.node, name)
    case 'record':
      return recordMember(sourceCode, whole.node, name)
    case 'typed':
      return denoteType(sourceCode, memberType(whole.node, name))
    default:
      return undefined
  }
}

function instanceMember(sourceCode: SourceCode, node: ClassNode, name: string): Denotation | undefined {
  const member = membersOf(sourceCode, node).get(name)
  if (member && (member.method || member.getter || member.field || member.uses.length > 0) && !member.isStatic) {
    if (member.getter) return agreed(returnsOf(sourceCode, member.getter).map((each) => denote(sourceCode, each)))
    const values = assignedValues(member).filter((each) => !isNothing(each))
    if (member.method && values.length <= 1) return { kind: 'function', node: member.method }
    const byValue = values.length > 0 && values.length <= 16 ? agreed(values.map((each) => denote(sourceCode, each))) : undefined
    const known = byValue ?? declaredField(sourceCode, member.field)
    if (known) return known
    if (member.field || values.length > 0) return undefined
  }
  const parent = superOf(sourceCode, node)
  if (parent?.kind === 'class' && parent.node !== node) return instanceMember(sourceCode, parent.node, name)
  return parent?.kind === 'api' ? api(memberPath(resultPath(parent.path), name)) : undefined
}

function declaredField(sourceCode: SourceCode, field: Node | undefined): Denotation | undefined {
  if (!field) return undefined
  if (field.type === 'TSParameterProperty') {
    const name = field.parameter.type === 'AssignmentPattern' ? field.parameter.left : field.parameter
    return name.type === 'Identifier' ? denoteIdentifier(sourceCode, name) : undefined
  }
  if ('typeAnnotation' in field && field.typeAnnotation) return denoteType(sourceCode, field.typeAnnotation)
  const text = typeTextOf(sourceCode, field)
  return text === undefined ? undefined : denoteText(sourceCode, text)
}

function classMember(sourceCode: SourceCode, node: ClassNode, name: string): Denotation | undefined {
  const member = membersOf(sourceCode, node).get(name)
  if (!member?.isStatic) return undefined
  if (member.method) return { kind: 'function', node: member.method }
  const value = member.field && 'value' in member.field ? member.field.value : undefined
  return denoteIf(sourceCode, value) ?? declaredField(sourceCode, member.field)
}

function recordMember(sourceCode: SourceCode, node: TSESTree.ObjectExpression, name: string): Denotation | undefined {
  for (const property of node.properties.toReversed()) {
    if (property.type === 'SpreadElement') return undefined
    if (keyName(property) === name && property.kind === 'init') return denote(sourceCode, property.value)
  }
  return undefined
}

// ---------------------------------------------------------------- calls

/** Methods that yield one element, and those that yield several again. */
const ONE = new Set(['pop', 'shift', 'at', 'find', 'findLast', 'get', 'next'])
const MANY = new Set(['slice', 'filter', 'concat', 'reverse', 'sort', 'splice', 'values', 'toSorted', 'toReversed', 'toSpliced', 'flat'])

function denoteCall(sourceCode: SourceCode, node: TSESTree.CallExpression): Denotation | undefined {
  const callee = unwrap(node.callee)
  const target = denote(sourceCode, callee)
  if (target?.kind === 'api') {
    if (target.path === '#require' || target.path === '#require.resolve') return denoteRequire(node)
    return builtElements(sourceCode, node, target.path) ?? api(resultPath(target.path))
  }
  if (target?.kind === 'function') return denoteReturn(sourceCode, target.node)
  if (callee.type !== 'MemberExpression') return undefined
  return denoteMethodResult(sourceCode, node, callee)
}

function denoteRequire(node: TSESTree.CallExpression): Denotation | undefined {
  const [specifier] = node.arguments
  const text = specifier ? literalText(specifier) : undefined
  return text === undefined ? undefined : api(modulePath(text))
}

function denoteMethodResult(sourceCode: SourceCode, node: TSESTree.CallExpression, callee: TSESTree.MemberExpression): Denotation | undefined {
  const method = keyName(callee)
  if (method === undefined) return undefined
  const whole = denote(sourceCode, callee.object)
  if (method === 'bind') return whole?.kind === 'function' ? whole : undefined
  if (whole?.kind === 'elements') {
    if (ONE.has(method)) return whole.of
    if (MANY.has(method)) return whole
  }
  if (method === 'map' || method === 'flatMap') return mapped(sourceCode, node.arguments[0])
  const unique = whole ? undefined : uniqueMethods.get(method)
  return unique === undefined ? undefined : api(unique)
}

/** What a local function yields: what all of its returns stand for (an async function's promise is transparent). */
export function denoteReturn(sourceCode: SourceCode, of: FunctionNode): Denotation | undefined {
  if (of.generator) return undefined
  const returned = returnsOf(sourceCode, of).filter((each) => !isNothing(each))
  const byValue = returned.length > 0 ? agreed(returned.map((each) => denote(sourceCode, each))) : undefined
  return byValue ?? denoteType(sourceCode, of.returnType)
}

/** `Array.from({ length }, () => new Worker())`, `Promise.all(list)`, `Object.freeze(x)`. */
function builtElements(sourceCode: SourceCode, node: TSESTree.CallExpression, path: string): Denotation | undefined {
  const [first, second] = node.arguments
  switch (path) {
    case '#Array.from':
      return second ? mapped(sourceCode, second) : denoteIf(sourceCode, first)
    case '#Promise.all':
    case '#Promise.allSettled':
    case '#Object.freeze':
    case '#Object.seal':
    case '#Promise.resolve':
      return denoteIf(sourceCode, first)
    case '#Object.values':
      return undefined
    default:
      return undefined
  }
}

function mapped(sourceCode: SourceCode, callback: Node | undefined): Denotation | undefined {
  const target = callback && denote(sourceCode, callback)
  return target?.kind === 'function' ? elements(denoteReturn(sourceCode, target.node)) : undefined
}

/** What an initially empty array, set or map holds: what is added to the variable or field that it is made for. */
function ownElements(sourceCode: SourceCode, node: Node, path: string): Denotation | undefined {
  if (path !== '#Array' && path !== '#Set' && path !== '#Map' && path !== '#WeakMap') return undefined
  const added = addedElements(sourceCode, node)
  return added.length === 0 ? undefined : elements(agreed(added.map((each) => denote(sourceCode, each))))
}

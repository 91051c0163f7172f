import type { TSESTree } from '@typescript-eslint/utils'

import { parametersAt } from '../../knowledge/index.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isFunction, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { denoteType, importedPath } from './annotations.ts'
import { isNothing, type Source, sourcesOf, type Step, type Variable, variableOf } from './bindings.ts'
import { denoteCall, ownElements } from './calls.ts'
import { agreed, api, better, type Denotation, elements } from './denotation.ts'
import { callersOf, isExported } from './functions.ts'
import { denoteTypeText, parameterTypeTextOf, typedefsOf, typeTextOf } from './jsdoc.ts'
import { classOfObject } from './members.ts'
import { denoteMember, partOf } from './parts.ts'
import { globalPath, modulePath, resultPath } from './path.ts'

/**
 * What an expression stands for, by imports, constructors, annotations and the flow of single assignments in this file.
 * Undefined when that is not proven. Types from a type checker are asked separately (`receiver`), and last.
 */
export function denote(sourceCode: SourceCode, node: Node): Denotation | undefined {
  for (const below of spineBelow(sourceCode, node)) answer(sourceCode, below)
  return answer(sourceCode, node)
}

const answer = perNode<Node, Denotation | undefined>(compute, undefined)

/** Parts of chains that have been asked about. */
const asked = perFile(() => new WeakSet<Node>())

/**
 * What a long chain (`a.then(f).then(g)…`, `a || b || c…`) is built on, lowest first, as far as nobody has asked yet: one
 * step after the other, a chain of any length is answered; from above, it would be too deep.
 */
function spineBelow(sourceCode: SourceCode, node: Node): Node[] {
  const seen = asked(sourceCode)
  const below: Node[] = []
  for (let at = partBelow(node); at && !seen.has(at); at = partBelow(at)) {
    seen.add(at)
    below.push(at)
  }
  return below.reverse()
}

function partBelow(node: Node): Node | undefined {
  switch (node.type) {
    case 'CallExpression':
      return node.callee
    case 'MemberExpression':
      return node.object
    case 'LogicalExpression':
      return node.left
    default:
      return undefined
  }
}

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

/** More ancestors than these nobody has. */
const ANCESTORS = 100

/**
 * What the class extends; undefined when it extends nothing known, or in the end itself (`class a extends a`): who goes from class to
 * class arrives somewhere.
 */
export function superOf(sourceCode: SourceCode, node: ClassNode): Denotation | undefined {
  const parent = extended(sourceCode, node)
  const line = new Set([node])
  for (let at = parent; at?.kind === 'class'; at = extended(sourceCode, at.node)) {
    if (line.has(at.node) || line.size > ANCESTORS) return undefined
    line.add(at.node)
  }
  return parent
}

function extended(sourceCode: SourceCode, { superClass }: ClassNode): Denotation | undefined {
  return superClass ? denote(sourceCode, superClass) : undefined
}

function compute(sourceCode: SourceCode, node: Node): Denotation | undefined {
  switch (node.type) {
    case 'Identifier':
      return denoteName(sourceCode, node)
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
      return settled(denote(sourceCode, node.argument))
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

export function denoteIf(sourceCode: SourceCode, node: Node | null | undefined): Denotation | undefined {
  return node ? denote(sourceCode, node) : undefined
}

/** What all alternatives stand for, place holders aside. */
function someOf(sourceCode: SourceCode, nodes: readonly Node[]): Denotation | undefined {
  return agreed(nodes.filter((each) => !isNothing(each)).map((each) => denote(sourceCode, each)))
}

// ---------------------------------------------------------------- names

export function denoteName(sourceCode: SourceCode, node: TSESTree.Identifier): Denotation | undefined {
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
  return better(agreed(sources.map((source) => denoteSource(sourceCode, source))), denoteDeclaration(sourceCode, variable))
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

export function denoteText(sourceCode: SourceCode, text: string): Denotation | undefined {
  const module = sourceCode.scopeManager?.scopes.find((scope) => scope.type === 'module') ?? sourceCode.scopeManager?.globalScope
  const typedefs = typedefsOf(sourceCode)
  return denoteTypeText(typedefs.get(text.trim()) ?? text, (name) => (module?.set.get(name)?.defs.length ?? 0) > 0 || typedefs.has(name))
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
    const isKnown = argument && !each.arguments.slice(0, index + 1).some((one) => one.type === 'SpreadElement')
    return isKnown ? denote(sourceCode, argument) : undefined
  }))
}

/** What a wait yields: all promises stand for that, but for one that is made by hand, of which nobody knows what it is resolved with. */
function settled(denoted: Denotation | undefined): Denotation | undefined {
  return denoted?.kind === 'api' && denoted.path === '#Promise()' ? undefined : denoted
}

/** Methods of arrays, sets and maps that hand an element to their callback first, and reduce, which hands it second. */
const ELEMENT_FIRST = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap'])

function denoteCallbackParameter(sourceCode: SourceCode, call: TSESTree.CallExpression, of: FunctionNode, index: number): Denotation | undefined {
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression') {
    const method = keyName(callee) ?? ''
    if (call.arguments[0] === of && method === 'then' && index === 0) return settled(denote(sourceCode, callee.object))
    const element = ELEMENT_FIRST.has(method) ? 0 : method === 'reduce' || method === 'reduceRight' ? 1 : -1
    if (index === element) {
      const whole = denote(sourceCode, callee.object)
      if (whole) return partOf(sourceCode, whole, '[]')
    }
  }
  const path = apiOf(sourceCode, callee)
  const [first] = call.arguments
  const event = first ? literalText(first) : undefined
  if (path === undefined && isUnknownTarget(sourceCode, callee)) {
    // Events of this kind come from elements alone, whatever they are called here.
    const given = parametersAt(ELEMENT_LISTENER, event)?.[index]
    return given && given !== ANY_EVENT ? api(given) : undefined
  }
  const parameter = path === undefined ? undefined : parametersAt(path, event)?.[index]
  return parameter ? api(parameter) : undefined
}

const ELEMENT_LISTENER = '#HTMLElement().addEventListener'
const ANY_EVENT = '#Event()'

/** `root.addEventListener`, of something that nobody says anything about. */
function isUnknownTarget(sourceCode: SourceCode, callee: Node): boolean {
  return callee.type === 'MemberExpression' && keyName(callee) === 'addEventListener' && denote(sourceCode, callee.object) === undefined
}

import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, isCall, isFunction, keyName, literalText, type Node, wrapped } from '../../utils/syntax.ts'
import { denoteArguments, denoteType, importedPath } from './annotations.ts'
import { isAmbient, isNothing, type Source, sourcesOf, type Step, type Variable, variableOf } from './bindings.ts'
import { denoteCall, ownElements } from './calls.ts'
import { agreed, api, better, type Denotation, elements } from './denotation.ts'
import { isReadByName } from './components.ts'
import { methodOfHolder, valuesOfHolder } from './holders.ts'
import { denoteTypeText, partOfTypeText, typedefsOf, typeTextOf } from './jsdoc.ts'
import { classOfObject } from './members.ts'
import { denoteParameter, settled } from './parameters.ts'
import { denoteMember, partOf } from './parts.ts'
import { calleePath, globalPath, isGlobalObject, modulePath, resultPath } from './path.ts'

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
  const path = pathOf(sourceCode, denote(sourceCode, node))
  return path !== undefined && isCallee(node) ? calleePath(path) : path
}

function isCallee(node: Node): boolean {
  const outer = wrapped(node)
  return isCall(outer.parent) && outer.parent.callee === outer
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
      return denoteMember(sourceCode, node) ?? denoteHeld(sourceCode, node)
    case 'CallExpression':
      return denoteCall(sourceCode, node)
    case 'NewExpression': {
      const callee = denote(sourceCode, node.callee)
      if (callee?.kind === 'class') return { kind: 'object', node: callee.node }
      if (callee?.kind !== 'api') return undefined
      return ownElements(sourceCode, node, callee.path) ?? denoteArguments(sourceCode, node, callee.path) ?? api(resultPath(callee.path))
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

/** A method of `this` where no class holds it, or what is kept in a field there. */
function denoteHeld(sourceCode: SourceCode, node: TSESTree.MemberExpression): Denotation | undefined {
  const name = keyName(node)
  if (name === undefined) return undefined
  const method = methodOfHolder(sourceCode, node.object, name)
  if (method) return isReadByName(sourceCode, method) ? undefined : { kind: 'function', node: method }
  return someOf(sourceCode, valuesOfHolder(sourceCode, node.object, name))
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
  if (isGlobalObject(globalPath(node.name)) && isAmbient(variable)) return api(globalPath(node.name))
  return denoteVariable(sourceCode, variable)
}

export function denoteVariable(sourceCode: SourceCode, variable: Variable): Denotation | undefined {
  const [def] = variable.defs
  if (!def) return undefined
  const declared: Node = def.node
  switch (declared.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return api(importedPath(sourceCode, declared))
    case 'TSImportEqualsDeclaration': {
      const reference = declared.moduleReference
      const specifier = reference.type === 'TSExternalModuleReference' ? literalText(reference.expression) : undefined
      return specifier === undefined ? undefined : api(modulePath(specifier))
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'class', node: declared }
    case 'TSModuleDeclaration':
      return { kind: 'namespace', node: declared }
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
  return denotePart(sourceCode, variable)
}

/** What is said of the whole that a pattern takes apart: `const { memory }: Start = workerData`, `= workerData as Start`, or its JSDoc. */
function denotePart(sourceCode: SourceCode, variable: Variable): Denotation | undefined {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'value' || second || source.steps.length === 0) return undefined
  const declarator = wrapped(source.value).parent
  if (declarator?.type !== 'VariableDeclarator') return undefined
  const type = declarator.id.typeAnnotation ?? castOf(source.value)
  if (type) return stepped(sourceCode, denoteType(sourceCode, type), source.steps)
  const text = typeTextOf(sourceCode, declarator.parent)
  const part = text === undefined ? undefined : partOfTypeText(typedefsOf(sourceCode).get(text.trim()) ?? text, source.steps.map(({ name }) => name))
  return part === undefined ? undefined : denoteText(sourceCode, part)
}

function castOf(value: Node): Node | undefined {
  return value.type === 'TSAsExpression' || value.type === 'TSTypeAssertion' || value.type === 'TSSatisfiesExpression' ? value.typeAnnotation : undefined
}

export function denoteText(sourceCode: SourceCode, text: string): Denotation | undefined {
  const module = sourceCode.scopeManager?.scopes.find((scope) => scope.type !== 'global' && scope.block.type === 'Program') ?? sourceCode.scopeManager?.globalScope
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

export function stepped(sourceCode: SourceCode, whole: Denotation | undefined, steps: readonly Step[]): Denotation | undefined {
  let at = whole
  for (const { name, fallback } of steps) {
    if (name !== '') at = partOf(sourceCode, at, name)
    if (!at && fallback) at = denote(sourceCode, fallback)
  }
  return at
}

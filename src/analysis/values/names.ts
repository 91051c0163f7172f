import type { TSESTree } from '@typescript-eslint/utils'

import { syntacticTypes } from '../../knowledge/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, type Node, ownerOf } from '../../utils/syntax.ts'
import { isNothing, type Source, sourcesOf, type Step, type Variable, variableOf } from '../resolve/bindings.ts'
import { evaluate, isVague } from './evaluate.ts'
import type { Evaluation, Frame } from './evaluation.ts'
import { denotedValue } from './denoted.ts'
import { documentedAbove } from './documented.ts'
import { isEmpty } from './empty.ts'
import { failureOf } from './failures.ts'
import { isNarrowed, kindFound } from './narrowing.ts'
import { mayPrecede, survives } from './order.ts'
import { parameterValue } from './parameters.ts'
import { elementOf, leftWithout, partValue } from './parts.ts'
import { isLeftToType, typeValue } from './types.ts'
import { isCalled } from './uses.ts'
import { aFunction, caught, data, either, type Part, unknown, type Value } from './value.ts'
import { written } from './writes.ts'

const NUMBERS = new Set(['NaN', 'Infinity'])

/** What a name stands for where it is used. */
export function nameValue(e: Evaluation, node: TSESTree.Identifier, frame: Frame | undefined): Value {
  if (isNothing(node)) return { kind: 'data', at: node, absent: true }
  if (isNarrowed(e.sourceCode, node)) {
    const kind = kindFound(e.sourceCode, node)
    return kind === undefined ? { kind: 'unknown', at: node, settled: true } : denotedValue(e, kind, node)
  }
  const variable = variableOf(e.sourceCode, node)
  if (!variable || variable.defs.length === 0) {
    if (node.name === 'arguments' && isInFunction(node)) return { kind: 'api', at: node, path: syntacticTypes.arguments }
    return NUMBERS.has(node.name) ? data(node) : unknown(node)
  }
  const failure = failureOf(e.sourceCode, node, variable)
  if (failure !== undefined) return denotedValue(e, failure, node)
  return written(e, variable, node, variableValue(e, variable, node, frame), frame)
}

function isInFunction(node: Node): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at) && at.type !== 'ArrowFunctionExpression') return true
  return false
}

function variableValue(e: Evaluation, variable: Variable, node: Node, frame: Frame | undefined): Value {
  const [def] = variable.defs
  const declared: Node | undefined = def?.node
  switch (declared?.type) {
    case 'ImportNamespaceSpecifier':
      return isData(declared.parent) ? unknown(node) : { kind: 'namespace', at: declared }
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
      return isCalled(e.sourceCode, node) ? aFunction(declared) : unknown(node)
    case 'ClassDeclaration':
    case 'ClassExpression':
      return aFunction(declared, 'class')
    case 'TSEnumDeclaration':
      return data(declared)
    default:
  }
  const sources = distinct(sourcesOf(e.sourceCode, variable))
  if (!sources) return unknown(node)
  if (def?.type === 'FunctionName' && isFunction(declared)) return sources.length === 0 ? aFunction(declared) : unknown(node)
  if (sources.length === 0)
    return annotated(e, variable) ?? (def?.type === 'Variable' && !isDeclaredAway(declared) ? data(node) : unknown(node))
  const { reaching, every } = reachingSources(e.sourceCode, sources, node)
  const byValue = either(
    node,
    reaching.map((source) => sourceValue(e, source, node, frame)),
    every,
  )
  if (isLeftToType(byValue)) return annotated(e, variable) ?? byValue
  // Who uses it in another function finds it filled.
  return isSharedRecord(byValue, variable, node) ? filledByType(byValue, annotated(e, variable)) : byValue
}

function isSharedRecord(value: Value, variable: Variable, use: Node): boolean {
  const [name] = variable.identifiers
  return (value.kind === 'record' || value.kind === 'either') && name?.type === 'Identifier' && name.typeAnnotation !== undefined && ownerOf(name) !== ownerOf(use)
}

/** `let draft: Draft = { checks: new Map() }`: what the type says of collections that are empty at first, and of a whole that is put there later. */
function filledByType(value: Value, type: Value | undefined): Value {
  if (type?.kind !== 'record') return value
  if (isVague(value)) return type
  if (value.kind === 'either') return { ...value, of: value.of.map((each) => filledByType(each, type)) }
  if (value.kind !== 'record') return value
  const { parts } = value
  return { ...value, parts: () => parts().map((part) => ({ ...part, value: () => held(part.value(), type.parts().find(({ name }) => name === part.name)) })) }
}

function held(value: Value, declared: Part | undefined): Value {
  return declared && value.kind === 'list' && isLeftToType(value) ? declared.value() : value
}

/**
 * The assignments whose value a use may see: in one function those that reach it, and each of them on some path; of
 * those of several functions nobody knows which came last.
 */
function reachingSources(
  sourceCode: SourceCode,
  sources: readonly Source[],
  use: Node,
): { readonly reaching: readonly Source[]; readonly every: boolean } {
  const owner = ownerOf(use)
  if (sources.length === 1 || sources.some((source) => (source.kind === 'parameter' ? source.of : ownerOf(source.at)) !== owner))
    return { reaching: filledSources(sourceCode, sources, owner), every: true }
  const reaching = sources.filter((source) => {
    const others = sources.filter((each) => each !== source && each.kind !== 'parameter').map((each) => each.at)
    return source.kind === 'parameter' ? survives(sourceCode, owner, use, others) : mayPrecede(sourceCode, source.at, use, others)
  })
  return reaching.length > 0 ? { reaching, every: false } : { reaching: sources, every: true }
}

/** Where another function uses it than those that write it, nobody sends what is empty until it is filled. */
function filledSources(sourceCode: SourceCode, sources: readonly Source[], owner: Node): readonly Source[] {
  if (sources.some((source) => source.kind !== 'value' || ownerOf(source.at) === owner)) return sources
  const filled = sources.filter((source) => source.kind !== 'value' || source.steps.length > 0 || !isEmpty(sourceCode, source.value))
  return filled.length > 0 ? filled : sources
}

/** `import * as settings from './settings.json'`: where that works it may be plain data. */
function isData(declaration: Node): boolean {
  return declaration.type === 'ImportDeclaration' && /\.(?:json5?|ya?ml|toml)$/u.test(declaration.source.value)
}

/** A default makes two writes of one. */
function distinct(sources: readonly Source[] | undefined): readonly Source[] | undefined {
  return sources?.filter((source, i) => !sources.slice(0, i).some((each) => each.at === source.at))
}

/** `declare const x`, or a variable that a loop fills: it has a value that we don't see. */
function isDeclaredAway(declared: Node | undefined): boolean {
  const declaration = declared?.parent
  return (
    declaration?.type !== 'VariableDeclaration' ||
    declaration.declare ||
    declaration.parent.type === 'ForOfStatement' ||
    declaration.parent.type === 'ForInStatement'
  )
}

/** What a variable's annotation says; undefined without one. */
function annotated(e: Evaluation, variable: Variable): Value | undefined {
  const [def] = variable.defs
  if (def?.type !== 'Variable') return undefined
  const name = variable.identifiers.find((each) => each.type === 'Identifier' && each.typeAnnotation)
  const declaration = def.node.parent
  const value = name?.type === 'Identifier' ? typeValue(e, name.typeAnnotation) : declaration && documentedAbove(e, declaration)
  return value?.kind === 'unknown' ? undefined : value
}

function sourceValue(e: Evaluation, source: Source, use: Node, frame: Frame | undefined): Value {
  switch (source.kind) {
    case 'value':
      return stepped(e, evaluate(e, source.value, frame), source.steps, source.at, frame)
    case 'element':
      return stepped(e, elementOf(evaluate(e, source.value, frame), source.at), source.steps, source.at, frame)
    case 'parameter': {
      const value = stepped(e, parameterValue(e, source, frame), source.steps, source.at, frame)
      return value.kind === 'unknown' && isCalled(e.sourceCode, use) ? aFunction(source.at) : value
    }
    case 'caught':
      return caught(source.at)
    case 'rest':
      return leftWithout(sourceValue(e, source.whole, use, frame), source.taken, source.at)
    default:
      return unknown(source.at)
  }
}

/** What destructuring takes out of a whole; a default stands in where that is unknown. */
function stepped(e: Evaluation, whole: Value, steps: readonly Step[], at: Node, frame: Frame | undefined): Value {
  let value = whole
  for (const { name, fallback } of steps) {
    if (name !== '') value = partValue(e, value, name, at)
    if (fallback && (isVague(value) || (value.kind === 'data' && value.absent))) value = evaluate(e, fallback, frame)
  }
  return value
}

import { assignedHandlerAt } from '../../knowledge/index.ts'
import { type FunctionNode, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { isGivenError } from '../promises/reactions.ts'
import { parameterTypeTextOf, typeTextOf } from '../resolve/jsdoc.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf, escapes, isExported } from '../resolve/functions.ts'
import { awaited, evaluate } from './evaluate.ts'
import { type Evaluation, type Frame, frameOf } from './evaluation.ts'
import { documentedValue } from './documented.ts'
import { elementOf, isOpen, partsOf } from './parts.ts'
import { stateHanded } from './stores.ts'
import { typeValue } from './types.ts'
import { aFunction, anyElement, caught, data, either, elementPart, type Part, unknown, type Value } from './value.ts'
import { containers } from '../../knowledge/results.ts'

type ParameterSource = Extract<Source, { kind: 'parameter' }>

/** What a parameter is: what this call hands to it, else what its declaration says, else what calls it back. */
export function parameterValue(e: Evaluation, source: ParameterSource, frame: Frame | undefined): Value {
  const bound = frameOf(frame, source.of)
  if (!bound) e.open.add(source.of)
  const handed = bound && (source.rest ? restValue(bound, source) : bound.argument(source.index))
  if (bound && !handed) return { kind: 'data', at: source.at, absent: true }
  if (handed && handed.kind !== 'unknown') return handed
  const declared = declaredValue(e, source)
  return declared.kind === 'unknown' ? (handed ?? declared) : declared
}

/** More arguments than this are taken for data. */
const MOST_REST = 8

/** What the call hands over from there on, one part for each. */
function restValue(bound: Frame, source: ParameterSource): Value {
  const elements = (): readonly Part[] => Array.from({ length: MOST_REST }, (_, i) => bound.argument(source.index + i))
    .flatMap((value) => (value ? [elementPart(value.at, () => value)] : []))
  return { kind: 'list', at: source.at, path: containers.array, elements }
}

function declaredValue(e: Evaluation, source: ParameterSource): Value {
  const slot = source.of.params[source.index]
  if (!slot) return unknown(source.at)
  const pattern = slot.type === 'TSParameterProperty' ? slot.parameter : slot
  const name: Node = pattern.type === 'AssignmentPattern' ? pattern.left : pattern
  if ('typeAnnotation' in name && name.typeAnnotation) {
    const value = typeValue(e, name.typeAnnotation)
    if (value.kind === 'record') return { ...value, parts: () => withoutUngiven(e, source, value.parts()) }
    return value.kind === 'unknown' ? unknown(source.at) : { ...value, at: value.at }
  }
  const text =
    typeTextOf(e.sourceCode, pattern) ?? (name.type === 'Identifier' ? parameterTypeTextOf(e.sourceCode, source.of, name.name) : undefined)
  const documented = text === undefined ? undefined : documentedValue(e, text, source.at)
  if (documented && documented.kind !== 'unknown') return documented
  return handedBack(e, source.of, source.index) ?? handedByCallers(e, source) ?? unknown(source.at)
}

/** Without what the type only lets it have, and nobody gives: all calls are in this file, and each says what it hands over in full. */
function withoutUngiven(e: Evaluation, source: ParameterSource, parts: readonly Part[]): readonly Part[] {
  if (!parts.some(({ optional }) => optional)) return parts
  const given = namesGiven(e, source)
  return given ? parts.filter(({ name, optional }) => !optional || given.has(name)) : parts
}

/** Methods that hand an element of what they are called on to their callback, and at which position. */
const ELEMENT_AT: Readonly<Record<string, number>> = {
  forEach: 0,
  map: 0,
  filter: 0,
  some: 0,
  every: 0,
  find: 0,
  findIndex: 0,
  findLast: 0,
  findLastIndex: 0,
  flatMap: 0,
  reduce: 1,
  reduceRight: 1,
}

/** What a promise hands to its executor, and the method of a list or promise to a callback written in its call. */
function handedBack(e: Evaluation, of: FunctionNode, index: number): Value | undefined {
  const call = of.parent
  if (call.type === 'AssignmentExpression' && call.right === of) return handedToHandler(e, call.left, index)
  // `resolve` and `reject` of an executor.
  if (call.type === 'NewExpression') return call.arguments[0] === of && index < 2 && apiOf(e.sourceCode, call.callee) === '#Promise' ? aFunction(of.params[index] ?? of) : undefined
  if (call.type !== 'CallExpression') return undefined
  if (index === 0 && isGivenError(e.sourceCode, of)) return caught(of)
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee) ?? ''
  if (method === 'then' && index === 0 && call.arguments[1] === of) return caught(of)
  if (call.arguments[0] !== of) return undefined
  if (method === 'catch' && index === 0) return caught(of)
  const state = stateHanded(e, callee, index)
  if (state) return state
  if (method === 'then' && index === 0) return awaited(evaluate(e, callee.object, undefined))
  if (!Object.hasOwn(ELEMENT_AT, method) || ELEMENT_AT[method] !== index) return undefined
  const list = evaluate(e, callee.object, undefined)
  return list.kind === 'list' ? anyElement(callee, partsOf(list)) : elementOf(list, callee)
}

/** What the platform hands to a function that is assigned to `onmessage` and the like. */
function handedToHandler(e: Evaluation, property: Node, index: number): Value | undefined {
  const path = apiOf(e.sourceCode, property)
  const parameter = path === undefined ? undefined : assignedHandlerAt(path)?.parameters?.[index]
  return parameter ? { kind: 'api', at: property, path: parameter } : undefined
}

/** Whether a name is a parameter without a type of a function whose callers are asked one by one. */
export function isHandedByCallers(e: Evaluation, node: Node): boolean {
  const variable = node.type === 'Identifier' ? variableOf(e.sourceCode, node) : undefined
  const [source] = (variable && sourcesOf(e.sourceCode, variable)) ?? []
  if (source?.kind !== 'parameter' || !e.asked.has(source.of) || callersOf(e.sourceCode, source.of).length === 0) return false
  const slot = source.of.params[source.index]
  const pattern = slot?.type === 'TSParameterProperty' ? slot.parameter : slot
  const name: Node | undefined = pattern?.type === 'AssignmentPattern' ? pattern.left : pattern
  return name !== undefined && !('typeAnnotation' in name && name.typeAnnotation)
}

/** The names of all properties that callers hand over as a parameter; undefined where somebody else may call, or one of them is not known in full. */
export function namesFromCallers(e: Evaluation, node: Node): ReadonlySet<string> | undefined {
  const variable = node.type === 'Identifier' ? variableOf(e.sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(e.sourceCode, variable)) ?? []
  return source?.kind === 'parameter' && !second ? namesGiven(e, source) : undefined
}

function namesGiven(e: Evaluation, source: ParameterSource): ReadonlySet<string> | undefined {
  if (source.rest || source.steps.length > 0 || isExported(e.sourceCode, source.of) || escapes(e.sourceCode, source.of)) return undefined
  const callers = callersOf(e.sourceCode, source.of)
  if (callers.length === 0 || callers.length > MOST_CALLERS || callers.some((call) => call.arguments.some((each) => each.type === 'SpreadElement'))) return undefined
  const given = callers.flatMap((call) => call.arguments[source.index] ?? []).map((argument) => evaluate(e, argument, undefined))
  return given.some(isOpen) ? undefined : new Set(given.flatMap((value) => partsOf(value).map(({ name }) => name)))
}

const MOST_CALLERS = 4

/** What all calls in the file hand over, where nobody else can call. Callers of a function that sends are asked from the send. */
function handedByCallers(e: Evaluation, source: ParameterSource): Value | undefined {
  if (source.rest || e.asked.has(source.of) || isExported(e.sourceCode, source.of)) return undefined
  const callers = callersOf(e.sourceCode, source.of)
  if (callers.length === 0 || callers.length > MOST_CALLERS) return undefined
  return either(
    source.at,
    callers.map((call) => {
      const argument = call.arguments[source.index]
      if (call.arguments.slice(0, source.index + 1).some((each) => each.type === 'SpreadElement')) return unknown(call)
      return argument ? evaluate(e, argument, undefined) : data(call)
    }),
    true,
  )
}

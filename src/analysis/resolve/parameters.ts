import type { TSESTree } from '@typescript-eslint/utils'

import { jsxHandler, pageEvent } from '../../knowledge/callbacks/index.ts'
import { assignedHandlerAt, parametersAt } from '../../knowledge/index.ts'
import { removals } from '../../knowledge/lives.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { denoteType } from './annotations.ts'
import { onlyValue, type Source, sourcesOf, variableOf } from './bindings.ts'
import { agreed, api, type Denotation } from './denotation.ts'
import { apiOf, denote, denoteText, stepped } from './denote.ts'
import { callersOf, isExported, type Taker, takerOf, takersOf } from './functions.ts'
import { parameterTypeTextOf, typeTextOf } from './jsdoc.ts'
import { partOf } from './parts.ts'

type ParameterSource = Extract<Source, { kind: 'parameter' }>

/** What a parameter stands for: by its annotation, or by what is handed to it. */
export function denoteParameter(sourceCode: SourceCode, source: ParameterSource): Denotation | undefined {
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
  const taker = takerOf(of)
  const handed = taker && denoteTaken(sourceCode, taker, index)
  if (handed || isCall(taker?.by)) return handed
  if (index === 0 && isHandlerOfElement(of)) return api(pageEvent)
  const callers = callersOf(sourceCode, of)
  if (callers.length === 0 && !isExported(sourceCode, of)) return denoteHanded(sourceCode, of, index)
  if (callers.length === 0 || (callers.length === 1 && isExported(sourceCode, of) && index >= (callers[0]?.arguments.length ?? 0))) return undefined
  return agreed(callers.map((each) => {
    const argument = each.arguments[index]
    const isKnown = argument && !each.arguments.slice(0, index + 1).some((one) => one.type === 'SpreadElement')
    return isKnown ? denote(sourceCode, argument) : undefined
  }))
}

/** `<button onClick={(event) => …}>`. What a component of its own hands over, only that knows. */
function isHandlerOfElement(of: FunctionNode): boolean {
  const attribute = of.parent.type === 'JSXExpressionContainer' ? of.parent.parent : undefined
  if (attribute?.type !== 'JSXAttribute' || attribute.name.type !== 'JSXIdentifier' || !jsxHandler.test(attribute.name.name)) return false
  const { name } = attribute.parent
  return name.type === 'JSXIdentifier' && /^[a-z]/u.test(name.name)
}

/** What those hand over that take the function by its name: `addEventListener('click', relay)`. Who forgets it hands over nothing. */
function denoteHanded(sourceCode: SourceCode, of: FunctionNode, index: number): Denotation | undefined {
  const takers = takersOf(sourceCode, of)?.filter(({ by }) => !isCall(by) || !removals.has(calledName(by) ?? ''))
  return takers && agreed(takers.map((taker) => denoteTaken(sourceCode, taker, index)))
}

function denoteTaken(sourceCode: SourceCode, { by, given }: Taker, index: number): Denotation | undefined {
  if (by.type === 'AssignmentExpression') return denoteAssigned(sourceCode, by.left, index)
  return by.type === 'CallExpression' ? denoteCallbackParameter(sourceCode, by, given, index) : undefined
}

/** `worker.onmessage = (event) => …`. */
function denoteAssigned(sourceCode: SourceCode, property: Node, index: number): Denotation | undefined {
  const path = apiOf(sourceCode, property)
  const parameter = path === undefined ? undefined : assignedHandlerAt(path)?.parameters?.[index]
  return parameter ? api(parameter) : undefined
}

/** What a wait yields: all promises stand for that, but for one that is made by hand, of which nobody knows what it is resolved with. */
export function settled(denoted: Denotation | undefined): Denotation | undefined {
  return denoted?.kind === 'api' && denoted.path === '#Promise()' ? undefined : denoted
}

/** Methods of arrays, sets and maps that hand an element to their callback first, and reduce, which hands it second. */
const ELEMENT_FIRST = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap'])

function denoteCallbackParameter(sourceCode: SourceCode, call: TSESTree.CallExpression, of: Node, index: number): Denotation | undefined {
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
  const target = path ?? (isUnknownTarget(sourceCode, callee) ? ELEMENT_LISTENER : undefined)
  if (target === undefined) return undefined
  const given = new Set(eventsAt(sourceCode, call).map((event) => parametersAt(target, event)?.[index]))
  // Events of these kinds come from elements alone, whatever those are called here.
  if (given.has(undefined) || given.has(null) || (path === undefined && given.has(ANY_EVENT))) return undefined
  const [only, second] = given
  if (second) return [...given].every((each) => each?.endsWith('Event()')) ? api(ANY_EVENT) : undefined
  return only ? api(only) : undefined
}

/** The events that a call names: one, or those of a list in the code that a loop goes through; one undefined where nobody knows. */
function eventsAt(sourceCode: SourceCode, { arguments: [first] }: TSESTree.CallExpression): readonly (string | undefined)[] {
  const variable = first?.type === 'Identifier' ? variableOf(sourceCode, first) : undefined
  const [source, other] = (variable && sourcesOf(sourceCode, variable)) ?? []
  const list = source?.kind === 'element' && !other && source.steps.length === 0 ? unwrap(onlyValue(sourceCode, source.value) ?? source.value) : undefined
  const names = list?.type === 'ArrayExpression' && list.elements.length > 0 ? list.elements.map((each) => (each ? literalText(each) : undefined)) : undefined
  return names ?? [first ? literalText(first) : undefined]
}

const ELEMENT_LISTENER = '#HTMLElement().addEventListener'
const ANY_EVENT = '#Event()'

/** `root.addEventListener`, of something that nobody says anything about. */
function isUnknownTarget(sourceCode: SourceCode, callee: Node): boolean {
  return callee.type === 'MemberExpression' && keyName(callee) === 'addEventListener' && denote(sourceCode, callee.object) === undefined
}

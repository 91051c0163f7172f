import type { TSESTree } from '@typescript-eslint/utils'

import { contextDecorators, parting } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import type { Source, Variable } from '../resolve/bindings.ts'
import { argumentAt } from '../resolve/functions.ts'
import { numberOf } from '../resolve/location.ts'
import { type Handler, handlerOf } from '../roles/handlers.ts'
import { type Amount, extentOf, UNKNOWN } from './amounts.ts'
import { awaited, rootOf, stepped } from './extents.ts'
import { type Frame, frameOf } from './frames.ts'

type ParameterSource = Extract<Source, { kind: 'parameter' }>

/** The argument behind a parameter, in the code of the frame that makes the call. */
export function argumentOf(source: ParameterSource, frame: Frame | undefined): { readonly node: Node; readonly frame: Frame | undefined } | undefined {
  const here = frameOf(frame, source.of)
  if (!here?.call || source.rest || source.steps.some(({ name }) => name !== '')) return undefined
  const node = argumentAt(here.call, source.index) ?? source.steps[0]?.fallback
  return node && { node, frame: here.outer }
}

/** How much a parameter holds: what the call of the frame gives for it, what a handler is given, or whatever callers like. */
export function extentOfParameter(sourceCode: SourceCode, source: ParameterSource, variable: Variable, frame: Frame | undefined, depth: number): Amount {
  const taken = elementOf(sourceCode, source, frame, depth)
  if (taken) return taken
  const here = frameOf(frame, source.of)
  if (here?.each) return { kind: 'part', of: here.each }
  if (here?.call) {
    const argument = argumentAt(here.call, source.index)
    return argument ? stepped(sourceCode, extentOf(sourceCode, argument, here.outer, depth + 1), source.steps) : UNKNOWN
  }
  if (isGivenPart(sourceCode, source.of)) return UNKNOWN
  // A callback inside a handler sees what the handler was given.
  const handler = here ? here.handler : handlerOf(sourceCode, source.of)
  const whole = handler ? givenTo(sourceCode, handler, source) : { kind: 'data', from: 'caller', root: `p${numberOf(sourceCode, variable)}`, text: variable.name, node: source.at } as const
  return stepped(sourceCode, whole, source.steps)
}

/** `batch.processArray(ids, async (some) => …)`: by the name of what runs it, a callback gets a part at a time. */
function isGivenPart(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const outer = wrapped(fn)
  const taker = outer.parent
  return taker?.type === 'CallExpression' && taker.callee !== outer && parting.test(sourceCode.getText(taker.callee))
}

/** What a handler's parameter is: the thing that carries the data, or the data itself. */
function givenTo(sourceCode: SourceCode, { kind, handing, fn, sent }: Handler, { index, at }: ParameterSource): Amount {
  const parameter = fn.params[index]
  const decorated = decoratedAs(parameter)
  if (decorated !== undefined && !contextDecorators.test(decorated)) return { kind: 'data', from: 'request', root: `h${numberOf(sourceCode, fn)}.${index}`, text: '', node: at }
  const name = parameter?.type === 'Identifier' ? parameter.name : ''
  const root = `h${numberOf(sourceCode, fn)}.${index}`
  if (sent !== undefined) return sent === index ? { kind: 'data', from: 'request', root, text: name, node: at } : UNKNOWN
  if (kind === 'request' || kind === 'lambda') return { kind: 'carrier', from: 'request', root, text: name, node: at }
  if (kind !== 'message') return UNKNOWN
  // Frameworks hand over an event, then its data; a known type of the parameter says that it is no data itself.
  const isData = handing?.parameters?.[index] == null && !/^(?:_?e|evt|_?event|_\w*|socket|ws|client|conn(?:ection)?|ctx|context)$/u.test(name)
  return isData ? { kind: 'data', from: 'message', root, text: name === '' ? 'the message' : name, node: at } : { kind: 'carrier', from: 'message', root, text: name, node: at }
}

/** `@Body() body`: the name of a parameter's decorator. */
function decoratedAs(parameter: Node | undefined): string | undefined {
  // espree has no decorators
  const [decorator] = parameter && 'decorators' in parameter ? ((parameter.decorators as TSESTree.Decorator[] | undefined) ?? []) : []
  const expression = decorator?.expression.type === 'CallExpression' ? decorator.expression.callee : decorator?.expression
  return expression?.type === 'Identifier' ? expression.name : undefined
}

/** The parameter of an array method's callback: an element, or what the callback builds up. */
export function elementOf(sourceCode: SourceCode, { of, index, steps }: ParameterSource, frame: Frame | undefined, depth: number): Amount | undefined {
  const outer = wrapped(of)
  const call = outer.parent
  if (call?.type !== 'CallExpression' || call.arguments[0] !== outer) return undefined
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee) ?? ''
  if (method === 'then') return index === 0 ? awaited(sourceCode, callee.object, frame, depth + 1) : undefined
  if (method === 'reduce' || method === 'reduceRight') {
    if (index === 0 && steps.length === 0) return extentOf(sourceCode, callee.object, frame, depth + 1)
    return { kind: 'part', of: call, ...rootOf(extentOf(sourceCode, callee.object, frame, depth + 1)) }
  }
  if (!ELEMENT_FIRST.has(method)) return undefined
  if (index === 2) return extentOf(sourceCode, callee.object, frame, depth + 1)
  return { kind: 'part', of: call, ...rootOf(extentOf(sourceCode, callee.object, frame, depth + 1)) }
}

/** Array methods whose callbacks are given an element first, and the list last. */
export const ELEMENT_FIRST = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'sort', 'toSorted'])

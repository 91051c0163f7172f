import type { ApiPath, ResultModel } from '../../knowledge/schema.ts'
import { containers } from '../../knowledge/results.ts'
import { type Call, isFunction, type Node } from '../../utils/syntax.ts'
import { denote } from '../resolve/denote.ts'
import { returnValue } from './calls.ts'
import { awaited, evaluate, isVague } from './evaluate.ts'
import type { Evaluation, Frame } from './evaluation.ts'
import { storeValue } from './components.ts'
import { collectionOf, mapped } from './lists.ts'
import { isObjectPlace } from './uses.ts'
import { arrayOf, elementOf, isOpen, pairOf, partsOf, partValue, spreadParts } from './parts.ts'
import { rawOf, reactiveOf } from './reactive.ts'
import { isLeftToType, typeValue } from './types.ts'
import { aFunction, data, elementPart, type Part, unknown, type Value } from './value.ts'

/** What a call of a function of the platform or of a library yields. */
export function modeledValue(e: Evaluation, model: ResultModel, node: Call, frame: Frame | undefined): Value {
  const argument = () => argumentValue(e, node, model.argument ?? 0, frame)
  switch (model.yields) {
    case 'argument':
      return node.arguments.length > 0 ? argument() : { kind: 'record', at: node, open: false, parts: () => [] }
    case 'assigned':
      return assignedValue(e, node, frame)
    case 'values':
      return arrayOf(node, () => partsOf(argument()).map((part) => ({ ...part, name: '[]' })))
    case 'entries':
      return arrayOf(node, () =>
        partsOf(argument()).map((part): Part => ({ ...part, name: '[]', value: () => pairOf(node, part.value()) })),
      )
    case 'from entries': {
      const pair = elementOf(argument(), node)
      return { kind: 'record', at: node, open: false, parts: () => [elementPart(node, () => partValue(e, pair, '1', node))] }
    }
    case 'array':
      return node.type === 'CallExpression' && node.arguments[1]
        ? mapped(e, node, elementOf(argument(), node), 'map', frame, node.arguments[1])
        : arrayOf(node, () => [elementPart(node, () => elementOf(argument(), node))])
    case 'items':
      return arrayOf(node, () => items(e, node.arguments, frame))
    case 'set':
    case 'map':
      return node.type === 'NewExpression' ? heldByType(e, node, collectionOf(e, node, containers[model.yields], frame)) : unknown(node)
    case 'symbol':
    case 'bigint':
      return { kind: model.yields, at: node }
    case 'function':
      return aFunction(node)
    case 'promise':
      return { kind: 'promise', at: node, of: () => unknown(node) }
    case 'resolved':
      return { kind: 'promise', at: node, of: () => awaited(argument()) }
    case 'promises':
      return {
        kind: 'promise',
        at: node,
        of: () => arrayOf(node, () => partsOf(argument()).map((part): Part => ({ ...part, value: () => awaited(part.value()) }))),
      }
    case 'raw':
      return rawOf(argument())
    case 'proxy':
      return { kind: 'proxy', at: node, what: 'proxy', deep: false, by: model.path, of: argument }
    case 'reactive':
    case 'shallow reactive':
      return reactiveCall(e, model, node, argument)
    case 'ref':
      return { kind: 'ref', at: node, deep: true, by: model.path, of: () => reactiveOf(typedValue(e, node, argument()), model.path) }
    case 'shallow ref':
      return { kind: 'ref', at: node, deep: false, by: model.path, of: () => typedValue(e, node, argument()) }
    case 'computed':
      return { kind: 'ref', at: node, deep: false, by: model.path, of: () => computedValue(e, node.arguments[0], frame) }
    case 'reactive pair':
      return arrayOf(node, () => [{ name: '0', at: node, sure: true, value: () => reactiveCall(e, { ...model, yields: 'reactive' }, node, argument) }])
    case 'store':
      return storeValue(e, node, model.path)
    case 'unref': {
      const value = argument()
      return value.kind === 'ref' ? value.of() : value
    }
  }
}

function argumentValue(e: Evaluation, node: Call, index: number, frame: Frame | undefined): Value {
  const argument = node.arguments[index]
  if (!argument) return data(node)
  return argument.type === 'SpreadElement' ? unknown(argument) : evaluate(e, argument, frame)
}

function items(e: Evaluation, nodes: readonly Node[], frame: Frame | undefined): readonly Part[] {
  return nodes.flatMap((each) => (each.type === 'SpreadElement' ? [] : [elementPart(each, () => evaluate(e, each, frame))]))
}

function assignedValue(e: Evaluation, node: Call, frame: Frame | undefined): Value {
  const target = argumentValue(e, node, 0, frame)
  switch (target.kind) {
    case 'record':
    case 'data':
    case 'either':
      break
    case 'unknown':
      if (target.settled) return target
      break
    case 'instance':
      return { ...target, at: node, parts: () => mergedParts(e, node, frame).parts }
    case 'list':
      // Properties of an array are sent, those of other collections are not.
      return target.path === containers.array ? { ...target, at: node, elements: () => mergedParts(e, node, frame).parts } : target
    default:
      if (isVague(target)) break
      return target // what is added to functions, errors, dates … changes nothing
  }
  return { kind: 'record', at: node, open: mergedParts(e, node, frame).open, parts: () => mergedParts(e, node, frame).parts }
}

function mergedParts(e: Evaluation, node: Call, frame: Frame | undefined): { readonly parts: readonly Part[]; readonly open: boolean } {
  let parts: readonly Part[] = []
  let open = false
  for (const argument of node.arguments) {
    const value = argument.type === 'SpreadElement' ? unknown(argument) : evaluate(e, argument, frame)
    if (isOpen(value)) {
      open = true
      parts = parts.map((part) => ({ ...part, sure: false }))
    }
    const added = spreadParts(value)
    const names = new Set(added.map((part) => part.name))
    parts = [...parts.filter((part) => part.name === '[]' || !names.has(part.name)), ...added]
  }
  return { parts, open }
}

/** Reactive state made from an object; primitives stay what they are. */
function reactiveCall(e: Evaluation, model: ResultModel, node: Call, argument: () => Value): Value {
  const deep = model.yields === 'reactive'
  const value = typedValue(e, node, argument())
  if (value.kind === 'data' && node.arguments.length > 0 && node.arguments[0]?.type === 'Literal') return value
  return { kind: 'proxy', at: node, what: 'reactive', deep, by: model.path, of: () => value }
}

/** The last type argument of a collection says what it will hold. */
function heldByType(e: Evaluation, node: Call, value: Value): Value {
  const type = node.typeArguments?.params.at(-1)
  return type && value.kind === 'list' && isLeftToType(value) ? { ...value, elements: () => [elementPart(type, () => typeValue(e, type))] } : value
}

/** Type arguments say what the value will be where the first value does not. */
function typedValue(e: Evaluation, node: Call, value: Value): Value {
  const [type] = node.typeArguments?.params ?? []
  if (!type) return value
  return value.kind === 'data' || isLeftToType(value) ? typeValue(e, type) : value
}

function computedValue(e: Evaluation, getter: Node | undefined, frame: Frame | undefined): Value {
  const target = getter && denote(e.sourceCode, getter)
  return target?.kind === 'function' && isFunction(target.node) ? returnValue(e, target.node, frame) : unknown(getter as Node)
}

/** What stands in a reactive holder is an object where the file reads properties of it. */
export function heldValue(e: Evaluation, value: Value, place: Node, by: ApiPath): Value {
  if (value.kind !== 'unknown' && value.kind !== 'data') return value
  return isObjectPlace(e.sourceCode, place)
    ? { kind: 'proxy', at: place, what: 'reactive', deep: true, by, of: () => unknown(place) }
    : value
}

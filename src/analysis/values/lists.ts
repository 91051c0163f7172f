import type { TSESTree } from '@typescript-eslint/utils'

import { containers } from '../../knowledge/results.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, type Node, walk } from '../../utils/syntax.ts'
import { callbackAt } from '../promises/reactions.ts'
import { denote } from '../resolve/denote.ts'
import { addedElements } from '../resolve/elements.ts'
import { returnValue } from './calls.ts'
import { evaluate } from './evaluate.ts'
import { enter, type Evaluation, type Frame } from './evaluation.ts'
import { arrayOf, elementOf, pairOf, partsOf, partValue } from './parts.ts'
import { takesObject } from './uses.ts'
import { reactiveOf } from './reactive.ts'
import { anyElement, data, either, elementPart, listOf, type Part, unknown, type Value } from './value.ts'

/** The elements of an array literal, with those that the file adds to it later. */
export function elementParts(e: Evaluation, node: TSESTree.ArrayExpression, frame: Frame | undefined): readonly Part[] {
  const parts: Part[] = []
  let exact = true
  for (const [index, element] of node.elements.entries()) {
    if (!element) continue
    if (element.type === 'SpreadElement') {
      exact = false
      parts.push(spreadElement(e, element, frame))
    } else parts.push({ name: exact ? String(index) : '[]', at: element, sure: true, value: () => evaluate(e, element, frame) })
  }
  return [...parts, ...addedParts(e, node, frame)]
}

function spreadElement(e: Evaluation, element: TSESTree.SpreadElement, frame: Frame | undefined): Part {
  return elementPart(element.argument, () => elementOf(evaluate(e, element.argument, frame), element.argument))
}

/** What `push`, `set`, `add` and element assignments put into a collection made at `node`. */
export function addedParts(e: Evaluation, node: Node, frame: Frame | undefined): readonly Part[] {
  return addedElements(e.sourceCode, node).map((added) => elementPart(added, () => evaluate(e, added, frame)))
}

/** A map or set made from an iterable: of pairs, of elements. */
export function collectionOf(e: Evaluation, node: TSESTree.NewExpression, path: ApiPath, frame: Frame | undefined): Value {
  const [from] = node.arguments
  const given = from && from.type !== 'SpreadElement' ? from : undefined
  const elements = () => [
    ...(given ? partsOf(path === containers.map ? ofPairs(e, evaluate(e, given, frame), '1', given) : listed(evaluate(e, given, frame), given)) : []),
    ...addedParts(e, node, frame),
  ]
  if (path !== containers.map) return { kind: 'list', at: node, path, elements }
  return { kind: 'list', at: node, path, elements, keys: () => (given ? partsOf(ofPairs(e, evaluate(e, given, frame), '0', given)) : []) }
}

/** The keys or values of pairs. */
function ofPairs(e: Evaluation, pairs: Value, index: '0' | '1', at: Node): Value {
  if (pairs.kind === 'list' && pairs.path === containers.map) return index === '1' ? pairs : arrayOf(at, () => pairs.keys?.() ?? [])
  return arrayOf(at, () => partsOf(pairs).map((pair) => ({ ...pair, name: '[]', value: () => partValue(e, pair.value(), index, pair.at) })))
}

function listed(value: Value, at: Node): Value {
  return arrayOf(at, () => [{ name: '[]', at, sure: true, value: () => elementOf(value, at) }])
}

/** Methods that yield some of the same elements, one of them, or an iterator over them. */
const SAME = new Set([
  'slice',
  'filter',
  'reverse',
  'sort',
  'splice',
  'toSorted',
  'toReversed',
  'toSpliced',
  'flat',
  'copyWithin',
  'with',
])
const ONE = new Set(['pop', 'shift', 'at', 'find', 'findLast', 'get'])
const ITERATORS = new Set(['values', 'keys', 'entries'])

const ADDS = new Set(['set', 'add'])

/** What a method of a list yields; undefined for methods that are not known. */
export function listMethodValue(
  e: Evaluation,
  node: TSESTree.CallExpression,
  whole: Value,
  method: string,
  frame: Frame | undefined,
): Value | undefined {
  switch (whole.kind) {
    case 'list':
      break
    case 'proxy':
      return listMethodValue(e, node, whole.deep ? readThrough(e, whole.of(), node.arguments[0], whole.by) : whole.of(), method, frame)
    case 'either': {
      const each = whole.of.map((one) => listMethodValue(e, node, one, method, frame))
      return each.every((one) => one !== undefined) ? either(node, each, whole.every) : undefined
    }
    case 'unknown':
      // Whatever it goes through, each is what the callback makes of it.
      return method === 'map' && callbackAt(e.sourceCode, node.arguments[0]) ? mapped(e, node, whole, method, frame) : undefined
    default:
      return undefined
  }
  if (SAME.has(method)) {
    const chosen = method === 'filter' && choosesByKind(e.sourceCode, node.arguments[0])
    return arrayOf(node, () => {
      const parts = partsOf(whole)
      if (leavesOut(method, node)) return [elementPart(node, () => anyElement(node, parts), !chosen)]
      return parts.map((part) => ({ ...part, name: '[]' }))
    })
  }
  if (method === 'fill') return arrayOf(node, () => node.arguments.slice(0, 1).map((each) => elementPart(each, () => evaluate(e, each, frame))))
  if (ADDS.has(method) && whole.path !== containers.array) return withAdded(e, node, whole, frame)
  if (ONE.has(method)) return anyElement(node, partsOf(whole))
  if (ITERATORS.has(method)) {
    return listOf(node, containers.iterator, () => {
      const element = anyElement(node, partsOf(whole))
      return method === 'values' ? element : method === 'entries' ? pairOf(node, element) : unknown(node)
    })
  }
  if (method === 'map' || method === 'flatMap') return mapped(e, node, anyElement(node, partsOf(whole)), method, frame)
  if (method === 'concat') {
    return arrayOf(node, () => [
      ...partsOf(whole),
      ...node.arguments.flatMap((each) => (each.type === 'SpreadElement' ? [] : concatenated(e, each, frame))),
    ])
  }
  return method === 'join' || method === 'includes' || method === 'indexOf' ? data(node) : undefined
}

const CHOOSING = new Set(['slice', 'splice', 'toSpliced', 'filter'])

/** Whether a method yields only some of the elements: then only what holds for all of them is proven. */
function leavesOut(method: string, { arguments: [how] }: TSESTree.CallExpression): boolean {
  return how !== undefined && CHOOSING.has(method) && !(how.type === 'Identifier' && how.name === 'Boolean')
}

/** Whether a callback of `filter` may ask what kind of value an element is: then what is left may be the plain ones. */
function choosesByKind(sourceCode: SourceCode, given: Node | undefined): boolean {
  const callback = callbackAt(sourceCode, given)
  if (!callback) return !(given?.type === 'Identifier' && given.name === 'Boolean')
  let asks = false
  walk(sourceCode, callback.body, (inner) => {
    asks ||=
      (inner.type === 'UnaryExpression' && inner.operator === 'typeof') ||
      (inner.type === 'BinaryExpression' && inner.operator === 'instanceof') ||
      (inner.type === 'CallExpression' && inner.callee.type === 'Identifier')
    return !asks
  })
  return asks
}

/** A list as its own methods see it through a reactive proxy: objects come out as proxies. A callback that reads properties of an element says that it is one. */
function readThrough(e: Evaluation, list: Value, given: Node | undefined, by: ApiPath): Value {
  if (list.kind !== 'list') return list
  const callback = callbackAt(e.sourceCode, given)
  return {
    ...list,
    elements: () => {
      const parts = partsOf(list).map((part): Part => ({ ...part, value: () => reactiveOf(part.value(), by) }))
      if (parts.length > 0 || !callback || !takesObject(e.sourceCode, callback)) return parts
      return [
        {
          name: '[]',
          at: list.at,
          sure: true,
          value: () => ({ kind: 'proxy', at: list.at, what: 'reactive', deep: true, by, of: () => unknown(list.at) }),
        },
      ]
    },
  }
}

/** A map or set with one more element, which `set` and `add` yield. */
function withAdded(e: Evaluation, node: TSESTree.CallExpression, whole: Extract<Value, { kind: 'list' }>, frame: Frame | undefined): Value {
  const added = node.arguments.map((each) => elementPart(each, () => (each.type === 'SpreadElement' ? unknown(each) : evaluate(e, each, frame))))
  return { ...whole, at: node, elements: () => [...partsOf(whole), ...added.slice(-1)], keys: () => [...(whole.keys?.() ?? []), ...added.slice(0, -1)] }
}

function concatenated(e: Evaluation, argument: Node, frame: Frame | undefined): readonly Part[] {
  const value = evaluate(e, argument, frame)
  return value.kind === 'list' ? partsOf(value) : [elementPart(argument, () => value)]
}

/** What `list.map(callback)` yields: the callback is entered with an element. */
export function mapped(
  e: Evaluation,
  node: TSESTree.CallExpression,
  element: Value,
  method: string,
  frame: Frame | undefined,
  callback: Node | undefined = node.arguments[0],
): Value {
  const target = callback && denote(e.sourceCode, callback)
  if (target?.kind !== 'function' || !isFunction(target.node)) return listOf(node, containers.array, () => unknown(node))
  const inner = enter(target.node, (index) => (index === 0 ? element : data(node)), frame)
  if (!inner) return unknown(node)
  const result = returnValue(e, target.node, inner)
  return method === 'flatMap'
    ? arrayOf(node, () => (result.kind === 'list' ? partsOf(result).map((part) => ({ ...part, name: '[]' })) : [elementPart(node, () => elementOf(result, node))]))
    : listOf(node, containers.array, () => result)
}

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, propertyOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { getterRead } from '../callbacks/uses.ts'
import { isNothing, onlyValue, variableOf } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { placeOf } from './places.ts'

/** Something in a transfer list: an expression, or what is found below it by these names. */
export interface Item {
  readonly node: Node
  readonly names: readonly string[]
  /** It is every element of what the expression names: `tiles` of `tiles.map((tile) => tile.buffer)`. */
  readonly each?: true
}

/** What a transfer list holds, as it is written. */
export interface Listed {
  readonly items: readonly Item[]
  /** The variable that keeps the list, if it surely holds something. */
  readonly kept?: Node
  /** Nothing else is in it. */
  readonly complete: boolean
}

const NOTHING: Listed = { items: [], complete: true }
const UNKNOWN: Listed = { items: [], complete: false }
const DEPTH = 4

/** The expression of a list, where options may stand around it: `{ transfer: [port] }`. */
export function listIn(sourceCode: SourceCode, argument: Node, property: string | undefined): Node | undefined {
  const node = given(unwrap(argument))
  const options = property === undefined ? undefined : recordAt(sourceCode, node)
  return options && property !== undefined ? propertyOf(options, property) : node
}

/** `list.length > 0 ? { transfer: list } : undefined`: what is given where anything is. */
function given(node: Node): Node {
  if (node.type !== 'ConditionalExpression') return node
  return isNothing(node.alternate) ? unwrap(node.consequent) : isNothing(node.consequent) ? unwrap(node.alternate) : node
}

/** What a list holds when `use` is run. */
export function listedIn(sourceCode: SourceCode, list: Node, use: Call, depth = 0): Listed {
  const node = unwrap(list)
  if (depth > DEPTH) return UNKNOWN
  switch (node.type) {
    case 'ArrayExpression':
      return joined(node.elements.map((each) => (each ? element(sourceCode, each, use, depth) : NOTHING)))
    case 'Identifier':
      return named(sourceCode, node, use, depth)
    case 'CallExpression':
      return mapped(sourceCode, node, use, depth)
    default:
      return UNKNOWN
  }
}

function element(sourceCode: SourceCode, node: Node, use: Call, depth: number): Listed {
  return node.type === 'SpreadElement' ? listedIn(sourceCode, node.argument, use, depth + 1) : { items: [{ node, names: [] }], complete: true }
}

function joined(lists: readonly Listed[]): Listed {
  return { items: lists.flatMap(({ items }) => items), complete: lists.every(({ complete }) => complete) }
}

/** A variable: what it is made with, and what is pushed to it on every way to the send. */
function named(sourceCode: SourceCode, node: Node, use: Call, depth: number): Listed {
  const value = onlyValue(sourceCode, node)
  const variable = variableOf(sourceCode, node)
  if (!value || !variable) return UNKNOWN
  const first = listedIn(sourceCode, value, use, depth + 1)
  const pushes = variable.references.flatMap(({ identifier }) => pushTo(identifier) ?? []).filter((call) => call.range[0] < use.range[0])
  const added = pushes.map((call) => pushed(sourceCode, call, use, depth))
  const all = joined([first, ...added])
  return { ...all, ...(all.items.length > 0 && { kept: node }) }
}

function pushTo(list: Node): Call | undefined {
  const member = list.parent
  if (member?.type !== 'MemberExpression' || member.object !== list || keyName(member) !== 'push') return undefined
  return isCall(member.parent) && member.parent.callee === member ? member.parent : undefined
}

function pushed(sourceCode: SourceCode, call: Call, use: Call, depth: number): Listed {
  if (isOnWay(call, use)) return joined(call.arguments.map((each) => element(sourceCode, each, use, depth)))
  const [argument] = call.arguments
  const over = argument && turnOver(call, use)
  return over ? elements(sourceCode, over.list, over.variable, argument) : UNKNOWN
}

/** Whether the statement of a call is passed on every way to a later one: it stands in a block around that, in the same function. */
function isOnWay(call: Node, later: Node): boolean {
  const statement = call.type === 'ForOfStatement' ? call : call.parent
  return (statement?.type === 'ExpressionStatement' || statement === call) && ownerOf(call) === ownerOf(later) && isInside(later, statement.parent as Node)
}

/** What a push is made for each element of: `for (const tile of tiles) list.push(…)`, `tiles.forEach((tile) => list.push(…))`. */
function turnOver(call: Call, use: Call): { readonly list: Node; readonly variable: Node } | undefined {
  const statement = call.parent
  const block = statement.type === 'ExpressionStatement' ? statement.parent : statement
  const body = block.type === 'BlockStatement' ? block.parent : block
  if (body.type === 'ForOfStatement' && body.left.type === 'VariableDeclaration' && isOnWay(body, use)) {
    const [declarator] = body.left.declarations
    return { list: body.right, variable: declarator.id }
  }
  if (!isFunction(body) || !isCall(body.parent) || body.parent.callee.type !== 'MemberExpression') return undefined
  const [parameter] = body.params
  const isForEach = keyName(body.parent.callee) === 'forEach' && isOnWay(body.parent, use)
  return parameter && isForEach ? { list: body.parent.callee.object, variable: parameter } : undefined
}

/** All elements of a list, by what is taken of each. */
function elements(sourceCode: SourceCode, list: Node, variable: Node, taken: Node): Listed {
  const place = placeOf(sourceCode, taken)
  if (!place || variable.type !== 'Identifier' || place.root !== variableOf(sourceCode, variable)) return UNKNOWN
  const source = unwrap(list)
  if (source.type !== 'ArrayExpression') return { items: [{ node: source, names: place.path, each: true }], complete: true }
  return { items: source.elements.flatMap((node) => (node && node.type !== 'SpreadElement' ? [{ node, names: place.path }] : [])), complete: true }
}

/** `tiles.map((tile) => tile.buffer)`. */
function mapped(sourceCode: SourceCode, node: Call, use: Call, depth: number): Listed {
  const callee = unwrap(node.callee)
  const [callback] = node.arguments
  if (callee.type !== 'MemberExpression') return UNKNOWN
  if (keyName(callee) === 'concat') return joined([listedIn(sourceCode, callee.object, use, depth + 1), ...node.arguments.map((each) => listedIn(sourceCode, each, use, depth + 1))])
  if (keyName(callee) !== 'map' || !callback || !isFunction(callback)) return UNKNOWN
  const [parameter] = callback.params
  const result = onlyResult(sourceCode, callback)
  return parameter && result ? elements(sourceCode, callee.object, parameter, result) : UNKNOWN
}

function onlyResult(sourceCode: SourceCode, fn: FunctionNode): Node | undefined {
  const [result, other] = returnsOf(sourceCode, fn)
  return other ? undefined : result && wrapped(result)
}

/**
 * What else may be in a list, on whatever way: what is pushed to it in a loop or a branch, what a helper of this file puts into the
 * one that it returns, or a getter, what `tiles.map((tile) => tile.bytes)` takes of each.
 */
export function mayBeIn(sourceCode: SourceCode, list: Node, use: Call, depth = 0): readonly Node[] {
  const node = unwrap(list)
  if (depth > DEPTH) return []
  if (node.type === 'ArrayExpression') return depth > 0 ? node.elements.flatMap((each) => (each && each.type !== 'SpreadElement' ? [each] : [])) : []
  if (node.type === 'Identifier') {
    const value = onlyValue(sourceCode, node)
    if (!value) return []
    const pushes = (variableOf(sourceCode, node)?.references ?? []).flatMap(({ identifier }) => pushTo(identifier) ?? []).filter((call) => call.range[0] < use.range[0] || ownerOf(call) !== ownerOf(use))
    return [...mayBeIn(sourceCode, value, use, depth + 1), ...pushes.flatMap((call) => call.arguments.filter(({ type }) => type !== 'SpreadElement'))]
  }
  const getter = getterRead(sourceCode, node)
  if (getter) return returnsOf(sourceCode, getter).flatMap((each) => mayBeIn(sourceCode, each, use, depth + 1))
  if (node.type !== 'CallExpression') return []
  const callee = unwrap(node.callee)
  const [callback] = node.arguments
  const result = callee.type === 'MemberExpression' && keyName(callee) === 'map' && callback && isFunction(callback) ? onlyResult(sourceCode, callback) : undefined
  if (result) return [result]
  const helper = calledFunction(sourceCode, node)
  return helper ? returnsOf(sourceCode, helper).flatMap((each) => mayBeIn(sourceCode, each, use, depth + 1)) : []
}

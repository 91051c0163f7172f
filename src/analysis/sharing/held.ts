import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { type Source, sourcesOf, variableHolding, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote, superOf } from '../resolve/denote.ts'
import { addedElements } from '../resolve/elements.ts'
import { callersOf, returnsOf } from '../resolve/functions.ts'
import { valuesOfHolder } from '../resolve/holders.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** More values in one place than this are not looked at. */
const MOST = 16
const CLASSES = 4

/** How many places of one file are looked into. Bundled code needs more, where every name may be anything: there, nothing is known. */
const MOST_LOOKS = 20_000

const looks = perFile(() => ({ left: MOST_LOOKS }))

function mayLook(sourceCode: SourceCode): boolean {
  return looks(sourceCode).left-- > 0
}

/** Methods that yield one element of a collection, and those that yield a collection of the same elements. */
const ONE = new Set(['get', 'at', 'pop', 'shift', 'find', 'findLast'])
const MANY = new Set(['values', 'entries', 'slice', 'filter', 'reverse', 'concat', 'sort'])
const EACH = new Set(['forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every'])

/**
 * The expressions that a part of a whole may hold, as far as this file shows: a property of an object literal, an element
 * of an array or map, a field of an instance. `name` '[]' is any element. Empty when nothing is known.
 */
export function heldAt(sourceCode: SourceCode, whole: Node, name: string): readonly Node[] {
  if (!mayLook(sourceCode)) return []
  const denoted = denote(sourceCode, whole)
  if (denoted?.kind === 'record') return inLiteral(sourceCode, denoted.node, name)
  if (denoted?.kind === 'object' || denoted?.kind === 'class') return inClass(sourceCode, denoted.node, name)
  const held = valuesOfHolder(sourceCode, whole, name)
  if (held.length > 0) return held.slice(0, MOST)
  return containersOf(sourceCode, whole).flatMap((container) => inLiteral(sourceCode, container, name)).slice(0, MOST)
}

/** The expressions whose value a variable may have, destructuring followed; parameters get what the callers in this file hand over. */
export function valuesOf(sourceCode: SourceCode, source: Source): readonly Node[] {
  if (!mayLook(sourceCode)) return []
  return source.steps.filter(({ name }) => name !== '').reduce<readonly Node[]>(
    (wholes, { name }) => wholes.flatMap((whole) => heldAt(sourceCode, whole, name)).slice(0, MOST),
    wholesOf(sourceCode, source),
  ).concat(source.steps.flatMap(({ fallback }) => fallback ?? []))
}

function wholesOf(sourceCode: SourceCode, source: Source): readonly Node[] {
  switch (source.kind) {
    case 'value':
      return [source.value]
    case 'element':
      return heldAt(sourceCode, source.value, '[]')
    case 'parameter': {
      const call = source.of.parent
      if (call.type === 'CallExpression' && call.arguments.includes(source.of as TSESTree.CallExpressionArgument)) {
        const callee = unwrap(call.callee)
        const isEach = source.index === 0 && callee.type === 'MemberExpression' && EACH.has(keyName(callee) ?? '')
        return isEach ? heldAt(sourceCode, callee.object, '[]') : []
      }
      return callersOf(sourceCode, source.of).slice(0, MOST).flatMap((each) => each.arguments[source.index] ?? [])
    }
    default:
      return []
  }
}

/** What a call takes out of a collection: `views.get(name)`, `lanes.at(-1)`. */
export function takenBy(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Node[] {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && ONE.has(keyName(callee) ?? '') ? heldAt(sourceCode, callee.object, '[]') : []
}

/** The literals and constructions that an expression may be: `{ … }`, `[ … ]`, `new Map()`, `Array.from(…)`, `list.map(…)`. */
const containersOf: (sourceCode: SourceCode, node: Node) => readonly Node[] = perNode<Node, readonly Node[]>((sourceCode, expression) => {
  const node = unwrap(expression)
  const below = (values: readonly Node[]) => values.slice(0, MOST).flatMap((value) => containersOf(sourceCode, value)).slice(0, MOST)
  switch (node.type) {
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'NewExpression':
      return [node]
    case 'AwaitExpression':
      return below([node.argument])
    case 'AssignmentExpression':
      return below([node.right])
    case 'ConditionalExpression':
      return below([node.consequent, node.alternate])
    case 'LogicalExpression':
      return below([node.left, node.right])
    case 'MemberExpression':
      return below(heldAt(sourceCode, node.object, keyName(node) ?? '[]'))
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      return below((variable ? (sourcesOf(sourceCode, variable) ?? []) : []).flatMap((source) => valuesOf(sourceCode, source)))
    }
    case 'CallExpression': {
      const target = calledFunction(sourceCode, node)
      if (target) return below(returnsOf(sourceCode, target))
      const callee = unwrap(node.callee)
      const taken = takenBy(sourceCode, node)
      if (taken.length > 0) return below(taken)
      return callee.type === 'MemberExpression' && MANY.has(keyName(callee) ?? '') ? below([callee.object]) : [node]
    }
    default:
      return []
  }
}, [])

function inLiteral(sourceCode: SourceCode, container: Node, name: string): readonly Node[] {
  switch (container.type) {
    case 'ObjectExpression': {
      const values = container.properties.flatMap((each) => (each.type === 'Property' && (name === '[]' || keyName(each) === name) ? [each.value] : []))
      return values.length > 0 ? values.slice(0, MOST) : putLater(sourceCode, container, name)
    }
    case 'ArrayExpression': {
      const position = /^\d+$/u.test(name) ? container.elements[Number(name)] : undefined
      const elements = position ? [position] : container.elements.slice(0, MOST).flatMap((each) => (each && each.type !== 'SpreadElement' ? [each] : []))
      return elements.length > 0 ? elements : addedElements(sourceCode, container)
    }
    case 'NewExpression':
      return inNew(sourceCode, container)
    case 'CallExpression':
      return made(sourceCode, container)
    default:
      return []
  }
}

/** `const views = {}; views.hits = …`. */
function putLater(sourceCode: SourceCode, literal: Node, name: string): readonly Node[] {
  const variable = variableHolding(sourceCode, literal)
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const member: Node = identifier.parent
    const put = member.parent
    const isPut = member.type === 'MemberExpression' && member.object === identifier && put?.type === 'AssignmentExpression' && put.left === member && put.operator === '='
    return isPut && (name === '[]' || (keyName(member) ?? name) === name) ? [put.right] : []
  }).slice(0, MOST)
}

/** `new Map([[name, view]])`, `new Map()` that is filled later. */
function inNew(sourceCode: SourceCode, node: TSESTree.NewExpression): readonly Node[] {
  const path = apiOf(sourceCode, node.callee)
  if (path !== '#Map' && path !== '#Set' && path !== '#Array') return []
  const [list] = node.arguments
  const entries = list?.type === 'ArrayExpression' ? list.elements.flatMap((each) => each ?? []) : []
  const values = path === '#Map' ? entries.flatMap((each) => (each.type === 'ArrayExpression' ? (each.elements[1] ?? []) : [])) : entries
  return values.length > 0 ? values.slice(0, MOST) : addedElements(sourceCode, node)
}

/** `Array.from({ length }, make)`, `list.map(make)`, `new Array(n).fill(value)`, `Object.values(views)`. */
function made(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Node[] {
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  const [first, second] = call.arguments
  if (!first) return []
  if (path === '#Array.from' && second) return returned(sourceCode, second)
  if (path === '#Object.values' || path === '#Object.freeze' || path === '#Object.seal') return heldAt(sourceCode, first, '[]')
  if (path === '#Array.of') return call.arguments.slice(0, MOST)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  if (method === 'map' || method === 'flatMap') return returned(sourceCode, first)
  return method === 'fill' ? [first] : []
}

function returned(sourceCode: SourceCode, callback: Node): readonly Node[] {
  const target = denote(sourceCode, callback)
  return target?.kind === 'function' && isFunction(target.node) ? returnsOf(sourceCode, target.node).slice(0, MOST) : []
}

/** What a field or getter of a class of this file may hold, inherited ones included. */
function inClass(sourceCode: SourceCode, node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string): readonly Node[] {
  let at: typeof node | undefined = node
  for (let i = 0; at && i < CLASSES; i++) {
    const member = membersOf(sourceCode, at).get(name)
    if (member?.getter) return returnsOf(sourceCode, member.getter).slice(0, MOST)
    const values = member ? assignedValues(member).slice(0, MOST) : []
    if (member?.field?.type === 'TSParameterProperty') return [...values, parameterOf(member.field)]
    if (values.length > 0) return values
    const parent = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
  }
  return []
}

function parameterOf({ parameter }: TSESTree.TSParameterProperty): Node {
  return parameter.type === 'AssignmentPattern' ? parameter.left : parameter
}

import type { TSESTree } from '@typescript-eslint/utils'

import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, isInside, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { blockOf, type Iteration } from './blocks.ts'
import { descendsBy } from './descents.ts'
import { type Limit, limitOf } from './limits.ts'
import { remembers } from './memos.ts'
import { takenBack } from './taken-back.ts'
import { pauseIn } from './yields.ts'

/** A function that calls itself several times for one step of its input: the calls double, or worse, with each step. */
export interface Explosion {
  readonly fn: FunctionNode
  /** The first of the calls, for the report. */
  readonly call: Call
  /** What takes a step each time: positions of parameters. */
  readonly steps: readonly number[]
  /** The loop that makes the calls, where one does. */
  readonly loop?: Iteration
  /** The next call is the other side's move of a game. */
  readonly turns?: boolean
  /** Each call goes through a list, and hands on all but one of it: as many ways as the list has orders. */
  readonly orders?: boolean
}

/** Whether the work of a function grows exponentially: undefined for trees, halves, memos, and what gives way to other tasks. */
export const explosionOf: (sourceCode: SourceCode, fn: FunctionNode) => Explosion | undefined = perNode<FunctionNode, Explosion | undefined>((sourceCode, fn) => {
  if (fn.generator || fn.params.length === 0) return undefined
  const calls = usesOf(sourceCode, fn).calls.filter((call) => isInside(call, fn) && call.type === 'CallExpression')
  if (calls.length === 0 || letsIn(sourceCode, fn, calls) || remembers(sourceCode, fn)) return undefined
  return inLoop(sourceCode, fn, calls) ?? twice(sourceCode, fn, calls)
}, undefined)

/** Whether others get a turn meanwhile. An asynchronous function that waits for nothing but its own calls lets nobody in. */
function letsIn(sourceCode: SourceCode, fn: FunctionNode, calls: readonly Call[]): boolean {
  const pause = pauseIn(sourceCode, blockOf(sourceCode, fn), calls)
  return pause !== 'none' && !(fn.async && pause === 'microtasks')
}

function inLoop(sourceCode: SourceCode, fn: FunctionNode, calls: readonly Call[]): Explosion | undefined {
  for (const call of calls) {
    const loop = iterationOver(blockOf(sourceCode, fn).iterations, call)
    if (!loop || limitOf(sourceCode, loop).kind === 'open' || limitOf(sourceCode, loop).kind === 'few') continue
    const rest = restIn(sourceCode, fn, call, loop)
    const steps = rest >= 0 ? [rest] : (stepsOf(sourceCode, fn, call, loop) ?? takenBack(sourceCode, fn, call, loop))
    const through = rest < 0 && steps ? wentThrough(limitOf(sourceCode, loop)) : undefined
    if (through && descendsBy(sourceCode, fn, call, through)) continue
    if (steps && !isLast(sourceCode, fn, call, loop)) return { fn, call, steps, loop, turns: takesTurns(sourceCode, fn, call), orders: rest >= 0 }
  }
  return undefined
}

/** `-search(next, depth - 1)`, `best(next, depth - 1, !mine)`: what is good for one side is bad for the other. */
function takesTurns(sourceCode: SourceCode, fn: FunctionNode, call: Call): boolean {
  const user = wrapped(call).parent
  if (user?.type === 'UnaryExpression' && user.operator === '-') return true
  return call.arguments.some((argument, i) => {
    const [side, parameter] = [unwrap(argument), fn.params[i]]
    return side.type === 'UnaryExpression' && side.operator === '!' && side.argument.type === 'Identifier' && parameter?.type === 'Identifier'
      && variableOf(sourceCode, side.argument) === variableOf(sourceCode, parameter)
  })
}

/**
 * `for (const stop of open) search(stop, open.filter((other) => other !== stop))`: in the end, every order has been tried. Which
 * argument holds what is left of the list; -1 for none.
 */
function restIn(sourceCode: SourceCode, fn: FunctionNode, call: Call, loop: Iteration): number {
  const through = wentThrough(limitOf(sourceCode, loop))
  const list = through?.type === 'Identifier' ? variableOf(sourceCode, through) : undefined
  return list ? call.arguments.findIndex((argument, i) => {
    const parameter = fn.params[i]
    return parameter?.type === 'Identifier' && variableOf(sourceCode, parameter) === list && isAllButOne(sourceCode, argument, list)
  }) : -1
}

/** The list that a loop goes through, element by element or by its length. */
function wentThrough(limit: Limit): Node | undefined {
  if (limit.kind === 'elements') return unwrap(limit.of)
  const [size] = limit.kind === 'number' ? limit.of.map(unwrap) : []
  return size?.type === 'MemberExpression' && keyName(size) === 'length' ? unwrap(size.object) : undefined
}

function isAllButOne(sourceCode: SourceCode, argument: Node, list: Variable): boolean {
  const value = argument.type === 'Identifier' ? onlyValue(sourceCode, argument) : argument
  const rest = value && unwrap(value)
  if (rest && isBothSides(sourceCode, rest, list)) return true
  const callee = rest?.type === 'CallExpression' ? unwrap(rest.callee) : undefined
  if (rest?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || variableOf(sourceCode, callee.object) !== list) return false
  const [keeps] = rest.arguments
  return keyName(callee) === 'toSpliced' || (keyName(callee) === 'filter' && isFunction(keeps) && keeps.body.type === 'BinaryExpression' && keeps.body.operator.startsWith('!='))
}

/** `[...list.slice(0, i), ...list.slice(i + 1)]`, `list.slice(0, i).concat(list.slice(i + 1))`. */
function isBothSides(sourceCode: SourceCode, rest: Node, list: Variable): boolean {
  const isSlice = (node: Node | undefined): boolean => {
    const callee = node?.type === 'CallExpression' ? unwrap(node.callee) : undefined
    return callee?.type === 'MemberExpression' && keyName(callee) === 'slice' && callee.object.type === 'Identifier' && variableOf(sourceCode, callee.object) === list
  }
  if (rest.type === 'ArrayExpression') return rest.elements.length === 2 && rest.elements.every((each) => each?.type === 'SpreadElement' && isSlice(unwrap(each.argument)))
  const callee = rest.type === 'CallExpression' ? unwrap(rest.callee) : undefined
  return rest.type === 'CallExpression' && callee?.type === 'MemberExpression' && keyName(callee) === 'concat' && isSlice(unwrap(callee.object)) && isSlice(rest.arguments[0])
}

/** Whether the loop does not go on behind the call: `return find(list, i + 1)`. */
function isLast(sourceCode: SourceCode, fn: FunctionNode, call: Call, { callback }: Iteration): boolean {
  if (callback) return false
  const flow = flowOf(sourceCode, fn)
  const [event] = eventsOf(flow, call)
  return !flow.imprecise && event !== undefined && !reaches(flow, event, event)
}

function iterationOver(iterations: readonly Iteration[], call: Call): Iteration | undefined {
  for (const each of iterations) {
    if (each.remote || !isInside(call, each.node)) continue
    if (each.method !== undefined && each.callback && !isInside(call, each.callback)) continue
    return each
  }
  return undefined
}

function twice(sourceCode: SourceCode, fn: FunctionNode, calls: readonly Call[]): Explosion | undefined {
  const own = calls.filter((call) => functionAround(call) === fn)
  const flow = own.length > 1 ? flowOf(sourceCode, fn) : undefined
  if (!flow || flow.imprecise) return undefined
  for (const [i, first] of own.entries()) {
    const steps = stepsOf(sourceCode, fn, first)
    if (!steps) continue
    for (const second of own.slice(i + 1)) {
      const [from, to] = [eventsOf(flow, first)[0], eventsOf(flow, second)[0]]
      if (from === undefined || to === undefined || !(reaches(flow, from, to) || reaches(flow, to, from))) continue
      const others = stepsOf(sourceCode, fn, second)
      if (others?.some((each) => steps.includes(each))) return { fn, call: first, steps }
    }
  }
  return undefined
}

// ---------------------------------------------------------------- steps

type Step = 'step' | 'part' | 'same' | 'other'

/** The parameters that take one step in a call of the function itself; undefined where none does, or the call descends into parts. */
function stepsOf(sourceCode: SourceCode, fn: FunctionNode, call: Call, loop?: Iteration): number[] | undefined {
  const kinds = call.arguments.map((argument, i) => stepAt(sourceCode, fn, argument, i, loop))
  if (kinds.includes('part')) return undefined
  const steps = kinds.flatMap((kind, i) => (kind === 'step' ? [i] : []))
  return steps.length > 0 ? steps : undefined
}

function stepAt(sourceCode: SourceCode, fn: FunctionNode, argument: Node, index: number, loop: Iteration | undefined): Step {
  const parameter = fn.params[index]
  const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  if (!variable) return 'other'
  const counter = loop && counterFrom(sourceCode, variable, loop)
  const isCounted = counter && stepFrom(sourceCode, counter, argument, true, 0) === 'step'
  return isCounted ? 'step' : stepFrom(sourceCode, variable, argument, loop !== undefined, 0)
}

/** What counts on from a parameter, and is changed by nothing but the head of the loop: `for (let i = start; i < list.length; i++)`. */
function counterFrom(sourceCode: SourceCode, parameter: Variable, { node }: Iteration): Variable | undefined {
  const declared = node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration' ? node.init.declarations : []
  const start = declared.find(({ init }) => init?.type === 'Identifier' && variableOf(sourceCode, init) === parameter)
  const counter = start && variableOf(sourceCode, start.id)
  const isHeadOnly = counter?.references.every((reference) => !reference.isWrite() || reference.init === true || (node.type === 'ForStatement' && node.update !== null && isInside(reference.identifier, node.update)))
  return isHeadOnly ? counter : undefined
}

function stepFrom(sourceCode: SourceCode, parameter: Variable, expression: Node, inLoops: boolean, depth: number): Step {
  const node = unwrap(expression)
  if (depth > 4) return 'other'
  const is = (inner: Node): boolean => inner.type === 'Identifier' && variableOf(sourceCode, inner) === parameter
  switch (node.type) {
    case 'Identifier':
      return is(node) ? 'same' : stepOfName(sourceCode, parameter, node, inLoops, depth)
    case 'BinaryExpression':
      return (node.operator === '+' || node.operator === '-') && is(unwrap(node.left)) && (isSmall(node.right) || (inLoops && node.operator === '-' && node.right.type === 'Identifier')) ? 'step' : 'other'
    case 'MemberExpression':
      return mentionsParameter(sourceCode, node.object, parameter) ? 'part' : partOfLoop(sourceCode, node)
    case 'CallExpression':
      return stepOfCall(sourceCode, parameter, node, is, inLoops)
    case 'ArrayExpression': {
      const spreads = node.elements.flatMap((each) => (each?.type === 'SpreadElement' ? [each.argument] : []))
      return inLoops && spreads.length > 0 && spreads.every((each) => stepFrom(sourceCode, parameter, each, inLoops, depth + 1) === 'step') ? 'step' : 'other'
    }
    default:
      return 'other'
  }
}

function isSmall(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number' && node.value <= 8
}

function mentionsParameter(sourceCode: SourceCode, object: Node, parameter: Variable): boolean {
  const place = locationOf(sourceCode, object)
  return place?.root.kind === 'variable' && place.root.variable === parameter
}

/** `child` of `for (const child of node.children)`, `rest` of `const rest = open.filter(…)`. */
function stepOfName(sourceCode: SourceCode, parameter: Variable, name: TSESTree.Identifier, inLoops: boolean, depth: number): Step {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || !source || second) return 'other'
  if (source.kind === 'element') return 'part'
  // Of a callback around the call it is an element; another one of its own only changes its place: `move(n - 1, from, over, to)`.
  if (source.kind === 'parameter') return source.of === parameter.scope.block ? 'other' : 'part'
  if (source.kind === 'unknown') return variable.identifiers[0]?.parent?.type === 'RestElement' ? 'step' : 'other'
  if (source.kind !== 'value') return 'other'
  return source.steps.length > 0 ? 'part' : stepFrom(sourceCode, parameter, source.value, inLoops, depth + 1)
}

function partOfLoop(sourceCode: SourceCode, node: TSESTree.MemberExpression): Step {
  const place = locationOf(sourceCode, node)
  return place?.path.includes('[]') ? 'part' : 'other'
}

function stepOfCall(sourceCode: SourceCode, parameter: Variable, call: TSESTree.CallExpression, is: (node: Node) => boolean, inLoops: boolean): Step {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return 'other'
  const method = keyName(callee)
  const [from, to] = call.arguments
  if (method === 'concat') return stepFrom(sourceCode, parameter, callee.object, inLoops, 4)
  if (!is(unwrap(callee.object))) return 'other'
  if (method === 'filter') return inLoops ? 'step' : 'other'
  if (method !== 'slice' && method !== 'substring' && method !== 'toSpliced') return 'other'
  if (method === 'toSpliced') return 'step'
  if (from?.type === 'Literal') return to && to.type !== 'UnaryExpression' && to.type !== 'Literal' ? (inLoops ? 'step' : 'other') : 'step'
  return inLoops ? 'step' : 'other'
}

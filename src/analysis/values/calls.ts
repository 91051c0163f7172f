import type { TSESTree } from '@typescript-eslint/utils'

import { cloneability } from '../../knowledge/index.ts'
import { results } from '../../knowledge/results.ts'
import { containers } from '../../knowledge/results.ts'
import { linkAt } from '../../utils/chains.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { isNothing, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { resultPath } from '../resolve/path.ts'
import { awaited, evaluate } from './evaluate.ts'
import { enter, type Evaluation, type Frame } from './evaluation.ts'
import { instanceValue } from './instances.ts'
import { listMethodValue } from './lists.ts'
import { modeledValue } from './modeled.ts'
import { pickedValue } from './picked.ts'
import { stateRead } from './stores.ts'
import { typeValue } from './types.ts'
import { aFunction, data, either, listOf, through, unknown, type Value } from './value.ts'

export function newValue(e: Evaluation, node: TSESTree.NewExpression, frame: Frame | undefined): Value {
  const target = denote(e.sourceCode, unwrap(node.callee))
  if (target?.kind === 'class') return instanceValue(e, node, target.node, argumentsOf(e, node, frame), frame)
  if (target?.kind !== 'api') return unknown(node)
  const model = results.get(target.path)
  if (model) return modeledValue(e, model, node, frame)
  // What is put into it does not make a weak collection another thing.
  const path = resultPath(target.path)
  return cloneability(path, 'clone') ? { kind: 'api', at: node, path } : unknown(node)
}

export function callValue(e: Evaluation, node: TSESTree.CallExpression, frame: Frame | undefined): Value {
  const callee = unwrap(node.callee)
  const target = denote(e.sourceCode, callee)
  if (target?.kind === 'function') return entered(e, node, target.node, frame)
  const path = target && apiOf(e.sourceCode, callee)
  const model = path === undefined ? undefined : results.get(path)
  if (model) return modeledValue(e, model, node, frame)
  const yielded = stateRead(e, callee) ?? (callee.type === 'MemberExpression' ? methodValue(e, node, callee, frame) : unknown(node))
  return yielded.kind === 'unknown' ? pickedValue(e, node, frame) : yielded
}

const ITERATOR = '#Symbol.iterator'

function methodValue(e: Evaluation, node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, frame: Frame | undefined): Value {
  const method = keyName(callee) ?? (callee.computed && apiOf(e.sourceCode, callee.property) === ITERATOR ? 'values' : undefined)
  if (method === undefined || callee.object.type === 'Super') return unknown(node)
  const whole = evaluate(e, callee.object, frame)
  if (method === 'bind' && (whole.kind === 'function' || isBoundToItsOwn(e, node, callee))) return aFunction(node)
  if (whole.kind === 'promise' && linkAt(node)) return { kind: 'promise', at: node, of: () => unknown(node) }
  if (whole.kind === 'data') return method === 'matchAll' ? listOf(node, containers.iterator, () => unknown(node)) : data(node)
  return listMethodValue(e, node, whole, method, frame) ?? unknown(node)
}

/** `plugin.run.bind(plugin)`, `handler.bind(this)`: only functions are bound to an object. */
function isBoundToItsOwn({ sourceCode }: Evaluation, { arguments: [first] }: TSESTree.CallExpression, { object }: TSESTree.MemberExpression): boolean {
  const bound = unwrap(object)
  return first !== undefined && (first.type === 'ThisExpression' || (bound.type === 'MemberExpression' && sourceCode.getText(bound.object) === sourceCode.getText(first)))
}

/** What a local function yields for these arguments. */
export function entered(e: Evaluation, node: TSESTree.CallExpression, of: FunctionNode, frame: Frame | undefined): Value {
  const inner = enter(of, argumentsOf(e, node, frame), frame)
  return inner ? returnValue(e, of, inner) : unknown(node)
}

/** The arguments of a call, worked out where the call stands. Unknown behind a spread. */
export function argumentsOf(e: Evaluation, call: Call, frame: Frame | undefined): Frame['argument'] {
  const spread = call.arguments.findIndex((each) => each.type === 'SpreadElement')
  return (index) => {
    if (spread >= 0 && index >= spread) return unknown(call)
    const argument = call.arguments[index]
    return argument && through(argument, evaluate(e, argument, frame))
  }
}

/** What a function yields when it is called: what its returns yield, in a promise or generator where it is one. */
export function returnValue(e: Evaluation, of: FunctionNode, frame: Frame | undefined): Value {
  if (of.generator) return listOf(of, of.async ? containers.asyncGenerator : containers.generator, () => yielded(e, of, frame))
  const result = () => returnedValue(e, of, frame)
  return of.async ? { kind: 'promise', at: of, of: () => awaited(result()) } : result()
}

/** Any one of the values that a generator yields, none of them through `yield*`. */
function yielded(e: Evaluation, of: FunctionNode, frame: Frame | undefined): Value {
  const values: Value[] = []
  walk(e.sourceCode, of.body, (node) => {
    if (node.type === 'YieldExpression') values.push(node.argument && !node.delegate ? evaluate(e, node.argument, frame) : unknown(node))
    return !isFunction(node)
  })
  return either(of, values, true)
}

function returnedValue(e: Evaluation, of: FunctionNode, frame: Frame | undefined): Value {
  const returns = returnsOf(e.sourceCode, of).filter((each) => !isNothing(each))
  if (returns.length === 0) return of.returnType ? typeValue(e, of.returnType) : data(of)
  const several = returns.length > 1
  const values = returns.map((each) => (several && isParameter(e, each, of) ? unknown(each) : evaluate(e, each, frame)))
  const value = either(of, values, several && isChosenByArgument(e, of, frame))
  return value.kind === 'unknown' && of.returnType ? typeValue(e, of.returnType) : value
}

/** Whether the call gives a constant to a parameter that the function tests: which of its returns it comes to is decided then. */
function isChosenByArgument(e: Evaluation, of: FunctionNode, frame: Frame | undefined): boolean {
  return of.params.some((slot, index) => {
    const variable =
      slot.type === 'Identifier' && frame?.of === of && frame.argument(index)?.kind === 'data' ? variableOf(e.sourceCode, slot) : undefined
    return variable?.references.some((reference) => isInTest(reference.identifier, of)) ?? false
  })
}

function isInTest(node: Node, within: FunctionNode): boolean {
  let child = node
  for (let at: Node | undefined = node.parent; at && at !== within; child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test === child) return true
    if (at.type === 'SwitchStatement' && at.discriminant === child) return true
  }
  return false
}

/** One of several returns that hands back a parameter as it came: which one it is depends on the parameter. */
function isParameter(e: Evaluation, node: Node, of: FunctionNode): boolean {
  let root = unwrap(node)
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  const variable = root.type === 'Identifier' ? variableOf(e.sourceCode, root) : undefined
  return (
    variable !== undefined && (sourcesOf(e.sourceCode, variable)?.some((source) => source.kind === 'parameter' && source.of === of) ?? true)
  )
}

import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { beginnings, endingCalls, listening, notListening } from '../../../knowledge/endings.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, isInside, isLiteral, type Node, unwrap } from '../../../utils/syntax.ts'
import type { Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Access } from '../places/accesses.ts'
import { decides } from '../reads/control.ts'

/** `() => clearTimeout(timer)`: what a timer has begun already goes on. */
export function onlyClearsTimers(cleanup: Node): boolean {
  const steps = stepsOf(cleanup)
  return steps.length > 0 && steps.every((step) => step.type === 'CallExpression' && endingCalls.has(calledName(step) ?? ''))
}

/** `() => { off(); window.removeEventListener('focus', look) }`: it stops listening, and what has been asked for by then is answered all the same. */
export function onlyStopsListening(sourceCode: SourceCode, cleanup: Node, effect: FunctionNode): boolean {
  const steps = stepsOf(cleanup)
  return !onlyClearsTimers(cleanup) && steps.length > 0 && steps.every((step) => {
    if (step.type !== 'CallExpression') return false
    if (endingCalls.has(calledName(step) ?? '') || notListening.has(calledName(step) ?? '')) return true
    const callee = unwrap(step.callee)
    return callee.type === 'Identifier' ? step.arguments.length === 0 && isListening(sourceCode, callee, effect) : stopsEach(sourceCode, step, effect)
  })
}

/**
 * The variables of an effect by which its cleanup says that the run is over, where it does nothing else about what has been asked
 * for by then: `let over = false; …; return () => { over = true; clearTimeout(timer) }`. Who does not look goes on.
 */
export function flagsRaised(sourceCode: SourceCode, cleanup: Node, effect: FunctionNode): readonly Variable[] {
  const flags: Variable[] = []
  for (const step of stepsOf(cleanup)) {
    const flag = step.type === 'AssignmentExpression' && step.operator === '=' && (isLiteral(step.right, true) || isLiteral(step.right, false)) ? variableOf(sourceCode, step.left) : undefined
    const isOfRun = flag !== undefined && flag.scope.block === effect
    if (isOfRun) flags.push(flag)
    else if (!(step.type === 'CallExpression' && endingCalls.has(calledName(step) ?? ''))) return []
  }
  return flags
}

/** `offs.forEach((off) => off())`, of a list that is written down. */
function stopsEach(sourceCode: SourceCode, call: Node, effect: FunctionNode): boolean {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || !arrayMethods.has(calledName(call) ?? '')) return false
  const list = onlyValue(sourceCode, call.callee.object)
  const callback = call.arguments[0] && unwrap(call.arguments[0])
  const [step, second] = callback ? stepsOf(callback, 1) : []
  const [element] = callback && isFunction(callback) ? callback.params : []
  return list?.type === 'ArrayExpression' && isInside(list, effect) && list.elements.length > 0 && list.elements.every((each) => each !== null && beginsListening(each))
    && !second && step?.type === 'CallExpression' && step.callee.type === 'Identifier' && element?.type === 'Identifier' && step.callee.name === element.name
}

/** `off`, of `const off = onMessage(room, look)` in the effect. */
function isListening(sourceCode: SourceCode, name: Node, effect: FunctionNode): boolean {
  const value = onlyValue(sourceCode, name)
  return value !== undefined && isInside(value, effect) && beginsListening(value)
}

function beginsListening(value: Node): boolean {
  const call = unwrap(value)
  return isCall(call) && (listening.test(calledName(call) ?? '') || beginnings.has(calledName(call) ?? ''))
}

/** The steps of a function with so many parameters at most. */
function stepsOf(node: Node, params = 0): readonly Node[] {
  const fn = unwrap(node)
  if (!isFunction(fn) || fn.params.length > params) return []
  return fn.body.type === 'BlockStatement' ? fn.body.body.map((each) => (each.type === 'ExpressionStatement' ? each.expression : each)) : [fn.body]
}

/** Whether a run asks if it is over, then waits once more before it stores what has come, and asks no more: `if (over) return; show(await answer.json())`. */
export function isAskedTooEarly(flow: Flow, told: readonly Variable[], { event }: Access): boolean {
  const asking = testsOf(flow).filter((test) => told.some(({ references }) => references.some(({ identifier }) => isInside(identifier, test.node))))
  const events = new Set(asking.map((test) => test.event))
  const gap = suspensionPoints(flow).find((each) => reaches(flow, each, event, (_from, _edge, next) => !events.has(next)))
  return gap !== undefined && asking.some((test) => reaches(flow, test.event, gap) && decides(flow, test, event) !== undefined)
}

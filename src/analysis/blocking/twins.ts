import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isInside, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import type { CriticalContext } from '../roles/critical.ts'
import { branchAt } from '../roles/role.ts'

/**
 * Whether a caller on the way comes to the call only where a condition fails under which alone it is made: `run` has left
 * before it falls back on its twin, `if (native) return runNative(); return this.runSync()`.
 */
export function isCutOff(sourceCode: SourceCode, call: Node, { handler, steps }: CriticalContext): boolean {
  const fn = functionAround(call)
  const step = steps.at(-1)
  if (!fn) return false
  const conditions = conditionsAround(call, fn)
  const given = step?.to === fn ? step.call?.arguments : handler.fn === fn && handler.kind === 'timer' ? givenByTimer(handler.at) : undefined
  if (given && conditions.some(({ test, holds }) => flagGiven(sourceCode, test, fn, given) === !holds)) return true
  if (step?.to !== fn) return false
  return conditions.some(({ test, holds }) => {
    if (!isOfAll(sourceCode, test, fn)) return false
    const text = sourceCode.getText(test)
    const before = branchAt(step.at, (other) => (sourceCode.getText(other) === text && isOfAll(sourceCode, other, step.from) ? true : undefined))
    return before !== undefined && before !== holds
  })
}

/** What a timer hands to its callback: what stands behind the delay. */
function givenByTimer(at: Node): readonly Node[] | undefined {
  return at.type === 'CallExpression' ? at.arguments.slice(2) : undefined
}

/** Whether a condition that is a flag among the parameters holds in the run that is given these arguments: `flush()` of `flush(now = false)`. */
function flagGiven(sourceCode: SourceCode, test: Node, fn: FunctionNode, given: readonly Node[]): boolean | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = flagGiven(sourceCode, node.argument, fn, given)
    return inner === undefined ? undefined : !inner
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const index = fn.params.findIndex((each) => variable?.identifiers[0] === (each.type === 'AssignmentPattern' ? each.left : each))
  const parameter = fn.params[index]
  if (!parameter || variable?.references.some((each) => each.isWrite() && each.init !== true) || given.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) return undefined
  const argument = given[index]
  const value = argument ?? (parameter.type === 'AssignmentPattern' ? parameter.right : undefined)
  if (!value) return false
  return value.type === 'Literal' ? Boolean(value.value) : undefined
}

/** The tests of the function on whose outcome it depends that control comes to the node. */
function conditionsAround(node: Node, fn: FunctionNode): { readonly test: Node, readonly holds: boolean }[] {
  const found: { test: Node, holds: boolean }[] = []
  for (let child = node, at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test !== child) found.push({ test: at.test, holds: at.consequent === child })
  }
  return found
}

/** Whether a condition means the same in every function of the object: it names nothing of this function's own. */
function isOfAll(sourceCode: SourceCode, test: Node, fn: FunctionNode): boolean {
  let isSame = true
  walk(sourceCode, test, (node) => {
    if (node.type === 'CallExpression' || node.type === 'AwaitExpression') isSame = false
    const name = node.type === 'Identifier' ? variableOf(sourceCode, node)?.identifiers[0] : undefined
    if (name && isInside(name, fn)) isSame = false
    return isSame
  })
  return isSame
}

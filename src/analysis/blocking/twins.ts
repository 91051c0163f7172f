import { nodesOf, within } from '../../utils/nodes.ts'
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
  if (handler.fn === fn && handler.kind === 'async' && conditions.some((each) => isChosen(sourceCode, each, fn))) return true
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

/** `if (atOnce) writeFileSync(path, text); else await writeFile(path, text)`: who calls it may have it either way, and nobody in sight asks for the first. */
function isChosen(sourceCode: SourceCode, { test, other }: Condition, fn: FunctionNode): boolean {
  const flag = flagIn(test).name
  const name = flag.type === 'Identifier' ? variableOf(sourceCode, flag)?.identifiers[0] : undefined
  const isParameter = name !== undefined && fn.params.some((each) => name === nameOfParameter(each))
  return isParameter && other !== undefined && within(nodesOf(sourceCode).awaits, other).length > 0
}

/** What a timer hands to its callback: what stands behind the delay. */
function givenByTimer(at: Node): readonly Node[] | undefined {
  return at.type === 'CallExpression' ? at.arguments.slice(2) : undefined
}

/** Whether a condition that asks for a flag among the parameters holds in the run that is given these arguments: `flush()` of `flush(now = false)`. */
function flagGiven(sourceCode: SourceCode, test: Node, fn: FunctionNode, given: readonly Node[]): boolean | undefined {
  const flag = flagIn(test)
  const variable = flag.name.type === 'Identifier' ? variableOf(sourceCode, flag.name) : undefined
  const index = fn.params.findIndex((each) => variable?.identifiers[0] === nameOfParameter(each))
  const parameter = fn.params[index]
  if (!parameter || variable?.references.some((each) => each.isWrite() && each.init !== true) || given.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) return undefined
  const argument = given[index]
  const value = argument ?? (parameter.type === 'AssignmentPattern' ? parameter.right : undefined)
  if (!value) return flag.holds(undefined)
  return value.type === 'Literal' ? flag.holds(value.value) : undefined
}

function nameOfParameter(parameter: Node): Node {
  return parameter.type === 'AssignmentPattern' ? parameter.left : parameter
}

/** `atOnce`, `!later`, `atOnce === true`: what is asked for, and for which of its values that holds. */
function flagIn(test: Node): { readonly name: Node; readonly holds: (value: unknown) => boolean } {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = flagIn(node.argument)
    return { name: inner.name, holds: (value) => !inner.holds(value) }
  }
  if (node.type === 'BinaryExpression' && /^[!=]==$/u.test(node.operator) && node.right.type === 'Literal') {
    const { operator, right } = node
    return { name: unwrap(node.left), holds: (value) => (value === right.value) === operator.startsWith('=') }
  }
  return { name: node, holds: Boolean }
}

/** A test on whose outcome it depends that control comes to a node, and where control goes otherwise. */
interface Condition {
  readonly test: Node
  readonly holds: boolean
  readonly other: Node | undefined
}

/** Those of a function, the innermost first. */
function conditionsAround(node: Node, fn: FunctionNode): readonly Condition[] {
  const found: Condition[] = []
  for (let child = node, at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if ((at.type !== 'IfStatement' && at.type !== 'ConditionalExpression') || at.test === child) continue
    const holds = at.consequent === child
    found.push({ test: at.test, holds, other: (holds ? at.alternate : at.consequent) ?? undefined })
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

import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, type Node, unwrap } from '../../../utils/syntax.ts'
import { isNothing, sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'

/** What has to be so where something is acquired: `given ?? await open()` has found nothing in `given`. */
export interface Condition {
  readonly variable: Variable
  readonly holds: boolean
}

/** The conditions around a call that hang on a variable which nobody sets behind it. */
export function conditionsOf(sourceCode: SourceCode, call: Node): readonly Condition[] {
  const found: Condition[] = []
  for (let at: Node = call, parent = at.parent; parent && !isFunction(parent); at = parent, parent = at.parent) {
    const [test, outcome] = leadingTo(parent, at) ?? []
    const condition = test && outcome !== undefined ? onVariable(sourceCode, test, outcome) : undefined
    if (condition && isSettled(condition.variable, call)) found.push(condition)
  }
  return found
}

/** The test that lets control come to a part, and how it comes out then. */
function leadingTo(parent: Node, part: Node): readonly [Node, boolean] | undefined {
  if (parent.type === 'LogicalExpression') return parent.right === part ? [parent.left, parent.operator === '&&'] : undefined
  if (parent.type !== 'ConditionalExpression' && parent.type !== 'IfStatement') return undefined
  return parent.test === part ? undefined : [parent.test, parent.consequent === part]
}

function onVariable(sourceCode: SourceCode, test: Node, outcome: boolean): Condition | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') return onVariable(sourceCode, node.argument, !outcome)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable && { variable, holds: outcome }
}

/** Whether a variable stays what it was at a call. */
function isSettled({ references }: Variable, call: Node): boolean {
  return references.every((each) => !each.isWrite() || each.identifier.range[0] < call.range[0])
}

/** How far values are followed. */
const MOST_DEPTH = 5

/** Whether an expression that comes out so says that the condition was not met: `savepoint`, of `const savepoint = given ? name() : undefined`. */
export function rulesOut(sourceCode: SourceCode, expression: Node, outcome: boolean, condition: Condition, depth = 0): boolean {
  const node = unwrap(expression)
  const says = (part: Node, comesOut: boolean): boolean => depth < MOST_DEPTH && rulesOut(sourceCode, part, comesOut, condition, depth + 1)
  switch (node.type) {
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      if (!variable) return false
      if (variable === condition.variable) return outcome !== condition.holds
      // What it may hold beside something that is missing.
      const sources = outcome ? (sourcesOf(sourceCode, variable) ?? []).filter((source) => source.kind !== 'value' || !isEmpty(source.value)) : []
      return sources.length > 0 && sources.every((source) => source.kind === 'value' && source.steps.length === 0 && says(source.value, true))
    }
    case 'UnaryExpression':
      return node.operator === '!' && says(node.argument, !outcome)
    case 'LogicalExpression':
      return node.operator === (outcome ? '&&' : '||') && (says(node.left, outcome) || says(node.right, outcome))
    case 'ConditionalExpression':
      if (!outcome) return false
      if (isEmpty(node.alternate)) return says(node.test, true) || says(node.consequent, true)
      return isEmpty(node.consequent) && (says(node.test, false) || says(node.alternate, true))
    default:
      return false
  }
}

function isEmpty(value: Node): boolean {
  const node = unwrap(value)
  return isNothing(node) || (node.type === 'Literal' && node.value === false)
}

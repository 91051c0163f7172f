import { acquired, refused } from '../../../knowledge/locks/answers.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import type { EdgeKind } from '../../flow/graph.ts'
import { isNothing, onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Acquisition } from './acquisitions.ts'
import { conditionsOf, rulesOut } from './conditions.ts'

/** The edge of a test on which nothing was acquired; undefined where the test says nothing about that. */
export type Outcome = (test: Node, kind: 'test' | 'nullish') => EdgeKind | undefined

/** How the code finds out whether acquiring succeeded: by what it yields, or by the error of its callback. */
export function outcomeOf(sourceCode: SourceCode, { call, trails, error }: Acquisition): Outcome {
  const variables = new Set([...trails.flatMap((trail) => [...trail.variables]), ...flagsOf(sourceCode, call)])
  const isIt = (node: Node): boolean => {
    const inner = unwrap(node)
    if (inner === call || (inner.type === 'AwaitExpression' && unwrap(inner.argument) === call)) return true
    const variable = variableOf(sourceCode, inner.type === 'MemberExpression' ? unwrap(inner.object) : inner)
    return variable !== undefined && variables.has(variable)
  }
  const conditions = conditionsOf(sourceCode, call)
  const unmet = (node: Node): EdgeKind | undefined => {
    for (const edge of ['true', 'false'] as const) if (conditions.some((condition) => rulesOut(sourceCode, node, edge === 'true', condition))) return edge
    return undefined
  }
  const isError = (node: Node): boolean => error !== undefined && variableOf(sourceCode, unwrap(node)) === error
  return (test, kind) => {
    if (kind === 'nullish') return isIt(test) ? 'true' : isError(test) ? 'false' : undefined
    const said = refusedOn(sourceCode, test, isIt)
    if (said) return said
    const node = unwrap(test)
    if (node.type !== 'BinaryExpression') return isIt(node) ? 'false' : isError(node) ? 'true' : unmet(node)
    const isEqual = node.operator.startsWith('==')
    if (!isEqual && !node.operator.startsWith('!=')) return undefined
    const tested = isEmpty(node.right) ? node.left : isEmpty(node.left) ? node.right : undefined
    if (!tested) return undefined
    if (isIt(tested)) return isEqual ? 'true' : 'false'
    return isError(tested) ? (isEqual ? 'false' : 'true') : undefined
  }
}

/** The edge on which the result, compared with a word, says that nothing was acquired: `result !== 'acquired'`, `result === 'busy'`. */
function refusedOn(sourceCode: SourceCode, test: Node, isIt: (node: Node) => boolean): EdgeKind | undefined {
  return (['true', 'false'] as const).find((edge) => saysRefused(sourceCode, test, edge === 'true', isIt, 0))
}

/** How many names and parts a condition is looked for behind. */
const MOST_PARTS = 4

function saysRefused(sourceCode: SourceCode, test: Node, outcome: boolean, isIt: (node: Node) => boolean, depth: number): boolean {
  const node = unwrap(test)
  const says = (part: Node, comesOut: boolean): boolean => depth < MOST_PARTS && saysRefused(sourceCode, part, comesOut, isIt, depth + 1)
  switch (node.type) {
    case 'BinaryExpression': {
      if (!/^[!=]==?$/u.test(node.operator)) return false
      const word = literalText(isIt(node.left) ? node.right : node.left)
      if (word === undefined || !(isIt(node.left) || isIt(node.right))) return false
      const isThat = outcome === node.operator.startsWith('=')
      return acquired.test(word) ? !isThat : refused.test(word) && isThat
    }
    case 'UnaryExpression':
      return node.operator === '!' && says(node.argument, !outcome)
    case 'LogicalExpression':
      return node.operator === (outcome ? '&&' : '||') && (says(node.left, outcome) || says(node.right, outcome))
    case 'Identifier': {
      const value = onlyValue(sourceCode, node)
      return value !== undefined && value !== node && unwrap(value).type !== 'AwaitExpression' && says(value, outcome)
    }
    default:
      return false
  }
}

function isEmpty(node: Node): boolean {
  return isNothing(node) || (node.type === 'Literal' && node.value === false)
}

/** Local variables that the code sets to true once it has acquired: `locked = true`. */
function flagsOf(sourceCode: SourceCode, call: Node): readonly Variable[] {
  const flags = new Set<Variable>()
  for (let block = call.parent; block && !isFunction(block); block = block.parent) {
    if (block.type !== 'BlockStatement') continue
    for (const statement of block.body) {
      const set = statement.range[0] > call.range[1] && statement.type === 'ExpressionStatement' ? statement.expression : undefined
      const variable = set?.type === 'AssignmentExpression' && isTrue(set.right) ? variableOf(sourceCode, set.left) : undefined
      if (variable && isFlag(variable, call)) flags.add(variable)
    }
  }
  return [...flags]
}

/** Whether it is true only behind the acquisition. */
function isFlag(variable: Variable, call: Node): boolean {
  return variable.references.every((reference) => {
    if (!reference.isWrite()) return true
    const { writeExpr, identifier } = reference
    return writeExpr?.type === 'Literal' && (writeExpr.value === false || (writeExpr.value === true && identifier.range[0] > call.range[1]))
  })
}

function isTrue(node: Node): boolean {
  return node.type === 'Literal' && node.value === true
}

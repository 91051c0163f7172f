import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, isInside, type Node, walk } from '../../../utils/syntax.ts'
import { sourceAt, type Variable, variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import type { Spot } from '../facts.ts'
import type { GivenOrder } from './given.ts'

/** What makes two locks be taken in the order of their keys: a declaration, and the names that take the place of the keys. */
export interface Sorted {
  /** The declaration goes before this statement. */
  readonly before: Node
  readonly declaration: string
  readonly renamed: readonly { readonly node: Node; readonly name: string }[]
}

const NAMES = ['first', 'second'] as const
const COMPARABLE: ReadonlySet<string> = new Set(['TSStringKeyword', 'TSNumberKeyword', 'TSBigIntKeyword'])

/**
 * The repair of two locks that are taken in caller-given order, where both are chosen by parameters that can be compared
 * and both are taken in the function that has these; undefined elsewhere.
 */
export function sortedByKey(sourceCode: SourceCode, { since, at }: GivenOrder): Sorted | undefined {
  const calls = [callAt(sourceCode, since), callAt(sourceCode, at)]
  const uses = calls.map((call) => call && keysIn(sourceCode, call))
  const [left, right] = uses.map((nodes) => nodes && only(sourceCode, nodes))
  const owner = left && right && left.variable !== right.variable && left.of === right.of ? left.of : undefined
  if (!left || !right || !owner || NAMES.some((name) => new RegExp(`\\b${name}\\b`, 'u').test(sourceCode.getText(owner)))) return undefined
  const [call] = calls
  const before = owner.body.type === 'BlockStatement' ? owner.body.body.find((statement) => call && isInside(call, statement)) : undefined
  const [a, b] = [left.variable.name, right.variable.name]
  return before && {
    before,
    declaration: `const [${NAMES.join(', ')}] = ${a} < ${b} ? [${a}, ${b}] : [${b}, ${a}]`,
    renamed: uses.flatMap((nodes, i) => (nodes ?? []).map((node) => ({ node, name: NAMES[i] ?? '' }))),
  }
}

function callAt(sourceCode: SourceCode, spot: Spot): TSESTree.CallExpression | undefined {
  const found = nodesOf(sourceCode).calls.find((call) => isSame(spotOf(call), spot))
  return found?.type === 'CallExpression' ? found : undefined
}

function isSame(a: Spot, b: Spot): boolean {
  return a.start.line === b.start.line && a.start.column === b.start.column && a.end.line === b.end.line && a.end.column === b.end.column
}

/** The names in a call, its callbacks aside, that are parameters which can be compared. */
function keysIn(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Node[] {
  const found: Node[] = []
  walk(sourceCode, call, (node) => {
    if (isFunction(node)) return false
    if (node.type === 'Identifier' && isKey(node, variableOf(sourceCode, node))) found.push(node)
    return true
  })
  return found
}

function isKey(name: TSESTree.Identifier, variable: Variable | undefined): boolean {
  const [declared, second] = variable?.identifiers ?? []
  const type = declared?.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation.type : undefined
  return declared !== undefined && declared !== name && !second && variable?.defs[0]?.type === 'Parameter' && type !== undefined && COMPARABLE.has(type)
}

/** The one parameter that all of the names mean; undefined for several, and for parts of a parameter. */
function only(sourceCode: SourceCode, names: readonly Node[]): { readonly variable: Variable; readonly of: FunctionNode } | undefined {
  const variables = new Set(names.map((name) => variableOf(sourceCode, name)))
  const [variable, second] = variables
  const [declared] = variable?.identifiers ?? []
  const source = declared && sourceAt(declared)
  const of = declared && functionAround(declared)
  return variable && !second && of && source?.kind === 'parameter' && source.steps.length === 0 ? { variable, of } : undefined
}

import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { isParameterOfRun } from '../../callbacks/whole.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { usesOfPlace } from '../others/elsewhere.ts'
import type { StaleWrite } from '../reads/stale.ts'

const COMPARES: ReadonlySet<string> = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof'])

/** Whether a value is a yes or a no, whatever it is made of: `!!(await claim())`, `await ask() || false`. No work is lost with one. */
export function isYesOrNo(value: Node): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'boolean'
    case 'UnaryExpression':
      return node.operator === '!'
    case 'BinaryExpression':
      return COMPARES.has(node.operator)
    case 'LogicalExpression':
      return isYesOrNo(node.right)
    case 'ConditionalExpression':
      return isYesOrNo(node.consequent) && isYesOrNo(node.alternate)
    default:
      return false
  }
}

/**
 * Whether each run writes the same, and nobody else of the file writes: `{ ...read, folder: this.folder }` puts the same beside
 * what was there, and `[...read]` only says once more what is.
 */
export function isSameForEachRun(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const value = write.value && unwrap(write.value)
  if (value?.type === 'ArrayExpression') return value.elements.length === 1 && value.elements[0]?.type === 'SpreadElement'
  if (value?.type !== 'ObjectExpression') return false
  const isSame = value.properties.every((each) => (each.type === 'SpreadElement' && !isBrought(sourceCode, flow.owner, each.argument, read.node)) || (each.type === 'Property' && !each.computed && isMadeOfFixed(sourceCode, flow.owner, each.value, read.node, 0)))
  return isSame && usesOfPlace(sourceCode, write.place).every(({ owner, does }) => owner === flow.owner || does === 'other')
}

/** `...(await load(file))`, `...patch`: each run brings its own, as its caller wants it, or as it comes. */
function isBrought(sourceCode: SourceCode, owner: CodeOwner, spread: Node, read: Node): boolean {
  const node = unwrap(spread)
  if (node.type === 'AwaitExpression') return !isInside(read, node)
  if (node.type !== 'Identifier') return false
  if (isParameterOfRun(sourceCode, owner, node)) return true
  const value = onlyValue(sourceCode, node)
  return value !== undefined && unwrap(value).type === 'AwaitExpression' && isInside(value, owner) && !isInside(read, value)
}

/** How far values are followed. */
const MOST_DEPTH = 4

/** Whether an expression is made of constants and fields alone: not of a parameter, of a call, of what others run meanwhile, or of the old value. */
function isMadeOfFixed(sourceCode: SourceCode, owner: CodeOwner, expression: Node, read: Node, depth: number): boolean {
  if (depth > MOST_DEPTH) return false
  let isFixed = true
  walkOwn(sourceCode, expression, (node) => {
    if (isFunction(node) || node === read || node.type === 'AwaitExpression' || node.type === 'NewExpression' || isParameterOfRun(sourceCode, owner, node)) isFixed = false
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable?.defs[0]?.type === 'Variable' && isInside(variable.identifiers[0] as Node, owner)) {
      const sources = sourcesOf(sourceCode, variable)
      isFixed &&= sources?.length === 1 && sources.every((source) => source.kind === 'value' && isMadeOfFixed(sourceCode, owner, source.value, read, depth + 1))
    }
    return isFixed
  })
  return isFixed
}

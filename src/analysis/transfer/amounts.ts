import { LARGE_BYTES } from '../../knowledge/transfers.ts'
import type { BufferMaker } from '../../knowledge/schema.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { extentOf, valueOf } from '../loops/amounts.ts'
import { constantOf } from '../loops/constants.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evaluate } from '../values/evaluate.ts'
import { evaluation } from '../values/evaluation.ts'

/** How many there are of something: a number; many, where data decide that; undefined where nobody can say. */
type Count = number | 'many' | undefined

const DEPTH = 6
/** In how many parts what data decide is still large. */
const MOST_PARTS = 8

/** Whether the memory that a call makes is large: surely, or as large as the data that it is made for. */
export function isLarge(sourceCode: SourceCode, call: Call, { size, unit, pooled, copies }: BufferMaker): boolean {
  if (size === 'content') return true
  const count = size === 'receiver' ? ofReceiver(sourceCode, call) : 'sides' in size ? ofSides(sourceCode, call, size.sides) : ofArgument(sourceCode, call.arguments[size.argument], copies)
  return count === 'many' ? !pooled : count !== undefined && count * unit >= LARGE_BYTES
}

function ofReceiver(sourceCode: SourceCode, { callee, arguments: [from, to] }: Call): Count {
  const inner = unwrap(callee)
  const end = to && constantOf(sourceCode, to, undefined)
  const start = from && constantOf(sourceCode, from, undefined)
  if (end !== undefined && start !== undefined && end >= 0) return end - start
  return inner.type === 'MemberExpression' ? elementsOf(sourceCode, inner.object) : undefined
}

function ofSides(sourceCode: SourceCode, { arguments: args }: Call, first: number): Count {
  const [width, height] = args.slice(first, first + 2).map((each) => (each.type === 'SpreadElement' ? undefined : numberOf(sourceCode, each, 0)))
  return args.length < first + 2 ? undefined : times(width, height)
}

/** A length, or a list whose elements are taken over. */
function ofArgument(sourceCode: SourceCode, argument: Node | undefined, copies: true | undefined): Count {
  if (!argument || argument.type === 'SpreadElement') return undefined
  const node = unwrap(argument)
  const options = node.type === 'ObjectExpression' ? node.properties.find((each) => each.type === 'Property' && keyName(each) === 'length') : undefined
  if (options?.type === 'Property') return numberOf(sourceCode, options.value, 0)
  return numberOf(sourceCode, node, 0) ?? (copies || isList(sourceCode, node) ? elementsOf(sourceCode, node) : undefined)
}

/** Whether it is surely a list: of what may be a buffer, a view would be made. */
function isList(sourceCode: SourceCode, node: Node): boolean {
  if (node.type === 'CallExpression' && ['map', 'flatMap', 'flat', 'filter'].includes(calledName(node) ?? '')) return true
  return evaluate(evaluation(sourceCode), node, undefined).kind === 'list'
}

function elementsOf(sourceCode: SourceCode, list: Node): Count {
  const made = onlyValue(sourceCode, unwrap(list))
  const maker = made && unwrap(made)
  if (maker?.type === 'NewExpression' && apiOf(sourceCode, maker.callee)?.startsWith('#')) {
    const [length] = maker.arguments
    const count = length && numberOf(sourceCode, length, 0)
    if (count !== undefined) return count
  }
  const amount = extentOf(sourceCode, list, undefined)
  return amount.kind === 'data' ? 'many' : amount.kind === 'count' ? amount.count : undefined
}

/** How large a number is. */
function numberOf(sourceCode: SourceCode, expression: Node, depth: number): Count {
  const node = unwrap(expression)
  const constant = constantOf(sourceCode, node, undefined)
  if (constant !== undefined) return constant
  if (depth > DEPTH) return undefined
  const below = (each: Node): Count => numberOf(sourceCode, each, depth + 1)
  switch (node.type) {
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') return undefined
      const [left, right] = [below(node.left), below(node.right)]
      if (node.operator === '*') return times(left, right)
      if (node.operator === '/') return over(left, right)
      if (node.operator === '+') return left === 'many' || right === 'many' ? 'many' : undefined
      return node.operator === '-' || node.operator === '<<' ? left : undefined
    }
    case 'Identifier': {
      const value = onlyValue(sourceCode, node)
      return value && below(value)
    }
    case 'CallExpression': {
      const path = apiOf(sourceCode, node.callee)
      const counts = path?.startsWith('#Math.') ? node.arguments.map(below) : []
      if (path === '#Math.min') return counts.find((each) => typeof each === 'number')
      return counts.includes('many') ? 'many' : undefined
    }
    case 'MemberExpression': {
      const name = keyName(node)
      const isSize = name === 'length' || name === 'byteLength' || name === 'size'
      return isSize ? elementsOf(sourceCode, node.object) : undefined
    }
    default: {
      const amount = valueOf(sourceCode, node, undefined)
      return amount.kind === 'data' && amount.number !== true ? 'many' : undefined
    }
  }
}

/** `samples.length / 2`: a part of what data decide is as large as they are, if it is no small part. */
function over(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number' && b > 0) return a / b
  return a === 'many' && typeof b === 'number' && b <= MOST_PARTS ? 'many' : undefined
}

/** Two sides of which nobody knows more than their names make a plane. */
function times(a: Count, b: Count): Count {
  if (a === 'many' || b === 'many') return a === 0 || b === 0 ? 0 : 'many'
  if (a === undefined && b === undefined) return 'many'
  if (a === undefined || b === undefined) return Number(a ?? b) >= LARGE_BYTES ? 'many' : undefined
  return a * b
}

import type { TSESTree } from '@typescript-eslint/utils'

import { fileSizes, toNumber } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { lastName } from '../resolve/path.ts'
import { asked, askedOfName } from './asking.ts'
import { capOf } from './caps.ts'
import { constantOf } from './constants.ts'
import { awaited, callExtent, extentOfName, memberExtent } from './extents.ts'
import type { Frame } from './frames.ts'
import { argumentOf } from './parameters.ts'
import { reassignedParameter } from './reassigned.ts'
import type { Schema } from './schemas.ts'

/** Who decides how much there is: a client, a peer, a file or an image; whoever answers a call; all requests or messages so far, each of which adds something; nobody we know. */
export type Origin = 'request' | 'message' | 'file' | 'image' | 'reply' | 'heap' | 'caller' | 'state'

/** How much of something there is, or how large a number is. */
export type Amount =
  /** At most this many. */
  | { readonly kind: 'count'; readonly count: number }
  /** As much as somebody else decides. `root` tells one thing from another. `number`: a number that
   * they send, not the size of what they send. `least`: how many there are at least where it matters. `parts`: what a schema
   * says of its members. `lines`: it is a text, line by line. `answered`: it is a member of an answer. */
  | {
    readonly kind: 'data'; readonly from: Origin; readonly root: string; readonly text: string; readonly node: Node
    readonly number?: true; readonly least?: number; readonly parts?: TSESTree.ObjectExpression; readonly lines?: true; readonly answered?: true
  }
  /** What a handler is given: its data is below. `checked`: what a schema says of that. */
  | { readonly kind: 'carrier'; readonly from: Origin; readonly root: string; readonly text: string; readonly node: Node; readonly checked?: Schema }
  /** Some part of what an iteration goes through: of its element, or of one element of a collection. */
  | { readonly kind: 'part'; readonly of: Node | undefined; readonly root?: string }
  | { readonly kind: 'unknown' }

const fileSizeNames: ReadonlySet<string> = new Set([...fileSizes].map(lastName))

export const UNKNOWN: Amount = { kind: 'unknown' }
export const few = (count: number): Amount => ({ kind: 'count', count })
const MOST_DEPTH = 16

const STRENGTH: Readonly<Record<Origin, number>> = { request: 3, message: 3, file: 3, image: 3, reply: 2, heap: 2, caller: 1, state: 1 }

/** How sure it is that there is much: 3 a client, peer or file decides, 2 whoever answers a call, 1 we cannot say, 0 it does not count. */
export function evidenceOf(amount: Amount): number {
  return amount.kind === 'data' ? STRENGTH[amount.from] : 0
}

/** Of several things that it may be, the one that most is known to be much. */
export function strongest(amounts: readonly Amount[]): Amount {
  let best: Amount | undefined
  for (const each of amounts) {
    if (!best || rank(each) > rank(best)) best = each
  }
  return best ?? UNKNOWN
}

function rank(amount: Amount): number {
  switch (amount.kind) {
    case 'data':
      return 10 + STRENGTH[amount.from]
    case 'carrier':
      return 9
    case 'part':
      return 2
    case 'count':
      return amount.count > 1000 ? 3 : 1
    default:
      return 0
  }
}

// ---------------------------------------------------------------- how many elements

/** How many elements, entries or characters the value of an expression has. */
export function extentOf(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): Amount {
  if (depth > MOST_DEPTH) return UNKNOWN
  return asked(sourceCode, () => extentOfNode(sourceCode, unwrap(expression), frame, depth), UNKNOWN)
}

function extentOfNode(sourceCode: SourceCode, node: Node, frame: Frame | undefined, depth: number): Amount {
  const below = (inner: Node): Amount => extentOf(sourceCode, inner, frame, depth + 1)
  const cap = capOf(sourceCode, node, frame)
  if (cap !== undefined) return few(cap)
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return few(literalText(node)?.length ?? 100)
    case 'ArrayExpression':
      return strongest([few(node.elements.length), ...node.elements.flatMap((each) => (each?.type === 'SpreadElement' ? [below(each.argument)] : []))])
    case 'ObjectExpression': {
      // `{ ...sizes }` is a copy; what is added to options is written down by hand.
      const [only, second] = node.properties
      return only?.type === 'SpreadElement' && !second ? below(only.argument) : few(node.properties.length)
    }
    case 'AwaitExpression':
      return awaited(sourceCode, node.argument, frame, depth)
    case 'Identifier':
      return extentOfName(sourceCode, node, frame, depth)
    case 'MemberExpression':
      return memberExtent(sourceCode, node, frame, depth)
    case 'CallExpression':
    case 'NewExpression':
      return callExtent(sourceCode, node, frame, depth)
    case 'ConditionalExpression':
      return strongest([below(node.consequent), below(node.alternate)])
    case 'LogicalExpression':
      return node.operator === '&&' ? below(node.right) : strongest([below(node.left), below(node.right)])
    case 'AssignmentExpression':
      return node.operator === '=' ? below(node.right) : UNKNOWN
    default:
      return UNKNOWN
  }
}

// ---------------------------------------------------------------- how large a number

/** How large the number that an expression yields is: a constant, the size of something, or what somebody else says. */
export function valueOf(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): Amount {
  if (depth > MOST_DEPTH) return UNKNOWN
  return asked(sourceCode, () => valueOfNode(sourceCode, unwrap(expression), frame, depth), UNKNOWN)
}

function valueOfNode(sourceCode: SourceCode, node: Node, frame: Frame | undefined, depth: number): Amount {
  const constant = constantOf(sourceCode, node, frame)
  if (constant !== undefined) return few(constant)
  const cap = capOf(sourceCode, node, frame)
  if (cap !== undefined) return few(cap)
  const below = (inner: Node): Amount => valueOf(sourceCode, inner, frame, depth + 1)
  switch (node.type) {
    case 'Identifier':
      return numberNamed(sourceCode, node, frame, depth)
    case 'MemberExpression': {
      const name = keyName(node)
      if (name === 'length' || name === 'size' || name === 'byteLength') return extentOf(sourceCode, node.object, frame, depth + 1)
      if (name !== undefined && fileSizeNames.has(name) && fileSizes.has(apiOf(sourceCode, node) ?? '')) return { kind: 'data', from: 'file', root: `d${sourceCode.getText(node.object)}`, text: sourceCode.getText(node), node }
      return asNumber(memberExtent(sourceCode, node, frame, depth))
    }
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') return UNKNOWN
      if (node.operator === '%' || node.operator === '&') return few(constantOf(sourceCode, node.right, frame) ?? 100)
      const both = [below(node.left), below(node.right)]
      return both.some((each) => each.kind === 'unknown') && !both.some((each) => each.kind === 'data') ? UNKNOWN : strongest(both)
    }
    case 'UnaryExpression':
      return node.operator === '+' ? below(node.argument) : UNKNOWN
    case 'LogicalExpression':
      return strongest([below(node.left), below(node.right)])
    case 'ConditionalExpression': {
      const both = [below(node.consequent), below(node.alternate)]
      return both.find((each) => each.kind === 'count') ?? strongest(both)
    }
    case 'AwaitExpression':
      return asNumber(awaited(sourceCode, node.argument, frame, depth))
    case 'CallExpression': {
      const path = apiOf(sourceCode, node.callee)
      const [first] = node.arguments
      if (path !== undefined && first && toNumber.has(path)) return below(first)
      if (path === '#Math.min') return least(node.arguments.map(below))
      if (path === '#Math.max' || path === '#Math.sqrt' || path === '#Math.pow') return strongest(node.arguments.map(below))
      return asNumber(callExtent(sourceCode, node, frame, depth))
    }
    default:
      return UNKNOWN
  }
}

/** The smaller of several: what one of them bounds is bounded. */
function least(amounts: readonly Amount[]): Amount {
  return amounts.find((each) => each.kind === 'count') ?? amounts.find((each) => each.kind !== 'data') ?? strongest(amounts)
}

function asNumber(amount: Amount): Amount {
  return amount.kind === 'data' && amount.least === undefined ? { ...amount, number: true } : amount
}

function numberNamed(sourceCode: SourceCode, name: Node, frame: Frame | undefined, depth: number): Amount {
  const variable = variableOf(sourceCode, name)
  const sources = variable && sourcesOf(sourceCode, variable)
  if (!variable || !sources) return UNKNOWN
  if (variable.references.some(({ identifier }) => identifier.parent.type === 'UpdateExpression')) return UNKNOWN
  const later = reassignedParameter(variable, name)
  if (later) return valueOf(sourceCode, later, frame, depth + 1)
  const amounts = (): Amount[] => sources.map((source) => {
    if (source.kind === 'value' && source.steps.length === 0) return valueOf(sourceCode, source.value, frame, depth + 1)
    if (source.kind === 'parameter') {
      const argument = argumentOf(source, frame)
      if (argument) return valueOf(sourceCode, argument.node, argument.frame, depth + 1)
    }
    return asNumber(extentOfName(sourceCode, name, frame, depth + 1))
  })
  return askedOfName(sourceCode, variable, 'value', () => strongest(amounts()), UNKNOWN)
}

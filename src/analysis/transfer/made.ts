import { viewTypes } from '../../knowledge/shared-memory.ts'
import type { BufferMaker } from '../../knowledge/schema.ts'
import { bufferMakers, copyingMethods, makingMethods, returningMethods, viewPaths } from '../../knowledge/transfers.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, pathOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction, calledPath, receiver } from '../resolve/receiver.ts'
import { isLarge } from './amounts.ts'
import { diesWithReturn } from './holders.ts'

/** Large memory that an expression stands for and that the code at hand has made. */
export interface Made {
  /** The call that makes it. */
  readonly maker: Call
  /** The names that lead from the expression to what can be transferred. */
  readonly below: readonly string[]
  /** The variables that it came through. */
  readonly through: readonly Variable[]
}

const DEPTH = 6

/** The memory behind an expression; undefined where it is not surely new, large, and all there is of it. */
export function madeAt(sourceCode: SourceCode, expression: Node, depth = 0): Made | undefined {
  const node = unwrap(expression)
  if (depth > DEPTH) return undefined
  switch (node.type) {
    case 'AwaitExpression':
      return madeAt(sourceCode, node.argument, depth + 1)
    case 'Identifier':
      return ofVariable(sourceCode, node, depth)
    case 'MemberExpression':
      return partOf(madeAt(sourceCode, node.object, depth + 1), keyName(node))
    case 'CallExpression':
    case 'NewExpression':
      return ofCall(sourceCode, node, depth)
    default:
      return undefined
  }
}

function partOf(made: Made | undefined, name: string | undefined): Made | undefined {
  return made && name !== undefined && made.below[0] === name ? { ...made, below: made.below.slice(1) } : undefined
}

function ofVariable(sourceCode: SourceCode, name: Node, depth: number): Made | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || source?.kind !== 'value' || second || source.steps.some(({ fallback }) => fallback)) return undefined
  const whole = madeAt(sourceCode, source.value, depth + 1)
  const made = source.steps.reduce<Made | undefined>((at, step) => partOf(at, step.name), whole)
  return made && { ...made, through: [...made.through, variable] }
}

function ofCall(sourceCode: SourceCode, call: Call, depth: number): Made | undefined {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) ?? '' : ''
  if (callee.type === 'MemberExpression' && returningMethods.has(method)) return madeAt(sourceCode, callee.object, depth + 1)
  const over = shownMemory(sourceCode, call, depth)
  if (over) return over
  const maker = makerOf(sourceCode, call, method)
  if (maker) return isLarge(sourceCode, call, maker) ? { maker: call, below: maker.below, through: [] } : undefined
  return ofHelper(sourceCode, call, depth)
}

/** `new Uint8Array(buffer)`, `new ImageData(pixels, width)`, `pixels.subarray(0, 8)`: the memory that is shown. */
function shownMemory(sourceCode: SourceCode, call: Call, depth: number): Made | undefined {
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  if (!first || first.type === 'SpreadElement') return undefined
  const path = apiOf(sourceCode, callee)
  const isView = path === '#DataView' || (path !== undefined && viewTypes.has(path.slice(1)))
  if (path === '#ImageData' || isView) {
    const made = madeAt(sourceCode, first, depth + 1)
    if (path === '#ImageData' ? made?.below.length === 1 : made?.below.length === 0) return { ...made, below: path === '#ImageData' ? ['data', 'buffer'] : ['buffer'] } as Made
  }
  return undefined
}

function makerOf(sourceCode: SourceCode, call: Call, method: string): BufferMaker | undefined {
  const path = calledPath(sourceCode, call)
  const known = path === undefined ? undefined : bufferMakers.get(path)
  if (known) return known.without !== undefined && call.arguments.length > known.without ? undefined : known
  if (call.callee.type !== 'MemberExpression' || call.type !== 'CallExpression') return undefined
  const made = makingMethods.get(method)
  if (made) return made
  const type = copyingMethods.has(method) ? pathOf(sourceCode, receiver(sourceCode, call.callee.object)) : undefined
  if (type === undefined || (type !== '#ArrayBuffer()' && !viewPaths.test(type)) || type.endsWith('Buffer#Buffer()') || type === 'node:buffer#Buffer()') return undefined
  const unit = bufferMakers.get(type.slice(0, -2))?.unit ?? 1
  return { below: type === '#ArrayBuffer()' ? [] : ['buffer'], unit, size: 'receiver' }
}

/** What a function of this file makes and returns, without keeping it. */
function ofHelper(sourceCode: SourceCode, call: Call, depth: number): Made | undefined {
  const fn = calledFunction(sourceCode, call)
  if (!fn || fn.generator) return undefined
  const [returned, other] = returnsOf(sourceCode, fn)
  const made = returned && !other ? madeAt(sourceCode, returned, depth + 2) : undefined
  return made && returned && diesWithReturn(sourceCode, fn, made.through, returned) ? { ...made, through: [] } : undefined
}

import type {  } from '@typescript-eslint/utils'

import { cores, MOST_PER_CORE, MOST_THREADS } from '../../knowledge/fanouts.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, propertyOf, sizedIn, unwrap } from '../../utils/syntax.ts'
import { spawnModelOf } from '../handles/spawns.ts'
import { type Amount, valueOf } from '../loops/amounts.ts'
import { constantOf } from '../loops/constants.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'

/** A size of a pool that cannot be meant. */
export type OddSize =
  | { readonly kind: 'large'; readonly at: Node; readonly count: number }
  | { readonly kind: 'perCore'; readonly at: Node; readonly count: number }
  | { readonly kind: 'none'; readonly at: Node }
  | { readonly kind: 'crossed'; readonly at: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'input'; readonly at: Node; readonly amount: Amount }

const sized = spawns.filter(({ size }) => size)
const roots = evidenceFrom(sized.flatMap(({ spawn }) => spawn))

/** Pools of the file that are made too large, too small, or as large as some input. */
export const oddSizesIn = perFile((sourceCode): readonly OddSize[] => {
  if (!mentions(sourceCode, roots)) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly OddSize[] => {
    const model = spawnModelOf(sourceCode, call)
    const odd = model?.size && oddSize(sourceCode, call, model.size)
    return odd ? [odd] : []
  })
})

function oddSize(sourceCode: SourceCode, call: Call, size: NonNullable<SpawnModel['size']>): OddSize | undefined {
  const { min, max } = boundsOf(sourceCode, call, size)
  const [least, most] = [min, max].map((each) => each && constantOf(sourceCode, each, undefined))
  if (max && most === 0) return { kind: 'none', at: max }
  if (max && most !== undefined && most > MOST_THREADS) return { kind: 'large', at: max, count: most }
  if (min && max && least !== undefined && most !== undefined && least > most) return { kind: 'crossed', at: min, min: least, max: most }
  for (const at of [max, min]) {
    if (!at) continue
    const times = perCore(sourceCode, at)
    if (times !== undefined && times >= MOST_PER_CORE) return { kind: 'perCore', at, count: times }
    const amount = isSize(sourceCode, at) ? valueOf(sourceCode, at, undefined) : undefined
    if (amount?.kind === 'data' && amount.number !== true) return { kind: 'input', at, amount }
  }
  return undefined
}

interface Bounds { readonly min?: Node | undefined; readonly max?: Node | undefined }

function boundsOf(sourceCode: SourceCode, call: Call, size: NonNullable<SpawnModel['size']>): Bounds {
  if (call.arguments.some((each) => each.type === 'SpreadElement')) return {}
  const { positions } = size
  if (positions) return { min: positions.min === undefined ? undefined : call.arguments[positions.min], max: call.arguments[positions.max] }
  // With one argument, the options may be the first.
  for (const given of [call.arguments[size.options], call.arguments[0]]) {
    const options = recordAt(sourceCode, given)
    if (options) return { min: size.min === undefined ? undefined : propertyOf(options, size.min), max: size.max === undefined ? undefined : propertyOf(options, size.max) }
    if (given && given === call.arguments[size.options] && size.isNumber) return { max: given }
  }
  return {}
}

/** `cpus().length * 16`: how many for each core. */
function perCore(sourceCode: SourceCode, expression: Node): number | undefined {
  const node = unwrap(expression)
  if (node.type !== 'BinaryExpression' || node.operator !== '*') return undefined
  for (const [side, other] of [[node.left, node.right], [node.right, node.left]] as const) {
    if (isCores(sourceCode, side)) return constantOf(sourceCode, other, undefined)
  }
  return undefined
}

function isCores(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type === 'MemberExpression' && keyName(node) === 'length') return isCores(sourceCode, node.object)
  if (node.type === 'CallExpression') return isCores(sourceCode, node.callee)
  return cores.has(apiOf(sourceCode, node) ?? '')
}

/** The number is the size of something, not one that somebody chose. */
function isSize(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type === 'MemberExpression') return sizedIn(node) !== undefined && !isCores(sourceCode, node)
  const only = onlyValue(sourceCode, node)
  return only !== undefined && isSize(sourceCode, only)
}

import type { TSESTree } from '@typescript-eslint/utils'

import { adding } from '../../knowledge/collections.ts'
import { sameSize, sameSizeMethods } from '../../knowledge/inputs.ts'
import type { BlockingModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, copiedList, functionAround, isCall, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { evidenceOf, extentOf } from '../loops/amounts.ts'
import { constantOf } from '../loops/constants.ts'
import { framesOf } from '../loops/frames.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { classOfObject, membersOf } from '../resolve/members.ts'
import type { CriticalContext } from '../roles/critical.ts'

/** `gzipSync(Buffer.from(TEMPLATE))`, `randomBytes(16)`: over at once, however often. */
export function isSmall(sourceCode: SourceCode, call: Call, { bySize, code, from }: BlockingModel): boolean {
  const number = from && call.arguments[from.argument]
  if (from && ((number && constantOf(sourceCode, number, undefined)) ?? 0) < from.count) return true
  const text = code === undefined ? undefined : call.arguments[code]
  if (text && /^[\w$.]+$/u.test(literalText(text) ?? '')) return true
  const input = bySize === undefined ? undefined : call.arguments[bySize]
  const amount = input && extentOf(sourceCode, input, undefined)
  return amount?.kind === 'count' && amount.count <= MOST_SMALL
}

const MOST_SMALL = 20_000

const MOST_STEPS = 4

/**
 * `gzipSync(JSON.stringify({ version: 3, notes }))`: what is put together in an object that is written out. The object is
 * small, whatever it holds; each of these may be much.
 */
export function writtenParts(sourceCode: SourceCode, call: Call, { bySize }: BlockingModel): readonly Node[] {
  let node: Node | undefined = bySize === undefined ? undefined : call.arguments[bySize]
  for (let step = 0; node && step < MOST_STEPS; step++) {
    node = unwrap(node)
    if (node.type === 'Identifier') node = onlyValue(sourceCode, node)
    else if (node.type === 'CallExpression' && WRITERS.has(apiOf(sourceCode, node.callee) ?? '')) node = node.arguments[0]
    else return node.type === 'ObjectExpression' ? node.properties.map((each) => (each.type === 'Property' ? each.value : each.argument)) : []
  }
  return []
}

const WRITERS: ReadonlySet<string> = new Set(['#JSON.stringify', 'node:buffer#Buffer.from'])

/** Whether somebody else decides how much a part is, as those who come here by this way say, or it is all of what an object gathers. */
export function isMuch(sourceCode: SourceCode, part: Node, context: CriticalContext): boolean {
  return evidenceOf(extentOf(sourceCode, part, framesOf(context))) >= 2 || isGathered(sourceCode, part)
}

/** `[...this.shapes.values()]`, of a collection that a method puts one more into each time it is called. */
function isGathered(sourceCode: SourceCode, part: Node): boolean {
  const field = wholeOf(sourceCode, part)
  const owner = field && classOfObject(sourceCode, field.object)
  const member = owner && membersOf(sourceCode, owner).get(keyName(field) ?? '')
  const constructor = owner && membersOf(sourceCode, owner).get('constructor')?.method
  return member?.uses.some((use) => {
    const added = wrapped(use).parent
    const call = added?.type === 'MemberExpression' ? wrapped(added).parent : undefined
    return added?.type === 'MemberExpression' && added.object === use && isCall(call) && adding.has(keyName(added) ?? '') && !(call.arguments[0] && literalText(call.arguments[0]) !== undefined) && functionAround(use) !== constructor
  }) ?? false
}

/** The field that an expression has all elements of. */
function wholeOf(sourceCode: SourceCode, part: Node): TSESTree.MemberExpression | undefined {
  let node = unwrap(part)
  for (let step = 0; step < MOST_STEPS; step++) {
    const whole: Node = copiedList(node)
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
    if (whole !== node) node = whole
    else if (node.type === 'CallExpression' && sameSize.has(apiOf(sourceCode, node.callee) ?? '') && node.arguments[0]) node = unwrap(node.arguments[0])
    else if (callee?.type === 'MemberExpression' && sameSizeMethods.has(keyName(callee) ?? '') && !(keyName(callee) === 'slice' && node.type === 'CallExpression' && node.arguments.length > 0)) node = unwrap(callee.object)
    else return node.type === 'MemberExpression' ? node : undefined
  }
  return undefined
}

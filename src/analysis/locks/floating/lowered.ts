import type { TSESTree } from '@typescript-eslint/utils'

import { atOnce, beginningFlags } from '../../../knowledge/reading.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { branchesOf, type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { letsOthersIn } from '../../resolve/evidence.ts'
import { isSamePlace } from '../../resolve/location.ts'
import { timesOf } from '../../roles/times.ts'
import { spotOf } from '../effects.ts'
import { calledLocal } from '../receiver.ts'
import { guardBefore } from '../release/kept-out.ts'
import { flowWithFailures } from '../release/failing.ts'
import { type Mark, marksOf } from '../release/marks.ts'
import { lockUseAt } from '../uses.ts'
import { isDropped } from './dropped.ts'
import type { Fault } from './faults.ts'
import { yieldsPromise } from './promises.ts'
import { changedBy } from './relied.ts'
import { spotOfValue } from './returned.ts'

/** Promises of work that are returned from a `try`, or let go in it, whose `finally` takes down the flag that keeps others out meanwhile. */
export function leftUnderFlag(sourceCode: SourceCode): readonly Fault[] {
  if (!letsOthersIn(sourceCode) || !/\bfinally\b/u.test(sourceCode.text)) return []
  const marks = marksOf(sourceCode)
  const faults = new Map<Node, Fault>()
  for (const lowering of marks) {
    const statement = lowering.raises ? undefined : tryAround(lowering)
    const owner = statement && ownerOf(statement)
    if (!statement || !isFunction(owner) || owner.generator) continue
    const raising = marks.find((each) => each.raises && each.key === lowering.key && ownerOf(each.at) === owner && each.at.range[1] < (statement.finalizer?.range[0] ?? 0))
    if (!raising || !keepsOthersOut(sourceCode, owner, raising)) continue
    for (const value of returnsIn(sourceCode, statement, raising)) {
      if (isLeftToGoOn(sourceCode, value, { raising, lowering, owner })) faults.set(value, { kind: 'lowered', at: spotOfValue(value), value, what: lowering.text, given: lowering.at })
    }
    for (const call of beginningFlags.test(raising.text) || pausesBetween(sourceCode, owner, raising.at, lowering.at) ? [] : letGoIn(sourceCode, statement, raising)) {
      if (isOwnWork(sourceCode, call, owner)) faults.set(call, { kind: 'ongoing', call, at: spotOf(call), what: lowering.text, given: lowering.at })
    }
  }
  return [...faults.values()]
}

/** The `try` statement whose `finally` takes the mark down whatever has happened. */
function tryAround({ at }: Mark): TSESTree.TryStatement | undefined {
  const statement = at.parent
  const block = statement?.type === 'ExpressionStatement' ? statement.parent : undefined
  const around: Node | undefined = block?.parent
  return around?.type === 'TryStatement' && around.finalizer === block ? around : undefined
}

/** A test before the mark is put up makes others leave, and there may be others. */
function keepsOthersOut(sourceCode: SourceCode, owner: FunctionNode, raising: Mark): boolean {
  const flow = timesOf(sourceCode, owner).runs === 'once' ? undefined : flowWithFailures(sourceCode, owner)
  if (!flow || flow.imprecise) return false
  const raised = eventsOf(flow, raising.node).filter((event) => ['write', 'call'].includes(flow.kinds[event] ?? ''))
  return raised.length > 0 && guardBefore(sourceCode, flow, raising, raised) !== undefined
}

function returnsIn(sourceCode: SourceCode, { block, handler }: TSESTree.TryStatement, raising: Mark): readonly Node[] {
  const values: Node[] = []
  for (const part of handler ? [block, handler.body] : [block]) {
    walkOwn(sourceCode, part, (node) => {
      if (node.type === 'ReturnStatement' && node.argument && node.range[0] > raising.at.range[1]) values.push(...branchesOf(node.argument))
    })
  }
  return values
}

/** The calls that stand for themselves in the `try`, and whose promises nobody takes. */
function letGoIn(sourceCode: SourceCode, { block }: TSESTree.TryStatement, raising: Mark): readonly TSESTree.CallExpression[] {
  return block.body.flatMap((each) => {
    const call = each.type === 'ExpressionStatement' ? unwrap(each.expression) : undefined
    return call?.type === 'CallExpression' && call.range[0] > raising.at.range[1] && isDropped(fateOf(sourceCode, call)) ? [call] : []
  })
}

/** Whether a call runs a function of the file that waits, and changes what outlives it: the flag can be there for nothing else. */
function isOwnWork(sourceCode: SourceCode, call: TSESTree.CallExpression, owner: FunctionNode): boolean {
  const local = calledLocal(sourceCode, call)
  return local !== undefined && local !== owner && local.async && suspensionPoints(flowOf(sourceCode, local)).length > 0 && changedBy(sourceCode, local).size > 0
}

interface Latch {
  readonly raising: Mark
  readonly lowering: Mark
  readonly owner: FunctionNode
}

/**
 * Whether a returned expression is a promise of work that the flag is there for. Two proofs: the run never pauses while the flag is
 * up, so that nobody but the work could ever find it up; or the work is of this file and changes what outlives it.
 */
function isLeftToGoOn(sourceCode: SourceCode, value: Node, { raising, lowering, owner }: Latch): boolean {
  const call = callBehind(sourceCode, value)
  if (!call || lockUseAt(sourceCode, call)) return false
  const local = calledLocal(sourceCode, call)
  if (local === owner) return false
  if (!pausesBetween(sourceCode, owner, raising.at, lowering.at)) return local || apiOf(sourceCode, call.callee) !== undefined || !owner.async ? yieldsPromise(sourceCode, call) : mayAnswerLater(call)
  return local !== undefined && yieldsPromise(sourceCode, call) && changedBy(sourceCode, local).size > 0 && !beginningFlags.test(raising.text)
}

function mayAnswerLater(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  return name !== undefined && !atOnce.test(name)
}

/** The call that is returned, itself or by the name or the field that its promise has just been put into, which nothing has waited for. */
function callBehind(sourceCode: SourceCode, returned: Node): TSESTree.CallExpression | undefined {
  if (returned.type === 'CallExpression') return returned
  const value = returned.type === 'Identifier' ? onlyValue(sourceCode, returned) : returned.type === 'MemberExpression' ? putBefore(sourceCode, returned) : undefined
  const call = value && unwrap(value)
  return call?.type === 'CallExpression' && fateOf(sourceCode, call).awaits.length === 0 ? call : undefined
}

/** `this.loop = this.run(); return this.loop`. */
function putBefore(sourceCode: SourceCode, returned: Node): Node | undefined {
  const statement = returned.parent
  const block = statement?.parent
  if (statement?.type !== 'ReturnStatement' || block?.type !== 'BlockStatement') return undefined
  const before = block.body[block.body.indexOf(statement) - 1]
  const set = before?.type === 'ExpressionStatement' ? before.expression : undefined
  return set?.type === 'AssignmentExpression' && set.operator === '=' && isSamePlace(sourceCode, set.left, returned) ? set.right : undefined
}

/** Whether the run lets others in between two places of its text. */
function pausesBetween(sourceCode: SourceCode, owner: FunctionNode, from: Node, to: Node): boolean {
  let pauses = false
  walkOwn(sourceCode, owner, (node) => {
    const isPause = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)
    if (isPause && node.range[1] > from.range[1] && node.range[0] < to.range[0] && !isInside(node, to)) pauses = true
  })
  return pauses
}

import type { TSESTree } from '@typescript-eslint/utils'

import { calledName, callsByName, nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isAwaited, isFunction, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { spotOf } from '../effects.ts'
import { valueOf } from '../places/identity.ts'
import type { Place } from '../places/symbol.ts'
import { isSameLock, pairNamed } from '../release/shapes.ts'
import { lockUseAt } from '../uses.ts'
import { isDropped } from './dropped.ts'
import type { Fault } from './faults.ts'

/**
 * `this.lock.lock()` with `this.lock.unlock()` behind it, of a lock that the file does not show: elsewhere the file itself awaits
 * the same method of the same object, or of one of the same class, so that it yields a promise, and here nobody waits for it.
 */
export function pairedUnawaited(sourceCode: SourceCode): readonly Fault[] {
  const awaited = nodesOf(sourceCode).awaits.flatMap(({ argument }) => {
    const call = unwrap(argument)
    return call.type === 'CallExpression' && takenOf(call) !== undefined ? [call] : []
  })
  return awaited.length === 0 ? [] : [...new Set(awaited.map((call) => calledName(call) ?? ''))].flatMap((name) => {
    const others = awaited.filter((each) => calledName(each) === name)
    return (callsByName(sourceCode).get(name) ?? []).flatMap((call): readonly Fault[] => {
      if (call.type !== 'CallExpression' || isAwaited(call) || lockUseAt(sourceCode, call) || !others.some((each) => isOfSame(sourceCode, each, call))) return []
      return isForgotten(sourceCode, call) && isGivenBackBehind(sourceCode, call) ? [{ kind: 'unheld', call, at: spotOf(call), lock: placeAt(sourceCode, call) }] : []
    })
  })
}

/** What gives back what a method takes that has nothing to hand out: a lock. */
function takenOf(call: TSESTree.CallExpression): readonly string[] | undefined {
  const shape = call.callee.type === 'MemberExpression' ? pairNamed(calledName(call) ?? '') : undefined
  return shape?.lease ? undefined : shape?.releases
}

/** Whether two calls are of the same method: of the same object, or of objects of one class. */
function isOfSame(sourceCode: SourceCode, known: TSESTree.CallExpression, call: TSESTree.CallExpression): boolean {
  if (known.arguments.length !== call.arguments.length) return false
  if (sourceCode.getText(known.callee) === sourceCode.getText(call.callee)) return true
  const path = calledPath(sourceCode, call)
  return path !== undefined && path === calledPath(sourceCode, known)
}

function isForgotten(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const fate = fateOf(sourceCode, call)
  return isDropped(fate) && fate.chained.length === 0 && call.parent.type === 'ExpressionStatement'
}

/** Whether an asynchronous function takes the lock for itself: it gives it back further down. */
function isGivenBackBehind(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const owner = ownerOf(call)
  if (!isFunction(owner) || !owner.async) return false
  const releases = (takenOf(call) ?? []).flatMap((name) => within(callsByName(sourceCode).get(name) ?? [], owner))
  return releases.some((each) => each.type === 'CallExpression' && each.range[0] > call.range[1] && isSameLock(sourceCode, call, each))
}

function placeAt(sourceCode: SourceCode, { callee }: TSESTree.CallExpression): Place | undefined {
  const value = callee.type === 'MemberExpression' ? valueOf(sourceCode, callee.object) : undefined
  return value?.is === 'place' ? value.place : undefined
}

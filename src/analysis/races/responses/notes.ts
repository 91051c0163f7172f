import { deferrers } from '../../../knowledge/fanouts.ts'
import { callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isFunction, unwrap } from '../../../utils/syntax.ts'
import { isEmpty } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { settersIn } from '../places/setters.ts'

/**
 * Whether what is put there goes away by itself: `setNote(text); setTimeout(() => setNote(null), 3000)`. It tells what this run has
 * come to, and the last one to come is the one to be read.
 */
export function goesAway(sourceCode: SourceCode, write: Access): boolean {
  const by = functionAround(write.origin ?? write.node)
  return by !== undefined && (callsByOwner(sourceCode).get(by) ?? []).some(({ callee, arguments: [later] }) => {
    const callback = later && unwrap(later)
    if (!isFunction(callback) || !deferrers.has(apiOf(sourceCode, callee) ?? '')) return false
    return [...accessesIn(sourceCode, callback).writes, ...settersIn(sourceCode, callback)].some(({ place, value }) => place.base === write.place.base && place.part === write.place.part && value !== undefined && isEmpty(value))
  })
}

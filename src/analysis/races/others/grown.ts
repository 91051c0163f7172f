import { atHead } from '../../../knowledge/collections.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isInside } from '../../../utils/syntax.ts'
import { accessesIn, isLonger } from '../places/accesses.ts'
import type { Use } from './elsewhere.ts'

/** Whether a longer list is put in place of the one that was there: `this.rows = [...this.rows, row]`. */
export function isGrown(sourceCode: SourceCode, { node, owner }: Use): boolean {
  const accesses = accessesIn(sourceCode, owner)
  return accesses.writes.some((write) => isInside(write.node, node) && isLonger(accesses, write))
}

/** Whether who goes through the list that was there does not come to what is added: it is put into another list, or before the others. */
export function isMissedByLoops(sourceCode: SourceCode, use: Use): boolean {
  return isGrown(sourceCode, use) || (isCall(use.node) && calledName(use.node) === atHead)
}

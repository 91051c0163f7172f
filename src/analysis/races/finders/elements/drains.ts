import type { SourceCode } from '../../../../utils/per-file.ts'
import type { CodeOwner } from '../../../../utils/syntax.ts'
import type { Fault } from '../../faults.ts'
import { accessesIn } from '../../places/accesses.ts'
import { beginsAgain } from '../../places/emptyings.ts'
import { dropped } from './dropped.ts'
import { mixed, mixedByEach } from './mixed.ts'
import { resent } from './resent.ts'
import { superseded } from './superseded.ts'

/**
 * What is emptied around a wait. After it: what others have put there meanwhile goes too. Before it, and filled after it: a
 * second run empties what is empty, and both fill it.
 */
export function badDrains(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const accesses = accessesIn(sourceCode, owner)
  const { writes } = accesses
  const empties = writes.filter((each) => each.shared !== 'caller' && (each.effect === 'clear' || beginsAgain(each)))
  if (empties.length === 0) return [mixedByEach(sourceCode, owner, writes)].filter((fault) => fault !== undefined)
  const { reads } = accesses
  const faults: Fault[] = []
  for (const empty of empties) {
    if (faults.some(({ place }) => place === empty.place.text)) continue
    const fault = (empty.effect === 'clear' ? dropped(sourceCode, owner, empty, reads, writes) ?? superseded(sourceCode, owner, empty, reads, writes) ?? resent(sourceCode, owner, empty, reads, writes) : undefined) ?? mixed(sourceCode, owner, empty, writes)
    if (fault) faults.push(fault)
  }
  return faults
}

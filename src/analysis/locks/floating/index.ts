import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { waitedAfter } from './after.ts'
import { carriedWork } from './carried.ts'
import { droppedWork } from './dropped.ts'
import type { Fault } from './faults.ts'
import { returnedBeforeGiven } from './given-back.ts'
import { helpedUnawaited } from './helped.ts'
import { lazyWork } from './lazy.ts'
import { returnedWithLoan } from './lent.ts'
import { leftUnderFlag } from './lowered.ts'
import { pairedUnawaited } from './paired.ts'
import { racedWork } from './raced.ts'
import { returnedEarly } from './returned.ts'
import { strewnWork } from './strewn.ts'
import { takenUnawaited } from './taken.ts'
import { timedReleases } from './timed.ts'
import { uncommitted } from './uncommitted.ts'
import { returnedUnlocked } from './unlocked.ts'

/** Everything of the file that a lock, a flag, a loan or a transaction does not last for, in source order; no two of one place. */
export const floatingIn: (sourceCode: SourceCode) => readonly Fault[] = perFile((sourceCode) => {
  const found = new Map<string, Fault>()
  const all = [takenUnawaited, helpedUnawaited, pairedUnawaited, returnedEarly, returnedBeforeGiven, racedWork, droppedWork, waitedAfter, timedReleases, lazyWork, returnedWithLoan, returnedUnlocked, leftUnderFlag, carriedWork, strewnWork, uncommitted].flatMap((find) => find(sourceCode))
  for (const fault of all) {
    const { line, column } = fault.at.start
    const key = `${String(line)}:${String(column)}`
    if (!found.has(key)) found.set(key, fault)
  }
  return [...found.values()].sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.column - b.at.start.column)
})

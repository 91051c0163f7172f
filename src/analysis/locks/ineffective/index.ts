import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type LockUse, lockUses } from '../uses.ts'
import { askedLock } from './asked.ts'
import type { Fault } from './faults.ts'
import { ownFlags } from './flags.ts'
import { freshLock } from './fresh.ts'
import { idleTransactions } from './idle.ts'
import { lockOfInstance } from './instances.ts'
import { uniqueName } from './names.ts'
import { optionalLock } from './optional.ts'
import { pooledLocks, pooledTransactions } from './pooled.ts'
import { processLocal } from './processes.ts'
import { removedLocks } from './removed.ts'
import { replacedLock } from './replaced.ts'
import { rowLocksOfNoTransaction } from './rows.ts'
import { unfoundLocks } from './unfound.ts'
import { untakenLock } from './untaken.ts'

/** The locks of the file that keep nobody out, in source order; no two of one place. */
export const ineffectiveLocks: (sourceCode: SourceCode) => readonly Fault[] = perFile((sourceCode) => {
  const uses = [...lockUses(sourceCode).values()]
  const rows = [...rowLocksOfNoTransaction(sourceCode), ...ownFlags(sourceCode), ...pooledTransactions(sourceCode), ...pooledLocks(sourceCode), ...idleTransactions(sourceCode), ...unfoundLocks(sourceCode)]
  if (uses.length === 0) return distinct(rows)
  const ofUses = uses.flatMap((use) => [freshLock(sourceCode, use), ...lockOfInstance(sourceCode, use), ...replacedLock(sourceCode, use), uniqueName(sourceCode, use), optionalLock(sourceCode, use), askedLock(sourceCode, use), untakenLock(sourceCode, use)])
  return distinct([...ofUses, ...removedLocks(sourceCode), ...rows])
})

/** Locks of one process around files that it may share with others. */
export const processLocalLocks: (sourceCode: SourceCode) => readonly Fault[] = perFile((sourceCode) =>
  distinct([...lockUses(sourceCode).values()].map((use: LockUse) => processLocal(sourceCode, use))))

function distinct(faults: readonly (Fault | undefined)[]): readonly Fault[] {
  const found = new Map<string, Fault>()
  for (const fault of faults) {
    const key = fault && `${String(fault.at.start.line)}:${String(fault.at.start.column)}`
    if (fault && key !== undefined && !found.has(key)) found.set(key, fault)
  }
  return [...found.values()].sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.column - b.at.start.column)
}

/** Statements of SQL that lock the rows that they read until the transaction ends, and wait for those that others have locked. */
export const rowLocking = /\bfor\s+(?:no\s+key\s+)?update\b(?!.*\b(?:nowait|skip\s+locked)\b)/isu

/** The words of such a statement, as they are written: a first look at a file. */
export const rowLockingWords: readonly string[] = ['for update', 'FOR UPDATE', 'For Update', 'for no key update', 'FOR NO KEY UPDATE']

/** Steps of chains that do the same, with what they have to be given first where others lock nothing: `.for('update')`. */
export const rowLockingSteps: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['forUpdate', undefined], ['forNoKeyUpdate', undefined], ['lockForUpdate', undefined],
  ['for', /^(?:no key )?update$/iu], ['lock', /^for update$/iu], ['setLock', /^pessimistic_write$/u],
])

/** Steps of chains that do not wait. */
export const rowLockingTries: ReadonlySet<string> = new Set(['skipLocked', 'noWait', 'nowait'])

/** Options that lock the row that is read, and what they are where they lock none, let others read it too, or do not wait. */
export const rowLockingOptions: readonly string[] = ['lock', 'lockMode']
export const weakRowLocks = /optimistic|shar|read|none|skip|no_?wait|or_fail|^(?:false|null|undefined)$/iu

/** Options that name the rows, and the transaction. */
export const rowOptions = { where: 'where', transaction: 'transaction' } as const

/** Steps that hand a chain the transaction. */
export const transactionSteps: ReadonlySet<string> = new Set(['transacting', 'useTransaction'])

/** Statements, and methods, that end a transaction. */
export const transactionEnds = /^\s*(?:commit|rollback|end)\b/iu
export const transactionEnders: ReadonlySet<string> = new Set(['commit', 'rollback', 'commitTransaction', 'rollbackTransaction'])

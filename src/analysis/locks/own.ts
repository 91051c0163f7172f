import { perFile } from '../../utils/per-file.ts'
import type { Call } from '../../utils/syntax.ts'
import type { LockUse } from './uses.ts'

/** Calls of locks that the file builds itself. */
export const ownLocks = perFile((): ReadonlyMap<Call, LockUse> => new Map())

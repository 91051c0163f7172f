import type { LockModel } from './schema.ts'
import { limiters } from './limiters.ts'
import { mutexes } from './mutexes.ts'
import { pools } from './pools.ts'
import { rwlocks } from './rwlocks.ts'
import { sharedLocks } from './shared-locks.ts'
import { webLocks } from './web-locks.ts'

/** Every lock we know. */
export const locks: readonly LockModel[] = [...webLocks, ...mutexes, ...rwlocks, ...sharedLocks, ...limiters, ...pools]

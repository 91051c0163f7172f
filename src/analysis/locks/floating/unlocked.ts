import type { SourceCode } from '../../../utils/per-file.ts'
import { acquisitionsOf } from '../release/acquisitions.ts'
import { releasesByHandle } from '../release/settling.ts'
import type { Fault } from './faults.ts'
import { returnsIn, tryAround } from './lent.ts'
import { promisesIn, spotOfValue } from './returned.ts'

/**
 * The same for what the lock tables do not know: promises that are returned from a `try` whose `finally` calls the releaser that was
 * awaited before it (`const release = await store.readLock(id)`), or has the lock give itself back (`lock.release()`).
 */
export function returnedUnlocked(sourceCode: SourceCode): readonly Fault[] {
  return acquisitionsOf(sourceCode).filter(({ use, lease }) => !use && !lease).flatMap((acquisition) => {
    return releasesByHandle(sourceCode, acquisition).flatMap(({ call }) => {
      const block = call && tryAround(call)
      if (!block || block.range[0] < acquisition.call.range[1]) return []
      return returnsIn(sourceCode, block).flatMap((value) => promisesIn(sourceCode, value)).map((value): Fault => ({ kind: 'returned', at: spotOfValue(value), value, lock: acquisition.text, given: call }))
    })
  })
}

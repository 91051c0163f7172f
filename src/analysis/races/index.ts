import { perFile } from '../../utils/per-file.ts'
import { isInside } from '../../utils/syntax.ts'
import { isNamedAside, roleOf } from '../roles/role.ts'
import { lateAdvances } from './advanced.ts'
import { staleWrites } from './atomicity.ts'
import { candidates } from './candidates.ts'
import { lateMarks } from './chosen.ts'
import { lateForCleanup } from './cleanups.ts'
import { lateKeys } from './counted.ts'
import { crowdedLimits, crowdedTurns } from './crowded.ts'
import { badDrains } from './drains.ts'
import type { Fault } from './faults.ts'
import { liveIterations } from './iteration.ts'
import { lateLowerings } from './lowered.ts'
import { outlivedEnds } from './outlived.ts'
import { publishedEarly } from './publication.ts'
import { storeClaims } from './claims.ts'
import { storePicks } from './picks.ts'
import { rearmedTimers } from './rearmed.ts'
import { relocations } from './relocated.ts'
import { reopenings } from './reopened.ts'
import { promisedEarly } from './promised.ts'
import { requestState } from './requests.ts'
import { staleResponses } from './responses.ts'
import { staleSnapshots } from './setters.ts'
import { spentRows } from './spent.ts'
import { stayedEntries } from './stayed.ts'
import { storeUpdates } from './stores.ts'

/** In the order in which they speak where two would of the same code, and both or neither of what is proven. */
const finders = [lateKeys, staleWrites, publishedEarly, promisedEarly, badDrains, staleResponses, staleSnapshots, requestState, liveIterations, storeUpdates, storeClaims, storePicks, spentRows, outlivedEnds, rearmedTimers, lateLowerings, reopenings, crowdedTurns, crowdedLimits, lateForCleanup, lateMarks, relocations, lateAdvances, stayedEntries]

/** The races of the file, in source order; tests, configurations and scripts have one run, and none. */
export const races = perFile((sourceCode): readonly Fault[] => {
  if (isNamedAside(sourceCode)) return []
  const faults: Fault[] = []
  for (const owner of candidates(sourceCode)) {
    for (const find of finders) {
      for (const fault of find(sourceCode, owner)) {
        const known = faults.findIndex(({ node, by }) => isInside(node, fault.node) || isInside(fault.node, node) || (by !== undefined && by === fault.by))
        if (known < 0) faults.push(fault)
        else if (fault.proven && faults[known]?.proven === false) faults[known] = fault
      }
    }
  }
  if (faults.length === 0) return []
  const { program } = roleOf(sourceCode)
  return program === 'application' || program === 'command' ? oncePerHelper(faults.sort((a, b) => a.node.range[0] - b.node.range[0])) : []
})

/** Of the faults that one helper makes for all who call it, the first of those that are proven, or else the first. */
function oncePerHelper(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter((fault) => {
    const alike = fault.origin ? faults.filter(({ origin, kind }) => origin === fault.origin && kind === fault.kind) : [fault]
    return fault === (alike.find(({ proven }) => proven) ?? alike[0])
  })
}

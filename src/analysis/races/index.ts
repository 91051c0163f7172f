import { perFile } from '../../utils/per-file.ts'
import { isInside } from '../../utils/syntax.ts'
import { isNamedAside, roleOf } from '../roles/role.ts'
import { answerers, candidates } from './candidates.ts'
import type { Fault } from './faults.ts'
import { lateAdvances } from './finders/advanced.ts'
import { staleWrites } from './finders/atomicity.ts'
import { lateRegistrations } from './finders/awaited.ts'
import { lateMarks } from './finders/chosen.ts'
import { lateKeys } from './finders/counted.ts'
import { crossedAnswers } from './finders/crossed.ts'
import { crowdedTurns } from './finders/crowded.ts'
import { displacedSettlers } from './finders/displaced.ts'
import { crowdedLimits, leakyGates } from './finders/gates.ts'
import { disarmedTimers } from './finders/disarmed.ts'
import { lateDispatches } from './finders/dispatched.ts'
import { disputedPlaces } from './finders/disputed.ts'
import { badDrains } from './finders/drains.ts'
import { endedTwice } from './finders/ended-twice.ts'
import { forgottenNewer } from './finders/forgotten.ts'
import { givenEarly } from './finders/given-early.ts'
import { goneMeanwhile } from './finders/gone.ts'
import { liveIterations } from './finders/iteration.ts'
import { lateLeases } from './finders/leased.ts'
import { crowdedPaces } from './finders/paced.ts'
import { lentPlaces } from './finders/lent.ts'
import { lateForgettings } from './finders/lingering.ts'
import { lateLowerings } from './finders/lowered.ts'
import { missedEvents } from './finders/missed.ts'
import { answersToWrong } from './finders/mismatched.ts'
import { mistakenEnds } from './finders/mistaken.ts'
import { notedEarly } from './finders/noted.ts'
import { outlivedEnds } from './finders/outlived.ts'
import { outlivedInCallbacks } from './finders/outlived-later.ts'
import { overruledStates } from './finders/overruled.ts'
import { promisedEarly } from './finders/promised.ts'
import { publishedEarly } from './finders/publication.ts'
import { rearmedInCallbacks, rearmedTimers } from './finders/rearmed.ts'
import { lateRedemptions } from './finders/redeemed.ts'
import { rejoinedRounds } from './finders/rejoined.ts'
import { relocations } from './finders/relocated.ts'
import { numbersMovedOn } from './finders/renumbered.ts'
import { lateFlags } from './finders/raised.ts'
import { reopenings } from './finders/reopened.ts'
import { requestState } from './finders/requests.ts'
import { rerunListeners } from './finders/rerun.ts'
import { shiftedPlaces } from './finders/shifted.ts'
import { stayedEntries } from './finders/stayed.ts'
import { lateSlots } from './finders/slots.ts'
import { steppedRounds } from './finders/stepped.ts'
import { strayedDeadlines } from './finders/strayed.ts'
import { undoneClearings } from './finders/undone.ts'
import { unfilledReads } from './finders/unfilled.ts'
import { unreceivedMessages } from './finders/unreceived.ts'
import { lateUnmarkings } from './finders/unmarked.ts'
import { unseatedTurns } from './finders/unseated.ts'
import { unwantedOpenings } from './finders/unwanted.ts'
import { vacatedEntries } from './finders/vacated.ts'
import { withdrawnUses } from './finders/withdrawn.ts'
import { lateForCleanup } from './responses/cleanups.ts'
import { lateLoads } from './responses/loaded.ts'
import { staleMarks } from './responses/marked.ts'
import { staleResponses } from './responses/order.ts'
import { pagesAskedTwice } from './responses/paged.ts'
import { staleSnapshots } from './responses/snapshots.ts'
import { storeClaims } from './stores/claims.ts'
import { disownedKeys } from './stores/disowned.ts'
import { storeDraws } from './stores/draws.ts'
import { entangledTransactions } from './stores/entangled.ts'
import { fullLists } from './stores/listed.ts'
import { rowNumbers } from './stores/numbered.ts'
import { storePicks } from './stores/picks.ts'
import { spentRows } from './stores/spent.ts'
import { markedUnderWay } from './stores/underway.ts'
import { storeUpdates } from './stores/updates.ts'

// The folders, each of which imports from those above it only:
//   places     what is shared, and what the code reads and writes of it
//   reads      what the code rests on: what it has read, and what waits lie in between
//   overlap    who may come again meanwhile, and what keeps him out
//   others     what helpers, callers and the rest of the file do to the same place
//   harm       what it costs that two runs rest on the same read
//   finders · responses · stores   one kind of race each: of memory, of answers that come late, of what is kept outside

/** In the order in which they speak where two would of the same code, and both or neither of what is proven. */
const finders = [lateKeys, staleWrites, publishedEarly, promisedEarly, givenEarly, notedEarly, badDrains, staleResponses, staleSnapshots, pagesAskedTwice, requestState, liveIterations, storeUpdates, storeClaims, storePicks, spentRows, markedUnderWay, fullLists, storeDraws, disownedKeys, rowNumbers, outlivedEnds, rearmedTimers, lateLowerings, lateForgettings, reopenings, crowdedTurns, crowdedPaces, unseatedTurns, crowdedLimits, leakyGates, lateForCleanup, lateMarks, relocations, lateLeases, lateRedemptions, numbersMovedOn, lateAdvances, stayedEntries, goneMeanwhile, lateRegistrations, strayedDeadlines, undoneClearings, unwantedOpenings, vacatedEntries, forgottenNewer, overruledStates, mistakenEnds, disarmedTimers, rerunListeners, shiftedPlaces, steppedRounds, lentPlaces, lateUnmarkings, lateFlags, withdrawnUses, lateSlots, lateDispatches, unfilledReads, displacedSettlers, crossedAnswers, answersToWrong, missedEvents, unreceivedMessages, entangledTransactions, rejoinedRounds, disputedPlaces, endedTwice]

/** The races of the file, in source order; tests, configurations and scripts have one run, and none. */
export const races = perFile((sourceCode): readonly Fault[] => {
  if (isNamedAside(sourceCode)) return []
  const faults: Fault[] = []
  const add = (found: readonly Fault[]): void => {
    for (const fault of found) {
      const known = faults.findIndex(({ node, by }) => isInside(node, fault.node) || isInside(fault.node, node) || (by !== undefined && by === fault.by))
      if (known < 0) faults.push(fault)
      else if (fault.proven && faults[known]?.proven === false) faults[known] = fault
    }
  }
  const chosen = candidates(sourceCode)
  for (const owner of chosen) for (const find of finders) add(find(sourceCode, owner))
  for (const owner of answerers(sourceCode)) if (!chosen.has(owner)) add(staleResponses(sourceCode, owner))
  add(outlivedInCallbacks(sourceCode))
  add(rearmedInCallbacks(sourceCode))
  add(staleMarks(sourceCode))
  add(lateLoads(sourceCode))
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

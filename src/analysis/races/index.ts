import { perFile } from '../../utils/per-file.ts'
import { isInside } from '../../utils/syntax.ts'
import { isNamedAside, roleOf } from '../roles/role.ts'
import { answerers, candidates } from './candidates.ts'
import type { Fault } from './faults.ts'
import { lateRegistrations } from './finders/answers/awaited.ts'
import { crossedAnswers } from './finders/answers/crossed.ts'
import { displacedSettlers } from './finders/answers/displaced.ts'
import { answersToWrong } from './finders/answers/mismatched.ts'
import { missedEvents } from './finders/answers/missed.ts'
import { unreceivedMessages } from './finders/answers/unreceived.ts'
import { lateAdvances } from './finders/elements/advanced.ts'
import { lateMarks } from './finders/elements/chosen.ts'
import { lateKeys } from './finders/elements/counted.ts'
import { badDrains } from './finders/elements/drains.ts'
import { liveIterations } from './finders/elements/iteration.ts'
import { lateLeases } from './finders/elements/leased.ts'
import { lateRedemptions } from './finders/elements/redeemed.ts'
import { relocations } from './finders/elements/relocated.ts'
import { numbersMovedOn } from './finders/elements/renumbered.ts'
import { shiftedPlaces } from './finders/elements/shifted.ts'
import { lateSlots } from './finders/elements/slots.ts'
import { steppedRounds } from './finders/elements/stepped.ts'
import { unfilledReads } from './finders/elements/unfilled.ts'
import { vacatedEntries } from './finders/elements/vacated.ts'
import { endedTwice } from './finders/endings/ended-twice.ts'
import { forgottenNewer } from './finders/endings/forgotten.ts'
import { goneMeanwhile } from './finders/endings/gone.ts'
import { lateForgettings } from './finders/endings/lingering.ts'
import { mistakenEnds } from './finders/endings/mistaken.ts'
import { outlivedInCallbacks } from './finders/endings/outlived-later.ts'
import { outlivedEnds } from './finders/endings/outlived.ts'
import { reopenings } from './finders/endings/reopened.ts'
import { stayedEntries } from './finders/endings/stayed.ts'
import { undoneClearings } from './finders/endings/undone.ts'
import { unwantedOpenings } from './finders/endings/unwanted.ts'
import { withdrawnUses } from './finders/endings/withdrawn.ts'
import { givenEarly } from './finders/readiness/given-early.ts'
import { promisedEarly } from './finders/readiness/promised.ts'
import { publishedEarly } from './finders/readiness/publication.ts'
import { ungivenPromises } from './finders/readiness/ungiven.ts'
import { staleWrites } from './finders/state/atomicity.ts'
import { lateDispatches } from './finders/state/dispatched.ts'
import { disputedPlaces } from './finders/state/disputed.ts'
import { lentPlaces } from './finders/state/lent.ts'
import { lateLowerings } from './finders/state/lowered.ts'
import { notedEarly } from './finders/state/noted.ts'
import { overruledStates } from './finders/state/overruled.ts'
import { lateFlags } from './finders/state/raised.ts'
import { patchedMeanwhile } from './finders/state/patched.ts'
import { requestState } from './finders/state/requests.ts'
import { lateTallies } from './finders/state/tallied.ts'
import { lateUnmarkings } from './finders/state/unmarked.ts'
import { disarmedTimers } from './finders/timers/disarmed.ts'
import { rearmedInCallbacks, rearmedTimers } from './finders/timers/rearmed.ts'
import { rerunListeners } from './finders/timers/rerun.ts'
import { strayedDeadlines } from './finders/timers/strayed.ts'
import { crowdedTurns } from './finders/turns/crowded.ts'
import { crowdedLimits, leakyGates } from './finders/turns/gates.ts'
import { crowdedPaces } from './finders/turns/paced.ts'
import { rejoinedRounds } from './finders/turns/rejoined.ts'
import { unseatedTurns } from './finders/turns/unseated.ts'
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
import { usurpedTransactions } from './stores/usurped.ts'

// The folders, each of which imports from those above it only:
//   places     what is shared, and what the code reads and writes of it
//   reads      what the code rests on: what it has read, and what waits lie in between
//   overlap    who may come again meanwhile, and what keeps him out
//   others     what helpers, callers and the rest of the file do to the same place
//   harm       what it costs that two runs rest on the same read
//   finders · responses · stores   one kind of race each: of memory, of answers that come late, of what is kept outside
// and those of memory by what they are about:
//   state      a value or a flag that is asked before the wait, and changed behind it
//   readiness  what is there for others before it is ready
//   elements   elements of lists and maps, their numbers, and lists that are worked off
//   endings    what is ended meanwhile, or ended for somebody else
//   turns      who comes in while somebody is inside
//   timers     timers and listeners that are set or taken away too late
//   answers    answers that find nobody, or the wrong one

/** In the order in which they speak where two would of the same code, and both or neither of what is proven. */
const finders = [
  lateKeys, staleWrites, publishedEarly, promisedEarly, givenEarly, notedEarly, badDrains, staleResponses, staleSnapshots, pagesAskedTwice,
  requestState, liveIterations, storeUpdates, storeClaims, storePicks, spentRows, markedUnderWay, fullLists, storeDraws, disownedKeys, rowNumbers,
  outlivedEnds, rearmedTimers, lateLowerings, lateForgettings, reopenings, crowdedTurns, crowdedPaces, unseatedTurns, crowdedLimits, leakyGates,
  lateForCleanup, lateMarks, relocations, lateLeases, lateRedemptions, numbersMovedOn, lateAdvances, stayedEntries, goneMeanwhile, lateRegistrations,
  strayedDeadlines, undoneClearings, unwantedOpenings, vacatedEntries, forgottenNewer, overruledStates, mistakenEnds, disarmedTimers, rerunListeners,
  shiftedPlaces, steppedRounds, lentPlaces, lateUnmarkings, lateFlags, withdrawnUses, lateSlots, lateDispatches, unfilledReads, displacedSettlers,
  lateTallies, crossedAnswers, answersToWrong, missedEvents, unreceivedMessages, entangledTransactions, usurpedTransactions, rejoinedRounds, disputedPlaces, endedTwice,
]

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
  add(ungivenPromises(sourceCode))
  add(patchedMeanwhile(sourceCode))
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

import { perFile, type SourceCode } from '../../utils/per-file.ts'
import type { Node } from '../../utils/syntax.ts'
import type { Fault } from './faults.ts'
import { faultOfKept } from './kept.ts'
import { faultOfLocal, lostBeforeKept } from './local.ts'
import { type Spawn, spawnsOf } from './spawns.ts'

/** The handles of the file that nobody ends, waits for or owns; at most one fault for each, in source order. */
export const unjoinedIn = perFile((sourceCode): readonly Fault[] => {
  const faults = new Map<Node, Fault>()
  for (const spawn of spawnsOf(sourceCode)) {
    const fault = faults.has(spawn.call) ? undefined : faultOf(sourceCode, spawn)
    if (fault) faults.set(spawn.call, fault)
  }
  return [...faults.values()]
})

function faultOf(sourceCode: SourceCode, spawn: Spawn): Fault | undefined {
  const keeps = spawn.trail.uses.filter(({ does }) => does === 'keep')
  if (keeps.length === 0) return faultOfLocal(sourceCode, spawn)
  const [keep] = keeps
  // A list that it is put back into is one place.
  const isOnePlace = keeps.every(({ place }) => place?.isElement === keep?.place?.isElement && place?.location.key === keep?.place?.location.key)
  return (keep?.place && (keeps.length === 1 || (keep.place.isElement && isOnePlace)) ? faultOfKept(sourceCode, spawn, keep.place) : undefined) ?? lostBeforeKept(sourceCode, spawn)
}

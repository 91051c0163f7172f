import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { isEntry } from './entries.ts'
import type { Held, Spot, Take } from './facts.ts'
import { lockOwners, lockSummary } from './summary.ts'
import { exactKey, shown } from './symbol.ts'

/** A lock that is waited for by a path that holds it: it waits for itself. */
export interface Reentry {
  readonly lock: string
  /** The id of the lock's model. */
  readonly model: string
  /** Where it was taken first, and what takes it again (through which functions). */
  readonly since: Spot
  readonly at: Spot
  readonly through: readonly string[]
  /** Held on every path that comes there, or only on some. */
  readonly sure: boolean
}

/** Every place of the file where a path waits for a lock that it surely is the holder of, once per place. */
export const reentries: (sourceCode: SourceCode) => readonly Reentry[] = perFile((sourceCode) => {
  const found = new Map<string, Reentry>()
  for (const owner of lockOwners(sourceCode)) {
    if (!isEntry(sourceCode, owner)) continue
    for (const take of lockSummary(sourceCode, owner).takes) {
      if (take.waits !== 'ever') continue
      for (const held of take.held) {
        if (!isSameLock(sourceCode, held, take)) continue
        const at = held.meeting?.at ?? take.at
        const key = `${String(at.start.line)}:${String(at.start.column)}`
        if (!found.has(key)) {
          found.set(key, { lock: shown(take.lock), model: take.model, since: held.meeting?.since ?? held.at, at, through: held.meeting?.through ?? take.through, sure: held.sure })
        }
      }
    }
  }
  return [...found.values()]
})

function isSameLock(sourceCode: SourceCode, held: Held, take: Take): boolean {
  const key = exactKey(take.lock)
  if (key === undefined || key !== exactKey(held.lock) || (held.mode === 'shared' && take.mode === 'shared')) return false
  // One call that is its own holder stands in a loop: another turn may mean another lock.
  return !sameSpot(held.site, take.site) || !isInLoop(sourceCode, take.site)
}

function sameSpot(a: Spot, b: Spot): boolean {
  return a.start.line === b.start.line && a.start.column === b.start.column
}

function isInLoop(sourceCode: SourceCode, { start }: Spot): boolean {
  return nodesOf(sourceCode).loops.some(({ loc }) => (loc.start.line < start.line || (loc.start.line === start.line && loc.start.column < start.column)) && loc.end.line >= start.line)
}

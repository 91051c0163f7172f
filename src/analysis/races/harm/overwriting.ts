import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import type { Fault } from '../faults.ts'
import { isConstructor, type Use, usesOfPlace } from '../others/elsewhere.ts'
import { accessesOf } from '../others/touched.ts'
import { type Entry, entryOf } from '../overlap/entries.ts'
import { type Latch, latchesBefore } from '../overlap/latches.ts'
import { overlaps } from '../places/place.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { isSameForEachRun } from './harmless.ts'

/**
 * What a run makes of an old value and puts back, where a flag keeps a second run of the same function out, and no other function:
 * `if (this.busy) return; this.busy = true; this.cart = { ...this.cart, price: await ask() }`, beside an `add()` that writes
 * the cart as well. Undefined where nothing else writes it, or who does asks for the flag.
 */
export function overwriting(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite): Fault | undefined {
  const { write, read, wait, link, settled } = stale
  if (link !== 'value' || settled || write.wait || write.effect !== 'set' || (write.shared !== 'all' && write.shared !== 'closure') || isSameForEachRun(sourceCode, stale)) return undefined
  const latches = latchesBefore(sourceCode, owner, write.event)
  const entry = entryOf(sourceCode, owner)
  const other = entry && usesOfPlace(sourceCode, write.place).find((use) => isByOthers(sourceCode, owner, use, latches))
  return other && { kind: 'overwritten', place: write.place.text, node: write.node, read: read.node, wait, entry, other: other.node, proven: isRunByEvents(entry) && isRunByEvents(entryOf(sourceCode, other.owner)) }
}

/** Whether the file itself runs it again and again. */
function isRunByEvents(entry: Entry | undefined): boolean {
  return entry?.strength === 'proven' && entry.setup === undefined
}

/** Whether a function that others run puts something there, whatever the latches say. */
function isByOthers(sourceCode: SourceCode, owner: CodeOwner, { does, owner: by }: Use, latches: readonly Latch[]): boolean {
  if ((does !== 'fill' && does !== 'append') || by === owner || !isFunction(by) || isConstructor(by) || isInside(by, owner) || !entryOf(sourceCode, by)) return false
  if (usesOf(sourceCode, by).calls.some((call) => isInside(call, owner))) return false
  const { reads, writes } = accessesOf(sourceCode, by)
  return !latches.some(({ set }) => [...reads, ...writes].some(({ place }) => overlaps(place, set.place)))
}

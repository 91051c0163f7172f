import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isInside, unwrap, waitsWithin } from '../../../utils/syntax.ts'
import { accessesIn } from '../places/accesses.ts'
import { overlaps, placeOf, sharedBy } from '../places/place.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'

/** `this.pending = this.pending.filter((each) => each !== id)`: it changes what is there now, and puts nothing where nothing was. In a callback too, which is a turn of its own. */
export function isMadeOfPresent(sourceCode: SourceCode, { flow, accesses, write }: StaleWrite): boolean {
  const { value, place, event, node } = write
  if (value === undefined) return false
  const callback = functionAround(node)
  if (callback === undefined || callback === flow.owner) return accesses.reads.some((read) => isInside(read.node, value) && overlaps(read.place, place) && !gapBetween(flow, read.event, event))
  return !waitsWithin(sourceCode, value) && accessesIn(sourceCode, callback).reads.some((read) => isInside(read.node, value) && overlaps(read.place, place))
}

/** `this.isHidden = this.isOffline`: what is there says then what another place says by then, which the run itself has not changed. */
export function isCopyOfPresent(sourceCode: SourceCode, { flow, accesses, write }: StaleWrite): boolean {
  const value = write.value && unwrap(write.value)
  const copied = value?.type === 'MemberExpression' ? placeOf(sourceCode, value) : undefined
  return copied !== undefined && sharedBy(sourceCode, copied, flow.owner) === 'all' && !accesses.writes.some(({ place }) => overlaps(place, copied))
}

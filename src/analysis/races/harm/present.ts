import type { SourceCode } from '../../../utils/per-file.ts'
import { isInside, unwrap } from '../../../utils/syntax.ts'
import { overlaps, placeOf, sharedBy } from '../places/place.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'

/** `this.pending = this.pending.filter((each) => each !== id)`: it changes what is there now, and puts nothing where nothing was. */
export function isMadeOfPresent({ flow, accesses, write }: StaleWrite): boolean {
  const { value, place, event } = write
  return value !== undefined
    && accesses.reads.some((read) => isInside(read.node, value) && overlaps(read.place, place) && !gapBetween(flow, read.event, event))
}

/** `this.isHidden = this.isOffline`: what is there says then what another place says by then, which the run itself has not changed. */
export function isCopyOfPresent(sourceCode: SourceCode, { flow, accesses, write }: StaleWrite): boolean {
  const value = write.value && unwrap(write.value)
  const copied = value?.type === 'MemberExpression' ? placeOf(sourceCode, value) : undefined
  return copied !== undefined && sharedBy(sourceCode, copied, flow.owner) === 'all' && !accesses.writes.some(({ place }) => overlaps(place, copied))
}

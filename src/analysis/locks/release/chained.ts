import { linkOn, startOfChain } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, isInside, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { mayBeSame } from '../locksets.ts'
import type { Acquisition } from './acquisitions.ts'
import { mayReject } from './failing.ts'
import { releasesOf } from './settling.ts'

/** What gives back in a chain, and the promise that it hangs on. */
export interface Chained {
  readonly end: Node
  readonly promise: Node
}

/**
 * `lock.acquire().then(load).then(save).then(() => lock.release())`: held from the first callback on, and given back by a later one
 * that does not run when something between them fails. Undefined where anything else in the function gives it back, too.
 */
export function releasedWhenFulfilled(sourceCode: SourceCode, { call, owner, place }: Acquisition): Chained | undefined {
  const held = isFunction(owner) ? reactionOf(sourceCode, owner) : undefined
  if (!place || held?.on !== 'fulfilled' || startOfChain(held.promise) !== call) return undefined
  const around = ownerOf(call)
  const [release, second] = releasesOf(sourceCode).filter((each) => isInside(each.call, around) && each.places.some((other) => mayBeSame(place, other)))
  if (!release || second) return undefined
  for (let link = linkOn(held.call); link; link = linkOn(link.call)) {
    // What is caught on the way goes on as if nothing had failed.
    if (link.by === 'catch') return undefined
    if (!link.call.arguments.some((each) => isInside(release.call, each))) continue
    const [onDone, onFailed] = link.call.arguments
    const isOnly = link.by === 'then' && !onFailed && onDone !== undefined && ownerOf(release.call) === unwrap(onDone)
    return isOnly && mayReject(sourceCode, link.promise) ? { end: release.call, promise: link.promise } : undefined
  }
  return undefined
}

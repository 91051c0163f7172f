import type { SourceCode } from '../../../utils/per-file.ts'
import { isInside, type Node } from '../../../utils/syntax.ts'
import { ownMethods } from '../own/index.ts'
import { type Place, shown } from '../places/symbol.ts'
import { shapedAcquisitions } from '../release/shapes.ts'
import type { Fault } from './faults.ts'
import { returnsIn, tryAround } from './lent.ts'
import { promisesIn, spotOfValue } from './returned.ts'

/** A lock that a `finally` gives back, and from where on it is held. */
interface Giving {
  readonly given: Node
  readonly lock: string | undefined
  readonly from: number
}

/**
 * Promises that are returned from a `try` whose `finally` gives a lock back, where no lock of a library is in sight: the lock is
 * what the function itself is for those who call it, `try { return work() } finally { letNextIn() }`, or comes from elsewhere and
 * is taken and given back here by names in pairs.
 */
export function returnedBeforeGiven(sourceCode: SourceCode): readonly Fault[] {
  if (!sourceCode.text.includes('finally')) return []
  const faults = new Map<Node, Fault>()
  for (const { given, lock, from } of [...ownGivings(sourceCode), ...shapedGivings(sourceCode)]) {
    const block = tryAround(given)
    for (const value of block ? returnsIn(sourceCode, block) : []) {
      if (value.range[0] < from) continue
      for (const promise of promisesIn(sourceCode, value)) faults.set(promise, { kind: 'returned', at: spotOfValue(promise), value: promise, lock, given })
    }
  }
  return [...faults.values()]
}

/** What lets the next one in, in functions that run what they are given one after the other. */
function ownGivings(sourceCode: SourceCode): readonly Giving[] {
  return [...ownMethods(sourceCode)].flatMap(([fn, { place, lets = [] }]) => lets.map((given) => ({ given, lock: nameOf(place), from: fn.range[0] })))
}

/** `this.tails[key]`; an object that is the lock itself is only called `this` in there. */
function nameOf(place: Place): string | undefined {
  const text = shown(place)
  return text === 'this' ? undefined : text
}

/** What gives back a lock that the file does not show. */
function shapedGivings(sourceCode: SourceCode): readonly Giving[] {
  return shapedAcquisitions(sourceCode).flatMap(({ call, lease, text, given = [], trails, owner }) => {
    if (lease) return []
    const uses = trails.flatMap((trail) => trail.uses).flatMap(({ does, at, call: by }) => (does === 'end' || does === 'give' ? [by ?? at] : []))
    return [...given, ...uses].flatMap((each) => (isInside(each, owner) ? [{ given: each, lock: text, from: call.range[1] }] : []))
  })
}
